"""Whether a record of an earlier moment replaces the answer of a later one.

The order of writing counts: what is recorded last is the value. A late entry (`--at`) can so
replace an answer that was given after it, and that is never done without a warning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sop.engine.condition_state import may_see
from sop.engine.decide.request import Request
from sop.engine.fact_values import say_answer
from sop.model.condition import Value
from sop.model.events import FactsRecorded
from sop.model.value import replace

_OLDER = "This answer is older"


def warn_of_older_answers(request: Request, facts: Mapping[str, Value]) -> tuple[str, ...]:
    """Return a warning for each fact of which a later moment has another value.

    A time ahead of the clock was recorded by a wrong clock, and is later than nothing.
    """
    return tuple(_list_warnings(request, facts))


def warn_of_bodies(request: Request, bodies: list[FactsRecorded]) -> tuple[str, ...]:
    """Return the warnings about the bodies; a correction replaces a value whenever that was."""
    found: list[str] = []
    for body in bodies:
        if not body.correction:
            found += warn_of_older_answers(request, body.facts)
    return tuple(found)


def names_older_answer(warning: str) -> bool:
    """Whether the warning is one of this module: an older answer would count."""
    return _OLDER in warning


def _list_warnings(request: Request, facts: Mapping[str, Value]) -> Iterator[str]:
    at = request.at
    for name, given in facts.items():
        record = at.case.facts.get(name)
        if record is None or record.assumed or record.value == given:
            continue
        if at.now >= min(record.at, request.now) or not _is_for_all_writers(request, name):
            continue
        fact = at.definition.facts[name]
        if fact.is_not_known(given):
            continue  # it replaces no value
        before, after = "another one", "this one"
        if not fact.sensitive:
            before, after = say_answer(fact, record.value), say_answer(fact, given)
        yield (
            f'At {at.say_time(record.at)} the answer to "{name}" was {before} (event '
            f"{record.event}). {_OLDER} ({at.say_time(at.now)}). What is recorded last counts: "
            f"{after}. If {before} is still so, record it again."
        )


def _is_for_all_writers(request: Request, name: str) -> bool:
    """Whether everyone for whom and at whose desk it is written may see the fact."""
    writers = {request.act.as_, request.act.home or request.act.as_}
    return all(may_see(replace(request.at, as_=one), name) for one in writers)
