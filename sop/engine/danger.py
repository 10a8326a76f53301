"""Is this case in danger: what was reported, since when, what to do about it, and by whom.

An answer is something to do: an interrupt, or an action of the step or the track that the danger
leads to. Recording that the danger is over is never the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from sop.engine.decision_context import Situation
from sop.engine.evaluate import find_deciding_questions, reads_fact
from sop.engine.fact_values import say_value
from sop.engine.private_rules import PrivateRules, find_private_rules
from sop.engine.progress import can_be_done, find_record, is_at
from sop.engine.suggestions import prefer_own, suggest_advance, suggest_do, suggest_raise
from sop.engine.urgent_values import find_urgent_values, starts_only_with
from sop.model.case_state import FactRecord
from sop.model.condition import Condition, FactBetween, FactIs, StepCurrent, Value
from sop.model.definition import Action, Definition, Interrupt, Outcome, Step, Track
from sop.model.fact import Fact
from sop.model.suggestion import Suggestion
from sop.model.value import replace, value

_KEPT = "dangers"
_RULES = "private_rules"
"""Under which names a situation keeps what was found; a copy of it (`replace`) does not get it."""


@value
class DangerAnswer:
    """Something that answers a danger and can be done now.

    `path` is that of the action, the interrupt or the outcome. `due` is when the action has to be
    done, as far as the user may see it.
    """

    path: str
    title: str
    by: tuple[str, ...]
    suggest: Suggestion
    due: datetime | None = None

    @property
    def is_interrupt(self) -> bool:
        return self.suggest.verb == "raise"


@value
class Danger:
    """One reason why a case is in danger.

    `path` is the ID of the fact or the path of the step. `since` is when it happened, by the event.
    `assumed`: no one reported it; it is the value that a case has when it is opened.
    """

    path: str
    what: str
    since: datetime
    by: str = ""
    assumed: bool = False
    answers: tuple[DangerAnswer, ...] = ()

    @property
    def places(self) -> frozenset[str]:
        """The fact or step that it is about, and the steps in which it is answered."""
        return frozenset({self.path, *map(_step_of, self.answers)})

    @property
    def best(self) -> DangerAnswer | None:
        """The first answer that the user may give, else the first."""
        found = prefer_own(answer.suggest for answer in self.answers)
        return next((answer for answer in self.answers if answer.suggest is found), None)


def find_dangers(at: Situation, everyone: bool = False) -> tuple[Danger, ...]:
    """Return the dangers that the user may see: those reported, then those of steps.

    A step that answers a reported danger is not listed again. `everyone`: all of them, also those
    that the user may not see, without what answers them.
    """
    if not at.case.tracks or at.case.is_closed:
        return ()
    if everyone:
        return _find_all_dangers(at)
    # Kept as a cached property would be: each held action of a checklist asks for it.
    kept = vars(at)
    if _KEPT not in kept:
        kept[_KEPT] = _find_dangers(at)
    found: tuple[Danger, ...] = kept[_KEPT]
    return found


def may_see_danger(path: str, private: PrivateRules) -> bool:
    """Whether a danger may be shown: neither its fact nor the track of its step is private."""
    is_step = "." in path
    return not private.hides(path) if is_step else path not in private.facts


def may_see_every_danger(definition: Definition, viewer: str | None) -> bool:
    """Whether no danger of any case is hidden from the viewer, by the definition alone."""
    private = find_private_rules(definition, viewer)
    facts = (one for one in definition.facts.values() if one.anytime)
    urgent = [one.id for one in facts if find_urgent_values(definition, one)]
    for track in definition.tracks.values():
        entered = {one.to for one in track.interrupts.values()}
        for step in track.steps.values():
            if step.urgent or step.id in entered:
                urgent.append(step.path)
    return all(may_see_danger(path, private) for path in urgent)


def _find_dangers(at: Situation) -> tuple[Danger, ...]:
    found: list[Danger] = []
    answered: set[str] = set()
    for fact, record in _list_urgent_facts(at):
        if may_see_danger(fact.id, _private_rules(at)):
            answers = _unique(find_answers(at, fact, record.value))
            danger = replace(_report_fact(fact, record), answers=answers)
            found.append(danger)
            answered |= danger.places
    for step in _list_urgent_steps(at):
        if step.path not in answered and may_see_danger(step.path, _private_rules(at)):
            answers = _unique(_list_step_answers(at, step))
            found.append(replace(_report_step(at, step), answers=answers))
    return tuple(found)


def _find_all_dangers(at: Situation) -> tuple[Danger, ...]:
    """Return each danger; a step also where it answers one: not everyone may see that one."""
    reported = [_report_fact(fact, record) for fact, record in _list_urgent_facts(at)]
    current = [_report_step(at, step) for step in _list_urgent_steps(at)]
    return (*reported, *current)


def _private_rules(at: Situation) -> PrivateRules:
    """Return what is private to the user; found once, and only in a case in danger."""
    kept = vars(at)
    if _RULES not in kept:
        kept[_RULES] = find_private_rules(at.definition, at.as_)
    found: PrivateRules = kept[_RULES]
    return found


def _waits_below(at: Situation, interrupt: Interrupt) -> bool:
    """Whether the step that the interrupt leads to waits for the current one."""
    _, state = at.track_of(interrupt.path)
    return interrupt.to in state.interrupted


def _current_step_of(at: Situation, interrupt: Interrupt) -> Step:
    track, state = at.track_of(interrupt.path)
    assert state.step is not None  # a step waits only below another one
    return track.steps[state.step]


def _step_of(answer: DangerAnswer) -> str:
    return answer.path.rpartition(".")[0]


# ---- what is urgent now


def _list_urgent_facts(at: Situation) -> Iterator[tuple[Fact, FactRecord]]:
    for name, record in at.case.facts.items():
        fact = at.definition.facts.get(name)
        if fact is None or not fact.anytime:
            continue
        if record.value in find_urgent_values(at.definition, fact):
            yield fact, record


def _list_urgent_steps(at: Situation) -> Iterator[Step]:
    for track in at.definition.tracks.values():
        state = at.case.tracks[track.id]
        if state.status == "running" and state.step is not None:
            step = track.steps[state.step]
            if step.urgent:
                yield step


def _report_fact(fact: Fact, record: FactRecord) -> Danger:
    what = f"{fact.ask or fact.id} {say_value(record.value)}"
    if fact.sensitive:  # no screen shows its value
        what = fact.ask or fact.id
    return Danger(
        path=fact.id,
        what=what,
        since=record.at,
        by=record.as_,
        assumed=record.event == 1 and record.value == fact.initially,
    )


def _report_step(at: Situation, step: Step) -> Danger:
    _, state = at.track_of(step.path)
    visit = state.visits[step.id]
    return Danger(
        path=step.path,
        what=f"{step.code} {step.title}",
        since=visit.since,
    )


def _unique(answers: Iterable[DangerAnswer]) -> tuple[DangerAnswer, ...]:
    return tuple({answer.path: answer for answer in answers}.values())


# ---- what answers it


def find_answers(at: Situation, fact: Fact, reported: Value) -> Iterator[DangerAnswer]:
    """Yield what answers the reported value, the most direct first.

    The duties of the step that an interrupt led to; the interrupt; the duties of a track that
    started because of it; other actions that are needed because of it. What is private to the user
    is not one of them, and does not decide which are.
    """
    private = _private_rules(at)
    interrupts = list_answering_interrupts(at, fact, reported)
    for interrupt in interrupts:
        target = _target_of(at, interrupt)
        if _is_current(at, target) and not private.hides(target.path):
            yield from _list_step_answers(at, target)
    for interrupt in interrupts:
        if _waits_below(at, interrupt):
            # It was raised, and a later emergency interrupted it: that one comes first, and
            # leads back. Raising it again would end what the later one still owes on the screen.
            yield from _list_step_answers(at, _current_step_of(at, interrupt))
        elif can_be_raised(at, interrupt) and not private.hides(interrupt.path):
            yield _interrupt_answer(at, interrupt)
    for track in at.definition.tracks.values():
        if starts_because_of(at, track, fact, reported) and not private.hides(track.id):
            yield from _list_track_answers(at, track)
    for action in at.definition.actions():
        is_needed = reads_fact(at.definition, action.when, fact.id) and can_be_done(at, action)
        if is_needed and not private.hides(action.path):
            yield from _action_answer(at, action)


def list_answering_interrupts(at: Situation, fact: Fact, reported: Value) -> tuple[Interrupt, ...]:
    """Return the interrupts that record the value.

    A definition from before `tells`: those that lead to a step which asks for the fact again.
    """
    every = at.definition.interrupts()
    told = tuple(
        one for one in every if one.tells.get(fact.id) == reported and fact.id in one.tells
    )
    if told or any(one.tells for one in every):
        return told
    return tuple(one for one in every if _asks_again(at, one, fact))


def _asks_again(at: Situation, interrupt: Interrupt, fact: Fact) -> bool:
    step = _target_of(at, interrupt)
    return step.resumes and any(fact.id in action.records for action in step.actions.values())


def _target_of(at: Situation, interrupt: Interrupt) -> Step:
    track, _ = at.track_of(interrupt.path)
    return track.steps[interrupt.to]


def can_be_raised(at: Situation, interrupt: Interrupt) -> bool:
    """Whether the interrupt is open now, for those in its `by`."""
    _, state = at.track_of(interrupt.path)
    is_there = state.status == "running" and state.step in interrupt.sources
    return is_there and not at.case.is_closed and at.evaluate_gate(interrupt.when) is True


def can_be_taken(at: Situation, outcome: Outcome) -> bool:
    """Whether an outcome without a wait is open now, for those in its `by`."""
    track, _ = at.track_of(outcome.path)
    if not is_at(at, outcome.path) or at.is_held(track) or outcome.wait is not None:
        return False
    step = at.definition.step_at(outcome.path)
    if not outcome.skips_actions and any(is_owed(at, one) for one in step.actions.values()):
        return False
    return at.evaluate_gate(outcome.when) is True


def is_owed(at: Situation, action: Action) -> bool:
    """Whether a required action is not recorded and is needed, or may be."""
    if not action.required or find_record(at, action) is not None:
        return False
    return at.evaluate_gate(action.when) is not False


def starts_because_of(at: Situation, track: Track, fact: Fact, reported: Value) -> bool:
    """Whether the track runs, and could not have started without the value."""
    if at.case.tracks[track.id].status != "running":
        return False
    return starts_only_with(at.definition, track, fact, reported)


def _is_current(at: Situation, step: Step) -> bool:
    _, state = at.track_of(step.path)
    return state.status == "running" and state.step == step.id


def _list_track_answers(at: Situation, track: Track) -> Iterator[DangerAnswer]:
    state = at.case.tracks[track.id]
    if state.step is not None:
        yield from _list_step_answers(at, track.steps[state.step])


def _list_step_answers(at: Situation, step: Step) -> Iterator[DangerAnswer]:
    """Yield what the step asks for now: what is owed, else its outcomes, else what is done again.

    A duty that records facts comes after the others: first help, then assess.
    """
    private = _private_rules(at)
    shown = [action for action in step.actions.values() if not private.hides(action.path)]
    duties = sorted(shown, key=lambda action: bool(action.records))
    owed = [action for action in duties if is_owed(at, action) and can_be_done(at, action)]
    if owed:
        for action in owed:
            yield from _action_answer(at, action)
        return
    outcomes = [one for one in step.outcomes.values() if not one.skips_actions]
    shown_outcomes = [one for one in outcomes if not private.hides(one.path)]
    possible = [one for one in shown_outcomes if can_be_taken(at, one)]
    for outcome in possible:
        yield _outcome_answer(at, outcome)
    for action in () if possible else duties:
        yield from _action_answer(at, action)


def _action_answer(at: Situation, action: Action) -> Iterator[DangerAnswer]:
    suggestion = suggest_do(at, action)
    if action.required and suggestion is not None:
        title = f"{action.code} {action.title}"
        yield DangerAnswer(
            action.path, title, action.by, suggestion, due=_find_due(at, action.path)
        )


def _find_due(at: Situation, path: str) -> datetime | None:
    """Return when the action is due in the current visit; None also where that is private."""
    _, state = at.track_of(path)
    if state.visit is None or _private_rules(at).hides_due(path):
        return None
    return state.visit.dues.get(path)


def _outcome_answer(at: Situation, outcome: Outcome) -> DangerAnswer:
    title = outcome.title or outcome.id
    return DangerAnswer(outcome.path, title, outcome.by, suggest_advance(at, outcome))


def _interrupt_answer(at: Situation, interrupt: Interrupt) -> DangerAnswer:
    title = interrupt.title or interrupt.id
    return DangerAnswer(interrupt.path, title, interrupt.by, suggest_raise(at, interrupt))


# ---- what ends a hold


def find_answer_to_hold(
    at: Situation, lines: Iterable[Condition]
) -> tuple[tuple[str, ...], Suggestion | None] | None:
    """Return who can answer the danger that holds a track, and how; None if no danger does.

    It is not the fact that would take the report back.
    """
    causes = set(_list_causes(at, lines))
    answers: list[DangerAnswer] = []
    for danger in find_dangers(at):
        if causes & danger.places:
            answers += danger.answers
    found = prefer_own(answer.suggest for answer in answers)
    return None if found is None else (found.who, found)


def _list_causes(at: Situation, lines: Iterable[Condition]) -> Iterator[str]:
    """Yield the facts and the steps that give the lines their values."""
    for line in lines:
        for question in find_deciding_questions(at.definition, at.case, line):
            match question:
                case FactIs(fact) | FactBetween(fact):
                    yield fact
                case StepCurrent(track, step):
                    yield f"{track}.{step}"
