"""A form as questions at the terminal: field by field, each answer checked at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sop.commands.context import CommandContext
from sop.commands.dialog import SKIPPED, Answer, Dialog, DialogQuestion, read_answers
from sop.commands.field_answers import FieldReader, show_value
from sop.commands.prompts import BackRequest, QuitRequest
from sop.definition.form_fields import FormField, find_form_title, read_fields
from sop.definition.forms import PartProblem, find_part_problems
from sop.engine.fact_values import YES_OR_NO
from sop.model.definition import Definition
from sop.model.limits import EVENT_BYTES
from sop.model.refusal import UsageError
from sop.model.value import replace
from sop.views.form_text import YES_NO_TEXT, accepted_text

LONGEST_INLINE = 90
"""Characters of choices behind a question; longer ones are listed above it, one a line."""

_SKIP = "press Enter to skip"


def ask_form(
    session: CommandContext,
    definition: Definition,
    form_id: str,
    kept: Mapping[str, Any] | None = None,
) -> str | None:
    """Ask for the fields of the form and return its JSON text; None if the user types `quit`.

    `kept` are the answers of an earlier dialog. Ctrl-C and the end of input raise
    KeyboardInterrupt.
    """
    dialog = Dialog(session.prompt, earlier=read_answers(kept or {}))
    try:
        return dialog.run(lambda: complete_form(session, dialog, definition, form_id))
    except QuitRequest:
        return None


def count_needed(form: FormField) -> int:
    """Return how many questions of the form need an answer."""
    return sum(field.required for field in form.fields) if form.fields else int(form.required)


def count_questions(total: int, needed: int) -> str:
    """Return `8 questions, 5 of them need an answer`."""
    if total == needed:
        return f"{total} questions, all of them need an answer"
    verb = "needs" if needed == 1 else "need"
    return f"{total} questions, {needed} of them {verb} an answer"


def count_fields(definition: Definition, form_id: str) -> int:
    """Return how many questions the form has; a group or a list counts as one."""
    return max(1, len(read_fields(definition.forms[form_id]).fields))


def complete_form(
    session: CommandContext, dialog: Dialog, definition: Definition, form_id: str
) -> str:
    """Ask for the fields of the form as a part of the dialog and return its JSON text."""
    if not dialog.total:  # the dialog has nothing but this form
        dialog.total = count_fields(definition, form_id)
    questions = FormQuestions(session, dialog, definition, form_id)
    text = json.dumps(questions.ask_whole(), ensure_ascii=False)
    if len(text.encode()) > EVENT_BYTES:
        session.talk.say(f"The form is longer than {EVENT_BYTES:,} bytes. Shorten a text.")
        questions.correct(form_key(form_id), read_fields(definition.forms[form_id]), ())
    return text


def form_key(form_id: str) -> str:
    """Return the key of the whole form among the questions of a dialog."""
    return f"form:{form_id}"


@dataclass
class FormQuestions:
    """Asks for one form. A method returns the value of a field, or SKIPPED."""

    session: CommandContext
    dialog: Dialog
    definition: Definition
    form_id: str

    def __post_init__(self) -> None:
        self.schema = self.definition.forms[self.form_id]
        self.reader = FieldReader(self.session, self.definition, self.schema)

    def ask_whole(self) -> Any:
        """Return the content of the form, which its schema accepts."""
        form = read_fields(self.schema)
        self._introduce(form)
        place = "" if form.kind == "group" else self.dialog.next_place()
        answer = self._ask(form, form_key(self.form_id), place)
        return answer[0]

    def _introduce(self, form: FormField) -> None:
        """Print what the form is, once in a dialog."""
        key = f"shown:{form_key(self.form_id)}"
        if key in self.dialog.insisted:
            return
        self.dialog.insisted.add(key)
        title = find_form_title(self.schema) or self.form_id
        total = len(form.fields)
        # Of a longer dialog the whole count was announced before.
        is_counted = bool(form.fields) and total == self.dialog.total
        count = f" ({count_questions(total, count_needed(form))})" if is_counted else ""
        self._say(f"Form: {title}{count}")
        if form.description:
            self._say(form.description)

    def _ask(self, field: FormField, key: str, position: str) -> Answer:
        match field.kind:
            case "group":
                return self._ask_group(field, key, position)
            case "list":
                return self._ask_list(field, key, position)
            case "variants":
                return self._ask_variant(field, key, position)
        return self.dialog.ask(self._question(field, key, position))

    # ---- one value

    def _question(self, field: FormField, key: str, position: str) -> DialogQuestion:
        accepted = self._accepted(field)
        listed = self._listed_choices(field, accepted)
        shown = f"1-{len(field.choices)}" if listed else accepted
        options = [shown]
        if self._is_optional(field, key):
            options.append(_SKIP)
        asked = position + field.title
        text = f"{asked} [{'; '.join(options)}]"
        if listed:
            text = f"[{'; '.join(options)}]:"
        return DialogQuestion(
            key,
            text,
            read=lambda typed: self.reader.read(field, typed),
            show=lambda found: show_value(field, found),
            accepts=lambda found: not self.reader.problems(field, found),
            empty=SKIPPED if self._is_optional(field, key) else None,
            help=tuple(self._help(field)),
            choices=listed,
            label=asked,
            accepted=shown,
            is_chosen=field.kind in ("yes_no", "choice", "several"),
        )

    def _accepted(self, field: FormField) -> str:
        text = accepted_text(field)
        if text == YES_NO_TEXT:
            return YES_OR_NO
        if field.kind == "several" and not self.reader.problems(field, []):
            text += ", or none"
        return text

    def _listed_choices(self, field: FormField, accepted: str) -> Mapping[str, str] | None:
        if not field.choices or len(accepted) <= LONGEST_INLINE:
            return None
        return {choice.name: _meaning(choice.name, choice.title) for choice in field.choices}

    def _is_optional(self, field: FormField, key: str) -> bool:
        return not field.required and key not in self.dialog.insisted

    def _help(self, field: FormField) -> Iterator[str]:
        yield f"{field.title}: {accepted_text(field)}."
        if field.description:
            yield field.description
        if field.kind == "text":
            yield 'Write one line. An empty text is written as "".'
        yield "An answer is required." if field.required else "Press Enter to skip it."
        yield self._readers()

    def _readers(self) -> str:
        actions = [one for one in self.definition.actions() if one.form == self.form_id]
        ids = dict.fromkeys(id for action in actions for id in action.by)
        stakeholders = self.definition.stakeholders
        names = [stakeholders[id].short or id for id in ids if id in stakeholders]
        if not names:
            return "The answers are seen by the stakeholder who records them."
        return (
            f"The answers are seen by the stakeholder who records them and by: {', '.join(names)}."
        )

    # ---- several values

    def _ask_group(self, field: FormField, key: str, position: str) -> Answer:
        is_whole = key == form_key(self.form_id)
        if not is_whole and self._is_optional(field, key):
            if not self._confirm(f"{key}/+", f"{position}{field.title}: answer it?"):
                return SKIPPED
        elif not is_whole:
            self._announce(key, f"{position}{field.title}:")
        found: dict[str, Any] = {}
        for inner in field.fields:
            place = self.dialog.next_place() if is_whole else f"{field.title}: "
            answer = self._ask(inner, f"{key}/{inner.name}", place)
            if answer != SKIPPED:
                found[inner.name] = answer[0]
        self._check(field, key, found)
        return (found,)

    def _ask_list(self, field: FormField, key: str, position: str) -> Answer:
        title = f"{position}{field.title}"
        if field.least_items == 0 and not self._confirm(f"{key}/+0", f"{title}: add one?"):
            is_left_out = self._is_optional(field, key)
            return SKIPPED if is_left_out else self._checked_list(field, key, [])
        found: list[Any] = []
        while self._has_room(field, len(found)):
            number = len(found)
            if number >= max(1, field.least_items) and not self._confirm(
                f"{key}/+{number}", f"{title}: another?"
            ):
                break
            item = self._item(field, number)
            if item is None:
                break
            found.append(self._ask_item(field, item, f"{key}/{number}", found))
        return self._checked_list(field, key, found)

    def _ask_item(self, field: FormField, item: FormField, key: str, before: Sequence[Any]) -> Any:
        """Return the next item of the list, different from those before where each is unique."""
        place = f"{len(before) + 1}. "
        if item.kind in ("group", "list", "variants"):
            return self._ask(item, key, place)[0]
        question = self._question(item, key, place)
        if not field.merged.get("uniqueItems"):
            return self.dialog.ask(question)[0]

        def read_new(typed: str) -> Any:
            found = self.reader.read(item, typed)
            if found in before:
                raise UsageError("That is in the list already.", "Write another one.")
            return found

        return self.dialog.ask(replace(question, read=read_new))[0]

    def _has_room(self, field: FormField, number: int) -> bool:
        return field.most_items is None or number < field.most_items

    def _item(self, field: FormField, number: int) -> FormField | None:
        return field.first[number] if number < len(field.first) else field.item

    def _checked_list(self, field: FormField, key: str, found: list[Any]) -> Answer:
        self._check(field, key, found)
        return (found,)

    def _ask_variant(self, field: FormField, key: str, position: str) -> Answer:
        kinds = {
            str(number): f"{_variant_title(variant, field)}"
            for number, variant in enumerate(field.variants, 1)
        }
        listed = ", ".join(f"{number} {title}" for number, title in kinds.items())
        is_optional = self._is_optional(field, key)
        options = "; ".join(filter(None, (listed, _SKIP if is_optional else "")))
        question = DialogQuestion(
            f"{key}/kind",
            f"{position}{field.title}: which kind of answer? [{options}]",
            read=lambda typed: _read_kind(typed, kinds),
            show=lambda found: kinds[found],
            accepts=lambda found: found in kinds,
            empty=SKIPPED if is_optional else None,
            help=(f"{field.title}: {accepted_text(field)}.",),
        )
        kind = self.dialog.ask(question)
        if kind == SKIPPED:
            return SKIPPED
        chosen = field.variants[int(kind[0]) - 1]
        if chosen.kind == "nothing":
            return (None,)
        self.dialog.insisted.add(f"{key}/{kind[0]}")
        answer = self._ask(chosen, f"{key}/{kind[0]}", position)
        self._check(field, key, answer[0])
        return answer

    def _confirm(self, key: str, question: str) -> bool:
        """Return whether there is one more; Enter means no."""
        asked = DialogQuestion(
            key,
            f"{question} [{YES_OR_NO}; Enter: no]",
            read=self.reader.read_yes_no,
            show=lambda found: "yes" if found else "no",
            accepts=lambda found: isinstance(found, bool),
            empty=(False,),
            help=("Type 1 for yes; Enter means no.",),
            label=question,
            is_chosen=True,
        )
        return bool(self.dialog.ask(asked)[0])

    # ---- whole parts

    def _check(self, field: FormField, key: str, found: Any) -> None:
        """Check the answers to one part together; ask again for what does not fit."""
        problems = find_part_problems(self.schema, field.part, found)
        if not problems:
            return
        for text in dict.fromkeys(problem.text for problem in problems):
            self._say(f"{text[:1].upper()}{text[1:]}.")
        self.correct(key, field, problems)

    def correct(self, key: str, field: FormField, problems: Sequence[PartProblem]) -> None:
        """Withdraw the answers that are wrong, or those that the user names; ask again."""
        keys = [_key_of_problem(key, problem) for problem in problems]
        known = [one for one in keys if one != key]
        for one in known:
            self.dialog.insisted.add(one)
            self.dialog.withdraw(one)
        if not known:
            self.dialog.withdraw(self._choose_part(key, field))
        raise BackRequest

    def _choose_part(self, key: str, field: FormField) -> str:
        """Return the key of the answer that the user wants to change."""
        choices = {f"{key}/{inner.name}": inner.title for inner in field.fields}
        if len(choices) < 2:
            return key
        self._say("These answers do not fit together. Which one is wrong?")
        numbers = {str(number): title for number, title in enumerate(choices.values(), 1)}
        listed = ", ".join(f"{number} {title}" for number, title in numbers.items())
        self.dialog.prompt.has_earlier = False
        number = self.dialog.prompt.required_value(
            f"[{listed}]", lambda typed: _read_kind(typed, numbers)
        )
        return list(choices)[int(number) - 1]

    def _announce(self, key: str, text: str) -> None:
        """Print the title of a group before its questions."""
        if f"{key}/" not in "".join(self.dialog.answers):
            self._say(text)

    def _say(self, text: str) -> None:
        self.session.talk.say(text)


def _meaning(name: str, title: str) -> str:
    """Return the title of a choice where it says more than its name."""
    return "" if title.casefold().replace(" ", "_") == name.casefold() else title


def _variant_title(variant: FormField, field: FormField) -> str:
    """Return the title of a variant of its own, else what it accepts."""
    if variant.title != field.title:
        return variant.title
    return accepted_text(variant)


def _read_kind(typed: str, kinds: Mapping[str, str]) -> str:
    from sop.commands.prompts import match_choice  # late: start-up

    found = match_choice(typed, kinds)
    if found is None:
        listed = ", ".join(f"{number} {title}" for number, title in kinds.items())
        raise UsageError(f"'{typed}' is not one of the choices.", f"Choose one of: {listed}.")
    return found


def _key_of_problem(key: str, problem: PartProblem) -> str:
    """Return the key of the question that a mistake is about; that of the part for the whole."""
    parts = [str(part) for part in problem.place]
    if problem.missing:
        parts.append(problem.missing)
    return "/".join((key, *parts))
