"""The parts of a handover; tests/commands/test_case_sheets.py prints whole ones."""

from __future__ import annotations

from sop.views.handover_sheet import LATEST, MOST_CALLED, handover_sheet
from sop.views.labels import Wording
from sop.views.sheet import Sheet, SheetPart
from tests.views.test_case_for_two import gate

FILE = gate()
WORDING = Wording(FILE.definition, FILE.now)


def part(sheet: Sheet, title: str) -> SheetPart:
    (found,) = [one for one in sheet.parts if one.title == title]
    return found


def test_what_answers_the_danger_is_first_then_the_own_work_then_that_of_others() -> None:
    first, *rest = part(handover_sheet(WORDING, FILE, "ngo", None), "Open").items
    assert first.startswith('S3.2 "Check hospitals')
    own = [at for at, text in enumerate(rest) if "NGO" in text or "anyone" in text]
    assert own == list(range(len(own)))
    assert part(handover_sheet(WORDING, FILE, "dsd", None), "Open").items[1].startswith("X1.4 ")


def test_the_tracks_of_the_viewer_are_first_and_none_is_missing() -> None:
    every = part(handover_sheet(WORDING, FILE, None, None), "Current steps").items
    mine = part(handover_sheet(WORDING, FILE, "dsd", "N. Dlamini"), "Current steps").items
    assert set(mine) == set(every)
    assert mine[0].startswith("Danger and missing person: S3")


def test_the_latest_events_are_few_and_those_to_call_have_room_for_a_number() -> None:
    sheet = handover_sheet(WORDING, FILE, "dsd", "N. Dlamini")
    assert len(part(sheet, "Latest events").items) == LATEST
    called = part(sheet, "Whom to call (name, telephone)").rows
    assert called[0] == "SAPS"
    assert len(called) <= MOST_CALLED
    assert dict(sheet.facts)["By"] == "N. Dlamini, DSD"
