"""Several cases in one write, such as the persons of an incident: all are written, or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sop.casework.desk import TRIES, CaseService, LoadedCase, WriteOptions, WriteResult, signed
from sop.model.commands import Command, Open
from sop.model.definition import Definition
from sop.model.refusal import Refusal
from sop.model.value import value
from sop.store.port import StoreError, VersionConflict


@value
class Wanted:
    """What is asked of one case."""

    file: LoadedCase
    commands: tuple[Command, ...]


@value
class Together:
    """What came of it, in the order asked. With any case in `refused` nothing was written in any."""

    written: tuple[WriteResult, ...] = ()
    refused: tuple[tuple[LoadedCase, Refusal], ...] = ()

    @property
    def changed(self) -> bool:
        return any(one.changed for one in self.written)


def write_together(desk: CaseService, wanted: Sequence[Wanted], terms: WriteOptions) -> Together:
    """Writes what is asked of each case, all or none. `if_version` speaks of the first; a key of each by itself."""
    return _write_signed(
        desk, [Wanted(one.file, signed(one.commands, terms)) for one in wanted], terms
    )


def open_together(
    desk: CaseService,
    ids: Sequence[str],
    definition: Definition,
    command: Open,
    texts: Callable[[], Mapping[str, str]],
    terms: WriteOptions,
) -> Together:
    """Opens a case under each id; a key stands for all of them, so that it is not reused with another number."""
    files = [LoadedCase(case_id, definition, ()) for case_id in ids]
    if terms.key is not None:
        files = [desk.opened_before(file) for file in files]
    commands = signed([command] * len(files), terms)
    wanted = [Wanted(file, (one,)) for file, one in zip(files, commands, strict=True)]
    trial = _write_signed(desk, wanted, replace(terms, dry_run=True))
    if terms.dry_run or trial.refused or not trial.changed:
        return trial
    desk.store.keep_definition(definition, texts())
    return _append(desk, trial)


def _write_signed(desk: CaseService, wanted: Sequence[Wanted], terms: WriteOptions) -> Together:
    for turn in range(TRIES + 1):
        try:
            outcome = _prepared(desk, wanted, terms)
            return outcome if outcome.refused or terms.dry_run else _append(desk, outcome)
        except VersionConflict:
            if terms.if_version is not None or turn == TRIES:
                raise
            wanted = [Wanted(desk.load(one.file.id), one.commands) for one in wanted]
    raise AssertionError("the last turn returns or raises")


def _prepared(desk: CaseService, wanted: Sequence[Wanted], terms: WriteOptions) -> Together:
    written: list[WriteResult] = []
    refused: list[tuple[LoadedCase, Refusal]] = []
    for number, one in enumerate(wanted):
        answer = desk.prepared(
            one.file, one.commands, terms if number == 0 else replace(terms, if_version=None)
        )
        if isinstance(answer, Refusal):
            refused.append((one.file, answer))
        else:
            written.append(answer)
    return Together((), tuple(refused)) if refused else Together(tuple(written))


def _append(desk: CaseService, outcome: Together) -> Together:
    changed = [one for one in outcome.written if one.changed]
    try:
        if changed:
            desk.store.append_all(
                {one.before.id: (one.before.version, one.events) for one in changed}
            )
    except StoreError as error:
        if error.unkept:
            from sop.casework.unsaved_input import reentry_text

            told = (
                f"{one.before.id}: {reentry_text(one.before.definition, one.events)}"
                for one in changed
            )
            error.message = f"{error.message} {' '.join(told)}"
        raise
    return outcome
