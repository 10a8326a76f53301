"""`sop workflow diff`: the differences between two versions of a workflow, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from sop.casework.case_service import calendar_of
from sop.casework.git_revisions import version_of
from sop.casework.library import Library, NotCompiled, WorkflowEntry
from sop.casework.prove_workflow import ProofOptions
from sop.casework.prove_workflow import prove as prove_workflow
from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.output import EXIT_DONE, EXIT_REFUSED, CommandResult
from sop.commands.program import command
from sop.commands.proof_options import make_proof_options, proof_json
from sop.commands.workflow import app
from sop.comparison.change import GROUPS, Change
from sop.comparison.compare import compare_definitions
from sop.model.definition import Definition
from sop.model.proof import Proof, ProofVerdict

if TYPE_CHECKING:
    from sop.definition.load import LoadedWorkflow

    Version = tuple[LoadedWorkflow, Definition]


@command(app, "diff", group="workflow")
def diff(
    session: CommandContext,
    old: Annotated[
        str, typer.Argument(metavar="OLD", help="An ID, a path, or REV:PATH of an earlier version.")
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The version to compare it with.")],
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 1 if there is any difference.")
    ] = False,
    prove: Annotated[
        bool, typer.Option("--prove", help="Prove both; report what is no longer proved.")
    ] = False,
    budget: Annotated[
        int | None,
        typer.Option(
            "--budget", metavar="NODES", min=1000, help="The size limit of a proof, in nodes."
        ),
    ] = None,
) -> CommandResult:
    """Compare two versions of a workflow: looser, stricter, dates, law, guarantees.

    --prove proves both for all possible cases and reports each guarantee that no longer holds.

    Example: sop workflow diff main:workflows/fire-drill.yaml workflows/fire-drill.yaml
    """
    from sop.views.workflow_diff import differences_screen  # late: start-up

    proving = make_proof_options(session, prove, budget, None)
    with ExitStack() as versions:
        listed = [versions.enter_context(version_of(session.library, word)) for word in (old, new)]
        loaded = [_compile_version(session.library, one) for one in listed]
        proofs: list[tuple[Proof, ...]] = []
        if proving is not None:
            for one, version in zip(listed, loaded, strict=True):
                proofs.append(_proofs(session, one, version, proving))
    before, after = definitions = [definition for _, definition in loaded]
    changes = compare_definitions(before, after, _verdicts_of(before, proofs))
    was = f"{listed[0].shown_as} ({before.version})"
    now = f"{listed[1].shown_as} ({after.version})"
    return CommandResult(
        data=_json(listed, definitions, changes) | _proofs_json(proofs),
        code=EXIT_REFUSED if changes and exit_code else EXIT_DONE,
        blocks=lambda: differences_screen(was, now, changes),
    )


def _verdicts_of(
    before: Definition, proofs: Sequence[Sequence[Proof]]
) -> Callable[[Definition], Mapping[str, ProofVerdict]] | None:
    """Return a function from a version to its verdicts by guarantee; None without a proof."""
    if not proofs:
        return None
    old, new = map(_verdicts, proofs)
    return lambda version: old if version is before else new


def _verdicts(proofs: Sequence[Proof]) -> dict[str, ProofVerdict]:
    return {proof.guarantee: proof.verdict for proof in proofs}


def _compile_version(library: Library, listed: WorkflowEntry) -> Version:
    """Return the version and its definition. Only errors of the compiler prevent a comparison."""
    loaded = library.load(listed)
    if loaded.definition is None:
        errors = tuple(one for one in loaded.findings if one.severity == "error")
        raise NotCompiled(listed, errors)
    return loaded, loaded.definition


def _proofs(
    session: CommandContext, listed: WorkflowEntry, version: Version, proving: ProofOptions
) -> tuple[Proof, ...]:
    """Return the proofs of the version, kept ones where it was proved before."""
    loaded, definition = version
    calendar = calendar_of(definition, session.store.holidays)
    return prove_workflow(loaded, listed.id, proving, calendar).proofs


def _proofs_json(proofs: Sequence[Sequence[Proof]]) -> Json:
    if not proofs:
        return {}
    old, new = (list(map(proof_json, found)) for found in proofs)
    return {"proofs": {"old": old, "new": new}}


def _json(
    listed: Sequence[WorkflowEntry], definitions: Sequence[Definition], changes: Sequence[Change]
) -> Json:
    old, new = map(_version_json, listed, definitions)
    counts = Counter(change.group for change in changes)
    return {
        "old": old,
        "new": new,
        "differences": list(map(asdict, changes)),
        "summary": {group: counts[group] for group in GROUPS},
    }


def _version_json(listed: WorkflowEntry, definition: Definition) -> Json:
    return {
        "path": listed.shown_as,
        "workflow": definition.id,
        "version": definition.version,
        "definition": definition.hash,
    }
