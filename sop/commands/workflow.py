"""`sop workflow list`, `show`, `new` and `test`."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from sop.casework.library import Library, NotCompiled, WorkflowEntry
from sop.casework.scenario_tests import coverages, rehearsals
from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.delivery import deliver_result, render_paper
from sop.commands.headings import list_heading, short_path
from sop.commands.options import describe_workspace_copy
from sop.commands.output import Advice, CommandResult, as_failure, reason_json
from sop.commands.program import command, new_group
from sop.commands.workflow_json import parts_json, step_json
from sop.engine.rehearse import Rehearsal
from sop.engine.resolve_names import resolve_step
from sop.engine.scenario_coverage import Coverage, PartCoverage
from sop.model.definition import Definition
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import value
from sop.views.terminal.blocks import Blocks, line

app = new_group("workflow")
SHOWN_AS = ("text", "md", "html", "json")


@value
class WorkflowListEntry:
    """A workflow in the list. `problem` says why it cannot be used; empty where it can."""

    id: str
    version: str
    title: str
    path: str
    problem: str = ""
    suggest: Suggestion | None = None


@command(app, "list", group="workflow", rows="workflows")
def list_(session: CommandContext) -> CommandResult:
    """List the available workflows: those of the workspace and those of the program."""
    from sop.views.workflow import workflow_list_screen  # late: start-up

    for name in session.library.list_shadowed():
        session.talk.say(describe_workspace_copy(name))
    rows = [_row(session.library, listed) for listed in session.library.list_workflows()]
    data = [_row_json(row) for row in rows]
    return CommandResult(
        data={"workflows": data},
        blocks=lambda: (*list_heading(session, "Workflows"), *workflow_list_screen(rows)),
    )


def _row_json(row: WorkflowListEntry) -> dict[str, object]:
    problem = None
    if row.problem:
        problem = Advice(row.problem, row.suggest)
    return {
        "id": row.id,
        "version": row.version,
        "title": row.title,
        "path": row.path,
        "problem": problem,
    }


def _row(library: Library, listed: WorkflowEntry) -> WorkflowListEntry:
    try:
        definition = library.definition(listed)
    except NotCompiled as invalid:
        count = len(invalid.findings)
        check = Suggestion("check", listed.shown_as)
        return WorkflowListEntry(
            listed.id, "", "", listed.shown_as, f"has {count or 'some'} errors.", check
        )
    problem = ""
    twins = ", ".join(one.shown_as for one in library.twins(listed))
    if twins:
        problem = f"has the same ID as {twins}: keep one of them"
    return WorkflowListEntry(
        listed.id, definition.version, definition.title, listed.shown_as, problem
    )


@command(app, "show", group="workflow", formats=SHOWN_AS)
def show(
    session: CommandContext,
    workflow: Annotated[
        str | None, typer.Argument(metavar="WORKFLOW", help="The ID or the path of the workflow.")
    ] = None,
    step: Annotated[
        str | None, typer.Option("--step", metavar="S", help="Show a blank checklist of this step.")
    ] = None,
    law: Annotated[
        bool, typer.Option("--law", help="Show its law references by verification status.")
    ] = False,
    languages: Annotated[
        bool, typer.Option("--languages", help="Show its languages and how much is translated.")
    ] = False,
    out: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="Write to this file.")
    ] = None,
) -> CommandResult:
    """Show a workflow and its parts; --step shows a blank checklist, --format md or html for paper.

    Example: sop workflow show fire-drill --step D2 --format html -o headcount.html
    """
    wanted = _find_workflow(session, workflow)
    definition = session.localize(session.library.definition(wanted))
    if (step is not None) + law + languages > 1:
        raise UsageError("--step, --law and --languages cannot be combined.", "Give one of them.")
    if step is not None:
        return deliver_result(session, _step(session, definition, step), out)
    if session.given.format in ("md", "html"):
        raise UsageError(f"--format {session.given.format} prints one step.", "Add --step STEP.")
    # late: start-up
    from sop.views.languages import languages_screen
    from sop.views.references import law_screen  # late: start-up
    from sop.views.workflow import workflow_screen  # late: start-up

    def screen() -> Blocks:
        if languages:
            return languages_screen(definition)
        if law:
            return law_screen(definition)
        return workflow_screen(definition, session.now, workflow or wanted.id)

    data: Json = {}
    if session.given.json:
        data = parts_json(definition)
    answer = CommandResult(
        data=data,
        blocks=lambda: (
            *list_heading(session, f"Workflow {definition.id} {definition.version}"),
            *screen(),
        ),
    )
    return deliver_result(session, answer, out)


def _find_workflow(session: CommandContext, word: str | None) -> WorkflowEntry:
    if word is None:
        return session.ask_workflow(session.library)
    return session.library.find(word)


def _step(session: CommandContext, definition: Definition, word: str) -> CommandResult:
    """Return the blank checklist of one step."""
    # late: start-up
    from sop.views.print_content import paper_of_step
    from sop.views.workflow import step_screen  # late: start-up

    step = resolve_step(definition, word)
    answer = CommandResult(
        data={"workflow": definition.id, "version": definition.version, "step": step_json(step)},
        blocks=lambda: (
            *list_heading(session, f"Workflow {definition.id} {definition.version}"),
            *step_screen(definition, step, session.now),
        ),
    )
    if session.given.format in ("md", "html"):
        paper = paper_of_step(definition, step, session.now)
        return replace(answer, document=render_paper(paper, session.given.format))
    return answer


@command(app, "new", group="workflow", changes=True)
def new(
    session: CommandContext,
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="The ID of the new workflow: small letters, dashes."),
    ] = None,
    original: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="WORKFLOW", help="Copy this workflow, given by its ID or path."
        ),
    ] = None,
) -> CommandResult:
    """Write a small workflow to begin with, which passes every check; --from copies another one.

    Example: sop workflow new our-drill --from fire-drill
    """
    from sop.casework.new_workflow import copy_workflow, create_workflow  # late: start-up

    missing = UsageError("No ID of a workflow given.", "Use small letters and dashes.")
    name = session.require_text(name, "ID of the workflow:", missing)
    folder, dry_run = session.workspace.workflows, session.given.dry_run
    copied = None
    if original is None:
        shown = short_path(session, create_workflow(name, folder, dry_run))
        blocks = [line(f"Written: {shown}")]
    else:
        source = session.library.find(original)
        copied = source.id
        shown = short_path(session, copy_workflow(name, folder, source.path, dry_run))
        blocks = [
            line(f"Written: {shown}, a copy of {copied}"),
            line("Its version, status and validation are still those of the original."),
        ]
    blocks.append(line("Read it, change it, then: ", Suggestion("check", shown)))
    return CommandResult(
        data={"id": name, "path": shown, "copied_from": copied},
        changed=True,
        blocks=lambda: tuple(blocks),
    )


@command(app, "test", group="workflow", rows="scenarios")
def test(
    session: CommandContext,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[WORKFLOW|FILE...]", help="Workflows or scenario files; without it, all."
        ),
    ] = None,
    covered: Annotated[
        bool,
        typer.Option("--coverage", help="Report how much of each workflow the scenarios reach."),
    ] = False,
) -> CommandResult:
    """Rehearse scenarios: the rules judge every turn, and each must end as the scenario says.

    Example: sop workflow test fire-drill
    """
    # late: start-up
    from sop.views.coverage import coverage_screen
    from sop.views.workflow import scenarios_screen  # late: start-up

    found = tuple(rehearsals(session.library, words or (), session.store.holidays))
    data: Json = {"scenarios": [_rehearsal_json(one) for one in found]}
    measured: tuple[Coverage, ...] = ()
    if covered:
        measured = coverages(session.library, words or (), found)
        data["coverage"] = [_coverage_json(one) for one in measured]
    answer = CommandResult(
        data=data, blocks=lambda: (*scenarios_screen(found), *coverage_screen(measured))
    )
    failed = sum(not one.ok for one in found)
    if not failed:
        return answer
    return as_failure(answer, f"{failed} of {len(found)} did not end as the scenario says.")


def _rehearsal_json(one: Rehearsal) -> Json:
    """Return the JSON of a scenario. No store has its case, so its reasons suggest no command."""
    reasons = [replace(reason, suggest=None) for reason in one.reasons]
    problem: Advice | str | None = one.problem or None
    if one.suggest:
        problem = Advice(f"{one.problem} To list them", one.suggest)
    return {
        "id": one.id,
        "ok": one.ok,
        "turn": one.turn,
        "problem": problem,
        "reasons": [reason_json(reason) for reason in reasons],
        "events": len(one.events),
    }


def _coverage_json(one: Coverage) -> Json:
    parts = {
        "steps": one.steps,
        "actions": one.actions,
        "outcomes": one.outcomes,
        "interrupts": one.interrupts,
    }
    shown: Json = {name: _coverage_part_json(part) for name, part in parts.items()}
    return {"workflow": one.workflow, "scenarios": one.scenarios, **shown}


def _coverage_part_json(part: PartCoverage) -> Json:
    return {
        "count": part.count,
        "met": part.met,
        "percent": part.percent,
        "missing": list(part.missing),
    }
