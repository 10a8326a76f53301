"""The reasons that a fact is not yet known: who can answer, and how."""

from __future__ import annotations

from collections.abc import Iterable

from sop.engine.decision_context import Situation
from sop.engine.evaluate import list_unknown_facts
from sop.engine.resolve_names import current_steps
from sop.engine.suggestions import prefer_own, suggest_do, suggest_set
from sop.model.coarse_date import ABOUT
from sop.model.condition import Condition
from sop.model.definition import Action, Interrupt
from sop.model.fact import NOT_KNOWN, Fact
from sop.model.refusal import Reason
from sop.model.suggestion import Suggestion
from sop.model.value import replace

MOST_SOURCES = 2
"""Actions of later steps that a reason names."""


def facts_unknown(
    at: Situation, conditions: Iterable[Condition], path: str, about: str = ""
) -> list[Reason]:
    """Return a reason for each fact that leaves a condition unknown.

    `about` is what depends on the fact: `whether R1.5 is needed`.
    """
    names: dict[str, None] = {}
    for condition in conditions:
        names.update(dict.fromkeys(list_unknown_facts(at.definition, at.case, condition)))
    return [fact_unknown(at, at.definition.facts[name], path, about) for name in names]


def fact_unknown(at: Situation, fact: Fact, path: str, about: str = "") -> Reason:
    """Return the reason that the fact has no value; `about` is what depends on it."""
    found = _suggest_source(at, fact)
    what = f'"{fact.id}" is not yet known'
    answer = describe_uncertain_answer(at, fact)
    if answer is not None:
        what = f"{what}. {answer.removesuffix('.')}"
        found = found or suggest_set(at, fact, list_recorders(at, fact))
    who = _who_will_record(at, fact) if found is None else found.who
    if found is None and not fact.anytime:
        what += _describe_later_step(at, fact)
    consequence = f" So it is not yet known {about}." if about else ""
    return _ask_for_fact(fact, f"{what}.{consequence}", who, found, path)


def first_value_missing(at: Situation, fact: Fact, what: str) -> Reason:
    """Return the reason that a fact without a value cannot be corrected or changed.

    Where nothing records it now, it names what records it later, and the command that explains it.
    """
    found = replace(fact_unknown(at, fact, fact.id), what=what)
    if found.suggest is not None:
        return found
    sources = [
        f'{one.code} "{one.title}" records it in step {_step_name(at, one)}'
        for one in _sort_recorders(at, at.definition.recorders(fact.id))[:MOST_SOURCES]
    ]
    if not sources:
        return found
    text = f"{what} {'; '.join(sources)}. It cannot be done now."
    explained = Suggestion("why", fact.id)
    return replace(found, what=text, who=(), suggest=explained)


def _step_name(at: Situation, action: Action) -> str:
    step = at.definition.step(action.path.rpartition(".")[0])
    return f"{step.code} {step.title}"


def describe_uncertain_answer(at: Situation, fact: Fact) -> str | None:
    """Return that the fact was answered, though by nothing that a time can count from.

    None without such an answer, and where the user may not see the fact.
    """
    if fact.seen_by is not None and at.as_ not in fact.seen_by:
        return None
    if fact.id in at.case.not_known:
        return 'It was answered "not known".'
    if fact.may_be_about and str(at.case.value(fact.id)).startswith(ABOUT):
        return "Its year is uncertain, so no time counts from it."
    return None


def list_recorders(at: Situation, fact: Fact) -> tuple[str, ...]:
    """Return who may correct the fact: those whose actions record it.

    For a fact that no action records: those who may raise an interrupt that records it. For one
    that only the opening records: the stakeholder who opened the case.
    """
    sources: tuple[Action | Interrupt, ...] = at.definition.recorders(fact.id)
    sources = sources or at.definition.tellers(fact.id)
    if not sources and fact.at_opening:
        return (at.case.opened_as,)
    return tuple(dict.fromkeys(by for source in sources for by in source.by))


