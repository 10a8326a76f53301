"""Verifies cases thoroughly: what the store checks, then each event again by the rules.

The store finds changed bytes. A person who knows the format can write a history that agrees with
itself; each of its events must then still be one that the rules allow at its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import pairwise

from sop.casework.case_service import CaseService
from sop.casework.pinned_definition import describe_forgery
from sop.engine.decide import judge
from sop.engine.decide.corrections import may_undo_event_when_closed
from sop.engine.decide.event_command import command_of
from sop.engine.evolve import apply_event, evolve
from sop.model.calendar import Calendar
from sop.model.case_state import Case
from sop.model.commands import Act, Command, Open, Reopen, Undo
from sop.model.definition import Definition
from sop.model.events import CaseOpened, Event, EventUndone, TimeCorrected
from sop.model.refusal import Refusal, UsageError
from sop.model.value import replace
from sop.store.embedded_store import EmbeddedStore
from sop.store.event_codec import event_type
from sop.store.head_code import names_head
from sop.store.port import StoreError
from sop.store.verify_case import Verification


class ThoroughCheck:
    """Checks the cases of one store. The definitions that they share are checked once."""

    def __init__(
        self, store: EmbeddedStore, service: CaseService, names_clocks: bool = True
    ) -> None:
        self._store = store
        self._service = service
        self._names_clocks = names_clocks
        self.definition_problem = lru_cache(maxsize=None)(self._definition_problem)

    def verify(self, case_id: str) -> Verification:
        """Return what is wrong with the case, and what is only worth knowing.

        Raises UnknownCase where there is none.
        """
        found = self._store.verify(case_id)
        try:
            return self.examine(found)
        except Exception as error:  # the other cases are checked too
            what = f"The history of case {case_id} cannot be replayed ({type(error).__name__})."
            return _failed(found, what)

    def examine(self, found: Verification) -> Verification:
        """Add to what the store found; raise any error that shows a defect of the program."""
        if not found.ok:
            return found
        try:
            return self._replay(found)
        except StoreError as error:
            return _failed(found, error.message)

    def compare(self, found: Verification, against: str) -> Verification:
        """Return the check with the result of looking for a head that was noted elsewhere."""
        if not found.ok:
            return found
        history = self._store.database(found.case).log.history()
        for number in range(history.version, 0, -1):
            if names_head(against, history.head(number)):
                since = history.version - number
                what = (
                    f"The checksum given is that of event {number}; {since} events came after it."
                )
                return replace(found, notes=(*found.notes, what))
        return _failed(
            found,
            f"No event of case {found.case} has the checksum given: the history is not the one "
            "whose checksum was written down, or its end is missing.",
        )

    def _replay(self, found: Verification) -> Verification:
        events, _ = self._store.load(found.case)
        opening = events[0].body
        if not isinstance(opening, CaseOpened):
            return _failed(found, f"The first event of case {found.case} does not open it.")
        problem = self.definition_problem(opening.definition)
        if problem is not None:
            return _failed(found, problem)
        definition = self._service.load(found.case).pinned
        calendar = self._service.calendar(definition)
        replay = HistoryReplay(definition, calendar, found.case)
        problem = replay.first_problem(events)
        if problem is not None:
            return _failed(found, problem)
        notes = [*found.notes, *replay.notes]
        if self._names_clocks:
            notes += _clock_notes(events, self._service.now)
        if self._store.index_sync.indexed_head(found.case) is None:
            notes.append("The index does not have this case: only its own file was checked.")
        return replace(found, notes=tuple(notes))

    def _definition_problem(self, content_hash: str) -> str | None:
        """Return what is wrong with a kept definition, compiling its texts again."""
        problem = self._store.definitions.problem(content_hash)
        if problem is not None:
            return problem
        try:
            definition = self._store.definitions.load_definition(content_hash)
            return describe_forgery(definition, self._store.definitions.texts(content_hash))
        except StoreError as error:
            return error.message
        except Exception as error:  # the other definitions are checked too
            kind = type(error).__name__
            return f"The definition {content_hash[:12]} cannot be compiled again ({kind})."


class HistoryReplay:
    """Decides each event of one case again, on the state that the events before it left."""

    def __init__(self, definition: Definition, calendar: Calendar, case_id: str) -> None:
        self._definition = definition
        self._calendar = calendar
        self._case_id = case_id
        self.notes: list[str] = []

    def first_problem(self, events: Sequence[Event]) -> str | None:
        """Return why the first event that the rules do not allow is not allowed; None if all are.

        `notes` gains what this version of sop computes differently.
        """
        case = Case(id=self._case_id)
        for place, event in enumerate(events):
            before = tuple(events[:place])
            why = self._judge(case, event, before)
            if why is not None:
                return (
                    f"Event {event.id} of case {self._case_id} ({event_type(event.body)}) is not "
                    f"one that the rules of its workflow allow at its place: {why}."
                )
            if isinstance(event.body, EventUndone | TimeCorrected):  # earlier events change
                case = evolve(self._definition, (*before, event), self._case_id)
            else:
                case = apply_event(self._definition, case, event)
        return None

    def _judge(self, case: Case, event: Event, before: tuple[Event, ...]) -> str | None:
        """Return why the event is not allowed, without any value of the case; None if it is."""
        command = _command_for(case, event, before)
        if command is None:
            return None
        try:
            decision = judge(
                self._definition,
                case,
                command,
                now=event.recorded,
                history=before,
                calendar=self._calendar,
            )
        except UsageError:
            return "it has a name or a value that the workflow does not allow"
        if isinstance(decision, Refusal):
            return ", ".join(dict.fromkeys(reason.code for reason in decision.reasons))
        written = [one for one in decision.events if one.body == event.body]
        if not written:
            return "the rules give another event"
        if dict(written[0].dues) != dict(event.dues):
            self.notes.append(
                f"Event {event.id}: its due times differ from those that this version computes."
            )
        return None


def _command_for(case: Case, event: Event, before: Sequence[Event]) -> Command | None:
    """Return the command that would write the event; None for one that cannot be given again.

    A closed case lets its notes, links and labels be undone like an open one: only what closed it
    is undone by opening it again.
    """
    act = Act(event.as_, event.by, at=event.at, why=event.why)
    match event.body:
        case CaseOpened(facts=facts, incident=incident):
            return Open(act, facts, incident)
        case EventUndone(event=undone):
            target = next((one for one in before if one.id == undone), None)
            if target is None or not case.is_closed:
                return Undo(act, undone)
            if may_undo_event_when_closed(case, target):
                return Undo(act, undone)
            return Reopen(act)
    try:
        return command_of(event)
    except UsageError:
        return None


def _failed(found: Verification, problem: str) -> Verification:
    return replace(found, ok=False, head=None, problem=problem)


def _clock_notes(events: Sequence[Event], now: datetime) -> Iterator[str]:
    """Yield what the times of writing show: a wrong clock, or a history that was altered."""
    for before, event in pairwise(events):
        if event.recorded < before.recorded:
            yield (
                f"Event {event.id} was recorded at {event.recorded.isoformat()}, before event "
                f"{before.id}: a clock was wrong, or the history was altered."
            )
    last = events[-1]
    if last.recorded > now:
        yield (
            f"Event {last.id} was recorded at {last.recorded.isoformat()}, which is in the future: "
            "a clock was wrong, or the history was altered."
        )
