"""One small automaton a guarantee: it looks at a case at its opening and after each event, and says what stands.

The proof over all cases, the audit of a real one and the judgement of a rehearsal take the same steps, so they mean
the same by each pattern. Lengths of time are no part of it: the audit measures them.

Unknown is cautious: `absence` and the `then` of `precedence` count it as true, everything else as not true.
"""

from __future__ import annotations

from typing import Literal, assert_never

from sop.engine.evaluate import Truth
from sop.model.definition import Pattern
from sop.model.value import value

Mark = Literal["quiet", "due", "met", "bad"]
"""Nothing stands out; something must still come; what had to come came, for good; what must not happen happened."""
Verdict = Literal["kept", "broken", "open"]


@value
class Observation:
    """The values of a guarantee's conditions at one moment; true for one that it does not have."""

    a: Truth
    b: Truth = True
    only: Truth = True


@value
class MonitorState:
    """Where a monitor stands. `concerned`: the guarantee's `if` was true at some point, or it has none."""

    mark: Mark
    concerned: bool = False


def first_state(pattern: Pattern) -> MonitorState:
    """Before the opening: only an existence has something that must still come."""
    return MonitorState("due" if pattern == "existence" else "quiet")


def advance_monitor(
    pattern: Pattern, state: MonitorState, before: Observation | None, after: Observation
) -> MonitorState:
    """The state after one more look. `before` is the look before it; None at the opening."""
    concerned = state.concerned or after.only is True
    mark = (
        state.mark
        if state.mark in ("bad", "met")
        else _next_mark(pattern, state.mark, before, after)
    )
    return MonitorState(mark, concerned)


def _next_mark(
    pattern: Pattern, mark: Mark, before: Observation | None, after: Observation
) -> Mark:
    rises = after.a is True and (before is None or before.a is not True)
    match pattern:
        case "absence":
            return "quiet" if after.a is False else "bad"
        case "universality":
            return "quiet" if after.a is True else "bad"
        case "existence":
            return "met" if after.a is True else "due"
        case "precedence":
            return "met" if after.a is True else "quiet" if after.b is False else "bad"
        case "response":
            return "quiet" if after.b is True else "due" if rises else mark
        case "precondition":
            return "bad" if rises and (before is None or before.b is not True) else "quiet"
    assert_never(pattern)


def judge_state(state: MonitorState, closed: bool) -> Verdict:
    """What stands: broken, kept (so far, while the case is open), or open where something must still come.

    A guarantee whose `if` was never true is kept; while that may still happen to a run that broke the rest, open.
    """
    if not state.concerned:
        return "open" if state.mark == "bad" and not closed else "kept"
    if state.mark == "bad":
        return "broken"
    if state.mark == "due":
        return "broken" if closed else "open"
    return "kept"
