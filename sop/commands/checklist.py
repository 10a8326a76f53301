"""`sop checklist`: what the current steps ask for, on screen, as JSON or for paper."""

from __future__ import annotations

from dataclasses import replace

from sop.commands.case_json import Json, checklist_json
from sop.commands.context import CommandContext
from sop.commands.delivery import deliver_result, render_paper
from sop.commands.headings import case_heading, paper_heading
from sop.commands.output import CommandResult
from sop.commands.program import new_app, verb_command
from sop.commands.track_filter import keep_track
from sop.engine.checklist_lines import Checklist
from sop.engine.resolve_names import resolve_stakeholder
from sop.grammar import Words
from sop.views.checklist import checklist_screen

app = new_app()
FORMATS = ("text", "md", "html", "json")


@verb_command(app, "checklist", formats=FORMATS)
def checklist(session: CommandContext, words: Words) -> CommandResult:
    """Show what the current steps ask for; --as shows the actions of one stakeholder only.

    --format md or html prints it for paper.

    Example: sop checklist --track drill
    """
    track = words.one("track")
    file = session.file()
    viewer = session.viewer(file.definition)
    shown = keep_track(file.definition, session.service.checklist(file, viewer), track)
    if session.given.as_ is not None:
        shown = _only_of(shown, resolve_stakeholder(file.definition, session.given.as_))
    data: Json = {}
    if session.given.json:
        data = checklist_json(file, shown, viewer)
    answer = CommandResult(
        data=data,
        case=file.id,
        version=file.version,
        blocks=lambda: (
            *case_heading(session, file),
            *checklist_screen(file.definition, shown, words.has("all")),
        ),
    )
    if session.given.format in ("md", "html"):
        from sop.views.print_content import paper_of_checklist  # late: start-up

        reader = None if words.has("all") else viewer
        paper = paper_of_checklist(file.definition, shown, reader)
        paper = replace(paper, heading=paper_heading(session, paper.heading))
        answer = replace(answer, document=render_paper(paper, session.given.format))
    return deliver_result(session, answer, words.one("output"))


def _only_of(shown: Checklist, stakeholder: str) -> Checklist:
    """Return the checklist with the actions of one stakeholder only."""
    tracks = []
    for track in shown.tracks:
        actions = tuple(action for action in track.actions if stakeholder in action.by)
        tracks.append(replace(track, actions=actions))
    return replace(shown, tracks=tuple(tracks))
