"""Lines about wrong clocks: events ahead of this computer's clock, or recorded behind another."""

from __future__ import annotations

from collections.abc import Sequence

from sop.engine.deadlines import zone_of
from sop.model.clock_faults import ClockFault, describe_clock_faults
from sop.model.definition import Definition
from sop.model.suggestion import Suggestion
from sop.store.index_rows import ClockLine
from sop.views.labels import count_text
from sop.views.terminal.blocks import BLANK, Blocks, Span, line

MOST_LISTED = 3
"""Cases that the line names; `store check` lists every event."""


def clock_lines(definition: Definition, faults: Sequence[ClockFault], case: str) -> Blocks:
    """Return the first fault of a case, with what corrects it; nothing without faults."""
    if not faults:
        return ()
    text = describe_clock_faults(faults, zone_of(definition.timezone))
    correct = Suggestion("case time", str(faults[0].event), case=case)
    hint = line("If this computer's clock is right, correct it: ", correct, indent=1)
    return (BLANK, line(Span("CLOCK", "caution"), f"  {text}", indent=1, hang=8), hint)


def clock_list_lines(lines: Sequence[ClockLine]) -> Blocks:
    """Return how many cases a wrong clock recorded, with the first of them; else nothing."""
    if not lines:
        return ()
    named = ", ".join(one.case for one in lines[:MOST_LISTED])
    if len(lines) > MOST_LISTED:
        named = f"{named} and {len(lines) - MOST_LISTED} more"
    cases = count_text(len(lines), "case")
    text = f"  A wrong clock recorded times in {cases}: {named}. Each event: "
    check = Suggestion("store check")
    return (BLANK, line(Span("CLOCK", "caution"), text, check, indent=1, hang=8))
