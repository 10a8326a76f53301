"""The model path of a scenario, played to its end: what each turn brings, and the reason for it."""

from __future__ import annotations

from collections.abc import Iterable

from sop.model.calendar import Calendar
from sop.model.commands import Advance, Close, Command, Do, Raise, Waive
from sop.model.definition import Definition, Guarantee
from sop.model.scenario import Scenario, Turn
from sop.model.training import Happening, Move
from sop.model.value import value
from sop.training.exercise import Exercise


@value
class ModelTurn:
    """One turn of the model path. `reason` is what the workflow says about it; it may be empty."""

    turn: Turn
    happenings: tuple[Happening, ...]
    reason: str


def play_model_path(
    definition: Definition,
    scenario: Scenario,
    calendar: Calendar | None = None,
    roles: tuple[str, ...] = (),
) -> Exercise:
    """Return the scenario played to its end with every right answer."""
    exercise = Exercise(definition, scenario, calendar, roles=roles)
    exercise.start()
    while exercise.question is not None:
        exercise.move(Move("choice", exercise.question.turn))
    return exercise


def list_model_turns(exercise: Exercise) -> tuple[ModelTurn, ...]:
    """Return every turn of an exercise that was played along the model path, in order."""
    by_turn: dict[str, list[Happening]] = {}
    for happening in exercise.happenings:
        by_turn.setdefault(happening.turn, []).append(happening)
    return tuple(
        ModelTurn(turn, tuple(by_turn.get(turn.id or "", ())), find_reason(exercise, turn))
        for turn in exercise.scenario.turns
    )


@value
class _Part:
    """What a turn acts on: the path in the workflow, its sources, and a text of its own."""

    path: str = ""
    law: tuple[str, ...] = ()
    text: str = ""


def find_reason(exercise: Exercise, turn: Turn) -> str:
    """Return why the turn is right: guarantee, warning or deadline, with the source of each."""
    definition = exercise.definition
    part = _find_part(definition, exercise.find_command(turn.call))
    if turn.refused is not None:
        texts = ["The procedure refuses it: that is how it guards what comes first."]
    else:
        texts = [part.text, *_guarantee_texts(definition, part.path)]
    texts += _law_texts(definition, part.law)
    return " ".join(text.strip().rstrip(".") + "." for text in texts if text.strip())


def _find_part(definition: Definition, command: Command | None) -> _Part:
    """Return the part of the workflow that the command acts on; an empty one if there is none."""
    match command:
        case Do(action=path) | Waive(action=path):
            action = definition.action(path)
            law = action.law
            if action.due is not None:
                law = (*law, *action.due.law)
            return _Part(path, law, action.warn)
        case Advance(outcome=path):
            return _Part(path, definition.outcome(path).law)
        case Raise(interrupt=path):
            return _Part(path, definition.interrupt(path).law)
        case Close():
            return _Part(text="The work is done, and a person confirms it.")
    return _Part()


def _guarantee_texts(definition: Definition, path: str) -> list[str]:
    """Return why each guarantee about the path was made; none for an empty path."""
    if not path:
        return []
    about = (one for one in definition.guarantees.values() if _names_path(one, path))
    return [guarantee.because for guarantee in about]


def _names_path(guarantee: Guarantee, path: str) -> bool:
    """Whether a condition of the guarantee names the path as one of its words."""
    conditions = (guarantee.a, guarantee.b)
    return any(path in str(getattr(one, "text", "")).split() for one in conditions)


def _law_texts(definition: Definition, names: Iterable[str]) -> list[str]:
    """Return each source once, with what it is about; a source without a citation is marked."""
    entries = (definition.law[name] for name in dict.fromkeys(names) if name in definition.law)
    return [f"{law.cite or 'To be confirmed'}: {law.about}" for law in entries if law.about]
