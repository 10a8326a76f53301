"""A form is asked question by question: each answer is checked at once, and none is lost."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from sop.model.limits import EVENT_BYTES
from tests.commands.screening_case import (
    CODE,
    FACT_ANSWERS,
    FORM,
    FORM_ANSWERS,
    come_to_screening,
    drafts,
    recorded_form,
)
from tests.commands.typing_in import Outcome, Typist


@pytest.fixture
def screening(sop: Typist) -> Typist:
    come_to_screening(sop)
    return sop


def filled(sop: Typist, schema: dict[str, Any], stdin: str) -> Outcome:
    """`sop form x --fill -` for a form with this schema."""
    (sop.folder / "workflows" / "filing.yaml").write_text(
        "language: 1\nversion: 1.0.0\ntitle: Filing\n"
        f"stakeholders: {{w: {{name: Warden, short: W}}}}\nforms: {{x: {json.dumps(schema)}}}\n"
        "tracks: {t: {title: T, lead: w, steps: {s: {title: S, responsible: w, actions: "
        "{a: {do: A, form: x}}, outcomes: {o: {to: e}}}, e: {title: E, end: true}}}}\n"
    )
    return sop("form", "x", "--workflow", "filing", "--fill", "-", terminal=True, stdin=stdin)


def fields(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


# ---- a whole form


def test_a_form_is_recorded_from_answers_without_writing_json(screening: Typist) -> None:
    told = screening("do", CODE, terminal=True, stdin=FORM_ANSWERS + FACT_ANSWERS)
    assert told.code == 0, told.out + told.err
    assert recorded_form(screening) == FORM
    assert drafts(screening) == []


def test_each_question_says_what_it_accepts_and_whether_it_may_be_skipped(
    screening: Typist,
) -> None:
    told = screening("do", CODE, terminal=True, stdin=FORM_ANSWERS)
    shown = " ".join(told.err.split())
    assert "2 of 14. Interpreter [1 not needed, 2 in person, 3 by telephone]" in shown
    assert "7 of 14. Breaks [a whole number from 0 to 20; press Enter to skip]" in shown
    assert "JSON" not in shown


def test_the_announced_count_the_places_and_the_kept_count_agree(screening: Typist) -> None:
    """8 were announced and numbered, 6 came afterwards without a number, 14 were kept."""
    told = screening("do", CODE, terminal=True, stdin=FORM_ANSWERS + "2\n1\nquit\n")
    shown = " ".join(told.err.split())
    assert shown.count("14 questions, 11 of them need an answer.") == 1
    places = re.findall(r"(\d+) of (\d+)\. [A-Z]", shown)
    assert places == [(str(number), "14") for number in range(1, 12)]
    again = screening("do", CODE, terminal=True, stdin="1\nquit\n")
    assert "You answered 10 of 14 questions" in again.err
    assert "11 of 14. " in again.err


def test_yes_and_no_have_numbers_words_and_one_style_at_every_question(
    screening: Typist,
) -> None:
    for typed in ("1", "yes", "y", "YES"):
        told = screening("do", CODE, terminal=True, stdin=f"{typed}\nquit\nn\n")
        assert "1 of 14. The conversation was private [1 yes, 2 no]" in " ".join(told.err.split())
        assert "Your answer: yes" in told.err, typed
        for (draft,) in [drafts(screening)]:
            draft.unlink()
    told = screening("do", CODE, terminal=True, stdin=FORM_ANSWERS + FACT_ANSWERS)
    asked = told.err.partition("14 questions,")[2]
    assert asked
    assert not re.search(r"yes\|no|y/N|Y/n|yes or no", asked)


def test_an_answer_that_does_not_fit_is_refused_at_once_and_asked_again(
    screening: Typist,
) -> None:
    wrong = FORM_ANSWERS.replace("y\n3\n", "maybe\ny\nby_boat\n3\n", 1).replace(
        "\n2\n", "\n99\n2\n"
    )
    told = screening("do", CODE, terminal=True, stdin=wrong + FACT_ANSWERS)
    assert told.code == 0, told.err
    shown = " ".join(told.err.split())
    for mistake in (
        "'maybe' is not yes or no.",
        "'by_boat' is not one of the choices.",
        "Write a whole number from 0 to 20.",
    ):
        assert mistake in shown
    assert recorded_form(screening) == FORM


def test_enter_never_answers_a_required_question_and_skips_one_that_may_be_left_out(
    screening: Typist,
) -> None:
    told = screening("do", CODE, terminal=True, stdin="\ny\n\n3\n1\n2\n3\n\n\n\n" + FACT_ANSWERS)
    assert told.code == 0, told.err
    assert told.err.count("An answer is required.") == 2
    needed = ("place_private", "interpreter", "act", "means", "purpose")
    assert recorded_form(screening) == {name: FORM[name] for name in needed}


def test_back_returns_to_the_question_before_and_offers_its_answer(screening: Typist) -> None:
    told = screening(
        "do",
        CODE,
        terminal=True,
        stdin="n\nback\ny\n3\nback\n=\n" + FORM_ANSWERS[4:] + FACT_ANSWERS,
    )
    assert told.code == 0, told.err
    assert "Your answer before: no. To keep it, type =" in told.err
    assert recorded_form(screening) == FORM


def test_a_question_explains_itself_and_says_who_reads_the_answer(screening: Typist) -> None:
    told = screening("do", CODE, terminal=True, stdin="?\nquit\n")
    shown = " ".join(told.err.split())
    assert "The answers are seen by the stakeholder who records them and by: DSD, SAPS" in shown
    assert "back returns to the one before, quit stops" in shown


def test_a_form_given_as_json_is_not_asked_for(screening: Typist) -> None:
    told = screening(
        "do", CODE, "--form", "-", "--set", "signs=some", stdin=json.dumps(FORM), terminal=False
    )
    assert (told.code, told.err) == (1, "")  # the facts are missing, and a pipe is not asked
    (screening.folder / "form.json").write_text(json.dumps(FORM))
    done = screening("do", CODE, "--form", "form.json", terminal=True, stdin=FACT_ANSWERS)
    assert done.code == 0, done.err
    assert (recorded_form(screening), "Form:" in done.err) == (FORM, False)


# ---- kinds of questions


@pytest.mark.parametrize(
    ("part", "typed", "found"),
    [
        (
            {"type": "object", "properties": {"town": {"type": "string"}}, "required": ["town"]},
            "Musina\n",
            {"town": "Musina"},
        ),
        ({"type": "array", "items": {"type": "string"}}, "y\none\ny\ntwo\n\n", ["one", "two"]),
        ({"type": "array", "items": {"type": "string"}}, "\n", []),
        (
            {"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2},
            "1\n2\n",
            [1, 2],
        ),
        (
            {"type": "array", "items": {"enum": ["a", "b"]}, "uniqueItems": True},
            "2,a\n",
            ["b", "a"],
        ),
        ({"type": ["integer", "null"]}, "2\n", None),
        ({"type": ["integer", "null"]}, "1\n7\n", 7),
        (
            {
                "oneOf": [
                    {"type": "string", "title": "A name"},
                    {"type": "integer", "title": "A sum"},
                ]
            },
            "a sum\n40\n",
            40,
        ),
        ({"type": "string", "format": "date"}, "1 Mar 2026\n", "2026-03-01"),
        (
            {"enum": [f"a_rather_long_choice_{letter}" for letter in "abcdef"]},
            "6\n",
            "a_rather_long_choice_f",
        ),
    ],
    ids=str,
)
def test_every_kind_of_question_leads_to_its_value(
    sop: Typist, part: Any, typed: str, found: Any
) -> None:
    told = filled(sop, fields(x=part), typed)
    assert told.code == 0, told.err
    assert json.loads(told.out.replace("SIMULATED CLOCK\n", "")) == {"x": found}


def test_the_same_item_is_not_taken_twice_where_items_differ(sop: Typist) -> None:
    part = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
    told = filled(sop, fields(x=part), "y\none\ny\none\ntwo\n\n")
    assert told.code == 0, told.err
    assert "That is in the list already." in told.err
    assert json.loads(told.out.replace("SIMULATED CLOCK\n", "")) == {"x": ["one", "two"]}


def test_answers_that_do_not_fit_together_are_asked_again(sop: Typist) -> None:
    schema = {
        "type": "object",
        "properties": {"hurt": {"type": "boolean"}, "doctor": {"type": "string"}},
        "required": ["hurt"],
        "if": {"properties": {"hurt": {"const": True}}},
        "then": {"required": ["doctor"]},
    }
    told = filled(sop, schema, "y\n\nDr on call\n")
    assert told.code == 0, told.err
    assert '"doctor" is missing' in told.err.replace("'", '"')
    answer = json.loads(told.out.replace("SIMULATED CLOCK\n", ""))
    assert answer == {"hurt": True, "doctor": "Dr on call"}


def test_a_statement_that_has_to_be_true_says_so_and_never_takes_enter(sop: Typist) -> None:
    told = filled(sop, fields(rested={"const": True}), "\nno\nquit\n")
    assert (told.code, told.out) == (130, "")
    assert "accepts only yes" in told.err


def test_a_form_that_is_too_long_to_record_is_shortened_by_the_user(sop: Typist) -> None:
    told = filled(sop, fields(x={"type": "string"}), "a" * EVENT_BYTES + "\nshort\n")
    assert told.code == 0, told.err[-500:]
    assert "Shorten a text" in told.err
