"""Every state that the scenarios of the shipped workflows go through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from sop.casework.case_service import calendar_of
from sop.definition.load import load_workflow
from sop.engine.build_checklist import build_checklist
from sop.engine.checklist_lines import Checklist
from sop.engine.evolve import apply_event
from sop.engine.mask_checklist import mask_checklist
from sop.engine.rehearse import apply_switches, run_rehearsal
from sop.model.calendar import Calendar
from sop.model.case_state import Case
from sop.model.definition import Definition
from sop.model.events import Event
from sop.store.calendars import holidays_of

WORKFLOWS = Path(__file__).resolve().parents[2] / "workflows"
SHIPPED = ("fire-drill.yaml", "osce-nrm.yaml", "uk-nrm", "za-trafficking")


@dataclass(frozen=True)
class ScenarioState:
    """A case after one of its events, and who acts next."""

    definition: Definition
    scenario: str
    case: Case
    now: datetime
    history: tuple[Event, ...]
    calendar: Calendar
    viewers: tuple[str, ...]

    def checklist(self, viewer: str | None) -> Checklist:
        """The checklist as the viewer may see it."""
        seen = build_checklist(
            self.definition, self.case, self.now, viewer, self.calendar, self.history
        )
        return mask_checklist(self.definition, seen, viewer)


@cache
def list_states() -> tuple[ScenarioState, ...]:
    return tuple(state for name in SHIPPED for state in _states_of(WORKFLOWS / name))


def _states_of(path: Path) -> Iterator[ScenarioState]:
    loaded = load_workflow(path)
    assert loaded.definition is not None
    for scenario in loaded.scenarios:
        definition = apply_switches(loaded.definition, scenario)
        calendar = calendar_of(definition, lambda country: holidays_of(country, None))
        run = run_rehearsal(loaded.definition, scenario, calendar)
        case = Case(id="")
        for number, event in enumerate(run.events, 1):
            case = apply_event(definition, case, event)
            later = run.events[number : number + 1]
            leads = [track.lead for track in definition.tracks.values()]
            viewers = dict.fromkeys(
                [event.as_, *(one.as_ for one in later), leads[number % len(leads)]]
            )
            yield ScenarioState(
                definition,
                scenario.id,
                case,
                event.at,
                run.events[:number],
                calendar,
                tuple(viewers),
            )
