"""The sentences of a refusal: what is missing, who can supply it, what would help, the source of the rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sop.engine.deadlines import say_length
from sop.engine.decision_context import Situation
from sop.engine.evaluate import find_deciding_questions, find_read_facts, list_unknown_facts
from sop.engine.fact_values import say_value
from sop.engine.resolve_names import current_steps
from sop.engine.suggestions import suggest_do, suggest_set
from sop.model.condition import (
    ActionIsDone,
    Condition,
    FactBetween,
    FactIs,
    FactKnown,
    Gate,
    Question,
    StepCurrent,
    StepVisited,
    SwitchOn,
    TermHolds,
    TrackIs,
)
from sop.model.definition import Action, Fact, Interrupt, Outcome, Step, Track
from sop.model.refusal import Reason
from sop.model.suggestion import Suggestion
from sop.model.value import replace

WayOut = Outcome | Interrupt
MOST_NAMES = 2
"""How many stakeholders a sentence names twice; a longer list is read once."""


def deduplicate_reasons(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """The reasons in their order, each sentence and each unknown fact once."""
    once: dict[tuple[str, str], Reason] = {}
    for reason in reasons:
        once.setdefault((reason.code, reason.fact or reason.what), reason)
    return tuple(once.values())


def action_open(at: Situation, action: Action) -> Reason:
    """A required action is not done."""
    what = f'{action.code} "{action.title}" is not done.'
    return Reason("action_open", what, action.by, suggest_do(at, action), action.law, action.path)


def out_of_order(at: Situation, action: Action, earlier: Action) -> Reason:
    what = f'{earlier.code} "{earlier.title}" comes before {action.code} and is not done.'
    return Reason(
        "out_of_order", what, earlier.by, suggest_do(at, earlier), earlier.law, earlier.path
    )


def facts_unknown(
    at: Situation, conditions: Iterable[Condition], path: str, so: str = ""
) -> list[Reason]:
    """One reason for each fact that leaves one of the conditions unknown. `so` ends the sentence."""
    names = dict.fromkeys(
        name for c in conditions for name in list_unknown_facts(at.definition, at.case, c)
    )
    return [fact_unknown(at, at.definition.facts[name], path, so) for name in names]


def fact_unknown(at: Situation, fact: Fact, path: str, so: str = "") -> Reason:
    found = _best_source(at, fact)
    later = "" if found or fact.anytime else _describe_later_step(at, fact)
    who = found.who if found else _who_will_record(at, fact)
    what = f'"{fact.id}" is not yet known{so}{later}.'
    return Reason("fact_unknown", what, who, found, at=path, ask=fact.ask or None, fact=fact.id)


def record_missing(at: Situation, action: Action, fact: Fact) -> Reason:
    """The action must record the fact, and no value is given."""
    what = f'"{fact.id}" is not yet known, and {action.code} must record it.'
    found = suggest_do(at, action)
    return Reason(
        "fact_unknown", what, action.by, found, at=action.path, ask=fact.ask or None, fact=fact.id
    )


def _best_source(at: Situation, fact: Fact) -> Suggestion | None:
    """How the fact can get a value now: by an action of a current step or by setting it; the asker's own ways first."""
    here = current_steps(at.definition, at.case)
    recorders = [
        one for one in at.definition.recorders(fact.id) if one.path.rsplit(".", 1)[0] in here
    ]
    found = [suggest_do(at, action, fact.id) for action in recorders]
    if fact.anytime:
        found.append(suggest_set(at, fact))
    possible = [one for one in found if one is not None]
    return next((one for one in possible if one.yours), possible[0] if possible else None)


def _who_will_record(at: Situation, fact: Fact) -> tuple[str, ...]:
    """Who is asked for the fact where nothing can be done for it now."""
    here = current_steps(at.definition, at.case)
    recorders = _sort_recorders(at, at.definition.recorders(fact.id))
    current = [one for one in recorders if one.path.rsplit(".", 1)[0] in here]
    first = (current or recorders)[:1]
    return first[0].by if first else ()


def _sort_recorders(at: Situation, recorders: tuple[Action, ...]) -> list[Action]:
    """The actions that record a fact, those of tracks that run before those of tracks that wait or have ended."""
    return sorted(recorders, key=lambda action: at.track_of(action.path)[1].status != "running")


