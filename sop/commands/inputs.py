"""The inputs of a command: facts, forms, texts and times, from arguments, files or questions."""

from __future__ import annotations

import errno
import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sop.casework.parse_facts import (
    read_assignments,
    read_value,
    refuse_private,
    resolve_typed_fact,
    split_assignment,
    split_lines,
)
from sop.casework.parse_time import AmbiguousTime, clock_of_name, parse_time
from sop.commands.context import CommandContext
from sop.definition.bounded_file import read_text as read_file_text
from sop.definition.bounded_file import too_large_text
from sop.engine.deadlines import zone_of
from sop.engine.fact_values import (
    check_value,
    describe_answer,
    expected_value,
    number_choice,
    say_answer,
    value_missing,
)
from sop.engine.refusal_reasons import TRIAL
from sop.model.condition import Value
from sop.model.definition import Action, Definition
from sop.model.fact import Fact
from sop.model.limits import EVENT_BYTES, FILE_BYTES, TEXT_CHARACTERS
from sop.model.refusal import UsageError

if TYPE_CHECKING:
    from sop.commands.dialog import Dialog, DialogQuestion


def read_source(source: str, what: str) -> str:
    """Return the text of a file, or of stdin for `-`.

    Raise UsageError if it cannot be read; `what` names it there.
    """
    try:
        if source == "-":
            return _read_stdin()
        return read_file_text(Path(source), encoding="utf-8-sig")
    except UnicodeDecodeError as broken:
        raise UsageError(f"{what} '{source}' is not UTF-8 text.", "Save it as UTF-8.") from broken
    except OSError as error:
        message = f"{what} '{source}' cannot be read: {error.strerror}."
        raise UsageError(message, "Give a file, or - for stdin.") from error


def _read_stdin() -> str:
    """Return the text of stdin; raise OSError above the limit, and read no further."""
    if not hasattr(sys.stdin, "buffer"):
        # A stream of text, as a caller in the same process sets it.
        content = sys.stdin.read(FILE_BYTES + 1).encode("utf-8", "surrogatepass")
    else:
        content = sys.stdin.buffer.read(FILE_BYTES + 1)
    if len(content) > FILE_BYTES:
        raise OSError(errno.EFBIG, too_large_text(FILE_BYTES))
    return content.decode("utf-8-sig", "surrogatepass")


def only_one_stdin(*sources: str | None) -> None:
    """Raise UsageError if more than one source is stdin."""
    if sources.count("-") > 1:
        raise UsageError("Only one option may read from stdin.", "Give a file for the others.")


def read_fact_options(
    session: CommandContext, definition: Definition, pairs: Sequence[str], source: str | None
) -> dict[str, Value]:
    """Return the facts of `--set` and `--set-from`; a fact without a value is asked for.

    The value of a private fact comes from `--set-from` or a question, never from an argument.
    """
    given = read_facts(
        session, definition, [pair for pair in pairs if "=" in pair], read_fact_source(source)
    )
    return given | named_facts(session, definition, [pair for pair in pairs if "=" not in pair])


def named_facts(
    session: CommandContext, definition: Definition, names: Sequence[str]
) -> dict[str, Value]:
    """Ask for the values of facts that are named without one.

    Raise UsageError with the possible values where no user can be asked.
    """
    facts = [resolve_typed_fact(definition, name) for name in names]
    if facts and not session.may_ask:
        raise value_missing(facts[0])
    return ask_facts(session, definition, [fact.id for fact in facts])


def read_fact_source(source: str | None) -> list[tuple[str, str]]:
    """Return the assignments of `--set-from`, each as a fact's name and its value as text."""
    if source is None:
        return []
    return split_lines(read_source(source, "The file of facts"))


def read_facts(
    session: CommandContext,
    definition: Definition,
    pairs: Sequence[str],
    of_file: Sequence[tuple[str, str]],
) -> dict[str, Value]:
    """Return the facts of `--set` and of a file, as values of the workflow's facts."""
    typed = [split_assignment(pair) for pair in pairs]
    refuse_private(definition, typed)
    zone = zone_of(definition.timezone)
    given = [*typed, *of_file]
    while True:
        try:
            return read_assignments(definition, given, session.now, zone)
        except AmbiguousTime as unclear:
            moment = choose_reading(session, unclear)
            given = [(name, moment if text == unclear.text else text) for name, text in given]


