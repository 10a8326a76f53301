"""The commands that would help, as data.

A suggestion is made only if `decide` would accept it now from the stakeholders in its `who`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sop.engine.decision_context import Situation
from sop.engine.progress import can_be_done, can_be_waived
from sop.model.definition import Action, Interrupt, Outcome, Track
from sop.model.fact import Fact
from sop.model.refusal import Reason
from sop.model.suggestion import Suggestion
from sop.model.value import replace


def suggest(
    at: Situation, verb: str, target: str | None, who: tuple[str, ...], asks: tuple[str, ...] = ()
) -> Suggestion:
    """Return the suggestion for this user; a user who named no stakeholder may be any of `who`."""
    found = Suggestion(verb=verb, target=target, asks=asks, who=who)
    if at.as_ is None:
        return found
    if at.as_ in who:
        return replace(found, as_=at.as_)
    return replace(found, yours=False)


def suggest_as_self(
    at: Situation, home: str | None, verb: str, target: str | None, who: tuple[str, ...]
) -> Suggestion:
    """Return the suggestion of a correction for the user's own stakeholder, `home`.

    Who records what another stakeholder reported does not correct the history in its name.
    """
    if home is None or home == at.as_:
        return suggest(at, verb, target, who)
    return replace(suggest(replace(at, as_=home), verb, target, who), as_self=True)


def prefer_own(suggestions: Iterable[Suggestion | None]) -> Suggestion | None:
    """Return the first suggestion for the user, else the first; None if there is none."""
    possible = [suggestion for suggestion in suggestions if suggestion is not None]
    own = [suggestion for suggestion in possible if suggestion.yours]
    return next(iter(own or possible), None)


def suggest_unless(obstacles: Sequence[Reason], suggestion: Suggestion) -> Suggestion | None:
    """Return the suggestion; None if something prevents it."""
    return None if obstacles else suggestion


def suggest_do(at: Situation, action: Action, fact: str | None = None) -> Suggestion | None:
    """Return the command that does the action; None if it cannot be done now.

    It asks for `fact` too, which the action records or may record.
    """
    if not can_be_done(at, action):
        return None
    found = suggest(at, "do", action.code, action.by, action.records)
    if fact is None or fact in action.records:
        return found
    return replace(found, asks=(*found.asks, fact), options=(("set", fact),))


def suggest_set(at: Situation, fact: Fact, who: tuple[str, ...] = ()) -> Suggestion | None:
    """Return the command that records or corrects the fact, and asks for its value.

    `who` are the stakeholders who may; without it those of `anytime`. None in a closed case.
    """
    if at.case.is_closed:
        return None
    return suggest(at, "set", None, who or fact.anytime, (fact.id,))


def suggest_change(at: Situation, fact: Fact) -> Suggestion | None:
    """Return the command that states what the fact is from now on. None in a closed case.

    For a fact that may be set at any time, also that of those who may set it.
    """
    who = tuple(dict.fromkeys((*fact.changes, *fact.anytime)))
    if at.case.is_closed or not who:
        return None
    found = suggest(at, "set", None, who, (fact.id,))
    return replace(found, options=(("from-now", None),))


def suggest_waive(at: Situation, action: Action) -> Suggestion | None:
    """Return the command that waives the action and asks for the reason; None if impossible now."""
    if not can_be_waived(at, action):
        return None
    return suggest(at, "waive", action.code, action.waivable_by)


def suggest_advance(at: Situation, outcome: Outcome) -> Suggestion:
    """Return the command that takes an open outcome; it asks for a reason that is missing."""
    return suggest(at, "advance", outcome.path, outcome.by)


def suggest_raise(at: Situation, interrupt: Interrupt) -> Suggestion:
    """Return the command that raises an interrupt which can be raised now.

    Its ID alone is easier to type, where no other interrupt has it.
    """
    same = [one for one in at.definition.interrupts() if one.id == interrupt.id]
    target = interrupt.id if len(same) == 1 else interrupt.path
    return suggest(at, "raise", target, interrupt.by)


def suggest_close(at: Situation) -> Suggestion:
    """Return the command that closes a case which can be closed now."""
    closing = at.definition.closing
    return suggest(at, "close", None, closing.by if closing else ())


def suggest_look(track: Track) -> Suggestion:
    """Return the command that shows the checklist of the track; every stakeholder may use it."""
    return Suggestion("checklist", options=(("track", track.id),))
