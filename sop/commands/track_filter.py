"""`--track`: one track of a case, for commands that show all of them."""

from __future__ import annotations

from itertools import chain

from sop.engine.checklist_lines import Checklist
from sop.engine.explanation import Explanation
from sop.engine.resolve_names import resolve_track
from sop.model.definition import Action, Definition, Interrupt, Outcome, Track
from sop.model.refusal import UsageError
from sop.model.value import replace


def keep_track(definition: Definition, shown: Checklist, word: str | None) -> Checklist:
    """Return the checklist with the track that the word names; None: with all tracks."""
    if word is None:
        return shown
    wanted = resolve_track(definition, word).id
    return replace(shown, tracks=tuple(one for one in shown.tracks if one.track == wanted))


def name_in_track(definition: Definition, track: Track, word: str | None) -> str:
    """Return what to explain: the whole track, or the rule of that name if the track has one."""
    if word in (None, "advance"):
        return track.id
    steps = track.steps.values()
    rules: list[Action | Outcome | Interrupt] = [*track.interrupts.values()]
    rules += chain.from_iterable(step.actions.values() for step in steps)
    rules += chain.from_iterable(step.outcomes.values() for step in steps)
    paths = [str(rule.path) for rule in rules if rule.id == word]
    return paths[0] if len(paths) == 1 else str(word)


def check_track(found: tuple[Explanation, ...], track: Track, word: str | None) -> None:
    """Raise UsageError if what is explained does not belong to the track."""
    for one in found:
        if one.target != track.id and not one.target.startswith(f"{track.id}."):
            raise UsageError(f"'{word}' is not in the track '{track.id}'.", "Leave --track out.")
