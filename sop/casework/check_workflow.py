"""Checks a workflow: findings, proofs, and whether a pull request with it should pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import field
from itertools import chain
from os.path import relpath
from pathlib import Path
from typing import TYPE_CHECKING

from sop.casework.case_service import calendar_of
from sop.casework.library import Library, WorkflowEntry
from sop.casework.prove_workflow import ProofOptions, ProofResults, prove
from sop.model.calendar import Calendar, HolidaysOfCountry
from sop.model.finding import Finding
from sop.model.proof import Proof
from sop.model.value import value

if TYPE_CHECKING:
    from sop.definition.load import LoadedWorkflow


@value
class WorkflowCheck:
    """The result of a check. `fingerprints` and `places` (dotted) go with the findings, one each.

    `blocking_errors` are those that kept the rules from running: a baseline never hides them.
    """

    id: str
    shown_as: str
    findings: tuple[Finding, ...]
    fingerprints: tuple[str, ...]
    places: tuple[str, ...] = ()
    proofs: tuple[Proof, ...] = ()
    blocking_errors: frozenset[Finding] = field(default_factory=frozenset)
    left: int = 0  # properties without a verdict, because the user interrupted the proof

    @property
    def is_compiled(self) -> bool:
        """Whether the rules had a definition to check."""
        return not self.blocking_errors


def check_listed(
    library: Library,
    listed: WorkflowEntry,
    proving: ProofOptions | None = None,
    holidays_of: HolidaysOfCountry | None = None,
) -> WorkflowCheck:
    """Read and check the workflow, and prove it if `proving` is given."""
    from sop.checks.reasoning.fingerprints import fingerprints, locate_finding  # late: start-up
    from sop.definition.load import HARMLESS_ERRORS  # late: start-up

    loaded = library.load(listed)
    proof_findings: tuple[Finding, ...] | None = None
    proved = ProofResults((), ())
    if proving is not None:
        proved = _prove(loaded, listed, proving, holidays_of=holidays_of)
        proof_findings = proved.findings
    findings = library.findings(loaded, proof_findings)
    errors = [one for one in loaded.findings if one.severity == "error"]
    blocking = frozenset(one for one in errors if one.rule not in HARMLESS_ERRORS)
    places = tuple(locate_finding(loaded, one) for one in findings)
    return WorkflowCheck(
        id=listed.id,
        shown_as=listed.shown_as,
        findings=findings,
        fingerprints=fingerprints(loaded, listed.id, findings),
        places=places,
        proofs=proved.proofs,
        blocking_errors=blocking,
        left=proved.left,
    )


def _prove(
    loaded: LoadedWorkflow,
    listed: WorkflowEntry,
    proving: ProofOptions,
    *,
    holidays_of: HolidaysOfCountry | None,
) -> ProofResults:
    if loaded.definition is None:
        return ProofResults((), ())
    calendar = Calendar()
    if holidays_of is not None:
        calendar = calendar_of(loaded.definition, holidays_of)
    return prove(loaded, listed.id, proving, calendar=calendar)


def fails(one: Finding, strict: bool) -> bool:
    """Whether the finding makes a check fail: an error, with `strict` also a warning."""
    return one.severity == "error" or (strict and one.severity == "warning")


def has_failure(found: Iterable[WorkflowCheck], strict: bool) -> bool:
    """Whether anything makes the check fail; with `strict` also a property without a verdict."""
    return any(_has_failed(one, strict) for one in found)


def _has_failed(checked: WorkflowCheck, strict: bool) -> bool:
    if any(fails(finding, strict) for finding in checked.findings):
        return True
    return strict and any(proof.verdict == "unknown" for proof in checked.proofs)


def list_distinct(library: Library, words: Iterable[str]) -> Iterator[WorkflowEntry]:
    """Yield the workflows that the words name, each once.

    A file of a workflow names the workflow, a folder of workflows names all of them.
    """
    seen: set[Path] = set()
    for listed in chain.from_iterable(map(library.find_all, words)):
        if listed.path.resolve() not in seen:
            seen.add(listed.path.resolve())
            yield listed


def relative(path: str, here: Path) -> str:
    """Return the path relative to the folder `here`, with slashes; one outside is kept."""
    found = Path(path)
    if found.is_absolute():
        with suppress(ValueError):
            return found.relative_to(here).as_posix()
        return found.as_posix()
    return Path(relpath(here / found, here)).as_posix()
