"""A case in which nothing can be done: what still leads out of it.

All its actions are held or wait. What remains are interrupts, and facts that may be recorded at any
time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from sop.engine.checklist_lines import Checklist, TransitionLine
from sop.model.definition import Definition
from sop.model.refusal import Reason
from sop.model.suggestion import Suggestion
from sop.model.value import value


@value
class Escape:
    """What leads out: an interrupt with its title, or a fact with its question."""

    kind: Literal["interrupt", "fact"]
    title: str
    suggest: Suggestion
    urgent: bool = False


def is_stuck(checklist: Checklist) -> bool:
    """Whether no action of the procedure can be done and no outcome can be taken, by anyone.

    What is private to the viewer may be possible for others.
    """
    if not checklist.takes_work or (checklist.closing and checklist.closing.open):
        return False
    if any(track.status == "private" for track in checklist.tracks):
        return False
    actions = (one for one in checklist.actions() if one.required)
    if any(one.state in ("open", "private") for one in actions):
        return False
    return not any(one.open for track in checklist.tracks for one in track.outcomes)


def find_escapes(definition: Definition, checklist: Checklist) -> tuple[Escape, ...]:
    """Return what leads out of a case that is stuck, urgent first; nothing for another case."""
    if not is_stuck(checklist):
        return ()
    found = {escape.suggest: escape for escape in _list_escapes(definition, checklist)}
    return tuple(sorted(found.values(), key=_rank))


def _rank(escape: Escape) -> tuple[bool, bool]:
    return not escape.urgent, not escape.suggest.yours


def _list_escapes(definition: Definition, checklist: Checklist) -> Iterator[Escape]:
    urgent = checklist.urgent_paths
    for track in checklist.tracks:
        for interrupt in track.interrupts:
            if interrupt.open and interrupt.suggest is not None:
                is_urgent = interrupt.urgent or interrupt.path in urgent
                yield Escape("interrupt", _title(interrupt), interrupt.suggest, is_urgent)
    for reason in _list_reasons(checklist):
        if reason.suggest is not None and reason.suggest.verb == "set":
            fact = definition.facts[reason.suggest.asks[0]]
            yield Escape("fact", fact.ask or fact.id, reason.suggest)


def _list_reasons(checklist: Checklist) -> Iterator[Reason]:
    """Yield why tracks are held or wait, and why actions and outcomes are not possible."""
    for track in checklist.tracks:
        yield from track.reasons
        for action in track.actions:
            yield from action.reasons
        for outcome in track.outcomes:
            yield from outcome.reasons


def _title(interrupt: TransitionLine) -> str:
    return interrupt.title or interrupt.to_title
