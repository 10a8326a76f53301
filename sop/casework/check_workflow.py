"""A workflow checked: what was found, what was proved, and whether a pull request with it should pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import field
from os.path import relpath
from pathlib import Path

from sop.casework.case_service import calendar_of
from sop.casework.library import Library, WorkflowEntry
from sop.casework.prove_workflow import ProofOptions, ProofResults, prove
from sop.casework.scenario_tests import HolidaysOfCountry
from sop.model.calendar import Calendar
from sop.model.finding import Finding
from sop.model.proof import Proof
from sop.model.value import value


@value
class WorkflowCheck:
    """`fingerprints` and `places` (dotted) go with the findings, one each.

    `must_be_told` are errors because of which nothing more could be said: no baseline takes them back.
    """

    id: str
    shown_as: str
    findings: tuple[Finding, ...]
    fingerprints: tuple[str, ...]
    places: tuple[str, ...] = ()
    proofs: tuple[Proof, ...] = ()
    blocking_errors: frozenset[Finding] = field(default_factory=frozenset)
    left: int = 0  # properties that were not come to, because somebody interrupted the proof

    @property
    def is_compiled(self) -> bool:
        """Whether the rules had a definition to look at."""
        return not self.blocking_errors


def check_listed(
    library: Library,
    listed: WorkflowEntry,
    proving: ProofOptions | None = None,
    holidays_of: HolidaysOfCountry | None = None,
) -> WorkflowCheck:
    """The workflow read and checked, and with `proving` proved."""
    from sop.checks.reasoning.fingerprints import fingerprints, locate_finding
    from sop.definition.load import HARMLESS_ERRORS

    loaded = library.loaded(listed)
    found = ProofResults((), ())
    if proving is not None and loaded.definition is not None:
        calendar = (
            calendar_of(loaded.definition, holidays_of) if holidays_of is not None else Calendar()
        )
        found = prove(loaded, listed.id, proving, calendar)
    findings = library.findings(loaded, None if proving is None else found.findings)
    told = (
        one
        for one in loaded.findings
        if one.severity == "error" and one.rule not in HARMLESS_ERRORS
    )
    return WorkflowCheck(
        listed.id,
        listed.shown_as,
        findings,
        fingerprints(loaded, listed.id, findings),
        tuple(locate_finding(loaded, one) for one in findings),
        found.proofs,
        frozenset(told),
        found.left,
    )


def fails(one: Finding, strict: bool) -> bool:
    """Whether the finding makes a check fail: an error, with `strict` a warning too, a note never."""
    return one.severity == "error" or (strict and one.severity == "warning")


def has_failure(found: Iterable[WorkflowCheck], strict: bool) -> bool:
    """Whether anything makes the check fail; with `strict` a property that is not decided does."""
    return any(
        any(fails(finding, strict) for finding in one.findings)
        or (strict and any(proof.verdict == "unknown" for proof in one.proofs))
        for one in found
    )


def list_distinct(library: Library, words: Iterable[str]) -> Iterator[WorkflowEntry]:
    """The workflows meant, each once: several files of a workflow mean it, a folder of workflows means them all."""
    seen: set[Path] = set()
    for listed in (listed for word in words for listed in library.meant(word)):
        if listed.path.resolve() not in seen:
            seen.add(listed.path.resolve())
            yield listed


def relative(path: str, here: Path) -> str:
    """The path as a program in this folder names it, with slashes; one outside of it stays as it is."""
    found = Path(path)
    if found.is_absolute():
        with suppress(ValueError):
            return found.relative_to(here).as_posix()
        return found.as_posix()
    return Path(relpath(here / found, here)).as_posix()
