"""A track that is on hold: what still goes on there, and what answers the hold, by whom."""

from __future__ import annotations

from collections.abc import Container, Iterator

from sop.engine.checklist_lines import ActionLine, Checklist, TrackLine
from sop.engine.resolve_names import resolve_action
from sop.model.suggestion import Suggestion
from sop.views.labels import Wording
from sop.views.terminal.blocks import Line, line


def hold_lines(
    wording: Wording, checklist: Checklist, tracks: Container[str], indent: int = 1
) -> Iterator[Line]:
    """Yield the lines of those of the tracks that are on hold; `checklist` is the viewer's."""
    for track in checklist.tracks:
        if track.status == "held" and track.track in tracks:
            yield line(_say_what_goes_on(wording, track), indent=indent, hang=2)
            for answer in _list_answers(wording, track):
                yield line(answer, indent=indent, hang=2)


def list_going_on(track: TrackLine) -> tuple[ActionLine, ...]:
    """Return the actions of the track that can be done now, also while it is on hold."""
    return tuple(one for one in track.actions if one.state == "open" and not one.held)


def _say_what_goes_on(wording: Wording, track: TrackLine) -> str:
    possible = list_going_on(track)
    if not possible:
        return f"While {track.title} is on hold, none of its actions can be done."
    named = "; ".join(_name_action(wording, one) for one in possible)
    return f"While {track.title} is on hold, this goes on: {named}."


def _name_action(wording: Wording, action: ActionLine) -> str:
    return f"{action.code} {action.title} ({wording.stakeholder_names(action.by)})"


def _list_answers(wording: Wording, track: TrackLine) -> Iterator[str]:
    """Yield what others have to do first; what the reader can do is a command of the screen."""
    found = {one.suggest: one for one in track.reasons if one.code == "on_hold"}
    for suggestion in found:
        if suggestion is not None and not suggestion.yours:
            yield f"Needed first, before the hold can end: {_say_answer(wording, suggestion)}."


def _say_answer(wording: Wording, suggestion: Suggestion) -> str:
    who = wording.stakeholder_names(suggestion.who)
    definition = wording.definition
    if suggestion.verb == "do" and suggestion.target:
        action = resolve_action(definition, None, suggestion.target)
        return f'{action.code} "{action.title}" ({who})'
    if suggestion.verb == "set" and suggestion.asks:
        fact = definition.facts[suggestion.asks[0]]
        return f"an answer of {who} to: {fact.ask or fact.id}"
    return f'"{suggestion.verb} {suggestion.target or ""}" by {who}'
