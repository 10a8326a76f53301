"""Conditions: what each form of question becomes, that the author's words stay, and that no text
breaks the reader.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop.definition.condition_names import Names
from sop.definition.condition_parser import ConditionError, parse_condition, read_condition
from sop.model.condition import (
    ActionIsDone,
    And,
    Condition,
    FactBetween,
    FactIs,
    FactKnown,
    Not,
    Or,
    StepCurrent,
    StepVisited,
    SwitchOn,
    TermHolds,
    TrackIs,
    iterate_questions,
)
from sop.model.fact import Fact

FACTS = (
    Fact("age_group", "choices", choices=("adult", "child", "disputed")),
    Fact("in_danger", "boolean"),
    Fact("visits", "integer", min=0, max=6),
    Fact("rescued_at", "datetime"),
    Fact("full_name", "text"),
)
NAMES = Names(
    facts={fact.id: fact for fact in FACTS},
    switches=("new_act",),
    terms=("as_child",),
    later_terms=("late",),
    tracks={"care": {"shelter": ("admit", "feed"), "over": ()}, "court": {"trial": ()}},
)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("in_danger", FactIs("in_danger", (True,), "in_danger")),
        ("in_danger is true", FactIs("in_danger", (True,), "in_danger is true")),
        ("in_danger is false", FactIs("in_danger", (False,), "in_danger is false")),
        (
            "in_danger is one of true, false",
            FactIs("in_danger", (True, False), "in_danger is one of true, false"),
        ),
        ("new_act", SwitchOn("new_act", "new_act")),
        ("as_child", TermHolds("as_child", "as_child")),
        ("age_group is child", FactIs("age_group", ("child",), "age_group is child")),
        (
            "age_group is not child",
            Not(FactIs("age_group", ("child",), "age_group is child"), "age_group is not child"),
        ),
        (
            "age_group is not one of child, disputed",
            Not(
                FactIs("age_group", ("child", "disputed"), "age_group is one of child, disputed"),
                "age_group is not one of child, disputed",
            ),
        ),
        ("visits is 0", FactIs("visits", (0,), "visits is 0")),
        ("visits is at least 2", FactBetween("visits", 2, None, "visits is at least 2")),
        ("visits is at most 2", FactBetween("visits", None, 2, "visits is at most 2")),
        ("rescued_at is known", FactKnown("rescued_at", "rescued_at is known")),
        ("visits is unknown", Not(FactKnown("visits", "visits is known"), "visits is unknown")),
        (
            "care.shelter.admit is done",
            ActionIsDone("care", "shelter", "admit", "care.shelter.admit is done"),
        ),
        (
            "care.shelter.admit is not done",
            Not(
                ActionIsDone("care", "shelter", "admit", "care.shelter.admit is done"),
                "care.shelter.admit is not done",
            ),
        ),
        ("care.shelter is current", StepCurrent("care", "shelter", "care.shelter is current")),
        ("care.over is visited", StepVisited("care", "over", "care.over is visited")),
        ("care is waiting", TrackIs("care", "waiting", "care is waiting")),
        ("care is running", TrackIs("care", "running", "care is running")),
        ("care is not ended", Not(TrackIs("care", "ended", "care is ended"), "care is not ended")),
        ("(in_danger)", FactIs("in_danger", (True,), "in_danger")),
        ("not in_danger", Not(FactIs("in_danger", (True,), "in_danger"), "not in_danger")),
        (
            "not not new_act",
            Not(Not(SwitchOn("new_act", "new_act"), "not new_act"), "not not new_act"),
        ),
    ],
)
def test_each_form_of_question_becomes_its_node(text: str, condition: Condition) -> None:
    assert parse_condition(text, NAMES) == condition


def test_not_binds_before_and() -> None:
    condition = parse_condition("not in_danger and new_act", NAMES)
    assert isinstance(condition, And)
    assert [part.text for part in condition.parts] == ["not in_danger", "new_act"]


def test_brackets_mix_and_with_or_and_every_part_keeps_its_words() -> None:
    text = "in_danger  and\n (new_act or age_group is one of child,disputed) and visits is 1"
    condition = parse_condition(text, NAMES)
    assert isinstance(condition, And)
    assert (
        condition.text
        == "in_danger and (new_act or age_group is one of child,disputed) and visits is 1"
    )
    assert isinstance(condition.parts[1], Or)
    assert [question.text for question in iterate_questions(condition)] == [
        "in_danger",
        "new_act",
        "age_group is one of child,disputed",
        "visits is 1",
    ]


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("age_group is chlid", 13, "unknown value of age_group 'chlid', did you mean 'child'?"),
        ("age_group is child or disputed", 22, "write 'age_group is one of child, disputed'"),
        ("visits is 1 or 2 or 3", 15, "write 'visits is one of 1, 2, 3'"),
        (
            "(age_group is child or disputed) and new_act",
            23,
            "write 'age_group is one of child, disputed'",
        ),
        (
            "in_danger and new_act or as_child",
            22,
            "'and' and 'or' are mixed: put brackets around one of them",
        ),
        ("age_group is at least 3", 0, "'age_group' has no order; use 'is one of'"),
        ("late", 0, "the term 'late' is not yet known here"),
        ("care.sheltr is current", 0, "unknown step 'sheltr' of care, did you mean 'shelter'?"),
        ("full_name is known", 0, "'full_name' is free text, which no condition may read"),
    ],
)
def test_a_mistake_is_reported_in_the_authors_words_at_its_character(
    text: str, offset: int, message: str
) -> None:
    with pytest.raises(ConditionError) as caught:
        parse_condition(text, NAMES)
    assert (caught.value.problems[0].message, caught.value.offset) == (message, offset)


def test_every_wrong_name_of_a_condition_is_reported_at_once() -> None:
    _, problems = read_condition("in_dangr or age_group is chld or care.shelter.fed is done", NAMES)
    assert [(problem.rule, problem.offset) for problem in problems] == [
        ("unknown-fact", 0),
        ("ill-typed-condition", 25),
        ("unknown-action", 33),
    ]


def test_names_that_could_not_be_read_are_not_called_unknown() -> None:
    names = Names(facts={"broken": None}, tracks={"torn": None, "care": {"shelter": None}})
    text = "broken is anything and torn.step.action is done and care.shelter.act is done and broken"
    assert read_condition(text, names)[1] == ()


QUESTIONS = st.sampled_from(
    [
        "in_danger",
        "new_act",
        "as_child",
        "age_group is child",
        "age_group is not one of adult, child",
        "visits is at least 2",
        "visits is 3",
        "rescued_at is known",
        "care.shelter.admit is done",
        "care.shelter is not current",
        "care is ended",
    ]
)


def bracketed(text: str) -> str:
    return f"({text})"


def joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(parts, min_size=2, max_size=4)
    return st.one_of(
        several.map(lambda each: bracketed(" and ".join(each))),
        several.map(lambda each: bracketed(" or ".join(each))),
        parts.map(lambda each: f"not {each}"),
    )


@settings(max_examples=150, deadline=None)
@given(st.recursive(QUESTIONS, joined, max_leaves=12))
def test_every_condition_of_the_grammar_is_read_and_reads_the_same_from_its_own_words(
    text: str,
) -> None:
    condition = parse_condition(text, NAMES)
    assert parse_condition(condition.text, NAMES) == condition


WORDS = st.sampled_from(
    [
        *(
            "and",
            "or",
            "not",
            "is",
            "one",
            "of",
            "at",
            "least",
            "most",
            "known",
            "done",
            "current",
            "running",
            "ended",
        ),
        *(
            "true",
            "false",
            "(",
            ")",
            ",",
            "3",
            "99",
            "-1",
            "==",
            "'",
            "AND",
            "x-y",
            "a.b.c.d",
            "new_act",
            "late",
        ),
        *("in_danger", "age_group", "child", "chld", "visits", "full_name", "care", "care.shelter"),
        *("care.shelter.admit", "rescued_at"),
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=30))
def test_whatever_is_written_is_a_condition_or_a_problem_at_a_character_of_it(text: str) -> None:
    condition, problems = read_condition(text, NAMES)
    assert (condition is None) == bool(problems)
    assert all(
        0 <= problem.offset <= len(text) and problem.message and problem.remedy
        for problem in problems
    )
