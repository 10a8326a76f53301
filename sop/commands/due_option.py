"""The option `--due` of lists: a day or a time, in words, and what falls due just after today."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from sop.casework.worklist import WorkItem, as_moment
from sop.commands.context import CommandContext
from sop.engine.deadlines import zone_of
from sop.model.suggestion import Suggestion
from sop.views.terminal.blocks import Blocks, line

UTC = ZoneInfo("UTC")


def find_zone(session: CommandContext) -> ZoneInfo:
    """Return the zone of the first workflow that has a case here; without a case UTC."""
    lines = session.store.case_lines()
    cases = ((line.workflow, line.case) for line in lines if line.workflow)
    definition = next(iter(session.definitions(list(cases)[:1]).values()), None)
    return UTC if definition is None else zone_of(definition.timezone)


def read_due(session: CommandContext, due: str) -> str:
    """Return the limit as a day or a moment; ask which of two moments a text means."""
    # late: start-up; most lists have no limit
    from sop.casework.due_limit import read_due_limit
    from sop.casework.parse_time import AmbiguousTime
    from sop.commands.inputs import choose_reading

    zone = find_zone(session)
    try:
        return read_due_limit(due, session.now, zone)
    except AmbiguousTime as unclear:
        return choose_reading(session, unclear)


def due_words(session: CommandContext, due: str) -> str:
    """Return the limit in words: a day as it was given, a moment with its day and time."""
    from sop.views import date_text  # late: start-up; most lists have no limit

    moment = as_moment(due)
    if moment is None:
        return due
    return date_text.moment(moment, find_zone(session).key, session.now)


def tonight_lines(
    session: CommandContext, due: str | None, select: Callable[[], Sequence[WorkItem]]
) -> Blocks:
    """Return how much falls due soon after midnight, which `--due today` leaves out.

    `select` returns the work of the list without its limit.
    """
    if due != "today":
        return ()
    from sop.casework.due_limit import find_later_tonight  # late: start-up; one list needs it

    later = len(find_later_tonight(select(), session.now))
    if not later:
        return ()
    text = f"Today ends at midnight. Due after it, within 12 hours: {later}. To list it too: "
    return (line(text, Suggestion("worklist", options=(("due", "+12h"),)), indent=1),)
