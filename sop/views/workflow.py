"""Screens about workflows: the list, one workflow, a blank step, how its scenarios ran."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from sop.engine.condition_text import describe_hold
from sop.engine.rehearse import Rehearsal
from sop.model.definition import Action, Definition, Interrupt, Outcome, Step, Track
from sop.model.fact import Fact, FactType
from sop.model.suggestion import Suggestion
from sop.views.checklist_actions import who_cell
from sop.views.labels import Wording, count_text, notice_lines
from sop.views.terminal.blocks import (
    ARROW,
    BLANK,
    WIDE,
    Block,
    Blocks,
    Column,
    Row,
    Section,
    Span,
    Table,
    Words,
    Wordy,
    labelled,
    labelled_lines,
    labelled_table,
    line,
    pieces,
    row,
    words,
)

WORKFLOWS = (
    Column("workflow", 24),
    Column("version", 12),
    Column("title", flex=True),
    Column("path", 40),
)
STAKEHOLDERS = (Column(most=12), Column(flex=True))
STEPS = (Column(most=8), Column(flex=True), Column("who", 14), Column("actions", 8))
ACTIONS = (
    Column(most=3, gap=1),
    Column(most=8),
    Column(flex=True),
    Column("who", 12),
    Column("rule", 22),
)
TRANSITIONS = (Column(most=24), Column(flex=True), Column(most=14))
TYPES: dict[FactType, str] = {
    "choices": "choice",
    "boolean": "yes or no",
    "integer": "whole number",
    "date": "date",
    "datetime": "date and time",
    "text": "text",
}
"""The type of a fact in words that are not an engineer's."""
FACTS = (Column(most=24), Column(most=9), Column(flex=True))
SCENARIOS = (Column(most=8), Column(flex=True), Column(most=14))


