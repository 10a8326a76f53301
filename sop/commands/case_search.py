"""What `case list` and `find` show of each case, from the index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sop.casework.listed_case import CaseFilter, ListedCase, read_cases
from sop.casework.parse_day import AMBIGUOUS_DAY, parse_day
from sop.casework.parse_time import AmbiguousTime, clock_of_name, parse_time
from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.inputs import choose_reading
from sop.commands.worklist import refuse_other
from sop.engine.deadlines import zone_of
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.store.index_rows import CaseLine
from sop.views.terminal.blocks import Words, words


def find_cases(session: CommandContext) -> tuple[ListedCase, ...]:
    """Return all cases as the user may see them, the most urgent first."""
    return read_cases(session.store, session.find_viewer(), session.now)


def refuse_unknown_workflow(session: CommandContext, workflow: str | None) -> None:
    """Raise UsageError for a workflow that is not known: an empty list would hide the mistake."""
    if workflow is None:
        return
    known = {one.id for one in session.library.list_workflows()}
    known |= {line.workflow for line in session.store.case_lines() if line.workflow}
    refuse_other("workflow", workflow, known)


def select_cases(
    cases: Iterable[ListedCase], wanted: CaseFilter
) -> tuple[tuple[ListedCase, ...], int]:
    """Return the cases of the filter, and how many void ones are left out."""
    kept = [one for one in cases if wanted.keeps(one)]
    shown = tuple(one for one in kept if wanted.keeps_status(one))
    void = sum(one.line.status == "void" for one in kept)
    return shown, void


def opened_since(
    session: CommandContext, text: str | None, zones: Mapping[str, str]
) -> Callable[[ListedCase], bool] | None:
    """Return whether a case was opened at that time or later; None without a time.

    A local time counts in the zone of each case's workflow.
    """
    if text is None:
        return None
    found = {zone: _read_since(session, text, zone_of(zone)) for zone in {*zones.values(), "UTC"}}

    def keeps(one: ListedCase) -> bool:
        zone = zones.get(one.line.workflow or "", "UTC")
        return one.opened_at is not None and one.opened_at >= found[zone]

    return keeps


def _read_since(session: CommandContext, text: str, zone: ZoneInfo) -> datetime:
    """Return the moment; a day alone is its beginning."""
    days = parse_day(text, session.now.astimezone(zone).date())
    if days and len(days) < AMBIGUOUS_DAY:
        return datetime(days[0].year, days[0].month, days[0].day, tzinfo=zone)
    try:
        return parse_time(clock_of_name(text), session.now, zone)
    except AmbiguousTime as unclear:
        return datetime.fromisoformat(choose_reading(session, unclear))


def zones_of(session: CommandContext, lines: Iterable[CaseLine]) -> dict[str, str]:
    """Return the time zone of each workflow among these cases."""
    named = ((line.workflow, line.case) for line in lines if line.workflow)
    return {name: definition.timezone for name, definition in session.definitions(named).items()}


def current_case(session: CommandContext) -> str | None:
    """Return the current case of the terminal; None without one."""
    return session.identity.current_case(session.now)


def listed_json(one: ListedCase, current: str | None, counting: Mapping[str, str]) -> Json:
    """Return a case of a list. `tracks` are those that have begun.

    `counting`: for a void case, the case of which it is a duplicate.
    """
    line = one.line
    opened = one.opened_at
    return {
        "case": line.case,
        "label": line.label,
        "references": list(line.references),
        "workflow": line.workflow,
        "status": line.status,
        "opened_at": None if opened is None else opened.isoformat(),
        "incident": line.incident,
        "version": line.version,
        "tracks": [
            {
                "track": track.track,
                "step": track.step,
                "step_code": track.code,
                "step_title": track.title,
                "status": "running" if track.is_running else "ended",
            }
            for track in one.tracks
        ],
        "danger": one.in_danger,
        "overdue": one.overdue,
        "due": None if one.due is None else one.due.isoformat(),
        "current": line.case == current,
        "duplicate_of": counting.get(line.case),
    }


def stakeholder_of_list(session: CommandContext) -> str:
    """Return the ID of the user's stakeholder. Raise UsageError where none is given."""
    found = session.find_viewer()
    if found is None:
        raise UsageError(
            "No stakeholder given.", "Add --as STAKEHOLDER, or set yours", Suggestion("as")
        )
    return found


def describe_empty(has_cases: bool) -> Words:
    """Return the line for a list without cases: none exists, or none fits the options."""
    if not has_cases:
        return words("There are no cases yet. Open one: ", Suggestion("open"))
    return words("No case fits these options. All cases: ", Suggestion("case list"))


def refuse_empty(text: str | None) -> str:
    """Return the text to search for. Raise UsageError if it is empty."""
    if text is None or not text.strip():
        raise UsageError(
            "No text to search for.", "Write a part of a label, a reference, an ID or a step."
        )
    return text
