"""Idempotency keys: a write that is repeated with its key is written once.

The key is kept with each event, followed by a digest of the whole request, so that a key that is
used for another request is detected.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from sop.casework.loaded_case import LoadedCase
from sop.model.commands import Command, SetFacts
from sop.model.events import Event
from sop.model.refusal import UsageError
from sop.model.value import replace

DIGEST_LETTERS = 16
"""64 bits: enough against mistakes; a user gains nothing from a collision in their own case."""


STORED_NAMES: dict[type, str] = {SetFacts: "Tell"}
"""Commands whose class was renamed: digests in stores were made with these names and stay valid."""
UNSIGNED = ("act", "accept")
"""`act` is signed apart; with or without `--accept` it is the same request."""


def sign(commands: Sequence[Command], key: str, at_is_relative: bool) -> tuple[Command, ...]:
    """Return the commands with the key and the digest of all of them.

    `at_is_relative`: `--at -2h` names another moment each time, so it is left out of the digest.
    """
    asked = [_content(one, at_is_relative) for one in commands]
    text = json.dumps(asked, sort_keys=True, default=str)
    signed = f"{key} {hashlib.sha256(text.encode()).hexdigest()[:DIGEST_LETTERS]}"
    return tuple(replace(one, act=replace(one.act, key=signed)) for one in commands)


def _content(command: Command, at_is_relative: bool) -> list[object]:
    act = command.act
    at = None if at_is_relative or act.at is None else act.at.isoformat()
    names = [name for name in command.__dataclass_fields__ if name not in UNSIGNED]
    rest = {name: getattr(command, name) for name in names}
    if not rest.get("from_now", True):
        del rest["from_now"]  # digests in stores were made before there was this field
    if rest.get("label", "") is None:
        del rest["label"]  # the same
    kind = type(command)
    content: list[object] = [STORED_NAMES.get(kind, kind.__name__), act.as_, act.by, at, act.why]
    if act.reported_by is not None:  # digests in stores were made without it and stay valid
        content.append(act.reported_by)
    return [*content, rest]


def events_of_key(file: LoadedCase, signed: str | None) -> tuple[Event, ...]:
    """Return the events that an earlier write with this signed key wrote; none for a new key.

    Raises UsageError where the key was used in this case for another request.
    """
    if signed is None:
        return ()
    key = _key(signed)
    found = [one for one in file.history if one.key is not None and _key(one.key) == key]
    if any(event.key != signed for event in found):
        raise UsageError(
            f"The key '{key}' was already used in this case for another request "
            f"(event {found[0].id}).",
            "Use a new key for a new request.",
        )
    return tuple(found)


def _key(signed: str) -> str:
    """Return the key as it was given, without the digest."""
    return signed.rsplit(" ", 1)[0]
