"""Limits what one event may hold, before it is written: a history can never drop it again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sop.model.limits import EVENT_BYTES, TEXT_CHARACTERS
from sop.model.refusal import UsageError
from sop.store.event_codec import canonical

_NAMES: Mapping[str, str] = {
    "why": "The reason",
    "note": "The note",
    "text": "The note",
    "incident": "The incident",
    "form": "A text in the form",
    "key": "The key",
    "by": "The name",
}
"""Key of a stored event -> how a message names its text; another key is that of a fact."""


def check_limits(documents: Iterable[Mapping[str, Any]]) -> None:
    """Raise UsageError for an event with a text that is too long, or that is too large."""
    for document in documents:
        size = len(canonical(document))
        if size <= TEXT_CHARACTERS:
            continue  # no text in it can be longer
        for name, text in _texts(document):
            if len(text) > TEXT_CHARACTERS:
                raise UsageError(
                    f"{name} has {len(text):,} characters; at most {TEXT_CHARACTERS:,} are "
                    "recorded. Nothing was written.",
                    "Shorten it, or keep the long text elsewhere and note where it is.",
                )
        if size > EVENT_BYTES:
            raise UsageError(
                f"The event would have {size:,} bytes; at most {EVENT_BYTES:,} are recorded. "
                "Nothing was written.",
                "Shorten the form and the texts, or record them in several events.",
            )


def _texts(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every text of the event with its name in a message."""
    for key, value in document.items():
        if key == "facts":
            yield from ((f"The fact '{name}'", str(fact)) for name, fact in value.items())
        elif key == "form" and value is not None:
            yield from ((_NAMES[key], text) for text in _texts_inside(json.loads(value)))
        elif isinstance(value, str):
            yield _NAMES.get(key, f"'{key}'"), value


def _texts_inside(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _texts_inside(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts_inside(inner)
