"""No command is accepted for a time that cannot be: one that has not come, or one before its step
or its case.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from sop.engine.decide import Answer
from sop.model.definition import Closing
from tests.engine import building as b
from tests.engine.building import Run, accepted, codes, reason

OPENED = b.MONDAY
STEP_BEGAN = OPENED + timedelta(hours=2)
NOW = OPENED + timedelta(hours=3)
FUTURE = NOW + timedelta(minutes=1)

Asked = Callable[[Run, datetime], Answer]
OF_A_STEP: dict[str, Asked] = {
    "do": lambda run, at: run.do("weigh", at=at),
    "waive": lambda run, at: run.waive("weigh", why="a reason", at=at),
    "advance": lambda run, at: run.advance("work.over", why="a reason", at=at),
    "raise": lambda run, at: run.raise_("alarm", at=at),
}
OF_A_CASE: dict[str, Asked] = {
    "set": lambda run, at: run.set(alarm=True, at=at),
    "close": lambda run, at: _all_ended(run).close(at=at),
}


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


@pytest.mark.parametrize("verb", [*OF_A_STEP, *OF_A_CASE])
def test_no_command_is_accepted_for_a_time_that_has_not_come(verb: str) -> None:
    run, ask = second_step(), (OF_A_STEP | OF_A_CASE)[verb]
    refused = ask(run, FUTURE)
    assert codes(refused) == ["time_in_future"]
    assert reason(refused, "time_in_future").what == (
        "Mon 2 Mar 2026 11:01 has not come yet; it is Mon 2 Mar 2026 11:00."
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
