"""The commands that would help, as data; each is made only where `decide` would accept it now from those in `who`."""

from __future__ import annotations

from sop.engine.decision_context import Situation
from sop.engine.progress import can_be_done, can_be_waived
from sop.model.definition import Action, Fact, Interrupt, Outcome, Track
from sop.model.suggestion import Suggestion


def suggest(
    at: Situation, verb: str, target: str | None, who: tuple[str, ...], asks: tuple[str, ...] = ()
) -> Suggestion:
    """Return the suggestion as it concerns the asker: without one who asks it is for anyone in `who`."""
    yours = at.as_ is None or at.as_ in who
    return Suggestion(verb, target, asks, who=who, yours=yours, as_=at.as_ if yours else None)


def suggest_do(at: Situation, action: Action, fact: str | None = None) -> Suggestion | None:
    """Return the command that does the action, and asks for `fact` where the action may record it; None: not now."""
    if not can_be_done(at, action):
        return None
    found = suggest(at, "do", action.code, action.by, action.records)
    if fact is None or fact in action.records:
        return found
    return Suggestion(
        found.verb,
        found.target,
        (*found.asks, fact),
        (("set", fact),),
        found.who,
        found.yours,
        found.as_,
    )


def suggest_set(at: Situation, fact: Fact, who: tuple[str, ...] = ()) -> Suggestion | None:
    """Return the command that sets or corrects the fact; it asks for the value. `who`: who may, if not `anytime`."""
    if at.case.is_closed:
        return None
    return suggest(at, "set", None, who or fact.anytime, (fact.id,))


def suggest_waive(at: Situation, action: Action) -> Suggestion | None:
    """Return the command that waives the action; it asks for the reason. None: not now."""
    return (
        suggest(at, "waive", action.code, action.waivable_by) if can_be_waived(at, action) else None
    )


def suggest_advance(at: Situation, outcome: Outcome) -> Suggestion:
    """Return the command that takes an open outcome; it asks for a reason that is missing."""
    return suggest(at, "advance", outcome.path, outcome.by)


def suggest_raise(at: Situation, interrupt: Interrupt) -> Suggestion:
    """Return the command that raises an interrupt which can be raised."""
    return suggest(at, "raise", interrupt.path, interrupt.by)


def suggest_close(at: Situation) -> Suggestion:
    """Return the command that closes a case which can be closed."""
    closing = at.definition.closing
    return suggest(at, "close", None, closing.by if closing else ())


def suggest_look(track: Track) -> Suggestion:
    """Return the command that shows what the track still asks for; anyone may look."""
    return Suggestion("checklist", options=(("track", track.id),))
