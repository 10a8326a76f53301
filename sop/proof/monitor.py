"""The monitor of a guarantee (runtime monitor): a small automaton.

It observes a case at its opening and after each event and says whether the guarantee is kept. The
proof over all cases, the audit of a real case and the judgement of a rehearsal take the same
steps, so each pattern has one meaning. Lengths of time are measured by the audit, not here.

Unknown is cautious: `absence` and the `then` of `precedence` count it as true, everything else as
not true.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, assert_never

from sop.engine.evaluate import Truth
from sop.model.definition import Pattern
from sop.model.value import value

Mark = Literal["quiet", "due", "met", "bad"]
"""The state of the automaton:

quiet  satisfied so far
due    an obligation is pending (liveness)
met    satisfied, whatever happens next
bad    violated, whatever happens next (safety)
"""
Verdict = Literal["kept", "broken", "open"]


@value
class Observation:
    """The values of a guarantee's conditions at one moment; a condition that it lacks is true."""

    a: Truth
    b: Truth = True
    only: Truth = True


@value
class MonitorState:
    """The state of a monitor.

    `concerned`: the guarantee's `if` was true at some moment, or the guarantee has none.
    """

    mark: Mark
    concerned: bool = False


def first_state(pattern: Pattern) -> MonitorState:
    """Return the state before the opening: only an existence is already pending."""
    return MonitorState("due" if pattern == "existence" else "quiet")


def advance_monitor(
    pattern: Pattern, state: MonitorState, before: Observation | None, after: Observation
) -> MonitorState:
    """Return the state after one more observation; `before` is the previous one, if any."""
    concerned = state.concerned or after.only is True
    if state.mark in ("bad", "met"):
        return MonitorState(state.mark, concerned)
    next_mark = NEXT_MARKS[pattern]
    return MonitorState(next_mark(state.mark, before, after), concerned)


def _mark_absence(mark: Mark, before: Observation | None, after: Observation) -> Mark:
    return "quiet" if after.a is False else "bad"


def _mark_universality(mark: Mark, before: Observation | None, after: Observation) -> Mark:
    return "quiet" if after.a is True else "bad"


def _mark_existence(mark: Mark, before: Observation | None, after: Observation) -> Mark:
    return "met" if after.a is True else "due"


def _mark_precedence(mark: Mark, before: Observation | None, after: Observation) -> Mark:
    if after.a is True:
        return "met"
    return "quiet" if after.b is False else "bad"


def _mark_response(mark: Mark, before: Observation | None, after: Observation) -> Mark:
    if after.b is True:
        return "quiet"
    return "due" if _rises(before, after) else mark


def _mark_precondition(mark: Mark, before: Observation | None, after: Observation) -> Mark:
    if not _rises(before, after):
        return "quiet"
    held_before = before is not None and before.b is True
    return "quiet" if held_before else "bad"


def _rises(before: Observation | None, after: Observation) -> bool:
    """Return whether the first condition becomes true at this moment."""
    return after.a is True and (before is None or before.a is not True)


NEXT_MARKS: Mapping[Pattern, Callable[[Mark, Observation | None, Observation], Mark]] = {
    "absence": _mark_absence,
    "universality": _mark_universality,
    "existence": _mark_existence,
    "precedence": _mark_precedence,
    "response": _mark_response,
    "precondition": _mark_precondition,
}
"""How each automaton moves on from a mark that is not final, by the last two observations."""

WHILE_OPEN: Mapping[Mark, Verdict] = {
    "quiet": "kept",
    "due": "open",
    "met": "kept",
    "bad": "broken",
}
AFTER_CLOSING: Mapping[Mark, Verdict] = {**WHILE_OPEN, "due": "broken"}


def is_reached(pattern: Pattern, now: Observation) -> bool:
    """Whether what the guarantee is about happens at this moment: without that it is kept idly."""
    match pattern:
        case "response" | "precondition":
            return now.a is True
        case "precedence":
            return now.a is True or now.b is not False
        case "absence" | "universality" | "existence":
            return True
    assert_never(pattern)


def judge_state(state: MonitorState, closed: bool) -> Verdict:
    """Return the verdict: broken, kept (so far, while the case is open), or open.

    Open means that the obligation is still pending. A guarantee whose `if` was never true is kept;
    while its `if` may still become true in a run that violates the rest, it is open.
    """
    if not state.concerned:
        return "open" if state.mark == "bad" and not closed else "kept"
    verdicts = AFTER_CLOSING if closed else WHILE_OPEN
    return verdicts[state.mark]
