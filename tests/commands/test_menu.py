"""Menus take one screen, and names are accepted as they are printed."""

from __future__ import annotations

import io
import sys

import pytest

from sop.commands.menu import (
    MOST_SHOWN,
    MenuItem,
    choose,
    find_fitting,
    path_choices,
    plain_choices,
    stakeholder_menu,
)
from sop.commands.prompts import Prompt
from sop.views.terminal.screen import Screen
from tests.commands.typing_in import Typist
from tests.engine.test_stakeholder_names import OFFICES

MANY = plain_choices({f"office{number}": f"Office {number}" for number in range(1, 41)})


def ask(
    monkeypatch: pytest.MonkeyPatch, choices: tuple[MenuItem, ...], typed: str
) -> tuple[str, str]:
    """What was chosen, and the screen."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    stream = io.StringIO()
    return choose(Prompt(Screen(stream)), "Which?", choices), stream.getvalue()


def test_a_long_menu_takes_one_screen_and_states_how_to_see_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chosen, screen = ask(monkeypatch, MANY, "40\n")
    rows = screen.splitlines()
    assert chosen == "office40"
    assert len(rows) <= 24
    assert f"And {40 - MOST_SHOWN} more. To list them, type all" in screen
    chosen, screen = ask(monkeypatch, MANY, "all\noffice39\n")
    assert (chosen, "  40  office40" in screen) == ("office39", True)


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ("1", ["shelter"]),
        ("ao", ["shelter"]),
        ("shelter", ["shelter"]),
        ("Accredited organisation for adults", ["shelter"]),
        ("social", ["dsd", "head"]),
        ("provincial office", ["dsd"]),
        ("9", []),
    ],
)
def test_a_choice_is_named_by_number_name_id_or_words(answer: str, found: list[str]) -> None:
    assert [one.key for one in find_fitting(answer, stakeholder_menu(OFFICES))] == found


def test_an_answer_that_fits_several_lists_them(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen, screen = ask(monkeypatch, stakeholder_menu(OFFICES), "social\nnobody\ndsd\n")
    assert chosen == "dsd"
    assert "That fits DSD, HEAD. Type more of the name, or the number." in screen
    assert "That is not one of the choices." in screen


def test_paths_are_shown_by_their_last_part_and_by_the_track_where_that_is_not_enough() -> None:
    names = {one.key: one.name for one in path_choices({"a.b.on": "", "c.d.on": "", "c.d.off": ""})}
    assert names == {"a.b.on": "a on", "c.d.on": "c on", "c.d.off": "off"}


def test_every_command_accepts_the_short_name_and_the_full_name(sop: Typist) -> None:
    sop.open("za-trafficking", as_="saps")
    for name in ("AO", "shelter", "Accredited organisation for adult victims", "accredited"):
        assert "You: AO" in sop("next", "--as", name, terminal=False).out.replace(
            "stakeholder: ", ""
        )
        assert sop.ok("worklist", "--waiting-for", name).code == 0
        assert sop.ok("as", name).data["as"] == "shelter"
        note = sop.ok("note", "-", "--for", name, "--dry-run", stdin="called twice")
        assert note.code == 0
    told = sop.ok("worklist", "--waiting-for", "South African Police Service").data["items"]
    assert told and all("saps" in item["by"] for item in told)


def test_screens_say_the_name_that_may_be_typed(sop: Typist) -> None:
    sop.open("za-trafficking", as_="saps")
    told = sop("as", "Accredited organisation for adult victims", terminal=True, stdin="\n")
    assert "You act for AO." in told.out


def test_actions_tracks_and_facts_are_named_by_titles_and_codes_in_any_case(sop: Typist) -> None:
    sop.open("za-trafficking", as_="saps")
    for name in ("i1.3", "I1.3", "bring the person apart", "BRING THE PERSON APART"):
        told = sop("do", name, "--set", "Alone=yes", "--dry-run").out
        assert "I1.3 Bring the person apart" in told, name
    for track in ("I", "i", "intake", "Intake", "Intake and screening"):
        assert sop.ok("next", "--track", track).data["items"], track
    assert sop.ok("set", "In-Danger=no", "--dry-run").code == 0


def test_the_menu_of_stakeholders_has_those_of_the_cases_here_by_their_names(sop: Typist) -> None:
    sop.open("za-trafficking", as_="saps")
    sop.patch.delenv("SOP_AS")
    told = sop("as", terminal=True, stdin="accredited\n\n")
    assert "  1  SAPS  South African Police Service" in told.err
    assert ("And 6 more. To list them, type all" in told.err, "POLICE" in told.err) == (True, False)
    assert "You act for AO." in told.out


def test_the_menu_of_outcomes_has_their_titles_and_takes_them(sop: Typist) -> None:
    sop.open("za-trafficking", as_="saps")
    sop.ok("do", "I1.1", "--set", "signal_source=police")
    sop.ok("do", "I1.2", "--set", "information_given=yes")
    sop.ok("do", "I1.3", "--set", "alone=yes")
    told = sop("advance", terminal=True, stdin="go_on\n\n")
    assert "intake.contact." not in told.err
    assert told.code == 0, told.err


def test_a_stakeholder_of_another_workflow_is_named_with_where_it_is_valid(sop: Typist) -> None:
    sop.open("za-trafficking", as_="saps")
    told = " ".join(sop("as", "police", terminal=True, stdin="\n").err.split())
    assert "POLICE is a stakeholder of osce-nrm, uk-nrm." in told
    assert "The open cases here are of za-trafficking." in told
    assert "Did you mean SAPS (South African Police Service)?" in told


def test_a_workflow_is_named_by_its_title_in_any_case(sop: Typist) -> None:
    title = sop.ok("workflow", "show", "fire-drill").data["title"]
    for word in (title, title.upper(), "Fire-Drill"):
        assert sop.ok("workflow", "show", word).data["title"] == title
    assert sop.json("open", title.upper(), "--as", "warden", "--dry-run").code == 0
    assert sop.json("open", f"{title}s", "--as", "warden").code == 2


def test_a_stakeholder_is_found_by_the_words_of_what_it_leads(sop: Typist) -> None:
    sop.patch.delenv("SOP_AS", raising=False)
    told = sop("open", "za-trafficking", "--dry-run", stdin="coord\n", terminal=True)
    assert "That is not one of the choices" not in told.err
