"""A course over the scenarios of a workflow: modules with aims, in order, each with its pass mark."""

from __future__ import annotations

from sop.model.training import PASS_MARK
from sop.model.value import value

LEVELS = ("beginner", "intermediate", "advanced")


@value
class Selection:
    """Scenarios by whom they are for and how hard they are; empty: any."""

    audience: tuple[str, ...] = ()
    level: tuple[str, ...] = ()


@value
class Module:
    """One sitting. `scenarios` are named; `select` adds those that fit, whoever wrote them."""

    id: str
    title: str
    aims: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    select: Selection | None = None
    pass_mark: int = PASS_MARK


@value
class Curriculum:
    id: str
    title: str
    modules: tuple[Module, ...]
    audience: str = ""
    about: str = ""
    path: str = ""
