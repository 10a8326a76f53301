"""What a word refers to."""

from __future__ import annotations

import pytest

from sop.engine import resolve_names
from sop.model.definition import Track
from sop.model.refusal import UsageError
from tests.engine import building as b
from tests.engine.building import Run


def two_tracks() -> Run:
    """Both tracks have steps, actions, outcomes and interrupts of the same names."""

    def one(name: str) -> Track:
        look = b.step("look", b.action("ask"), b.action("hold_interview"), b.outcome("on", "weigh"))
        weigh = b.step("weigh", b.action("ask"), b.outcome("over", "end"))
        stop = b.interrupt("stop", "look weigh", "end")
        starts = () if name == "find" else (b.yes("a"),)
        return b.track(name, look, weigh, b.step("end"), interrupts=(stop,), starts=starts)

    return Run(b.workflow(one("find"), one("mend"), facts=(b.flag("a", anytime=("lab",)),)))


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
    assert met.value.remedy == "Facts: a."


@pytest.mark.parametrize("word", ["", ".", " "])
def test_a_word_of_nothing_means_nothing(word: str) -> None:
    with pytest.raises(UsageError):
        resolve_names.resolve_action(two_tracks().definition, None, word)


def test_names_that_do_not_fit_into_a_message_are_counted() -> None:
    known = [f"name_{number}" for number in range(14)]
    found = resolve_names.refuse_unknown("fact", "zzz", known)
    assert found.remedy == f"Facts: {', '.join(known[:12])} and 2 more."
    assert resolve_names.refuse_unknown("fact", "zzz", []).remedy == "This workflow has no facts."
