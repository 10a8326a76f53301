"""`sop doctor`: check everything on which the program depends."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from sop.casework.doctor import OF_THE_STORE, Check, examine
from sop.casework.user_settings import read_settings
from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.headings import list_heading
from sop.commands.output import EXIT_REFUSED, EXIT_STORE, Advice, CommandResult, as_failure
from sop.commands.program import command, new_app
from sop.model.suggestion import Suggestion
from sop.store.index_rows import ClockLine
from sop.store.port import StoreError
from sop.views.labels import count_text
from sop.views.terminal.blocks import (
    BLANK,
    Blocks,
    Column,
    Row,
    Span,
    Table,
    line,
    row,
    words,
)

app = new_app()
COLUMNS = (Column(most=10), Column(most=8), Column(flex=True))


@command(app, "doctor")
def doctor(session: CommandContext) -> CommandResult:
    """Check the installation: Python, encoding, store, file locks, disk, clock, YAML reader.

    Exit 1 for a problem, 3 for one of the store.

    Example: sop doctor
    """
    workspace = session.workspace
    settings = read_settings(workspace.data, session.user)
    person = session.session_identity.with_default(settings.as_)
    encoding = getattr(sys.stdout, "encoding", None) or sys.getdefaultencoding()
    found = examine(
        workspace.data,
        person,
        encoding,
        session.now,
        workspace.simulated,
        session.environ.get("SOP_AS"),
        _clock_lines(session),
    )
    answer = CommandResult(
        data={"checks": [_check_json(check) for check in found]},
        blocks=lambda: (*list_heading(session, "Doctor"), *_screen(found)),
    )
    bad = [check.name for check in found if not check.ok]
    if not bad:
        return answer
    message = f"{count_text(len(bad), 'problem')}: {', '.join(bad)}."
    code = EXIT_STORE if set(bad) & set(OF_THE_STORE) else EXIT_REFUSED
    return as_failure(answer, message, code)


def _clock_lines(session: CommandContext) -> tuple[ClockLine, ...]:
    """Return the cases of a wrong clock, as far as the store can be read."""
    try:
        return session.store.clock_lines(session.now)
    except (StoreError, OSError):
        return ()  # the checks of the store say why


def _check_json(check: Check) -> Json:
    return {
        "check": check.name,
        "ok": check.ok,
        "found": check.found,
        "remedy": _remedy(check),
    }


def _remedy(check: Check) -> Advice | None:
    """Return what to do about a problem, or to set an identity."""
    if not check.remedy or (check.ok and check.name != "identity"):
        return None
    return Advice(check.remedy, check.suggest)


def _screen(found: Sequence[Check]) -> Blocks:
    bad = sum(not check.ok for check in found)
    result = "No problems were found."
    if bad:
        result = f"{count_text(bad, 'problem')}."
    plain = words("With a screen reader: ", Suggestion("config set plain", "on"))
    return (
        BLANK,
        Table(COLUMNS, tuple(_row(c) for c in found)),
        BLANK,
        line(result, indent=1),
        line(plain, indent=1),
    )


def _row(check: Check) -> Row:
    word = Span("ok", "good") if check.ok else Span("PROBLEM", "late")
    remedy = _remedy(check)
    if remedy is None:
        return row(check.name, word, check.found)
    note = words("Remedy: ", remedy.text)
    if remedy.suggest is not None:
        note = words("Remedy: ", f"{remedy.text}: ", remedy.suggest)
    return row(check.name, word, check.found, notes=[note])
