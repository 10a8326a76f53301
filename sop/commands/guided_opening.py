"""The first call: a new case in the guided way, with what is urgent asked before all else."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from sop.casework.library import NotCompiled
from sop.casework.visibility import filter_events
from sop.commands.context import CommandContext
from sop.commands.dialog import SAME_WORD
from sop.commands.errors import invalid_reasons
from sop.commands.guided_agencies import list_first_doers
from sop.commands.guided_answers import ask_value
from sop.commands.guided_drafts import GuidedDraft, is_private
from sop.commands.guided_identity import identify
from sop.commands.guided_visit import Back, GuidedVisit, interrupts_heard_again
from sop.commands.inputs import fact_key
from sop.commands.label_input import check_label
from sop.commands.submit import act, mask_refusal_for, trial_of
from sop.engine.guided_way import find_alarm
from sop.engine.urgent_values import find_urgent_values
from sop.model.commands import Act, Command, Open, Raise, SetFacts
from sop.model.condition import Value
from sop.model.definition import Definition
from sop.model.fact import Fact
from sop.model.refusal import Refusal, UsageError
from sop.model.suggestion import Suggestion
from sop.store.case_ids import new_case_id
from sop.views.labels import Wording
from sop.views.recorded_news import news_lines
from sop.views.refusal_screen import refusal_screen

LABEL_KEY = "label"
LABEL_QUESTION = "Label of the case, such as green jersey; no name"


def open_case(visit: GuidedVisit) -> str | None:
    """Open a case and return its ID; what is urgent is asked first, and written with it."""
    session = visit.first
    listed = session.library.list_workflows()
    if not listed:
        raise UsageError("There is no workflow here.", "Make a workspace first", Suggestion("init"))
    place = 0
    if len(listed) > 1:
        titles = [session.library.title(one) or one.id for one in listed]
        try:
            place = visit.choose("A new case of which procedure?", titles)
        except Back:
            return None
    try:
        definition, texts = session.library.compile_for_case(listed[place])
    except NotCompiled as invalid:
        message = f"{invalid.listed.id} has errors, so no case can be opened"
        visit.screen.show(refusal_screen(Refusal(message, invalid_reasons(invalid))))
        return None
    title = session.library.title(listed[place]) or definition.id
    identify(visit, definition, list_first_doers(definition), about=f"New case of {title}")
    session = visit.context()
    viewer = session.viewer(definition) or ""
    visit.screen.say(f"New case of {title}, for {definition.stakeholders[viewer].short}")
    draft = GuidedDraft(visit, definition.id, "go open", viewer)
    try:
        reported = _ask_urgent(draft, session, definition, viewer)
        source = _ask_source(visit, session, definition, reported)
        facts = _ask_needed(draft, session, definition)
        label = None if _is_urgent(definition, reported) else _ask_label(draft, session)
    except Back:
        return None
    session = visit.context()  # the case is opened now, not when the questions began
    case = new_case_id(random.SystemRandom())
    opening = Open(act(session, definition), facts, None)
    commands = _list_reports(session, case, definition, opening, reported, source)
    with interrupts_heard_again():
        session.hold_interrupts()
        outcome = session.service.open_cases(
            [case],
            definition,
            opening,
            texts=lambda: texts,
            reports=commands,
            labels=(label,),
        )
    if outcome.refused:
        file, refusal = outcome.refused[0]
        shown = mask_refusal_for(session, file, refusal)
        visit.show_pages(refusal_screen(shown, Wording(definition, session.now)))
        return None
    draft.remove()
    (result,) = outcome.results
    visit.written += [event.id for event in result.events]
    seen = filter_events(definition, result.events, opening.act.as_)
    visit.news = news_lines(Wording(definition, session.now), seen, own=True)
    session.keep_identity(session.identity.with_case(case, session.now))
    return case


def _ask_urgent(
    draft: GuidedDraft, session: CommandContext, definition: Definition, viewer: str
) -> dict[str, Value]:
    """Return what the user reports about danger. Enter leaves a question unanswered.

    The first urgent answer ends the questions: help comes first.
    """
    reported: dict[str, Value] = {}
    for fact in definition.facts.values():
        urgent = find_urgent_values(definition, fact)
        if not urgent or viewer not in fact.anytime:
            continue
        answer = _ask_kept(draft, session, definition, fact, may_skip=True)
        if answer is not None:
            reported[fact.id] = answer
        if answer in urgent:
            break
    return reported


def _is_urgent(definition: Definition, reported: Mapping[str, Value]) -> bool:
    return any(
        answer in find_urgent_values(definition, definition.facts[name])
        for name, answer in reported.items()
    )


def _ask_source(
    visit: GuidedVisit,
    session: CommandContext,
    definition: Definition,
    reported: Mapping[str, Value],
) -> Act:
    """Return the act by which the danger is reported; without a danger the user's own."""
    own = act(session, definition)
    for name, answer in reported.items():
        if _is_urgent(definition, {name: answer}):
            # late: start-up; a case seldom begins in danger
            from sop.commands.guided_source import sign_report

            return sign_report(visit, definition, definition.facts[name], own)
    return own


def _ask_needed(
    draft: GuidedDraft, session: CommandContext, definition: Definition
) -> dict[str, Value]:
    """Return the facts without which no case is opened. Raise Back if the user goes back."""
    needed = [fact for fact in definition.facts.values() if fact.needed_at_opening]
    return {fact.id: _ask_kept(draft, session, definition, fact) for fact in needed}


def _ask_kept(
    draft: GuidedDraft,
    session: CommandContext,
    definition: Definition,
    fact: Fact,
    *,
    may_skip: bool = False,
) -> Any:
    """Return the answer, which is kept until the case is open."""
    key = fact_key(fact.id)
    before = draft.find(key)
    answer = ask_value(draft.visit, session, definition, fact, may_skip=may_skip, before=before)
    if answer is not None:
        draft.keep(key, answer, is_private=is_private(fact))
    return answer


def _ask_label(draft: GuidedDraft, session: CommandContext) -> str | None:
    """Return the label of the new case. It waits for no one: in danger it is not asked."""
    before = draft.find(LABEL_KEY)
    if before is not None:
        draft.visit.offer(before)

    def read(text: str) -> str:
        return before if text == SAME_WORD and before else check_label(session, text)

    label = session.prompt.value(f"{LABEL_QUESTION} (Enter: none):", read)
    if label is not None:
        draft.keep(LABEL_KEY, label)
    return label


def _list_reports(
    session: CommandContext,
    case: str,
    definition: Definition,
    opening: Open,
    reported: Mapping[str, Value],
    source: Act,
) -> list[Command]:
    """Return the commands that follow the opening: the interrupt that states a danger, or facts.

    A danger is reported by `source`. A value that a new case has anyway is recorded too: the
    question was asked.
    """
    trial = trial_of(session, session.service.new_case(case, definition), opening)
    if isinstance(trial, Refusal):
        return []
    shown = trial.after.checklist_for(source.as_)
    alarms: list[Command] = []
    others: dict[str, Value] = {}
    for name, answer in reported.items():
        alarm = None
        is_urgent = _is_urgent(definition, {name: answer})
        if is_urgent:  # "no" raises nothing
            alarm = find_alarm(definition, shown, {name: answer}, source.as_)
        if alarm is not None:
            alarms.append(Raise(source, alarm))
        elif is_urgent:
            alarms.append(SetFacts(source, {name: answer}))
        else:
            others[name] = answer
    if others:
        return [SetFacts(opening.act, others), *alarms]
    return alarms
