"""A course through the scenarios of a workflow: modules in order, each with a pass mark."""

from __future__ import annotations

from sop.model.training import PASS_MARK
from sop.model.value import value

# From easy to hard; learners see them in this order.
LEVELS = ("beginner", "intermediate", "advanced")


@value
class Selection:
    """A selection of scenarios by audience and level; an empty field selects all."""

    audience: tuple[str, ...] = ()
    level: tuple[str, ...] = ()


@value
class Module:
    """One sitting.

    `scenarios` are listed by ID; `select` adds every other scenario that matches. `pass_mark` is in
    per cent.
    """

    id: str
    title: str
    aims: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    select: Selection | None = None
    pass_mark: int = PASS_MARK


@value
class Curriculum:
    """A course. `path` is the file that it was read from, as findings show it."""

    id: str
    title: str
    modules: tuple[Module, ...]
    audience: str = ""
    about: str = ""
    path: str = ""
