"""How the guided way begins: which case, for whom, and what is asked at the first call."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sop.casework.case_lookup import open_cases, resolve_case
from sop.casework.danger_rows import visible_dangers
from sop.casework.library import NotCompiled
from sop.casework.terminal_session import check_name
from sop.casework.visibility import filter_events
from sop.commands.context import CommandContext
from sop.commands.dialog import SAME_WORD
from sop.commands.errors import invalid_reasons
from sop.commands.guided_answers import ask_value
from sop.commands.guided_drafts import GuidedDraft, is_private
from sop.commands.guided_visit import Back, GuidedVisit, interrupts_heard_again
from sop.commands.inputs import fact_key
from sop.commands.label_input import check_label
from sop.commands.submit import act, mask_refusal_for, trial_of
from sop.engine.checklist_lines import Checklist
from sop.engine.guided_way import find_alarm, list_tasks
from sop.engine.urgent_values import find_urgent_values
from sop.model.commands import Command, Open, Raise, SetFacts
from sop.model.condition import Value
from sop.model.definition import Definition
from sop.model.fact import Fact
from sop.model.refusal import Refusal, UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from sop.store.case_ids import new_case_id
from sop.store.port import IntegrityError
from sop.views.case_name import case_name
from sop.views.labels import Wording
from sop.views.refusal_screen import refusal_screen
from sop.views.turn_screen import news_lines

MOST_CASES = 12
"""Cases that are offered: with the heading and the question they fit one screen."""
LABEL_KEY = "label"
LABEL_QUESTION = "Label of the case, such as green jersey; no name"
MOST_STEPS = 2
"""Steps that the line of a case names."""


def begin_case(visit: GuidedVisit) -> str | None:
    """Return the ID of the case: the current one, or one that the user chooses or opens.

    None if the user goes back from the choice. Afterwards the user's stakeholder is known.
    """
    session = visit.first
    named = session.given.case or session.environ.get("SOP_CASE")
    if named:
        chosen: str | None = resolve_case(session.store, named)
    else:
        chosen = session.identity.current_case(session.now) or _choose_case(visit)
    if chosen is None:
        return None
    visit.case = chosen
    visit.prompt.has_case = True
    file = visit.context().file()
    session = visit.context()
    tasks = list_tasks(file.definition, session.service.checklist(file, None))
    may = dict.fromkeys(name for task in tasks for name in task.by)
    about = f"Case {case_name(file.id, file.case.label)}   {file.definition.id}"
    identify(visit, file.definition, tuple(may), about=about)
    session = visit.context()
    if not named:
        session.keep_identity(session.identity.with_case(chosen, session.now))
    return chosen


# ---- which case


def _choose_case(visit: GuidedVisit) -> str | None:
    """Return a case that the user chooses from the open ones, or opens; None for neither."""
    session = visit.first
    listed = open_cases(session.store)
    rows = session.store.dangers()
    marked = {row.case for row in visible_dangers(rows, session.find_viewer())}
    cases = sorted(listed, key=lambda case: case not in marked)[:MOST_CASES]
    if not cases:
        return _open_case(visit)
    answers = [_describe_case(session, case, case in marked) for case in cases]
    if len(listed) > len(cases):
        left = len(listed) - len(cases)
        session.talk.say(f"{left} more cases are not listed. To see all: ", Suggestion("case list"))
    try:
        place = visit.choose("Which case?", [*answers, "Open a new case"])
    except Back:
        return None
    return cases[place] if place < len(cases) else _open_case(visit)


def _describe_case(session: CommandContext, case: str, in_danger: bool) -> str:
    """Return the case with its danger and its current steps."""
    mark = "IN DANGER  " if in_danger else ""
    try:
        file = session.service.load(case)
    except IntegrityError:
        return f"{mark}{case}  damaged: it cannot be read"
    viewer = session.find_viewer()
    if viewer not in file.definition.stakeholders:
        viewer = None
    steps = list(_list_steps(session.service.checklist(file, viewer)))
    where = "; ".join(steps[:MOST_STEPS])
    if len(steps) > MOST_STEPS:
        where += f"; and {len(steps) - MOST_STEPS} more"
    return f"{mark}{case_name(case, file.case.label)}  {file.definition.id}: {where}"


def _list_steps(checklist: Checklist) -> Iterator[str]:
    for track in checklist.tracks:
        if track.status in ("running", "held"):
            yield f"{track.step_code} {track.step_title}"


# ---- for whom


def identify(
    visit: GuidedVisit,
    definition: Definition,
    may: Sequence[str],
    *,
    anew: bool = False,
    about: str = "",
) -> None:
    """Ask for whom the user acts, and for their name, where this terminal session lacks them.

    `may` are those who can do something now; the others are one answer away. `anew`: another
    person sits here now. `about` names the case, where no turn above the questions does.
    """
    session = visit.context()
    identity = session.identity
    asks_name = not identity.name and not identity.name_asked and not session.by_variable
    if about and (asks_name or session.viewer(definition) is None):
        visit.screen.say(about)
    if anew or session.viewer(definition) is None:
        visit.unrecorded.clear()
        chosen = _choose_stakeholder(visit, definition, may)
        identity = identity.acting_for(chosen)
        if anew:
            identity = replace(identity, name=None, name_asked=False)
        session.keep_identity(identity)
    elif identity.as_ is None:  # given with --as or in SOP_AS
        identity = identity.acting_for(session.viewer(definition) or "")
        session.keep_identity(identity)
    if not identity.name and not identity.name_asked and not session.by_variable:
        question = "Your name, as it is recorded (Enter: none):"
        name = visit.prompt.value(question, lambda text: check_name(text, "the answer"))
        session.keep_identity(replace(identity, name=name, name_asked=True))


def _choose_stakeholder(visit: GuidedVisit, definition: Definition, may: Sequence[str]) -> str:
    """Return the stakeholder that the user chooses, from those in `may` first."""
    first = [name for name in definition.stakeholders if name in may]
    every = list(definition.stakeholders)
    listed = first or every
    while True:
        answers = [_official_name(definition, name) for name in listed]
        if len(listed) < len(every):
            answers.append("Another one")
        try:
            place = visit.choose("For whom do you act?", answers)
        except Back:
            visit.screen.say("An answer is needed. To stop: q.")
            continue
        if place < len(listed):
            return listed[place]
        listed = every


def _official_name(definition: Definition, name: str) -> str:
    stakeholder = definition.stakeholders[name]
    return f"{stakeholder.short}  {stakeholder.name}"


# ---- the first call


def _open_case(visit: GuidedVisit) -> str | None:
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
    identify(visit, definition, _list_first_doers(definition), about=f"New case of {title}")
    session = visit.context()
    viewer = session.viewer(definition) or ""
    visit.screen.say(f"New case of {title}, for {definition.stakeholders[viewer].short}")
    draft = GuidedDraft(visit, definition.id, "go open", viewer)
    try:
        told = _ask_urgent(draft, session, definition, viewer)
        facts = _ask_needed(draft, session, definition)
        label = None if _is_urgent(definition, told) else _ask_label(draft, session)
    except Back:
        return None
    session = visit.context()  # the case is opened now, not when the questions began
    case = new_case_id(random.SystemRandom())
    opening = Open(act(session, definition), facts, None)
    commands = _report_told(session, case, definition, opening, told)
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


def _list_first_doers(definition: Definition) -> tuple[str, ...]:
    """Return who may do something at the beginning, by the tracks that start at once."""
    found: dict[str, None] = {}
    for track in definition.tracks.values():
        if not track.starts:
            for action in track.first.actions.values():
                if action.required:
                    found |= dict.fromkeys(action.by)
    return tuple(found)


def _ask_urgent(
    draft: GuidedDraft, session: CommandContext, definition: Definition, viewer: str
) -> dict[str, Value]:
    """Return what the user reports about danger. Enter leaves a question unanswered.

    The first urgent answer ends the questions: help comes first.
    """
    told: dict[str, Value] = {}
    for fact in definition.facts.values():
        urgent = find_urgent_values(definition, fact)
        if not urgent or viewer not in fact.anytime:
            continue
        answer = _ask_kept(draft, session, definition, fact, may_skip=True)
        if answer is not None:
            told[fact.id] = answer
        if answer in urgent:
            break
    return told


def _is_urgent(definition: Definition, told: Mapping[str, Value]) -> bool:
    return any(
        answer in find_urgent_values(definition, definition.facts[name])
        for name, answer in told.items()
    )


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


def _report_told(
    session: CommandContext,
    case: str,
    definition: Definition,
    opening: Open,
    told: Mapping[str, Value],
) -> list[Command]:
    """Return the commands that follow the opening: the interrupt that states a danger, or facts.

    A value that a new case has anyway is recorded too: the question was asked.
    """
    trial = trial_of(session, session.service.new_case(case, definition), opening)
    if isinstance(trial, Refusal):
        return []
    viewer = opening.act.as_
    shown = trial.after.checklist_for(viewer)
    alarms: list[Command] = []
    others: dict[str, Value] = {}
    for name, answer in told.items():
        alarm = None
        if _is_urgent(definition, {name: answer}):  # "no" raises nothing
            alarm = find_alarm(definition, shown, {name: answer}, viewer)
        if alarm is None:
            others[name] = answer
        else:
            alarms.append(Raise(opening.act, alarm))
    if others:
        return [SetFacts(opening.act, others), *alarms]
    return alarms
