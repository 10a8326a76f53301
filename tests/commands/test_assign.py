"""`sop assign`: an action or a case for a person, and the list by name."""

from __future__ import annotations

import shlex

import pytest

from tests.commands.test_worklist import LETTER
from tests.commands.typing_in import Typist

WRITE = "letter.answer.write"


@pytest.fixture
def letter(sop: Typist) -> Typist:
    (sop.folder / "workflows" / "letter.yaml").write_text(LETTER, encoding="utf-8")
    sop.open("letter", as_="clerk")
    sop.patch.setenv("SOP_NAME", "T. Mokoena")
    return sop


def called(sop: Typist, name: str) -> Typist:
    sop.patch.setenv("SOP_NAME", name)
    return sop


def item(sop: Typist) -> tuple[str | None, bool | None]:
    (found,) = sop.ok("worklist").data["items"]
    return found["assigned"], found["accepted"]


def test_an_action_is_assigned_accepted_and_handed_back(letter: Typist) -> None:
    assert item(letter) == (None, None)
    told = letter.ok("assign", "L1.1", "N. Dlamini")
    assert told.data["target"] == WRITE
    assert (told.data["assigned"], told.data["accepted"], told.json["changed"]) == (
        "N. Dlamini",
        False,
        True,
    )
    assert item(letter) == ("N. Dlamini", False)
    assert "Who: N. Dlamini (CLERK), not accepted" in letter("worklist").out
    assert letter.json("assign", "L1.1", "--accept").reasons == ["not_yours"]
    called(letter, "n. dlámini").ok("assign", "write", "--accept")
    assert item(letter) == ("N. Dlamini", True)
    told = letter.ok("assign", "write", "--hand-back", "--why", "ill")
    assert (told.data["assigned"], item(letter)) == (None, (None, None))
    kinds = [event["type"] for event in letter.ok("case", "timeline").data["events"]]
    assert kinds[1:] == ["assigned", "assignment_accepted", "assignment_returned"]


def test_next_and_the_checklist_name_the_person(letter: Typist) -> None:
    letter.ok("assign", "L1.1", "--me")
    action = letter.ok("next").data["items"][0]
    assert (action["id"], action["assigned"], action["accepted"]) == (WRITE, "T. Mokoena", True)
    action = letter.ok("checklist").data["tracks"][0]["actions"][0]
    assert (action["assigned"], action["accepted"]) == ("T. Mokoena", True)
    assert "Who: T. Mokoena (CLERK)" in letter("next").out
    assert "Assigned to: T. Mokoena (CLERK)" in letter("checklist").out
    letter.ok("do", "L1.1")
    action = letter.ok("checklist").data["tracks"][0]["actions"][0]
    assert (action["state"], action["assigned"]) == ("done", None)


def test_a_case_is_named_by_a_word_or_by_its_id(letter: Typist) -> None:
    assert letter.ok("assign", "case", "N").data["target"] == "case"
    assert letter.ok("assign", letter.case, "M").data["assigned"] == "M"
    assert letter.ok("assign", letter.case[:6], "N").data["assigned"] == "N"
    assert letter.ok("case", "show").data["assigned"] == [
        {"as": "clerk", "person": "N", "accepted": False}
    ]
    assert "Assigned to: N (CLERK), not accepted" in letter("case", "show").out
    assert item(letter) == ("N", False)
    letter.ok("assign", "case", "--none")
    assert letter.ok("case", "show").data["assigned"] == []


def test_an_id_needs_no_case_and_a_short_one_names_none(letter: Typist) -> None:
    letter.patch.delenv("SOP_CASE")
    assert letter.ok("assign", letter.case, "N").json["case"] == letter.case
    assert letter.ok("assign", letter.case[:6], "M").json["case"] == letter.case
    letter.patch.setenv("SOP_CASE", letter.case)
    assert letter.json("assign", letter.case[:3], "N").code == 2
    assert item(letter) == ("M", False)


def test_the_short_start_of_an_id_is_confirmed_or_gives_the_whole_command(letter: Typist) -> None:
    letter.ok("case", "label", letter.case, "green jersey")
    told = letter("assign", letter.case[:4], "T. Nkosi")
    line = f"sop assign case 'T. Nkosi' -c {letter.case}"
    assert told.code == 2 and line in told.err, told.err
    refused = letter("assign", letter.case[:4], "N", stdin="\n", terminal=True)
    assert "green jersey" in refused.err and item(letter) == (None, None), refused.err
    letter("assign", letter.case[:4], "N", stdin="y\n", terminal=True)
    assert item(letter) == ("N", False)
    letter.patch.delenv("SOP_CASE")
    assert line in letter("assign", letter.case[:4], "T. Nkosi").err


def test_letters_inside_a_word_name_no_action(letter: Typist) -> None:
    for word in ("nswer", "rit", "swe", "L12"):
        told = letter("assign", word, "N")
        assert told.code == 2, told.out
        assert f"'{word}' is neither an action of case" in told.err, told.err
    assert letter.ok("assign", "answ", "N").data["target"] == WRITE
    assert letter.ok("assign", "l1.1", "M").data["target"] == WRITE


