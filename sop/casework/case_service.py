"""What a coordinator does with cases: load, open, write. Every write is load, decide, append.

One case is a list of one. Only the engine applies the rules, and events are in the store before
anything is reported. No process holds a lock while it decides (optimistic concurrency): the store
compares versions, and the slower process decides again on the new state.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sop.casework.history_check import replay_history
from sop.casework.idempotency import events_of_key, sign
from sop.casework.loaded_case import CaseChange, LoadedCase, WriteOutcome, WriteResult
from sop.engine.checklist_lines import Checklist
from sop.model.calendar import Calendar, HolidaysOf, no_holidays
from sop.model.case_state import Case
from sop.model.commands import Command, Do, Open, SetFacts
from sop.model.definition import Definition
from sop.model.events import CaseOpened, Event
from sop.model.refusal import Reason, Refusal, UsageError
from sop.model.value import replace, value
from sop.store.index_rows import CaseRows
from sop.store.port import Store, StoreError, UnknownCase, VersionConflict, damaged_case

if TYPE_CHECKING:
    from sop.engine.decide.request import Accepted, Decision

__all__ = [
    "NO_OPTIONS",
    "RETRIES",
    "CaseChange",
    "CaseService",
    "LoadedCase",
    "WriteOptions",
    "WriteOutcome",
    "WriteResult",
    "calendar_of",
]

RETRIES = 4
"""How often a write is decided again after a conflict.

