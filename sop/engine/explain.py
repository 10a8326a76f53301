"""Why may this happen, or why not yet? A rule taken apart: every line of it true, false or unknown, and who could
change that. What is said of a line is what a refusal would say of it; `decide` judges by the same lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import field

from sop.engine import guards, progress
from sop.engine import refusal_reasons as say
from sop.engine.deadline_text import RuleClock, explain_counting
from sop.engine.deadlines import clock_fact, list_clocks, say_length
from sop.engine.decision_context import Situation
from sop.engine.evaluate import Truth, find_read_facts, negate
from sop.engine.resolve_names import (
    current_steps,
    is_track,
    refuse_unknown,
    resolve_action,
    resolve_interrupt,
    resolve_outcome,
    resolve_track,
)
from sop.engine.suggestions import suggest_do, suggest_set
from sop.model.case_state import Case
from sop.model.condition import Gate
from sop.model.definition import (
    Action,
    Closing,
    Definition,
    Due,
    Fact,
    Interrupt,
    Outcome,
    Step,
    Track,
)
from sop.model.refusal import Reason, UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import replace, value

ADVANCE, CLOSING = ("advance",), ("close", "closing")
HIDDEN = "a rule about facts that you may not see"


@value
class RuleLine:
    """One line of a rule. `value` is whether it lets this happen; `reasons` say who could change that, and how."""

    text: str
    value: Truth
    reasons: tuple[Reason, ...] = ()
    law: tuple[str, ...] = ()

    @property
    def who(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one for reason in self.reasons for one in reason.who))

    @property
    def suggest(self) -> Suggestion | None:
        """The first command that would help; one of the asker's own before those of others."""
        found = [reason.suggest for reason in self.reasons if reason.suggest]
        return next((one for one in found if one.yours), found[0] if found else None)

    @property
    def asks(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(reason.ask for reason in self.reasons if reason.ask))


@value
class Explanation:
    """A rule and its lines. `verdict`: open or not_yet; of an action done or waived too; of a fact known or unknown."""

    target: str
    title: str
    verdict: str
    parts: tuple[RuleLine, ...]
    by: tuple[str, ...] = ()
    law: tuple[str, ...] = ()
    read_by: tuple[str, ...] = field(default=())  # of a fact: the paths of the rules that read it
    clocks: tuple[
        RuleClock, ...
    ] = ()  # the deadlines and the wait that bear on it, and how each is counted


def explain_target(at: Situation, word: str) -> tuple[Explanation, ...]:
    """What the word names, taken apart: `advance` is every way out of every current step. Misuse when it is nothing."""
    definition = at.definition
    if word in ADVANCE:
        return tuple(
            one for track in definition.tracks.values() for one in _explain_ways_out(at, track)
        ) or _explain_closing(at)
    if word in CLOSING:
        return _explain_closing(at)
    if word in definition.facts:
        return (explain_fact(at, definition.facts[word]),)
    if is_track(definition, word):
        track = resolve_track(definition, word)
        return tuple(_explain_ways_out(at, track)) or (_explain_idle_track(at, track),)
    named = [outcome for outcome in _outcomes_here(at) if outcome.id == word]
    if named:
        return tuple(explain_outcome(at, outcome) for outcome in named)
    thing = _resolve_target(at, word)
    if isinstance(thing, Action):
        return (explain_action(at, thing),)
    return (
        (explain_outcome(at, thing),)
        if isinstance(thing, Outcome)
        else (explain_interrupt(at, thing),)
    )


def _resolve_target(at: Situation, word: str) -> Action | Outcome | Interrupt:
    """The action, outcome or interrupt meant; one whose whole name it is wins over one of which it is a part."""
    looks: tuple[Callable[[Definition, Case, str], Action | Outcome | Interrupt], ...] = (
        resolve_action, resolve_outcome, resolve_interrupt,
    )  # fmt: skip
    found: list[Action | Outcome | Interrupt] = []
    ambiguous: list[UsageError] = []
    for look in looks:
        try:
            found.append(look(at.definition, at.case, word))
        except UsageError as nothing:
            ambiguous += [nothing] if " fits " in nothing.message else []
    named = [
        one for one in found if one.path == word or one.path.rsplit(".", 1)[-1] == word
    ] or found
    here = [
        one
        for one in named
        if any(one.path.startswith(f"{step}.") for step in _list_current_steps(at))
    ] or named
    if len(here) == 1:
        return here[0]
    if here:
        paths = ", ".join(one.path for one in here)
        raise UsageError(
            f"{word!r} fits several things: {paths}.", "Write more of the name, or the code."
        )
    raise ambiguous[0] if ambiguous else _refuse_target(at.definition, word)


def _outcomes_here(at: Situation) -> Iterator[Outcome]:
    for path in _list_current_steps(at):
        yield from at.definition.step(path).outcomes.values()


