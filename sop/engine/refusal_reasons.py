"""The reasons of a refusal: what is missing, who can supply it, what would help, the rule's source.

A function that has the name of a reason code builds the reason of that code.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sop.engine.deadlines import say_length
from sop.engine.decision_context import Situation
from sop.engine.evaluate import find_deciding_questions, find_read_facts, list_unknown_facts
from sop.engine.fact_values import say_value
from sop.engine.resolve_names import current_steps
from sop.engine.suggestions import prefer_own, suggest_do, suggest_set
from sop.engine.word_lists import join_words
from sop.model.condition import (
    ActionIsDone,
    Condition,
    FactBetween,
    FactIs,
    FactKnown,
    Gate,
    Not,
    Question,
    StepCurrent,
    StepVisited,
    SwitchOn,
    TermHolds,
    TrackIs,
)
from sop.model.definition import Action, Outcome, Step, Track
from sop.model.duration import Wait
from sop.model.fact import Fact
from sop.model.refusal import Reason
from sop.model.suggestion import Suggestion
from sop.model.value import replace

HIDDEN_RULE = "a rule about facts that you may not see"
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


def facts_unknown(
    at: Situation, conditions: Iterable[Condition], path: str, about: str = ""
) -> list[Reason]:
    """Return a reason for each fact that leaves a condition unknown.

    `about` is what depends on the fact: `whether R1.5 is needed`.
    """
    names: dict[str, None] = {}
    for condition in conditions:
        names.update(dict.fromkeys(list_unknown_facts(at.definition, at.case, condition)))
    return [fact_unknown(at, at.definition.facts[name], path, about) for name in names]


def fact_unknown(at: Situation, fact: Fact, path: str, about: str = "") -> Reason:
    """Return the reason that the fact has no value; `about` is what depends on it."""
    found = _suggest_source(at, fact)
    what = f'"{fact.id}" is not yet known.'
    if about:
        what = f'It is not yet known {about}: "{fact.id}" is unknown.'
    if found is not None:
        return _ask_for_fact(fact, what, found.who, found, path)
    if not fact.anytime:
        what += _describe_later_step(at, fact)
    return _ask_for_fact(fact, what, _who_will_record(at, fact), None, path)


def record_missing(at: Situation, action: Action, fact: Fact) -> Reason:
    """Return the reason that the action must record the fact and no value is given."""
    what = f'"{fact.id}" is not yet known, and {action.code} must record it.'
    return _ask_for_fact(fact, what, action.by, suggest_do(at, action), action.path)


def _ask_for_fact(
    fact: Fact, what: str, who: tuple[str, ...], suggest: Suggestion | None, path: str
) -> Reason:
    return Reason(
        code="fact_unknown",
        what=what,
        who=who,
        suggest=suggest,
        at=path,
        ask=fact.ask or None,
        fact=fact.id,
    )


def _suggest_source(at: Situation, fact: Fact) -> Suggestion | None:
    """Return how the fact can get a value now; what the user may do comes first.

    By an action of a current step that records it, or by `set` at any time.
    """
    found = [suggest_do(at, action, fact.id) for action in _current_recorders(at, fact)]
    if fact.anytime:
        found.append(suggest_set(at, fact))
    return prefer_own(found)


def _current_recorders(at: Situation, fact: Fact) -> list[Action]:
    """Return the actions of current steps that record the fact."""
    here = current_steps(at.definition, at.case)
    recorders = at.definition.recorders(fact.id)
    return [action for action in recorders if action.path.rpartition(".")[0] in here]


def _who_will_record(at: Situation, fact: Fact) -> tuple[str, ...]:
    """Return who will record the fact, if nothing can record it now."""
    current = _sort_recorders(at, _current_recorders(at, fact))
    for action in current or _sort_recorders(at, at.definition.recorders(fact.id)):
        return action.by
    return ()


def _sort_recorders(at: Situation, recorders: Iterable[Action]) -> list[Action]:
    """Return the actions, those of running tracks before those that wait or have ended."""
    return sorted(recorders, key=lambda action: at.track_of(action.path)[1].status != "running")


def _describe_later_step(at: Situation, fact: Fact) -> str:
    """Return which later action asks for the fact: ` I4.2 asks for it.`"""
    for action in _sort_recorders(at, at.definition.recorders(fact.id)):
        return f" {action.code} asks for it."
    return ""


def may_see(at: Situation, fact: str) -> bool:
    """Whether the user may see the fact's value."""
    seen_by = at.definition.facts[fact].seen_by
    return seen_by is None or at.as_ in seen_by