Each time on what the other process wrote, so only a case that is written to without a pause uses
them up; then a person should look at it before writing.
"""


SALT_BYTES = 16
"""128 bits: more than anyone can try."""


@value
class WriteOptions:
    """The conditions of a write: at one version only, once per idempotency key, or as a trial.

    `if_version` is about the first case. `at_is_relative`: `--at -2h` names another moment each
    time, so the digest of the key leaves it out.
    """

    if_version: int | None = None
    key: str | None = None
    dry_run: bool = False
    at_is_relative: bool = False


NO_OPTIONS = WriteOptions()


class CaseService:
    """The work on cases of one store at one moment.

    `holidays_of` returns the public holidays of a country, `localize` a workflow with its texts in
    the reader's language, `new_salt` random text for one event.
    """

    def __init__(
        self,
        store: Store,
        now: datetime,
        holidays_of: Callable[[str], HolidaysOf] = lambda country: no_holidays,
        localize: Callable[[Definition], Definition] = lambda definition: definition,
        new_salt: Callable[[], str] = lambda: os.urandom(SALT_BYTES).hex(),
    ) -> None:
        self.store = store
        self.now = now
        self._holidays_of = holidays_of
        self._localize = localize
        self._new_salt = new_salt
        self._definitions: dict[str, Definition] = {}  # by hash: the cases of an incident share one

    def calendar(self, definition: Definition) -> Calendar:
        """Return the working days of the definition's place."""
        return calendar_of(definition, self._holidays_of)

    def checklist(self, file: LoadedCase, viewer: str | None = None) -> Checklist:
        """Return everything that the case needs now, as the viewer may see it."""
        return file.at(self.now).checklist_for(viewer)

    def load(self, case_id: str) -> LoadedCase:
        """Return the case as the store has it.

        Raises UnknownCase where there is none, Corrupt for a history that does not fit its
        definition.
        """
        history, _ = self.store.load(case_id)
        opening = history[0].body
        if not isinstance(opening, CaseOpened):
            raise damaged_case(case_id, f"The first event of case {case_id} does not open it.")
        try:
            return self._loaded(case_id, self._definition(opening.definition), history)
        except (StoreError, UsageError):
            raise
        except Exception as error:  # whatever is in the store: it cannot be read
            raise damaged_case(
                case_id, f"The case {case_id} or the definition that it is pinned to is damaged."
            ) from error

    def write(
        self, changes: Sequence[CaseChange], options: WriteOptions = NO_OPTIONS
    ) -> WriteOutcome:
        """Write the commands of each case, all or none.

        Raises VersionConflict where `if_version` does not hold or after too many conflicts,
        UsageError for a key that was used for another request.
        """
        signed = [replace(one, commands=_sign(one.commands, options)) for one in changes]
        return self._write(signed, options)

    def open_cases(
        self,
        ids: Sequence[str],
        definition: Definition,
        command: Open,
        *,
        texts: Callable[[], Mapping[str, str]],
        options: WriteOptions = NO_OPTIONS,
        labels: Sequence[str | None] = (),
        reports: Sequence[Command] = (),
    ) -> WriteOutcome:
        """Open a case under each id, all or none, pinned to the definition and its exact texts.

        `labels` are those of the first cases; the others get that of the command. A key is for
        all of them together: it cannot be used again for another number of cases. `reports` are
        written with the opening, such as a danger that is known from the first call.
        """

        def keep() -> None:
            self.store.keep_definition(definition, texts())

        commands = [replace(command, label=label) for label in labels]
        commands += [command] * (len(ids) - len(labels))
        changes: list[CaseChange] = []
        for case_id, signed in zip(ids, _sign(commands, options), strict=True):
            file = self._loaded(case_id, definition, ())
            if options.key is not None:
                file = self._reloaded(file)
            changes.append(CaseChange(file, (signed, *reports)))
        return self._write(changes, options, prepare=keep)

    def new_case(self, case_id: str, definition: Definition) -> LoadedCase:
        """Return a case that is not opened yet."""
        return self._loaded(case_id, definition, ())

    # ---- the one loop

    def _write(
        self,
        changes: Sequence[CaseChange],
        options: WriteOptions,
        prepare: Callable[[], None] = lambda: None,
    ) -> WriteOutcome:
        """Decide and append; after a conflict, again on the new state.

        `prepare` is called once the write is accepted and before any event is appended: a case is
        never without its definition, and a refused opening leaves nothing.
        """
        retries = 0
        while True:
            outcome = self._decide(changes, options)
            if outcome.refused or options.dry_run or not outcome.changed:
                return outcome
            try:
                prepare()
                self._append(outcome)
                return outcome
            except VersionConflict:
                if options.if_version is not None or retries == RETRIES:
                    raise
            retries += 1
            changes = [replace(one, file=self._reloaded(one.file)) for one in changes]

    def _decide(self, changes: Sequence[CaseChange], options: WriteOptions) -> WriteOutcome:
        """Return the result of writing the signed commands, without writing."""
        results: list[WriteResult] = []
        refused: list[tuple[LoadedCase, Refusal]] = []
        if_version = options.if_version
        for change in changes:
            answer = self._decide_one(change.file.at(self.now), change.commands, if_version)
            if_version = None  # it is about the first case
            if isinstance(answer, Refusal):
                refused.append((change.file, answer))
            else:
                results.append(answer)
        return WriteOutcome((), tuple(refused)) if refused else WriteOutcome(tuple(results))

    def _decide_one(
        self, file: LoadedCase, commands: Sequence[Command], if_version: int | None
    ) -> WriteResult | Refusal:
        earlier = events_of_key(file, commands[0].act.key)
        if earlier:
            before, after = file.until(earlier[0].id - 1), file.until(earlier[-1].id)
            return WriteResult(before, after, earlier, changed=False)
        if if_version is not None and if_version != file.version:
            raise VersionConflict(file.id, if_version, file.version)
        return _judge_all(file, commands, self._new_salt)

    def _append(self, outcome: WriteOutcome) -> None:
        """Append the new events of every case, all or none.

        Where not even a draft can be kept, the error shows what has to be entered again.
        """
        changed = [one for one in outcome.results if one.changed]
        for one in changed:
            # The result needs these too. An error in them must come before the write, not after.
            _ = one.opened, one.closed
        rows = {one.after.id: _rows(one.after) for one in changed}
        try:
            self._append_all(changed, rows)
        except StoreError as error:
            if error.unkept:
                error.message = f"{error.message} {_echo(changed, len(outcome.results) > 1)}"
            raise

    def _append_all(self, changed: Sequence[WriteResult], rows: Mapping[str, CaseRows]) -> None:
        if len(changed) == 1:  # one case needs no batch to be all or none
            file, events = changed[0].before, changed[0].events
            self.store.append(file.id, file.version, events, rows=rows[file.id])
            return
        writes = {one.before.id: (one.before.version, one.events) for one in changed}
        self.store.append_all(writes, rows=rows)

    # ---- cases

    def _loaded(self, case_id: str, pinned: Definition, history: tuple[Event, ...]) -> LoadedCase:
        definition = self._localize(pinned) if history else pinned  # an opening uses its own words
        case = replay_history(definition, history, case_id) if history else Case(id=case_id)
        calendar = self.calendar(definition)
        return LoadedCase(
            case_id, definition, pinned, history=history, case=case, now=self.now, calendar=calendar
        )

    def _reloaded(self, file: LoadedCase) -> LoadedCase:
        """Return the case as it is in the store now; the file itself where it was never opened."""
        try:
            return self.load(file.id)
        except UnknownCase:
            if file.history:
                raise
            return file

    def _definition(self, content_hash: str) -> Definition:
        if content_hash not in self._definitions:
            self._definitions[content_hash] = self.store.definition(content_hash)
        return self._definitions[content_hash]


