"""What the guided way says of what was recorded."""

from __future__ import annotations

from datetime import datetime

import pytest

from sop.casework.visibility import VisibleEvent
from sop.model.events import Event, NoteWritten
from sop.views.labels import Wording
from sop.views.recorded_news import news_lines
from sop.views.terminal.blocks import Line, text_of
from tests.engine.building import one_step

NOW = datetime.fromisoformat("2026-03-02T10:00:00+02:00")


def news_of(number: int) -> str:
    """Return the first line about so many events."""
    run = one_step()
    events = [
        VisibleEvent(Event(id=one, at=NOW, recorded=NOW, as_="lab", body=NoteWritten("seen")))
        for one in range(number)
    ]
    recorded = news_lines(Wording(run.definition, NOW), events, own=True)[0]
    assert isinstance(recorded, Line)
    return text_of(recorded.left)


@pytest.mark.parametrize(("events", "is_cut"), [(1, False), (40, True)])
def test_it_ends_with_one_full_stop_or_with_the_dots_of_what_was_cut(
    events: int, is_cut: bool
) -> None:
    text = news_of(events)
    assert (text.endswith(" ..."), text.endswith("....")) == (is_cut, False)
    assert text.endswith(".")
