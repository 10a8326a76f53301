"""The training store: a store of its own, of the kind `training`. It never holds real cases.

store.json            format and kind
sessions/T-….session  one file per session (session_file.py)
definitions/          the workflows that were played, by content hash
results/              what `--assess` wrote
"""

from __future__ import annotations

import os
import random
from collections.abc import Mapping
from pathlib import Path

from sop.model.definition import Definition
from sop.model.refusal import UsageError
from sop.model.scenario import Scenario
from sop.model.suggestion import Suggestion
from sop.model.training import Header
from sop.model.value import replace
from sop.store import syscalls
from sop.store.case_ids import new_case_id, parse_prefix
from sop.store.definitions import Definitions
from sop.store.durable_files import (
    convert_os_errors,
    make_folder,
    read_bytes,
    write_all,
    write_whole,
)
from sop.store.port import StoreTrouble
from sop.store.store_format import Layout
from sop.training.session_file import TrainingSession, header_line, read_session

KIND = "training"
"""In store.json: a store of one kind is refused where another kind is expected."""
FOLDER = "training"
"""In the workspace, next to the store of real cases."""
ENDING = ".session"
"""Not that of a case's log, so that neither is mistaken for the other."""
BEGINS = "T-"
"""No ID of a case begins so."""
MOST_LISTED = 8
"""A message with more IDs is not read."""
SESSIONS = Suggestion("train list", options=(("sessions", None),))


class Sessions:
    """The training store in a folder, which is made with the first session.

    Raises IntegrityError if the folder has a store of real cases. `warnings` collects what a user
    should know about the files that were loaded.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._layout = Layout(folder, KIND)
        self.definitions = Definitions(folder)
        self.warnings: list[str] = []

    def begin(
        self, header: Header, scenario: Scenario, definition: Definition, texts: Mapping[str, str]
    ) -> Path:
        """Write the file of a new session, and the workflow that it plays; return the file."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self._layout.begin()
        self.definitions.keep(definition, texts)
        path = self.path(header.id)
        with convert_os_errors("Cannot begin a session", path):
            make_folder(path.parent, self.folder)
            write_whole(path, header_line(header, scenario), self.folder)
        return path

    def path(self, session_id: str) -> Path:
        return self.folder / "sessions" / f"{session_id}{ENDING}"

    def ids(self) -> tuple[str, ...]:
        """Return the IDs of all sessions, sorted."""
        found = (self.folder / "sessions").glob(f"{BEGINS}*{ENDING}")
        return tuple(sorted(path.name.removesuffix(ENDING) for path in found))

    def find(self, word: str) -> Path:
        """Return the file that a path, an ID or the first characters of an ID name.

        Raises UsageError if no session fits, or several do.
        """
        path = Path(word)
        if ("/" in word or word.endswith(ENDING)) and path.is_file():
            return path
        found = self._find_ids(word)
        if not found:
            raise UsageError(f"There is no training session '{word}'.", "List them", SESSIONS)
        if len(found) > 1:
            raise UsageError(
                f"{len(found)} sessions begin with '{word}': {', '.join(found[:MOST_LISTED])}.",
                "Give more characters of the ID.",
            )
        return self.path(found[0])

    def _find_ids(self, word: str) -> list[str]:
        """Return the IDs that begin with the word, with or without `T-` and hyphens."""
        prefix = parse_prefix(word.upper().removeprefix(BEGINS))
        if not prefix:
            return []
        symbols = {name: name.removeprefix(BEGINS).replace("-", "") for name in self.ids()}
        return [name for name, text in symbols.items() if text.startswith(prefix)]

    def load(self, path: Path) -> TrainingSession:
        """Return the session in the file; add a warning if its last line was cut off.

        Raises UsageError if there is no session, Corrupt if it is damaged.
        """
        content = read_bytes(path, "Cannot read the training session")
        if content is None:
            raise UsageError(f"There is no file '{path}'.", "List the sessions", SESSIONS)
        session = read_session(content, path.name)
        if session.torn:
            self.warnings.append(
                f"{path.name}: The last line was cut off. "
                "The session continues after the last complete turn."
            )
        return session

    def append(self, path: Path, before: TrainingSession, line: bytes) -> None:
        """Add a turn to the file of the session `before`; it is durable when this returns.

        The rest of a line that was cut off is removed first. Raises StoreTrouble if the file has
        changed since `before` was loaded (optimistic concurrency).
        """
        with convert_os_errors("Cannot write the training session", path):
            descriptor = syscalls.open_log(path)
            try:
                _remove_torn_end(descriptor, path, before)
                _append_durably(descriptor, line, before.end)
            finally:
                syscalls.close(descriptor)

    def new_header(self, header: Header) -> Header:
        """Return the header of the first attempt that has no file yet, with its ID.

        So an attempt never overwrites an earlier one.
        """
        existing = set(self.ids())
        header = replace(header, attempt=1)
        while session_id(header) in existing:
            header = replace(header, attempt=header.attempt + 1)
        return replace(header, id=session_id(header))

    def keep_result(self, session_id: str, content: bytes) -> Path:
        """Write the result of the session; return its file."""
        path = self.folder / "results" / f"{session_id}.json"
        with convert_os_errors("Cannot write the result", path):
            write_whole(path, content, self.folder)
        return path


def _remove_torn_end(descriptor: int, path: Path, before: TrainingSession) -> None:
    """Cut the file after its last complete line. Raises StoreTrouble if it has other lines."""
    size = syscalls.size(descriptor)
    if size == before.end:
        return
    if size < before.end or not before.torn:
        raise StoreTrouble(
            f"{path.name} was continued by another user. Nothing was written.",
            "Begin a session of your own",
            suggest=Suggestion("train run"),
        )
    syscalls.truncate(descriptor, before.end)


def _append_durably(descriptor: int, line: bytes, end: int) -> None:
    """Write the line at the end of the file; if that fails, leave the file as it was."""
    try:
        write_all(descriptor, line)
        syscalls.fsync(descriptor)
    except BaseException:
        syscalls.truncate(descriptor, end)
        raise


def session_id(header: Header) -> str:
    """Return the ID of the attempt. It is drawn from the header, so that it is always the same.

    The same seed and the same answers then give the same file, byte for byte.
    """
    parts = (
        header.workflow,
        header.hash,
        header.scenario_hash,
        header.seed,
        header.role,
        header.learner,
        header.attempt,
        header.feedback,
        header.assess,
        header.branch_of,
        header.roles,
    )
    return BEGINS + new_case_id(random.Random(repr(parts)))


def last_write_time(path: Path) -> float | None:
    """Return when the file was last written, in seconds since 1970; None if there is no file."""
    try:
        return os.stat(path).st_mtime
    except OSError:
        return None
