"""Marks the language and the direction of translated texts in an HTML page.

A screen reader then reads each text in its own language, and a browser orders right-to-left text
from right to left (HTML Standard, attributes `lang` and `dir`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

# A text of the page between two tags. The style sheet and the title in the head hold no such text.
_BODY_TEXT = re.compile(r">([^<>]+)<")

# Letters of these bidirectional classes run from right to left (UAX 9).
RIGHT_TO_LEFT = frozenset({"R", "AL"})


def mark_languages(page: str, languages: Mapping[str, str]) -> str:
    """Return the HTML page with each text of the mapping inside `<bdi lang="…" dir="…">`.

    `languages` has escaped texts and the BCP 47 tag of each. A text counts where it is the whole
    content of a place, or all that follows a label such as `Say: `. Other text that runs from right
    to left, such as a note that a person wrote, gets `dir="auto"`.
    """
    head, body, rest = page.partition("<body>")
    marked = _BODY_TEXT.sub(lambda found: f">{_mark_text(found[1], languages)}<", rest)
    return head + body + marked


def _mark_text(text: str, languages: Mapping[str, str]) -> str:
    for label, content in _split_labels(text):
        code = languages.get(content)
        if code is not None:
            return f'{label}<bdi lang="{code}" dir="{_direction(content)}">{content}</bdi>'
    if _direction(text) == "ltr":
        return text
    label, colon, content = text.partition(": ")
    if colon and _direction(label) == "ltr":  # the label's letters would decide the direction
        return f'{label}{colon}<bdi dir="auto">{content}</bdi>'
    return f'<bdi dir="auto">{text}</bdi>'


def _split_labels(text: str) -> Iterator[tuple[str, str]]:
    """Yield the text without a label, then after its first colon."""
    yield "", text
    label, colon, content = text.partition(": ")
    if colon:
        yield label + colon, content


def _direction(text: str) -> str:
    if any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in text):
        return "rtl"
    return "ltr"
