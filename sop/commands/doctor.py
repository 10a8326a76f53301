"""`sop doctor`: is this place fit for work? Everything that the program rests on, tried."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from sop.casework.doctor import OF_THE_STORE, Check, examine
from sop.casework.user_settings import read_person
from sop.commands.context import CommandContext
from sop.commands.headings import list_heading
from sop.commands.output import EXIT_DONE, EXIT_REFUSED, EXIT_STORE, Advice, CommandResult
from sop.commands.program import command, new_app
from sop.model.suggestion import Suggestion
from sop.views.labels import count_text
from sop.views.terminal.blocks import (
    BLANK,
    Blocks,
    Column,
    Row,
    Span,
    Table,
    Wordy,
    line,
    row,
    words,
)

app = new_app()
COLUMNS = (Column(most=10), Column(most=8), Column(flex=True))


@command(app, "doctor")
def doctor(session: CommandContext) -> CommandResult:
    """Try what the program rests on: Python, encoding, store, lock, disk, clock, identity, YAML reader.

    Exit 1 for a problem, 3 for one of the store. Example: sop doctor
    """
    workspace = session.workspace
    person = read_person(workspace.data, session.user)
    encoding = getattr(sys.stdout, "encoding", None) or sys.getdefaultencoding()
    found = examine(
        workspace.data,
        person,
        encoding,
        session.now,
        workspace.simulated,
        session.environ.get("SOP_AS"),
    )
    bad = [check for check in found if not check.ok]
    return CommandResult(
        data={
            "checks": [
                {"check": c.name, "ok": c.ok, "found": c.found, "remedy": _remedy(c)} for c in found
            ]
        },
        code=EXIT_DONE
        if not bad
        else EXIT_STORE
        if any(c.name in OF_THE_STORE for c in bad)
        else EXIT_REFUSED,
        error="findings" if bad else None,
        message=f"{count_text(len(bad), 'problem')}: {', '.join(c.name for c in bad)}."
        if bad
        else "",
        blocks=lambda: (*list_heading(session, "Doctor"), *_screen(found)),
    )


def _remedy(check: Check) -> Advice | None:
    """What to do: for a problem, and for somebody whom the program does not know yet."""
    is_asked = not check.ok or check.name == "identity"
    return Advice(check.remedy, check.suggest) if is_asked and check.remedy else None


def _screen(found: Sequence[Check]) -> Blocks:
    bad = sum(not check.ok for check in found)
    said = f"{count_text(bad, 'problem')}." if bad else "Everything is as it should be."
    plain = words("With a screen reader: ", Suggestion("config set plain", "on"))
    return (
        BLANK,
        Table(COLUMNS, tuple(_row(c) for c in found)),
        BLANK,
        line(said, indent=1),
        line(plain, indent=1),
    )


def _row(check: Check) -> Row:
    word = Span("ok", "good") if check.ok else Span("PROBLEM", "late")
    remedy = _remedy(check)
    return row(
        check.name, word, check.found, notes=[words("Remedy: ", *_words(remedy))] if remedy else []
    )


def _words(remedy: Advice) -> tuple[Wordy, ...]:
    return (f"{remedy.text}: ", remedy.suggest) if remedy.suggest else (remedy.text,)
