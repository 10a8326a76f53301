"""Names of persons, as they are compared: capitals and accents do not matter.

Who recorded an event is compared so. Whom work is assigned to is typed by someone else, so there
full stops do not matter either.
"""

from __future__ import annotations

from sop.model.label_text import search_key


def person_key(name: str | None, *, of_assignee: bool = False) -> str | None:
    """Return the name for comparison; None where none is given.

    >>> person_key(" N.  Dlamini "), person_key("José")
    ('n. dlamini', 'jose')
    >>> person_key("N.Dlamini", of_assignee=True)
    'n dlamini'
    """
    if name is None:
        return None
    return search_key(name.replace(".", " ") if of_assignee else name) or None


def is_same_person(one: str | None, other: str | None) -> bool:
    """Whether both are the same name; no name is never the same as another."""
    key = person_key(one)
    return key is not None and key == person_key(other)


def is_same_assignee(one: str | None, other: str | None) -> bool:
    """Whether work that is assigned to the one is that of the other: `T Mokoena`, `T. Mokoena`."""
    key = person_key(one, of_assignee=True)
    return key is not None and key == person_key(other, of_assignee=True)
