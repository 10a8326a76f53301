"""Where a document goes: stdout, or a file where one is named."""

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
    """The paper as Markdown or HTML."""
    if form == "html":
        from sop.views.formats.print_html import print_html

        return print_html(paper)
    from sop.views.formats.print_md import print_markdown

    return print_markdown(paper)


def deliver_result(
    session: CommandContext, answer: CommandResult, out: str | None
) -> CommandResult:
    """The answer as it is, or written into the file; then only stderr says so."""
    if out is None or out == "-":
        return answer
    text = io.StringIO()
    screen = Screen(text, session.screen.width, plain=session.given.plain)
    emit(answer, session.command, screen, session.given.json, asker=session.asker)
    try:
        Path(out).write_text(text.getvalue(), encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"'{out}' cannot be written: {error.strerror}.", "name another file"
        ) from error
    session.talk.say(f"Written: {out}")
    return replace(answer, is_delivered=True)
