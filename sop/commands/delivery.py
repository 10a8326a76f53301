"""Where a document goes: stdout, or a file where one is named."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sop.commands.answer import Answer, emit
from sop.commands.session import Session
from sop.model.refusal import Misuse
from sop.views.screen import Screen

if TYPE_CHECKING:
    from sop.views.paper import Paper


def printed(paper: Paper, form: str) -> str:
    """The paper as Markdown or HTML."""
    if form == "html":
        from sop.views.print_html import print_html

        return print_html(paper)
    from sop.views.print_md import print_markdown

    return print_markdown(paper)


def delivered(session: Session, answer: Answer, out: str | None) -> Answer:
    """The answer as it is, or written into the file; then only stderr says so."""
    if out is None or out == "-":
        return answer
    text = io.StringIO()
    emit(
        answer,
        session.command,
        Screen(text, session.screen.width, plain=session.given.plain),
        session.given.json,
    )
    try:
        Path(out).write_text(text.getvalue(), encoding="utf-8")
    except OSError as error:
        raise Misuse(
            f"'{out}' cannot be written: {error.strerror}.", "name another file"
        ) from error
    session.talk.say(f"Written: {out}")
    return replace(answer, is_delivered=True)