def test_what_comes_with_the_whole_case_says_so_and_is_accepted_there(letter: Typist) -> None:
    letter.ok("assign", "case", "N. Dlamini")
    for words in (("worklist",), ("next",), ("checklist",)):
        assert "N. Dlamini (CLERK), with the whole case, not accepted" in letter(*words).out
    called(letter, "N. Dlamini")
    refused = letter.json("assign", "L1.1", "--accept")
    (reason,) = refused.json["reasons"]
    assert reason["do"] == f"sop assign case --accept -c {letter.case} --as clerk", reason
    told = letter("assign", "L1.1", "--hand-back", "--why", "ill")
    assert "sop assign case --hand-back" in told.out
    letter.ok("assign", "case", "--accept")
    assert item(letter) == ("N. Dlamini", True)


def test_handing_back_needs_a_reason_which_a_terminal_asks_for(letter: Typist) -> None:
    letter.ok("assign", "L1.1", "--me")
    refused = letter.json("assign", "L1.1", "--hand-back")
    assert (refused.code, refused.reasons) == (1, ["reason_missing"])
    assert refused.json["reasons"][0]["remedy"] == "Add --why TEXT."
    stopped = letter("assign", "L1.1", "--hand-back", terminal=True)
    assert stopped.code != 0 and item(letter) == ("T. Mokoena", True)
    letter("assign", "L1.1", "--hand-back", stdin="\nat court\n", terminal=True)
    assert item(letter) == (None, None)
    assert letter.ok("case", "timeline").data["events"][-1]["why"] == "at court"


def test_alone_it_lists_what_the_user_has_and_the_commands_run(letter: Typist) -> None:
    assert letter.ok("assign").data["items"] == []
    assert "Nothing is assigned to you" in letter("assign").out
    letter.ok("assign", "L1.1", "N. Dlamini")
    letter.ok("assign", "case", "N. Dlamini")
    called(letter, "N. Dlamini").patch.delenv("SOP_CASE")
    found = letter.ok("assign").data
    assert [one["code"] for one in found["items"]] == ["L1.1"]
    assert found["cases"] == [
        {"case": letter.case, "label": None, "workflow": "letter", "as": "clerk", "accepted": False}
    ]
    told = letter("assign").out
    for line in (
        f"sop assign case --accept -c {letter.case}",
        f"sop assign L1.1 --accept -c {letter.case}",
    ):
        assert line in told, told
        letter.ok(*line.split()[1:])
    assert "--accept" not in letter("assign").out


def test_an_assigned_action_that_waits_is_in_every_list_of_the_person(letter: Typist) -> None:
    text = LETTER.replace(
        "{do: Write the answer, due: 1 hour}\n",
        "{do: Write the answer}\n          seal: {do: Seal it, after: [write]}\n",
    ).replace("title: A letter", "title: A sealed letter")
    (letter.folder / "workflows" / "sealed.yaml").write_text(text, encoding="utf-8")
    letter.open("sealed", as_="clerk")
    assert letter.ok("worklist", "--my-name").data["items"] == []
    assert "L1.2" not in [one["code"] for one in letter.ok("worklist", "--all").data["items"]]
    letter.ok("assign", "L1.2", "T. Mokoena", "--as", "clerk")
    letter.patch.setenv("SOP_NAME", "N")
    letter.ok("assign", "L1.2", "N. Dlamini")
    unaccepted = letter.ok("shift").data["not_accepted"]
    assert [one["code"] for one in unaccepted] == ["L1.2"]
    called(letter, "N. Dlamini")
    for words in (("worklist", "--my-name"), ("worklist", "--all")):
        states = {one["code"]: one["state"] for one in letter.ok(*words).data["items"]}
        assert states.get("L1.2") == "waiting", (words, states)
    assert "L1.2" in letter("worklist", "--my-name").out
    assert [one["code"] for one in letter.ok("assign").data["items"]] == ["L1.2"]


def test_each_stakeholder_assigns_a_case_to_its_own_people(letter: Typist) -> None:
    letter.ok("assign", "case", "N")
    letter.ok("assign", "case", "H", "--as", "head")
    letter.ok("do", "L1.1")
    (decision,) = (
        one
        for one in letter.ok("worklist", "--as", "head").data["items"]
        if one["action"] == "letter.answer.sent"
    )
    assert decision["assigned"] == "H"


