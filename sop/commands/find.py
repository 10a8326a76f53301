"""`sop find`: search for a case by its label, a reference, its ID or the step where it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from sop.casework.listed_case import CaseFilter, ListedCase
from sop.commands.case_search import (
    current_case,
    find_cases,
    listed_json,
    refuse_empty,
    zones_of,
)
from sop.commands.context import CommandContext
from sop.commands.headings import list_heading
from sop.commands.output import CommandResult
from sop.commands.program import command, new_app
from sop.commands.void_duplicates import find_counting_cases
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.views.terminal.blocks import Blocks, line, words

app = new_app()


@command(app, "find", rows="cases")
def find(
    session: CommandContext,
    text: Annotated[
        list[str] | None,
        typer.Argument(metavar="TEXT", help="A part of a label, a reference, an ID or a step."),
    ] = None,
) -> CommandResult:
    """Search all cases: labels, also earlier ones, references, IDs, incidents, titles of steps.

    Several words are one text. Capital letters, accents and the signs between the parts of a
    reference do not matter. Closed and void cases are found too.

    Example: sop find "green jersey"
    """
    wanted = " ".join(text) if text else None
    if wanted is None:
        missing = UsageError("No text to search for.", "Write it after the command.")
        wanted = session.require_text(None, "Search for:", missing)
    kept = CaseFilter(text=refuse_empty(wanted))
    found = tuple(one for one in find_cases(session) if kept.keeps(one))
    current = current_case(session)
    counting = find_counting_cases(session, [one.line for one in found])
    return CommandResult(
        data={
            "cases": [
                {
                    **listed_json(one, current, counting),
                    "earlier_labels": list(one.earlier_labels),
                }
                for one in found
            ]
        },
        blocks=lambda: _blocks(session, found, wanted, counting),
    )


def _blocks(
    session: CommandContext,
    found: tuple[ListedCase, ...],
    wanted: str,
    counting: Mapping[str, str],
) -> Blocks:
    from sop.views.case_list import case_list_screen, earlier_label_lines  # late: start-up

    lines = [one.line for one in found]
    zones = zones_of(session, lines)
    listing = Suggestion("case list")
    screen = case_list_screen(
        found,
        session.now,
        zones,
        current=current_case(session),
        counting=counting,
        empty=words(f"No case fits '{wanted}'. To list the cases: ", listing),
    )
    title = list_heading(session, f"Cases that fit '{wanted}'")
    return (*title, *screen, *earlier_label_lines(found, wanted), *_onward(session, found))


def _onward(session: CommandContext, found: tuple[ListedCase, ...]) -> Blocks:
    """Return how to go on with what was found; the list has the most urgent case first."""
    if not found:
        return ()
    first = found[0].line.case
    if len(found) > 1:
        return (line("To go on with the first: ", Suggestion("use", first), indent=1),)
    if first == current_case(session):
        return (line("It is the current case. To go on: ", Suggestion("next"), indent=1),)
    return (line("To go on with it: ", Suggestion("use", first), indent=1),)
