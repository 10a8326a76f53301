"""A step in which everything can be done and then no outcome is open.

For example: "Every action is done and consent is refused: no outcome is open." The rule tries every
combination of values of the facts that the step itself records:

- A fact that a needed action records has a value; one under `may_record`, or of an action that is
  not needed, may stay unknown. An action that may still be done (optional, waived) counts as done.
- Everything else counts in favour of the author: a fact that only other steps record, that may be
  set at any moment (`anytime`), recorded again during the step (`again`) or recorded by another
  track; switches; where other tracks are. A combination is reported only when no value of these
  opens an outcome. A `wait` counts as passed.
- An action that is needed, cannot be waived, and whose `only_if` cannot be true keeps each outcome
  closed that has no `skips_actions`. It is "refused and still needed", and the most common cause of
  this mistake.
- Interrupts do not count as outcomes: they are for exceptions, and `from: any` would hide every
  gap. Where one of them can be raised, the case is not stuck, and the finding is a warning instead
  of an error.

A step that records more facts than can be tried in all combinations is not judged here; the proof
does that.

Good:

    language: 1
    version: 1.0.0
    title: Blood donation
    stakeholders: {nurse: {name: Nurse, short: N}}
    facts:
      consent: {choices: [given, refused], ask: Does the donor agree?}
    tracks:
      donation:
        title: Donation
        lead: nurse
        steps:
          ask:
            title: Ask
            responsible: nurse
            actions: {ask: {do: Explain and ask, records: [consent]}}
            outcomes:
              agreed: {to: over, when: consent is given}
              declined: {to: over, when: consent is refused}
          over: {title: Over, end: true}

Bad:

    language: 1
    version: 1.0.0
    title: Blood donation
    stakeholders: {nurse: {name: Nurse, short: N}}
    facts:
      consent: {choices: [given, refused], ask: Does the donor agree?}
    tracks:
      donation:
        title: Donation
        lead: nurse
        steps:
          ask:
            title: Ask
            responsible: nurse
            actions: {ask: {do: Explain and ask, records: [consent]}}
            outcomes:
              agreed: {to: over, when: consent is given}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterator

from sop.checks.reasoning.combinations import (
    Combination,
    combinations,
    in_words,
    simplify_combinations,
)
from sop.checks.reasoning.completable_steps import FinishedStep, build_finished_step
from sop.checks.reasoning.locations import list_names, make_finding, step_place
from sop.checks.reasoning.selections import choose_form
from sop.checks.reasoning.step_graph import find_shortest_path
from sop.definition.load import LoadedWorkflow
from sop.model.definition import Definition, Step
from sop.model.finding import Finding, Severity

NAME = "incomplete-outcomes"
SEVERITY: Severity = "error"
MOST_REPORTED = 3  # a longer list is not read; the rest is counted


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    for step in definition.steps():
        if step.outcomes and not step.end:
            yield from _check_step(loaded, definition, step)


def _check_step(loaded: LoadedWorkflow, definition: Definition, step: Step) -> Iterator[Finding]:
    track = definition.track_at(step.path)
    finished = build_finished_step(definition, track, step)
    closed = [case for case in combinations(finished.classes) if not finished.can_open(case)]
    stuck = [case for case in closed if finished.is_attainable(case)]
    unattainable = [case for case in closed if case not in stuck]
    path = (*step_place(step), "outcomes")
    for blocked, cases in _group_by_blocked_actions(finished, stuck).items():
        when = _describe_combinations(finished, cases, unattainable)
        message = f"step '{step.id}': no outcome can {_describe_trap(blocked, when)}"
        severity, remedy = _find_severity(finished, cases), _remedy(step, blocked)
        steps = find_shortest_path(track, step)
        yield make_finding(loaded, NAME, severity, path, message, remedy, key=True, path_to=steps)


def _group_by_blocked_actions(
    finished: FinishedStep, stuck: list[Combination]
) -> dict[tuple[str, ...], list[Combination]]:
    groups: dict[tuple[str, ...], list[Combination]] = {}
    for case in stuck:
        groups.setdefault(finished.find_blocked_actions(case), []).append(case)
    return groups


def _find_severity(finished: FinishedStep, cases: list[Combination]) -> Severity:
    if all(finished.can_be_interrupted(case) for case in cases):
        return "warning"
    return "error"


def _describe_combinations(
    finished: FinishedStep, cases: list[Combination], unattainable: list[Combination]
) -> str:
    """Return the combinations in few words; empty if the facts make no difference."""
    statements = simplify_combinations(finished.classes, cases, unattainable)
    texts = [" and ".join(in_words(finished.definition, statement)) for statement in statements]
    description = "; or when ".join(texts[:MOST_REPORTED])
    if len(texts) > MOST_REPORTED:
        description += f" (and {len(texts) - MOST_REPORTED} more)"
    return description


def _describe_trap(blocked: tuple[str, ...], when: str) -> str:
    if not blocked:
        return f"open when every action is done and {when}" if when else "ever open"
    opening = f"open when {when}" if when else "ever open"
    names = list_names(blocked)
    nouns = choose_form(blocked, f"action {names} is", f"actions {names} are")
    return f"{opening}: {nouns} still needed then and cannot be done"


def _remedy(step: Step, blocked: tuple[str, ...]) -> str:
    if blocked:
        return (
            "Narrow the `when` of that action, name who may waive it (`waivable_by`),"
            " or add an outcome that skips actions."
        )
    return f"Add an outcome for it, or widen the `when` of {list_names(step.outcomes, 'or')}."