def _list_current_steps(at: Situation) -> tuple[str, ...]:
    return current_steps(at.definition, at.case)


def _refuse_target(definition: Definition, word: str) -> UsageError:
    """The word names nothing; the nearest of everything that can be explained."""
    steps = [step for track in definition.tracks.values() for step in track.steps.values()]
    names = [name for step in steps for name in (*step.actions, *step.outcomes)]
    names += [name for track in definition.tracks.values() for name in track.interrupts]
    found = refuse_unknown(
        "rule", word, dict.fromkeys(["advance", "close", *definition.facts, *names])
    )
    return UsageError(
        f"{word!r} is no action, outcome, interrupt, track or fact of this workflow.", found.remedy
    )


# ---- ways


def _explain_ways_out(at: Situation, track: Track) -> Iterator[Explanation]:
    """The outcomes of the step that a running track is at."""
    state = at.case.tracks[track.id]
    if state.status == "running" and state.step is not None:
        yield from (
            explain_outcome(at, outcome) for outcome in track.steps[state.step].outcomes.values()
        )


def _explain_closing(at: Situation) -> tuple[Explanation, ...]:
    """The closing, where a person closes."""
    closing = at.definition.closing
    return (explain_closing(at, closing or Closing(())),)


def explain_outcome(at: Situation, outcome: Outcome) -> Explanation:
    """An outcome: place, hold, actions, conditions, wait, who."""
    track, state = at.track_of(outcome.path)
    step = at.definition.step(outcome.path.rsplit(".", 1)[0])
    parts = [_place(at, track, step, outcome.path), *_hold(at, track)]
    if not outcome.skips_actions:
        parts += _actions(at, step)
    parts += _lines(at, outcome.when, outcome.path, outcome.law)
    if outcome.wait is not None and state.visit is not None and state.step == step.id:
        parts.append(_wait(at, outcome, track))
    to = guards.resolve_target(at, outcome)
    name = f"{outcome.title or outcome.id} -> {_step_name(track.steps[to]) if to else 'back'}"
    away = guards.find_place_obstacles(
        at, track, step.id, outcome.path, ""
    ) or guards.find_outcome_obstacles(at, outcome)
    found = _build_explanation(
        at, outcome.path, f"{step.code} {name}", parts, outcome.by, outcome.law, not away
    )
    return replace(found, clocks=_clocks(at, step, outcome.path))


def explain_interrupt(at: Situation, interrupt: Interrupt) -> Explanation:
    """An interrupt: where it can be raised from, conditions, who. No hold and no action is in its way."""
    track, state = at.track_of(interrupt.path)
    sources = ", ".join(track.steps[one].code for one in interrupt.sources)
    is_there = state.status == "running" and state.step in interrupt.sources
    reasons = (
        ()
        if is_there
        else guards.find_place_obstacles(at, track, None, interrupt.path, "The interrupt")
    )
    parts = [RuleLine(f"{track.title} is at one of {sources}", is_there, reasons)]
    parts += _lines(at, interrupt.when, interrupt.path, interrupt.law)
    name = f"{interrupt.title or interrupt.id} -> {_step_name(track.steps[interrupt.to])}"
    is_open = is_there and not guards.find_interrupt_obstacles(at, interrupt)
    return _build_explanation(at, interrupt.path, name, parts, interrupt.by, interrupt.law, is_open)


def explain_closing(at: Situation, closing: Closing) -> Explanation:
    """Closing: each track has ended or will not start, and the workflow's own condition."""
    parts = [_describe_track_end(at, track) for track in at.definition.tracks.values()]
    parts += _lines(at, closing.when, "closing", ())
    if at.definition.closing is None:
        return _build_explanation(at, "closing", "The case closes by itself", parts, (), (), False)
    return _build_explanation(
        at,
        "closing",
        "Closing the case",
        parts,
        closing.by,
        (),
        not guards.find_closing_obstacles(at),
    )


def _describe_track_end(at: Situation, track: Track) -> RuleLine:
    state = at.case.tracks[track.id]
    reasons = tuple(one for one in guards.find_closing_obstacles(at) if one.at == track.id)
    if state.status == "waiting":
        return RuleLine(f"{track.title} will not start", negate(at.gate(track.starts)), reasons)
    return RuleLine(f"{track.title} has ended", state.status == "ended", reasons)


