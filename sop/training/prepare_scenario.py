"""Prepare a scenario for playing: every turn gets a name and, if none has choices, choices.

An author may write choices. Otherwise they come from the procedure: the other outcomes of the step.
"""

from __future__ import annotations

from sop.engine.resolve_names import resolve_outcome, resolve_track
from sop.model.case_state import Case
from sop.model.definition import Definition, Outcome
from sop.model.refusal import UsageError
from sop.model.scenario import Call, Choice, Evidence, Objective, Scenario, Turn
from sop.model.value import replace

MOST_ALTERNATIVES = 3
"""With the right answer these make four, which a learner can read at a terminal."""
MINUTES_LOST = 5
"""What a wrong outcome costs on the scenario's clock if no author says how much."""


def prepare_scenario(definition: Definition, scenario: Scenario) -> Scenario:
    """Return the scenario with a name for every turn, with choices and with objectives.

    If no turn has choices, each outcome that is taken becomes a choice among the outcomes of its
    step. If there are no objectives, each turn with choices is worth one point.
    """
    turns = tuple(replace(turn, id=turn_name(turn, n)) for n, turn in enumerate(scenario.turns, 1))
    if not any(turn.choices for turn in turns):
        turns = tuple(_add_choices(definition, turn) for turn in turns)
    objectives = scenario.objectives
    if not objectives:
        objectives = tuple(_one_point(turn) for turn in turns if turn.choices)
    return replace(scenario, turns=turns, objectives=objectives)


def turn_name(turn: Turn, number: int) -> str:
    """Return the turn's id, else `turn_7`."""
    return turn.id or f"turn_{number}"


def _one_point(turn: Turn) -> Objective:
    name = turn.id or ""
    text = turn.say or turn.tell or f"Chooses well at {name}"
    return Objective(name, text, earn=(Evidence(1, "chose", name),))


def _add_choices(definition: Definition, turn: Turn) -> Turn:
    """Return the turn with other outcomes as choices; unchanged if there are none."""
    if turn.call.kind != "advance" or turn.refused is not None:
        return turn
    try:
        right = find_outcome(definition, turn.call)
    except UsageError:  # the name is only clear once the case is at the step
        return turn
    others = [one for one in _other_outcomes(definition, right) if one.id != turn.id]
    if not others:
        return turn
    choices = tuple(_choice(definition, turn, one) for one in others[:MOST_ALTERNATIVES])
    return replace(turn, choices=choices, say=turn.say or outcome_title(definition, right))


def find_outcome(definition: Definition, call: Call) -> Outcome:
    """Return the outcome that the call names: `track outcome`, or an outcome alone.

    Raises UsageError if that depends on where the case is.
    """
    track = None
    if call.outcome and call.target:
        track = resolve_track(definition, call.target).id
    return resolve_outcome(definition, Case(id=""), call.outcome or call.target or "", track)


def _other_outcomes(definition: Definition, right: Outcome) -> list[Outcome]:
    """Return the step's other outcomes; if there are none, those of the track's other steps."""
    of_track = [
        one
        for one in definition.outcomes()
        if one.path.track == right.path.track and one.path != right.path
    ]
    of_step = [one for one in of_track if one.path.parent == right.path.parent]
    return of_step or of_track


def _choice(definition: Definition, turn: Turn, other: Outcome) -> Choice:
    """Return the choice that takes the other outcome instead of the turn's."""
    track = other.path.track
    call = Call("advance", turn.call.as_, track, other.path, why="chosen in an exercise")
    mistake = "Another outcome fits the case."
    if turn.say:
        mistake = f'The answer of the model path is "{turn.say}".'
    return Choice(
        other.path.replace(".", "_"),
        outcome_title(definition, other),
        (call,),
        minutes=MINUTES_LOST,
        mistake=mistake,
    )


def outcome_title(definition: Definition, outcome: Outcome) -> str:
    """Return what a person reads of an outcome: `Head count: count_again, to D2 Head count`."""
    steps = definition.track_at(outcome.path).steps
    name = outcome.title or outcome.id.replace("_", " ")
    target = ""
    if outcome.to in steps:
        target = f", to {steps[outcome.to].title}"
    return f"{steps[outcome.path.step].title}: {name}{target}"
