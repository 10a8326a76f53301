"""The reasons of a refusal: what is missing, who can supply it, what would help, the rule's source.

A function that has the name of a reason code builds the reason of that code. Reasons about facts
are in fact_reasons.py, those about whole tracks and the case in track_reasons.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sop.engine.condition_state import describe_rule, find_changers, may_see_line
from sop.engine.condition_text import describe_line
from sop.engine.deadlines import say_length
from sop.engine.decision_context import Situation
from sop.engine.fact_reasons import fact_unknown, facts_unknown
from sop.engine.suggestions import suggest_do
from sop.engine.word_lists import join_words
from sop.model.condition import Condition, FactKnown, Gate
from sop.model.definition import Action, Outcome
from sop.model.duration import Wait
from sop.model.fact import Fact
from sop.model.refusal import Reason
from sop.model.suggestion import Suggestion
from sop.model.value import replace

TRIAL = "a trial"
"""The reason of a command that is only tried: whether it would be accepted with one."""
MOST_NAMES = 2
"""How many stakeholders a sentence names twice; a longer list is read once."""


def deduplicate_reasons(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Return the reasons in their order, each sentence and each unknown fact once."""
    once: dict[tuple[str, str], Reason] = {}
    for reason in reasons:
        once.setdefault((reason.code, reason.fact or reason.what), reason)
    return tuple(once.values())


def action_open(at: Situation, action: Action) -> Reason:
    return Reason(
        code="action_open",
        what=f'{action.code} "{action.title}" is not done.',
        who=action.by,
        suggest=suggest_do(at, action),
        law=action.law,
        at=action.path,
    )


def out_of_order(at: Situation, action: Action, earlier: Action) -> Reason:
    return Reason(
        code="out_of_order",
        what=f'{earlier.code} "{earlier.title}" comes before {action.code} and is not done.',
        who=earlier.by,
        suggest=suggest_do(at, earlier),
        law=earlier.law,
        at=earlier.path,
    )


def condition_false(at: Situation, line: Condition, path: str, law: tuple[str, ...]) -> Reason:
    missing = _find_missing_fact(at, line)
    if missing is not None:
        what = f'This is not possible until "{missing.id}" is known.'
        return replace(
            fact_unknown(at, missing, path), code="condition_false", what=what, law=law, fact=None
        )
    what = f"This is possible only if {describe_rule(at, [line])}"
    who, suggest = find_changers(at, line)
    return Reason("condition_false", what, who, suggest=suggest, law=law, at=path)


def gate_closed(at: Situation, line: Condition, action: Action) -> Reason:
    missing = _find_missing_fact(at, line)
    if missing is not None:
        what = f'{action.code} is not allowed until "{missing.id}" is known.'
        found = fact_unknown(at, missing, action.path)
        return replace(found, code="gate_closed", what=what, law=action.law, fact=None)
    what = f"{action.code} is allowed only if {_describe_gate_line(at, line)}"
    who, suggest = find_changers(at, line)
    return Reason("gate_closed", what, who, suggest=suggest, law=action.law, at=action.path)


def _describe_gate_line(at: Situation, line: Condition) -> str:
    """Return the line and what is so now; an unknown fact has a reason of its own."""
    if at.evaluate(line) is None and may_see_line(at, line):
        return f"{describe_line(at.definition, line)}."
    return describe_rule(at, [line])


def _find_missing_fact(at: Situation, line: Condition) -> Fact | None:
    """Return the fact that the line waits for: `x is known` while x is not."""
    if not isinstance(line, FactKnown) or not may_see_line(at, line):
        return None
    if at.case.value(line.fact) is not None:
        return None
    return at.definition.facts[line.fact]


def not_needed(at: Situation, action: Action) -> Reason:
    line = next(line for line in action.when if at.evaluate(line) is False)
    what = f"{action.code} is not needed. It is needed only if {describe_rule(at, [line])}"
    return Reason("not_needed", what, at=action.path)


def not_yours(
    at: Situation, by: tuple[str, ...], path: str, what: str, suggest: Suggestion | None = None
) -> Reason:
    """Return the reason that only the stakeholders in `by` may do this.

    `what` completes "may …"; `suggest` is the command for them, if it would be accepted now.
    """
    if not by:
        return Reason("not_yours", f"No stakeholder may {what}.", at=path)
    listed = join_words([at.short_name(stakeholder) for stakeholder in by], "or")
    whom = listed if len(by) <= MOST_NAMES else "one of them"
    sentence = f"Only {listed} may {what}. Ask {whom}."
    return Reason("not_yours", sentence, by, suggest=suggest, at=path)


def reason_missing(path: str, what: str, suggest: Suggestion | None = None) -> Reason:
    """Return the reason that `what` needs a reason.

    `suggest` is the same command, which asks for the reason, if it would be accepted with one.
    """
    if suggest is not None and not suggest.yours:
        suggest = None
    sentence = f"{what} needs a reason."
    return Reason("reason_missing", sentence, suggest=suggest, at=path, remedy="Give the reason.")


def wait_start(wait: Wait) -> str:
    """Return the moment that the wait counts from: `this step began`, or the name of a fact."""
    if wait.from_fact is None:
        return "this step began"
    return f'"{wait.from_fact}"'


def too_early(at: Situation, outcome: Outcome, opens: datetime) -> Reason:
    wait = outcome.wait
    assert wait is not None  # only an outcome with a wait can be too early
    what = (
        f'The outcome "{outcome.title or outcome.id}" is possible from {at.say_time(opens)}, '
        f"{say_length(wait.length)} after {wait_start(wait)}."
    )
    return Reason("too_early", what, law=outcome.law, at=outcome.path)


def explain_gate(at: Situation, lines: Gate, path: str, law: tuple[str, ...]) -> list[Reason]:
    """Return why a guard does not hold: a reason per false line and per unknown fact."""
    reasons: list[Reason] = []
    for line in lines:
        value = at.evaluate(line)
        if value is False:
            reasons.append(condition_false(at, line, path, law))
        elif value is None:
            reasons += facts_unknown(at, [line], path)
    return reasons
