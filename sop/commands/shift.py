"""`sop shift`: the handover of a shift, on a screen or on paper to sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from sop.casework.assignees import HandedBack, Unaccepted, find_handed_back, find_unaccepted
from sop.casework.parse_time import AmbiguousTime
from sop.casework.shift_report import (
    CaseChanges,
    ShiftReport,
    find_changes,
    make_report,
    read_end,
    read_start,
)
from sop.casework.worklist import WorkItem
from sop.commands.case_json import Json, timeline_json
from sop.commands.context import CommandContext
from sop.commands.danger_list import (
    CaseInDanger,
    case_ids,
    cases_in_danger_json,
    danger_blocks,
    find_cases_in_danger,
)
from sop.commands.delivery import deliver_result, render_paper
from sop.commands.due_option import find_zone
from sop.commands.headings import list_heading
from sop.commands.inputs import choose_reading
from sop.commands.output import CommandResult
from sop.commands.program import command, new_app
from sop.commands.work_json import items_json
from sop.commands.work_remainder import WorkRemainder, count_others, list_of_all, others_lines
from sop.commands.worklist import select_items
from sop.engine.deadlines import zone_of
from sop.store.index_rows import WorkQuery
from sop.store.port import StoreError
from sop.views.labels import Wording, name_agency
from sop.views.terminal.blocks import Blocks

if TYPE_CHECKING:
    from sop.views.print_content import Paper

app = new_app()
PAPER_FORMATS = ("md", "html")


@command(app, "shift", formats=("text", "md", "html", "json"))
def shift(
    session: CommandContext,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="TIME",
            help="When the shift began, such as 18:00 or midnight; else 12 hours ago.",
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            "--until",
            metavar="TIME",
            help="Until the end of the next shift, such as 07:00 or noon; else 12 hours.",
        ),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Write to this .html, .pdf, .md or .txt."
        ),
    ] = None,
) -> CommandResult:
    """Hand over a shift: danger, overdue, due before the next shift ends, decisions, changes.

    It is about your stakeholder's work in all cases, by case, and about everything that was
    recorded since, as far as you may see it. What others have to do until then is listed apart; in
    a case in danger it counts with your own.
    Last comes what is assigned to a person who has not accepted it, and what was handed
    back and no one has. A file is for paper, with room to sign.

    Example: sop shift --since 18:00 --until 07:00 -o shift.html
    """
    session.names_case = True  # a handover is read by others, also on this screen
    agency = session.find_viewer()
    items = select_items(session, WorkQuery(agency=agency), None, overdue=False)
    zone = find_zone(session)
    begin, end = _read_period(session, since, until, zone)
    dangers = find_cases_in_danger(session)
    changed = tuple(find_changed_cases(session, agency, begin))
    lines = session.store.case_lines()
    handed_back: list[HandedBack] = []
    for one in changed:
        handed_back += find_handed_back(one.file, one.events, agency)
    report = make_report(
        items,
        changed,
        find_unaccepted(items, lines, agency),
        since=begin,
        until=end,
        in_danger=_work_in_danger(session, dangers),
        handed_back=handed_back,
        references={one.case: one.references for one in lines},
        of_all=() if agency is None else _work_of_all(session, agency),
    )
    view = _ShiftView(session, report, dangers, agency, zone, items)
    answer = CommandResult(
        data=_report_json(report, dangers, agency),
        blocks=lambda: view.screen(to_sign=out is not None),
    )
    if session.given.format in PAPER_FORMATS:
        answer = replace(answer, document=render_paper(view.paper(), session.given.format))
    return deliver_result(session, answer, out)


def _read_period(
    session: CommandContext, since: str | None, until: str | None, zone: ZoneInfo
) -> tuple[datetime, datetime]:
    """Return the beginning and the end; ask which of two moments a text means."""
    try:
        begin = read_start(since, session.now, zone)
    except AmbiguousTime as unclear:
        begin = read_start(choose_reading(session, unclear), session.now, zone)
    try:
        return begin, read_end(until, session.now, zone)
    except AmbiguousTime as unclear:
        return begin, read_end(choose_reading(session, unclear), session.now, zone)


def _work_in_danger(
    session: CommandContext, dangers: Sequence[CaseInDanger]
) -> tuple[WorkItem, ...]:
    """Return the work of every stakeholder in these cases, as far as the user may see it."""
    found: list[WorkItem] = []
    for one in dangers:
        found += select_items(session, WorkQuery(case=one.file.id), None, overdue=False)
    return tuple(found)


def _work_of_all(session: CommandContext, agency: str) -> tuple[WorkItem, ...]:
    """Return the work of every stakeholder in the workflows of this one, as far as it sees it."""
    found = select_items(session, WorkQuery(), None, overdue=False)
    dated = [item for item in found if item.due is not None]
    definitions = session.definitions((one.row.workflow, one.row.case) for one in dated)
    own = {name for name, one in definitions.items() if agency in one.stakeholders}
    return tuple(item for item in dated if item.row.workflow in own)


def find_changed_cases(
    session: CommandContext, viewer: str | None, since: datetime
) -> Iterator[CaseChanges]:
    """Yield what was recorded since then; only the cases that the index names are read."""
    for case in session.store.cases_since(since):
        try:
            file = session.service.load(case)
        except StoreError as damaged:
            session.say_mistake(damaged)
            continue
        found = find_changes(file, viewer, since)
        if found is not None:
            yield found


def _report_json(report: ShiftReport, dangers: Sequence[CaseInDanger], agency: str | None) -> Json:
    marked = case_ids(dangers)
    return {
        "since": report.since.isoformat(),
        "until": report.until.isoformat(),
        "danger": cases_in_danger_json(dangers),
        "overdue": items_json(report.overdue, marked, agency),
        "due": items_json(report.due, marked, agency),
        "decisions": items_json(report.decisions, marked, agency),
        "undated": items_json(report.undated, marked, agency),
        "for_others": items_json(report.for_others, marked, agency),
        "changed": list(map(_changes_json, report.changed)),
        "not_accepted": list(map(_unaccepted_json, report.unaccepted)),
        "handed_back": list(map(handed_back_json, report.handed_back)),
    }


def _changes_json(one: CaseChanges) -> Json:
    file = one.file
    zone = zone_of(file.definition.timezone)
    events = timeline_json(one.events, file.case, zone)
    voided = file.case.voided
    about = {"case": file.id, "label": file.case.label, "workflow": file.case.workflow}
    about |= {
        "status": file.case.status,
        "duplicate_of": None if voided is None else voided.duplicate_of,
    }
    return {**about, "events": events}


def _unaccepted_json(one: Unaccepted) -> Json:
    return {
        "case": one.case,
        "label": one.label,
        "workflow": one.workflow,
        "code": one.code or None,
        "title": one.title,
        "as": one.assignee.as_,
        "assigned": one.assignee.person,
    }


def handed_back_json(one: HandedBack) -> Json:
    event, action = one.seen.event, one.action
    return {
        "case": one.file.id,
        "label": one.file.case.label,
        "workflow": one.file.case.workflow,
        "code": None if action is None else action.code,
        "title": "The whole case" if action is None else action.title,
        "as": event.as_,
        "by": event.by,
        "why": event.why,
    }


@dataclass(frozen=True)
class _ShiftView:
    """The report, and what a screen or a paper needs with it."""

    session: CommandContext
    report: ShiftReport
    dangers: tuple[CaseInDanger, ...]
    agency: str | None
    zone: ZoneInfo
    items: tuple[WorkItem, ...]  # all work of the agency, also what the report has no time for

    @cached_property
    def wordings(self) -> dict[str, Wording]:
        """The words of each workflow in the report."""
        cases = self.report.by_case(())
        found = self.session.definitions((one.workflow, one.case) for one in cases)
        now = self.session.now
        return {name: Wording(definition, now) for name, definition in found.items()}

    @cached_property
    def others(self) -> WorkRemainder:
        """What the report leaves out, as far as the user may see it."""
        if self.agency is None:
            return count_others((), ())
        whole = select_items(self.session, WorkQuery(), None, overdue=False)
        report = self.report
        listed = (
            *report.overdue,
            *report.due,
            *report.decisions,
            *report.undated,
            *report.for_others,
        )
        return count_others(whole, (*self.items, *listed))

    def screen(self, to_sign: bool) -> Blocks:
        from sop.views.shift_handover import shift_screen  # late: start-up

        session, marked = self.session, case_ids(self.dangers)
        title = f"Shift: {name_agency(self.wordings.values(), self.agency)}"
        return (
            *list_heading(session, title),
            *danger_blocks(session, self.dangers),
            *shift_screen(
                self.report,
                self.report.by_case(marked),
                self.wordings,
                session.now,
                zone=self.zone.key,
                to_sign=to_sign,
                others=others_lines(self.others, list_of_all(WorkQuery(), None, overdue=False)),
            ),
        )

    def paper(self) -> Paper:
        from sop.views.case_name import case_name  # late: start-up
        from sop.views.danger_banner import danger_text
        from sop.views.shift_handover import shift_paper

        now = self.session.now
        texts: list[str] = []
        for one in self.dangers:
            name = case_name(one.file.id, one.file.case.label)
            wording = Wording(one.file.definition, now)
            texts += [f"Case {name}. {danger_text(wording, danger)}" for danger in one.dangers]
        return shift_paper(
            self.report,
            self.report.by_case(case_ids(self.dangers)),
            self.wordings,
            now,
            zone=self.zone.key,
            whose=name_agency(self.wordings.values(), self.agency),
            dangers=tuple(texts),
            others=self.others.text,
        )
