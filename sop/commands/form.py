"""`sop form`: a form on the screen, blank on paper, or filled in question by question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Annotated

import typer

from sop.casework.answer_draft import AnswerDraft, AnswerFolder
from sop.casework.terminal_session import find_session_key
from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.delivery import (
    deliver_result,
    name_written_case,
    refuse_taken,
    render_paper,
    write_answer,
)
from sop.commands.output import CommandResult
from sop.commands.program import command, new_app
from sop.definition.form_fields import find_form_title, list_questions, read_fields
from sop.model.definition import Action, Definition
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import value
from sop.views.form_text import accepted_text
from sop.views.terminal.blocks import Line, line

app = new_app()
STDOUT = "-"


@value
class FormPlace:
    """The workflow that has the forms; `case` is None where only the workflow was named."""

    definition: Definition
    case: str | None
    version: int | None


@command(app, "form", case=True, formats=("text", "md", "html", "json"))
def form(
    session: CommandContext,
    name: Annotated[
        str | None,
        typer.Argument(metavar="[FORM]", help="The form, or the action that needs it."),
    ] = None,
    print_: Annotated[
        bool, typer.Option("--print", help="Print it blank, to be filled in on paper.")
    ] = False,
    fill: Annotated[
        str | None,
        typer.Option("--fill", metavar="FILE", help="Ask the questions; write a JSON file."),
    ] = None,
    workflow: Annotated[
        str | None,
        typer.Option("--workflow", metavar="W", help="A form of this workflow, without a case."),
    ] = None,
    out: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="Write to this file.")
    ] = None,
) -> CommandResult:
    """Show a form; --print gives it blank for paper, --fill asks its questions one by one.

    Without a name it lists the forms of the case, and your answers that are kept.

    Example: sop form screening --print --format html -o screening.html
    """
    if print_ and fill is not None:
        raise UsageError("--print and --fill cannot be combined.", "Give one of them.")
    place = _find_place(session, workflow)
    if name is None:
        if print_ or fill is not None:
            raise UsageError("No form given.", _known_forms(place.definition))
        return deliver_result(session, _list_forms(session, place), out)
    chosen = find_form(place.definition, name)
    if fill is not None:
        return _fill_form(session, place, chosen, fill)
    return deliver_result(session, _show_form(session, place, chosen, print_), out)


def _find_place(session: CommandContext, workflow: str | None) -> FormPlace:
    if workflow is None:
        file = session.file()
        return FormPlace(file.definition, file.id, file.version)
    if session.given.case is not None:
        raise UsageError("--workflow and -c cannot be combined.", "Give one of them.")
    listed = session.library.find(workflow)
    return FormPlace(session.localize(session.library.definition(listed)), None, None)


def find_form(definition: Definition, word: str) -> str:
    """Return the form that the word names: its ID, its title, or an action that needs it.

    Raise UsageError with the forms that there are.
    """
    wanted = word.casefold().replace("-", "_")
    spellings = {form_id.casefold(): form_id for form_id in definition.forms}
    for action in definition.actions():
        if action.form is not None:
            spellings[action.code.casefold()] = action.form
            spellings[action.path.casefold()] = action.form
    for form_id, schema in definition.forms.items():
        spellings.setdefault(find_form_title(schema).casefold(), form_id)
    found = spellings.get(wanted) or spellings.get(word.casefold())
    if found is not None:
        return found
    message = f"There is no form '{word}' in {definition.id}."
    near = get_close_matches(wanted, definition.forms, 1)
    if near:
        message += f" Did you mean {near[0]}?"
    raise UsageError(message, _known_forms(definition))


def _known_forms(definition: Definition) -> str:
    if not definition.forms:
        return f"{definition.id} has no forms."
    return f"Choose one of: {', '.join(definition.forms)}."


def actions_with(definition: Definition, form_id: str) -> tuple[Action, ...]:
    """Return the actions that need the form."""
    return tuple(action for action in definition.actions() if action.form == form_id)


# ---- to see


def _list_forms(session: CommandContext, place: FormPlace) -> CommandResult:
    from sop.views.form_sheet import form_list_screen  # late: start-up

    kept = _list_kept(session, place.case)
    forms = [_form_row(place.definition, form_id) for form_id in place.definition.forms]
    drafts = [
        {"act": draft.key.act, "at": draft.at, "answers": count_answers(draft)} for draft in kept
    ]
    rows = [(draft, again_of(draft)) for draft in kept]
    return CommandResult(
        data={"form": None, "fields": [], "forms": forms, "kept": drafts},
        case=place.case,
        version=place.version,
        blocks=lambda: form_list_screen(place.definition, rows),
    )


def _form_row(definition: Definition, form_id: str) -> Json:
    """Return the form with its title and the codes of the actions that need it."""
    return {
        "form": form_id,
        "title": find_form_title(definition.forms[form_id]),
        "actions": [one.code for one in actions_with(definition, form_id)],
    }


def _list_kept(session: CommandContext, case: str | None) -> Sequence[AnswerDraft]:
    """Return the answers of this user that were not recorded, of one case."""
    if case is None or not session.at_terminal:
        return ()
    folder = AnswerFolder(session.workspace.data, session.user)
    return folder.list_own(case, session.by, find_session_key(session.environ), session.now)


def count_answers(draft: AnswerDraft) -> int:
    """Return how many questions are answered; a part of a form counts as one."""
    return len({"/".join(key.split("/")[:2]) for key in draft.answers})


def again_of(draft: AnswerDraft) -> Suggestion:
    """Return the command that asks the questions again."""
    verb, *words = draft.key.act.split()
    case = draft.key.about
    if verb == "go":
        return Suggestion("go", case=case)
    if verb == "form":
        options = (("fill", f"{words[0]}.json"),)
        return Suggestion("form", words[0], options=options, case=case)
    if len(words) == 1:
        return Suggestion(verb, words[0], case=case)
    return Suggestion(verb, words=(*words, "-c", case))


def _show_form(
    session: CommandContext, place: FormPlace, form_id: str, is_paper: bool
) -> CommandResult:
    # late: start-up
    from sop.views.form_sheet import form_screen, paper_of_form

    definition = place.definition
    answer = CommandResult(
        data=form_json(definition, form_id) if session.given.json else {},
        case=place.case,
        version=place.version,
        blocks=lambda: form_screen(definition, form_id, _find_open_taker(session, place, form_id)),
    )
    if session.given.format in ("md", "html") or (is_paper and not session.given.json):
        paper = paper_of_form(definition, form_id, place.case, session.now)
        answer = replace(answer, document=render_paper(paper, session.given.format))
    return answer


def _find_open_taker(session: CommandContext, place: FormPlace, form_id: str) -> str | None:
    """Return the code of the first action that can be done now and needs the form."""
    if place.case is None:
        return None
    file = session.service.load(place.case)
    shown = session.service.checklist(file, session.viewer(place.definition))
    takers = {action.path for action in actions_with(place.definition, form_id)}
    found = (one.code for one in shown.actions() if one.path in takers and one.state == "open")
    return next(found, None)


def form_json(definition: Definition, form_id: str) -> Json:
    """Return the form with its questions; a question inside a group has a dotted name."""
    schema = definition.forms[form_id]
    return {**_form_row(definition, form_id), "fields": list(_fields_json(schema))}


def _fields_json(schema: str) -> Iterator[Mapping[str, object]]:
    for question in list_questions(read_fields(schema)):
        field = question.field
        yield {
            "name": question.name,
            "title": question.title,
            "type": field.json_type,
            "choices": [choice.value for choice in field.choices],
            "required": question.is_required,
            "accepts": accepted_text(field),
            "help": field.description,
        }


# ---- to fill in


def _fill_form(
    session: CommandContext, place: FormPlace, form_id: str, target: str
) -> CommandResult:
    """Ask the questions and write the JSON text; what was answered is kept until then."""
    # late: start-up; most uses only show the form
    from sop.commands.answer_keeper import AnswerKeeper
    from sop.commands.form_questions import complete_form, count_fields

    _require_terminal(session, place, form_id)
    if target != STDOUT:
        refuse_taken(target, session.given.force)
    keeper = AnswerKeeper.of(
        session,
        place.definition,
        about=place.case or place.definition.id,
        act=f"form {form_id}",
        as_=session.stakeholder_word() or "",
        total=count_fields(place.definition, form_id),
        again=Suggestion("form", form_id, options=(("fill", target),), case=place.case),
    )
    try:
        dialog = keeper.open_dialog()
        text = dialog.run(lambda: complete_form(session, dialog, place.definition, form_id))
        if target != STDOUT:
            write_answer(target, f"{text}\n", session.given.force)
    except BaseException:
        keeper.mention()
        raise
    keeper.remove()
    answer = CommandResult(case=place.case, version=place.version, changed=target != STDOUT)
    if target == STDOUT:
        return replace(answer, document=f"{text}\n")
    about = name_written_case(session, place.case)
    return replace(answer, blocks=lambda: (_written_line(place, form_id, target, about),))


def _require_terminal(session: CommandContext, place: FormPlace, form_id: str) -> None:
    if session.may_ask:
        return
    raise UsageError(
        "--fill asks questions, so it works only at a terminal.",
        "In a script, write the JSON file yourself. To see its fields",
        Suggestion("form", form_id, options=(("json", None),), case=place.case),
    )


def _written_line(place: FormPlace, form_id: str, target: str, about: str) -> Line:
    text = f"Written: {target}{about}. Nothing is recorded yet."
    takers = actions_with(place.definition, form_id)
    if place.case is None or not takers:
        return line(text)
    do = Suggestion(
        "do", takers[0].code, options=(("form", target),), case=place.case, is_for_later=True
    )
    return line(text, " To record it: ", do)
