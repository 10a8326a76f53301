"""What a coordinator does with a case: load it, write to it, open one. Every write is load, decide, append.

The rules are asked of the engine only; what is written stands in the store before anything is reported.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property

from sop.casework.history_check import replay_history
from sop.engine.build_checklist import build_checklist
from sop.engine.checklist_lines import Checklist
from sop.model.calendar import Calendar, HolidaysOf, no_holidays
from sop.model.case_state import Case
from sop.model.commands import Act, Command, Open
from sop.model.definition import Definition
from sop.model.events import CaseOpened, Event
from sop.model.refusal import Reason, Refusal, UsageError
from sop.model.value import value
from sop.store.port import Corrupt, Store, StoreError, UnknownCase, VersionConflict

TRIES = 4
"""How often a write is decided anew when somebody else was faster; each time on what the other one wrote."""


@value
class LoadedCase:
    """A case with its history and the definition that it is pinned to."""

    id: str
    definition: Definition
    history: tuple[Event, ...]

    @cached_property
    def case(self) -> Case:
        return replay_history(self.definition, self.history, self.id)

    @property
    def version(self) -> int:
        return len(self.history)

    def with_events(self, events: Sequence[Event]) -> LoadedCase:
        return LoadedCase(self.id, self.definition, (*self.history, *events))

    def until(self, version: int) -> LoadedCase:
        """The case as it stood after that many events."""
        return LoadedCase(self.id, self.definition, self.history[:version])


@value
class WriteResult:
    """What a write did. `events` are new, or with `changed` False those that an earlier one with this key wrote.

    `opened` and `closed` are the paths of actions and tracks that the events opened or closed.
    """

    before: LoadedCase
    after: LoadedCase
    events: tuple[Event, ...]
    changed: bool
    opened: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()


@value
class WriteOptions:
    """On which terms a write happens: not if someone was faster, once for this key, or not at all."""

    if_version: int | None = None
    key: str | None = None
    dry_run: bool = False
    at_is_relative: bool = (
        False  # `-2h` names another moment each time: no part of what a key stands for
    )


NO_TERMS = WriteOptions()


@value
class CaseService:
    """Where the work happens: the store, the moment, who knows the public holidays of a country, and who words a
    workflow for its reader."""

    store: Store
    now: datetime
    holidays_of: Callable[[str], HolidaysOf] = lambda country: no_holidays
    worded: Callable[[Definition], Definition] = lambda definition: (
        definition
    )  # its texts in a reader's language

    def calendar(self, definition: Definition) -> Calendar:
        """The working days of the definition's place."""
        return calendar_of(definition, self.holidays_of)

    def checklist(self, file: LoadedCase, viewer: str | None = None) -> Checklist:
        """Everything that the case asks for now, worded for the viewer."""
        return build_checklist(
            file.definition, file.case, self.now, viewer, self.calendar(file.definition)
        )

    def load(self, case_id: str) -> LoadedCase:
        """The case as it stands; UnknownCase when there is none."""
        history, _ = self.store.load(case_id)
        opening = history[0].body
        if not isinstance(opening, CaseOpened):
            raise Corrupt(
                f"Case {case_id} begins with no opening.",
                "Do not go on; call someone.",
                case=case_id,
            )
        file = LoadedCase(case_id, self.worded(self.store.definition(opening.definition)), history)
        _ = (
            file.case
        )  # a history that does not fit its definition is damage, whatever is asked of it
        return file

    def write(
        self, file: LoadedCase, commands: Sequence[Command], terms: WriteOptions = NO_TERMS
    ) -> WriteResult | Refusal:
        """Writes what the commands ask for, all or none, in their order; the Refusal has the reasons of each."""
        commands = signed(commands, terms)
        for _ in range(TRIES):
            try:
                return self._write_once(file, commands, terms)
            except VersionConflict:
                if terms.if_version is not None:
                    raise
                file = self.load(file.id)
        return self._write_once(file, commands, terms)

    def open_case(
        self,
        case_id: str,
        definition: Definition,
        command: Open,
        texts: Callable[[], Mapping[str, str]],
        terms: WriteOptions,
    ) -> WriteResult | Refusal:
        """Opens a case under this id; the definition that it is pinned to, with its texts, is kept first."""
        file = LoadedCase(case_id, definition, ())
        if terms.key is not None:
            file = self.opened_before(file)
        if file.history:
            return self.write(file, (command,), terms)
        trial = self.write(file, (command,), replace(terms, dry_run=True))
        if terms.dry_run or isinstance(trial, Refusal):
            return trial
        self.store.keep_definition(definition, texts())
        return self.write(file, (command,), terms)

    def opened_before(self, file: LoadedCase) -> LoadedCase:
        """The case as an earlier opening with the same key left it; the file itself where there was none."""
        try:
            return self.load(file.id)
        except UnknownCase:
            return file

    def _write_once(
        self, file: LoadedCase, commands: Sequence[Command], terms: WriteOptions
    ) -> WriteResult | Refusal:
        answer = self.prepared(file, commands, terms)
        if isinstance(answer, WriteResult) and answer.changed and not terms.dry_run:
            self._append(file, answer.events)
        return answer

    def prepared(
        self, file: LoadedCase, commands: Sequence[Command], terms: WriteOptions
    ) -> WriteResult | Refusal:
        """What writing the signed commands would come to. Nothing is written yet."""
        if commands[0].act.key is not None:
            earlier = _earlier(file, commands[0].act.key)
            if earlier is not None:
                return self._written(file.until(earlier[0].id - 1), earlier, changed=False)
        if terms.if_version is not None and terms.if_version != file.version:
            raise VersionConflict(file.id, terms.if_version, file.version)
        answer = self._decided(file, commands)
        return (
            answer
            if isinstance(answer, Refusal)
            else self._written(file, answer, changed=bool(answer))
        )

    def _append(self, file: LoadedCase, events: Sequence[Event]) -> None:
        try:
            self.store.append(file.id, file.version, events)
        except StoreError as error:
            if error.unkept:
                from sop.casework.unsaved_input import reentry_text

                error.message = f"{error.message} {reentry_text(file.definition, events)}"
            raise

    def _decided(
        self, file: LoadedCase, commands: Sequence[Command]
    ) -> tuple[Event, ...] | Refusal:
        """The events of all commands, each decided on what those before it wrote."""
        from sop.engine.decide import decide

        calendar = self.calendar(file.definition)
        events: list[Event] = []
        refusals: list[Refusal] = []
        for command in commands:
            answer = decide(file.definition, file.case, command, self.now, calendar, file.history)
            if isinstance(answer, Refusal):
                refusals.append(answer)
                continue
            events.extend(answer)
            file = file.with_events(answer)
        return _together(refusals) if refusals else tuple(events)

    def _written(self, before: LoadedCase, events: tuple[Event, ...], changed: bool) -> WriteResult:
        after = before.with_events(events)
        was, now = self._open_things(before), self._open_things(after)
        opened = tuple(path for path in now if path not in was)
        closed = tuple(path for path in was if path not in now)
        return WriteResult(before, after, events, changed, opened, closed)

    def _open_things(self, file: LoadedCase) -> dict[str, None]:
        """Running tracks and open actions, in file order."""
        if not file.history:
            return {}
        lines = self.checklist(file).tracks
        found: dict[str, None] = {}
        for line in lines:
            if line.status in ("running", "held"):
                found[line.track] = None
            found |= {action.path: None for action in line.actions if action.state == "open"}
        return found


