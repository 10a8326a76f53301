"""The assumptions in sentences: a result is never shown without them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sop.model.definition import Definition
from sop.simulation.assumptions import Assumptions, default_assumptions
from sop.simulation.distributions import amount_text, length_text


def assumption_lines(definition: Definition, assumed: Assumptions) -> tuple[str, ...]:
    """Return what was assumed, one sentence each."""
    return tuple(_lines(definition, assumed))


def _lines(definition: Definition, assumed: Assumptions) -> Iterator[str]:
    usual = default_assumptions(definition, assumed.usual)
    yield _arrivals_text(assumed)
    exceptions = _exceptions_text(assumed.actions, usual.actions, "action")
    yield f"An action takes {amount_text(assumed.usual)}{exceptions}."
    yield "People work at any hour and take up work in the order in which it comes in."
    free = [one.short for one in definition.stakeholders.values() if one.id not in assumed.staff]
    if free:
        yield f"Always enough people: {', '.join(free)}."
    yield "Where several stakeholders may do an action, the one responsible for the step does it."
    facts = {**assumed.values, **assumed.moments}
    exceptions = _exceptions_text(facts, {**usual.values, **usual.moments}, "fact")
    yield f"All values of a fact are equally likely; exceptional values do not occur{exceptions}."
    exceptions = _exceptions_text(assumed.outcomes, usual.outcomes, "outcome")
    yield f"Outcomes that are open together are equally likely and take no time{exceptions}."
    raised = sum(raising.share > 0 for raising in assumed.interrupts.values())
    yield f"Interrupts raised: {raised or 'none'}. Waivers and corrections: none."
    optional = sum(work.share > 0 for work in assumed.actions.values())
    yield f"Optional actions that are ever done: {optional or 'none'}."


def _arrivals_text(assumed: Assumptions) -> str:
    how = "on average, at random"
    if assumed.arrivals.kind == "fixed":
        how = "regularly"
    gap = length_text(assumed.arrivals.values[0])
    return f"A case arrives every {gap} {how}, from {assumed.begins:%Y-%m-%d %H:%M} on."


def _exceptions_text(assumed: Mapping[str, object], usual: Mapping[str, object], noun: str) -> str:
    """Return for how many the file states something else; empty where it states nothing else."""
    count = sum(value != usual[name] for name, value in assumed.items())
    if not count:
        return ""
    plural = "" if count == 1 else "s"
    return f", except for {count} {noun}{plural} as the file states"
