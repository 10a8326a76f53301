"""`sop open --label`: one label for each person, as options or asked for one by one."""

from __future__ import annotations

from tests.commands.typing_in import Typist

MANY = ("open", "fire-drill", "--as", "warden", "--incident", "night-7", "--persons")


def labels(sop: Typist) -> list[str | None]:
    cases = sop.ok("case", "list").data["cases"]
    return sorted((one["label"] for one in cases), key=lambda label: label or "")


def test_each_person_gets_a_label_in_the_order_of_the_options(sop: Typist) -> None:
    told = sop.ok(*MANY, "3", "--label", "person 1", "--label", "person 2")
    assert [one["label"] for one in told.data["cases"]] == ["person 1", "person 2", None]
    assert labels(sop) == [None, "person 1", "person 2"]


def test_one_case_has_one_label(sop: Typist) -> None:
    sop.open("fire-drill", "--label", "green jersey")
    assert sop.ok("case", "show").data["label"] == "green jersey"
    told = sop("open", "fire-drill", "--label", "a", "--label", "b")
    assert (told.code, "2 labels for 1 case" in told.err) == (2, True)
    assert sop(*MANY, "2", *("--label", "x") * 3).code == 2
    assert labels(sop) == ["green jersey"]


def test_at_a_terminal_the_label_of_each_person_is_asked_for(sop: Typist) -> None:
    asked = sop(*MANY, "3", terminal=True, stdin=f"person 1\n\n{'x' * 31}\nperson 3\n")
    assert asked.code == 0, asked.err
    assert "Label of person 2 of 3" in asked.err
    assert labels(sop) == [None, "person 1", "person 3"]


def test_in_a_pipe_and_with_a_label_no_question_is_asked(sop: Typist) -> None:
    assert sop(*MANY, "2").code == 0
    assert sop(*MANY, "2", "--label", "person 1", terminal=True).code == 0


def test_nothing_is_opened_where_a_label_is_not_valid(sop: Typist) -> None:
    assert sop(*MANY, "2", "--label", "x" * 31).code == 2
    assert sop(*MANY, "2", terminal=True, raises=KeyboardInterrupt()).code == 130
    assert labels(sop) == []


def test_a_repeated_key_with_another_label_is_refused(sop: Typist) -> None:
    words = ("open", "fire-drill", "--as", "warden", "--key", "call-4", "--label")
    assert sop.ok(*words, "person 1").json["changed"] is True
    assert sop.ok(*words, "person 1").json["changed"] is False
    assert sop.json(*words, "person 2").code == 2


def test_the_screen_says_how_to_go_on_and_none_is_current(sop: Typist) -> None:
    told = sop(*MANY, "2", "--label", "person 1")
    ids = {one["label"]: one["case"] for one in sop.ok("case", "list").data["cases"]}
    assert f'{ids["person 1"]} "person 1"' in told.out
    assert "sop worklist --incident night-7" in told.out
    assert "None of them is the current case. To choose one: sop use" in told.out
    assert f"sop case label {ids[None]}" in told.out


def test_back_returns_to_the_person_before(sop: Typist) -> None:
    asked = sop(*MANY, "3", terminal=True, stdin="one\ntwoo\nback\ntwo\nback\nback\nI\nII\nIII\n")
    assert asked.code == 0, asked.err
    assert labels(sop) == ["I", "II", "III"]


def test_a_label_of_another_person_is_asked_again_and_warned_of_once(sop: Typist) -> None:
    asked = sop(*MANY, "2", terminal=True, stdin="red cap\nRed  cap\nred cap, tall\n")
    assert "'Red cap' is the label of another person. Add what differs." in asked.err
    assert labels(sop) == ["red cap", "red cap, tall"]
    piped = sop(*MANY, "2", "--label", "red cap", "--label", "blue cap")
    assert (piped.code, piped.err.count("Warning: several cases")) == (0, 1)
    assert "the label 'red cap'." in " ".join(piped.err.split())
