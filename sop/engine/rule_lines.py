"""The lines that explanations of actions, outcomes, interrupts and the closing have in common.

A line says of a rule what a refusal would say of it; `decide` judges by the same lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sop.engine import (
    condition_state,
    condition_text,
    fact_reasons,
    guards,
    progress,
    track_reasons,
)
from sop.engine import refusal_reasons as say
from sop.engine.deadline_text import RuleClock, explain_counting
from sop.engine.deadlines import clock_fact, latest_due_of, list_clocks, say_length
from sop.engine.decision_context import Situation
from sop.engine.evaluate import find_read_facts, list_unknown_facts, negate
from sop.engine.explanation import RuleLine
from sop.engine.word_lists import join_words
from sop.model.case_state import Visit
from sop.model.condition import Condition, Gate
from sop.model.definition import Action, Outcome, Step, Track
from sop.model.dotted_path import DottedPath
from sop.model.duration import Due, Wait
from sop.model.value import replace


def place_line(at: Situation, track: Track, step: Step, path: str) -> RuleLine:
    """Return whether the track is at the step."""
    where = condition_text.quote_step(step)
    what = f"This belongs to {where}"
    elsewhere = guards.find_place_obstacles(at, track, step.id, path=path, what=what)
    name = condition_text.track_name(track)
    need = f"{name} must be at {where}; {describe_place_now(at, track)}"
    return RuleLine(f"{name} is at {where}", not elsewhere, elsewhere, need=need)


def describe_place_now(at: Situation, track: Track) -> str:
    """Return where the track is: `it is at R1 "Assessment"`, as the refusals show it too."""
    state = at.case.tracks[track.id]
    step = track.steps[state.step] if state.step else None
    position = condition_text.describe_position(track, step)
    return f"it{position.removeprefix(condition_text.track_name(track))}"


def hold_lines(at: Situation, track: Track) -> Iterator[RuleLine]:
    """Yield whether the track is not on hold; nothing if the workflow has no hold for it.

    It is on hold while every line of its `on_hold_while` is true or unknown.
    """
    if track.on_hold_while is None:
        return
    reasons = track_reasons.explain_hold(at, track) if at.is_held(track) else ()
    must = f"{condition_text.track_name(track)} must not be on hold"
    if not all(_may_see_line(at, line) for line in track.on_hold_while):
        hidden = condition_state.HIDDEN_RULE
        yield RuleLine(f"not on hold: {hidden}", None, reasons, need=f"{must}: {hidden}")
        return
    lines = condition_text.describe_hold(at.definition, track.on_hold_while)
    is_free = negate(at.evaluate_gate(track.on_hold_while))
    state = condition_state.describe_now(at, track.on_hold_while)
    rule = f"on hold while {lines}"
    if state:
        rule += f". {state}"
    yield RuleLine(f"not on hold: {rule}", is_free, reasons, need=f"{must}. It is {rule}")


def gate_lines(at: Situation, lines: Gate, path: str, law: tuple[str, ...]) -> Iterator[RuleLine]:
    """Yield each line of a guard in the author's words.

    Neither the words nor the value are shown if the line reads facts that the user may not see.
    """
    for line in lines:
        if not _may_see_line(at, line):
            yield RuleLine(condition_state.HIDDEN_RULE, None, (), law)
            continue
        reasons = tuple(say.explain_gate(at, (line,), path, law))
        yield RuleLine(_describe_line(at, line), at.evaluate(line), reasons, law)


def _describe_line(at: Situation, line: Condition) -> str:
    """Return what the line requires and what is so now; once where both are the same words.

    That a fact which the line names is not yet known is shown by the value of the line.
    """
    claim = condition_text.describe_line(at.definition, line)
    state = condition_state.describe_now(at, [line])
    unknown = list_unknown_facts(at.definition, at.case, line)
    if unknown and all(name in claim for name in unknown):
        state = ""
    if not state or state == f"Now: {claim}".replace('"', ""):
        return f"Condition: {claim}"
    return f"Condition: {claim}. {state}"


def _may_see_line(at: Situation, line: Condition) -> bool:
    return all(may_see_fact(at, fact) for fact in find_read_facts(at.definition, line))


def may_see_fact(at: Situation, fact: str) -> bool:
    """Whether the user may see the fact; a user who named no stakeholder sees no private fact."""
    return condition_state.may_see(at, fact)


def wait_line(at: Situation, outcome: Outcome, track: Track, visit: Visit) -> Iterator[RuleLine]:
    """Yield whether the wait of the outcome has passed; nothing if it has no wait."""
    if outcome.wait is None:
        return
    start = say.wait_start(outcome.wait)
    length = say_length(outcome.wait.length)
    text = f"{length} have passed since {start}"
    need = f"{length} must have passed since {start}"
    opens = guards.find_opening_time(at, outcome, track, visit)
    if opens is None:
        fact = at.definition.facts[outcome.wait.from_fact or ""]
        reasons = (fact_reasons.fact_unknown(at, fact, outcome.path),)
        yield RuleLine(text, None, reasons, outcome.law, need=need)
    elif at.now < opens:
        early = say.too_early(at, outcome, opens)
        yield RuleLine(text, False, (early,), outcome.law, need=need)
    else:
        yield RuleLine(text, True, (), outcome.law)


def required_action_lines(at: Situation, step: Step) -> Iterator[RuleLine]:
    """Yield, for every required action of the step, whether it is done, waived or not needed."""
    for action in step.actions.values():
        if action.required:
            yield _required_action_line(at, action)


def _required_action_line(at: Situation, action: Action) -> RuleLine:
    name = f'{action.code} "{action.title}"'
    record = progress.find_record(at, action)
    if record is not None:
        return RuleLine(f"{name} is {record.state}", True, (), action.law)
    needed = at.evaluate_gate(action.when)
    if needed is False:
        return RuleLine(f"{name} is not needed", True, (), action.law)
    if needed is None:
        about = f"whether {action.code} is needed"
        unknown = tuple(fact_reasons.facts_unknown(at, action.when, action.path, about))
        claim, need = f"{name} is done or not needed", f"{name} must be done if it is needed"
        return RuleLine(claim, None, unknown, action.law, need=need)
    first = progress.first_to_do(at, action)
    reason = say.out_of_order(at, action, first)
    if first is action:
        reason = say.action_open(at, action)
    return RuleLine(f"{name} is done", False, (reason,), action.law, need=f"{name} must be done")


def earlier_action_lines(at: Situation, action: Action, step: Step) -> Iterator[RuleLine]:
    """Yield whether each action that comes before this one is done."""
    unmet = progress.unmet_before(at, action)
    for name in action.after:
        before = step.actions[name]
        name = f'{before.code} "{before.title}"'
        need = f"{name} must be done first"
        line = RuleLine(f"{name} comes first", True, law=before.law, need=need)
        if before in unmet:
            reason = say.out_of_order(at, action, before)
            line = replace(line, value=False, reasons=(reason,))
        yield line


def authority_line(at: Situation, by: tuple[str, ...], path: str) -> Iterator[RuleLine]:
    """Yield whether the user's stakeholder may do it; nothing for a user who named none."""
    if at.as_ is None or not by:
        return
    is_allowed = at.as_ in by
    reasons = () if is_allowed else (say.not_yours(at, by, path, "do this"),)
    you = at.short_name(at.as_)
    if set(by) == set(at.definition.stakeholders):
        yield RuleLine(f"You act for {you}; every stakeholder may do this", is_allowed, reasons)
        return
    names = join_words([at.short_name(stakeholder) for stakeholder in by], "or")
    claim = f"You act for {you}; only {names} may do this"
    need = f"Only {names} may do this; you act for {you}"
    yield RuleLine(claim, is_allowed, reasons, need=need)


