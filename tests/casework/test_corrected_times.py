"""A history whose times were corrected is whole, whatever was recorded after the correction."""

from __future__ import annotations

import pytest

from tests.commands.typing_in import Typist, new_typist


@pytest.fixture
def sop(tmp_path, monkeypatch) -> Typist:  # type: ignore[no-untyped-def]
    return new_typist(tmp_path, monkeypatch)


def test_what_is_recorded_before_the_old_time_of_a_corrected_opening_verifies(sop: Typist) -> None:
    sop.open()
    sop.ok("case", "time", "1", "--at", "yesterday 22:00", "--why", "entered in the morning")
    sop.ok("do", "D1.1", "--at", "yesterday 22:30")
    assert sop.ok("case", "verify").data["cases"][0]["ok"] is True
    assert sop.ok("store", "check").json["ok"] is True


def test_the_suggested_correction_has_the_time_that_was_typed(sop: Typist) -> None:
    sop.open()
    refused = sop.json("case", "time", "1", "--at", "2026-03-01T22:30:00+02:00")
    assert refused.reasons == ["reason_missing"]
    assert "--at 2026-03-01T22:30:00+02:00" in refused.json["reasons"][0]["do"]


def test_a_step_that_began_ahead_of_the_clock_has_one_remedy(sop: Typist) -> None:
    sop.at("2026-03-05T10:00:00")
    sop.open()
    sop.at("2026-03-02T10:05:00")
    refused = sop.json("do", "D1.1", "--at", "2 minutes ago")
    (reason,) = refused.json["reasons"]
    assert (reason["code"], "later time." in reason["remedy"]) == ("time_before_step", False)
    assert reason["do"].startswith("sop case time 1 --at 2026-03-02T10:03")
