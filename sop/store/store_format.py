"""The kind and format of the store in a folder: `store.json`, written with the first case."""

from __future__ import annotations

import json
from pathlib import Path

from sop.model.suggestion import upgrade
from sop.store.durable_files import convert_os_errors, read_bytes, write_whole
from sop.store.event_codec import canonical
from sop.store.port import IntegrityError, StoreTrouble

FORMAT = 1
"""The format that this version writes; a higher number is of a later version."""


class Layout:
    """The format of one store and its kind: `work` (real cases) or `training`."""

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
        """Whether there is a store here.

        Raises StoreTrouble where a later sop made it, and IntegrityError where it is of the other
        kind: exercises and real cases would be mixed.
        """
        content = read_bytes(self._path, "Cannot open the store")
        if content is None:
            return False
        number, kind = self._read(content)
        if number > FORMAT:
            raise StoreTrouble(
                f"The store {self._root} has format {number}; this version of sop knows formats "
                f"up to {FORMAT}.",
                "Update sop, then repeat the command",
                suggest=upgrade("sop-workflow"),
            )
        if kind != self._kind:
            raise IntegrityError(
                f"The store {self._root} is for {kind}, not for {self._kind}. Nothing was written.",
                "Check the path of the workspace: real cases and training sessions never share a "
                "store.",
            )
        return True

    def _read(self, content: bytes) -> tuple[int, str]:
        try:
            meta = json.loads(content)
            return int(meta["format"]), str(meta["kind"])
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise StoreTrouble(
                f"{self._path} cannot be read: it does not contain the format of the store.",
                "Restore it from a copy, or write into it: "
                f'{{"format":{FORMAT},"kind":"{self._kind}"}}',
            ) from error
