"""What a word refers to."""

from __future__ import annotations

import pytest

from sop.engine import resolve_names
from sop.model.definition import Track
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
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


def test_a_list_of_names_is_cut_only_where_a_command_lists_the_others() -> None:
    known = [f"name_{number}" for number in range(14)]
    found = resolve_names.refuse_unknown("fact", "zzz", known)
    assert (found.remedy, found.suggest) == (f"Facts: {', '.join(known)}.", None)
    command = Suggestion("workflow show", "recall")
    found = resolve_names.refuse_unknown("fact", "zzz", known, command)
    assert found.remedy == f"Facts: {', '.join(known[:12])} … and 2 more"
    assert found.suggest == command
    assert resolve_names.refuse_unknown("fact", "zzz", []).remedy == "This workflow has no facts."


def alarms() -> Run:
    """A watch with interrupts that are called by other words than their IDs."""
    watch = b.step("watch", b.action("check"), b.outcome("go_on", "next_step"))
    search = b.step("search", b.action("look"), b.outcome("found", "back"))
    care = b.step("care", b.action("treat"), b.outcome("stable", "back"))
    after = b.step("next_step", b.action("close"), b.outcome("over", "end"))
    interrupts = (
        b.interrupt("gone", "watch care", "search", title="The visitor is missing"),
        b.interrupt("collapse", "watch search", "care", title="The visitor needs medical help"),
        b.interrupt("moved", "search", "care", title="The missing visitor was moved"),
    )
    track = b.track("guard", watch, search, care, after, b.step("end"), interrupts=interrupts)
    return Run(b.workflow(track))


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ("missing", "guard.gone"),  # `moved` has the word too, but cannot be raised now
        ("Medical", "guard.collapse"),
        ("medical help", "guard.collapse"),
        ("search", "guard.gone"),  # the step that it leads to
        ("g3", "guard.collapse"),
        ("moved", "guard.moved"),
    ],
)
def test_an_interrupt_is_found_by_the_words_of_its_title_open_ones_first(
    words: str, path: str
) -> None:
    run = alarms()
    assert resolve_names.resolve_interrupt(run.definition, run.case, words).path == path


def test_several_interrupts_that_fit_are_named_with_their_titles() -> None:
    run = alarms()
    with pytest.raises(resolve_names.AmbiguousName) as met:
        resolve_names.resolve_interrupt(run.definition, run.case, "visitor")
    assert met.value.choices == {
        "guard.gone": "The visitor is missing",
        "guard.collapse": "The visitor needs medical help",
    }


def test_an_outcome_is_found_by_the_step_that_it_leads_to_as_screens_print_it() -> None:
    run = alarms()
    for word in ("G4", "g4", "next step"):
        assert resolve_names.resolve_outcome(run.definition, run.case, word).id == "go_on"
    run.raise_("gone")
    assert resolve_names.resolve_outcome(run.definition, run.case, "G1").id == "found"
    with pytest.raises(UsageError):
        resolve_names.resolve_outcome(run.definition, run.case, "G4")  # not from here


def test_what_is_open_now_is_offered_before_all_other_names() -> None:
    run = alarms()
    with pytest.raises(UsageError) as met:
        resolve_names.resolve_interrupt(run.definition, run.case, "zzzzz")
    assert met.value.remedy == (
        "Interrupts that are open now: guard.gone (The visitor is missing), "
        "guard.collapse (The visitor needs medical help)."
    )
    with pytest.raises(UsageError) as met:
        resolve_names.resolve_outcome(run.definition, run.case, "goon")
    assert met.value.remedy == "Did you mean guard.watch.go_on?"


@pytest.mark.parametrize("word", ["G11", "g1,1", "1.1", "G1-1"])
def test_a_code_without_its_dots_gets_the_code_that_it_is_like(word: str) -> None:
    run = alarms()
    with pytest.raises(UsageError) as met:
        resolve_names.resolve_action(run.definition, run.case, word)
    assert met.value.remedy.startswith("Did you mean G1.1")
