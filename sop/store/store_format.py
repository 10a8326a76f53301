"""What kind of store a folder is and who may open it: `store.json`, written with the first case."""

from __future__ import annotations

import json
from pathlib import Path

from sop.model.suggestion import upgrade
from sop.store.durable_files import convert_os_errors, read_bytes, write_whole
from sop.store.event_codec import canonical
from sop.store.port import IntegrityError, StoreTrouble

FORMAT = 1


class Layout:
    """The format and the kind (work, training) of one store."""

    def __init__(self, root: Path, kind: str) -> None:
        self._root = root
        self._path = root / "store.json"
        self._kind = kind
        self._is_begun = self._check()

    def begin(self) -> None:
        """Write `store.json` if this is a new store."""
        if not self._is_begun:
            content = canonical({"format": FORMAT, "kind": self._kind}) + b"\n"
            with convert_os_errors("Cannot begin a store", self._root):
                write_whole(self._path, content, self._root)
            self._is_begun = True

    def _check(self) -> bool:
        """Whether there is a store here; StoreTrouble where a later sop made it, IntegrityError where it is of another
        kind: whoever goes on there would mix exercises with cases."""
        content = read_bytes(self._path, "Cannot open the store")
        if content is None:
            return False
        number, kind = self._read(content)
        if number > FORMAT:
            raise StoreTrouble(
                f"The store {self._root} has format {number}; this version of sop knows formats up to {FORMAT}.",
                "Repeat the command after an update of sop",
                suggest=upgrade("sop-workflow"),
            )
        if kind != self._kind:
            raise IntegrityError(
                f"The store {self._root} is for {kind}, not for {self._kind}. Nothing was written.",
                "Check the path of the workspace: cases of work and of training never share a store.",
            )
        return True

    def _read(self, content: bytes) -> tuple[int, str]:
        try:
            meta = json.loads(content)
            return int(meta["format"]), str(meta["kind"])
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise StoreTrouble(
                f"{self._path} cannot be read: it does not say which format the store has.",
                f'Put it back from a copy, or write into it: {{"format":{FORMAT},"kind":"{self._kind}"}}',
            ) from error
