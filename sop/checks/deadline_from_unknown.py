"""A deadline or wait that counts from a fact whose value may be unknown at that place.

An unknown start means "not running": nothing becomes due, and a `wait` never passes. The fact is
certainly known if all paths into the step have recorded it, if a gate on all of these paths reads
it, or if a required action of the step itself must record it. An action is not enough if it is
optional, waivable or not always needed, or has the fact under `may_record`; nor is a fact that
`at_opening` or `anytime` may give, nor one that may be answered "not known" or may be a date of
which the year is uncertain (`precision: about`).

Good:

    language: 1
    version: 1.0.0
    title: Library loan
    stakeholders: {desk: {name: Desk, short: D}}
    facts:
      lent_at: {type: datetime, ask: When was it lent?}
    tracks:
      loan:
        title: Loan
        lead: desk
        steps:
          lend:
            title: Lend
            responsible: desk
            actions: {stamp: {do: Stamp the card, records: [lent_at]}}
            outcomes: {lent: {to: out}}
          out:
            title: Out
            responsible: desk
            due: {within: 3 weeks, from: lent_at}
            outcomes: {back: {to: over}}
          over: {title: Over, end: true}

Bad:

    language: 1
    version: 1.0.0
    title: Library loan
    stakeholders: {desk: {name: Desk, short: D}}
    facts:
      lent_at: {type: datetime, ask: When was it lent?}
    tracks:
      loan:
        title: Loan
        lead: desk
        steps:
          lend:
            title: Lend
            responsible: desk
            actions: {stamp: {do: Stamp the card, records: [lent_at], required: false}}
            outcomes: {lent: {to: out}}
          out:
            title: Out
            responsible: desk
            due: {within: 3 weeks, from: lent_at}
            outcomes: {back: {to: over}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.known_facts import Knowledge, must_be_recorded
from sop.checks.reasoning.locations import (
    Path,
    action_place,
    make_finding,
    outcome_place,
    step_place,
)
from sop.definition.load import LoadedWorkflow
from sop.model.condition import Gate
from sop.model.definition import Action, Definition, Step
from sop.model.duration import Due
from sop.model.finding import Finding, Severity
from sop.model.value import value

NAME = "deadline-from-unknown"
SEVERITY: Severity = "warning"
MOST_NAMES = 3  # more recorders than these would hide the rest of the remedy


@value
class _CountStart:
    """A place that counts from a fact.

    `gate` holds whenever it counts; `own` is the action that has the deadline.
    """

    step: Step
    path: Path
    name: str
    fact: str
    gate: Gate = ()
    own: Action | None = None
    skips: bool = False


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    starts: list[_CountStart] = []
    for step in definition.steps():
        starts += _list_starts(step)
    knowledge = Knowledge(definition, {start.fact for start in starts})
    for start in starts:
        if not _is_known(definition, knowledge, start):
            message = f"the {start.name} counts from '{start.fact}', which may be unknown there"
            remedy = _remedy(definition.recorders(start.fact), start.fact)
            yield make_finding(loaded, NAME, SEVERITY, start.path, message, remedy)


def _list_starts(step: Step) -> Iterator[_CountStart]:
    for fact in _facts(step.due):
        name = f"deadline of step '{step.id}'"
        yield _CountStart(step, (*step_place(step), "due"), name, fact)
    for action in step.actions.values():
        for fact in _facts(action.due):
            path = (*action_place(action), "due")
            name = f"deadline of action '{action.id}'"
            yield _CountStart(step, path, name, fact, gate=action.when, own=action)
    for outcome in step.outcomes.values():
        if outcome.wait and outcome.wait.from_fact:
            yield _CountStart(
                step,
                path=(*outcome_place(outcome), "wait"),
                name=f"wait of outcome '{outcome.id}'",
                fact=outcome.wait.from_fact,
                gate=outcome.when,
                skips=outcome.skips_actions,
            )


def _facts(due: Due | None) -> tuple[str, ...]:
    if due is None:
        return ()
    return tuple(filter(None, (due.from_fact, due.before_fact)))


def _is_known(definition: Definition, knowledge: Knowledge, start: _CountStart) -> bool:
    track, step = definition.track_at(start.step.path), start.step
    if definition.facts[start.fact].may_be_about:
        return False
    if start.fact in knowledge.on_entry(track.id, step.id) | knowledge.when(start.gate):
        return True
    if start.skips:
        return False
    return must_be_recorded(
        definition, track, step, start.fact, gate=start.gate, excluded=start.own
    )


def _remedy(recorders: tuple[Action, ...], fact: str) -> str:
    if not recorders:
        return f"Let a required action record '{fact}' before, or count from the step's start."
    names = ", ".join(action.path for action in recorders[:MOST_NAMES])
    return (
        f"Let a required action on all paths to it record it (now: {names}),"
        " or count from the step's start."
    )
