"""Definitions by content hash: the compiled form, read in a millisecond, and every file's text.

`<hash>.json` is `{"sha256":"…","compiled":…}`: the digest is of the bytes of the compiled form, so
a change inside is noticed without reading any YAML. `<hash>.yaml` holds the files one after
another, each after a line with its name and its length in bytes; the first line has the digest of
all that follows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sop.store import syscalls
from sop.store.durable_files import convert_os_errors, read_bytes, write_whole
from sop.store.port import DefinitionChanged
from sop.store.sealed_json import seal, unseal

if TYPE_CHECKING:
    from sop.model.definition import Definition

_HEX = set("0123456789abcdef")


class Definitions:
    """The folder `definitions/` of a store."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folder = root / "definitions"

    def keep(self, definition: Definition, texts: Mapping[str, str]) -> None:
        """Keep both forms under the definition's hash, unless they are there unchanged."""
        from sop.definition.definition_codec import definition_to_json  # late: start-up

        with convert_os_errors(f"Cannot keep the definition of {definition.id}", self._folder):
            if not self._is_kept(definition.hash):
                write_whole(
                    self._path(definition.hash, "yaml"),
                    _texts_to_bytes(definition.hash, texts),
                    self._root,
                )
                compiled = definition_to_json(definition).encode()
                write_whole(self._path(definition.hash, "json"), seal(compiled), self._root)

    def load_definition(self, content_hash: str) -> Definition:
        """Return the kept definition; raise DefinitionChanged if it is missing or changed."""
        from sop.definition.definition_codec import definition_from_json  # late: start-up

        compiled = _unseal(content_hash, self._content(content_hash, "json"))
        try:
            definition = definition_from_json(compiled)
        except Exception as error:  # whatever is in the store: it cannot be read
            raise _change_error(content_hash, "cannot be read") from error
        if definition.hash != content_hash:
            raise _change_error(content_hash, f"has the hash {definition.hash[:12]} inside")
        return definition

    def texts(self, content_hash: str) -> dict[str, str]:
        """Return the exact text of each file, by name."""
        return _texts_from_bytes(content_hash, self._content(content_hash, "yaml"))

    def hashes(self) -> tuple[str, ...]:
        """Return the hashes of all kept definitions."""
        names = (path.stem for path in self._folder.glob("*.json"))
        return tuple(sorted(filter(_is_hash, names)))

    def problem(self, content_hash: str) -> str | None:
        """Return what is wrong with the kept forms, in a sentence; None if both are unchanged."""
        try:
            _unseal(content_hash, self._content(content_hash, "json"))
            self.texts(content_hash)
        except DefinitionChanged as error:
            return error.message
        return None

    def _is_kept(self, content_hash: str) -> bool:
        there = [syscalls.exists(self._path(content_hash, form)) for form in ("json", "yaml")]
        if all(there):
            self.load_definition(content_hash)
            self.texts(content_hash)
            # Their writer may have died before their names were durable.
            syscalls.fsync_folder(self._folder)
            syscalls.fsync_folder(self._root)
        return all(there)

    def _content(self, content_hash: str, form: str) -> bytes:
        if not _is_hash(content_hash):
            raise _change_error(content_hash, "has no valid content hash")
        path = self._path(content_hash, form)
        content = read_bytes(path, "Cannot read a definition")
        if content is None:
            raise _change_error(content_hash, f"is no longer in this store: {path} is missing")
        return content

    def _path(self, content_hash: str, form: str) -> Path:
        return self._folder / f"{content_hash}.{form}"


def _is_hash(text: str) -> bool:
    return len(text) == 64 and set(text) <= _HEX


def _change_error(content_hash: str, how: str) -> DefinitionChanged:
    return DefinitionChanged(
        f"The definition {content_hash[:12]}, which cases are pinned to, {how}.",
        "Stop using its cases. Restore the file from a copy of the store, or call your "
        "administrator.",
    )


def _unseal(content_hash: str, content: bytes) -> str:
    """Return the text of the compiled form, after comparing its digest."""
    try:
        return unseal(content)
    except ValueError as error:
        raise _change_error(content_hash, "was changed in the store after it was kept") from error


def _texts_to_bytes(content_hash: str, texts: Mapping[str, str]) -> bytes:
    parts = []
    for name, text in texts.items():
        content = text.encode()
        parts.append(
            b"# file %s bytes %d\n%s\n" % (json.dumps(name).encode(), len(content), content)
        )
    body = b"".join(parts)
    return b"# workflow %s sha256 %s\n%s" % (
        content_hash.encode(),
        sha256(body).hexdigest().encode(),
        body,
    )


def _texts_from_bytes(content_hash: str, content: bytes) -> dict[str, str]:
    first, _, body = content.partition(b"\n")
    if first != b"# workflow %s sha256 %s" % (
        content_hash.encode(),
        sha256(body).hexdigest().encode(),
    ):
        raise _change_error(
            content_hash, "has texts that were changed in the store after they were kept"
        )
    texts: dict[str, str] = {}
    try:
        while body:
            line, _, body = body.partition(b"\n")
            name, _, length = line.removeprefix(b"# file ").rpartition(b" bytes ")
            end = int(length)
            if end < 0:
                raise ValueError(length)  # it would be read again and again
            texts[str(json.loads(name))] = body[:end].decode()
            body = body[end + 1 :]
    except (ValueError, RecursionError) as error:
        raise _change_error(content_hash, "has texts that cannot be read") from error
    return texts
