"""A loaded case, a change to it, and the result of a write.

The history is folded once, and the checklist is built at most once.
"""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from sop.casework.history_check import replay_history
from sop.engine.build_checklist import build_checklist
from sop.engine.checklist_lines import Checklist, WaitingLine
from sop.engine.decision_context import Situation
from sop.engine.mask_checklist import mask_checklist
from sop.engine.private_rules import PrivateRules
from sop.engine.waiting_steps import list_ended_steps
from sop.model.calendar import Calendar
from sop.model.case_state import Case
from sop.model.commands import Command
from sop.model.definition import Definition
from sop.model.events import CaseOpened, Event, EventUndone, NoteWritten
from sop.model.refusal import Refusal
from sop.model.value import replace, value

if TYPE_CHECKING:
    from sop.engine.decide.request import Accepted


@value
class LoadedCase:
    """A case with its history, at one moment.

    `pinned` is the definition as the store keeps it, `definition` the same with its texts in the
    reader's language. `case` is the fold of `history`. Not opened yet: no events, version 0.
    """

    id: str
    definition: Definition
    pinned: Definition
    history: tuple[Event, ...]
    case: Case
    now: datetime
    calendar: Calendar

    @property
    def version(self) -> int:
        return len(self.history)

    @cached_property
    def checklist(self) -> Checklist:
        """Everything that the case needs now, private parts too: for rules, not for screens."""
        return self._build_checklist(None)

    def checklist_for(self, viewer: str | None) -> Checklist:
        """Return the checklist worded for a stakeholder, without what it may not see.

        None is a viewer whom no one named, who sees what every stakeholder may see.
        """
        if viewer is None:
            return self.mask(self.checklist, None)
        return self.mask(self._build_checklist(viewer), viewer)

    def mask(self, seen: Checklist, viewer: str | None) -> Checklist:
        """Return the checklist of this case as the viewer may see it."""
        return mask_checklist(self.definition, seen, viewer)

    def _build_checklist(self, as_: str | None) -> Checklist:
        return build_checklist(
            self.definition,
            self.case,
            self.now,
            as_=as_,
            calendar=self.calendar,
            history=self.history,
        )

    @cached_property
    def open_paths(self) -> tuple[str, ...]:
        """The paths of running tracks and open actions, in file order."""
        found: list[str] = []
        for track in self.checklist.tracks if self.history else ():
            if track.status in ("running", "held"):
                found.append(track.track)
            found.extend(action.path for action in track.actions if action.state == "open")
        return tuple(found)

    @property
    def undoable_events(self) -> tuple[Event, ...]:
        """The events that count and that a user undoes without naming them, latest first."""
        return tuple(
            event
            for event in reversed(self.history)
            if not isinstance(event.body, CaseOpened | EventUndone | NoteWritten)
            and event.id not in self.case.undone
        )

    def at(self, now: datetime) -> LoadedCase:
        """Return the case at another moment."""
        return self if now == self.now else replace(self, now=now)

    def after(self, accepted: Accepted) -> LoadedCase:
        """Return the case with the events of a decision on it."""
        if not accepted.events:
            return self
        return replace(self, history=(*self.history, *accepted.events), case=accepted.case)

    def until(self, version: int) -> LoadedCase:
        """Return the case as it was after that many events. Only this folds the history again."""
        history = self.history[:version]
        return replace(
            self, history=history, case=replay_history(self.definition, history, self.id)
        )


@value
class WriteResult:
    """The result of a write to one case, or of a dry run.

    `events` are new. With `changed` False they are those that an earlier write with the same
    idempotency key wrote, or none where the request was already fulfilled.
    """

    before: LoadedCase
    after: LoadedCase
    events: tuple[Event, ...]
    changed: bool
    warnings: tuple[str, ...] = ()

    def opened_for(self, private: PrivateRules) -> tuple[str, ...]:
        """Return `opened` without what is private to the viewer."""
        return tuple(path for path in self.opened if not private.hides(path))

    def closed_for(self, private: PrivateRules) -> tuple[str, ...]:
        """Return `closed` without what is private to the viewer."""
        return tuple(path for path in self.closed if not private.hides(path))

    @cached_property
    def opened(self) -> tuple[str, ...]:
        """The paths of actions and tracks that the events opened, in file order."""
        before = set(self.before.open_paths)
        return tuple(path for path in self.after.open_paths if path not in before)

    @cached_property
    def closed(self) -> tuple[str, ...]:
        """The paths of actions and tracks that the events closed, in file order."""
        after = set(self.after.open_paths)
        return tuple(path for path in self.before.open_paths if path not in after)

    @cached_property
    def waiting(self) -> tuple[WaitingLine, ...]:
        """The steps that wait after the events, in tracks in which another step is current now."""
        moved = [
            track
            for track in self.after.checklist.tracks
            if self.before.history and track.step != self.before.case.tracks[track.track].step
        ]
        return tuple(line for track in moved for line in track.waits)

    @cached_property
    def dropped(self) -> tuple[WaitingLine, ...]:
        """The steps that waited, owed actions, and are not resumed any more after the events."""
        if not self.before.history or not self.changed:
            return ()
        file = self.before
        at = Situation(file.definition, file.case, file.now, None, file.calendar)
        return list_ended_steps(at, self.after.case)


@value
class CaseChange:
    """The commands for one case, at least one, in their order."""

    file: LoadedCase
    commands: tuple[Command, ...]


@value
class WriteOutcome:
    """The results of a write, in the order of the changes. If one is refused, none is written."""

    results: tuple[WriteResult, ...] = ()
    refused: tuple[tuple[LoadedCase, Refusal], ...] = ()

    @property
    def changed(self) -> bool:
        return any(one.changed for one in self.results)

    @property
    def only(self) -> WriteResult | Refusal:
        """The result of a write to one case."""
        if self.refused:
            ((_, refusal),) = self.refused
            return refusal
        (result,) = self.results
        return result
