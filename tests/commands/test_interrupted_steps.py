"""What waits and what is dropped, on the screens of the commands that tell it."""

from __future__ import annotations

from tests.commands.typing_in import Typist


def text(sop: Typist, *words: str) -> str:
    return " ".join(sop(*words).out.split())


def hurt_and_in_danger(sop: Typist) -> None:
    sop.open("za-trafficking", as_="saps")
    sop.ok("raise", "danger")
    sop.ok("do", "safety.emergency.call_help")


def test_raising_names_what_waits_with_all_that_is_not_done(sop: Typist) -> None:
    hurt_and_in_danger(sop)
    shown = text(sop, "raise", "collapse")
    waiting = "S2 Immediate danger (not done: S2.2, S2.3); then S1 Watch"
    assert f"Interrupted: {waiting}" in shown
    assert "No longer to do: S2" not in shown


def test_the_checklist_and_the_explanation_show_what_waits_below(sop: Typist) -> None:
    hurt_and_in_danger(sop)
    sop.ok("raise", "collapse")
    waiting = "S2 Immediate danger (not done: S2.2, S2.3); then S1 Watch"
    assert f"Interrupted: {waiting}" in text(sop, "checklist", "--track", "safety")
    assert f"Interrupted: {waiting}" in text(sop, "why", "stable")


def test_json_has_what_waits(sop: Typist) -> None:
    hurt_and_in_danger(sop)
    first = sop.ok("raise", "collapse").data["waiting"][0]
    assert (first["step"], first["code"]) == ("safety.emergency", "S2")
    assert [action["id"] for action in first["owed"]] == [
        "safety.emergency.move_to_safety",
        "safety.emergency.reassess",
    ]
    (rule,) = sop.ok("why", "stable").data["rules"]
    assert [one["code"] for one in rule["waits"]] == ["S2", "S1"]


def test_an_interrupt_says_which_facts_it_told(sop: Typist) -> None:
    sop.open("za-trafficking", as_="saps")
    sop.ok("raise", "gone")
    assert sop.ok("case", "show").data["facts"]["missing"] is True
    assert "missing: yes" in text(sop, "case", "timeline")
