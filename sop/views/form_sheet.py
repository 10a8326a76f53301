"""A form as a screen, and as a blank sheet of paper to fill in and sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sop.casework.answer_draft import AnswerDraft
from sop.definition.form_fields import (
    FormQuestion,
    find_form_title,
    list_questions,
    read_fields,
)
from sop.definition.translations import language_of_texts
from sop.engine.deadlines import zone_of
from sop.model.definition import Definition
from sop.model.suggestion import Suggestion
from sop.views.form_text import PaperQuestion, accepted_text
from sop.views.labels import Wording
from sop.views.print_content import Paper, notice_of, time_of_printing
from sop.views.terminal.blocks import BLANK, Block, Blocks, Span, line

LONG_TEXT = 100
"""Letters from which a text gets several lines to write on."""
MOST_TAKERS = 3
"""Actions that are named with their titles; of more only the codes are given."""
NUMBER_DOTS = 40
"""Dots to write the number of the case on, where the sheet is printed before the case is opened."""


def form_list_screen(
    definition: Definition, kept: Sequence[tuple[AnswerDraft, Suggestion]]
) -> Blocks:
    """Return the forms of the workflow, and the answers that are kept, each with its command."""
    blocks: list[Block] = [line(Span(f"Forms of {definition.title}", "strong"))]
    if not definition.forms:
        blocks.append(line("There are no forms.", indent=2))
    for form_id, schema in definition.forms.items():
        title = find_form_title(schema)
        blocks.append(line(Span(form_id, "strong"), f"  {title}", indent=2, hang=4))
    if definition.forms:
        first = next(iter(definition.forms))
        blocks.append(line("To see one: ", Suggestion("form", first)))
    for draft, again in kept:
        at = datetime.fromisoformat(draft.at).astimezone(zone_of(definition.timezone))
        text = f"Kept answers of {at:%H:%M}, not recorded ({draft.key.act}). To go on: "
        blocks += [BLANK, line(text, again)]
    return tuple(blocks)


def form_screen(definition: Definition, form_id: str, doable: str | None) -> Blocks:
    """Return the questions of the form with what each accepts, and how to answer them.

    `doable` is the code of an action that can be done now and needs the form.
    """
    schema = definition.forms[form_id]
    whole = read_fields(schema)
    blocks: list[Block] = [line(Span(find_form_title(schema) or form_id, "strong"))]
    if whole.description:
        blocks.append(line(whole.description, indent=2))
    for number, question in enumerate(list_questions(whole), 1):
        need = "required" if question.is_required else "may be left out"
        text = f"  {question.title} [{accepted_text(question.field)}] {need}"
        blocks.append(line(f"{number:>2}", text, indent=2, hang=6))
    takers = [action for action in definition.actions() if action.form == form_id]
    if len(takers) > MOST_TAKERS:
        blocks.append(line(f"Needed by {', '.join(action.code for action in takers)}."))
    else:
        blocks += [line(f"Needed by {action.code} {action.title}.") for action in takers]
    if doable is not None:
        blocks.append(line("To answer it question by question: ", Suggestion("do", doable)))
    blank = Suggestion("form", form_id, options=(("print", None),))
    blocks.append(line("Blank, for paper: ", blank))
    return tuple(blocks)


def paper_of_form(definition: Definition, form_id: str, case: str | None, now: datetime) -> Paper:
    """Return the form blank, with boxes to tick, lines to write on and one place to sign."""
    schema = definition.forms[form_id]
    wording = Wording(definition, now)
    title = f"Form: {find_form_title(schema) or form_id}"
    whole = read_fields(schema)
    takers = [action for action in definition.actions() if action.form == form_id]
    facts = [
        ("Workflow", f"{definition.title} ({definition.id} {definition.version})"),
        ("Printed", time_of_printing(wording)),
        ("Case", case or "." * NUMBER_DOTS),
        *(("Needed by", f"{action.code} {action.title}") for action in takers),
    ]
    if whole.description:
        facts.append(("Note", whole.description))
    subject = f"Case {case}, {form_id}" if case else title
    return Paper(
        title=title,
        facts=tuple(facts),
        tracks=(),
        notice=notice_of(definition),
        languages=language_of_texts(definition),
        mark=f"{subject}, printed {time_of_printing(wording)}",
        questions=tuple(_paper_questions(list_questions(whole))),
    )


def _paper_questions(questions: Sequence[FormQuestion]) -> Iterator[PaperQuestion]:
    for number, question in enumerate(questions, 1):
        field = question.field
        boxes = tuple(choice.title for choice in field.choices)
        if field.kind == "yes_no" and not boxes:
            boxes = ("yes", "no")
        yield PaperQuestion(
            number=str(number),
            title=question.title,
            note=_note(question, bool(boxes)),
            boxes=boxes,
            lines=_lines(question, bool(boxes)),
        )


def _note(question: FormQuestion, has_boxes: bool) -> str:
    """Return what may be written, and whether it may be left out."""
    parts = [question.field.description]
    if question.field.kind == "several":
        parts.append("one or more")
    elif not has_boxes:
        parts.append(accepted_text(question.field))
    if not question.is_required:
        parts.append("may be left out")
    return "; ".join(filter(None, parts))


def _lines(question: FormQuestion, has_boxes: bool) -> int:
    """Return how many lines there are to write on."""
    if has_boxes:
        return 0
    rules, kind = question.field.merged, question.field.kind
    if kind in ("list", "json", "variants"):
        return 4
    is_long = kind == "text" and int(rules.get("maxLength", LONG_TEXT)) >= LONG_TEXT
    return 3 if is_long else 1