def record_missing(at: Situation, action: Action, fact: Fact) -> Reason:
    """Return the reason that the action must record the fact and no value is given."""
    what = f'"{fact.id}" is not yet known, and {action.code} must record it.'
    is_seen = fact.seen_by is None or at.as_ in fact.seen_by
    found = at.case.facts.get(fact.id)
    if is_seen and found is not None and not found.assumed:
        what = (
            f'{action.code} must record "{fact.id}" itself, although a value is recorded already.'
        )
    if fact.may_be_not_known:
        what += f" If it is not known, the answer is {NOT_KNOWN}."
    return _ask_for_fact(fact, what, action.by, suggest_do(at, action), action.path)


def no_change_from_now(at: Situation, fact: Fact) -> Reason:
    """Return the reason that the workflow lets no one say what the fact is from now on.

    With the other ways: the action that records it again, and the correction.
    """
    what = f'This workflow lets no one say what "{fact.id}" is from now on.'
    sources = [(one, suggest_do(at, one, fact.id)) for one in _current_recorders(at, fact)]
    again = prefer_own(suggestion for _, suggestion in sources)
    ways = [
        f'If it is so from now on: {action.code} "{action.title}" records it again.'
        for action, suggestion in sources
        if suggestion is not None and suggestion is again
    ]
    correction = None
    if fact.id in at.case.facts or fact.id in at.case.not_known:
        correction = suggest_set(at, fact, list_recorders(at, fact))
        ways.append(
            'If the earlier value was wrong, set the fact without "from now on": that is a '
            "correction, and the history is then judged by the new value."
        )
    found = again or correction
    who = () if found is None else found.who
    remedy = " ".join(ways) or None
    return Reason("not_yours", what, who, suggest=found, at=fact.id, remedy=remedy)


def needed_at_opening(at: Situation, fact: Fact) -> Reason:
    """Return the reason that no case is opened without the fact."""
    what = f'"{fact.id}" is needed to open a case.'
    if fact.may_be_not_known:
        what += f" If it is not known, the answer is {NOT_KNOWN}."
    again = Suggestion("open", at.definition.id, options=(("set", fact.id),))
    return Reason("fact_unknown", what, suggest=again, ask=fact.ask or None, fact=fact.id)


def _ask_for_fact(
    fact: Fact, what: str, who: tuple[str, ...], suggest: Suggestion | None, path: str
) -> Reason:
    return Reason(
        code="fact_unknown",
        what=what,
        who=who,
        suggest=suggest,
        at=path,
        ask=fact.ask or None,
        fact=fact.id,
    )


def _suggest_source(at: Situation, fact: Fact) -> Suggestion | None:
    """Return how the fact can get a value now; what the user may do comes first.

    By an action of a current step that records it, or by `set` at any time.
    """
    found = [suggest_do(at, action, fact.id) for action in _current_recorders(at, fact)]
    if fact.anytime:
        found.append(suggest_set(at, fact))
    return prefer_own(found)


def _current_recorders(at: Situation, fact: Fact) -> list[Action]:
    """Return the actions of current steps that record the fact."""
    here = current_steps(at.definition, at.case)
    recorders = at.definition.recorders(fact.id)
    return [action for action in recorders if action.path.rpartition(".")[0] in here]


def _who_will_record(at: Situation, fact: Fact) -> tuple[str, ...]:
    """Return who will record the fact, if nothing can record it now."""
    current = _sort_recorders(at, _current_recorders(at, fact))
    for action in current or _sort_recorders(at, at.definition.recorders(fact.id)):
        return action.by
    return ()


def _sort_recorders(at: Situation, recorders: Iterable[Action]) -> list[Action]:
    """Return the actions, those of running tracks before those that wait or have ended."""
    return sorted(recorders, key=lambda action: at.track_of(action.path)[1].status != "running")


def _describe_later_step(at: Situation, fact: Fact) -> str:
    """Return which later action records the fact: `; I4.2 records it`."""
    for action in _sort_recorders(at, at.definition.recorders(fact.id)):
        return f"; {action.code} records it"
    return ""