def _sign(commands: Sequence[Command], options: WriteOptions) -> tuple[Command, ...]:
    if options.key is None:
        return tuple(commands)
    return sign(commands, options.key, options.at_is_relative)


def _judge_all(
    file: LoadedCase, commands: Sequence[Command], new_salt: Callable[[], str]
) -> WriteResult | Refusal:
    """Decide each command on what those before it wrote; one Refusal holds the reasons of all."""
    from sop.engine.decide import judge  # late: start-up; a command that only reads decides nothing

    after, warnings = file, list[str]()
    refused: list[tuple[Command, Refusal]] = []
    for command in commands:
        decision = judge(
            after.definition,
            after.case,
            command,
            now=after.now,
            history=after.history,
            calendar=after.calendar,
        )
        if not isinstance(decision, Refusal):
            decision = _with_accepted_consequences(after, command, decision)
        if isinstance(decision, Refusal):
            refused.append((command, decision))
        else:
            # Heads of histories are shown and noted down. Without a salt, a reader who knows all of
            # an event but a private value could try each value until the hash is the same.
            salted = [replace(event, salt=new_salt()) for event in decision.events]
            after = after.after(replace(decision, events=tuple(salted)))
            warnings += decision.warnings
    if refused:
        return _joined(file, refused)
    events = after.history[file.version :]
    return WriteResult(file, after, events, changed=bool(events), warnings=tuple(warnings))


def _with_accepted_consequences(
    before: LoadedCase, command: Command, accepted: Accepted
) -> Decision:
    """Refuse a correction with consequences that no one has accepted."""
    if not isinstance(command, SetFacts) or command.accept:
        return accepted
    if not any(event.changes_known_facts for event in accepted.events):
        return accepted
    # late: start-up; only a correction or a change replays the history
    from sop.casework.fact_changes import find_consequences, refuse_unaccepted

    found = find_consequences(before, accepted.events)
    if not found.must_be_accepted:
        return accepted
    return refuse_unaccepted(found, command)


def _rows(file: LoadedCase) -> CaseRows:
    from sop.casework.worklist import index_rows  # late: start-up; only a write needs it

    return index_rows(file.pinned, file.case, file.checklist, file.history)


def _joined(file: LoadedCase, refused: Sequence[tuple[Command, Refusal]]) -> Refusal:
    """Return one refusal with the reasons of all, each once, with the actions it belongs to."""
    if len(refused) == 1:
        return refused[0][1]
    reasons: dict[tuple[str, str], Reason] = {}
    codes: dict[tuple[str, str], list[str]] = {}
    for command, refusal in refused:
        code = file.definition.action(command.action).code if isinstance(command, Do) else ""
        for reason in refusal.reasons:
            key = (reason.code, reason.what)
            reasons.setdefault(key, reason)
            codes.setdefault(key, []).append(code)
    named = [_with_actions(reason, codes[key]) for key, reason in reasons.items()]
    message = "; ".join(refusal.message for _, refusal in refused)
    return Refusal(message, tuple(named))


def _with_actions(reason: Reason, codes: Sequence[str]) -> Reason:
    """Return the reason with the codes of its actions before it, where its sentence lacks them."""
    missing = [code for code in dict.fromkeys(codes) if code and code not in reason.what]
    if not missing:
        return reason
    return replace(reason, what=f"{', '.join(missing)}: {reason.what}")


def _echo(changed: Iterable[WriteResult], several: bool) -> str:
    """Return what was typed for events that are neither written nor kept as a draft."""
    from sop.casework.unsaved_input import reentry_text  # late: start-up; only where a disk fails

    parts: list[str] = []
    for one in changed:
        text = reentry_text(one.before.definition, one.events)
        parts.append(f"{one.before.id}: {text}" if several else text)
    return " ".join(parts)


def calendar_of(definition: Definition, holidays_of: Callable[[str], HolidaysOf]) -> Calendar:
    """Return the working days of the definition's place; without a calendar Monday to Friday."""
    if not definition.calendar:
        return Calendar()
    return Calendar(holidays_of(definition.calendar))
