"""A deadline of the law that a way out leaves behind.

A deadline ends when its step is left. One of nature `law` should not end silently while the duty is still there: by an
outcome with `skips_actions`, by an outcome of a step in which the action is optional, or by an interrupt. An interrupt
to a step that goes `back` is not told, because the clock runs on. Neither is a way out whose condition excludes that
the action is needed, nor waiving the action, which is a decision of its own with a reason.

Where leaving rightly ends the duty, say so on the line: `# sop: allow law-deadline, because …`. The finding stands at
the way out, with all that it leaves.

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
            outcomes: {here: {to: over}, called_off: {to: over, skips_actions: true, reason: required}}
          over: {title: Over, end: true}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sop.checks.reasoning.locations import Path, assume_at_step, make_finding
from sop.checks.reasoning.satisfiability import is_possible, require_lines
from sop.definition.load import LoadedWorkflow
from sop.model.condition import Gate
from sop.model.definition import Definition, Step, Track
from sop.model.finding import Finding, Severity
from sop.model.value import value

NAME = "law-deadline"
SEVERITY: Severity = "warning"


def check(loaded: LoadedWorkflow) -> Iterator[Finding]:
    definition = loaded.definition
    if definition is None:
        return
    for track in definition.tracks.values():
        duties = {step.id: tuple(_duties(step)) for step in track.steps.values()}
        for step in track.steps.values():
            for outcome in step.outcomes.values():
                left = [
                    duty for duty in duties[step.id] if outcome.skips_actions or not duty.required
                ]
                behind = _find_abandoned_duties(definition, track, step, outcome.when, left)
                yield from _report_abandoned(
                    loaded, ("tracks", track.id, "steps", step.id, "outcomes", outcome.id), behind
                )
        for interrupt in track.interrupts.values():
            sources = () if track.steps[interrupt.to].resumes else interrupt.sources
            steps = (track.steps[source] for source in sources)
            behind = [
                path
                for s in steps
                for path in _find_abandoned_duties(
                    definition, track, s, interrupt.when, duties[s.id]
                )
            ]
            yield from _report_abandoned(
                loaded, ("tracks", track.id, "interrupts", interrupt.id), behind
            )


@value
class _Duty:
    """A deadline of the law: of what, whether outcomes wait for it, and when it is needed."""

    path: str
    required: bool
    needed: Gate = ()


def _duties(step: Step) -> Iterator[_Duty]:
    if step.due and step.due.nature == "law":
        yield _Duty(step.path, True)
    for action in step.actions.values():
        if action.due and action.due.nature == "law":
            yield _Duty(action.path, action.required, (*action.when, *action.only_if))


def _find_abandoned_duties(
    definition: Definition, track: Track, step: Step, when: Gate, duties: Iterable[_Duty]
) -> list[str]:
    given = assume_at_step(track, step)
    return [
        d.path
        for d in duties
        if is_possible(definition, require_lines((*when, *d.needed)), given) is not False
    ]


def _report_abandoned(loaded: LoadedWorkflow, path: Path, behind: list[str]) -> Iterator[Finding]:
    if behind:
        deadlines = "the deadline" if len(behind) == 1 else "deadlines"
        message = f"'{path[-1]}' leaves {deadlines} of nature law behind: {', '.join(behind)}"
        remedy = "Let them be done first, or allow this with the reason why the duty ends there."
        yield make_finding(loaded, NAME, SEVERITY, path, message, remedy, key=True)
