"""`sop case label`: which person a case is about, without a name, and its numbers elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from sop.casework.case_service import LoadedCase
from sop.commands.case import app
from sop.commands.context import CommandContext
from sop.commands.label_input import ask_label, check_label, check_references
from sop.commands.output import CommandResult
from sop.commands.program import command
from sop.commands.submit import act, refusal_answer, result_answer, write_result
from sop.commands.word_order import WrongWords
from sop.model.commands import LabelCase
from sop.model.label_text import search_key
from sop.model.refusal import Refusal, UsageError
from sop.model.suggestion import Suggestion


@command(app, "label", group="case", writes=True, case=True)
def label(
    session: CommandContext,
    which: Annotated[
        str | None,
        typer.Argument(metavar="[CASE]", help="The case; its first 3 characters are enough."),
    ] = None,
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT]", help="The label, without names of persons.")
    ] = None,
    reference: Annotated[
        list[str] | None,
        typer.Option(
            "--reference",
            metavar="TEXT",
            help="Its number in another register; may be repeated.",
        ),
    ] = None,
    none: Annotated[
        bool, typer.Option("--none", help="Remove the label and all references.")
    ] = False,
) -> CommandResult:
    """Give a case a label and references, which every list shows with its ID.

    Everyone who may see the case sees them, so write no names: clothes, a place, "person 3". A
    label has at most 30 characters; to correct it, label the case again. A reference is the number
    of the case in another register, after the name of the register. It is added to the earlier
    ones; to correct one, undo the event that added it. To search: sop find

    Example: sop case label 7K3 "person 3, green jersey" --reference "CAS 123/11/2026"
    """
    given = reference or ()
    if none and (text is not None or given):
        raise UsageError("--none cannot be combined with a label or a reference.", "Leave it out.")
    case, text = _sort_words(session, which, text)
    file = _load_case(session, case, text)
    wanted = _read_label(session, text, asks=not none and not given)
    references = check_references(session, given)
    request = act(session, file.definition)
    wish = LabelCase(request, wanted, references, clears=none)
    warnings = () if wanted is None else _find_same_label(session, file, wanted)
    result = write_result(session, file, [wish])
    if isinstance(result, Refusal):
        return refusal_answer(session, file, result)
    now = result.after.case
    data = {"label": now.label, "references": list(now.references)}
    answer = result_answer(session, file, result, [wish], data)
    return replace(answer, warnings=(*warnings, *answer.warnings))


def _sort_words(
    session: CommandContext, case: str | None, text: str | None
) -> tuple[str | None, str | None]:
    """Return the case and the label. With `-c` the only word is the label."""
    if session.given.case is None:
        return case, text
    if text is not None:
        raise UsageError("The command names two cases.", "Name one of them.")
    return None, case


def _load_case(session: CommandContext, case: str | None, text: str | None) -> LoadedCase:
    """Return the case. Raise UsageError with the whole line for a label where the case belongs."""
    try:
        return session.file(case)
    except UsageError as wrong:
        current = session.identity.current_case(session.now) or session.environ.get("SOP_CASE")
        if case is None or text is not None or not current:
            raise
        acts = ("--as", session.given.as_) if session.given.as_ else ()
        whole = Suggestion("case label", words=(current, case, *acts))
        remedy = "The case comes before its label. For the current case"
        raise WrongWords(
            wrong.message, remedy, whole, typed=(case,), right=(current, case)
        ) from wrong


def _read_label(session: CommandContext, text: str | None, *, asks: bool) -> str | None:
    """Return the label; None where it stays as it is. Ask for it where nothing else is given."""
    if text is not None:
        return check_label(session, text)
    if not asks:
        return None
    if not session.may_ask:
        raise UsageError(
            "No label given.", "Write it after the case, or add --reference or --none."
        )
    return ask_label(session)


def _find_same_label(session: CommandContext, file: LoadedCase, wanted: str) -> tuple[str, ...]:
    """Return a warning for another open case with this label: then the two look alike."""
    key = search_key(wanted)
    same = [
        line.case
        for line in session.store.case_lines()
        if line.case != file.id and line.status == "open" and search_key(line.label or "") == key
    ]
    if not same:
        return ()
    return (f"Case {same[0]} has the same label.",)
