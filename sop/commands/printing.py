"""`sop case print`: a whole case on paper, checklist and history, as far as the one who prints may see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated

import typer

from sop.casework.desk import CaseFile
from sop.casework.privacy import SeenEvent, seen_events
from sop.commands.answer import Answer
from sop.commands.case import app, case_argument
from sop.commands.delivery import delivered, printed
from sop.commands.headings import case_heading
from sop.commands.options import CaseArgument
from sop.commands.program import command
from sop.commands.session import Session
from sop.commands.shapes import checklist_json, timeline_json
from sop.engine.deadlines import zone_of
from sop.engine.lists import Checklist
from sop.views.layout import Blocks
from sop.views.wording import Wording


@command(app, "print", group="case", case=True, formats=("text", "md", "html", "json"))
def print_(
    session: Session,
    which: CaseArgument = None,
    out: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="Write it into a file.")
    ] = None,
) -> Answer:
    """A whole case for paper: its checklist and its history, without what is not yours to see.

    Example: sop case print 7K3 --format html -o case.html
    """
    file = session.file(case_argument(session, which))
    viewer = session.viewer(file.definition)
    shown = session.desk.checklist(file, viewer)
    seen = seen_events(file.definition, file.history, viewer)
    zone = zone_of(file.definition.timezone)
    events = timeline_json(seen, file.case.undone, zone) if session.given.json else []
    checklist = checklist_json(file, shown, viewer) if session.given.json else {}
    answer = Answer(
        data={"checklist": checklist, "events": events},
        case=file.id,
        version=file.version,
        blocks=lambda: _screen(session, file, shown, seen, viewer),
    )
    if session.given.format in ("md", "html"):
        answer = replace(answer, document=_document(session, file, shown, seen, viewer))
    return delivered(session, answer, out)


def _screen(
    session: Session,
    file: CaseFile,
    shown: Checklist,
    seen: Sequence[SeenEvent],
    viewer: str | None,
) -> Blocks:
    from sop.views.case import timeline_screen
    from sop.views.checklist import checklist_screen

    wording = Wording(file.definition, session.now)
    head = case_heading(session, file, looks=True)
    checklist = checklist_screen(file.definition, shown, everything=True)
    return (*head, *checklist, *timeline_screen(wording, seen, file.case.undone, viewer))


def _document(
    session: Session,
    file: CaseFile,
    shown: Checklist,
    seen: Sequence[SeenEvent],
    viewer: str | None,
) -> str:
    from sop.views.case import event_on_paper
    from sop.views.paper import paper_of_checklist

    wording = Wording(file.definition, session.now)
    undone: Mapping[int, int] = file.case.undone
    history = tuple(event_on_paper(wording, one, undone, viewer) for one in seen)
    paper = paper_of_checklist(file.definition, shown)
    return printed(replace(paper, title=f"Case {file.id}", history=history), session.given.format)
