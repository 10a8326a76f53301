"""Keeps the events of a failed write under `drafts/`, so that the user need not type them again."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from zlib import crc32

from sop.store import syscalls
from sop.store.durable_files import write_whole
from sop.store.event_codec import JsonObject, canonical
from sop.store.port import StoreError


def keep_draft(error: StoreError, root: Path, documents: Sequence[JsonObject]) -> None:
    """Keep the events of a failed write and name the file in the error.

    Sets `unkept` on the error if even the draft cannot be written. The same events get the same
    file again. A draft is not part of any history.
    """
    content = canonical(list(documents)) + b"\n"
    case = error.case or "case"
    path = root / "drafts" / f"{case}-{documents[0]['id']}-{crc32(content):08x}.json"
    try:
        write_whole(path, content, root)
    except OSError:
        with suppress(OSError):
            syscalls.remove_folder(path.parent)  # only if it was made for this draft
        error.unkept = True
        return
    error.message = f"{error.message} What was typed is kept in {path}."
