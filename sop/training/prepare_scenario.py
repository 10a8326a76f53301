"""A scenario as it is played: every turn has a name, and where no author offers choices the procedure does."""

from __future__ import annotations

from sop.engine.resolve_names import resolve_outcome, resolve_track
from sop.model.case_state import Case
from sop.model.definition import Definition, Outcome
from sop.model.refusal import UsageError
from sop.model.scenario import Call, Choice, Evidence, Objective, Scenario, Turn
from sop.model.value import replace

MOST_ALTERNATIVES = 3
"""How many other outcomes are offered at most where the choices come from the procedure."""


def prepare_scenario(definition: Definition, scenario: Scenario) -> Scenario:
    """The scenario with named turns; without any choice, each outcome taken is a choice among those of its step.

    Without objectives each turn with choices is worth one point.
    """
    turns = tuple(replace(turn, id=turn_name(turn, n)) for n, turn in enumerate(scenario.turns, 1))
    if not any(turn.choices for turn in turns):
        turns = tuple(_add_choices(definition, turn) for turn in turns)
    objectives = scenario.objectives or tuple(_one_point(turn) for turn in turns if turn.choices)
    return replace(scenario, turns=turns, objectives=objectives)


def turn_name(turn: Turn, number: int) -> str:
    """The turn's id, else `turn_7`."""
    return turn.id or f"turn_{number}"


def _one_point(turn: Turn) -> Objective:
    name = turn.id or ""
    return Objective(
        name, turn.say or turn.tell or f"Chooses well at {name}", 1, (Evidence(1, "chose", name),)
    )


def _add_choices(definition: Definition, turn: Turn) -> Turn:
    """The turn with the other outcomes and the interrupts that could be taken in its place."""
    if turn.call.kind != "advance" or turn.refused is not None:
        return turn
    try:
        track = (
            resolve_track(definition, turn.call.target).id
            if turn.call.outcome and turn.call.target
            else None
        )
        word = turn.call.outcome or turn.call.target or ""
        taken = resolve_outcome(definition, Case(id=""), word, track)
    except UsageError:
        return turn
    others = [one for one in _other_outcomes(definition, taken) if one.id != turn.id][
        :MOST_ALTERNATIVES
    ]
    choices = tuple(_choice(definition, turn, one) for one in others)
    return (
        replace(turn, choices=choices, say=turn.say or outcome_title(definition, taken))
        if choices
        else turn
    )


def _other_outcomes(definition: Definition, taken: Outcome) -> list[Outcome]:
    """The other outcomes of the same step; of a step with one outcome, those of the track's other steps."""
    track, step, _ = taken.path.split(".")
    here = [
        one
        for one in definition.tracks[track].steps[step].outcomes.values()
        if one.path != taken.path
    ]
    mine = f"{track}."
    return here or [
        one for one in definition.outcomes() if one.path.startswith(mine) and one.path != taken.path
    ]


def _choice(definition: Definition, turn: Turn, other: Outcome) -> Choice:
    track = other.path.split(".")[0]
    call = Call("advance", turn.call.as_, track, other.path, why="chosen in an exercise")
    mistake = (
        f'The model way is: "{turn.say or "another outcome"}".'
        if turn.say
        else "Another outcome fits the case."
    )
    return Choice(
        other.path.replace(".", "_"),
        outcome_title(definition, other),
        (call,),
        minutes=5,
        mistake=mistake,
    )


def outcome_title(definition: Definition, way: Outcome) -> str:
    """`Head count: count_again, to D2 Head count`: what a person reads of an outcome."""
    track, step, _ = way.path.split(".")
    steps = definition.tracks[track].steps
    name = way.title or way.id.replace("_", " ")
    target = f", to {steps[way.to].title}" if way.to in steps else ""
    return f"{steps[step].title}: {name}{target}"