def list_rule_clocks(at: Situation, step: Step, path: str) -> tuple[RuleClock, ...]:
    """Return the clocks of the action or outcome, and of its step.

    A due time is left out if the user may not see the fact that its clock counts from.
    """
    clocks = [(place, clock) for place, clock in list_clocks(step) if place in (path, step.path)]
    return tuple(_describe_clock(at, step, place, clock) for place, clock in clocks)


def _describe_clock(at: Situation, step: Step, place: str, clock: Due | Wait) -> RuleClock:
    owner = None
    if place != step.path:
        owner = step.actions.get(place.rpartition(".")[2])
    found = RuleClock(
        at=place,
        code=step.code if owner is None else owner.code,
        says=explain_counting(at.definition, clock),
        due=_find_visible_due(at, step, place, clock),
    )
    if isinstance(clock, Wait):
        return found
    _, state = at.track_of(step.path)
    latest = None
    if found.due is not None and state.visit is not None:
        visit = (DottedPath(step.path).track, state.visit)
        latest = latest_due_of(at.case, visit, clock, at.make_counter())
    return replace(found, nature=clock.nature, law=clock.law, at_latest=latest)


def _find_visible_due(at: Situation, step: Step, place: str, clock: Due | Wait) -> datetime | None:
    _, state = at.track_of(step.path)
    if state.visit is None or state.status != "running" or state.step != step.id:
        return None
    fact = clock_fact(clock)
    if fact is not None and not may_see_fact(at, fact):
        return None
    return state.visit.dues.get(place)