def _together(refusals: Sequence[Refusal]) -> Refusal:
    """One refusal with the reasons of all, each once."""
    if len(refusals) == 1:
        return refusals[0]
    reasons: dict[tuple[str, str], Reason] = {}
    for refusal in refusals:
        reasons |= {(reason.code, reason.what): reason for reason in refusal.reasons}
    return Refusal("; ".join(refusal.message for refusal in refusals), tuple(reasons.values()))


def signed(commands: Sequence[Command], terms: WriteOptions) -> tuple[Command, ...]:
    """The commands with the key and a digest of what is asked, so that a reused key with other content is noticed."""
    if terms.key is None:
        return tuple(commands)
    asked = json.dumps(
        [_content(command, terms) for command in commands], sort_keys=True, default=str
    )
    key = f"{terms.key} {hashlib.sha256(asked.encode()).hexdigest()[:16]}"
    return tuple(replace(command, act=replace(command.act, key=key)) for command in commands)


def _content(command: Command, terms: WriteOptions) -> list[object]:
    act = command.act
    at = None if terms.at_is_relative or act.at is None else act.at.isoformat()
    rest = {name: getattr(command, name) for name in command.__dataclass_fields__ if name != "act"}
    return [type(command).__name__, act.as_, act.by, at, act.why, rest]


def _earlier(file: LoadedCase, key: str) -> tuple[Event, ...] | None:
    """The events that a write with this key wrote before; Misuse when it asked for something else."""
    word = key.rsplit(" ", 1)[0]
    found = tuple(
        event
        for event in file.history
        if event.key is not None and event.key.rsplit(" ", 1)[0] == word
    )
    if any(event.key != key for event in found):
        raise UsageError(
            f"the key '{word}' was used in this case for something else (event {found[0].id}).",
            "take a new key for a new request",
        )
    return found or None


def calendar_of(definition: Definition, holidays_of: Callable[[str], HolidaysOf]) -> Calendar:
    """The working days of the definition's place; without a calendar Monday to Friday."""
    return Calendar(holidays_of(definition.calendar)) if definition.calendar else Calendar()


def act_of(as_: str, by: str | None, at: datetime | None, why: str | None) -> Act:
    """Who asks, when it happened, and why; an empty reason is none."""
    return Act(as_, by, at, why.strip() or None if why else None)