def _build_explanation(
    at: Situation,
    path: str,
    title: str,
    parts: Iterable[RuleLine],
    by: tuple[str, ...],
    law: tuple[str, ...],
    is_open: bool,
) -> Explanation:
    """The rule with its lines, and last whether it is for the one who asks. Nothing is open in a closed case."""
    parts = tuple(parts)
    if at.case.is_closed:
        parts, is_open = (
            (RuleLine("the case is open", False, (say.case_closed(at),)), *parts),
            False,
        )
    if at.as_ is not None and by:
        mine = at.as_ in by
        short = [at.short(one) for one in by]
        names = " or ".join(part for part in (", ".join(short[:-1]), short[-1]) if part)
        reasons = () if mine else (say.not_yours(at, by, path, "do this"),)
        parts = (
            *parts,
            RuleLine(f"it is for {names}; you act for {at.short(at.as_)}", mine, reasons),
        )
    return Explanation(path, title, "open" if is_open else "not_yet", parts, by, law)


# ---- actions


def explain_action(at: Situation, action: Action) -> Explanation:
    """An action: place, hold, need, gate, order, who."""
    track, _ = at.track_of(action.path)
    step = at.definition.step(action.path.rsplit(".", 1)[0])
    parts = [_place(at, track, step, action.path)]
    if not action.even_on_hold:
        parts += _hold(at, track)
    parts += [
        *_lines(at, action.when, action.path, action.law),
        *_lines(at, action.only_if, action.path, action.law),
    ]
    parts += [_describe_earlier_action(at, action, step.actions[name]) for name in action.after]
    is_open = not (
        guards.find_place_obstacles(at, track, step.id, action.path, "")
        or guards.find_action_obstacles(at, action)
    )
    found = _build_explanation(
        at, action.path, f"{action.code} {action.title}", parts, action.by, action.law, is_open
    )
    found = replace(found, clocks=_clocks(at, step, action.path))
    record = at.case.tracks[track.id].visits.get(step.id)
    done = record.actions.get(action.id) if record else None
    if done is None:
        return found
    when = f"{done.state} by {at.short(done.as_)} on {at.say_time(done.at)} (event {done.event})"
    return replace(found, verdict=done.state, parts=(RuleLine(when, True), *found.parts))


def _describe_earlier_action(at: Situation, action: Action, before: Action) -> RuleLine:
    unmet = before in progress.unmet_before(at, action)
    reasons = (say.out_of_order(at, action, before),) if unmet else ()
    return RuleLine(f'{before.code} "{before.title}" comes first', not unmet, reasons, before.law)


def _actions(at: Situation, step: Step) -> Iterator[RuleLine]:
    """Every required action of the step: done, waived or not needed."""
    for action in step.actions.values():
        if action.required:
            yield _describe_action_state(at, action)


def _describe_action_state(at: Situation, action: Action) -> RuleLine:
    name, needed = f'{action.code} "{action.title}"', at.gate(action.when)
    if progress.record_of(at, action) is not None:
        return RuleLine(f"{name} is done or waived", True, (), action.law)
    if needed is False:
        return RuleLine(f"{name} is not needed", True, (), action.law)
    if needed is None:
        so = f", so {action.code} may be required"
        return RuleLine(
            f"{name} is done",
            None,
            tuple(say.facts_unknown(at, action.when, action.path, so)),
            action.law,
        )
    first = progress.first_to_do(at, action)
    missing = (
        say.action_open(at, action) if first is action else say.out_of_order(at, action, first)
    )
    return RuleLine(f"{name} is done", False, (missing,), action.law)


# ---- what all share


def _clocks(at: Situation, step: Step, path: str) -> tuple[RuleClock, ...]:
    """The clocks of the action or outcome and of its step. When a private fact's clock runs out stays private too."""
    state = at.track_of(path)[1]
    visit = state.visit if state.status == "running" and state.step == step.id else None
    found: list[RuleClock] = []
    for place, clock in list_clocks(step):
        if place in (path, step.path):
            fact = clock_fact(clock)
            due = visit.dues.get(place) if visit and (fact is None or _may_see(at, fact)) else None
            told = (clock.nature, clock.law) if isinstance(clock, Due) else (None, ())
            owner = step.actions.get(place.rsplit(".", 1)[-1]) if place != step.path else None
            code = owner.code if owner is not None else step.code
            found.append(RuleClock(place, code, explain_counting(at.definition, clock), due, *told))
    return tuple(found)


def _place(at: Situation, track: Track, step: Step, path: str) -> RuleLine:
    away = guards.find_place_obstacles(
        at, track, step.id, path, f"This belongs to {_step_name(step)}"
    )
    return RuleLine(f"{track.title} is at {_step_name(step)}", not away, away)


def _step_name(step: Step) -> str:
    return step.title if step.end else f"{step.code} {step.title}"


def _hold(at: Situation, track: Track) -> Iterator[RuleLine]:
    """The track is not on hold: it is while every line of its `on_hold_while` holds, or might."""
    if track.on_hold_while is not None:
        seen = all(
            _may_see(at, fact)
            for line in track.on_hold_while
            for fact in find_read_facts(at.definition, line)
        )
        reasons = say.explain_hold(at, track) if at.is_held(track) else ()
        lines = (
            " and ".join(say.quote_line(at, line) for line in track.on_hold_while)
            if seen
            else HIDDEN
        )
        yield RuleLine(
            f"not on hold: {lines}",
            negate(at.gate(track.on_hold_while)) if seen else None,
            reasons,
        )


