"""A command typed in an exercise, with what it lacks asked for: values of facts and a reason, as at work."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from sop.casework.parse_facts import read_value
from sop.commands.context import CommandContext
from sop.engine.decide import decide
from sop.engine.fact_values import describe_input, say_value
from sop.engine.resolve_names import resolve_fact
from sop.grammar import WRITING_VERBS, Words, parse_line
from sop.model.commands import Do
from sop.model.definition import Fact
from sop.model.refusal import Reason, Refusal, UsageError
from sop.training.exercise import Exercise
from sop.training.typed_command import parse_command

ASKED_FOR = {"fact_unknown", "reason_missing"}
"""What a refusal may name so that the command is completed instead of refused."""


def completed_line(session: CommandContext, stage: Exercise, role: str | None, text: str) -> str:
    """Return the line with what was asked for added. A line that means nothing stays as it is: the exercise says so."""
    try:
        words = parse_line(text)
        if words.verb not in WRITING_VERBS:
            return text
        text = shlex.join(_with_values(session, stage, words, shlex.split(text)))
        return shlex.join([*shlex.split(text), *_missing(session, stage, role, text)])
    except UsageError:
        return text


def _with_values(
    session: CommandContext, stage: Exercise, words: Words, line: list[str]
) -> Iterable[str]:
    """The line with a value behind each fact that is named alone."""
    named = words.rest if words.verb == "set" else words.every("set")
    alone = {name for name in named if "=" not in name}
    for word in line:
        if word not in alone:
            yield word
            continue
        value = _asked(session, stage, resolve_fact(stage.definition, word))
        if value:
            yield f"{word}={value}"


def _missing(
    session: CommandContext, stage: Exercise, role: str | None, text: str
) -> Iterable[str]:
    """The options that are missing, asked for only where nothing else is in the way."""
    who = (
        role
        or (stage.question.role if stage.question else None)
        or next(iter(stage.definition.stakeholders))
    )
    command = parse_command(
        stage.definition, stage.case, text=text, role=who, now=stage.now, zone=stage.zone
    )
    answer = decide(
        stage.definition,
        stage.case,
        command,
        now=stage.now,
        history=tuple(stage.events),
        calendar=stage.calendar,
    )
    if not isinstance(answer, Refusal) or not set(answer.codes) <= ASKED_FOR:
        return
    recorded = stage.definition.action(command.action).records if isinstance(command, Do) else ()
    if not all(_is_asked_for(reason, recorded) for reason in answer.reasons):
        return
    for reason in answer.reasons:
        if reason.fact is None:
            yield from ("--why", session.prompt.required("Reason (required):"))
            continue
        value = _asked(session, stage, stage.definition.facts[reason.fact])
        if value:
            yield from ("--set", f"{reason.fact}={value}")


def _is_asked_for(reason: Reason, recorded: tuple[str, ...]) -> bool:
    return reason.code == "reason_missing" or reason.fact in recorded


def _asked(session: CommandContext, stage: Exercise, fact: Fact) -> str | None:
    """The value from the keyboard as it is written on a line; None where nothing was typed."""
    question = f"{fact.ask or fact.id} [{describe_input(fact)}, empty: not known]"
    value = session.prompt.value(
        question, lambda text: read_value(fact, text, stage.now, stage.zone), fact.sensitive
    )
    return None if value is None else say_value(value)
