"""A deadline of the law that ends when an outcome or interrupt leaves its step.

A deadline ends when its step is left. One of nature `law` should not end silently while the duty
continues: by an outcome with `skips_actions`, by an outcome of a step in which the action is
optional, or by an interrupt. Not reported: an interrupt to a step that goes `back`, because the
clock keeps running; an outcome or interrupt whose condition excludes that the action is needed; and
waiving the action, which is a separate decision with a reason.

If leaving the step ends the duty rightly, state that on the line: `# sop: allow law-deadline,
because …`. The finding is at the outcome or interrupt, with all deadlines that it ends.

Good:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    law:
      fire_code: {cite: "Fire code, section 2", about: reports, status: verified}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            actions: {report: {do: Report, due: {within: 3 days, nature: law, law: [fire_code]}}}
            outcomes: {here: {to: over}}
          over: {title: Over, end: true}

Bad:

    language: 1
    version: 1.0.0
    title: Fire drill
    stakeholders: {warden: {name: Warden, short: W}}
    law:
      fire_code: {cite: "Fire code, section 2", about: reports, status: verified}
    tracks:
      drill:
        title: Drill
        lead: warden
        steps:
          gather:
            title: Gather
            responsible: warden
            actions: {report: {do: Report, due: {within: 3 days, nature: law, law: [fire_code]}}}
            outcomes:
              here: {to: over}
              called_off: {to: over, skips_actions: true, reason: required}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sop.checks.reasoning.locations import (
    Path,
    assume_at_step,
    interrupt_place,
    make_finding,
    outcome_place,
)
from sop.checks.reasoning.satisfiability import is_possible, require_lines
from sop.checks.reasoning.selections import choose_form
from sop.definition.load import LoadedWorkflow
from sop.model.condition import Gate
from sop.model.definition import Definition, Outcome, Step
from sop.model.finding import Finding, Severity
from sop.model.value import value

NAME = "law-deadline"
SEVERITY: Severity = "warning"
REMEDY = "Let them be done first, or allow this with the reason why the duty ends there."


def check(loaded: LoadedWorkflow, definition: Definition) -> Iterator[Finding]:
    for outcome in definition.outcomes():
        step = definition.step_at(outcome.path)
        duties = _list_unprotected_duties(step, outcome)
        left = _find_abandoned_duties(definition, step, outcome.when, duties)
        yield from _report_abandoned(loaded, outcome_place(outcome), left)
    for interrupt in definition.interrupts():
        track = definition.track_at(interrupt.path)
        if track.steps[interrupt.to].resumes:
            continue
        left = []
        for source in interrupt.sources:
            step = track.steps[source]
            left += _find_abandoned_duties(definition, step, interrupt.when, _list_duties(step))
        yield from _report_abandoned(loaded, interrupt_place(interrupt), left)


@value
class _Duty:
    """A deadline of the law: of what, whether outcomes wait for it, and when it is needed."""

    path: str
    required: bool
    needed: Gate = ()


def _list_duties(step: Step) -> list[_Duty]:
    duties: list[_Duty] = []
    if step.due and step.due.nature == "law":
        duties.append(_Duty(step.path, True))
    for action in step.actions.values():
        if action.due and action.due.nature == "law":
            needed = (*action.when, *action.only_if)
            duties.append(_Duty(action.path, action.required, needed))
    return duties


def _list_unprotected_duties(step: Step, outcome: Outcome) -> list[_Duty]:
    """Return the duties that the outcome does not wait for."""
    duties = _list_duties(step)
    if outcome.skips_actions:
        return duties
    return [duty for duty in duties if not duty.required]


def _find_abandoned_duties(
    definition: Definition, step: Step, when: Gate, duties: Iterable[_Duty]
) -> list[str]:
    given = assume_at_step(definition.track_at(step.path), step)
    left: list[str] = []
    for duty in duties:
        lines = require_lines((*when, *duty.needed))
        if is_possible(definition, lines, given) is not False:
            left.append(duty.path)
    return left


def _report_abandoned(loaded: LoadedWorkflow, path: Path, left: list[str]) -> Iterator[Finding]:
    if left:
        deadlines = choose_form(left, "the deadline", "deadlines")
        message = f"'{path[-1]}' leaves {deadlines} of nature law behind: {', '.join(left)}"
        yield make_finding(loaded, NAME, SEVERITY, path, message, REMEDY, key=True)
