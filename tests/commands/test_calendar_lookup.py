"""What only a run looks up is looked up by the check, and no case is stuck by it."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import available_timezones

import pytest

from sop.casework import doctor
from sop.casework.terminal_session import SessionIdentity
from sop.definition import load
from tests.commands.test_doctor import NOON
from tests.commands.typing_in import Typist

LATE = """language: 1
version: 1.0.0
title: Late
calendar: GB-XYZ
timezone: Europe/London
stakeholders: {warden: {name: Warden, short: W}}
tracks:
  drill:
    title: Drill
    lead: warden
    steps:
      begin:
        title: Begin
        responsible: warden
        actions: {look: {do: Look}}
        outcomes: {go: {to: report}}
      report: {title: Report, responsible: warden, due: 1 working_day, outcomes: {end: {to: over}}}
      over: {title: Over, end: true}
"""


def test_the_check_and_the_opening_refuse_a_calendar_that_does_not_exist(sop: Typist) -> None:
    (sop.folder / "late.yaml").write_text(LATE)
    checked = sop("check", "late.yaml", "--strict", "--prove")
    assert checked.code == 1
    assert "late.yaml:4:11: error: there is no calendar of public holidays 'GB-XYZ'" in checked.out
    assert "Similar: GB" in checked.out
    assert sop.json("open", "late.yaml", "--as", "warden").reasons == ["definition_invalid"]


def test_a_case_that_was_opened_before_goes_on_without_holidays(sop: Typist) -> None:
    (sop.folder / "late.yaml").write_text(LATE)
    with sop.patch.context() as patch:
        patch.setattr("sop.checks.unknown_calendar.is_known_calendar", lambda code: True)
        sop.open("late.yaml")
    sop.ok("do", "look")
    moved = sop("advance", "drill", "go")
    assert moved.code == 0
    assert 'There is no calendar of public holidays named "GB-XYZ".' in moved.err
    assert sop("next").code == sop("worklist", "--all").code == 0


def test_a_zone_in_other_letters_gets_its_spelling(sop: Typist) -> None:
    (sop.folder / "zone.yaml").write_text(LATE.replace("Europe/London", "europe/london"))
    found = sop("check", "zone.yaml")
    assert "unknown time zone 'europe/london', did you mean 'Europe/London'?" in found.out


def test_missing_time_zones_are_named_by_doctor_and_check(
    sop: Typist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(available_timezones()) > 400
    monkeypatch.setattr(doctor, "available_timezones", set)
    found = doctor.examine(tmp_path / "data", SessionIdentity(), "utf-8", NOON, False)
    (zones,) = [one for one in found if one.name == "time_zones"]
    assert (zones.ok, zones.suggest.target if zones.suggest else None) == (False, "tzdata")
    monkeypatch.setattr(load, "available_timezones", set)
    (sop.folder / "zone.yaml").write_text(LATE.replace("Europe/London", "Mars/Base"))
    assert "install the package tzdata" in sop("check", "zone.yaml").out
