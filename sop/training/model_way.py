"""The model way of a scenario: played to its end, each turn with what it brought and the reason for it."""

from __future__ import annotations

from sop.model.calendar import Calendar
from sop.model.commands import Advance, Close, Do, Raise, Waive
from sop.model.definition import Definition
from sop.model.scenario import Scenario, Turn
from sop.model.training import Happening, Move
from sop.model.value import dataclass
from sop.training.stage import Stage


@dataclass(frozen=True)
class ModelTurn:
    """One turn of the model way. `reason` is what the workflow itself says about it; empty where it says nothing."""

    turn: Turn
    happenings: tuple[Happening, ...]
    reason: str


def model_stage(
    definition: Definition,
    scenario: Scenario,
    calendar: Calendar | None = None,
    roles: tuple[str, ...] = (),
) -> Stage:
    """The scenario played to its end with every right answer."""
    stage = Stage(definition, scenario, calendar, 0, roles)
    stage.start()
    while stage.question is not None:
        stage.move(Move("choice", stage.question.turn))
    return stage


def model_turns(stage: Stage) -> tuple[ModelTurn, ...]:
    """Every turn of a stage played the model way, in order."""
    by_turn: dict[str, list[Happening]] = {}
    for one in stage.happenings:
        by_turn.setdefault(one.turn, []).append(one)
    return tuple(
        ModelTurn(turn, tuple(by_turn.get(turn.id or "", ())), reason_of(stage, turn))
        for turn in stage.scenario.turns
    )


def reason_of(stage: Stage, turn: Turn) -> str:
    """Why the turn is right: the guarantee, the warning or the deadline that stands behind it, and its source."""
    definition = stage.definition
    command = stage._commanded(turn.call)
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
            one.because for one in definition.guarantees.values() if _speaks_of(one.a, one.b, path)
        ]
    if turn.refused is not None:
        texts = ["The procedure refuses it: that is how it guards what comes first."]
    about = [definition.law[name] for name in dict.fromkeys(law) if name in definition.law]
    texts += [f"{one.cite or 'To be confirmed'}: {one.about}" for one in about if one.about]
    return " ".join(text.strip().rstrip(".") + "." for text in texts if text.strip())


def _speaks_of(a: object, b: object, path: str) -> bool:
    return any(path in str(getattr(one, "text", "")).split() for one in (a, b) if one is not None)
