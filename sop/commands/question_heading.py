"""The heading above the first question of a command: the case that it is about, and who acts."""

from __future__ import annotations

from sop.commands.context import CommandContext
from sop.commands.headings import case_heading, dangers_of, store_name
from sop.model.definition import Definition
from sop.views.heading import Heading, heading_lines


def show_question_heading(session: CommandContext) -> None:
    """Show on stderr which case the next answers are about; nothing where none is known yet.

    A fact that is answered for the wrong case is a wrong record in two cases: the current case of
    the terminal need not be that of the command.
    """
    about = session.asks_about
    if about is None:
        return
    if isinstance(about, Definition):  # the case is not open yet
        new = Heading(
            title="New case",
            workflow=about.id,
            version=about.version,
            store=store_name(session),
            simulated=session.is_simulated,
        )
        session.talk.show(heading_lines(new))
        return
    session.talk.show(case_heading(session, about, looks=True))
    session.headed = (about.id, dangers_of(session, about))
