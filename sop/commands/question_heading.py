"""The heading above the first question of a command: the case that it is about, and who acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sop.commands.context import CommandContext


def show_question_heading(session: CommandContext) -> None:
    """Show on stderr which case the next answers are about; nothing where none is known yet.

    A fact that is answered for the wrong case is a wrong record in two cases: the current case of
    the terminal need not be that of the command.
    """
    # late: start-up; most commands ask nothing
    from sop.commands.headings import case_heading, store_name
    from sop.model.definition import Definition
    from sop.views.heading import Heading, heading_lines

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


def ask_case(session: CommandContext) -> str:
    """Return the case that the user chooses. Raise UsageError where no user can be asked."""
    # late: start-up; most commands know their case
    from sop.casework.case_lookup import resolve_case
    from sop.casework.listed_case import read_cases
    from sop.commands.menu import choose, plain_choices
    from sop.commands.prompts import Prompt
    from sop.model.refusal import UsageError
    from sop.model.suggestion import Suggestion
    from sop.views.case_menu import menu_of_cases

    if not session.may_ask:
        raise UsageError(
            "No case given.",
            "Add -c CASE or set SOP_CASE. To list the cases",
            Suggestion("case list"),
        )
    cases = read_cases(session.store, session.find_viewer(), session.now)
    choices = menu_of_cases(cases, session.identity.current_case(session.now))
    if not choices:
        raise UsageError("There is no open case here.", "To open one", Suggestion("open"))
    # Not the prompt of the command: its heading names the case, which is chosen here.
    chosen = choose(Prompt(session.talk), "Which case?", plain_choices(choices))
    return resolve_case(session.store, chosen)
