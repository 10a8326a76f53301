"""`sop workflow diff`: what is different between two versions of a workflow, in words."""

from __future__ import annotations

from collections.abc import Sequence
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
from sop.model.proof import Proof

if TYPE_CHECKING:
    from sop.definition.load import LoadedWorkflow

    Version = tuple[LoadedWorkflow, Definition]


@command(app, "diff", group="workflow")
def diff(
    session: CommandContext,
    old: Annotated[
        str, typer.Argument(metavar="OLD", help="An id, a path, or REV:PATH of an earlier version.")
    ],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same, to compare with.")],
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit 1 where there is any difference.")
    ] = False,
    prove: Annotated[
        bool, typer.Option("--prove", help="Prove both, and tell what is no longer proved.")
    ] = False,
    budget: Annotated[
        int | None,
        typer.Option("--budget", metavar="NODES", min=1000, help="How many nodes a proof may use."),
    ] = None,
) -> CommandResult:
    """What is different between two versions of a workflow: looser, stricter, dates, law, guarantees.

    With --prove both versions are proved over all possible cases, and a guarantee that held and no longer does is told.

    Example: sop workflow diff main:workflows/fire-drill.yaml workflows/fire-drill.yaml
    """
    from sop.views.workflow_diff import differences_screen

    proving = make_proof_options(session, prove, budget, None)
    with ExitStack() as versions:
        listed = [versions.enter_context(version_of(session.library, word)) for word in (old, new)]
        loaded = [_compile_version(session.library, one) for one in listed]
        proofs = (
            []
            if proving is None
            else [_proofs(session, *pair, proving) for pair in zip(listed, loaded, strict=True)]
        )
    before, after = definitions = [definition for _, definition in loaded]
    verdicts = [{proof.guarantee: proof.verdict for proof in found} for found in proofs]
    changes = compare_definitions(
        before, after, (lambda one: verdicts[one is after]) if verdicts else None
    )
    was, now = (f"{one.shown_as} ({d.version})" for one, d in zip(listed, definitions, strict=True))
    return CommandResult(
        data=_json(listed, definitions, changes) | _proofs_json(proofs),
        code=EXIT_REFUSED if changes and exit_code else EXIT_DONE,
        blocks=lambda: differences_screen(was, now, changes),
    )


def _compile_version(library: Library, listed: WorkflowEntry) -> Version:
    """The version as it compiles; what only a rule finds does not keep two versions from being compared."""
    loaded = library.load(listed)
    if loaded.definition is None:
        raise NotCompiled(listed, tuple(one for one in loaded.findings if one.severity == "error"))
    return loaded, loaded.definition


def _proofs(
    session: CommandContext, listed: WorkflowEntry, version: Version, proving: ProofOptions
) -> tuple[Proof, ...]:
    """What is proved of the version; from what was kept where it was proved before."""
    loaded, definition = version
    calendar = calendar_of(definition, session.store.holidays)
    return prove_workflow(loaded, listed.id, proving, calendar).proofs


def _proofs_json(proofs: Sequence[Sequence[Proof]]) -> Json:
    if not proofs:
        return {}
    old, new = ([proof_json(proof) for proof in found] for found in proofs)
    return {"proofs": {"old": old, "new": new}}


def _json(
    listed: Sequence[WorkflowEntry], definitions: Sequence[Definition], changes: Sequence[Change]
) -> Json:
    old, new = (
        {
            "path": one.shown_as,
            "workflow": definition.id,
            "version": definition.version,
            "definition": definition.hash,
        }
        for one, definition in zip(listed, definitions, strict=True)
    )
    counts = {group: sum(change.group == group for change in changes) for group in GROUPS}
    return {
        "old": old,
        "new": new,
        "differences": [asdict(change) for change in changes],
        "summary": counts,
    }
