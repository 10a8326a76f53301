"""`sop workflow`: list, show, new, test."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from sop.casework.library import Library, NotCompiled, WorkflowEntry
from sop.casework.scenario_tests import coverages, rehearsals
from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.delivery import deliver_result, render_paper
from sop.commands.headings import list_heading
from sop.commands.output import EXIT_DONE, EXIT_REFUSED, Advice, CommandResult, reason_json
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
    """A workflow in the list; `problem` is why it cannot be used, empty when it can."""

    id: str
    version: str
    title: str
    path: str
    problem: str = ""
    suggest: Suggestion | None = None


@command(app, "list", group="workflow")
def list_(session: CommandContext) -> CommandResult:
    """The workflows within reach: those of the workspace, and those that came with the program."""
    from sop.views.workflow import workflow_list_screen

    for name in session.library.list_shadowed():
        session.talk.say(
            f"{name}: the workflow of this workspace is used, not the one that came with the program."
        )
    rows = [_row(session.library, listed) for listed in session.library.list_workflows()]
    data = [_row_json(row) for row in rows]
    return CommandResult(
        data={"workflows": data},
        blocks=lambda: (*list_heading(session, "Workflows"), *workflow_list_screen(rows)),
    )


def _row_json(row: WorkflowListEntry) -> dict[str, object]:
    problem = Advice(row.problem, row.suggest) if row.problem else None
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
    twins = ", ".join(one.shown_as for one in library.twins(listed))
    problem = f"the id may mean {twins}: keep one of them there" if twins else ""
    return WorkflowListEntry(
        listed.id, definition.version, definition.title, listed.shown_as, problem
    )


@command(app, "show", group="workflow", formats=SHOWN_AS)
def show(
    session: CommandContext,
    workflow: Annotated[
        str | None, typer.Argument(metavar="WORKFLOW", help="Its id, or a path.")
    ] = None,
    step: Annotated[
        str | None, typer.Option("--step", metavar="S", help="A blank checklist of this step.")
    ] = None,
    law: Annotated[
        bool, typer.Option("--law", help="Its references, by how far they were checked.")
    ] = False,
    languages: Annotated[
        bool, typer.Option("--languages", help="Its languages, and how far each is.")
    ] = False,
    out: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="Write it into a file.")
    ] = None,
) -> CommandResult:
    """A workflow and its parts; with --step a blank checklist, --format md or html for hand use.

    Example: sop workflow show fire-drill --step D2 --format html -o headcount.html
    """
    wanted = _find_workflow(session, workflow)
    definition = session.localize(session.library.definition(wanted))
    if (step is not None) + law + languages > 1:
        raise UsageError("--step, --law and --languages show different things.", "give one of them")
    if step is not None:
        return deliver_result(session, _step(session, definition, step), out)
    if session.given.format in ("md", "html"):
        raise UsageError(f"--format {session.given.format} prints one step.", "add --step STEP")
    from sop.views.languages import languages_screen
    from sop.views.references import law_screen
    from sop.views.workflow import workflow_screen

    def screen() -> Blocks:
        if languages:
            return languages_screen(definition)
        return (
            law_screen(definition)
            if law
            else workflow_screen(definition, session.now, workflow or wanted.id)
        )

    answer = CommandResult(
        data=parts_json(definition) if session.given.json else {},
        blocks=lambda: (
            *list_heading(session, f"Workflow {definition.id} {definition.version}"),
            *screen(),
        ),
    )
    return deliver_result(session, answer, out)


def _find_workflow(session: CommandContext, word: str | None) -> WorkflowEntry:
    if word is not None:
        return session.library.find(word)
    return session.asked_workflow(session.library)


def _step(session: CommandContext, definition: Definition, word: str) -> CommandResult:
    """The blank checklist of one step."""
    from sop.views.print_content import paper_of_step
    from sop.views.workflow import step_screen

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
        str | None, typer.Argument(metavar="NAME", help="Its id: small letters, dashes.")
    ] = None,
    original: Annotated[
        str | None,
        typer.Option("--from", metavar="WORKFLOW", help="Copy this workflow, an id or a path."),
    ] = None,
) -> CommandResult:
    """Write a small workflow to begin with, which passes every check; with --from a copy of another one.

    Example: sop workflow new our-drill --from fire-drill
    """
    from sop.casework.new_workflow import copy_workflow, create_workflow

    missing = UsageError(
        "it is not said what the workflow is called.", "give its id: small letters, dashes"
    )
    name = session.asked_text(name, "Id of the workflow:", missing)
    source = session.library.find(original) if original is not None else None
    folder = session.workspace.workflows
    if source is not None:
        path = copy_workflow(name, folder, source.path, session.given.dry_run)
    else:
        path = create_workflow(name, folder, session.given.dry_run)
    here = session.here.resolve()
    shown = str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
    said = [line(f"Written: {shown}{f', a copy of {source.id}' if source is not None else ''}")]
    if source is not None:
        said.append(
            line("Its version, its status and who has validated it are still the original's.")
        )
    said.append(line("Look at it, change it, then: ", Suggestion("check", shown)))
    copied = source.id if source is not None else None
    return CommandResult(
        data={"id": name, "path": shown, "copied_from": copied},
        changed=True,
        blocks=lambda: tuple(said),
    )


@command(app, "test", group="workflow")
def test(
    session: CommandContext,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORKFLOW|FILE...]", help="Workflows or scenario files, else all."),
    ] = None,
    covered: Annotated[
        bool, typer.Option("--coverage", help="How much of each workflow they go through.")
    ] = False,
) -> CommandResult:
    """Rehearse scenarios: every turn goes through the rules, and must end as written.

    Example: sop workflow test fire-drill
    """
    from sop.views.coverage import coverage_screen
    from sop.views.workflow import scenarios_screen

    found = tuple(rehearsals(session.library, words or (), session.store.holidays))
    failed = any(not one.ok for one in found)
    measured = coverages(session.library, words or (), found) if covered else ()
    shown: Json = {"coverage": [_coverage_json(one) for one in measured]} if covered else {}
    return CommandResult(
        data={"scenarios": [_rehearsal_json(one) for one in found], **shown},
        code=EXIT_REFUSED if failed else EXIT_DONE,
        error="findings" if failed else None,
        message=f"{sum(not one.ok for one in found)} of {len(found)} went otherwise than written."
        if failed
        else "",
        blocks=lambda: (*scenarios_screen(found), *coverage_screen(measured)),
    )


def _rehearsal_json(one: Rehearsal) -> Json:
    """A scenario's case is in no store, so its reasons suggest no command."""
    reasons = [replace(reason, suggest=None) for reason in one.reasons]
    problem = Advice(f"{one.problem} See them", one.suggest) if one.suggest else one.problem or None
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
