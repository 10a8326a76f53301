"""Deliver an answer: to stdout, or to the file that `-o` names."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sop.commands.context import CommandContext
from sop.commands.output import CommandResult, emit
from sop.model.refusal import UsageError
from sop.views.terminal.screen import Screen

if TYPE_CHECKING:
    from sop.views.print_content import Paper


def render_paper(paper: Paper, form: str) -> str:
    """Return the paper as Markdown or HTML."""
    if form == "html":
        from sop.views.formats.print_html import print_html  # late: start-up

        return print_html(paper)
    from sop.views.formats.print_md import print_markdown  # late: start-up

    return print_markdown(paper)


def deliver_result(
    session: CommandContext, answer: CommandResult, out: str | None
) -> CommandResult:
    """Return the answer as it is, or write it to the file `out` and report that on stderr."""
    if out is None or out == "-":
        return answer
    text = io.StringIO()
    screen = Screen(text, session.screen.width, plain=session.given.plain)
    emit(answer, session.command, screen, session.given.json, asker=session.asker)
    try:
        Path(out).write_text(text.getvalue(), encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"'{out}' cannot be written: {error.strerror}.", "Name another file."
        ) from error
    session.talk.say(f"Written: {out}")
    return replace(answer, is_delivered=True)
