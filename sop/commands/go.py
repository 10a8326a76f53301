"""`sop go`: the guided way through a case, one thing at a time; no command has to be known."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sop.commands.context import CommandContext
from sop.commands.output import EXIT_DONE, EXIT_INTERRUPTED, CommandResult
from sop.commands.program import command, new_app
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from sop.views.terminal.blocks import line

if TYPE_CHECKING:
    from sop.commands.guided_visit import GuidedVisit

app = new_app()


@command(app, "go", case=True)
def go(session: CommandContext) -> CommandResult:
    """Be guided through a case: one thing at a time, safety first.

    Each turn says what to do, what to say to the person, and what goes wrong. Enter does it; a
    question is answered with a number. It works at a terminal only.

    Example: sop go
    """
    # late: start-up; `sop go --help` needs none of it
    from sop.commands.guided_cases import visit_cases
    from sop.commands.guided_start import begin_case
    from sop.commands.guided_visit import GuidedVisit, Leave
    from sop.commands.prompts import QuitRequest  # late: start-up

    _require_terminal(session)
    session.names_case = True  # typed after the visit, when another case may be the current one
    visit = GuidedVisit(session)
    code = EXIT_DONE
    try:
        begun = begin_case(visit)
        if begun is not None:
            visit_cases(visit, begun)
    except (Leave, QuitRequest):
        code = EXIT_DONE
    except KeyboardInterrupt:  # Ctrl-C or the end of input, at a question
        visit.screen.say("")
        code = EXIT_INTERRUPTED
    return replace(_farewell(visit), code=code)


def _require_terminal(session: CommandContext) -> None:
    """Raise UsageError where no person sits at a terminal: every turn asks something."""
    if session.may_ask and sys.stdout.isatty():
        return
    raise UsageError(
        "The guided way asks questions, so it works only at a terminal.",
        "In a script, use the other commands. To see what comes next",
        Suggestion("next"),
    )


def _farewell(visit: GuidedVisit) -> CommandResult:
    number = visit.count_written()
    text = "Nothing was recorded."
    if number:
        events = "1 event was" if number == 1 else f"{number} events were"
        text = f"{events} recorded. Answers that were not recorded are offered again."
    # With -c: another case may be current then.
    again = visit.onward or Suggestion("go", case=visit.case or None)
    return CommandResult(
        changed=bool(number),
        case=visit.case or None,
        blocks=lambda: (line(text, " To go on: ", again),),
    )
