"""Opening a case, setting and correcting facts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sop.model.commands import Act, Open
from sop.model.events import FactsRecorded
from sop.model.refusal import UsageError
from tests.engine import building as b
from tests.engine.building import Run, accepted, codes, helps, one_step, reason


def test_a_case_is_opened_with_initial_facts_and_those_of_the_opening() -> None:
    facts = (
        b.flag("alarm", anytime=("lab",), initially=False),
        b.choice("region", "north", "south", at_opening=True),
    )
    track = b.track("find", b.step("s", b.outcome("o", "end")), b.step("end"))
    run = Run(b.workflow(track, facts=facts), region="north")
    assert {name: record.value for name, record in run.case.facts.items()} == {
        "alarm": False,
        "region": "north",
    }
    assert (run.case.opened_as, run.case.opened_at, run.case.version) == ("lab", b.MONDAY, 1)


def test_a_case_is_opened_once_and_not_in_the_future() -> None:
    run = one_step()
    fresh = Run(run.definition)
    fresh.case = type(fresh.case)(id="NEW")
    late = fresh.give(Open(Act("lab", at=b.MONDAY + timedelta(days=1))))
    assert codes(late) == ["time_in_future"]


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


def birth() -> Run:
    ask = b.step(
        "ask",
        b.action("hear", "lab", records=("born",)),
        b.action("weigh", "lab", when=(b.unknown("born"),)),
        b.outcome("over", "end"),
    )
    facts = (
        b.day("born", precision="about", past_only=True, may_be_not_known=True),
        b.moment("seen_at", anytime=("lab",), past_only=True, may_be_not_known=True),
        b.choice("consent", "given", "withdrawn", changes=("shop",), at_opening=True),
    )
    return Run(b.workflow(b.track("find", ask, b.step("end")), facts=facts), consent="given")


def test_not_known_counts_as_asked_and_leaves_the_fact_unknown() -> None:
    run = birth()
    assert codes(run.do("hear")) == ["fact_unknown"]
    (event,) = accepted(run.do("hear", born="not_known"))
    assert event.body.facts == {"born": "not_known"}
    assert run.case.value("born") is None and "born" in run.case.not_known
    assert run.action("find.ask.weigh").state == "open"
    assert run.action("find.ask.hear").state == "done"


def test_what_was_not_known_can_be_learned_with_a_reason() -> None:
    run = birth()
    run.do("hear", born="not_known")
    assert codes(run.set(born="2008")) == ["reason_missing"]
    (event,) = accepted(run.set(born="2008", why="found the papers"))
    assert event.body == FactsRecorded({"born": "2008"}, correction=True)
    assert run.case.value("born") == "2008" and run.case.not_known == {}
    assert run.case.facts["born"].origin == ("find", "ask", 1)


def test_not_known_never_replaces_a_value() -> None:
    run = birth()
    run.set(seen_at="2026-03-01T10:00:00+00:00")
    refused = run.set(seen_at="not_known")
    assert codes(refused) == ["already_done"]
    assert helps(reason(refused, "already_done")) == "undo 2"
    run.do("hear", born="2008-05")
    assert codes(run.set(born="not_known", why="x")) == ["already_done"]
    assert run.case.value("born") == "2008-05"


def test_the_same_answer_not_known_is_recorded_once() -> None:
    run = birth()
    assert accepted(run.set(seen_at="not_known"))
    assert run.set(seen_at="not_known") == ()


def test_a_value_after_the_clock_is_refused_where_the_fact_forbids_it() -> None:
    run = birth()
    assert codes(run.set(seen_at="2026-03-02T08:01:00+00:00")) == ["time_in_future"]
    assert codes(run.do("hear", born="2026-03-03")) == ["time_in_future"]
    assert codes(run.do("hear", born="about_2027")) == ["time_in_future"]
    assert accepted(run.do("hear", born="2026"))


def test_a_change_from_now_on_is_for_those_whom_the_fact_names() -> None:
    run = birth()
    assert codes(run.set(consent="withdrawn", why="x", from_now=True)) == ["not_yours"]
    assert codes(run.set("shop", consent="withdrawn", from_now=True)) == ["reason_missing"]
    (event,) = accepted(run.set("shop", consent="withdrawn", why="she said so", from_now=True))
    assert event.body == FactsRecorded({"consent": "withdrawn"}, from_now=True)
    assert run.case.value("consent") == "withdrawn"
    assert codes(run.set(born="2008", why="x", from_now=True)) == [
        "fact_unknown",
        "not_yours",
    ]


def no_changes(again: bool) -> Run:
    """A measured number that no one may say is different from now on."""
    measure = b.action("measure", again=again, records=("heat",))
    ask = b.step("ask", measure, b.outcome("over", "end"))
    facts = (b.number("heat", 0, 9), b.flag("alert", anytime=("office",)))
    return Run(b.workflow(b.track("find", ask, b.step("end")), facts=facts))


def test_where_no_one_may_change_a_fact_from_now_on_the_correction_and_its_meaning_are_named() -> (
    None
):
    run = no_changes(again=False)
    run.do("measure", heat=3)
    refused = run.set(heat=5, why="hotter", from_now=True)
    assert codes(refused) == ["not_yours"]
    found = reason(refused, "not_yours")
    assert found.what == 'This workflow lets no one say what "heat" is from now on.'
    assert found.remedy == (
        'If the earlier value was wrong, set the fact without "from now on": that is a correction, '
        "and the history is then judged by the new value."
    )
    assert helps(found) == "set, asks heat"
    assert helps(reason(run.set("shop", heat=5, why="x", from_now=True), "not_yours")) == (
        "set, asks heat, by lab"
    )


def test_the_action_that_records_the_fact_again_comes_before_the_correction() -> None:
    run = no_changes(again=True)
    run.do("measure", heat=3)
    found = reason(run.set(heat=5, why="hotter", from_now=True), "not_yours")
    assert (found.remedy or "").startswith(
        'If it is so from now on: F1.1 "Measure" records it again. If the earlier value was wrong,'
    )
    assert helps(found) == "do F1.1, asks heat"


def test_a_fact_without_a_value_has_no_correction_to_offer() -> None:
    refused = no_changes(again=False).set(heat=5, why="x", from_now=True)
    assert codes(refused) == ["fact_unknown", "not_yours"]
    assert helps(reason(refused, "fact_unknown")) == "do F1.1, asks heat"
    assert "wrong" not in (reason(refused, "not_yours").remedy or "")


def test_who_may_set_a_fact_at_any_time_is_named_for_a_change_from_now_on() -> None:
    run = no_changes(again=False)
    run.set("office", alert=True)
    found = reason(run.set(alert=False, why="x", from_now=True), "not_yours")
    assert found.what == 'Only OFFICE may say what "alert" is from now on. Ask OFFICE.'


def test_a_case_is_not_opened_without_the_facts_that_it_needs() -> None:
    fact = b.moment("aware_at", at_opening=True, needed_at_opening=True, may_be_not_known=True)
    track = b.track("find", b.step("s", b.outcome("o", "end")), b.step("end"))
    definition = b.workflow(track, facts=(fact,))
    refused = Run(definition)
    assert refused.events == ()
    answer = refused.give(Open(Act("lab")))
    assert codes(answer) == ["fact_unknown"]
    assert reason(answer, "fact_unknown").what == (
        '"aware_at" is needed to open a case. If it is not known, the answer is not_known.'
    )
    run = Run(definition, aware_at="not_known")
    assert run.case.version == 1 and "aware_at" in run.case.not_known
