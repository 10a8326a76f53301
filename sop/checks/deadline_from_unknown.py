"""A deadline or wait that counts from a fact which may be unknown there.

An unknown start means "not running": nothing becomes due, and a `wait` never passes. The fact is surely known if every
way into the step has recorded it, if a gate on every way reads it, or if a required action of the step itself must
record it; an action that is optional, waivable or not always needed, or has the fact under `may_record`, is not
enough, nor is a fact that `at_opening` or `anytime` may give.

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

from sop.checks.reasoning.fact_sources import ActionPlace, recorders_of
from sop.checks.reasoning.known_facts import Knowledge, must_be_recorded
from sop.checks.reasoning.locations import Path, make_finding
from sop.definition.load import LoadedWorkflow
from sop.model.condition import Gate
from sop.model.definition import Action, Definition, Due, Step, Track
from sop.model.finding import Finding, Severity
from sop.model.value import value

NAME = "deadline-from-unknown"
SEVERITY: Severity = "warning"


@value
class _CountStart:
    """One place that counts from a fact. `gate` holds whenever it counts; `own` is the action whose deadline it is."""

    path: Path
    what: str
    fact: str
    gate: Gate = ()
    own: Action | None = None
    skips: bool = False


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    definition = loaded.definition
    if definition is None:
        return
    places = [
        (t, s, start)
        for t in definition.tracks.values()
        for s in t.steps.values()
        for start in _starts(t, s)
    ]
    knowledge = Knowledge(definition, {start.fact for _, _, start in places})
    recorders = recorders_of(definition)
    for track, step, start in places:
        if not _is_known(definition, knowledge, track, step, start):
            message = f"the {start.what} counts from '{start.fact}', which may be unknown there"
            yield make_finding(
                loaded,
                NAME,
                SEVERITY,
                start.path,
                message,
                _remedy(recorders.get(start.fact, ()), start.fact),
            )


def _starts(track: Track, step: Step) -> Iterator[_CountStart]:
    here: Path = ("tracks", track.id, "steps", step.id)
    for fact in _facts(step.due):
        yield _CountStart((*here, "due"), f"deadline of step '{step.id}'", fact)
    for action in step.actions.values():
        for fact in _facts(action.due):
            path = (*here, "actions", action.id, "due")
            yield _CountStart(path, f"deadline of action '{action.id}'", fact, action.when, action)
    for outcome in step.outcomes.values():
        if outcome.wait and outcome.wait.from_fact:
            path = (*here, "outcomes", outcome.id, "wait")
            what = f"wait of outcome '{outcome.id}'"
            yield _CountStart(
                path, what, outcome.wait.from_fact, outcome.when, None, outcome.skips_actions
            )


def _facts(due: Due | None) -> tuple[str, ...]:
    return tuple(filter(None, (due.from_fact, due.before_fact))) if due else ()


def _is_known(
    definition: Definition, knowledge: Knowledge, track: Track, step: Step, start: _CountStart
) -> bool:
    if start.fact in knowledge.on_entry(track.id, step.id) | knowledge.when(start.gate):
        return True
    return not start.skips and must_be_recorded(
        definition, track, step, start.fact, start.gate, start.own
    )


def _remedy(places: tuple[ActionPlace, ...], fact: str) -> str:
    if not places:
        return f"Let a required action record '{fact}' before, or count from the step's start."
    names = ", ".join(action.path for _, _, action in places[:3])
    return f"Let a required action on every way there record it (now: {names}), or count from the step's start."