def read_event_time(
    session: CommandContext, definition: Definition, text: str | None
) -> datetime | None:
    """Return the time of `--at`; None without it."""
    if text is None:
        return None
    try:
        return parse_time(clock_of_name(text), session.now, zone_of(definition.timezone))
    except AmbiguousTime as unclear:
        return datetime.fromisoformat(choose_reading(session, unclear))


def choose_reading(session: CommandContext, unclear: AmbiguousTime) -> str:
    """Ask which of the two moments or days is right; return it as ISO 8601 text.

    Raise `unclear` where no user can be asked.
    """
    if not session.may_ask:
        raise unclear
    choices = {moment.isoformat(): reading for reading, moment in unclear.readings}
    return session.prompt.choice(unclear.message, choices)


def read_form(source: str | None) -> str | None:
    """Return the content of the form as JSON text. Raise UsageError if it is not JSON."""
    if source is None:
        return None
    text = read_source(source, "The form")
    # late: start-up; only a form is JSON
    from sop.definition.strict_json import JsonError, read_json

    try:
        content = read_json(text, may_hide=True)
    except JsonError as unreadable:
        raise UsageError(
            f"The form '{source}' is not JSON: {unreadable.message} "
            f"(line {unreadable.line}, column {unreadable.column}).",
            unreadable.remedy,
        ) from unreadable
    form = json.dumps(content, ensure_ascii=False)
    if len(form) > EVENT_BYTES:  # before it is compared with its schema, which takes longer
        raise UsageError(
            f"The form has {len(form):,} characters; an event has at most {EVENT_BYTES:,} bytes.",
            "Shorten the form.",
        )
    return form


def read_text(text: str | None, what: str) -> str | None:
    """Return the text without blanks around it, read from stdin for `-`; None if it is empty."""
    if text == "-":
        text = read_source("-", what)
    if text is None:
        return None
    text = text.strip()
    if len(text) > TEXT_CHARACTERS:
        raise UsageError(
            f"{what} has {len(text):,} characters; at most {TEXT_CHARACTERS:,} are recorded.",
            "Shorten it, or keep the long text elsewhere and note where it is.",
        )
    return unicodedata.normalize("NFC", text) or None


def ask_reason(session: CommandContext, why: str | None, needed: bool) -> str | None:
    """Return the reason. Ask for it where one is needed and a user can be asked.

    A dry run needs none: nothing is written.
    """
    if why is None and needed and session.given.dry_run:
        return TRIAL
    if why is None and needed and session.may_ask:
        return unicodedata.normalize("NFC", session.prompt.reason())
    return read_text(why, "The reason")


def ask_facts(
    session: CommandContext,
    definition: Definition,
    names: Iterable[str],
    *,
    required: bool = True,
    kept: Mapping[str, Any] | None = None,
) -> dict[str, Value]:
    """Ask for the values of these facts; the user can go back among them.

    A fact whose answer is empty stays unknown. That is offered only where they are not `required`:
    elsewhere the command is refused without the value. `kept` are answers of an earlier dialog.
    """
    from sop.commands.dialog import Dialog, read_answers  # late: start-up; only for a person

    facts = [definition.facts[name] for name in names]
    dialog = Dialog(session.prompt, earlier=read_answers(kept or {}))
    return dialog.run(lambda: complete_facts(session, dialog, definition, facts, required=required))


def ask_fact(
    session: CommandContext,
    definition: Definition,
    fact: Fact,
    *,
    required: bool = True,
    kept: Mapping[str, Any] | None = None,
) -> Value | None:
    """Ask for the value of the fact. A private value is not shown while it is typed.

    `required`: an empty answer is not offered, because the command would be refused.
    """
    return ask_facts(session, definition, [fact.id], required=required, kept=kept).get(fact.id)


def complete_facts(
    session: CommandContext,
    dialog: Dialog,
    definition: Definition,
    facts: Iterable[Fact],
    *,
    required: bool = True,
) -> dict[str, Value]:
    """Ask for the facts as a part of the dialog; return those that have a value."""
    found: dict[str, Value] = {}
    for fact in facts:
        place = dialog.next_place()
        question = fact_question(session, definition, fact, required=required, place=place)
        answer = dialog.ask(question)
        if answer:
            found[fact.id] = answer[0]
    return found


