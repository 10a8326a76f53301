"""Rules of meaning 11 to 14: two times, corrections, undoing; and what is asked wrongly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from sop.engine.decide import decide
from sop.engine.evolve import evolve
from sop.model.case_state import Case
from sop.model.commands import Act, Command, Do, Open, Reopen, Undo, WriteNote
from sop.model.definition import Definition
from sop.model.events import ActionDone, EventUndone, FactsRecorded
from sop.model.refusal import Refusal, UsageError
from tests.engine import building as b
from tests.engine.building import MONDAY, Run, accepted, codes, helps, reason
from tests.engine.test_decide_moving import one_step

HOUR = timedelta(hours=1)


# 11. Two times --------------------------------------------------------------------------------------------------


def test_an_event_has_when_it_happened_and_when_it_was_written() -> None:
    run = one_step(b.action("ask"))
    run.now = MONDAY + 5 * HOUR
    (event,) = accepted(run.do("ask", at=MONDAY + 2 * HOUR))
    assert (event.at, event.recorded) == (MONDAY + 2 * HOUR, MONDAY + 5 * HOUR)
    (event,) = accepted(run.advance("over"))
    assert event.at == event.recorded == MONDAY + 5 * HOUR


def test_nothing_happens_in_the_future() -> None:
    run = one_step(b.action("ask"))
    refused = run.do("ask", at=MONDAY + HOUR)
    assert codes(refused) == ["time_in_future"]
    assert reason(refused, "time_in_future").what == (
        "Mon 2 Mar 2026 09:00 has not come yet; it is Mon 2 Mar 2026 08:00."
    )


def test_nothing_of_a_step_happens_before_the_step_began() -> None:
    run = one_step(
        b.action("ask", waivable_by=("lab",)), facts=(b.flag("alarm", anytime=("lab",)),)
    )
    early = MONDAY - HOUR
    refused = run.do("ask", at=early)
    assert codes(refused) == ["time_before_step"]
    assert reason(refused, "time_before_step").what == (
        "Mon 2 Mar 2026 07:00 is before this step began, on Mon 2 Mar 2026 08:00."
    )
    assert codes(run.waive("ask", why="x", at=early)) == ["time_before_step"]
    assert codes(run.set(alarm=True, at=early)) == ["time_before_step"]
    assert reason(run.set(alarm=True, at=early), "time_before_step").what.endswith(
        "is before this case was opened, on Mon 2 Mar 2026 08:00."
    )
    run.do("ask")
    assert codes(run.advance("over", at=early)) == ["time_before_step"]


def test_an_event_may_be_stated_at_the_very_start_of_the_step() -> None:
    run = one_step(b.action("ask"))
    run.now += HOUR
    assert accepted(run.do("ask", at=MONDAY))


def test_gates_are_judged_at_writing_whatever_time_is_stated() -> None:
    run = one_step(
        b.action("ask", only_if=(b.yes("agreed"),)), facts=(b.flag("agreed", anytime=("lab",)),)
    )
    run.now = MONDAY + 5 * HOUR
    run.set(agreed=True, at=MONDAY + 4 * HOUR)
    assert accepted(run.do("ask", at=MONDAY + HOUR))


# Telling and correcting -----------------------------------------------------------------------------------------


def telling() -> Run:
    look = b.step(
        "look",
        b.action("ask", "lab shop", records=("agreed",)),
        b.action("note_it", "office", may_record=("alarm",)),
        b.outcome("over", "end"),
    )
    facts = (
        b.flag("agreed"),
        b.flag("alarm", anytime=("lab",)),
        b.flag("rain", anytime=("lab",), initially=False),
        b.choice("region", "north", "south", at_opening=True),
        b.text("unused"),
    )
    return Run(b.workflow(b.track("find", look, b.step("end")), facts=facts), region="north")


def test_an_anytime_fact_is_told_without_a_reason_by_those_named() -> None:
    run = telling()
    (event,) = accepted(run.set(alarm=True))
    assert event.body == FactsRecorded({"alarm": True})
    assert run.set(alarm=True) == ()
    refused = run.set("shop", alarm=False, why="x")
    assert codes(refused) == ["not_yours"]
    assert (
        reason(refused, "not_yours").what
        == 'Only LAB or OFFICE may set "alarm". Ask LAB or OFFICE.'
    )


def test_an_unknown_anytime_fact_is_told_by_those_named_only() -> None:
    refused = telling().set("office", alarm=True)
    assert codes(refused) == ["not_yours"]
    assert reason(refused, "not_yours").what == 'Only LAB may set "alarm". Ask LAB.'


def test_one_who_records_an_anytime_fact_corrects_it_with_a_reason() -> None:
    run = telling()
    run.set(alarm=True)
    assert codes(run.set("office", alarm=False)) == ["reason_missing"]
    (event,) = accepted(run.set("office", alarm=False, why="misheard"))
    assert event.body == FactsRecorded({"alarm": False}, correction=True)


def test_a_correction_needs_a_value_a_recorder_and_a_reason() -> None:
    run = telling()
    refused = run.set("office", agreed=True)
    assert codes(refused) == ["fact_unknown", "not_yours"]
    assert (
        reason(refused, "fact_unknown").what
        == '"agreed" is not yet known, so there is nothing to correct.'
    )
    assert helps(reason(refused, "fact_unknown")) == "do F1.1, asks agreed, by lab or shop"
    run.do("ask", agreed=True)
    (event,) = accepted(run.set("shop", agreed=False, why="misread"))
    assert (event.body, event.why) == (FactsRecorded({"agreed": False}, correction=True), "misread")
    assert run.case.facts["agreed"].origin == ("find", "look", 1)
    assert run.set("shop", agreed=False, why="misread") == ()


def test_a_fact_of_the_opening_alone_is_corrected_by_who_opened_the_case() -> None:
    run = telling()
    assert codes(run.set("shop", region="south", why="x")) == ["not_yours"]
    assert accepted(run.set("lab", region="south", why="misread"))


def test_a_fact_that_nobody_records_is_nobodys_to_correct() -> None:
    refused = telling().set(unused="x", why="x")
    assert codes(refused) == ["fact_unknown", "not_yours"]
    assert reason(refused, "not_yours").what == 'No stakeholder may set "unused".'


def test_a_mixed_set_is_a_correction_and_a_telling_and_all_or_none() -> None:
    run = telling()
    run.do("ask", agreed=True)
    assert codes(run.set(agreed=False, alarm=True)) == ["reason_missing"]
    assert run.case.value("alarm") is None
    events = accepted(run.set(agreed=False, alarm=True, why="misread"))
    assert [one.body for one in events] == [
        FactsRecorded({"agreed": False}, correction=True),
        FactsRecorded({"alarm": True}),
    ]
    assert [one.id for one in events] == [3, 4]


def test_a_correction_that_closes_the_case_leaves_no_room_for_more_facts() -> None:
    first = b.track(
        "find",
        b.step("s", b.action("ask", records=("broken",)), b.outcome("o", "end")),
        b.step("end"),
    )
    hard = b.either(b.both(b.yes("broken"), b.yes("alarm")), b.yes("broken"))
    second = b.track(
        "mend",
        b.step("s", b.outcome("o", "end")),
        b.step("end"),
        starts=(b.both(hard, b.yes("wet")),),
    )
    facts = (b.flag("broken"), b.flag("alarm", anytime=("lab",)), b.flag("wet", anytime=("lab",)))
    run = Run(b.workflow(first, second, facts=facts))
    run.do("ask", broken=True)
    run.advance("find.s.o")
    with pytest.raises(UsageError, match="closes this case"):
        run.set(broken=False, alarm=True, why="misread")
    assert not run.case.is_closed
    assert accepted(run.set(broken=False, why="misread"))
    assert run.case.is_closed


# 13. Undoing ----------------------------------------------------------------------------------------------------


def two_steps() -> Run:
    look = b.step(
        "look",
        b.action("ask", "lab shop", records=("agreed",)),
        b.action("sum"),
        b.outcome("on", "weigh", when=(b.yes("agreed"),)),
        responsible="office",
    )
    weigh = b.step("weigh", b.action("sum"), b.outcome("over", "end"))
    track = b.track(
        "find", look, weigh, b.step("end"), interrupts=(b.interrupt("stop", "look weigh", "end"),)
    )
    return Run(
        b.workflow(
            track, facts=(b.flag("agreed"), b.flag("alarm", anytime=("lab",), initially=False))
        )
    )


def test_an_undone_event_stays_in_the_history_and_counts_no_more() -> None:
    run = two_steps()
    run.do("ask", agreed=True)
    (event,) = accepted(run.undo(2))
    assert event.body == EventUndone(2)
    assert [one.id for one in run.events] == [1, 2, 3]
    assert run.case.undone == {2: 3}
    assert run.case.version == 3
    assert run.case.value("agreed") is None
    assert run.action("find.look.ask").state == "open"


def test_undoing_brings_the_earlier_value_back() -> None:
    run = two_steps()
    run.do("ask", agreed=True)
    run.set(agreed=False, why="misread")
    run.undo(3)
    assert run.case.value("agreed") is True


@pytest.mark.parametrize("missing", [0, 1])
def test_undoing_and_reopening_without_the_whole_history_is_a_mistake_of_the_program(
    missing: int,
) -> None:
    run = two_steps()
    run.do("ask", agreed=True)
    act, part = Act("lab", why="misread"), run.events[:missing]
    commands: list[Command] = [Undo(act, 2), Reopen(act)]
    for command in commands:
        with pytest.raises(ValueError, match="needs its 2 events"):
            decide(run.definition, run.case, command, now=run.now, history=part)


def test_an_event_that_later_ones_rest_on_is_not_undone() -> None:
    run = two_steps()
    run.do("ask", agreed=True)
    run.do("find.look.sum")
    run.advance("on")
    refused = run.undo(2)
    assert codes(refused) == ["event_depended_on"]
    assert reason(refused, "event_depended_on").what == (
        "Event 4 (taken find.look.on, LAB, Mon 2 Mar 2026 08:00) came later, rests on it, "
        "and would no longer be accepted."
    )
    assert helps(reason(refused, "event_depended_on")) == "undo 4"
    assert accepted(run.undo(4))
    assert accepted(run.undo(2))


def test_the_first_event_that_rests_on_it_is_named() -> None:
    run = two_steps()
    run.do("ask", agreed=True)
    run.set(agreed=False, why="misread")
    run.set(agreed=True, why="misread again")
    assert "Event 3 (facts set agreed, LAB" in reason(run.undo(2), "event_depended_on").what


def test_an_event_that_would_do_something_else_without_it_rests_on_it() -> None:
    look = b.step("look", b.action("ask"), b.outcome("again", "look"), b.outcome("over", "end"))
    run = Run(b.workflow(b.track("find", look, b.step("end"))))
    run.do("ask")
    run.advance("again")
    run.do("ask")  # without event 3 it would do nothing: F1.1 would stand done already
    assert codes(run.undo(3)) == ["event_depended_on"]


def test_facts_that_would_have_had_their_values_anyway_do_no_harm() -> None:
    facts = (b.flag("alarm", anytime=("lab",), initially=False), b.flag("wet", anytime=("lab",)))
    run = one_step(facts=facts)
    run.set(alarm=True)
    run.set(alarm=False)
    run.set(alarm=True)
    run.set(alarm=False, wet=True)
    assert accepted(run.undo(4))
    assert {name: one.value for name, one in run.case.facts.items()} == {
        "alarm": False,
        "wet": True,
    }


def test_notes_and_earlier_corrections_rest_on_nothing() -> None:
    run = two_steps()
    run.do("ask", agreed=True)
    run.do("find.look.sum")
    run.note("seen")
    run.undo(3)
    assert accepted(run.undo(2))
    assert run.case == evolve(run.definition, run.events, "CASE")


def test_only_the_writer_and_the_one_who_answers_for_the_step_may_undo() -> None:
    run = two_steps()
    run.do("ask", "shop", agreed=True)
    refused = run.undo(2, "lab", why=None)
    assert codes(refused) == ["not_yours", "reason_missing"]
    assert (
        reason(refused, "not_yours").what
        == "Only SHOP or OFFICE may undo event 2. Ask SHOP or OFFICE."
    )
    assert accepted(run.undo(2, "office"))


def test_an_interrupt_is_undone_by_who_answers_for_the_step_that_it_left() -> None:
    look = b.step("look", b.outcome("on", "end"), responsible="office")
    pause = b.step("pause", b.outcome("on", "end"), responsible="shop")
    track = b.track(
        "find", look, pause, b.step("end"), interrupts=(b.interrupt("stop", "look", "pause"),)
    )
    run = Run(b.workflow(track))
    run.raise_("stop")
    assert codes(run.undo(2, "shop")) == ["not_yours"]
    assert accepted(run.undo(2, "office"))
    assert run.step("find") == "look"


def test_facts_told_are_undone_by_their_writer_only() -> None:
    run = two_steps()
    run.set(alarm=True)
    assert codes(run.undo(2, "office")) == ["not_yours"]
    assert accepted(run.undo(2))
    assert run.case.value("alarm") is False


def test_undoing_twice_changes_nothing() -> None:
    run = two_steps()
    run.do("ask", agreed=True)
    run.undo(2)
    assert run.undo(2) == ()


def test_undoing_a_waiver_opens_the_action_again() -> None:
    run = one_step(b.action("ask", waivable_by=("lab",)))
    run.waive("ask", why="x")
    run.undo(2)
    assert run.action("find.look.ask").state == "open"


def test_undoing_what_started_a_track_lets_it_wait_again() -> None:
    first = b.track("find", b.step("s1", b.outcome("over", "end")), b.step("end"))
    mend = b.step("s1", b.action("fix"), b.outcome("over", "end"))
    second = b.track("mend", mend, b.step("end"), starts=(b.yes("a"),))
    run = Run(b.workflow(first, second, facts=(b.flag("a", anytime=("lab",)),)))
    run.set(a=True)
    run.undo(2)
    assert run.case.tracks["mend"].status == "waiting"
    run.set(a=True)
    run.do("fix")
    assert codes(run.undo(4)) == ["event_depended_on"]


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda run: run.undo(9), "This case has no event 9."),
        (lambda run: run.undo(1), "The opening of a case cannot be undone."),
        (lambda run: run.undo(3), "Event 3 is itself a correction."),
    ],
)
def test_what_cannot_be_undone_at_all_is_asked_wrongly(
    ask: Callable[[Run], object], message: str
) -> None:
    run = two_steps()
    run.do("ask", agreed=True)
    run.undo(2)
    with pytest.raises(UsageError) as met:
        ask(run)
    assert met.value.message == message
    assert met.value.remedy


# Evidence -------------------------------------------------------------------------------------------------------

SCHEMA = '{"type": "object", "required": ["weight"], "properties": {"weight": {"type": "integer"}}}'


def with_form() -> Run:
    look = b.step("look", b.action("weigh", form="scales"), b.outcome("over", "end"))
    return Run(b.workflow(b.track("find", look, b.step("end")), forms={"scales": SCHEMA}))


def test_evidence_that_is_asked_for_is_missed() -> None:
    missing = reason(with_form().do("weigh"), "evidence_missing")
    assert missing.what == 'F1.1 needs the form "scales" as evidence.'
    assert helps(missing) == "do F1.1"


def test_evidence_is_held_against_its_form_with_a_reason_for_each_fault() -> None:
    refused = with_form().do("weigh", form='{"weight": "heavy"}')
    assert codes(refused) == ["evidence_invalid"]
    assert "weight" in reason(refused, "evidence_invalid").what
    assert "heavy" not in reason(refused, "evidence_invalid").what
    assert codes(with_form().do("weigh", form="{")) == ["evidence_invalid"]


def test_good_evidence_is_kept_and_giving_it_again_changes_nothing() -> None:
    run = with_form()
    (event,) = accepted(run.do("weigh", form='{"weight": 3}'))
    assert event.body == ActionDone("find.look.weigh", {}, '{"weight": 3}')
    assert run.do("weigh", form='{"weight": 3}') == ()
    assert run.do("weigh") == ()
    assert codes(run.do("weigh", form='{"weight": 4}')) == ["already_done"]


# Asked wrongly --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ask", "message", "remedy"),
    [
        (
            lambda run: run.do("asc"),
            "'asc' is not an action of this workflow.",
            "Did you mean find.look.ask?",
        ),
        (
            lambda run: run.do("ask", agreed="maybe"),
            "'maybe' is not a value of agreed.",
            "Write yes or no.",
        ),
        (lambda run: run.do("ask", agreed=1), "'1' is not a value of agreed.", "Write yes or no."),
        (
            lambda run: run.do("ask", alarm=True),
            "F1.1 does not record 'alarm'.",
            "It records: agreed.",
        ),
        (
            lambda run: run.do("find.look.sum", alarm=True),
            "F1.2 does not record 'alarm'.",
            "It records no facts.",
        ),
        (
            lambda run: run.do("ask", agred=True),
            "'agred' is not a fact of this workflow.",
            "Did you mean agreed?",
        ),
        (lambda run: run.set(alarm=2), "'2' is not a value of alarm.", "Write yes or no."),
        (
            lambda run: run.do("ask", form="{}", agreed=True),
            "F1.1 asks for no form.",
            "Leave the form out.",
        ),
        (
            lambda run: run.do("ask", "labb"),
            "'labb' is not a stakeholder of this workflow.",
            "Did you mean lab?",
        ),
        (
            lambda run: run.do("s"),
            "'s' fits 2 actions: find.look.ask, find.look.sum.",
            "Write more of the name, or the code.",
        ),
    ],
)
def test_a_word_that_means_nothing_is_asked_wrongly_with_what_would_be_right(
    ask: Callable[[Run], object], message: str, remedy: str
) -> None:
    with pytest.raises(UsageError) as met:
        ask(two_steps())
    assert (met.value.message, met.value.remedy) == (message, remedy)


def test_a_case_that_was_not_opened_takes_nothing_and_one_that_was_is_not_opened_again() -> None:
    run = two_steps()
    fresh = Run(run.definition)
    fresh.case, fresh.events = Case(id="NEW"), ()
    with pytest.raises(UsageError, match="has not been opened"):
        fresh.do("ask")
    with pytest.raises(UsageError, match="opened already"):
        run.give(Open(Act("lab")))


def opening_definition() -> Definition:
    facts = (
        b.choice("region", "north", "south", at_opening=True),
        b.flag("alarm", anytime=("lab",)),
    )
    return b.workflow(
        b.track("find", b.step("s", b.outcome("o", "end")), b.step("end")), facts=facts
    )


def test_only_facts_of_the_opening_are_given_at_it() -> None:
    with pytest.raises(UsageError) as met:
        Run(opening_definition(), alarm=True)
    assert (met.value.message, met.value.remedy) == (
        "'alarm' cannot be given at the opening.",
        "These can: region.",
    )


def test_a_note_names_readers_that_exist() -> None:
    run = two_steps()
    with pytest.raises(UsageError, match="'nobody' is not a stakeholder"):
        run.give(WriteNote(Act("lab"), "seen", ("nobody",)))
    assert not isinstance(run.give(WriteNote(Act("lab"), "seen", ("shop",))), Refusal)


def test_a_key_travels_with_its_event() -> None:
    run = two_steps()
    (event,) = accepted(
        run.give(Do(Act("lab", "A. Person", why="asked", key="k1"), "ask", {"agreed": True}))
    )
    assert (event.key, event.by, event.why) == ("k1", "A. Person", "asked")
