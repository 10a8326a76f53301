"""What a turn says about the one before: what is lacking, and what is not needed."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from sop.commands.guided_progress import find_last_track
from sop.model.events import ActionDone, Event
from tests.commands.guided_desk import GuidedDesk, begin, last_line, script
from tests.commands.night_call import NightCall
from tests.commands.typing_in import Typist


def test_an_action_that_is_passed_over_is_named_where_its_step_goes_on(sop: Typist) -> None:
    """P1.5 was followed by P1.7 without a word."""
    desk, night = GuidedDesk(sop), NightCall()
    shown = [" ".join(one.split()) for one in desk.go(night).shown]
    turns = [one for one in shown if "is not needed. It is needed only if" in one]
    assert turns
    for text in turns:
        assert text.index("Recorded as event") < text.index("is not needed")
    assert not any(last_line(one).startswith("Refused") for one in turns)


def test_what_the_emergency_step_has_done_is_not_asked_next_in_another_track(sop: Typist) -> None:
    """The call for help was asked for again, right after it was made, with advice to raise."""
    to_danger = (*begin(sop), "3", "1", "1", "1", "1")
    visit = GuidedDesk(sop).go(script(*to_danger, "", "s", "l", "2", "?"))
    lines = [last_line(one) for one in visit.shown]
    turns = [one.split()[0] for one in lines if re.match(r"[A-Z]\d[0-9.]* ", one)]
    assert turns[5:8] == ["S2.1", "S2.2", "I2.3"]
    called = [one for one in visit.shown if last_line(one).startswith("I2.2 Enter")]
    assert "sop raise danger." not in called[0]
    assert "sop raise danger." in visit.text.partition("I2.2 Enter")[2]  # `?` shows all


def test_no_track_was_at_work_last_in_a_new_case() -> None:
    assert find_last_track((), "saps") is None


def test_what_was_recorded_for_another_agency_is_where_the_next_visit_goes_on() -> None:
    """After a referral that a shelter accepted by telephone the next visit began elsewhere."""
    at = datetime(2026, 3, 2, tzinfo=UTC)
    own = Event(1, at, at, "saps", ActionDone("intake.i1.a"), home="saps")
    for_shelter = Event(2, at, at, "shelter", ActionDone("protect.p1.b"), home="saps")
    assert find_last_track((own, for_shelter), "saps") == "protect"
    assert find_last_track((own, for_shelter), "dsd") is None
