"""The answers of a dialog that was interrupted or refused, kept for the same person and act.

They are in a folder of the login below `data/people/`, readable by its owner only, also in a shared
workspace: a person's words are in them. Answers to private questions are never kept. A draft lapses
as the session does, and is removed when its answers are recorded or not wanted.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from zlib import crc32

from sop.casework.terminal_session import LAPSES_AFTER, has_session_ended
from sop.casework.user_settings import people_file
from sop.model.value import replace, value
from sop.store.private_files import FILE, FOLDER, make_private_folders
from sop.store.sealed_json import BrokenSeal, seal, unseal

ENDING = ".json"


@value
class AnswerKey:
    """Whose answers, and to what: only the same ones are offered again.

    `about` names the case or the workflow, `act` the actions or the form. `session` is that of the
    terminal.
    """

    about: str
    act: str
    as_: str
    by: str | None
    session: str


@value
class AnswerDraft:
    """The answers by the key of their question; `at` is when the last one was given.

    `total` is how many questions there were, as far as it was known.
    """

    key: AnswerKey
    at: str
    total: int
    answers: Mapping[str, list[Any]]

    def has_lapsed(self, now: datetime) -> bool:
        return abs(now - datetime.fromisoformat(self.at)) > LAPSES_AFTER  # clocks are set back


@value
class AnswerFolder:
    """Where one login keeps drafts of answers. `data` is the folder of the store."""

    data: Path
    user: str

    @property
    def path(self) -> Path:
        return people_file(self.data, self.user).with_suffix(".answers")

    def find(self, key: AnswerKey, now: datetime) -> AnswerDraft | None:
        """Return the draft for this act, of this session or of one that has ended.

        Drafts that have lapsed are removed, also those of other people at this login.
        """
        found: list[AnswerDraft] = []
        for file, draft in self._drafts():
            if draft is None or draft.has_lapsed(now):
                _remove(file)
            elif _may_use(draft.key, key):
                found.append(draft)
        return max(found, key=lambda draft: draft.at, default=None)

    def list_own(
        self, about: str, by: str | None, session: str, now: datetime
    ) -> tuple[AnswerDraft, ...]:
        """Return the drafts of one person about a case or a workflow, the latest first."""
        found: list[AnswerDraft] = []
        for _, draft in self._drafts():
            if draft is None or draft.has_lapsed(now) or draft.key.about != about:
                continue
            if draft.key.by == by and _may_take(draft.key, session):
                found.append(draft)
        return tuple(sorted(found, key=lambda draft: draft.at, reverse=True))

    def keep(self, draft: AnswerDraft) -> bool:
        """Keep the draft in place of an earlier one; return False where the disk refuses."""
        content = json.dumps(asdict(draft), ensure_ascii=False).encode()
        try:
            make_private_folders(self.path.parent)
            self.path.mkdir(mode=FOLDER, exist_ok=True)
            self.path.chmod(FOLDER)  # also below a folder that is shared by a group
            _replace(self._file(draft.key), seal(content))
        except OSError:
            return False
        return True

    def remove(self, key: AnswerKey) -> None:
        """Remove what is kept for this act."""
        for file, draft in self._drafts():
            if draft is not None and _may_use(draft.key, key):
                _remove(file)

    def _file(self, key: AnswerKey) -> Path:
        words = json.dumps(asdict(replace(key, by=key.by or "")), sort_keys=True)
        return self.path / f"{crc32(words.encode()):08x}{ENDING}"

    def _drafts(self) -> Iterator[tuple[Path, AnswerDraft | None]]:
        """Yield each file with its draft; None for a damaged one."""
        with suppress(OSError):
            for file in sorted(self.path.glob(f"*{ENDING}")):
                yield file, _read(file)


def _may_use(kept: AnswerKey, wanted: AnswerKey) -> bool:
    """Whether the draft is for this act and person, and no other open terminal has it."""
    if replace(kept, session="") != replace(wanted, session=""):
        return False
    return _may_take(kept, wanted.session)


def _may_take(kept: AnswerKey, session: str) -> bool:
    return kept.session == session or has_session_ended(kept.session)


def _read(file: Path) -> AnswerDraft | None:
    try:
        content = json.loads(unseal(file.read_bytes()))
        key = AnswerKey(**content["key"])
        draft = AnswerDraft(key, content["at"], content["total"], content["answers"])
        datetime.fromisoformat(draft.at)
    except (OSError, BrokenSeal, ValueError, TypeError, KeyError):
        return None
    return draft


def _replace(file: Path, content: bytes) -> None:
    """Replace the file at once by one that only its owner may read."""
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        os.replace(temporary, file)
    except BaseException:
        _remove(temporary)
        raise


def _remove(file: Path) -> None:
    with suppress(OSError):
        file.unlink()
