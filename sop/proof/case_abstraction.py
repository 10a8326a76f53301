"""The configuration of the model in which a real case is (abstraction function).

Values are translated in both directions: a value to the number of its class, a class to a value.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sop.model.case_state import Case
from sop.model.coarse_date import ABOUT
from sop.model.condition import Value
from sop.model.definition import Definition
from sop.model.dotted_path import DottedPath
from sop.model.fact import Fact
from sop.model.value import replace
from sop.proof.bdd import Name, Valuation
from sop.proof.finite_model import Model
from sop.proof.formula import AT, BACK_TO, CLOSED, DONE, FACT, FRESH, SWITCH, VISITED
from sop.proof.reductions import ABOUT_CLASS

ANY_TEXT = "as stated"


def abstract_case(model: Model, case: Case, definition: Definition | None = None) -> Valuation:
    """Return the configuration of the case.

    `definition` has the switches of the case if they differ from those of the model.
    """
    if definition is not None:
        model = replace(model, definition=definition)
    names = (variable.name for variable in model.variables)
    return {name: _abstract_variable(model, case, name) for name in names}


def _abstract_variable(model: Model, case: Case, name: Name) -> str | int | bool | None:
    match name:
        case (kind, track) if kind == AT:
            return case.tracks[track].step
        case (kind, path) if kind == BACK_TO:
            return _abstract_remembered(case, DottedPath(path))
        case (kind, path) if kind == VISITED:
            step = DottedPath(path)
            return step.name in case.tracks[step.track].visits
        case (kind, path) if kind == DONE:
            return _abstract_action(model, case, DottedPath(path))
        case (kind, fact) if kind == FACT:
            return _abstract_fact(model, case, fact)
        case (kind, fact, path) if kind == FRESH:
            return _abstract_freshness(model, case, fact, DottedPath(path))
        case (kind, switch) if kind == SWITCH:
            return model.definition.switches[switch].value
    assert name == CLOSED
    return case.is_closed


def _abstract_remembered(case: Case, path: DottedPath) -> str | None:
    """The step that waits directly below this one; None if this one is not current and waits not.

    Where it is the last of those that wait, nothing is below it.
    """
    state = case.tracks[path.track]
    chain = (state.step, *state.interrupted)
    below = dict(zip(chain, state.interrupted, strict=False))
    return below.get(path.name)


def _abstract_action(model: Model, case: Case, path: DottedPath) -> str:
    """The state of the action where something can still read it, else open."""
    state, relevant = case.tracks[path.track], model.relevant
    is_in_visit = path.step in (state.step, *state.interrupted)
    is_read = path in relevant.read_actions or state.step in relevant.action_places.get(path, ())
    if not is_in_visit and not is_read:
        return "open"
    visit = state.visits.get(path.step)
    record = visit.actions.get(path.name) if visit else None
    return "open" if record is None else record.state


def _abstract_fact(model: Model, case: Case, name: str) -> int | None:
    """The class of the fact's value; None where it is unknown or nothing can read it."""
    value = case.value(name)
    if value is None:
        return None
    if name in model.relevant.fact_places:
        home, places = model.relevant.fact_places[name]
        if case.tracks[home].step not in places:
            return None
    return class_of_value(model, model.definition.facts[name], value)


def _abstract_freshness(model: Model, case: Case, name: str, path: DottedPath) -> str:
    """Whether the step recorded the fact, in this visit (`here`) or an earlier one (`stale`)."""
    record = case.facts.get(name)
    if record is None or record.origin is None or record.origin[:2] != (path.track, path.name):
        return "no"
    if _abstract_fact(model, case, name) is None:
        return "no"
    visit = case.tracks[path.track].visits.get(path.name)
    is_this_visit = visit is not None and visit.number == record.origin[2]
    return "here" if is_this_visit else "stale"


def class_of_value(model: Model, fact: Fact, value: Value) -> int:
    """Return the number of the class to which the value belongs."""
    if not fact.domain():
        is_about = len(model.relevant.facts[fact.id]) > ABOUT_CLASS and _is_about(value)
        return ABOUT_CLASS if is_about else 0
    classes = model.relevant.facts[fact.id]
    return next(number for number, values in enumerate(classes) if value in values)


def _is_about(value: Value) -> bool:
    return isinstance(value, str) and value.startswith(ABOUT)


def value_of_class(model: Model, fact: Fact, number: object, now: datetime) -> Value:
    """Return a value of the class with this number; any value where the model has no classes."""
    if fact.id in model.relevant.facts and isinstance(number, int) and fact.domain():
        return model.relevant.facts[fact.id][number][0]
    if number == ABOUT_CLASS and fact.may_be_about:
        return choose_about_value(now)
    return choose_value(fact, now)


def choose_value(fact: Fact, now: datetime) -> Value:
    """Return some value that the fact can have; of a datetime, `now`; of a date, the day before."""
    domain = fact.domain()
    if domain:
        return domain[0]
    if fact.type == "date":
        # The day before: in a zone west of `now` today has not begun, and it may be `past_only`.
        return (now - timedelta(days=1)).date().isoformat()
    return now.isoformat() if fact.type == "datetime" else ANY_TEXT


def choose_about_value(now: datetime) -> Value:
    """Return a date of which the year itself is uncertain."""
    return f"{ABOUT}{now.year - 1}"