def may_see_line(at: Situation, line: Condition) -> bool:
    """Whether the user may see every fact that the line reads."""
    return all(may_see(at, fact) for fact in find_read_facts(at.definition, line))


def describe_value(at: Situation, fact: str) -> str:
    """Return the fact's value in words; a sensitive one is never shown in a refusal."""
    value = at.case.value(fact)
    if value is None:
        return "not yet known"
    if at.definition.facts[fact].sensitive:
        return "private"
    return say_value(value)


def quote_line(line: Condition) -> str:
    """Return the line in the author's words; a name alone with the value that it must have.

    `"seized_at is known"`, `"injured" is yes`, and for `not injured` `"injured" is no`.
    """
    if line.text.isidentifier():
        return f'"{line.text}" is yes'
    if isinstance(line, Not) and line.part.text.isidentifier():
        return f'"{line.part.text}" is no'
    return f'"{line.text}"'


def _describe_rule(at: Situation, lines: Sequence[Condition]) -> str:
    """Return what the lines ask for, and what is so now: `"injured" is yes. Now: injured is no.`

    It shows nothing about facts that the user may not see.
    """
    claims = [quote_line(line) for line in lines if may_see_line(at, line)]
    if len(claims) < len(lines):
        claims.append(f"{HIDDEN_RULE} is met")
    rule = f"{join_words(claims, 'and')}."
    state = describe_now(at, lines)
    return f"{rule} {state}." if state else rule


def describe_now(at: Situation, lines: Iterable[Condition]) -> str:
    """Return what gives the lines their values: `Now: injured is no`; empty if it is hidden."""
    states: list[str] = []
    for line in lines:
        if may_see_line(at, line):
            states += _describe_causes(at, line)
    if not states:
        return ""
    return f"Now: {', '.join(dict.fromkeys(states))}"


def _describe_causes(at: Situation, line: Condition) -> list[str]:
    deciding = find_deciding_questions(at.definition, at.case, line)
    return [_describe_question(at, question) for question in deciding]


def _describe_question(at: Situation, question: Question) -> str:
    """Return the state that the question asks about: `injured is yes`."""
    match question:
        case FactIs(fact) | FactBetween(fact) | FactKnown(fact):
            return _describe_fact(at, fact)
        case TrackIs(track):
            return f"{track} is {at.case.tracks[track].status}"
        case SwitchOn(switch):
            return f"{switch} is {say_value(at.evaluate(question))} in this version"
        case TermHolds():
            return question.text
    return _describe_place(question, "is" if at.evaluate(question) else "is not")


def _describe_fact(at: Situation, fact: str) -> str:
    value = describe_value(at, fact)
    if value == "private":
        return f"the value of {fact} is private"
    return f"{fact} is {value}"


def _describe_place(question: ActionIsDone | StepCurrent | StepVisited, verb: str) -> str:
    """Return the sentence with its verb, `is` or `is not`: `find.look is not current`."""
    place = f"{question.track}.{question.step}"
    match question:
        case ActionIsDone():
            return f"{place}.{question.action} {verb} done"
        case StepCurrent():
            return f"{place} {verb} current"
    return f"{place} {verb} visited"


def find_changers(at: Situation, line: Condition) -> tuple[tuple[str, ...], Suggestion | None]:
    """Return who could change the value of the line, and how.

    By an action that the line asks for, or else by a fact that can be set at any time.
    """
    deciding = tuple(find_deciding_questions(at.definition, at.case, line))
    for question in deciding:
        if isinstance(question, ActionIsDone) and not at.evaluate(question):
            action = at.definition.action(f"{question.track}.{question.step}.{question.action}")
            return action.by, suggest_do(at, action)
    for question in deciding:
        if isinstance(question, FactIs | FactBetween):
            fact = at.definition.facts[question.fact]
            if fact.anytime and may_see(at, fact.id):
                return fact.anytime, suggest_set(at, fact)
    return (), None


def condition_false(at: Situation, line: Condition, path: str, law: tuple[str, ...]) -> Reason:
    what = f"This is possible only if {_describe_rule(at, [line])}"
    who, suggest = find_changers(at, line)
    return Reason("condition_false", what, who, suggest=suggest, law=law, at=path)


def gate_closed(at: Situation, line: Condition, action: Action) -> Reason:
    what = f"{action.code} is allowed only if {_describe_rule(at, [line])}"
    who, suggest = find_changers(at, line)
    return Reason(
        "gate_closed",
        what,
        who,
        suggest=suggest,
        law=action.law,
        at=action.path,
        ask=_find_missing_question(at, line),
    )


