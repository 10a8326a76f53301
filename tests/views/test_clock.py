"""The lines about wrong clocks: nothing where all is well, the first and a number where not."""

from __future__ import annotations

from datetime import UTC, datetime

from sop.model.clock_faults import ClockFault
from sop.model.suggestion import Suggestion
from sop.store.index_rows import ClockLine
from sop.views.clock import MOST_LISTED, clock_lines, clock_list_lines
from sop.views.terminal.blocks import Line, text_of
from tests.engine import building as b

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
LATER = datetime(2031, 3, 2, 8, tzinfo=UTC)
DEFINITION = b.chain_of_two()


def texts(blocks: object) -> list[str]:
    assert isinstance(blocks, tuple)
    return [text_of(block.left) for block in blocks if isinstance(block, Line)]


def test_a_sound_clock_has_no_line() -> None:
    assert clock_lines(DEFINITION, (), "7K3") == ()
    assert clock_list_lines(()) == ()


def test_the_first_event_is_named_with_what_corrects_it() -> None:
    faults = (ClockFault(3, "ahead", LATER, NOW), ClockFault(4, "ahead", LATER, NOW))
    blocks = clock_lines(DEFINITION, faults, "7K3")
    first = texts(blocks)[0]
    assert "Event 3 is dated 2031-03-02 08:00" in first
    assert "1 more event of this kind" in first
    hint = blocks[-1]
    assert isinstance(hint, Line)
    assert Suggestion("case time", "3", case="7K3") in [part.suggest for part in hint.left]


def test_a_long_list_of_cases_says_how_many_more_there_are() -> None:
    lines = [ClockLine(f"CASE-{n}", LATER, None) for n in range(MOST_LISTED + 2)]
    (text,) = texts(clock_list_lines(lines))
    assert f"{MOST_LISTED + 2} cases" in text
    assert "CASE-2 and 2 more" in text
    assert "CASE-3" not in text
