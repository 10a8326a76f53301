"""The baseline: a file of known findings, so that a check reports only new ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from sop.casework.check_workflow import WorkflowCheck
from sop.definition.bounded_file import read_text
from sop.definition.strict_json import JsonError, read_json
from sop.model.refusal import UsageError
from sop.model.value import value

SCHEMA = "sop.baseline/1"
KEYS = ("workflow", "rule", "place", "message", "fingerprint")
"""The keys of an entry, in the order of the fields of BaselineFinding."""


@value
class BaselineFinding:
    """A finding of the baseline. Only the fingerprint is compared; the rest is for people."""

    workflow: str
    rule: str
    place: str
    message: str
    fingerprint: str


@value
class BaselineComparison:
    """`found` has the new findings only; `hidden` counts the others.

    `gone` are findings of the baseline that were not found again.
    """

    found: tuple[WorkflowCheck, ...]
    hidden: int
    gone: tuple[BaselineFinding, ...]


def read_baseline(path: Path) -> tuple[BaselineFinding, ...]:
    """Return the findings of the file; raise UsageError if it is not a baseline."""
    content = _read_content(path)
    entries: object = None
    if isinstance(content, dict) and content.get("schema") == SCHEMA:
        entries = content.get("findings")
    if not isinstance(entries, list) or not all(map(_is_entry, entries)):
        raise UsageError(
            f"'{path}' is not a baseline file of this program.",
            "Write it again.",
        )
    return tuple(_entry(entry) for entry in entries)


def _read_content(path: Path) -> object:
    try:
        text = read_text(path)
    except FileNotFoundError:
        remedy = "Write it first."
        raise UsageError(f"There is no baseline '{path}'.", remedy) from None
    except (OSError, ValueError) as error:
        raise UsageError(f"The baseline '{path}' cannot be read.", "Name another file.") from error
    try:
        return read_json(text)
    except JsonError as error:
        raise UsageError(
            f"'{path}' is not a baseline file: {error.message}.",
            "Write it again.",
        ) from error


def _is_entry(entry: object) -> bool:
    return isinstance(entry, dict) and all(isinstance(entry.get(key), str) for key in KEYS)


def _entry(entry: dict[str, str]) -> BaselineFinding:
    return BaselineFinding(*(entry[key] for key in KEYS))


def baseline_text(found: Iterable[WorkflowCheck], before: Iterable[BaselineFinding] = ()) -> str:
    """Return the new content of the file.

    It has all findings of now, and those `before` of workflows that were not checked now.
    """
    known: set[BaselineFinding] = set()
    checked_ids: set[str] = set()
    for checked in found:
        checked_ids.add(checked.id)
        known.update(_baseline_findings(checked))
    known.update(finding for finding in before if finding.workflow not in checked_ids)
    entries = [_as_entry(finding) for finding in sorted(known, key=_values)]
    return json.dumps({"schema": SCHEMA, "findings": entries}, ensure_ascii=True, indent=1) + "\n"


def _values(finding: BaselineFinding) -> tuple[str, ...]:
    return tuple(getattr(finding, key) for key in KEYS)


def _as_entry(finding: BaselineFinding) -> dict[str, str]:
    return dict(zip(KEYS, _values(finding), strict=True))


def _baseline_findings(checked: WorkflowCheck) -> Iterable[BaselineFinding]:
    for finding, place, fingerprint in zip(
        checked.findings, checked.places, checked.fingerprints, strict=True
    ):
        if finding not in checked.blocking_errors:
            yield BaselineFinding(checked.id, finding.rule, place, finding.message, fingerprint)


def compare_baseline(
    found: Sequence[WorkflowCheck], known: Iterable[BaselineFinding]
) -> BaselineComparison:
    """Return what was found beyond the baseline.

    An error because of which a workflow cannot be read is always reported.
    """
    known = tuple(known)
    prints = {finding.fingerprint for finding in known}
    new = tuple(_drop_known(checked, prints) for checked in found)
    found_now = set(chain.from_iterable(checked.fingerprints for checked in found))
    # Without a definition the rules found nothing, so nothing can be gone.
    compiled = {checked.id for checked in found if checked.is_compiled}
    gone = tuple(
        finding
        for finding in known
        if finding.fingerprint not in found_now and finding.workflow in compiled
    )
    return BaselineComparison(new, _count_findings(found) - _count_findings(new), gone)


def _count_findings(found: Iterable[WorkflowCheck]) -> int:
    return sum(len(checked.findings) for checked in found)


def _drop_known(checked: WorkflowCheck, known: set[str]) -> WorkflowCheck:
    rows = zip(checked.findings, checked.fingerprints, checked.places, strict=True)
    new = [row for row in rows if row[0] in checked.blocking_errors or row[1] not in known]
    findings = tuple(finding for finding, _, _ in new)
    fingerprints = tuple(fingerprint for _, fingerprint, _ in new)
    places = tuple(place for _, _, place in new)
    return replace(checked, findings=findings, fingerprints=fingerprints, places=places)
