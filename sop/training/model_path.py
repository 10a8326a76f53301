"""The model way of a scenario: played to its end, each turn with what it brought and the reason for it."""

from __future__ import annotations

from sop.model.calendar import Calendar
from sop.model.commands import Advance, Close, Do, Raise, Waive
from sop.model.definition import Definition
from sop.model.scenario import Scenario, Turn
from sop.model.training import Happening, Move
from sop.model.value import value
from sop.training.exercise import Exercise


@value
class ModelTurn:
    """One turn of the model way. `reason` is what the workflow itself says about it; empty where it says nothing."""

    turn: Turn
    happenings: tuple[Happening, ...]
    reason: str


def play_model_path(
    definition: Definition,
    scenario: Scenario,
    calendar: Calendar | None = None,
    roles: tuple[str, ...] = (),
) -> Exercise:
    """The scenario played to its end with every right answer."""
    stage = Exercise(definition, scenario, calendar, 0, roles)
    stage.start()
    while stage.question is not None:
        stage.move(Move("choice", stage.question.turn))
    return stage


def list_model_turns(stage: Exercise) -> tuple[ModelTurn, ...]:
    """Every turn of a stage played the model way, in order."""
    by_turn: dict[str, list[Happening]] = {}
    for one in stage.happenings:
        by_turn.setdefault(one.turn, []).append(one)
    return tuple(
        ModelTurn(turn, tuple(by_turn.get(turn.id or "", ())), find_reason(stage, turn))
        for turn in stage.scenario.turns
    )


def find_reason(stage: Exercise, turn: Turn) -> str:
    """Why the turn is right: the guarantee, the warning or the deadline that stands behind it, and its source."""
    definition = stage.definition
    command = stage._find_command(turn.call)
    path, law, texts = "", list[str](), list[str]()
    match command:
        case Do(action=found) | Waive(action=found):
            action = definition.action(found)
            path, law, texts = (
                found,
                [*action.law, *(action.due.law if action.due else ())],
                [action.warn],
            )
        case Advance(outcome=found):
            path, law = found, list(definition.outcome(found).law)
        case Raise(interrupt=found):
            path, law = found, list(definition.interrupt(found).law)
        case Close():
            texts = ["The work is done, and a person says so."]
    if path:
        texts += [
            one.because for one in definition.guarantees.values() if _is_about(one.a, one.b, path)
        ]
    if turn.refused is not None:
        texts = ["The procedure refuses it: that is how it guards what comes first."]
    about = [definition.law[name] for name in dict.fromkeys(law) if name in definition.law]
    texts += [f"{one.cite or 'To be confirmed'}: {one.about}" for one in about if one.about]
    return " ".join(text.strip().rstrip(".") + "." for text in texts if text.strip())


def _is_about(a: object, b: object, path: str) -> bool:
    return any(path in str(getattr(one, "text", "")).split() for one in (a, b) if one is not None)
