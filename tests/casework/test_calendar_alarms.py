"""A calendar reminds of each deadline, read back with the reader of another project."""

from __future__ import annotations

from datetime import timedelta

from icalendar import Calendar

from tests.commands.test_worklist_watch import begin_recall
from tests.commands.typing_in import Typist


def alarms(sop: Typist) -> list[tuple[str, timedelta, str]]:
    """Action, trigger and text of each alarm of the one deadline."""
    shown = sop("worklist", "--as", "plant", "--format", "ics").out
    (event,) = Calendar.from_ical(shown).walk("VEVENT")
    found = event.walk("VALARM")
    return [(str(a["action"]), a["trigger"].dt, str(a["description"])) for a in found]


def test_a_deadline_has_an_alarm_an_hour_before_and_one_when_it_is_due(sop: Typist) -> None:
    case = begin_recall(sop)
    assert alarms(sop) == [
        ("DISPLAY", timedelta(hours=-1), f"In 1 hour: R2.1 ({case})"),
        ("DISPLAY", timedelta(0), f"Due: R2.1 ({case})"),
    ]


def test_what_is_due_within_the_hour_or_already_has_one_alarm(sop: Typist) -> None:
    case = begin_recall(sop)
    for time in ("2026-03-02T13:00:00", "2026-03-02T15:00:00"):
        sop.at(time)
        assert alarms(sop) == [("DISPLAY", timedelta(0), f"Due: R2.1 ({case})")]


def test_an_alarm_has_the_case_and_the_code_and_no_title(sop: Typist) -> None:
    begin_recall(sop)
    assert all("Trace" not in text for _, _, text in alarms(sop))
