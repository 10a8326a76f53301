"""Finds every violation of the published JSON Schema of the language."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from itertools import chain, islice
from typing import Any

from sop.definition.fast_validation import FastValidator, compile_pattern, find_repeats
from sop.definition.finding_report import Report
from sop.definition.schema_messages import NOT_IN_END, ViolationReporter
from sop.definition.source_map import PathTo

SCHEMA_FILE = "workflow.schema.json"
MOST_VIOLATIONS = 2000
"""Far more than are reported; a limit for hostile files."""


@lru_cache(maxsize=1)
def load_schema() -> dict[str, Any]:
    """Return the schema of the language, as it is shipped."""
    text = files("sop.definition").joinpath(SCHEMA_FILE).read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def check_shape(data: Any, report: Report, part: str | None = None, at: PathTo = ()) -> Any:
    """Report every violation; return the data with None in place of each wrong node.

    `part` names a definition of the schema (`scenario`) if the data is not a whole workflow. `at`
    is the place of the data in the document.
    """
    violations = list(islice(_violations(data, part), MOST_VIOLATIONS))
    reporter = ViolationReporter(report, at, violations)
    wrong = set(chain.from_iterable(map(reporter.report_violation, violations)))
    return _blank_wrong_nodes(data, {path[len(at) :] for path in wrong})


def _violations(data: Any, part: str | None) -> Iterable[Any]:
    if _make_validator().fits(_part(part), data):
        return ()
    violations: Iterable[Any] = _validator(part).iter_errors(data)
    return violations


@lru_cache(maxsize=1)
def _make_validator() -> FastValidator:
    return FastValidator(load_schema())


@lru_cache(maxsize=8)
def _part(part: str | None) -> dict[str, Any]:
    schema = load_schema()
    return schema if part is None else {"$defs": schema["$defs"], "$ref": f"#/$defs/{part}"}


@lru_cache(maxsize=8)
def _validator(part: str | None) -> Any:
    """Return a validator of the library that looks only at branches that do not fit."""
    from jsonschema import Draft202012Validator, validators  # late: jsonschema costs 100 ms

    keywords = {
        "properties": _properties,
        "additionalProperties": _additional,
        "items": _items,
        "pattern": _pattern,
        "uniqueItems": _unique,
    }
    extended: Any = validators.extend(  # type: ignore[no-untyped-call]
        Draft202012Validator, keywords
    )
    return extended(_part(part))


def _properties(validator: Any, wanted: dict[str, Any], value: Any, schema: Any) -> Iterable[Any]:
    if not isinstance(value, dict):
        return
    for key, inner in wanted.items():
        if key in value and inner is False:
            violation = _make_violation(NOT_IN_END)
            violation.path.appendleft(key)
            yield violation
        elif key in value and not _make_validator().fits(inner, value[key]):
            yield from validator.descend(value[key], inner, path=key, schema_path=key)


def _additional(validator: Any, wanted: Any, value: Any, schema: Any) -> Iterable[Any]:
    if not isinstance(value, dict):
        return
    known = schema.get("properties", {})
    for key in [key for key in value if key not in known]:
        if wanted is False:
            yield _make_violation("an unknown key")
            return
        if not _make_validator().fits(wanted, value[key]):
            yield from validator.descend(value[key], wanted, path=key)


def _items(validator: Any, wanted: Any, value: Any, schema: Any) -> Iterable[Any]:
    if not isinstance(value, list):
        return
    for at, item in enumerate(value):
        if not _make_validator().fits(wanted, item):
            yield from validator.descend(item, wanted, path=at)


def _pattern(validator: Any, wanted: str, value: Any, schema: Any) -> Iterable[Any]:
    if isinstance(value, str) and compile_pattern(wanted).search(value) is None:
        yield _make_violation("not like the pattern")


def _unique(validator: Any, wanted: bool, value: Any, schema: Any) -> Iterable[Any]:
    if isinstance(value, list) and find_repeats(value):
        yield _make_violation("something twice")


def _make_violation(message: str) -> Any:
    from jsonschema import ValidationError  # late: jsonschema costs 100 ms

    return ValidationError(message)


def _blank_wrong_nodes(data: Any, wrong: set[PathTo]) -> Any:
    """Return a copy of the data with None at the wrong places."""
    if () in wrong:
        return None
    if not wrong:
        return data
    copy: Any = dict(data) if isinstance(data, dict) else list(data)
    inner: dict[Any, set[PathTo]] = {}
    for path in wrong:
        inner.setdefault(path[0], set()).add(path[1:])
    for part, paths in inner.items():
        if isinstance(copy, dict) and part not in copy:  # a missing key
            copy[part] = None
        else:
            copy[part] = _blank_wrong_nodes(copy[part], paths)
    return copy
