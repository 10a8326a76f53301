"""`sop` alone: what is due today; in an empty workspace, how to begin."""

from __future__ import annotations

import sop
from sop.commands.context import CommandContext
from sop.commands.headings import list_heading
from sop.commands.output import Advice, CommandResult
from sop.commands.worklist import ALWAYS, item_json, select_items, work_blocks
from sop.model.suggestion import Suggestion
from sop.store.index_rows import WorkQuery
from sop.views.terminal.blocks import BLANK, Blocks, Column, Table, line, pieces, row, words
from sop.views.worklist import ALL

COLUMNS = (Column(most=40), Column(flex=True))
BEGIN = (
    (Suggestion("demo"), "watch a whole case played automatically in under a minute"),
    (Suggestion("workflow list"), "list the workflows"),
    (Suggestion("init"), "make a workspace of your own"),
    (Suggestion("open"), "open a case"),
    (Suggestion("--help"), "list all commands"),
)


def home(session: CommandContext) -> CommandResult:
    """Show your open actions that are due today or overdue."""
    if not session.store.case_lines():
        return CommandResult(
            data={"items": [], "count": 0, "begin": [Advice("", one) for one, _ in BEGIN]},
            blocks=_first_steps,
        )
    who = session.stakeholder_word()
    agency = who.lower() if who else None
    query = WorkQuery(agency, state="open", kinds=ALWAYS)
    items = select_items(session, query, "today", overdue=False)
    return CommandResult(
        data={"items": [item_json(item) for item in items], "count": len(items)},
        blocks=lambda: (
            *list_heading(session, "Due today"),
            *work_blocks(session, items),
            *_hint(who),
        ),
    )


def version(session: CommandContext) -> CommandResult:
    """Show the version of the program."""
    return CommandResult(
        data={"version": sop.__version__}, blocks=lambda: (line(f"sop {sop.__version__}"),)
    )


def _hint(who: str | None) -> Blocks:
    everything = words("All open actions: ", ALL)
    if who:
        return (pieces((), everything, indent=1),)
    every_stakeholder = words("For every stakeholder. To set yours: ", Suggestion("as"))
    return (pieces(every_stakeholder, everything, indent=1),)


def _first_steps() -> Blocks:
    return (
        line("There are no cases here yet. To begin:"),
        BLANK,
        Table(COLUMNS, tuple(row(one, meaning) for one, meaning in BEGIN), indent=2),
    )
