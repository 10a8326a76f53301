"""`sop case print`: a whole case for paper, as far as the user may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from sop.casework.case_service import LoadedCase
from sop.casework.visibility import VisibleEvent, filter_events
from sop.commands.case import app, case_argument
from sop.commands.case_json import Json, checklist_json, timeline_json
from sop.commands.context import CommandContext
from sop.commands.delivery import deliver_result, render_paper
from sop.commands.headings import case_heading
from sop.commands.options import CaseArgument
from sop.commands.output import CommandResult
from sop.commands.program import command
from sop.engine.checklist_lines import Checklist
from sop.engine.deadlines import zone_of
from sop.store.head_code import head_code
from sop.views.case_name import case_name
from sop.views.labels import Wording
from sop.views.terminal.blocks import Blocks


@command(app, "print", group="case", case=True, formats=("text", "md", "html", "json"))
def print_(
    session: CommandContext,
    which: CaseArgument = None,
    out: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="Write to this file.")
    ] = None,
) -> CommandResult:
    """Print a whole case for paper: its checklist and its history, as far as you may see them.

    Example: sop case print 7K3 --format html -o case.html
    """
    file = session.file(case_argument(session, which))
    viewer = session.viewer(file.definition)
    shown = session.service.checklist(file, viewer)
    seen = filter_events(file.definition, file.history, viewer)
    data: Json = {"checklist": {}, "events": []}
    if session.given.json:
        zone = zone_of(file.definition.timezone)
        data["checklist"] = checklist_json(file, shown, viewer)
        data["events"] = timeline_json(seen, file.case, zone)
    answer = CommandResult(
        data=data,
        case=file.id,
        version=file.version,
        blocks=lambda: _screen(session, file, shown, seen, viewer),
    )
    if session.given.format in ("md", "html"):
        answer = replace(answer, document=_document(session, file, shown, seen, viewer))
    return deliver_result(session, answer, out)


def _screen(
    session: CommandContext,
    file: LoadedCase,
    shown: Checklist,
    seen: Sequence[VisibleEvent],
    viewer: str | None,
) -> Blocks:
    # late: start-up
    from sop.views.case import timeline_screen
    from sop.views.checklist import checklist_screen  # late: start-up

    wording = Wording(file.definition, session.now)
    head = case_heading(session, file, looks=True)
    checklist = checklist_screen(file.definition, shown, everything=True)
    return (*head, *checklist, *timeline_screen(wording, seen, file.case, viewer))


def _document(
    session: CommandContext,
    file: LoadedCase,
    shown: Checklist,
    seen: Sequence[VisibleEvent],
    viewer: str | None,
) -> str:
    # late: start-up
    from sop.views.case import paper_event
    from sop.views.print_content import paper_of_checklist  # late: start-up

    wording = Wording(file.definition, session.now)
    history = tuple(paper_event(wording, one, file.case, viewer) for one in seen)
    paper = paper_of_checklist(file.definition, shown, viewer)
    head = session.store.head(file.id)
    facts = (
        *paper.facts,
        ("Checksum of the history", f"{head_code(head.hash)}, event {head.version}"),
    )
    paper = replace(
        paper, title=f"Case {case_name(file.id, file.case.label)}", facts=facts, history=history
    )
    return render_paper(paper, session.given.format)
