"""The kind and format of the store in a folder: `store.json`, written with the first case."""

from __future__ import annotations

import json
from pathlib import Path

from sop.model.suggestion import upgrade
from sop.store.durable_files import convert_os_errors, read_bytes, write_whole
from sop.store.event_codec import canonical
from sop.store.port import IntegrityError, StoreTrouble

SIMULATED_STORE = "simulated"
"""The kind of a store whose clock SOP_NOW may set: exercises, never real cases."""
FORMAT = 1
"""The format that this version writes; a higher number is of a later version."""


class Layout:
    """The format of one store and its kind: `work` (real cases), `simulated` or `training`."""

    def __init__(self, root: Path, kind: str) -> None:
        self._root = root
        self._path = root / "store.json"
        self._kind = kind
        self._is_read_only = False
        self._is_begun = self._check()

    def begin(self) -> None:
        """Write `store.json` if this is a new store.

        Raises IntegrityError for a store of real cases where the clock is simulated.
        """
        if self._is_read_only:
            raise self._kind_error("work")
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
        if (kind, self._kind) == ("work", SIMULATED_STORE):
            # Real cases may be looked at as of another time; nothing is written with that time.
            self._is_read_only = True
        elif kind != self._kind:
            raise self._kind_error(kind)
        return True

    def _kind_error(self, kind: str) -> IntegrityError:
        if SIMULATED_STORE in (kind, self._kind):
            clock = "simulated" if kind == SIMULATED_STORE else "real"
            return IntegrityError(
                f"The store {self._root} was begun with a {clock} clock; sop.toml has the other. "
                "Nothing was written.",
                f'Write clock = "{clock}" in sop.toml, or make another workspace: times of '
                "exercises and of real cases never share a store.",
            )
        return IntegrityError(
            f"The store {self._root} is for {kind}, not for {self._kind}. Nothing was written.",
            "Check the path of the workspace: real cases and training sessions never share a "
            "store.",
        )

    def _read(self, content: bytes) -> tuple[int, str]:
        try:
            meta = json.loads(content)
            return int(meta["format"]), str(meta["kind"])
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            raise StoreTrouble(
                f"{self._path} cannot be read: it does not contain the format of the store.",
                "Restore it from a copy, or write into it: "
                f'{{"format":{FORMAT},"kind":"{self._kind}"}}',
            ) from error
