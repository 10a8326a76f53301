"""`sop` alone: what needs me now; in an empty workspace, how to begin."""

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
    (Suggestion("demo"), "watch a whole case, played by itself in under a minute"),
    (Suggestion("workflow list"), "which workflows there are"),
    (Suggestion("init"), "make a workspace of your own"),
    (Suggestion("open"), "open a case"),
    (Suggestion("--help"), "all commands"),
)


def home(session: CommandContext) -> CommandResult:
    """What needs me now: my open actions that are due today or overdue."""
    if not session.store.case_lines():
        return CommandResult(
            data={"items": [], "count": 0, "begin": [Advice("", one) for one, _ in BEGIN]},
            blocks=_first_steps,
        )
    who = session.stakeholder_word()
    items = select_items(
        session,
        WorkQuery(who.lower() if who else None, state="open", kinds=ALWAYS),
        "today",
        overdue=False,
    )
    return CommandResult(
        data={"items": [item_json(item) for item in items], "count": len(items)},
        blocks=lambda: (
            *list_heading(session, "Due today"),
            *work_blocks(session, items),
            *_hint(who),
        ),
    )


def version(session: CommandContext) -> CommandResult:
    """Which version of the program this is."""
    return CommandResult(
        data={"version": sop.__version__}, blocks=lambda: (line(f"sop {sop.__version__}"),)
    )


def _hint(who: str | None) -> Blocks:
    name = () if who else words("For every stakeholder. Say who you are: ", Suggestion("as"))
    return (pieces(name, words("All that is open: ", ALL), indent=1),)


def _first_steps() -> Blocks:
    return (
        line("There are no cases here yet. To begin:"),
        BLANK,
        Table(COLUMNS, tuple(row(one, meaning) for one, meaning in BEGIN), indent=2),
    )
