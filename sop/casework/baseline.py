"""Findings that are known already: an old workflow adopts the checks one by one, and only what is new is told."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from sop.casework.check_workflow import WorkflowCheck
from sop.definition.strict_json import JsonError, read_json
from sop.model.refusal import UsageError
from sop.model.value import value

SCHEMA = "sop.baseline/1"
KEYS = ("workflow", "rule", "place", "message", "fingerprint")


@value
class BaselineFinding:
    """A finding of the baseline. Only the fingerprint is compared; the rest is for who reads the file."""

    workflow: str
    rule: str
    place: str
    message: str
    fingerprint: str


@value
class BaselineComparison:
    """`found` without what is known; `hidden` counts those; `gone` are known ones that were not found again."""

    found: tuple[WorkflowCheck, ...]
    hidden: int
    gone: tuple[BaselineFinding, ...]


def read_baseline(path: Path) -> tuple[BaselineFinding, ...]:
    """The known findings of the file; Misuse where it is none."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        remedy = "write it first"
        raise UsageError(f"there is no baseline '{path}'.", remedy) from None
    except (OSError, ValueError) as error:
        raise UsageError(f"the baseline '{path}' cannot be read.", "name another file") from error
    try:
        content = read_json(text)
    except JsonError as trouble:
        raise UsageError(
            f"'{path}' is no baseline: {trouble.message}.", "write it again"
        ) from trouble
    known = (
        content.get("findings")
        if isinstance(content, dict) and content.get("schema") == SCHEMA
        else None
    )
    if not isinstance(known, list) or not all(_is_known(one) for one in known):
        raise UsageError(f"'{path}' is no baseline of this program.", "write it again")
    return tuple(BaselineFinding(*(one[key] for key in KEYS)) for one in known)


def _is_known(one: object) -> bool:
    return isinstance(one, dict) and all(isinstance(one.get(key), str) for key in KEYS)


def baseline_text(found: Iterable[WorkflowCheck], before: Iterable[BaselineFinding] = ()) -> str:
    """The file's new content: all that was found now, and what is known `before` of workflows not looked at now."""
    found = tuple(found)
    looked_at = {one.id for one in found}
    kept = [known for known in before if known.workflow not in looked_at]
    known = sorted(
        {*kept, *(one for checked in found for one in _baseline_findings(checked))}, key=_order
    )
    entries = [{key: getattr(one, key) for key in KEYS} for one in known]
    return json.dumps({"schema": SCHEMA, "findings": entries}, ensure_ascii=True, indent=1) + "\n"


def _order(one: BaselineFinding) -> tuple[str, ...]:
    return tuple(getattr(one, key) for key in KEYS)


def _baseline_findings(checked: WorkflowCheck) -> Iterable[BaselineFinding]:
    for finding, place, fingerprint in zip(
        checked.findings, checked.places, checked.fingerprints, strict=True
    ):
        if finding not in checked.blocking_errors:
            yield BaselineFinding(checked.id, finding.rule, place, finding.message, fingerprint)


def compare_baseline(
    found: Sequence[WorkflowCheck], known: Iterable[BaselineFinding]
) -> BaselineComparison:
    """What was found beyond the baseline. Errors because of which a workflow cannot be read are always told."""
    known = tuple(known)
    prints = {one.fingerprint for one in known}
    new = tuple(_drop_known(one, prints) for one in found)
    there = {fingerprint for one in found for fingerprint in one.fingerprints}
    compiled = {
        one.id for one in found if one.is_compiled
    }  # of the others nobody can say what is gone
    gone = tuple(one for one in known if one.fingerprint not in there and one.workflow in compiled)
    hidden = sum(len(one.findings) for one in found) - sum(len(one.findings) for one in new)
    return BaselineComparison(new, hidden, gone)


def _drop_known(checked: WorkflowCheck, known: set[str]) -> WorkflowCheck:
    rows = zip(checked.findings, checked.fingerprints, checked.places, strict=True)
    kept = [row for row in rows if row[0] in checked.blocking_errors or row[1] not in known]
    findings, prints, places = (tuple(row[index] for row in kept) for index in range(3))
    return replace(checked, findings=findings, fingerprints=prints, places=places)  # type: ignore[arg-type]
