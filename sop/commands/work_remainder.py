"""The last line of a list of one's own work: how much of others' work it leaves out."""

from __future__ import annotations

from collections.abc import Iterable

from sop.casework.worklist import WorkItem
from sop.model.suggestion import Suggestion
from sop.model.value import value
from sop.store.index_rows import WorkQuery
from sop.views.terminal.blocks import Blocks, line


@value
class WorkRemainder:
    """How many items a list leaves out, and how many of them cannot wait."""

    number: int
    at_once: int

    @property
    def text(self) -> str:
        """`12 more are for others, 3 of them due at once or overdue`; empty for none."""
        if not self.number:
            return ""
        verb = "is" if self.number == 1 else "are"
        found = f"{self.number} more {verb} for others"
        if not self.at_once:
            return found
        return f"{found}, {self.at_once} of them due at once or overdue"


def count_others(whole: Iterable[WorkItem], shown: Iterable[WorkItem]) -> WorkRemainder:
    """Return what `shown` leaves out of the same list for all stakeholders."""
    known = {_key(item) for item in shown}
    left = [item for item in whole if _key(item) not in known]
    at_once = sum(item.is_due or item.overdue_by is not None for item in left)
    return WorkRemainder(len(left), at_once)


def _key(item: WorkItem) -> tuple[str, str, str]:
    return item.row.case, item.row.kind, item.row.action


def others_lines(others: WorkRemainder, command: Suggestion) -> Blocks:
    """Return the line with the command for all work; nothing where nothing is left out."""
    return (line(f"{others.text}: ", command, indent=1),) if others.text else ()


def list_of_all(query: WorkQuery, due: str | None, overdue: bool) -> Suggestion:
    """Return the command for the same list with the work of all stakeholders."""
    given = (
        ("workflow", query.workflow),
        ("track", query.track),
        ("incident", query.incident),
        ("due", due),
    )
    options = tuple((name, word) for name, word in given if word is not None)
    late = (("overdue", None),) if overdue else ()
    return Suggestion("worklist", options=(("all", None), *options, *late))


def longer_list(query: WorkQuery, due: str | None, overdue: bool) -> Suggestion | None:
    """Return the command for all work; None where this list has it all."""
    from sop.views.worklist import ALL  # late: start-up

    is_whole = query == WorkQuery() and due is None and not overdue
    return None if is_whole else ALL