class WorkflowRow(Protocol):
    """A workflow of the list. `problem` is why it cannot be used, empty when it can."""

    @property
    def id(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def path(self) -> object: ...
    @property
    def problem(self) -> str: ...
    @property
    def suggest(self) -> Suggestion | None: ...


def workflow_list_screen(rows: Sequence[WorkflowRow]) -> Blocks:
    """Return all available workflows."""
    if not rows:
        text = "There are no workflows here. Begin with one: "
        return (BLANK, line(text, Suggestion("workflow new"), indent=1))
    first = Suggestion("workflow show", rows[0].id)
    hint = pieces(
        words("Open a case: ", Suggestion("open")), words("Look at a workflow: ", first), indent=1
    )
    return (BLANK, labelled_table(WORKFLOWS, map(_workflow_row, rows)), BLANK, hint)


def _workflow_row(listed: WorkflowRow) -> Row:
    notes: list[Words] = []
    if listed.problem:
        notes.append(words(Span(listed.problem, "late"), *_labelled_command(" See: ", listed)))
    return row(listed.id, listed.version, listed.title, str(listed.path), notes=notes)


def _labelled_command(label: str, listed: WorkflowRow | Rehearsal) -> Words:
    """Return the label with the command that shows the mistakes; nothing where there is none."""
    if listed.suggest is None:
        return ()
    return words(label, listed.suggest)


def workflow_screen(definition: Definition, now: datetime, named: str | None = None) -> Blocks:
    """Return one workflow: who takes part, its tracks and steps, facts and guarantees.

    `named`: the word by which commands find the workflow, where that is not its id.
    """
    wording = Wording(definition, now)
    stakeholders = [row(one.short, one.name) for one in definition.stakeholders.values()]
    heading = Section(words("WHO TAKES PART"))
    blank_checklist = _blank_checklist(definition, named or definition.id)
    tracks: list[Block] = []
    for track in definition.tracks.values():
        tracks += _track(wording, track)
    return (
        BLANK,
        line(Span(definition.title, "strong")),
        BLANK,
        Table(STAKEHOLDERS, (heading, *stakeholders)),
        *tracks,
        *_facts(definition),
        *_guarantees(definition),
        BLANK,
        line("A blank checklist of a step: ", blank_checklist, indent=1),
        BLANK,
        *notice_lines(definition),
    )


def _blank_checklist(definition: Definition, name: str) -> Suggestion:
    """Return the command for the blank checklist of the first step, as an example."""
    first = next(iter(definition.tracks.values())).first
    return Suggestion("workflow show", name, options=(("step", first.code),))


def _track(wording: Wording, track: Track) -> Blocks:
    rows = [_step_row(wording, step) for step in track.steps.values()]
    about = f"{track.title}, led by {wording.short(track.lead)}, {_start_text(wording, track)}"
    return (
        BLANK,
        line(_track_name(track), WIDE, about, hang=3),
        labelled_table(STEPS, rows, "STEPS"),
        *_transitions("INTERRUPTS", wording, track, tuple(track.interrupts.values())),
    )


def _track_name(track: Track) -> Span:
    return Span(track.id.replace("_", " ").upper(), "strong")


def _start_text(wording: Wording, track: Track) -> str:
    text = "starts at once"
    if track.starts:
        text = f"starts when {wording.gate(track.starts)}"
    if track.on_hold_while:
        text += f"; on hold while {describe_hold(wording.definition, track.on_hold_while)}"
    return text


def _step_row(wording: Wording, step: Step) -> Row:
    if step.end:
        return row(step.code, f"{step.title} (end)", "", "")
    return row(step.code, step.title, wording.short(step.responsible), str(len(step.actions)))


def _facts(definition: Definition) -> Blocks:
    rows = [
        row(fact.id, TYPES[fact.type], fact.ask, notes=_value_names(fact))
        for fact in definition.facts.values()
    ]
    if not rows:
        return ()
    return (BLANK, Table(FACTS, (Section(words("FACTS")), *rows)))


def _value_names(fact: Fact) -> Iterator[str]:
    """Yield the possible values, where the workflow states them."""
    if fact.choices:
        yield f"One of: {', '.join(fact.choices)}"
    if fact.type == "integer":
        yield f"From {fact.min} to {fact.max}"


def _guarantees(definition: Definition) -> Blocks:
    rows = [
        row(guarantee.id, notes=filter(None, [guarantee.because]))
        for guarantee in definition.guarantees.values()
    ]
    if not rows:
        return ()
    heading = Section(words("GUARANTEES"))
    return (BLANK, Table((Column(flex=True),), (heading, *rows), notes_at=5))


# A blank step


def step_screen(definition: Definition, step: Step, now: datetime) -> Blocks:
    """Return the checklist of one step, blank, without a case."""
    wording = Wording(definition, now)
    track = definition.track_at(step.path)
    return (
        BLANK,
        line(_track_name(track), WIDE, step_heading(wording, step), hang=3),
        *labelled_lines(*step_facts(wording, step), indent=1, hang=3),
        *_blank_actions(wording, step),
        *_transitions("OUTCOMES", wording, track, tuple(step.outcomes.values())),
        BLANK,
        *notice_lines(definition),
    )


def step_heading(wording: Wording, step: Step) -> str:
    """Return `P3 Assessment, run by CLINIC`."""
    run_by = labelled(", run by ", wording.short(step.responsible))
    return f"{step.code} {step.title}{run_by}"


def step_facts(wording: Wording, step: Step) -> tuple[tuple[str, str], ...]:
    """Return label and text of what the workflow states about the step; a text may be empty."""
    law = step.due.law if step.due else ()
    return (
        ("Purpose: ", step.purpose),
        ("Support: ", ", ".join(map(wording.short, step.support))),
        ("Rule: ", wording.rule_of_due(step.due)),
        ("Source: ", wording.source(law)),
        ("Escalate to: ", wording.short(step.escalate_to)),
        ("Say: ", step.say),
        ("If no, or no answer: ", step.if_refused),
        ("What can go wrong: ", " ".join(step.goes_wrong)),
    )


def action_facts(
    wording: Wording, step: Step, action: Action, with_questions: bool = True
) -> tuple[str, ...]:
    """Return what the workflow states about an action, as it is printed under a blank one.

    `with_questions`: behind a condition come the questions of its facts.
    """
    describe = wording.explained_gate if with_questions else wording.gate
    earlier = [step.actions[name].code for name in action.after if name in step.actions]
    due_law = action.due.law if action.due else ()
    texts = (
        ("After: ", ", ".join(earlier)),
        ("Needed only if ", describe(action.when)),
        ("Allowed only if ", describe(action.only_if)),
        ("Warning: ", action.warn),
        ("Say: ", action.say),
        ("Records: ", "; ".join(map(wording.with_values, action.records))),
        ("Records if known: ", "; ".join(map(wording.with_values, action.may_record))),
        ("Form: ", wording.with_fields(action.form)),
        ("May be waived by: ", wording.stakeholder_names(action.waivable_by)),
        ("Source: ", wording.source((*action.law, *due_law))),
    )
    return tuple(label + text for label, text in texts if text)


def _blank_actions(wording: Wording, step: Step) -> Iterator[Block]:
    rows: list[Row | Section] = []
    for title, required in (("REQUIRED", True), ("OPTIONAL", False)):
        actions = [action for action in step.actions.values() if action.required is required]
        if actions:
            rows.append(Section(words(title), labels=not rows))
            rows += [_blank_row(wording, step, action) for action in actions]
    if rows:
        yield BLANK
        yield Table(ACTIONS, tuple(rows))


def _blank_row(wording: Wording, step: Step, action: Action) -> Row:
    notes: list[Wordy] = list(action_facts(wording, step, action))
    _, names = wording.column_text(action.by)
    if names:
        notes.insert(0, Span(names, plain_text=""))
    return row(
        Span("[ ]", plain_text=""),
        action.code,
        action.title,
        who_cell(wording, action.by),
        wording.rule_of_due(action.due),
        notes=notes,
    )


def _transitions(
    title: str, wording: Wording, track: Track, transitions: Sequence[Outcome | Interrupt]
) -> Blocks:
    if not transitions:
        return ()
    rows = tuple(_transition_row(wording, track, transition) for transition in transitions)
    return (BLANK, line(title, indent=1), Table(TRANSITIONS, rows, indent=2, notes_at=6))


def _transition_row(wording: Wording, track: Track, transition: Outcome | Interrupt) -> Row:
    return row(
        transition.id,
        words(ARROW, transition_target(track, transition)),
        f"by {wording.stakeholder_names(transition.by)}",
        notes=transition_facts(wording, transition),
    )


def transition_target(track: Track, transition: Outcome | Interrupt) -> str:
    """Return where it leads: code and title of a step, an end by its title."""
    step = track.steps.get(transition.to)
    if step is None:
        return "back to the step that was interrupted"
    if step.end:
        return step.title
    return f"{step.code} {step.title}"


def transition_facts(wording: Wording, transition: Outcome | Interrupt) -> tuple[str, ...]:
    """Return what an outcome or interrupt asks for."""
    return tuple(filter(None, _transition_texts(wording, transition)))


def _transition_texts(wording: Wording, transition: Outcome | Interrupt) -> Iterator[str]:
    yield labelled("Possible only if ", wording.explained_gate(transition.when))
    if isinstance(transition, Outcome):
        yield labelled("Not before: ", wording.rule_of_wait(transition.wait))
    if transition.reason_required:
        yield "Needs a reason."
    if isinstance(transition, Outcome) and transition.skips_actions:
        yield "Does not wait for the actions."
    yield labelled("Source: ", wording.source(transition.law))


# Scenarios


def scenarios_screen(rehearsals: Sequence[Rehearsal]) -> Blocks:
    """Return how each scenario ran; for a failed one the turn with another result, and why."""
    if not rehearsals:
        return (BLANK, line("There are no scenarios to run.", indent=1))
    bad = sum(not rehearsal.ok for rehearsal in rehearsals)
    total = count_text(len(rehearsals), "scenario")
    result = f"{total} passed."
    if bad:
        result = f"{total}: {len(rehearsals) - bad} passed, {bad} failed."
    table = Table(SCENARIOS, tuple(map(_scenario, rehearsals)))
    return (BLANK, table, BLANK, line(result, indent=1))


def _scenario(rehearsal: Rehearsal) -> Row:
    events = count_text(len(rehearsal.events), "event")
    if rehearsal.ok:
        return row(Span("ok", "good"), rehearsal.id, events)
    notes: list[Wordy] = [_stop_text(rehearsal, events) + rehearsal.problem]
    notes += [f"Reason: {reason.what}" for reason in rehearsal.reasons]
    if command := _labelled_command("See them: ", rehearsal):
        notes.append(command)
    return row(Span("FAILED", "late"), rehearsal.id, "", notes=notes)


def _stop_text(rehearsal: Rehearsal, events: str) -> str:
    """Return how far the scenario came: `Turn 4, after 3 events. `."""
    if rehearsal.turn is None:
        return ""
    if rehearsal.turn == 0:
        return "At the opening of the case. "
    return f"Turn {rehearsal.turn}, after {events}. "