def test_the_list_by_name_has_what_is_assigned_to_it(letter: Typist) -> None:
    assert letter.ok("worklist", "--my-name").data["items"] == []
    letter.ok("assign", "L1.1", "N. Dlamini")
    assert letter.ok("worklist", "--my-name").data["count"] == 0
    assert called(letter, "N. DLAMINI").ok("worklist", "--my-name").data["count"] == 1
    assert letter.ok("worklist", "--my-name", "--as", "head").data["count"] == 0
    assert letter.ok("worklist", "--mine").data["count"] == 1
    assert "assigned to N. DLAMINI" in letter("worklist", "--my-name").out
    letter.patch.delenv("SOP_NAME")
    refused = letter.json("worklist", "--my-name")
    assert (refused.code, refused.json["message"]) == (2, "Your name is not known. Set SOP_NAME.")


def test_what_is_assigned_to_the_user_comes_first_among_equals(sop: Typist) -> None:
    text = LETTER.replace(
        "{do: Write the answer, due: 1 hour}\n",
        "{do: Write the answer}\n          seal: {do: Seal it}\n",
    )
    (sop.folder / "workflows" / "letter.yaml").write_text(text, encoding="utf-8")
    sop.open("letter", as_="clerk")
    sop.patch.setenv("SOP_NAME", "N")

    def order() -> list[str]:
        items = sop.ok("next").data["items"]
        return [one["code"] for one in items if one["kind"] == "action"]

    assert order() == ["L1.1", "L1.2"]
    sop.ok("assign", "L1.2", "--me")
    assert order() == ["L1.2", "L1.1"]
    sop.patch.setenv("SOP_NAME", "M")
    assert order() == ["L1.1", "L1.2"]


def test_another_stakeholder_is_told_whom_to_ask(letter: Typist) -> None:
    refused = letter.json("assign", "L1.1", "N", "--as", "head")
    assert (refused.code, refused.reasons) == (1, ["not_yours"])
    assert refused.json["reasons"][0]["what"] == "Only CLERK may assign L1.1. Ask CLERK."
    assert "--as" not in letter("assign", "L1.1", "N", "--as", "head").out


def test_an_assignment_is_undone_like_any_event(letter: Typist) -> None:
    letter.ok("assign", "L1.1", "N")
    letter.ok("undo", "--why", "the wrong person")
    assert item(letter) == (None, None)
    assert letter.ok("case", "verify").data["cases"][0]["ok"] is True


@pytest.mark.parametrize(
    "words",
    [
        ("--accept",),
        ("L1.1",),
        ("L1.1", "N", "--me"),
        ("L1.1", "--accept", "--hand-back"),
        ("L9.9", "N"),
        ("L1.1", "   "),
        ("L1.1", "N" * 201),
    ],
)
def test_what_cannot_be_meant_is_a_usage_error_and_writes_nothing(
    letter: Typist, words: tuple[str, ...]
) -> None:
    refused = letter.json("assign", *words)
    assert refused.code == 2, refused.out
    assert len(letter.ok("case", "timeline").data["events"]) == 1


def test_a_terminal_asks_to_whom(letter: Typist) -> None:
    told = letter("assign", "L1.1", stdin="N. Dlamini\n", terminal=True)
    assert (told.code, item(letter)) == (0, ("N. Dlamini", False)), told.err


def test_a_dry_run_assigns_nothing(letter: Typist) -> None:
    letter.ok("assign", "L1.1", "N", "--dry-run")
    assert item(letter) == (None, None)
    letter.ok("store", "rebuild")
    letter.ok("assign", "L1.1", "N")
    before = letter.ok("worklist").data["items"]
    letter.ok("store", "rebuild")
    assert letter.ok("worklist").data["items"] == before


def test_a_name_written_without_full_stops_is_that_of_the_same_person(letter: Typist) -> None:
    letter.ok("assign", "case", "n  dlamini")
    letter.ok("assign", "L1.1", "N.Dlamini")
    own = called(letter, "N. Dlamini")
    told = own.ok("assign").data
    assert [one["case"] for one in told["cases"]] == [letter.case]
    assert [one["action"] for one in told["items"]] == [WRITE]
    told = own.ok("assign", "case", "--accept")
    assert (told.data["assigned"], told.data["accepted"]) == ("n  dlamini".replace("  ", " "), True)
    own.ok("assign", "L1.1", "--hand-back", "--why", "ill")
    bodies = own.ok("case", "timeline").data["events"]
    assert bodies[1]["person"] == "n dlamini"


def test_who_accepts_the_work_of_another_has_a_command_that_runs(letter: Typist) -> None:
    for target in ("L1.1", "case"):
        letter.ok("assign", target, "N. Dlamini")
        told = letter("assign", target, "--accept")
        assert "Ask N. Dlamini, or take it yourself." in told.out, told.out
        (line,) = [one for one in told.out.splitlines() if "Do: sop" in one]
        words = shlex.split(line.split("Do: sop ")[1])
        assert letter.ok(*words).data["assigned"] == "T. Mokoena"


def test_who_is_of_another_agency_is_not_told_to_take_the_work(letter: Typist) -> None:
    letter.ok("assign", "case", "N. Dlamini")
    told = letter("assign", "case", "--accept", "--as", "head")
    assert (told.code, "--me" in told.out) == (1, False), told.out