def _describe_later_step(at: Situation, fact: Fact) -> str:
    """Which step to come asks for the fact: ` (I4.2 asks for it)`."""
    recorders = _sort_recorders(at, at.definition.recorders(fact.id))
    return f" ({recorders[0].code} asks for it)" if recorders else ""


def may_see(at: Situation, fact: str) -> bool:
    """Whether the one who asks may see the fact's value."""
    seen_by = at.definition.facts[fact].seen_by
    return seen_by is None or at.as_ in seen_by


def describe_value(at: Situation, fact: str) -> str:
    """The fact's value in words; a sensitive one never stands in a refusal, which others may read over a shoulder."""
    value = at.case.value(fact)
    return (
        "private" if value is not None and at.definition.facts[fact].sensitive else say_value(value)
    )


def quote_line(at: Situation, line: Condition) -> str:
    """The line in the author's words, with what gives it its value now; nothing of what may not be seen."""
    if not all(may_see(at, fact) for fact in find_read_facts(at.definition, line)):
        return "a rule about facts that you may not see"
    because = dict.fromkeys(
        _describe_question(at, question)
        for question in find_deciding_questions(at.definition, at.case, line)
    )
    is_plain = isinstance(line, ActionIsDone | StepCurrent | StepVisited | TrackIs)
    return f'"{line.text}"' + (f" ({', '.join(because)})" if because and not is_plain else "")


def _describe_question(at: Situation, question: Question) -> str:
    """How what the question asks about stands now: `injured is yes`, `find.look is not current`."""
    so = "is" if at.truth(question) else "is not"
    match question:
        case FactIs(fact) | FactBetween(fact) | FactKnown(fact):
            return f"{fact} is {describe_value(at, fact)}"
        case ActionIsDone(track, step, action):
            return f"{track}.{step}.{action} {so} done"
        case StepCurrent(track, step):
            return f"{track}.{step} {so} current"
        case StepVisited(track, step):
            return f"{track}.{step} {so} visited"
        case TrackIs(track):
            return f"{track} is {at.case.tracks[track].status}"
        case SwitchOn(switch):
            return f"{switch} is {say_value(at.truth(question))} in this version"
        case TermHolds():
            return question.text


def find_changers(at: Situation, line: Condition) -> tuple[tuple[str, ...], Suggestion | None]:
    """Who could change what the line says, and how: by an action that it asks for, or a fact told at any moment."""
    asked = tuple(find_deciding_questions(at.definition, at.case, line))
    for question in asked:
        if isinstance(question, ActionIsDone) and not at.truth(question):
            action = at.definition.action(f"{question.track}.{question.step}.{question.action}")
            return action.by, suggest_do(at, action)
    for question in asked:
        if isinstance(question, FactIs | FactBetween):
            fact = at.definition.facts[question.fact]
            if fact.anytime and may_see(at, fact.id):
                return fact.anytime, suggest_set(at, fact)
    return (), None


def condition_false(at: Situation, line: Condition, path: str, law: tuple[str, ...]) -> Reason:
    claim = quote_line(at, line)
    what = f"{claim[0].upper()}{claim[1:]} does not hold."
    return Reason("condition_false", what, *find_changers(at, line), law, path)


def gate_closed(at: Situation, line: Condition, action: Action) -> Reason:
    what = f"{action.code} may be done only if {quote_line(at, line)} holds."
    return Reason("gate_closed", what, *find_changers(at, line), action.law, action.path)


def not_needed(at: Situation, action: Action) -> Reason:
    line = next(line for line in action.when if at.truth(line) is False)
    return Reason(
        "not_needed",
        f"{action.code} is not needed: {quote_line(at, line)} does not hold.",
        at=action.path,
    )


def not_yours(
    at: Situation, by: tuple[str, ...], path: str, what: str, suggest: Suggestion | None = None
) -> Reason:
    """Somebody else may do this: `what` goes on after `may`. `suggest` is the command for them, where it would pass."""
    names = [at.short(one) for one in by]
    if not names:
        return Reason("not_yours", f"No stakeholder may {what}.", at=path)
    listed = " or ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
    whom = listed if len(names) <= MOST_NAMES else "one of them"
    return Reason("not_yours", f"Only {listed} may {what}. Ask {whom}.", by, suggest, (), path)


