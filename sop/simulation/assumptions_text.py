"""The assumptions in sentences, so that nobody reads the numbers without them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sop.model.definition import Definition
from sop.simulation.assumptions import Assumptions, default_assumptions
from sop.simulation.distributions import amount_text, length_text


def assumption_lines(definition: Definition, assumed: Assumptions) -> tuple[str, ...]:
    """What was assumed, one sentence each."""
    return tuple(_lines(definition, assumed))


def _lines(definition: Definition, assumed: Assumptions) -> Iterator[str]:
    usual = default_assumptions(definition, assumed.usual)
    gap = length_text(assumed.arrivals.values[0])
    way = "regularly" if assumed.arrivals.kind == "fixed" else "on average, at random"
    yield f"A case arrives every {gap} {way}, from {assumed.begins:%Y-%m-%d %H:%M} on."
    yield f"An action takes {amount_text(assumed.usual)}{_exceptions_text(assumed.actions, usual.actions, 'action')}."
    yield "People work at any hour and take up work in the order in which it comes in."
    free = [one.short for one in definition.stakeholders.values() if one.id not in assumed.staff]
    if free:
        yield f"Always enough people: {', '.join(free)}."
    yield "Where several stakeholders may do an action, the one that answers for the step does it."
    facts = {**assumed.values, **assumed.moments}, {**usual.values, **usual.moments}
    yield f"All values of a fact are alike; exceptions stay away{_exceptions_text(*facts, 'fact')}."
    yield f"Outcomes open together are alike and take no time{_exceptions_text(assumed.outcomes, usual.outcomes, 'outcome')}."
    raised = sum(raising.share > 0 for raising in assumed.interrupts.values())
    yield f"Interrupts raised: {raised or 'none'}. Waivers and corrections: none."
    optional = sum(work.share > 0 for work in assumed.actions.values())
    yield f"Optional actions that are ever done: {optional or 'none'}."


def _exceptions_text(said: Mapping[str, object], usual: Mapping[str, object], what: str) -> str:
    """For how many the file says something else."""
    count = sum(value != usual[name] for name, value in said.items())
    return f", but for {count} {what}{'' if count == 1 else 's'} as the file says" if count else ""
