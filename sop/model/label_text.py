"""A label and the references of a case, as people write them.

A label says which of several persons it is, without a name: `person 3, green jersey`. A reference
is the number of the case in another register: its kind, then the number, as in `CAS 123/11/2026`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from sop.model.limits import LABEL_CHARACTERS, MOST_REFERENCES, REFERENCE_CHARACTERS
from sop.model.refusal import UsageError

LABEL_RULE = f"at most {LABEL_CHARACTERS} characters, no names of persons"
"""What a label may be, for questions and help."""


def read_label(text: str) -> str:
    """Return the label in one spelling. Raise UsageError if it is empty or too long."""
    found = _in_one_line(text)
    if not found:
        raise UsageError("The label is empty.", "Write what marks the person, such as clothes.")
    if len(found) > LABEL_CHARACTERS:
        raise UsageError(
            f"The label has {len(found)} characters; at most {LABEL_CHARACTERS} fit into "
            "a list of cases.",
            f"Shorten it, for example to '{found[:LABEL_CHARACTERS].strip()}'.",
        )
    return found


def read_reference(text: str) -> str:
    """Return the reference in one spelling.

    Raise UsageError unless it has a number and is short.
    """
    found = _in_one_line(text)
    if not any(letter.isdigit() for letter in found):
        raise UsageError(
            f"'{found}' is not a valid reference: it has no number.",
            "Write whose number it is, then the number, such as 'CAS 123/11/2026'.",
        )
    if len(found) > REFERENCE_CHARACTERS:
        raise UsageError(
            f"The reference has {len(found)} characters; at most {REFERENCE_CHARACTERS} are "
            "recorded.",
            "Write whose number it is, then the number.",
        )
    return found


def read_references(texts: Iterable[str], earlier: Iterable[str]) -> tuple[str, ...]:
    """Return the references that the case does not have yet, each once."""
    before = set(earlier)
    found = dict.fromkeys(map(read_reference, texts))
    added = tuple(one for one in found if one not in before)
    if len(before) + len(added) > MOST_REFERENCES:
        raise UsageError(
            f"A case has at most {MOST_REFERENCES} references.", "Remove all of them first."
        )
    return added


def search_key(text: str) -> str:
    """Return the text for a search: small letters, no accents, single blanks.

    >>> search_key("Groen  TRUI, Tshivenḓa")
    'groen trui, tshivenda'
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(plain.split())


def reference_key(text: str) -> str:
    """Return a reference for a search: what separates its parts does not matter.

    >>> reference_key("CAS 88/12/2026"), reference_key("cas-88-12.2026")
    ('cas 88 12 2026', 'cas 88 12 2026')
    """
    return " ".join(re.split(r"[\s/\\._\-\u2010-\u2015]+", search_key(text))).strip()


def label_order(label: str | None) -> tuple[bool, tuple[str, ...]]:
    """Return a key that sorts labels as people count, cases without one last.

    >>> sorted(["person 10", None, "person 2"], key=label_order)
    ['person 2', 'person 10', None]
    """
    parts = re.split(r"(\d+)", search_key(label or ""))
    numbered = (part.zfill(LABEL_CHARACTERS) if part.isdecimal() else part for part in parts)
    return label is None, tuple(numbered)


def _in_one_line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
