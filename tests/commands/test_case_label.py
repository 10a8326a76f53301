"""`sop case label`: which person a case is about, shown in every list and heading."""

from __future__ import annotations

import pytest

from tests.commands.typing_in import Typist

GREEN = '"person 3, green jersey"'


@pytest.fixture
def labelled(sop: Typist) -> Typist:
    """A case with a label and a reference."""
    sop.open("fire-drill", "--incident", "night-7")
    sop.ok("case", "label", sop.case, "person 3, green jersey", "--reference", "CAS 12/3/2026")
    return sop


SCREENS = (
    ("next",),
    ("checklist",),
    ("do", "D1.1"),
    ("note", "-"),
    ("why", "D1.1"),
    ("use",),
    ("case", "show"),
    ("case", "timeline"),
    ("case", "print"),
    ("case", "print", "--format", "html"),
    ("case", "list"),
    ("case", "list", "--incident", "night-7"),
    ("worklist",),
    ("worklist", "--incident", "night-7"),
    ("find", "jersey"),
    (),
)


@pytest.mark.parametrize("words", SCREENS, ids=" ".join)
def test_every_list_and_heading_has_the_label_next_to_the_id(
    labelled: Typist, words: tuple[str, ...]
) -> None:
    case = labelled.case
    if words == ("use",):
        words = ("use", case)
    shown = labelled(*words, stdin="x").out
    flat = " ".join(shown.replace("&quot;", '"').replace("\\", "").split())
    assert f"{case} {GREEN}" in flat


def test_the_menu_of_cases_has_the_label(labelled: Typist) -> None:
    labelled.patch.delenv("SOP_CASE")
    asked = labelled("next", terminal=True, stdin="1\n")
    assert f"1  {labelled.case}  {GREEN}" in asked.err


def test_a_calendar_entry_has_the_label(labelled: Typist) -> None:
    labelled.ok("do", "D1.1", "D1.2")
    labelled.ok("advance", "started")
    calendar = labelled("worklist", "--format", "ics").out.replace("\r\n ", "").replace("\\", "")
    assert f"({labelled.case} {GREEN})" in calendar


def test_json_has_label_and_references(labelled: Typist) -> None:
    shown = labelled.ok("case", "show").data
    assert (shown["label"], shown["references"]) == ("person 3, green jersey", ["CAS 12/3/2026"])
    (listed,) = labelled.ok("case", "list").data["cases"]
    assert (listed["label"], listed["references"]) == (shown["label"], shown["references"])
    labels = {item["label"] for item in labelled.ok("worklist").data["items"]}
    assert labels == {"person 3, green jersey"}


def test_a_label_is_corrected_undone_and_removed(labelled: Typist) -> None:
    case = labelled.case

    def now() -> tuple[object, object]:
        shown = labelled.ok("case", "show").data
        return shown["label"], shown["references"]

    told = labelled.ok("case", "label", case, "person 4").data
    assert (told["label"], told["references"]) == ("person 4", ["CAS 12/3/2026"])
    labelled.ok("undo", "--why", "it was person 3")
    assert now() == ("person 3, green jersey", ["CAS 12/3/2026"])
    labelled.ok("case", "label", case, "--reference", "J88 7")
    assert now() == ("person 3, green jersey", ["CAS 12/3/2026", "J88 7"])
    labelled.ok("case", "label", case, "--none")
    assert now() == (None, [])
    assert labelled.ok("case", "label", case, "--none").json["changed"] is False


def test_the_label_is_asked_for_at_a_terminal_only(labelled: Typist) -> None:
    case = labelled.case
    asked = labelled("case", "label", case, terminal=True, stdin=f"{'x' * 31}\nred cap\n")
    assert (asked.code, "The label has 31 characters" in asked.err) == (0, True)
    assert labelled.ok("case", "show").data["label"] == "red cap"
    silent = labelled("case", "label", case)
    assert (silent.code, "No label given." in silent.err) == (2, True)


def test_what_seems_to_be_a_name_is_warned_of_once_and_not_repeated(labelled: Typist) -> None:
    told = labelled("case", "label", labelled.case, "with Maria")
    assert told.err.count("seems to name a person") == 1
    assert "Maria" not in told.err
    assert "seems to name" not in labelled("case", "label", labelled.case, "red cap").err
    number = labelled("case", "label", labelled.case, "--reference", "ID 8001015009087")
    assert "telephone or identity number" in number.err


def test_a_label_that_another_open_case_has_is_warned_of(labelled: Typist) -> None:
    first = labelled.case
    second = labelled.open("fire-drill")
    told = labelled.ok("case", "label", second, "Person 3,  green jersey").json
    assert told["warnings"] == [f"Case {first} has the same label."]


def test_wrong_words_are_refused_with_what_to_write(labelled: Typist) -> None:
    case = labelled.case
    for words, message in (
        (("x" * 31,), "The label has 31 characters"),
        (("",), "The label is empty"),
        (("--reference", "the hospital"), "has no number"),
        (("red cap", "--none"), "--none cannot be combined"),
    ):
        told = labelled("case", "label", case, *words)
        assert (told.code, message in told.err) == (2, True), words
    assert labelled.ok("case", "show").json["version"] == 2


def test_a_closed_case_and_a_label_of_control_characters(labelled: Typist) -> None:
    labelled.ok("case", "label", labelled.case, "red\x1b[31m cap\x07")
    shown = labelled("case", "show").out
    assert ("\x1b" in shown, "\x07" in shown, "cap" in shown) == (False, False, True)


def test_a_label_without_a_case_is_refused_with_the_whole_line(sop: Typist) -> None:
    case = sop.open()
    told = sop("case", "label", "CHILD blue shirt")
    assert told.code == 2
    assert f"sop case label {case} 'CHILD blue shirt'" in told.err + told.out


def test_the_case_may_follow_c_as_everywhere(sop: Typist) -> None:
    """`case label "brown boots" -c "green boots"` was refused: there was no option -c here."""
    sop.patch.setenv("SOP_AS", "warden")
    case = sop.ok("open", "fire-drill", "--label", "green boots").json["case"]
    assert (
        sop.ok("case", "label", "brown boots", "-c", "green boots").data["label"] == "brown boots"
    )
    assert sop.ok("case", "show", case).data["label"] == "brown boots"
    told = sop("case", "label", case, "red boots", "-c", case)
    assert (told.code, "The command names two cases." in told.err) == (2, True)
    asked = sop("case", "label", "-c", case, terminal=True, stdin="black boots\n")
    assert asked.code == 0, asked.err


def test_an_earlier_label_finds_the_case_and_is_named_as_such(sop: Typist) -> None:
    """The papers still have it; only the history knew it."""
    sop.patch.setenv("SOP_AS", "warden")
    case = sop.ok("open", "fire-drill", "--label", "green boots").json["case"]
    sop.ok("case", "label", case, "brown boots")
    for words in (("find", "green boots"), ("case", "list", "Green")):
        shown = sop(*words).out
        assert f'Earlier label of {case} "brown boots": "green boots".' in shown
    (found,) = sop.ok("find", "green").data["cases"]
    assert (found["label"], found["earlier_labels"]) == ("brown boots", ["green boots"])
    assert "Earlier label" not in sop("find", "brown").out
    # It names no case for a command: another person may wear green boots now.
    assert sop("next", "-c", "green boots").code == 2
