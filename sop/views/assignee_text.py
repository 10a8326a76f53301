"""For whom a piece of work is: the stakeholders who may do it, or the person who has it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from sop.views.labels import Wording
from sop.views.remedy import join_with_or
from sop.views.terminal.blocks import Span


class Assignee(Protocol):
    """A person of a stakeholder who has the work."""

    @property
    def as_(self) -> str: ...

    @property
    def person(self) -> str: ...

    @property
    def accepted(self) -> bool: ...

    @property
    def of_case(self) -> bool: ...


def whom_text(wording: Wording | None, by: Iterable[str], assigned: Sequence[Assignee]) -> Span:
    """Return `for OFFICE`; for assigned work `for N. Dlamini (OFFICE)`."""
    return whom_cell(who_text(wording, by, assigned))


def whom_cell(names: str) -> Span:
    """Return `for OFFICE` of a row; in one line, where it runs on from the title, `Who: OFFICE`."""
    return Span(f"for {names}", plain_text=f"Who: {names}")


def who_text(wording: Wording | None, by: Iterable[str], assigned: Sequence[Assignee]) -> str:
    """Return `OFFICE`; for assigned work `N. Dlamini (OFFICE)`.

    Without `wording` the stakeholders have their IDs.
    """
    names = tuple(by)
    if not assigned:
        return _list_names(wording, names)
    people = " and ".join(_person(wording, one) for one in assigned)
    if len(names) == 1:
        return people
    return f"{_list_names(wording, names)}, assigned to {people}"


def assignee_note(wording: Wording, assigned: Sequence[Assignee]) -> str:
    """Return `Assigned to: N. Dlamini (OFFICE)`; nothing where the work is not assigned."""
    if not assigned:
        return ""
    return f"Assigned to: {', '.join(_person(wording, one) for one in assigned)}"


def _list_names(wording: Wording | None, names: Sequence[str]) -> str:
    return join_with_or(names) if wording is None else wording.stakeholder_names(names)


def _person(wording: Wording | None, one: Assignee) -> str:
    agency = one.as_ if wording is None else wording.short(one.as_)
    shown = f"{one.person} ({agency})"
    if one.of_case:
        shown += ", with the whole case"
    return shown if one.accepted else f"{shown}, not accepted"
