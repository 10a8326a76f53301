"""Why something may happen, or why not yet (`sop why`): a rule as lines, and who could change them.

The lines are those by which `decide` judges, with the reasons that a refusal would give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sop.engine import condition_state, condition_text, guards, rule_lines, track_reasons
from sop.engine.decision_context import Situation
from sop.engine.evaluate import negate, reads_fact
from sop.engine.explanation import Explanation, RuleLine
from sop.engine.mask_explanation import explain_private_track, mask_explanation
from sop.engine.open_choices import list_open_paths
from sop.engine.private_rules import PrivateRules, find_private_rules
from sop.engine.progress import find_record
from sop.engine.resolve_names import (
    current_steps,
    is_track,
    refuse_unknown,
    resolve_action,
    resolve_interrupt,
    resolve_outcome,
    resolve_track,
)
from sop.engine.suggestions import (
    suggest_advance,
    suggest_do,
    suggest_raise,
    suggest_set,
    suggest_unless,
)
from sop.engine.waiting_steps import list_dropped_steps, list_waiting_steps
from sop.model.case_state import Case
from sop.model.condition import Gate
from sop.model.definition import Action, Closing, Definition, Interrupt, Outcome, Track
from sop.model.fact import Fact
from sop.model.refusal import Reason, UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import replace

ADVANCE = ("advance",)
CLOSING = ("close", "closing")

Rule = Action | Outcome | Interrupt


# ---- what a word refers to


def explain_target(at: Situation, word: str) -> tuple[Explanation, ...]:
    """Return the explanations of what the word refers to.

    `advance` refers to every outcome of every current step.

    Raises:
        UsageError: The word refers to nothing, or to several things.
    """
    private = find_private_rules(at.definition, at.as_)
    if word in private.tracks:
        return (explain_private_track(at, word),)
    found = _explain_word(at, word, private)
    return tuple(mask_explanation(at, one, private) for one in found)


def _explain_word(at: Situation, word: str, private: PrivateRules) -> tuple[Explanation, ...]:
    definition = at.definition
    if not word.strip():
        raise UsageError("An empty word names nothing.", "Give a code or a name.")
    if word in ADVANCE:
        return _explain_all_outcomes(at, private) or _explain_closing(at)
    if word in CLOSING:
        return _explain_closing(at)
    if word in definition.facts:
        return (explain_fact(at, definition.facts[word]),)
    if is_track(definition, word):
        track = resolve_track(definition, word)
        return tuple(_explain_outcomes(at, track)) or (_explain_idle_track(at, track),)
    current = _list_visible_steps(at, private)
    named = [outcome for outcome in _current_outcomes(at, current) if outcome.id == word]
    if named:
        return tuple(explain_outcome(at, outcome) for outcome in named)
    return (_explain_rule(at, _resolve_rule(at, word, current)),)


def _explain_rule(at: Situation, rule: Rule) -> Explanation:
    if isinstance(rule, Action):
        return explain_action(at, rule)
    if isinstance(rule, Outcome):
        return explain_outcome(at, rule)
    return explain_interrupt(at, rule)


def _resolve_rule(at: Situation, word: str, current: tuple[str, ...]) -> Rule:
    """Return the action, outcome or interrupt that the word refers to.

    One whose whole name is the word is preferred to one whose name contains it; then one of a
    current step to all others.
    """
    found, ambiguous = _search_rules(at, word)
    named = [rule for rule in found if word in (rule.path, rule.path.rpartition(".")[2])]
    found = named or found
    here = [rule for rule in found if rule.path.rpartition(".")[0] in current]
    found = here or found
    if len(found) == 1:
        return found[0]
    if found:
        paths = ", ".join(rule.path for rule in found)
        raise UsageError(
            f"{word!r} fits several things: {paths}.", "Write more of the name, or the code."
        )
    raise next(iter(ambiguous), _refuse_target(at, word))


def _search_rules(at: Situation, word: str) -> tuple[list[Rule], list[UsageError]]:
    """Return what the word refers to, and the errors of kinds in which it fits several things."""
    searches: tuple[Callable[[Definition, Case, str], Rule], ...] = (
        resolve_action,
        resolve_outcome,
        resolve_interrupt,
    )
    found: list[Rule] = []
    ambiguous: list[UsageError] = []
    for search in searches:
        try:
            found.append(search(at.definition, at.case, word))
        except UsageError as error:
            if " fits " in error.message:
                ambiguous.append(error)
    return found, ambiguous


def _current_outcomes(at: Situation, current: tuple[str, ...]) -> Iterator[Outcome]:
    for path in current:
        yield from at.definition.step(path).outcomes.values()


def _list_visible_steps(at: Situation, private: PrivateRules) -> tuple[str, ...]:
    """Return the current steps, without those that show that a private track has started."""
    paths = current_steps(at.definition, at.case)
    return tuple(path for path in paths if not private.hides(path))


def _refuse_target(at: Situation, word: str) -> UsageError:
    """Return the error for a word that refers to nothing; similar names that are open first."""
    definition = at.definition
    names = [path.rpartition(".")[2] for path in list_open_paths(definition, at.case, at.as_)]
    names += ["advance", "close", *definition.facts]
    for step in definition.steps():
        names += [*step.actions, *step.outcomes]
    names += [interrupt.id for interrupt in definition.interrupts()]
    list_all = Suggestion("checklist", options=(("all", None),))
    nearest = refuse_unknown("rule", word, dict.fromkeys(names), list_all)
    return UsageError(
        f"{word!r} is not an action, outcome, interrupt, track or fact of this workflow.",
        nearest.remedy,
        nearest.suggest,
    )


# ---- tracks, outcomes, interrupts, the closing


def _explain_all_outcomes(at: Situation, private: PrivateRules) -> tuple[Explanation, ...]:
    found: list[Explanation] = []
    for track in at.definition.tracks.values():
        if track.id not in private.tracks:
            found += _explain_outcomes(at, track)
    return tuple(found)


def _explain_outcomes(at: Situation, track: Track) -> Iterator[Explanation]:
    """Yield the outcomes of the step that a running track is at."""
    state = at.case.tracks[track.id]
    if state.status == "running" and state.step is not None:
        for outcome in track.steps[state.step].outcomes.values():
            yield explain_outcome(at, outcome)


def _explain_closing(at: Situation) -> tuple[Explanation, ...]:
    return (explain_closing(at, at.definition.closing or Closing(())),)


def explain_outcome(at: Situation, outcome: Outcome) -> Explanation:
    """Explain an outcome: place, hold, actions, conditions, wait, who."""
    track, state = at.track_of(outcome.path)
    step = at.definition.step_at(outcome.path)
    parts = [rule_lines.place_line(at, track, step, outcome.path)]
    parts += rule_lines.hold_lines(at, track)
    if not outcome.skips_actions:
        parts += rule_lines.required_action_lines(at, step)
    parts += rule_lines.gate_lines(at, outcome.when, outcome.path, outcome.law)
    if state.visit is not None and state.step == step.id:
        parts += rule_lines.wait_line(at, outcome, track, state.visit)
    to = guards.resolve_target(at, outcome)
    target = condition_text.step_name(track.steps[to]) if to else "back"
    obstacles = guards.find_place_obstacles(at, track, step.id, path=outcome.path, what="")
    obstacles = obstacles or guards.find_outcome_obstacles(at, outcome)
    found = Explanation(
        target=outcome.path,
        title=f"{step.code} {outcome.title or outcome.id} -> {target}",
        verdict=_open_or_not_yet(not obstacles),
        parts=tuple(parts),
        by=outcome.by,
        law=outcome.law,
        clocks=rule_lines.list_rule_clocks(at, step, outcome.path),
        waits=list_waiting_steps(at, track) if state.step == step.id else (),
        drops=list_dropped_steps(at, track, outcome) if state.step == step.id else (),
        suggest=suggest_unless(obstacles, suggest_advance(at, outcome)),
    )
    return _add_common_lines(at, found)


def explain_interrupt(at: Situation, interrupt: Interrupt) -> Explanation:
    """Explain an interrupt: its steps, conditions, who. Neither holds nor actions block it."""
    track, state = at.track_of(interrupt.path)
    sources = ", ".join(track.steps[source].code for source in interrupt.sources)
    is_there = state.status == "running" and state.step in interrupt.sources
    reasons: tuple[Reason, ...] = ()
    if not is_there:
        reasons = guards.find_place_obstacles(
            at, track, None, path=interrupt.path, what="The interrupt"
        )
    name = condition_text.track_name(track)
    need = f"{name} must be at one of {sources}; {rule_lines.describe_place_now(at, track)}"
    parts = [RuleLine(f"{name} is at one of {sources}", is_there, reasons, need=need)]
    parts += rule_lines.gate_lines(at, interrupt.when, interrupt.path, interrupt.law)
    target = condition_text.step_name(track.steps[interrupt.to])
    is_open = is_there and not guards.find_interrupt_obstacles(at, interrupt)
    found = Explanation(
        target=interrupt.path,
        title=f"{interrupt.title or interrupt.id} -> {target}",
        verdict=_open_or_not_yet(is_open),
        parts=tuple(parts),
        by=interrupt.by,
        law=interrupt.law,
        waits=list_waiting_steps(at, track) if is_there else (),
        drops=list_dropped_steps(at, track, interrupt) if is_there else (),
        suggest=suggest_raise(at, interrupt) if is_open else None,
    )
    return _add_common_lines(at, found)


def explain_closing(at: Situation, closing: Closing) -> Explanation:
    """Explain the closing: each track has ended or will not start, and its own condition."""
    parts = [_track_end_line(at, track) for track in at.definition.tracks.values()]
    parts += rule_lines.gate_lines(at, closing.when, "closing", ())
    is_open = at.definition.closing is not None and not guards.find_closing_obstacles(at)
    title = "Closing the case"
    if at.definition.closing is None:
        title = "The case closes automatically"
    found = Explanation(
        target="closing",
        title=title,
        verdict=_open_or_not_yet(is_open),
        parts=tuple(parts),
        by=closing.by,
    )
    return _add_common_lines(at, found)


def _track_end_line(at: Situation, track: Track) -> RuleLine:
    state, name = at.case.tracks[track.id], condition_text.track_name(track)
    obstacles = guards.find_closing_obstacles(at)
    reasons = tuple(reason for reason in obstacles if reason.at == track.id)
    if state.status == "waiting":
        will_not_start = negate(at.evaluate_gate(track.starts))
        need = f"{name} must have ended, or it must be certain that it will not start"
        return RuleLine(f"{name} will not start", will_not_start, reasons, need=need)
    need = f"{name} must have ended; {rule_lines.describe_place_now(at, track)}"
    return RuleLine(f"{name} has ended", state.status == "ended", reasons, need=need)


def _open_or_not_yet(is_open: bool) -> str:
    return "open" if is_open else "not_yet"


def _add_common_lines(at: Situation, found: Explanation) -> Explanation:
    """Add that the case is closed, in which case nothing is open, and who may do it."""
    parts = (*found.parts, *rule_lines.authority_line(at, found.by, found.target))
    if not at.case.is_closed:
        return replace(found, parts=parts)
    closed = RuleLine("the case is open", False, (track_reasons.case_closed(at),))
    return replace(found, parts=(closed, *parts), verdict="not_yet", suggest=None)


def _explain_idle_track(at: Situation, track: Track) -> Explanation:
    """Explain a track without outcomes now: it waits to start, or has ended."""
    state = at.case.tracks[track.id]
    if state.status == "ended" and state.step is not None:
        end = track_reasons.track_ended(track, track.steps[state.step])
        name = condition_text.track_name(track)
        line = RuleLine(f"{name} goes on", False, (end,), need=f"{name} must not have ended")
        return Explanation(track.id, name, "not_yet", (line,))
    lines = tuple(rule_lines.gate_lines(at, track.starts, track.id, ()))
    return Explanation(track.id, f"{condition_text.track_name(track)} starts", "not_yet", lines)


# ---- actions


def explain_action(at: Situation, action: Action) -> Explanation:
    """Explain an action: place, hold, need, gate, order, who."""
    track, _ = at.track_of(action.path)
    step = at.definition.step_at(action.path)
    parts = [rule_lines.place_line(at, track, step, action.path)]
    if not action.even_on_hold:
        parts += rule_lines.hold_lines(at, track)
    parts += rule_lines.gate_lines(at, action.when, action.path, action.law)
    parts += rule_lines.gate_lines(at, action.only_if, action.path, action.law)
    parts += rule_lines.earlier_action_lines(at, action, step)
    obstacles = guards.find_place_obstacles(at, track, step.id, path=action.path, what="")
    obstacles = obstacles or guards.find_action_obstacles(at, action)
    found = Explanation(
        target=action.path,
        title=f"{action.code} {action.title}",
        verdict=_open_or_not_yet(not obstacles),
        parts=tuple(parts),
        by=action.by,
        law=action.law,
        clocks=rule_lines.list_rule_clocks(at, step, action.path),
        suggest=suggest_do(at, action) if not obstacles else None,
    )
    return _add_record(at, action, _add_common_lines(at, found))


def _add_record(at: Situation, action: Action, found: Explanation) -> Explanation:
    """Add who did or waived the action, and when."""
    record = find_record(at, action)
    if record is None:
        return found
    who, when = at.short_name(record.as_), at.say_time(record.at)
    line = RuleLine(f"{record.state} by {who} on {when} (event {record.event})", True)
    return replace(found, verdict=record.state, parts=(line, *found.parts))


# ---- facts


def explain_fact(at: Situation, fact: Fact) -> Explanation:
    """Explain a fact: its value unless it is private, who can give it one, which rules read it."""
    verdict, known = "unknown", RuleLine("it is known", False, need="a value must be recorded")
    if fact.id in at.case.facts:
        verdict, known = "known", RuleLine(f"it is known: {_describe_record(at, fact)}", True)
    parts = [known]
    parts += [_recorder_line(at, fact, action) for action in at.definition.recorders(fact.id)]
    if fact.anytime:
        parts.append(RuleLine("it can be set at any time", True, (_ask_to_set(at, fact),)))
    return Explanation(
        target=fact.id,
        title=f'"{fact.id}" ({fact.ask})' if fact.ask else f'"{fact.id}"',
        verdict=verdict,
        parts=tuple(parts),
        read_by=tuple(_find_readers(at.definition, fact.id)),
    )


def _describe_record(at: Situation, fact: Fact) -> str:
    record = at.case.facts[fact.id]
    who, when = at.short_name(record.as_), at.say_time(record.at)
    recorded = f"recorded by {who} on {when} (event {record.event})"
    if not rule_lines.may_see_fact(at, fact.id):
        return recorded
    return f"{condition_state.describe_value(at, fact.id)}, {recorded}"


def _recorder_line(at: Situation, fact: Fact, action: Action) -> RuleLine:
    """Return whether the action that asks for the fact can be done now."""
    is_open = explain_action(at, action).verdict == "open"
    suggest = suggest_do(at, action, fact.id)
    reason = Reason("fact_unknown", "", action.by, suggest=suggest, at=action.path)
    asks = f'{action.code} "{action.title}" asks for it'
    return RuleLine(asks, is_open, (reason,), action.law, need=f"{asks}; it cannot be done now")


def _ask_to_set(at: Situation, fact: Fact) -> Reason:
    return Reason("fact_unknown", "", fact.anytime, suggest=suggest_set(at, fact), at=fact.id)


def _find_readers(definition: Definition, fact: str) -> Iterator[str]:
    """Yield the paths of the rules that read the fact, in file order."""
    for path, lines in _list_rules(definition):
        if reads_fact(definition, lines, fact):
            yield path


def _list_rules(definition: Definition) -> Iterable[tuple[str, Gate]]:
    """Yield the path and the conditions of every rule: track by track, the closing last."""
    for track in definition.tracks.values():
        yield track.id, (*track.starts, *(track.on_hold_while or ()))
        for step in track.steps.values():
            for action in step.actions.values():
                yield action.path, (*action.when, *action.only_if)
            for outcome in step.outcomes.values():
                yield outcome.path, outcome.when
        for interrupt in track.interrupts.values():
            yield interrupt.path, interrupt.when
    if definition.closing is not None:
        yield "closing", definition.closing.when
