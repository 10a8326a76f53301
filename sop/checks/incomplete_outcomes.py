"""A step that can be worked through to the end and then has no open outcome.

"Every action is done and consent is refused: no outcome is open." Every combination of values is tried of the facts
that the step itself records:

- A fact that a needed action records has a value; one under `may_record`, or of an action that is not needed, may stay
  unknown. An action that may still be done (optional, waived) counts as done.
- Everything else counts in favour of the author: a fact that only other steps record, that may be told at any moment
  (`anytime`), recorded again while the step lasts (`again`) or recorded by another track; switches; where other tracks
  are. A combination is reported only when no value of these opens an outcome. A `wait` counts as passed.
- An action that is needed, cannot be waived, and whose `only_if` cannot be true keeps each outcome closed that has no
  `skips_actions`. It is "refused and still needed", and the most common way into this trap.
- Interrupts do not count as outcomes: they are for exceptions, and `from: any` would hide every gap. Where one of them
  can be raised nevertheless, the case is not stuck, and the finding is a warning instead of an error.

A step with so many recorded facts that not all combinations can be tried is not judged; the proof is.

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
from sop.checks.reasoning.locations import list_names, make_finding
from sop.checks.reasoning.step_graph import find_shortest_path
from sop.definition.load import LoadedWorkflow
from sop.model.definition import Definition, Step, Track
from sop.model.finding import Finding, Severity

NAME = "incomplete-outcomes"
SEVERITY: Severity = "error"
MOST_REPORTED = 3


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    if loaded.definition is None:
        return
    for track in loaded.definition.tracks.values():
        for step in track.steps.values():
            if step.outcomes and not step.end:
                yield from _judge(loaded, loaded.definition, track, step)


def _judge(
    loaded: LoadedWorkflow, definition: Definition, track: Track, step: Step
) -> Iterator[Finding]:
    finished = build_finished_step(definition, track, step)
    closed = [
        combination
        for combination in combinations(finished.classes)
        if not finished.can_open(combination)
    ]
    stuck = [combination for combination in closed if finished.is_attainable(combination)]
    loose = [combination for combination in closed if combination not in stuck]
    path = ("tracks", track.id, "steps", step.id, "outcomes")
    for blocked in dict.fromkeys(
        finished.find_blocked_actions(combination) for combination in stuck
    ):
        cases = [
            combination
            for combination in stuck
            if finished.find_blocked_actions(combination) == blocked
        ]
        severity: Severity = (
            "warning" if all(finished.can_be_interrupted(case) for case in cases) else "error"
        )
        told, way = _describe_combinations(finished, cases, loose), find_shortest_path(track, step)
        message = f"step '{step.id}': no outcome can {_describe_blocked(blocked, told) if blocked else _describe_gap(told)}"
        yield make_finding(
            loaded, NAME, severity, path, message, _remedy(step, blocked), key=True, path_to=way
        )


def _describe_combinations(
    finished: FinishedStep, cases: list[Combination], loose: list[Combination]
) -> str:
    """The combinations in few words; empty when it is so whatever the facts are."""
    statements = [
        in_words(finished.definition, case)
        for case in simplify_combinations(finished.classes, cases, loose)
    ]
    told = "; or when ".join(" and ".join(statement) for statement in statements[:MOST_REPORTED])
    return told + (
        f" (and {len(statements) - MOST_REPORTED} more)" if len(statements) > MOST_REPORTED else ""
    )


def _describe_gap(told: str) -> str:
    return f"open when every action is done and {told}" if told else "ever open"


def _describe_blocked(actions: tuple[str, ...], told: str) -> str:
    which = (
        f"actions {list_names(actions)} are"
        if len(actions) > 1
        else f"action {list_names(actions)} is"
    )
    return f"{f'open when {told}' if told else 'ever open'}: {which} still needed then and cannot be done"


def _remedy(step: Step, blocked: tuple[str, ...]) -> str:
    if blocked:
        return "Narrow the `when` of that action, make it `waivable_by` somebody, or add an outcome that skips actions."
    return f"Add an outcome for it, or widen the `when` of {list_names(step.outcomes, 'or')}."
