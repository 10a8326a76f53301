"""Two outcomes whose conditions can hold at once for the same person.

Several outcomes may be open; the person chooses. Where both have a `when`, the author wanted to
distinguish the cases, and the overlap may be a mistake. Outcomes without a `when` are a free choice
and are never reported; nor are two that lead to the same step.

Good:

    language: 1
    version: 1.0.0
    title: Parcel
    stakeholders: {desk: {name: Desk, short: D}}
    facts:
      weight: {type: integer, min: 0, max: 50, ask: How heavy?}
    tracks:
      parcel:
        title: Parcel
        lead: desk
        steps:
          weigh:
            title: Weigh
            responsible: desk
            actions: {weigh: {do: Weigh it, records: [weight]}}
            outcomes:
              light: {to: post, when: weight is at most 9}
              heavy: {to: van, when: weight is at least 10}
          post: {title: Post, end: true}
          van: {title: Van, end: true}

Bad:

    language: 1
    version: 1.0.0
    title: Parcel
    stakeholders: {desk: {name: Desk, short: D}}
    facts:
      weight: {type: integer, min: 0, max: 50, ask: How heavy?}
    tracks:
      parcel:
        title: Parcel
        lead: desk
        steps:
          weigh:
            title: Weigh
            responsible: desk
            actions: {weigh: {do: Weigh it, records: [weight]}}
            outcomes:
              light: {to: post, when: weight is at most 10}
              heavy: {to: van, when: weight is at least 10}
          post: {title: Post, end: true}
          van: {title: Van, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from sop.checks.reasoning.locations import assume_at_step, list_names, make_finding, outcome_place
from sop.checks.reasoning.satisfiability import is_possible, require_lines
from sop.definition.load import LoadedWorkflow
from sop.model.definition import Definition, Outcome, Step
from sop.model.finding import Finding, Severity

NAME = "overlapping-outcomes"
SEVERITY: Severity = "note"
REMEDY = "Narrow one `when`, or leave both so that the person chooses."


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    for step in definition.steps():
        gated = [outcome for outcome in step.outcomes.values() if outcome.when]
        for one, other in combinations(gated, 2):
            both = [stakeholder for stakeholder in one.by if stakeholder in other.by]
            if both and one.to != other.to and _overlap(definition, step, one, other):
                names = list_names(both)
                message = f"outcomes '{one.id}' and '{other.id}' can be open at once for {names}"
                path = outcome_place(other)
                yield make_finding(loaded, NAME, SEVERITY, path, message, REMEDY, key=True)


def _overlap(definition: Definition, step: Step, one: Outcome, other: Outcome) -> bool:
    given = assume_at_step(definition.track_at(step.path), step)
    return is_possible(definition, require_lines((*one.when, *other.when)), given) is True