def _lines(at: Situation, lines: Gate, path: str, law: tuple[str, ...]) -> Iterator[RuleLine]:
    """Each line in the author's words; of one about facts that the asker may not see neither words nor value."""
    for line in lines:
        if all(_may_see(at, fact) for fact in find_read_facts(at.definition, line)):
            yield RuleLine(
                say.quote_line(at, line),
                at.truth(line),
                tuple(say.explain_gate(at, (line,), path, law)),
                law,
            )
        else:
            yield RuleLine(HIDDEN, None, (), law)


def _may_see(at: Situation, fact: str) -> bool:
    """As the rest of the program has it: somebody who does not say who he is sees no private fact."""
    return say.may_see(at, fact) and (at.as_ is not None or not at.definition.facts[fact].sensitive)


def _wait(at: Situation, outcome: Outcome, track: Track) -> RuleLine:
    visit = at.case.tracks[track.id].visit
    assert outcome.wait is not None and visit is not None
    opens = guards.find_opening_time(at, outcome, track, visit)
    since = f'"{outcome.wait.from_fact}"' if outcome.wait.from_fact else "this step began"
    text = f"{say_length(outcome.wait.length)} have passed since {since}"
    if opens is None:
        fact = at.definition.facts[outcome.wait.from_fact or ""]
        return RuleLine(text, None, (say.fact_unknown(at, fact, outcome.path),), outcome.law)
    passed = at.now >= opens
    return RuleLine(
        text, passed, () if passed else (say.too_early(at, outcome, opens),), outcome.law
    )


def _explain_idle_track(at: Situation, track: Track) -> Explanation:
    """A track that has no way out now: it waits to start, or has ended."""
    state = at.case.tracks[track.id]
    if state.status == "ended" and state.step is not None:
        end = say.track_ended(track, track.steps[state.step])
        return Explanation(
            track.id, track.title, "not_yet", (RuleLine(f"{track.title} goes on", False, (end,)),)
        )
    return Explanation(
        track.id, f"{track.title} starts", "not_yet", tuple(_lines(at, track.starts, track.id, ()))
    )


# ---- facts


def explain_fact(at: Situation, fact: Fact) -> Explanation:
    """A fact: what stands of it, who can give it a value, which rules read it. No value of a private one."""
    record = at.case.facts.get(fact.id)
    parts = (
        [RuleLine(f"it is known: {_describe_fact(at, fact)}", True)]
        if record
        else [RuleLine("it is known", False)]
    )
    for action in at.definition.recorders(fact.id):
        is_open = explain_action(at, action).verdict
        reasons = (
            Reason("fact_unknown", "", action.by, suggest_do(at, action, fact.id), at=action.path),
        )
        parts.append(
            RuleLine(
                f'{action.code} "{action.title}" asks for it',
                is_open == "open",
                reasons,
                action.law,
            )
        )
    if fact.anytime:
        reasons = (Reason("fact_unknown", "", fact.anytime, suggest_set(at, fact), at=fact.id),)
        parts.append(RuleLine("it may be told at any moment", True, reasons))
    verdict = "known" if record else "unknown"
    title = f'"{fact.id}" ({fact.ask})' if fact.ask else f'"{fact.id}"'
    return Explanation(
        fact.id, title, verdict, tuple(parts), read_by=_readers(at.definition, fact.id)
    )


def _describe_fact(at: Situation, fact: Fact) -> str:
    record = at.case.facts[fact.id]
    by = f"told by {at.short(record.as_)} on {at.say_time(record.at)} (event {record.event})"
    return by if not _may_see(at, fact.id) else f"{say.describe_value(at, fact.id)}, {by}"


def _readers(definition: Definition, fact: str) -> tuple[str, ...]:
    """The paths of the tracks, actions, outcomes and interrupts whose conditions ask about the fact, in file order."""
    found: list[str] = []
    for track in definition.tracks.values():
        rules: list[tuple[str, Gate]] = [(track.id, (*track.starts, *(track.on_hold_while or ())))]
        for step in track.steps.values():
            rules += [
                (action.path, (*action.when, *action.only_if)) for action in step.actions.values()
            ]
            rules += [(outcome.path, outcome.when) for outcome in step.outcomes.values()]
        rules += [(interrupt.path, interrupt.when) for interrupt in track.interrupts.values()]
        found += [
            path
            for path, lines in rules
            if any(fact in find_read_facts(definition, line) for line in lines)
        ]
    if definition.closing and any(
        fact in find_read_facts(definition, line) for line in definition.closing.when
    ):
        found.append("closing")
    return tuple(found)