def on_hold(at: Situation, track: Track) -> Reason:
    """The track is held: by what holds, or by what is not yet known."""
    lines = [line for line in track.on_hold_while or () if at.truth(line) is not False]
    what = f"{track.title} is on hold while {_join_lines(at, lines)}"
    unknown = facts_unknown(at, lines, track.id)
    if unknown:
        names = " and ".join(f'"{one.fact}"' for one in unknown)
        are = "are" if len(unknown) > 1 else "is"
        return replace(unknown[0], code="on_hold", what=f"{what}, and {names} {are} not yet known.")
    return Reason("on_hold", f"{what}.", *find_changers(at, lines[0]), at=track.id)


def _join_lines(at: Situation, lines: Sequence[Condition]) -> str:
    """The lines as one claim: `"a" and "b" hold`."""
    return f"{' and '.join(quote_line(at, line) for line in lines)} {'holds' if len(lines) == 1 else 'hold'}"


def explain_hold(at: Situation, track: Track) -> tuple[Reason, ...]:
    """The hold, and each further fact that would have to be known."""
    return (on_hold(at, track), *facts_unknown(at, track.on_hold_while or (), track.id)[1:])


def track_waiting(at: Situation, track: Track) -> Reason:
    lines = [line for line in track.starts if at.truth(line) is not True]
    what = f"{track.title} has not started: it starts once {_join_lines(at, lines)}."
    unknown = facts_unknown(at, lines, track.id)
    if unknown:
        return replace(unknown[0], code="track_waiting", what=what)
    return Reason("track_waiting", what, *find_changers(at, lines[0]), at=track.id)


def explain_waiting(at: Situation, track: Track) -> tuple[Reason, ...]:
    """What the track waits for, and each further fact that would have to be known; nothing once the case is closed."""
    if at.case.is_closed:
        return ()
    return (track_waiting(at, track), *facts_unknown(at, track.starts, track.id)[1:])


def track_ended(track: Track, step: Step) -> Reason:
    return Reason("track_ended", f'{track.title} has ended: "{step.title}".', at=track.id)


def step_not_current(path: str, what: str, current: Step) -> Reason:
    """`what` belongs elsewhere: the track is at `current`."""
    return Reason(
        "step_not_current", f"{what}; the track is at {current.code} {current.title}.", at=path
    )


def case_closed(at: Situation) -> Reason:
    closed = at.case.closed_at
    when = f" on {at.say_time(closed)}" if closed else ""
    what = f"The case was closed{when}; a closed case takes notes and nothing else."
    return Reason("case_closed", what, suggest=Suggestion("note", as_=at.as_))


def reason_missing(path: str, what: str, suggest: Suggestion | None = None) -> Reason:
    """`suggest`: the same command, which asks for the reason; only where it would pass with one."""
    remedy = "Give the reason."
    if suggest is not None and not suggest.yours:
        suggest = None
    return Reason(
        "reason_missing", f"{what} needs a reason.", suggest=suggest, at=path, remedy=remedy
    )


def too_early(at: Situation, outcome: Outcome, opens: datetime) -> Reason:
    wait = outcome.wait
    assert wait is not None  # only an outcome with a wait can be too early
    start = f'"{wait.from_fact}"' if wait.from_fact else "this step began"
    name = outcome.title or outcome.id
    what = f'The outcome "{name}" opens on {at.say_time(opens)}, {say_length(wait.length)} after {start}.'
    return Reason("too_early", what, law=outcome.law, at=outcome.path)


def explain_gate(at: Situation, lines: Gate, path: str, law: tuple[str, ...]) -> list[Reason]:
    """Why a gate does not hold: one reason for each false line, one for each unknown fact."""
    reasons: list[Reason] = []
    for line in lines:
        value = at.truth(line)
        if value is False:
            reasons.append(condition_false(at, line, path, law))
        elif value is None:
            reasons += facts_unknown(at, [line], path)
    return reasons
