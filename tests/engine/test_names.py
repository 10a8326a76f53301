"""What a person means by a word, and how values are written."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from sop.engine import resolve_names
from sop.engine.fact_values import check_value, describe_input, read_value, say_value
from sop.model.condition import Value
from sop.model.definition import Fact
from sop.model.refusal import UsageError
from tests.engine import building as b
from tests.engine.building import Run

JOBURG = ZoneInfo("Africa/Johannesburg")


def two_tracks() -> Run:
    """Both tracks have steps, actions, outcomes and interrupts of the same names."""

    def one(name: str) -> object:
        look = b.step("look", b.action("ask"), b.action("hold_interview"), b.outcome("on", "weigh"))
        weigh = b.step("weigh", b.action("ask"), b.outcome("over", "end"))
        stop = b.interrupt("stop", "look weigh", "end")
        starts = () if name == "find" else (b.yes("a"),)
        return b.track(name, look, weigh, b.step("end"), interrupts=(stop,), starts=starts)

    return Run(b.workflow(one("find"), one("mend"), facts=(b.flag("a", anytime=("lab",)),)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("word", "path"),
    [
        ("F1.1", "find.look.ask"),
        ("f1.1", "find.look.ask"),
        ("M2.1", "mend.weigh.ask"),
        ("mend.look.ask", "mend.look.ask"),
        ("weigh.ask", None),  # two tracks, neither is there
        ("ask", "find.look.ask"),  # of the steps that are current
        ("interview", "find.look.hold_interview"),
        ("look.hold_interview", "find.look.hold_interview"),
    ],
)
def test_an_action_is_meant_by_code_path_or_a_part_of_it_current_steps_first(
    word: str, path: str | None
) -> None:
    run = two_tracks()
    if path is None:
        with pytest.raises(UsageError, match=r"fits 2 actions: find\.weigh\.ask, mend.weigh.ask"):
            resolve_names.resolve_action(run.definition, run.case, word)
    else:
        assert resolve_names.resolve_action(run.definition, run.case, word).path == path


def test_without_a_case_every_step_is_looked_at_alike() -> None:
    with pytest.raises(UsageError, match="fits 4 actions"):
        resolve_names.resolve_action(two_tracks().definition, None, "ask")


def test_an_outcome_may_be_looked_for_in_one_track() -> None:
    run = two_tracks()
    assert (
        resolve_names.resolve_outcome(run.definition, run.case, "over", "mend").path
        == "mend.weigh.over"
    )
    assert resolve_names.resolve_outcome(run.definition, run.case, "on").path == "find.look.on"


def test_an_interrupt_is_that_of_a_running_track() -> None:
    run = two_tracks()
    assert resolve_names.resolve_interrupt(run.definition, run.case, "stop").path == "find.stop"
    run.set(a=True)
    with pytest.raises(UsageError, match=r"fits 2 interrupts: find\.stop, mend.stop"):
        resolve_names.resolve_interrupt(run.definition, run.case, "stop")


def test_tracks_steps_facts_and_stakeholders_are_meant_by_their_names() -> None:
    definition = two_tracks().definition
    assert (
        resolve_names.resolve_track(definition, "m").id
        == resolve_names.resolve_track(definition, "mend").id
        == "mend"
    )
    assert resolve_names.is_track(definition, "M") and not resolve_names.is_track(
        definition, "look"
    )
    assert resolve_names.resolve_step(definition, "F2").path == "find.weigh"
    assert resolve_names.resolve_fact(definition, "a").id == "a"
    assert [
        resolve_names.resolve_stakeholder(definition, word) for word in ("Office", "OFFICE")
    ] == [
        "office",
        "office",
    ]


def test_an_unknown_word_gets_the_nearest_names_or_what_there_is() -> None:
    definition = two_tracks().definition
    with pytest.raises(UsageError) as met:
        resolve_names.resolve_track(definition, "fin")
    assert (met.value.message, met.value.remedy) == (
        "'fin' is not a track of this workflow.",
        "Did you mean find?",
    )
    with pytest.raises(UsageError) as met:
        resolve_names.resolve_action(definition, None, "hold_intervew")
    assert "hold_interview" in met.value.remedy
    with pytest.raises(UsageError) as met:
        resolve_names.resolve_fact(definition, "zzz")
    assert met.value.remedy == "There is: a."


@pytest.mark.parametrize("word", ["", ".", " "])
def test_a_word_of_nothing_means_nothing(word: str) -> None:
    with pytest.raises(UsageError):
        resolve_names.resolve_action(two_tracks().definition, None, word)


FACTS = {
    "flag": b.flag("flag"),
    "kind": b.choice("kind", "glass", "metal"),
    "tests": b.number("tests", 0, 6),
    "found_at": b.moment("found_at"),
    "remark": b.text("remark"),
}


@pytest.mark.parametrize(
    ("fact", "written", "value"),
    [
        ("flag", "yes", True),
        ("flag", "TRUE", True),
        ("flag", " n ", False),
        ("kind", "glass", "glass"),
        ("tests", "6", 6),
        ("tests", "+0", 0),
        ("found_at", "2026-03-02 09:30", "2026-03-02T09:30:00+02:00"),
        ("found_at", "2026-03-02T09:30+00:00", "2026-03-02T09:30:00+00:00"),
        ("remark", " as it is ", " as it is "),
    ],
)
def test_a_value_is_read_as_a_person_writes_it(fact: str, written: str, value: Value) -> None:
    read = read_value(FACTS[fact], written, JOBURG)
    assert read == value and type(read) is type(value)


@pytest.mark.parametrize(
    ("fact", "written", "remedy"),
    [
        ("flag", "maybe", "Write yes or no."),
        ("kind", "Glass", "Write one of glass, metal."),
        ("tests", "7", "Write a whole number from 0 to 6."),
        ("tests", "-1", "Write a whole number from 0 to 6."),
        ("tests", "1_0", "Write a whole number from 0 to 6."),
        ("tests", "١", "Write a whole number from 0 to 6."),
        ("tests", "9" * 5000, "Write a whole number from 0 to 6."),
        (
            "found_at",
            "noon",
            "Write a date and time such as 2026-11-23T09:30 or 2026-11-23T09:30+02:00.",
        ),
        (
            "found_at",
            "0001-01-01 00:00",
            "Write a date and time such as 2026-11-23T09:30 or 2026-11-23T09:30+02:00.",
        ),
        (
            "found_at",
            "9999-12-31 00:00",
            "Write a date and time such as 2026-11-23T09:30 or 2026-11-23T09:30+02:00.",
        ),
    ],
)
def test_a_value_outside_the_facts_domain_is_refused_with_what_is_allowed(
    fact: str, written: str, remedy: str
) -> None:
    with pytest.raises(UsageError) as met:
        read_value(FACTS[fact], written, JOBURG)
    assert met.value.remedy == remedy
    assert met.value.message.endswith(f"is not a value of {fact}.")


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("flag", 1),
        ("flag", "yes"),
        ("tests", True),
        ("tests", "3"),
        ("kind", "wood"),
        ("found_at", "2026-03-02T09:30"),
        ("found_at", 3),
        ("remark", 3),
    ],
)
def test_a_value_of_the_wrong_type_is_refused(fact: str, value: Value) -> None:
    with pytest.raises(UsageError):
        check_value(FACTS[fact], value)


def test_the_value_of_a_sensitive_fact_is_never_repeated() -> None:
    with pytest.raises(UsageError) as met:
        read_value(Fact("status", "choices", choices=("a", "b"), sensitive=True), "secret", JOBURG)
    assert met.value.message == "That is not a value of status."


def test_values_are_said_and_asked_for_in_words() -> None:
    assert [say_value(value) for value in (True, False, None, 3, "glass")] == [
        "yes",
        "no",
        "unknown",
        "3",
        "glass",
    ]
    assert [describe_input(fact) for fact in FACTS.values()] == [
        "yes|no",
        "glass|metal",
        "0..6",
        "TIME",
        "TEXT",
    ]
