"""The guided way from the first call to an accepted referral, without another command."""

from __future__ import annotations

import pytest

from sop.views.sanitize import cells
from tests.commands.guided_desk import GuidedDesk, at_case, begin, events, facts, script
from tests.commands.night_call import FORM, NightCall
from tests.commands.typing_in import Typist

MOST_KEYS = 120
"""Keys from the first call to an accepted referral; before, an expert needed 590."""
ROWS = 24


def test_the_night_call_takes_at_most_120_keys_and_no_other_command(sop: Typist) -> None:
    night = GuidedDesk(sop).go(NightCall())
    assert (night.code, night.keys <= MOST_KEYS) == (0, True), f"{night.keys} keys"
    written = events(sop)
    assert night.recorded == [event["id"] for event in written]
    for done in ("Done: S2.1 Call emergency help", "Done: P1.9 Accept the referral"):
        assert done in night.text, done


def test_the_night_records_what_was_answered_and_nothing_else(sop: Typist) -> None:
    GuidedDesk(sop).go(NightCall())
    form = next(event["form"] for event in events(sop) if event.get("form"))
    assert form == FORM
    known = facts(sop)
    expected = {
        "in_danger": False,
        "signal_source": "immigration",
        "information_given": True,
        "alone": True,
        "health_need": "routine",
        "language_shared": True,
        "age_group": "adult",
        "screening_consent": "given",
        "signs": "strong",
        "exploitation": "labour",
        "movement": "within_the_country",
        "nationality": "south_african",
        "others_at_risk": "nobody_known",
        "reporter_at_risk": False,
        "shelter_consent": "given",
        "dependants": "alone",
        "shelter_valid": True,
    }
    assert {name: known[name] for name in expected} == expected


@pytest.mark.parametrize("plain", [False, True], ids=["colour-off", "plain"])
@pytest.mark.parametrize("columns", [80, 40])
def test_every_screen_of_the_night_fits_and_no_word_is_torn(
    sop: Typist, columns: int, plain: bool
) -> None:
    sop.patch.setenv("COLUMNS", str(columns))
    desk = GuidedDesk(sop)
    night = desk.go(NightCall(), *(("--plain",) if plain else ()))
    assert night.code == 0
    for shown in night.shown:
        rows = shown.split("\n")
        taken = sum(max(1, -(-cells(row) // columns)) for row in rows)
        assert taken <= ROWS, shown
        # A command is copied as one line: the terminal wraps it, and the rows above count that.
        texts = [row for row in rows if not row.startswith("  sop ")]
        if not plain:
            assert max(map(cells, texts)) <= columns, shown


def test_without_a_terminal_it_is_refused_with_what_works_there(sop: Typist) -> None:
    told = sop("go")
    assert told.code == 2
    assert "only at a terminal" in told.err
    assert "sop next" in told.err


@pytest.mark.parametrize("option", ["--no-input", "--json"])
def test_where_nothing_may_be_asked_it_is_refused(sop: Typist, option: str) -> None:
    assert sop("go", option, terminal=True).code == 2


def test_the_way_back_names_the_case_although_it_is_the_current_one(sop: Typist) -> None:
    visit = GuidedDesk(sop).go(script(*begin(sop), "1"))
    case = at_case(sop)
    farewell = visit.shown[-1]
    assert f"To go on: sop go -c {case}" in " ".join(farewell.split())
    for text in visit.text.split("As a command:")[1:]:
        assert f"-c {case}" in " ".join(text.split("To undo")[0].split())
    assert "As a command:" in visit.text
