"""Names of persons, as they are compared: capitals and accents do not matter."""

from __future__ import annotations

from sop.model.label_text import search_key


def person_key(name: str | None) -> str | None:
    """Return the name for comparison; None where none is given.

    >>> person_key(" N.  Dlamini "), person_key("José")
    ('n. dlamini', 'jose')
    """
    return None if name is None else search_key(name) or None


def is_same_person(one: str | None, other: str | None) -> bool:
    """Whether both are the same name; no name is never the same as another."""
    key = person_key(one)
    return key is not None and key == person_key(other)
