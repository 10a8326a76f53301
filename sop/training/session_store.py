"""Where sessions are kept: a store of their own, of the kind `training`, that is never a store of cases.

store.json            format and kind
sessions/T-….session  one session a file (written.py)
definitions/          the workflows that were played, by content hash
results/              what `--assess` wrote
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Mapping
from pathlib import Path

from sop.model.definition import Definition
from sop.model.refusal import UsageError
from sop.model.scenario import Scenario
from sop.model.suggestion import Suggestion
from sop.model.training import Header
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
SESSIONS = Suggestion("train list", options=(("sessions", None),))
FOLDER = "training"
ENDING = ".session"
BEGINS = "T-"


class Sessions:
    """The training store in this folder; it is made with the first session. Opening a store of work is refused."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._layout = Layout(folder, KIND)
        self.definitions = Definitions(folder)
        self.warnings: list[str] = []

    def begin(
        self, header: Header, scenario: Scenario, definition: Definition, texts: Mapping[str, str]
    ) -> Path:
        """The file of a new session. The workflow that is played is kept with it."""
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
        """All sessions, sorted."""
        found = (self.folder / "sessions").glob(f"{BEGINS}*{ENDING}")
        return tuple(sorted(path.name.removesuffix(ENDING) for path in found))

    def find(self, word: str) -> Path:
        """The file meant: a path, an id or a unique beginning of one."""
        path = Path(word)
        if ("/" in word or word.endswith(ENDING)) and path.is_file():
            return path
        symbols = parse_prefix(word.upper().removeprefix(BEGINS)) or ""
        wanted = [
            one
            for one in self.ids()
            if one.removeprefix(BEGINS).replace("-", "").startswith(symbols)
        ]
        if not symbols or not wanted:
            raise UsageError(
                f"there is no training session '{word}'.", "see which there are", SESSIONS
            )
        if len(wanted) > 1:
            raise UsageError(
                f"'{word}' fits {len(wanted)} sessions: {', '.join(wanted[:8])}.",
                "give more of the id",
            )
        return self.path(wanted[0])

    def load(self, path: Path) -> TrainingSession:
        content = read_bytes(path, "Cannot read the training session")
        if content is None:
            raise UsageError(f"there is no file '{path}'.", "see which there are", SESSIONS)
        session = read_session(content, path.name)
        if session.torn:
            self.warnings.append(
                f"{path.name}: its end was cut off; the session goes on at the last whole turn."
            )
        return session

    def append(self, path: Path, before: TrainingSession, line: bytes) -> None:
        """Write one more turn, which is on the disk when this returns. What was torn off is cut away."""
        with convert_os_errors("Cannot write the training session", path):
            descriptor = syscalls.open_log(path)
            try:
                size = syscalls.size(descriptor)
                if size < before.end or (size > before.end and not before.torn):
                    raise StoreTrouble(
                        f"Somebody else went on with {path.name}. Nothing was written.",
                        "Begin a session of your own",
                        suggest=Suggestion("train run"),
                    )
                if size != before.end:
                    syscalls.truncate(descriptor, before.end)
                try:
                    write_all(descriptor, line)
                    syscalls.fsync(descriptor)
                except BaseException:
                    syscalls.truncate(descriptor, before.end)
                    raise
            finally:
                syscalls.close(descriptor)

    def new_header(self, make: Callable[[str, int], Header]) -> Header:
        """The header with the first id that no session has yet: the first attempt is never overwritten."""
        taken = set(self.ids())
        attempt = 1
        while True:
            header = make("", attempt)
            name = session_id(header)
            if name not in taken:
                return make(name, attempt)
            attempt += 1

    def keep_result(self, session_id: str, content: bytes) -> Path:
        path = self.folder / "results" / f"{session_id}.json"
        with convert_os_errors("Cannot write the result", path):
            write_whole(path, content, self.folder)
        return path


def session_id(header: Header) -> str:
    """The id that this attempt always has: the same seed and answers give the same file, byte for byte."""
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
    """When the file was last written, in seconds; None where there is none."""
    try:
        return os.stat(path).st_mtime
    except OSError:
        return None