def _find_missing_question(at: Situation, line: Condition) -> str | None:
    """Return the question of the fact that the line waits for: `x is known` while x is not."""
    if not isinstance(line, FactKnown) or not may_see_line(at, line):
        return None
    if at.case.value(line.fact) is not None:
        return None
    return at.definition.facts[line.fact].ask or None


def not_needed(at: Situation, action: Action) -> Reason:
    line = next(line for line in action.when if at.evaluate(line) is False)
    what = f"{action.code} is not needed. It is needed only if {_describe_rule(at, [line])}"
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


def on_hold(at: Situation, track: Track) -> Reason:
    """Return the reason that the track is held: its lines are true or not yet known."""
    lines = [line for line in track.on_hold_while or () if at.evaluate(line) is not False]
    states = [_describe_held_line(at, line) for line in lines]
    what = f"{track.title} is on hold: {', and '.join(states)}."
    unknown = facts_unknown(at, lines, track.id)
    if unknown:
        return replace(unknown[0], code="on_hold", what=what)
    who, suggest = find_changers(at, lines[0])
    return Reason("on_hold", what, who, suggest=suggest, at=track.id)


def _describe_held_line(at: Situation, line: Condition) -> str:
    """Return a line of a hold with its value: `"danger" is yes`, `"danger" is not yet known`."""
    if not may_see_line(at, line):
        return f"{HIDDEN_RULE} applies"
    unknown = list_unknown_facts(at.definition, at.case, line)
    if unknown == (line.text,):
        return f'"{line.text}" is not yet known'
    if unknown:
        return f'"{line.text}" is not yet known (facts: {", ".join(unknown)})'
    claim = quote_line(line)
    if claim.endswith('"'):
        claim += " is true"
    return claim + _describe_true_causes(at, line)


def _describe_true_causes(at: Situation, line: Condition) -> str:
    """Return what makes the line true, in brackets; empty if the line shows that itself."""
    if isinstance(line, ActionIsDone | StepCurrent | StepVisited | TrackIs):
        return ""
    causes = dict.fromkeys(_describe_causes(at, line))
    if list(causes) == [quote_line(line).replace('"', "")]:
        return ""
    return f" ({', '.join(causes)})"


def explain_hold(at: Situation, track: Track) -> tuple[Reason, ...]:
    """Return the hold, and each further fact that must be known."""
    return (on_hold(at, track), *facts_unknown(at, track.on_hold_while or (), track.id)[1:])


def track_waiting(at: Situation, track: Track) -> Reason:
    lines = [line for line in track.starts if at.evaluate(line) is not True]
    what = f"{track.title} has not started. It starts when {_describe_rule(at, lines)}"
    unknown = facts_unknown(at, lines, track.id)
    if unknown:
        return replace(unknown[0], code="track_waiting", what=what)
    who, suggest = find_changers(at, lines[0])
    return Reason("track_waiting", what, who, suggest=suggest, at=track.id)


def explain_waiting(at: Situation, track: Track) -> tuple[Reason, ...]:
    """Return what the track waits for, and each further fact that must be known.

    Empty if the case is closed.
    """
    if at.case.is_closed:
        return ()
    return (track_waiting(at, track), *facts_unknown(at, track.starts, track.id)[1:])


def track_ended(track: Track, step: Step) -> Reason:
    return Reason("track_ended", f'{track.title} has ended: "{step.title}".', at=track.id)


def track_not_ended(track: Track, step: Step, suggest: Suggestion) -> Reason:
    """Return the reason that a running track keeps the case open."""
    what = f"{track.title} has not ended: it is at {step.code} {step.title}."
    return Reason("may_not_close", what, (step.responsible,), suggest=suggest, at=track.id)


def step_name(step: Step) -> str:
    """Return the title of the step, after its code if it is not an end."""
    if step.end:
        return step.title
    return f"{step.code} {step.title}"


def step_not_current(path: str, what: str, current: Step) -> Reason:
    """Return the reason that the track is at another step; `what` is the start of the sentence."""
    sentence = f"{what}; the track is at {current.code} {current.title}."
    return Reason("step_not_current", sentence, at=path)


def case_closed(at: Situation) -> Reason:
    closed = at.case.closed_at
    when = f" on {at.say_time(closed)}" if closed else ""
    what = f"The case was closed{when}; a closed case takes notes and nothing else."
    return Reason("case_closed", what, suggest=Suggestion("note", as_=at.as_))


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
