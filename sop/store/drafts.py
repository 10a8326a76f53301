"""What was typed for events that could not be written: kept under `drafts/`, else the error says that it is not."""

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
    """Keep the events of a failed write and name the place in the error; what cannot even be kept is `unkept`.

    The same events again get the same file. A draft counts for nothing: no history reads it.
    """
    content = canonical(list(documents)) + b"\n"
    path = (
        root / "drafts" / f"{error.case or 'case'}-{documents[0]['id']}-{crc32(content):08x}.json"
    )
    try:
        write_whole(path, content, root)
    except OSError:
        with suppress(OSError):
            syscalls.remove_folder(path.parent)  # only if it was made for this draft
        error.unkept = True
        return
    error.message = f"{error.message} What was typed is kept in {path}."
