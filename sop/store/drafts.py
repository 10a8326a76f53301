"""Keeps the events of a failed write under `drafts/`, so that the user need not type them again.

A draft is not part of any history. It is removed when the same events are written, and else by a
person: `sop store drafts`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from zlib import crc32

from sop.model.events import Event
from sop.model.suggestion import Suggestion
from sop.model.value import value
from sop.store import syscalls
from sop.store.case_ids import is_valid
from sop.store.durable_files import convert_os_errors, names_in, read_bytes, write_whole
from sop.store.event_codec import JsonObject, canonical
from sop.store.log_format import decode_events
from sop.store.port import StoreError, damaged_case

FOLDER = "drafts"
ENDING = ".json"
REPEAT = ", then repeat the command"
"""How a remedy ends where nothing was kept: with a draft there is one other way."""
_SET_BY_SOP = ("id", "at", "recorded", "dues", "key", "prev", "case", "salt")
"""Keys that differ when the same thing is entered again a minute later."""


@value
class Draft:
    """The events of one failed write, by case, in their order; none where it cannot be read."""

    name: str
    path: Path
    documents: tuple[tuple[str, JsonObject], ...]

    @property
    def cases(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(case for case, _ in self.documents))

    def events(self, case_id: str) -> tuple[Event, ...]:
        """Return the events of that case; raise Corrupt where one is not an event."""
        return decode_events(case_id, (one for case, one in self.documents if case == case_id))


def keep_draft(
    error: StoreError, root: Path, documents: Mapping[str, Sequence[JsonObject]]
) -> None:
    """Keep the events of a failed write and name the file in the error.

    Sets `unkept` on the error if even the draft cannot be written. The same events get the same
    file again.
    """
    flat = [{"case": case, **one} for case, events in documents.items() for one in events]
    content = canonical(flat) + b"\n"
    name = f"{flat[0]['case']}-{flat[0]['id']}-{crc32(content):08x}{ENDING}"
    path = root / FOLDER / name
    try:
        write_whole(path, content, root)
    except OSError:
        with suppress(OSError):
            syscalls.remove_folder(path.parent)  # only if it was made for this draft
        error.unkept = True
        return
    what = error.message.replace("Nothing was written.", "Nothing was recorded in the case.")
    error.message = f"{what} What you typed is kept as a draft: {path}."
    if error.suggest is None:
        first = error.remedy.partition(REPEAT)[0].removesuffix(".")
        once = "Do not repeat the command: then it could be recorded twice. Record the draft"
        error.remedy = ". ".join(filter(None, (first, once)))
        error.suggest = Suggestion("store drafts", name, options=(("send", None),))


def list_names(root: Path) -> tuple[str, ...]:
    """Return the names of the drafts, sorted."""
    found = names_in(root / FOLDER, "Cannot list the drafts")
    return tuple(sorted(name for name in found if name.endswith(ENDING) and name[0] != "."))


def read_draft(root: Path, name: str) -> Draft:
    """Return the draft of that name. One that cannot be read has no events."""
    path = root / FOLDER / name
    content = read_bytes(path, "Cannot read a draft") or b""
    try:
        documents = tuple(_with_case(name, one) for one in json.loads(content))
    except (StoreError, ValueError, TypeError, KeyError, RecursionError):
        documents = ()
    return Draft(name, path, documents)


def remove_draft(draft: Draft) -> None:
    """Remove the draft."""
    with convert_os_errors("Cannot remove the draft", draft.path), suppress(FileNotFoundError):
        syscalls.unlink(draft.path)
        syscalls.fsync_folder(draft.path.parent)


def remove_written(root: Path, written: Mapping[str, Sequence[JsonObject]]) -> list[str]:
    """Remove the drafts whose events have just been written; return a sentence for each.

    Nothing here may fail: the write is confirmed already.
    """
    removed: list[str] = []
    with suppress(StoreError):
        for name in list_names(root):
            draft = read_draft(root, name)
            if draft.documents and _is_written(draft, written):
                remove_draft(draft)
                removed.append(f"The draft {name} was removed: the same is recorded now.")
    return removed


def _is_written(draft: Draft, written: Mapping[str, Sequence[JsonObject]]) -> bool:
    found: dict[str, list[JsonObject]] = {}
    for case, events in written.items():
        found[case] = list(map(_typed_part, events))
    return all(_typed_part(one) in found.get(case, ()) for case, one in draft.documents)


def _typed_part(document: Mapping[str, Any]) -> JsonObject:
    """Return what a person typed: an event without what sop adds."""
    return {key: value for key, value in document.items() if key not in _SET_BY_SOP}


def _with_case(name: str, document: Mapping[str, Any]) -> tuple[str, JsonObject]:
    """Return a document with its case; that of an earlier version has it in the file's name."""
    own = dict(document)
    case = str(own.pop("case", None) or name.rsplit("-", 2)[0])
    if not is_valid(case):
        raise damaged_case(case, f"The draft {name} does not name a case.")
    return case, own
