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
from sop.commands.case_sheets import SheetOptions, print_case_sheet
from sop.commands.context import CommandContext
from sop.commands.delivery import deliver_result, render_paper
from sop.commands.headings import case_heading, paper_heading
from sop.commands.options import CaseArgument
from sop.commands.output import CommandResult
from sop.commands.program import command
from sop.engine.checklist_lines import Checklist
from sop.engine.deadlines import zone_of
from sop.store.head_code import head_code
from sop.views.case_name import case_name
from sop.views.labels import Wording
from sop.views.terminal.blocks import Blocks, line

CHECKSUM = "Checksum of the history"


@command(app, "print", group="case", case=True, formats=("text", "md", "html", "json"))
def print_(
    session: CommandContext,
    which: CaseArgument = None,
    referral: Annotated[
        bool, typer.Option("--referral", help="Print a referral on one sheet, to sign.")
    ] = False,
    to: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="STAKEHOLDER", help="The stakeholder that the referral is to."
        ),
    ] = None,
    handover: Annotated[
        bool, typer.Option("--handover", help="Print a handover on one sheet, to sign.")
    ] = False,
    all_tracks: Annotated[
        bool, typer.Option("--all-tracks", help="Also print the tracks that do not concern you.")
    ] = False,
    out: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="Write to this file.")
    ] = None,
) -> CommandResult:
    """Print a whole case for paper: its checklist and its history, as far as you may see them.

    --referral and --handover print one sheet to sign. A referral has only what the receiver may
    see too. A file that ends with .pdf is printed by the browser that is installed.

    Example: sop case print 7K3 --format html -o case.html
    """
    options = SheetOptions(referral, handover, all_tracks, to)
    options.check()
    file = session.file(case_argument(session, which))
    viewer = session.viewer(file.definition)
    shown = session.service.checklist(file, viewer)
    seen = filter_events(file.definition, file.history, viewer)
    data: Json = {"checklist": {}, "events": []}
    if session.given.json:
        zone = zone_of(file.definition.timezone)
        data["checklist"] = checklist_json(file, shown, viewer)
        data["events"] = timeline_json(seen, file.case, zone)
    answer = CommandResult(data=data, case=file.id, version=file.version)
    if options.is_sheet:
        return deliver_result(session, print_case_sheet(session, file, answer, options), out)
    reader = None if all_tracks else viewer
    if session.given.format in ("md", "html"):
        document = _document(session, file, shown, seen, viewer, reader=reader)
        return deliver_result(session, replace(answer, document=document), out)
    answer = replace(
        answer, blocks=lambda: _screen(session, file, shown, seen, viewer, reader=reader)
    )
    return deliver_result(session, answer, out)


def _screen(
    session: CommandContext,
    file: LoadedCase,
    shown: Checklist,
    seen: Sequence[VisibleEvent],
    viewer: str | None,
    *,
    reader: str | None,
) -> Blocks:
    # late: start-up
    from sop.views.case import timeline_screen
    from sop.views.checklist import checklist_screen  # late: start-up
    from sop.views.paper_tracks import choose_tracks, left_out_text

    wording = Wording(file.definition, session.now)
    head = case_heading(session, file, looks=True)
    tracks, others = choose_tracks(shown.tracks, reader)
    left_out: Blocks = ()
    if others:
        left_out = (line(f"Not printed: {left_out_text(wording, others, reader)}.", hang=2),)
    printed = checklist_screen(file.definition, replace(shown, tracks=tracks), everything=True)
    events = timeline_screen(wording, seen, file.case, viewer)
    end = session.store.head(file.id)
    checksum = line(f"{CHECKSUM}: {head_code(end.hash)}, event {end.version}", indent=1)
    return (*head, *left_out, *printed, *events, checksum)


def _document(
    session: CommandContext,
    file: LoadedCase,
    shown: Checklist,
    seen: Sequence[VisibleEvent],
    viewer: str | None,
    *,
    reader: str | None,
) -> str:
    # late: start-up
    from sop.casework.changed_facts import map_fact_changes
    from sop.casework.time_changes import list_clock_shifts, map_time_changes
    from sop.views.case import paper_event
    from sop.views.event_text import clock_shift_text
    from sop.views.print_content import paper_of_checklist  # late: start-up

    wording = Wording(file.definition, session.now)
    events = [one.event for one in seen]
    changes = map_fact_changes(events, file.case.undone)
    times = map_time_changes(events, file.case.undone)
    history = tuple(
        paper_event(
            wording,
            one,
            file.case,
            viewer,
            changes=changes.get(one.event.id, ()),
            times=times.get(one.event.id, ()),
        )
        for one in seen
    )
    shifts = list_clock_shifts(events, file.case.undone)
    paper = paper_of_checklist(file.definition, shown, reader)
    head = session.store.head(file.id)
    facts = (
        *paper.facts,
        *(("Clock", clock_shift_text(one)) for one in shifts),
        (CHECKSUM, f"{head_code(head.hash)}, event {head.version}"),
    )
    heading = paper_heading(session, paper.heading)
    title = f"Case {case_name(file.id, file.case.label)}"
    paper = replace(paper, title=title, facts=facts, history=history, heading=heading)
    return render_paper(paper, session.given.format)
