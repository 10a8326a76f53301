"""Deliver an answer: to stdout, or to the file that `-o` names."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sop.commands.context import CommandContext
from sop.commands.format_choice import is_pdf
from sop.commands.output import CommandResult, emit
from sop.model.refusal import UsageError
from sop.store.output_file import write_named_file
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
    session.names_case = True  # another person reads it, whose terminal has another current case
    text = io.StringIO()
    screen = Screen(text, session.screen.width, plain=session.given.plain)
    emit(answer, session.command, screen, session.given.json, asker=session.asker)
    if is_pdf(out):
        from sop.casework.pdf_printing import print_pdf  # late: start-up

        refuse_taken(out, session.given.force)  # before a browser is started
        write_bytes(out, print_pdf(text.getvalue(), session.environ), session.given.force)
    else:
        write_answer(out, text.getvalue(), session.given.force)
    about = name_written_case(session, answer.case)
    session.talk.say(f"Written: {out}{about}")
    return replace(answer, is_delivered=True)


def name_written_case(session: CommandContext, case: str | None) -> str:
    """Return `: case 7K3M-9QTD-X "label"` for a file about one case, else an empty text.

    A file is handed on, so that its case is named also where the user did not name it.
    """
    if case is None:
        return ""
    from sop.views.case_name import case_name  # late: start-up; few commands write a file

    lines = session.store.case_lines()
    label = next((one.label for one in lines if one.case == case), None)
    return f": case {case_name(case, label)}"


def write_answer(out: str, text: str, overwrite: bool) -> None:
    """Write the text to the file whole, readable by its owner only. Errors: see `write_bytes`."""
    write_bytes(out, text.encode("utf-8", "backslashreplace"), overwrite)


def write_bytes(out: str, content: bytes, overwrite: bool) -> None:
    """Write the file whole, readable by its owner only.

    Raise UsageError where a file of that name exists and `overwrite` is False, StoreTrouble where
    the disk cannot take it.
    """
    path = Path(out)
    if os.path.isdir(path):  # not Path.is_dir(), which raises for a name that is too long
        raise UsageError(f"'{out}' is a folder.", "Name a file in it.")
    try:
        write_named_file(path, content, out, overwrite)
    except FileExistsError as taken:
        raise _name_is_taken(out) from taken


def refuse_taken(out: str, overwrite: bool) -> None:
    """Raise UsageError where a file of that name exists and may not be replaced."""
    if not overwrite and os.path.lexists(out) and not os.path.isdir(out):
        raise _name_is_taken(out)


def _name_is_taken(out: str) -> UsageError:
    return UsageError(
        f"'{out}' already exists and is not overwritten.",
        "Name another file, or add --force to replace it.",
    )
