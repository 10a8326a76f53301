"""`--due` with a time, and what `--due today` leaves out late in the evening."""

from __future__ import annotations

import pytest

from tests.commands.test_worklist import LETTER
from tests.commands.typing_in import Typist


@pytest.fixture
def letter(sop: Typist) -> Typist:
    (sop.folder / "workflows" / "letter.yaml").write_text(LETTER, encoding="utf-8")
    sop.open("letter", as_="clerk")
    return sop


def test_due_takes_a_time_of_day_which_is_the_next_such_time(letter: Typist) -> None:
    assert len(letter.ok("worklist", "--due", "11:00").data["items"]) == 1
    assert letter.ok("worklist", "--due", "10:30").data["items"] == []
    assert len(letter.ok("worklist", "--due", "09:00").data["items"]) == 1  # tomorrow
    assert len(letter.ok("worklist", "--due", "+2h").data["items"]) == 1
    assert "due by Tue 3 Mar 09:00" in letter("worklist", "--due", "09:00").out
    for word in ("soon", "27:00", "08:0x"):
        assert letter.json("worklist", "--due", word).code == 2


def test_due_today_late_in_the_evening_names_what_falls_due_after_midnight(sop: Typist) -> None:
    (sop.folder / "workflows" / "letter.yaml").write_text(LETTER, encoding="utf-8")
    sop.at("2026-03-02T23:30:00")
    sop.open("letter", as_="clerk")
    told = sop("worklist", "--due", "today").out
    assert "Due after it, within 12 hours: 1. To list it too: sop worklist --due +12h" in told
    assert len(sop.ok("worklist", "--due", "+12h").data["items"]) == 1
    sop.at("2026-03-03T00:10:00")
    assert "midnight" not in sop("worklist", "--due", "today").out
