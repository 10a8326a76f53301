"""`sop form`: shown, printed blank, filled in, and the answers that are kept."""

from __future__ import annotations

import json

import pytest

from tests.commands.screening_case import FORM, FORM_ANSWERS, come_to_screening
from tests.commands.typing_in import Typist


@pytest.fixture
def screening(sop: Typist) -> Typist:
    come_to_screening(sop)
    return sop


def test_the_fields_are_listed_with_their_titles_types_and_choices(screening: Typist) -> None:
    data = screening.ok("form", "screening").data
    assert (data["form"], data["actions"]) == ("screening", ["I6.2"])
    assert [field["name"] for field in data["fields"]] == list(FORM)
    interpreter = data["fields"][1]
    assert interpreter["title"] == "Interpreter"
    assert interpreter["type"] == "string"
    assert interpreter["choices"] == ["not_needed", "in_person", "by_telephone"]
    assert interpreter["required"] is True


@pytest.mark.parametrize(
    "word", ["screening", "Screening", "I6.2", "i6.2", "Screening: signs, not stories"]
)
def test_a_form_is_named_by_its_id_its_title_or_an_action(screening: Typist, word: str) -> None:
    assert screening.ok("form", word).data["form"] == "screening"


def test_a_form_that_does_not_exist_lists_those_that_do_and_the_nearest(
    screening: Typist,
) -> None:
    told = screening("form", "screning")
    assert told.code == 2
    assert "There is no form 'screning'" in told.err
    assert "Did you mean screening?" in told.err
    assert "document, return_risk, screening, statement_conditions" in told.err


def test_without_a_name_all_forms_are_listed(screening: Typist) -> None:
    data = screening.ok("form").data
    assert [one["form"] for one in data["forms"]] == [
        "document",
        "return_risk",
        "screening",
        "statement_conditions",
    ]


def test_the_screen_suggests_the_action_that_can_be_done_now(screening: Typist) -> None:
    assert "question by question: sop do I6.2" in screening("form", "screening").out
    assert "question by question" not in screening("form", "return_risk").out


def test_the_blank_form_has_every_question_and_the_case(screening: Typist) -> None:
    for how in (("--print",), ("--print", "--format", "html")):
        told = screening("form", "screening", *how)
        assert told.code == 0
        assert screening.case in told.out
        for part in ("Interpreter", "by telephone", "Breaks", "ignature"):
            assert part in told.out


def test_a_blank_form_of_a_workflow_needs_no_case(sop: Typist) -> None:
    told = sop("form", "return_risk", "--workflow", "za-trafficking", "--print")
    assert (told.code, "Reach of the traffickers" in told.out) == (0, True)


def test_a_filled_form_is_a_file_that_do_accepts(screening: Typist) -> None:
    told = screening("form", "screening", "--fill", "x.json", terminal=True, stdin=FORM_ANSWERS)
    assert told.code == 0, told.err
    file = screening.folder / "x.json"
    assert json.loads(file.read_text("utf-8")) == FORM
    assert file.stat().st_mode & 0o777 == 0o600
    assert "Nothing is recorded yet. To record it: sop do I6.2 --form x.json" in told.out
    facts = "2\n1\n1\n2\nno\nno\n"
    assert screening("do", "I6.2", "--form", "x.json", terminal=True, stdin=facts).code == 0


def test_a_file_that_exists_is_not_replaced_before_any_question(screening: Typist) -> None:
    (screening.folder / "x.json").write_text("mine")
    told = screening("form", "screening", "--fill", "x.json", terminal=True, stdin=FORM_ANSWERS)
    assert (told.code, "already exists" in told.err, "Interpreter" in told.err) == (2, True, False)
    assert (screening.folder / "x.json").read_text() == "mine"


def test_an_interrupted_filling_writes_no_file_and_is_continued(screening: Typist) -> None:
    lines = FORM_ANSWERS.splitlines(keepends=True)
    words = ("form", "screening", "--fill", "x.json")
    told = screening(*words, terminal=True, stdin="".join(lines[:3]))
    assert told.code == 130
    assert not (screening.folder / "x.json").exists()
    again = screening(*words, terminal=True, stdin="y\n" + "".join(lines[3:]))
    assert again.code == 0, again.err
    assert json.loads((screening.folder / "x.json").read_text()) == FORM


def test_filling_asks_nothing_in_a_pipe_and_says_what_a_script_does(screening: Typist) -> None:
    told = screening("form", "screening", "--fill", "x.json", stdin=FORM_ANSWERS)
    assert told.code == 2
    assert "works only at a terminal" in told.err
    assert "sop form screening --json" in told.err


def test_the_list_names_the_persons_own_kept_answers_and_how_to_go_on(screening: Typist) -> None:
    screening.patch.setenv("SOP_NAME", "N. Dlamini")
    screening("do", "I6.2", terminal=True, stdin="y\n3\nquit\n")
    told = screening("form", terminal=True)
    assert "Kept answers of 10:00, not recorded (do I6.2). To go on: sop do I6.2" in told.out
    screening.patch.setenv("SOP_NAME", "T. Mokoena")
    assert "Kept answers" not in screening("form", terminal=True).out


@pytest.mark.parametrize(
    "words",
    [("--print",), ("screening", "--print", "--fill", "x.json"), ("--fill", "x.json")],
    ids=str,
)
def test_what_cannot_be_meant_is_a_usage_error(screening: Typist, words: tuple[str, ...]) -> None:
    assert screening("form", *words).code == 2
