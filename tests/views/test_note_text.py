"""What people wrote to an event: short in lists, and only for those who may read it."""

from __future__ import annotations

from datetime import UTC, datetime

from sop.casework.visibility import VisibleEvent
from sop.model.events import ActionDone, Body, CaseLabelled, Event, NoteWritten
from sop.views.note_text import MOST_LETTERS, note_text

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def seen(body: Body, hidden: bool = False) -> VisibleEvent:
    return VisibleEvent(Event(1, NOW, NOW, "lab", body), hidden_note=hidden)


def test_a_note_and_a_remark_are_in_one_line() -> None:
    assert (
        note_text(seen(NoteWritten("Sleeps.\n  Call at 09:00.")))
        == ". Text: Sleeps. Call at 09:00."
    )
    assert note_text(seen(ActionDone("t.s.a", note="by telephone"))) == ". Remark: by telephone"
    assert note_text(seen(ActionDone("t.s.a"))) == ""
    assert note_text(seen(CaseLabelled("red"))) == ""


def test_a_long_text_ends_after_two_lines_unless_all_of_it_is_wanted() -> None:
    long = "word " * 100
    short = note_text(seen(NoteWritten(long))).removeprefix(". Text: ")
    assert (len(short) <= MOST_LETTERS, short[-5:]) == (True, "word…")
    assert note_text(seen(NoteWritten(long)), None) == f". Text: {long.strip()}"


def test_what_the_viewer_may_not_read_is_not_there() -> None:
    assert note_text(seen(NoteWritten("secret"), hidden=True)) == ""
    assert note_text(seen(ActionDone("t.s.a", note="secret"), hidden=True)) == ""
