"""A checklist for hand use, as content: what stands on the paper. Markdown and HTML print it, each in its own way."""

from __future__ import annotations

from datetime import datetime

from sop.engine.checklist_lines import PENDING, ActionLine, Checklist, TrackLine, WayLine
from sop.engine.deadlines import zone_of
from sop.model.definition import Action, Definition, Interrupt, Outcome, Step, Track
from sop.model.value import value
from sop.views import date_text
from sop.views.checklist import MARKS, shortage, sort_by_work, state_words
from sop.views.labels import Wording, validation_text
from sop.views.sanitize import clean_lines
from sop.views.terminal.blocks import text_of
from sop.views.workflow import action_facts, step_facts, step_heading, way_facts, way_target


@value
class PaperAction:
    """One action with its box. `state` is empty on a blank list; `is_open`: there is room to sign."""

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
class PaperWay:
    """An outcome or interrupt: a box to tick when it is taken."""

    name: str
    target: str
    who: str
    state: str
    notes: tuple[str, ...]


@value
class PaperTrack:
    title: str
    facts: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...]
    actions: tuple[PaperAction, ...]
    outcomes: tuple[PaperWay, ...]
    interrupts: tuple[PaperWay, ...]


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
    """Title, facts about the paper, one part a track, the notice in paragraphs, the history where it is asked for."""

    title: str
    facts: tuple[tuple[str, str], ...]
    tracks: tuple[PaperTrack, ...]
    notice: tuple[str, ...]
    history: tuple[PaperEvent, ...] = ()


def paper_of_checklist(definition: Definition, checklist: Checklist) -> Paper:
    """The checklist of a case, as it stands now."""
    wording = Wording(definition, checklist.now)
    closed = checklist.closed_at
    facts = (
        *_facts(wording),
        ("Case", checklist.case),
        ("State", f"closed {wording.moment(closed)}" if closed else "open"),
    )
    tracks = tuple(_track(wording, track) for track in sort_by_work(checklist.tracks))
    return Paper(f"Checklist of case {checklist.case}", facts, tracks, _notice(definition))


def paper_of_step(definition: Definition, step: Step, now: datetime) -> Paper:
    """The checklist of one step, blank."""
    wording = Wording(definition, now)
    track = definition.tracks[step.path.split(".")[0]]
    part = PaperTrack(
        f"{track.title}: {step_heading(wording, step)}",
        _strip_colons(step_facts(wording, step)),
        (),
        tuple(_blank(wording, step, action) for action in step.actions.values()),
        tuple(_blank_way(wording, track, way) for way in step.outcomes.values()),
        tuple(
            _blank_way(wording, track, way)
            for way in track.interrupts.values()
            if step.id in way.sources
        ),
    )
    facts = (*_facts(wording), ("Case", "." * 40))
    return Paper(f"Checklist: {step.code} {step.title}", facts, (part,), _notice(definition))


def _facts(wording: Wording) -> tuple[tuple[str, str], ...]:
    definition, now, zone = wording.definition, wording.now, wording.definition.timezone
    day = f"{wording.day(now)} {now.astimezone(zone_of(zone)).year}"
    return (
        ("Workflow", f"{definition.title} ({definition.id} {definition.version})"),
        ("Printed", f"{day} {date_text.clock_time(now, zone)} {date_text.zone_name(now, zone)}"),
    )


def _notice(definition: Definition) -> tuple[str, ...]:
    return (*(part for part in clean_lines(definition.notice) if part), validation_text(definition))


def _strip_colons(facts: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((label.rstrip(": "), text) for label, text in facts if text)


# ---- of a case


def _track(wording: Wording, track: TrackLine) -> PaperTrack:
    remarks = tuple(
        f"{reason.what} Ask: {reason.ask}" if reason.ask else reason.what
        for reason in track.reasons
    )
    if track.step is None:
        return PaperTrack(f"{track.title}: not started", (), remarks, (), (), ())
    step = wording.definition.tracks[track.track].steps[track.step]
    if track.status == "ended":
        return PaperTrack(f"{track.title}: ended, {step.title}", (), remarks, (), (), ())
    since = (("Since", wording.moment(track.since)),) if track.since else ()
    due = (
        (("Step due", wording.deadline(track.due) + (", OVERDUE" if track.overdue else "")),)
        if track.due
        else ()
    )
    return PaperTrack(
        f"{track.title}: {step_heading(wording, step)}",
        (*since, *due, *_strip_colons(step_facts(wording, step))),
        (*(("On hold.",) if track.status == "held" else ()), *remarks),
        tuple(_action(wording, step, action, track.status == "held") for action in track.actions),
        tuple(_way(wording, track, way) for way in track.outcomes),
        tuple(_way(wording, track, way) for way in track.interrupts),
    )


def _action(wording: Wording, step: Step, action: ActionLine, held: bool) -> PaperAction:
    is_pending, model = action.state in PENDING, step.actions[action.path.rsplit(".", 1)[1]]
    reasons = (
        tuple(r.what for r in action.reasons if r.code != "on_hold")
        if action.record is None
        else ()
    )
    state = text_of(state_words(wording, action, held))
    if action.record is not None:
        state += f" by {wording.person(action.record.as_, action.record.by)}"
    due = f"{wording.deadline(action.due)}; " if action.due else ""
    rule = due + wording.rule_of_due(model.due) if model.due and is_pending else ""
    return PaperAction(
        MARKS[action.state],
        action.code,
        action.title,
        wording.stakeholder_names(action.by),
        rule,
        state,
        (*reasons, *action_facts(wording, step, model)),
        action.required,
        is_pending,
        action.overdue,
    )


def _way(wording: Wording, track: TrackLine, way: WayLine) -> PaperWay:
    definition, path = wording.definition, way.path
    model = definition.outcome(path) if path.count(".") == 2 else definition.interrupt(path)
    target = (
        "back"
        if way.to is None
        else way.to_title
        if way.to_end
        else f"{way.to_code} {way.to_title}"
    )
    state = "open" if way.open else f"not yet: {shortage(wording, way.reasons, way)}"
    name = way.title or path.rsplit(".", 1)[1]
    return PaperWay(
        name, target, wording.stakeholder_names(way.by), state, _texts(way_facts(wording, model))
    )


# ---- blank


def _blank(wording: Wording, step: Step, action: Action) -> PaperAction:
    due = wording.rule_of_due(action.due) if action.due else ""
    return PaperAction(
        "[ ]",
        action.code,
        action.title,
        wording.stakeholder_names(action.by),
        due,
        "",
        action_facts(wording, step, action),
        action.required,
        True,
    )


def _blank_way(wording: Wording, track: Track, way: Outcome | Interrupt) -> PaperWay:
    name, target = way.title or way.id, way_target(track, way)
    return PaperWay(
        name, target, wording.stakeholder_names(way.by), "", _texts(way_facts(wording, way))
    )


def _texts(facts: tuple[object, ...]) -> tuple[str, ...]:
    return tuple(str(fact) for fact in facts)
