"""`sop` alone: the most urgent work; in an empty workspace, how to begin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sop
from sop.casework.worklist import WorkItem, due_by
from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.danger_list import (
    case_ids,
    cases_in_danger_json,
    danger_blocks,
    find_cases_in_danger,
)
from sop.commands.headings import list_heading
from sop.commands.output import Advice, CommandResult
from sop.commands.work_json import danger_first, items_json
from sop.commands.worklist import (
    assigning_agency,
    select_items,
    wordings_of,
    work_blocks,
)
from sop.model.suggestion import Suggestion
from sop.model.value import value
from sop.store.index_rows import WorkQuery
from sop.views.case_name import case_name
from sop.views.labels import count_text, name_agency
from sop.views.terminal.blocks import (
    BLANK,
    Blocks,
    Column,
    Table,
    labelled_table,
    line,
    pieces,
    row,
    words,
)
from sop.views.worklist import ALL

FIRST = 3  # what one person can begin with
MOST_CASES = 8  # one screen
CASES = (
    Column("case", 24),
    Column("workflow", flex=True),
    Column("work", 34),
)
COLUMNS = (Column(most=40), Column(flex=True))
BEGIN = (
    (Suggestion("demo"), "watch a whole case played automatically in under a minute"),
    (Suggestion("workflow list"), "list the workflows"),
    (Suggestion("init"), "make a workspace of your own"),
    (Suggestion("open"), "open a case"),
    (Suggestion("--help"), "list all commands"),
)


def home(session: CommandContext) -> CommandResult:
    """Show your most urgent work: in the current case first, then in the other cases."""
    lines = session.store.case_lines()
    if not lines:
        return CommandResult(
            data={"items": [], "count": 0, "begin": [Advice("", one) for one, _ in BEGIN]},
            blocks=_first_steps,
        )
    who = session.find_viewer()
    every = select_items(session, WorkQuery(who), None, overdue=False)
    dangers = find_cases_in_danger(session)
    marked = case_ids(dangers)
    due_today = due_by(every, "today", session.now)
    current = session.identity.current_case(session.now)
    first = _first_items(every, current, marked)
    elsewhere = [item for item in every if item.row.case != current]
    others = _summarize_cases(danger_first(elsewhere, marked))
    name = next((case_name(one.case, one.label) for one in lines if one.case == current), None)
    agency = assigning_agency(session, every)
    data: Json = {"count": len(due_today), "current": current}
    data["danger"] = cases_in_danger_json(dangers)
    data["items"] = items_json(due_today, marked, agency)
    data["first"] = items_json(first, marked, agency)
    data["cases"] = [_case_json(one) for one in others]
    return CommandResult(
        data=data,
        blocks=lambda: (
            *list_heading(session, _title(session, every, who)),
            *danger_blocks(session, dangers),
            *_current_lines(current, name, every),
            *_first_lines(session, every, first, marked),
            *_other_lines(others, current, marked),
            *_hint(who),
        ),
    )


@value
class CaseSummary:
    """How much of the listed work is in one case."""

    case: str
    workflow: str
    items: tuple[WorkItem, ...]

    @property
    def overdue(self) -> int:
        return sum(item.overdue_by is not None for item in self.items)

    @property
    def name(self) -> str:
        return case_name(self.case, self.items[0].row.label)


def _first_items(
    items: Sequence[WorkItem], current: str | None, in_danger: frozenset[str]
) -> tuple[WorkItem, ...]:
    """Return the most urgent items: of cases in danger, else of the current case if it has any."""
    here = [item for item in items if item.row.case == current]
    urgent = any(item.row.case in in_danger for item in items)
    return danger_first(items if urgent else here or items, in_danger)[:FIRST]


def _summarize_cases(items: Iterable[WorkItem]) -> tuple[CaseSummary, ...]:
    """Return each case of the items, the one with the most urgent item first."""
    groups: dict[tuple[str, str], list[WorkItem]] = {}
    for item in items:
        groups.setdefault((item.row.case, item.row.workflow), []).append(item)
    return tuple(
        CaseSummary(case, workflow, tuple(found)) for (case, workflow), found in groups.items()
    )


def _case_json(one: CaseSummary) -> Json:
    return {
        "case": one.case,
        "label": one.items[0].row.label,
        "workflow": one.workflow,
        "count": len(one.items),
        "overdue": one.overdue,
    }


def _current_lines(current: str | None, name: str | None, items: Sequence[WorkItem]) -> Blocks:
    if current is None:
        return ()
    look = Suggestion("next", case=current)
    here = sum(item.row.case == current for item in items)
    text = f"Current case: {name or current}. "
    if not here:
        text += "Nothing for you to do there now. "
    return (BLANK, line(text, "The whole list: ", look, indent=1))


def _title(session: CommandContext, every: Sequence[WorkItem], who: str | None) -> str:
    agency = None if who is None else who.lower()
    return f"To do now: all cases, {name_agency(wordings_of(session, every).values(), agency)}"


def _first_lines(
    session: CommandContext,
    every: Sequence[WorkItem],
    first: Sequence[WorkItem],
    in_danger: frozenset[str],
) -> Blocks:
    from sop.views.worklist import total_text, work_table  # late: start-up

    if not every:
        return work_blocks(session, (), more=ALL)
    wordings = wordings_of(session, first)
    table = work_table(first, wordings, session.now, in_danger=in_danger)
    return (BLANK, table, BLANK, line(total_text(every), indent=1))


def _other_lines(
    others: Sequence[CaseSummary], current: str | None, in_danger: frozenset[str]
) -> Blocks:
    """Return a line for each other case, the most urgent first; more than fit are counted."""
    if not others:
        return ()
    shown = others[:MOST_CASES]
    rows = tuple(row(one.name, one.workflow, _case_text(one, in_danger)) for one in shown)
    title = "OTHER CASES" if current else "CASES"
    blocks: Blocks = (BLANK, labelled_table(CASES, rows, title))
    if len(others) > len(shown):
        more = f"{count_text(len(others) - len(shown), 'more case')}: "
        blocks += (line(more, Suggestion("case list"), indent=1),)
    return (*blocks, BLANK, line("To choose one: ", Suggestion("use"), indent=1))


def _case_text(one: CaseSummary, in_danger: frozenset[str]) -> str:
    from sop.views.urgency import count_urgencies  # late: start-up
    from sop.views.worklist import urgency_of

    text = count_urgencies(map(urgency_of, one.items)) or "nothing to do"  # as sop next counts
    return f"IN DANGER: {text}" if one.case in in_danger else text


def version(session: CommandContext) -> CommandResult:
    """Show the version of the program."""
    return CommandResult(
        data={"version": sop.__version__}, blocks=lambda: (line(f"sop {sop.__version__}"),)
    )


def _hint(who: str | None) -> Blocks:
    everything = words("All your work: ", Suggestion("worklist"))
    if who:
        return (pieces((), everything, indent=1),)
    every_stakeholder = words("For every stakeholder. To set yours: ", Suggestion("as"))
    return (pieces(every_stakeholder, words("All work: ", ALL), indent=1),)


def _first_steps() -> Blocks:
    return (
        line("There are no cases here yet. To begin:"),
        BLANK,
        Table(COLUMNS, tuple(row(one, meaning) for one, meaning in BEGIN), indent=2),
    )
