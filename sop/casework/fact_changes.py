"""What a correction of a fact, or a change from now on, means for the whole case.

It is shown before it is written. In a program a correction that changes anything has to be
accepted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sop.casework.loaded_case import LoadedCase
from sop.engine.change_consequences import RefusedEvent, find_later_events
from sop.engine.deadlines import make_counter
from sop.engine.decision_context import Situation
from sop.engine.private_rules import find_private_rules
from sop.model.commands import SetFacts
from sop.model.events import Event, FactsRecorded
from sop.model.refusal import Reason, Refusal
from sop.model.suggestion import Suggestion
from sop.model.value import value
from sop.proof.history_audit import audit_history


@value
class ChangeConsequences:
    """`events` would no longer be accepted at their place; `guarantees` (IDs) would be broken.

    `rested` are the events that would not have been accepted without the value. `is_correction`:
    the earlier value was wrong.
    """

    events: tuple[RefusedEvent, ...] = ()
    guarantees: tuple[str, ...] = ()
    rested: tuple[int, ...] = ()
    is_correction: bool = False

    @property
    def is_any(self) -> bool:
        return bool(self.events or self.guarantees or self.rested)

    @property
    def must_be_accepted(self) -> bool:
        """Whether a person has to accept it: a correction with consequences.

        A change from now on leaves what rested on the earlier value right, unless it is dated
        before events that it contradicts.
        """
        if self.is_correction:
            return self.is_any
        return bool(self.events)


NO_CONSEQUENCES = ChangeConsequences()


def find_consequences(before: LoadedCase, written: Sequence[Event]) -> ChangeConsequences:
    """Return what the events, which follow those of `before`, mean; none for `anytime` facts.

    What reads a fact that the writer may not see is left out.
    """
    change = next((event for event in written if event.changes_known_facts), None)
    if change is None or not isinstance(change.body, FactsRecorded):
        return NO_CONSEQUENCES
    definition, case = before.definition, before.case
    values = {name: new for name, new in change.body.facts.items() if case.value(name) != new}
    at = Situation(definition, case, before.now, change.as_, before.calendar)
    later = find_later_events(at, before.history, change, values)
    return ChangeConsequences(
        later.refused,
        _find_broken(at, before, change),
        later.rested,
        is_correction=change.body.correction,
    )


def _find_broken(at: Situation, before: LoadedCase, change: Event) -> tuple[str, ...]:
    """Return the guarantees that the history breaks with the change and not without it."""
    count = make_counter(at.definition, at.calendar)
    was = audit_history(at.definition, before.history, before.now, count)
    now = audit_history(at.definition, (*before.history, change), before.now, count)
    broken = {one.guarantee.id for one in was if one.verdict == "broken"}
    newly = [one.guarantee for one in now if one.verdict == "broken"]
    hidden = broken | find_private_rules(at.definition, at.as_).guarantees
    return tuple(one.id for one in newly if one.id not in hidden)


def refuse_unaccepted(found: ChangeConsequences, command: SetFacts) -> Refusal:
    """Return the refusal of a change with consequences that no one has accepted."""
    listed = "; ".join(list_consequence_texts(found))
    options: tuple[tuple[str, str | None], ...] = (("accept", None),)
    if command.from_now:
        options = (("from-now", None), *options)
    names = tuple(command.facts)
    again = Suggestion("set", asks=names, options=options, as_=command.act.as_)
    what = f"The change has consequences: {listed}."
    reason = Reason("has_consequences", what, (command.act.as_,), suggest=again, at=names[0])
    return Refusal(f"Set {', '.join(names)}", (reason,))


def list_consequence_texts(found: ChangeConsequences) -> list[str]:
    """Return each kind of consequence in words."""
    texts: list[str] = []
    if found.events:
        numbers = _join_numbers(event.id for event in found.events)
        texts.append(f"{numbers} would no longer be accepted at this place in the history")
    if found.guarantees:
        word = "guarantee" if len(found.guarantees) == 1 else "guarantees"
        texts.append(f"the history breaks the {word} {', '.join(found.guarantees)}")
    if found.rested:
        texts.append(f"{_join_numbers(found.rested)} rested on the value")
    return texts


def _join_numbers(events: Iterable[int]) -> str:
    numbers = list(map(str, events))
    word = "event" if len(numbers) == 1 else "events"
    return f"{word} {', '.join(numbers)}"