def fact_question(
    session: CommandContext,
    definition: Definition,
    fact: Fact,
    *,
    required: bool = True,
    place: str = "",
) -> DialogQuestion:
    """Return the question for the fact; Enter leaves it unknown unless it is `required`.

    `place` is its place in the dialog, such as `2 of 3. `.
    """
    from sop.commands.dialog import SKIPPED, DialogQuestion  # late: start-up; only for a person

    zone = zone_of(definition.timezone)

    def read_answer(text: str) -> Value:
        try:
            return read_value(fact, number_choice(fact, text), session.now, zone)
        except AmbiguousTime as unclear:
            return choose_reading(session, unclear)
        except UsageError as wrong:
            raise refuse_answer(fact, wrong) from wrong

    def accepts(found: object) -> bool:
        try:
            check_value(fact, cast(Value, found))
        except UsageError:
            return False
        return True

    offer = "" if required else "; empty if not known"
    asked = place + (fact.ask or fact.id)
    return DialogQuestion(
        fact_key(fact.id),
        f"{asked} [{describe_answer(fact)}{offer}]",
        read=read_answer,
        show=lambda found: say_answer(fact, cast(Value, found)),
        accepts=accepts,
        empty=SKIPPED,
        help=help_of_fact(definition, fact, required),
        hidden=fact.sensitive,
        is_private=fact.sensitive or fact.seen_by is not None,
        label=asked,
        is_vital=required,
        is_chosen=fact.type in ("boolean", "choices"),
        accepted=describe_answer(fact),
    )


def _expected_answer(fact: Fact) -> str:
    """Return what can be written at the question; a choice by its number or its words."""
    if fact.type != "choices":
        return expected_value(fact)
    return f"a number or its words: {describe_answer(fact)}"


def refuse_answer(fact: Fact, wrong: UsageError) -> UsageError:
    """Return the error with the answers as the question shows them."""
    if fact.type != "choices":
        return wrong
    return UsageError(wrong.message, f"Write {_expected_answer(fact)}.")


def fact_key(name: str) -> str:
    """Return the key of a fact among the questions of a dialog."""
    return f"fact:{name}"


def help_of_fact(definition: Definition, fact: Fact, required: bool) -> tuple[str, ...]:
    """Return what the question means, what is accepted, and who sees the answer."""
    left_out = "Press Enter if it is not known."
    if required:
        left_out = "A value has to be recorded; without it nothing is written."
    return (
        f"{fact.ask or fact.id} This is the fact {fact.id}.",
        f"Write {_expected_answer(fact)}. {left_out}",
        _readers_of_fact(definition, fact),
    )


def _readers_of_fact(definition: Definition, fact: Fact) -> str:
    if fact.seen_by is None:
        readers = "The answer is seen by everyone on the case."
    else:
        names = (definition.stakeholders[one].short or one for one in fact.seen_by)
        readers = f"The answer is seen only by: {', '.join(names)}."
    if fact.sensitive:
        return f"{readers} It is private: it is not shown while you type."
    return readers


def assign_facts(actions: Sequence[Action], facts: dict[str, Value]) -> dict[str, dict[str, Value]]:
    """Return the facts of each action by its path.

    Raise UsageError for a fact that none or several of the actions record.
    """
    shares: dict[str, dict[str, Value]] = {action.path: {} for action in actions}
    for name, value in facts.items():
        takers = [
            action for action in actions if name in action.records or name in action.may_record
        ]
        if len(takers) != 1:
            raise UsageError(*_explain_assignment(name, actions, takers))
        shares[takers[0].path][name] = value
    return shares


def _explain_assignment(
    name: str, actions: Sequence[Action], takers: Sequence[Action]
) -> tuple[str, str]:
    if takers:
        return (
            f"{' and '.join(action.code for action in takers)} both record '{name}'.",
            "Do them one by one.",
        )
    recorded = [fact for action in actions for fact in (*action.records, *action.may_record)]
    codes = ", ".join(action.code for action in actions)
    if not recorded:
        return f"{codes} does not record '{name}'.", "It records no facts."
    return f"{codes} does not record '{name}'.", f"It records {', '.join(recorded)}."
