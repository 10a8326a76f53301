"""Times, authority and names of a command."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from sop.engine.decide import Accepted, Answer, judge
from sop.engine.decide.event_command import command_of
from sop.model.case_state import Case
from sop.model.commands import Act, Do, Open, WriteNote
from sop.model.definition import Closing, Definition
from sop.model.refusal import Refusal, UsageError
from sop.model.value import replace
from tests.engine import building as b
from tests.engine.building import MONDAY, Run, accepted, codes, one_step, reason, two_steps

OPENED = b.MONDAY
STEP_BEGAN = OPENED + timedelta(hours=2)
NOW = OPENED + timedelta(hours=3)
FUTURE = NOW + timedelta(minutes=1)

Asked = Callable[[Run, datetime], Answer]
OF_A_STEP: dict[str, Asked] = {
    "do": lambda run, at: run.do("weigh", at=at),
    "waive": lambda run, at: run.waive("weigh", why="a reason", at=at),
    "advance": lambda run, at: run.advance("work.over", why="a reason", at=at),
}
OF_A_CASE: dict[str, Asked] = {"close": lambda run, at: _all_ended(run).close(at=at)}
ALWAYS: dict[str, Asked] = {
    "raise": lambda run, at: run.raise_("alarm", at=at),
    "set": lambda run, at: run.set(alarm=True, at=at),
}
"""What the order of times never prevents: it is a warning."""


def _all_ended(run: Run) -> Run:
    """The same case with its only track ended, so that a person may close it."""
    if run.step("find") != "end":
        accepted(run.advance("work.over", why="a reason"))
    return run


def second_step() -> Run:
    """A case opened at 8; its second step, where everything of the tables is allowed, began at 10;
    it is 11.
    """
    start = b.step("start", b.outcome("go", "work"))
    weigh = b.action("weigh", waivable_by=("lab",))
    work = b.step("work", weigh, b.outcome("over", "end", skips_actions=True))
    halt = b.step("halt", b.outcome("on", "back"))
    alarm = b.interrupt("alarm", "start work", "halt")
    track = b.track("find", start, work, halt, b.step("end"), interrupts=(alarm,))
    facts = (b.flag("alarm", anytime=("lab",)),)
    run = Run(b.workflow(track, facts=facts, closing=Closing(by=("lab",))))
    run.now = STEP_BEGAN
    accepted(run.advance("start.go"))
    run.now = NOW
    return run


@pytest.mark.parametrize("verb", [*OF_A_STEP, *OF_A_CASE, *ALWAYS])
def test_no_command_is_accepted_for_a_time_that_has_not_come(verb: str) -> None:
    run, ask = second_step(), (OF_A_STEP | OF_A_CASE | ALWAYS)[verb]
    refused = ask(run, FUTURE)
    assert codes(refused) == ["time_in_future"]
    assert reason(refused, "time_in_future").what == (
        "Mon 2 Mar 2026 11:01 is in the future; it is Mon 2 Mar 2026 11:00 now."
    )
    assert accepted(ask(run, NOW))[-1].at == NOW


@pytest.mark.parametrize("verb", OF_A_STEP)
def test_no_command_of_a_step_is_accepted_for_a_time_before_the_step_began(verb: str) -> None:
    run, ask = second_step(), OF_A_STEP[verb]
    refused = ask(run, STEP_BEGAN - timedelta(minutes=1))
    assert codes(refused) == ["time_before_step"]
    assert accepted(ask(run, STEP_BEGAN))[-1].at == STEP_BEGAN


@pytest.mark.parametrize("verb", OF_A_CASE)
def test_no_command_of_a_case_is_accepted_for_a_time_before_it_was_opened(verb: str) -> None:
    run, ask = second_step(), OF_A_CASE[verb]
    refused = ask(run, OPENED - timedelta(minutes=1))
    assert codes(refused) == ["time_before_step"]
    assert accepted(ask(run, OPENED))[-1].at == OPENED


@pytest.mark.parametrize("verb", ALWAYS)
def test_an_interrupt_or_a_fact_of_an_earlier_time_is_accepted_with_a_warning(verb: str) -> None:
    run, early = second_step(), OPENED - timedelta(minutes=1)
    before = run.case
    (event,) = accepted(ALWAYS[verb](run, early))
    assert event.at == early
    command = command_of(event)
    decision = judge(run.definition, before, command, now=NOW, history=run.events[:-1])
    assert isinstance(decision, Accepted)
    (warning,) = decision.warnings
    assert warning.startswith("Mon 2 Mar 2026 07:59 is before ")
    assert warning.endswith("It is recorded as given.")
    again = second_step()
    late = replace(command, act=replace(command.act, at=NOW))
    decision = judge(again.definition, again.case, late, now=NOW, history=again.events)
    assert isinstance(decision, Accepted) and decision.warnings == ()


HOUR = timedelta(hours=1)


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
        "Mon 2 Mar 2026 09:00 is in the future; it is Mon 2 Mar 2026 08:00 now."
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
    with pytest.raises(UsageError, match="already been opened"):
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
        "Open the case without it, and record it in the case. "
        "These can be given at the opening: region.",
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
