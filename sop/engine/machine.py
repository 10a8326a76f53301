"""A track as a flat `transitions` machine: it fires the live move. The only importer of `transitions`.

Guards are judged before, by us, because `transitions` answers a bare False at the first false condition. Nothing
hangs on callbacks: a callback that raises leaves the model already moved.
"""

from __future__ import annotations

from transitions import Machine, MachineError

from sop.engine.transition_table import transitions_of
from sop.model.definition import Track
from sop.model.value import cache_on_value


class MachineState:
    """What moves through the machine: `transitions` keeps its `state` here."""

    state: str


class ImpossibleMove(Exception):
    """The machine knows no such move from there. The engine's own guards should have refused it."""


@cache_on_value
def build_machine(track: Track) -> Machine:
    """The track's machine, without the `to_<state>` triggers that would go around every guard."""
    return Machine(
        model=MachineState(),
        states=list(track.steps),
        transitions=[[move.trigger, move.source, move.dest] for move in transitions_of(track)],
        initial=track.first.id,
        auto_transitions=False,
        send_event=False,
    )


def fire(machine: Machine, state: str, trigger: str) -> str:
    """The step that the trigger leads to from `state`; ImpossibleMove when there is none."""
    (token,) = machine.models
    machine.set_state(state, token)
    try:
        machine.events[trigger].trigger(token)
    except (KeyError, MachineError) as error:
        raise ImpossibleMove(f"no move {trigger!r} from step {state!r}") from error
    moved: str = token.state
    return moved
