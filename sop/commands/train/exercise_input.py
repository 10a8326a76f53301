"""Complete a command that was typed in an exercise: ask for its facts and its reason."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from sop.casework.parse_facts import read_value
from sop.commands.context import CommandContext
from sop.engine.decide import decide
from sop.engine.fact_values import describe_answer, number_choice, say_value
from sop.engine.resolve_names import resolve_fact
from sop.grammar import WRITING_VERBS, Words, parse_line
from sop.model.commands import Do
from sop.model.fact import Fact
from sop.model.refusal import Reason, Refusal, UsageError
from sop.training.exercise import Exercise
from sop.training.typed_command import parse_command

ASKED_FOR = {"fact_unknown", "reason_missing"}
"""The reasons of a refusal for which the learner is asked, as the real command would ask."""


def complete_line(session: CommandContext, stage: Exercise, role: str | None, text: str) -> str:
    """Return the line with what was missing. A line that cannot be read is returned unchanged.

    The exercise then reports what is wrong with it.
    """
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
    """Yield the words of the line, with a value for each fact that is named without one."""
    named = words.rest if words.verb == "set" else words.every("set")
    alone = {name for name in named if "=" not in name}
    for word in line:
        if word not in alone:
            yield word
            continue
        value = _ask_value(session, stage, resolve_fact(stage.definition, word))
        if value:
            yield f"{word}={value}"


def _missing(
    session: CommandContext, stage: Exercise, role: str | None, text: str
) -> Iterable[str]:
    """Ask for the missing options, only if nothing else would be refused, and yield them."""
    command = parse_command(
        stage.definition,
        stage.case,
        text=text,
        role=_actor(stage, role),
        now=stage.now,
        zone=stage.zone,
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
    recorded: tuple[str, ...] = ()
    if isinstance(command, Do):
        recorded = stage.definition.action(command.action).records
    if not all(_is_asked_for(reason, recorded) for reason in answer.reasons):
        return
    for reason in answer.reasons:
        if reason.fact is None:
            yield from ("--why", session.prompt.required("Reason (required):"))
            continue
        value = _ask_value(session, stage, stage.definition.facts[reason.fact])
        if value:
            yield from ("--set", f"{reason.fact}={value}")


def _actor(stage: Exercise, role: str | None) -> str:
    """Return who acts: the role that is played, the role that is asked, or any stakeholder."""
    asked = stage.question.role if stage.question else None
    return role or asked or next(iter(stage.definition.stakeholders))


def _is_asked_for(reason: Reason, recorded: tuple[str, ...]) -> bool:
    return reason.code == "reason_missing" or reason.fact in recorded


def _ask_value(session: CommandContext, stage: Exercise, fact: Fact) -> str | None:
    """Ask for the value and return it as it is typed on a line; None for an empty answer."""
    question = f"{fact.ask or fact.id} [{describe_answer(fact)}]"
    value = session.prompt.value(
        question,
        lambda text: read_value(fact, number_choice(fact, text), stage.now, stage.zone),
        fact.sensitive,
    )
    return None if value is None else say_value(value)
