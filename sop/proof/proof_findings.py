"""The findings of a proof and the places in the document at which they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sop.definition.load import LoadedWorkflow
from sop.definition.source_map import PathTo
from sop.model.definition import Definition
from sop.model.dotted_path import DottedPath
from sop.model.finding import Finding, FlowPlace, Severity
from sop.proof.dropped_duties import REMEDY, RULE, PossibleDrop, describe_drops
from sop.proof.proof_pages import SEVERITIES


def make_finding(
    loaded: LoadedWorkflow,
    rule: str,
    place: PathTo,
    message: str,
    remedy: str = "",
    flow: tuple[FlowPlace, ...] = (),
    *,
    severity: Severity | None = None,
) -> Finding:
    """Return the finding of a proof at this place, with the rule's severity if none is given."""
    position = loaded.source.at(place, key=True)
    return Finding(
        rule=rule,
        severity=severity or SEVERITIES[rule],
        position=position,
        message=message,
        remedy=remedy,
        excerpt=loaded.source.excerpt(position),
        flow=flow,
    )


def make_dead_part_finding(loaded: LoadedWorkflow, definition: Definition, path: str) -> Finding:
    """Return the finding about an action, outcome or interrupt that no case can use."""
    message = f"'{path}' is not possible in any case"
    remedy = "Correct the condition that blocks it, or delete it."
    return make_finding(loaded, "nothing-dead", locate_path(definition, path), message, remedy)


def report_drops(
    loaded: LoadedWorkflow,
    definition: Definition,
    drops: Iterable[PossibleDrop],
    severity: Severity,
    flows: Mapping[str, tuple[FlowPlace, ...]] | None = None,
) -> Iterator[Finding]:
    """Yield a finding for each outcome or interrupt that drops required actions.

    `flows` has a case for each, by its path.
    """
    for way, message in describe_drops(drops).items():
        place, flow = locate_path(definition, way), (flows or {}).get(way, ())
        yield make_finding(loaded, RULE, place, message, REMEDY, flow, severity=severity)


def locate_property(definition: Definition, name: str) -> PathTo:
    """Return the keys that lead to the guarantee, or to the title for a built-in property."""
    return ("guarantees", name) if name in definition.guarantees else ("title",)


def locate_path(definition: Definition, path: str) -> PathTo:
    """Return the keys that lead to the track, step, action, outcome or interrupt."""
    place = DottedPath(path)
    here = ("tracks", place.track)
    if place == place.track:
        return here
    if place.parent == place.track:
        is_interrupt = place.name in definition.tracks[place.track].interrupts
        return (*here, "interrupts" if is_interrupt else "steps", place.name)
    is_action = place.name in definition.step_at(path).actions
    kind = "actions" if is_action else "outcomes"
    return (*here, "steps", place.step, kind, place.name)
