"""A checklist to be used on paper, as content. print_md.py and print_html.py print it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import datetime

from sop.definition.translations import language_of_texts
from sop.engine.checklist_lines import (
    PENDING,
    ActionLine,
    ActionState,
    Checklist,
    TrackLine,
    TransitionLine,
)
from sop.engine.deadlines import zone_of
from sop.model.definition import Action, Definition, Interrupt, Outcome, Step, Track
from sop.model.dotted_path import DottedPath
from sop.model.value import value
from sop.views import date_text
from sop.views.case_name import case_name
from sop.views.checklist import track_heading
from sop.views.checklist_actions import MARKS, STATES, list_reasons, state_words
from sop.views.checklist_transitions import local_id, shortage, target_text
from sop.views.danger_banner import danger_text
from sop.views.form_text import PaperQuestion
from sop.views.labels import Wording, reason_texts, validation_text
from sop.views.paper_tracks import choose_tracks, left_out_text
from sop.views.paper_work import PaperList, first_page_lists
from sop.views.sanitize import clean_lines
from sop.views.terminal.blocks import text_of
from sop.views.workflow import (
    action_facts,
    step_facts,
    step_heading,
    transition_facts,
    transition_target,
)

LabelledTexts = tuple[tuple[str, str], ...]


@value
class PaperAction:
    """One action with its box. `state` is empty on a blank list; `is_open`: with room to sign."""

    mark: str
    code: str
    title: str
    who: str
    due: str
    state: str
    notes: tuple[str, ...]
    required: bool
    is_open: bool
    is_late: bool = False


@value
class PaperTransition:
    """An outcome or interrupt: a box to tick when it is taken."""

    name: str
    target: str
    who: str
    state: str
    notes: tuple[str, ...]


@value
class PaperTrack:
    """One track with its current step; without a step only title and remarks are filled."""

    title: str
    facts: LabelledTexts = ()
    remarks: tuple[str, ...] = ()
    actions: tuple[PaperAction, ...] = ()
    outcomes: tuple[PaperTransition, ...] = ()
    interrupts: tuple[PaperTransition, ...] = ()


@value
class PaperEvent:
    """One entry of the history."""

    number: str
    when: str
    who: str
    what: str
    notes: tuple[str, ...]


@value
class Paper:
    """The whole paper. `notice` is in paragraphs; `history` is empty where it is not asked for.

    `languages` has the BCP 47 tag of each translated text that may be on the paper. `mark` is for
    the foot of every sheet and `heading` for its top: a loose sheet has to say whose it is.
    """

    title: str
    facts: LabelledTexts
    tracks: tuple[PaperTrack, ...]
    notice: tuple[str, ...]
    history: tuple[PaperEvent, ...] = ()
    languages: Mapping[str, str] = field(default_factory=dict)
    mark: str = ""
    dangers: tuple[str, ...] = ()  # what is urgent, on the first page
    lists: tuple[PaperList, ...] = ()  # current steps and what to do, on the first page
    heading: str = ""
    questions: tuple[PaperQuestion, ...] = ()  # of a blank form


CHOICE_LEGEND = "at an outcome or an interrupt: mark the one that is taken"
"""Its box is empty, also where it is not possible yet: that does not mean "to do"."""


def paper_of_checklist(
    definition: Definition, checklist: Checklist, reader: str | None = None
) -> Paper:
    """Return the current checklist of a case.

    Of tracks that do not concern the `reader` only the titles are printed, in one line.
    """
    wording = Wording(definition, checklist.now)
    tracks, others = choose_tracks(checklist.tracks, reader)
    state = "open"
    if checklist.closed_at:
        state = f"closed {wording.moment(checklist.closed_at)}"
    if checklist.voided_at:
        state = f"void since {wording.moment(checklist.voided_at)}: it does not count"
    name = case_name(checklist.case, checklist.label)
    facts = (*_facts(wording), ("Case", name), ("State", state))
    legend = list_marks(action.state for action in checklist.actions())
    if any(track.outcomes or track.interrupts for track in tracks):
        legend = "; ".join(filter(None, (legend, CHOICE_LEGEND)))
    if legend:
        facts = (*facts, ("Boxes", legend))
    if others:
        facts = (*facts, ("Not printed", left_out_text(wording, others, reader)))
    dangers = tuple(danger_text(wording, danger) for danger in checklist.dangers)
    printed = tuple(_track(wording, track) for track in tracks)
    return Paper(
        title=f"Checklist of case {name}",
        facts=facts,
        lists=first_page_lists(wording, checklist, tracks, reader),
        tracks=printed,
        notice=notice_of(definition),
        languages=language_of_texts(definition),
        mark=f"Case {name}, {printed_text(wording)}",
        heading=workflow_text(wording),
        dangers=dangers,
    )


def list_marks(states: Iterable[ActionState]) -> str:
    """Return what the marks in the boxes of these states mean: `[ ] to do, [x] done`."""
    found = set(states)
    meanings = {MARKS[state]: STATES[state] for state in MARKS if state in found}
    return ", ".join(f"{mark} {meaning}" for mark, meaning in meanings.items())


def paper_of_step(definition: Definition, step: Step, now: datetime) -> Paper:
    """Return the checklist of one step, blank."""
    wording = Wording(definition, now)
    track = definition.track_at(step.path)
    interrupts = [one for one in track.interrupts.values() if step.id in one.sources]
    part = PaperTrack(
        title=f"{track.title}: {step_heading(wording, step)}",
        facts=_without_colons(step_facts(wording, step)),
        actions=tuple(_blank_action(wording, step, action) for action in step.actions.values()),
        outcomes=_blank_transitions(wording, track, tuple(step.outcomes.values())),
        interrupts=_blank_transitions(wording, track, interrupts),
    )
    facts = (*_facts(wording), ("Case", "." * 40))  # room to write its number
    title = f"Checklist: {step.code} {step.title}"
    return Paper(
        title,
        facts,
        (part,),
        notice_of(definition),
        languages=language_of_texts(definition),
        mark=f"{title}, {printed_text(wording)}",
        heading=workflow_text(wording),
    )


def _facts(wording: Wording) -> LabelledTexts:
    definition = wording.definition
    return (
        ("Workflow", f"{definition.title} ({definition.id} {definition.version})"),
        ("Printed", time_of_printing(wording)),
    )


def workflow_text(wording: Wording) -> str:
    """Return which workflow, in which version: `fire-drill 1.0.0`."""
    return f"{wording.definition.id} {wording.definition.version}"


def printed_text(wording: Wording) -> str:
    return f"printed {time_of_printing(wording)}"


def time_of_printing(wording: Wording) -> str:
    """Return the time with the year: paper outlives the current one."""
    now, zone = wording.now, wording.definition.timezone
    day = f"{wording.day(now)} {now.astimezone(zone_of(zone)).year}"
    return f"{day} {date_text.clock_time(now, zone)} {date_text.zone_name(now, zone)}"


def notice_of(definition: Definition) -> tuple[str, ...]:
    return (*filter(None, clean_lines(definition.notice)), validation_text(definition))


def _without_colons(facts: LabelledTexts) -> LabelledTexts:
    """Return the filled facts with labels that each format separates in its own style."""
    return tuple((label.rstrip(": "), text) for label, text in facts if text)


# Of a case: the states of its actions are filled in.


def _track(wording: Wording, track: TrackLine) -> PaperTrack:
    name = _track_name(track)
    remarks = reason_texts(track.reasons, wording.stakeholder_names)
    if track.status == "private":
        return PaperTrack(f"{name}: private: you may not see it")
    if track.step is None:
        return PaperTrack(f"{name}: not started", remarks=remarks)
    step = wording.definition.tracks[track.track].steps[track.step]
    if track.status == "ended":
        return PaperTrack(f"{name}: ended, {step.title}", remarks=remarks)
    held = track.status == "held"
    actions = tuple(_action(wording, step, action, held) for action in track.actions)
    return PaperTrack(
        title=f"{name}: {step_heading(wording, step)}",
        facts=(*_track_times(wording, track), *_without_colons(step_facts(wording, step))),
        remarks=remarks,
        actions=actions,
        outcomes=_transitions(wording, track.outcomes),
        interrupts=_transitions(wording, track.interrupts),
    )


def _track_name(track: TrackLine) -> str:
    """Return the title, with the name by which the reasons call the track where it differs."""
    name = track_heading(track)
    return track.title if track.title.upper() == name else f"{track.title} ({name})"


def _track_times(wording: Wording, track: TrackLine) -> LabelledTexts:
    due = wording.open_deadline(track.due, track.at_latest)
    if due and track.overdue:
        due += ", OVERDUE"
    times = (("Since", wording.moment(track.since)), ("Step due", due))
    return tuple((label, text) for label, text in times if text)


def _action(wording: Wording, step: Step, action: ActionLine, held: bool) -> PaperAction:
    if action.state == "private":
        return _private_action(wording, action)
    model = step.actions[DottedPath(action.path).name]
    is_pending = action.state in PENDING
    reasons: list[str] = []
    state = text_of(state_words(wording, action, held))
    if action.record is not None:
        state += f" by {wording.signature(action.record)}"
    else:
        reasons = list_reasons(wording, action)
    return PaperAction(
        mark=MARKS[action.state],
        code=action.code,
        title=action.title,
        who=wording.stakeholder_names(action.by),
        due=_due_text(wording, action, model) if is_pending else "",
        state=state,
        notes=(*reasons, *_new_facts(wording, step, model, reasons)),
        required=action.required,
        is_open=is_pending,
        is_late=action.overdue,
    )


def _private_action(wording: Wording, action: ActionLine) -> PaperAction:
    """Return an action of which the reader sees only that it is there."""
    return PaperAction(
        mark=MARKS[action.state],
        code=action.code,
        title=action.title,
        who=wording.stakeholder_names(action.by),
        due="",
        state=text_of(state_words(wording, action)),
        notes=tuple(reason.what for reason in action.reasons),
        required=action.required,
        is_open=False,
    )


def _new_facts(
    wording: Wording, step: Step, model: Action, reasons: Sequence[str]
) -> Iterator[str]:
    """Yield the facts of the action; a condition or an order that a reason quotes is left out."""
    earlier = [step.actions[name].code for name in model.after]
    quoted = [wording.gate(model.when), wording.gate(model.only_if)]
    is_asked = any(reason.startswith("Question") for reason in reasons)
    for text in action_facts(wording, step, model, with_questions=not is_asked):
        is_rule = text.startswith(("Needed only if ", "Allowed only if "))
        if is_rule and any(rule and rule in reason for rule in quoted for reason in reasons):
            continue
        if text == f"After: {', '.join(earlier)}" and any("comes before" in it for it in reasons):
            continue
        yield text


def _due_text(wording: Wording, action: ActionLine, model: Action) -> str:
    """Return the due time, where it is known, with the rule that sets it."""
    if action.due_is_private:
        return "private: you may not see it"
    texts = (wording.deadline(action.due), wording.rule_of_due(model.due))
    return "; ".join(text for text in texts if text)


def _transitions(
    wording: Wording, transitions: Sequence[TransitionLine]
) -> tuple[PaperTransition, ...]:
    return tuple(_transition(wording, transition) for transition in transitions)


def _model_of(definition: Definition, path: DottedPath) -> Outcome | Interrupt:
    """Return the outcome (`track.step.outcome`) or the interrupt (`track.interrupt`)."""
    if path.parent.parent:
        return definition.outcome(path)
    return definition.interrupt(path)


def _transition(wording: Wording, transition: TransitionLine) -> PaperTransition:
    model = _model_of(wording.definition, DottedPath(transition.path))
    state = "possible now"
    if transition.is_private:
        state = "private: you may not see it"
    elif not transition.open:
        state = f"not yet: {shortage(wording, transition.reasons, transition)}"
    return PaperTransition(
        name=transition.title or local_id(transition),
        target=target_text(transition),
        who=wording.stakeholder_names(transition.by),
        state=state,
        notes=() if transition.is_private else _notes(wording, model),
    )


# Blank: without a case.


def _blank_action(wording: Wording, step: Step, action: Action) -> PaperAction:
    return PaperAction(
        mark="[ ]",
        code=action.code,
        title=action.title,
        who=wording.stakeholder_names(action.by),
        due=wording.rule_of_due(action.due),
        state="",
        notes=action_facts(wording, step, action),
        required=action.required,
        is_open=True,
    )


def _blank_transitions(
    wording: Wording, track: Track, transitions: Sequence[Outcome | Interrupt]
) -> tuple[PaperTransition, ...]:
    return tuple(
        PaperTransition(
            name=transition.title or transition.id,
            target=transition_target(track, transition),
            who=wording.stakeholder_names(transition.by),
            state="",
            notes=_notes(wording, transition),
        )
        for transition in transitions
    )


def _notes(wording: Wording, transition: Outcome | Interrupt) -> tuple[str, ...]:
    return transition_facts(wording, transition)
