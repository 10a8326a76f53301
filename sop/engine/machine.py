"""Fires the live transition through the library `transitions`, which the project's brief requires.

The rules do not rest on it. Guards are judged before, because the library answers a bare False at
the first false condition; replay looks transitions up in the table, forty times as fast. What the
library adds is a second judgement: it refuses a transition that the track does not have, so a
mistake in the rules fails here and is not written. No callbacks: one that raises leaves the model
already moved.
"""

from __future__ import annotations

from transitions import Machine, MachineError

from sop.engine.transition_table import transitions_of
from sop.model.definition import Track
from sop.model.value import cache_on_value


class MachineState:
    """The object that the machine moves: `transitions` keeps its `state` here."""

    state: str


class ImpossibleMove(Exception):
    """The track has no such transition from that step; the guards should have refused it."""


def fire_transition(track: Track, step: str, trigger: str) -> str:
    """Return the step that the trigger leads to from `step`, by local IDs.

    Raises:
        ImpossibleMove: The track has no such transition.
    """
    machine = _build_machine(track)
    (token,) = machine.models
    machine.set_state(step, token)
    try:
        machine.events[trigger].trigger(token)
    except (KeyError, MachineError) as error:
        raise ImpossibleMove(f"no transition {trigger!r} from step {step!r}") from error
    target: str = token.state
    return target


@cache_on_value
def _build_machine(track: Track) -> Machine:
    """Return the track's machine; one per track, because building costs more than firing."""
    return Machine(
        model=MachineState(),
        states=list(track.steps),
        transitions=[[move.trigger, move.source, move.dest] for move in transitions_of(track)],
        initial=track.first.id,
        # Otherwise the library adds a `to_<step>` trigger per step, which would bypass every guard.
        auto_transitions=False,
        send_event=False,
    )
