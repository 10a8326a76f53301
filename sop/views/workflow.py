"""Screens about workflows: which there are, what one asks, a blank step, how its scenarios ran."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from sop.engine.rehearse import Rehearsal
from sop.model.definition import Action, Definition, Fact, Interrupt, Outcome, Step, Track
from sop.model.suggestion import Suggestion
from sop.views.checklist import who_cell
from sop.views.labels import Wording, count_text, gate_text, notice_lines
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
    Wordy,
    line,
    pieces,
    row,
    words,
)

LIST = (
    Column("workflow", 24),
    Column("version", 12),
    Column("title", flex=True),
    Column("path", 40),
)
STEPS = (Column(most=8), Column(flex=True), Column("who", 14), Column("actions", 8))
ACTIONS = (
    Column(most=3, gap=1),
    Column(most=8),
    Column(flex=True),
    Column("who", 12),
    Column("due", 22),
)
WAYS = (Column(most=24), Column(flex=True), Column(most=14))


class WorkflowRow(Protocol):
    """A workflow as the list shows it. `problem` is why it cannot be used, empty when it can."""

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
    """Every workflow within reach."""
    if not rows:
        return (
            BLANK,
            line(
                "There are no workflows here. Begin with one: ",
                Suggestion("workflow new"),
                indent=1,
            ),
        )
    look = Suggestion("workflow show", rows[0].id)
    hint = pieces(
        words("Open a case: ", Suggestion("open")), words("Look at one: ", look), indent=1
    )
    return (BLANK, Table(LIST, (Section((), labels=True), *map(_workflow_row, rows))), BLANK, hint)


def _workflow_row(one: WorkflowRow) -> Row:
    problem = [words(Span(one.problem, "late"), *_command(one.suggest))] if one.problem else []
    return row(one.id, one.version, one.title, str(one.path), notes=problem)


def _command(suggestion: Suggestion | None) -> tuple[Wordy, ...]:
    return (" See: ", suggestion) if suggestion else ()


def workflow_screen(definition: Definition, now: datetime, named: str | None = None) -> Blocks:
    """One workflow: who takes part, its tracks and steps, its facts and what is guaranteed.

    `named`: the word by which the workflow is found, where that is not its id.
    """
    wording = Wording(definition, now)
    return (
        BLANK,
        line(Span(definition.title, "strong")),
        BLANK,
        Table(
            (Column(most=12), Column(flex=True)),
            (Section(words("WHO TAKES PART")), *_stakeholders(definition)),
        ),
        *(block for track in definition.tracks.values() for block in _track(wording, track)),
        *_facts(definition),
        *_guarantees(definition),
        BLANK,
        line(
            "A blank checklist of a step: ",
            _blank_checklist(definition, named or definition.id),
            indent=1,
        ),
        BLANK,
        *notice_lines(definition),
    )


def _blank_checklist(definition: Definition, named: str) -> Suggestion:
    """The first step as an example."""
    first = next(iter(definition.tracks.values())).first
    return Suggestion("workflow show", named, options=(("step", first.code),))


def _stakeholders(definition: Definition) -> Iterator[Row]:
    return (row(one.short, one.name) for one in definition.stakeholders.values())


def _track(wording: Wording, track: Track) -> Blocks:
    starts = f"starts once {gate_text(track.starts)}" if track.starts else "starts at once"
    held = f"; on hold while {gate_text(track.on_hold_while)}" if track.on_hold_while else ""
    name = track.id.replace("_", " ").upper()
    rows = tuple(_step_row(wording, step) for step in track.steps.values())
    return (
        BLANK,
        line(
            Span(name, "strong"),
            WIDE,
            f"{track.title}, {wording.short(track.lead)} leads, {starts}{held}",
            hang=3,
        ),
        Table(STEPS, (Section(words("STEPS"), labels=True), *rows)),
        *_ways("INTERRUPTS", wording, track, tuple(track.interrupts.values())),
    )


def _step_row(wording: Wording, step: Step) -> Row:
    if step.end:
        return row(step.code, f"{step.title} (end)", "", "")
    return row(step.code, step.title, wording.short(step.responsible), str(len(step.actions)))


def _facts(definition: Definition) -> Blocks:
    rows = [
        row(fact.id, fact.type, fact.ask, notes=_value_names(fact))
        for fact in definition.facts.values()
    ]
    columns = (Column(most=24), Column(most=9), Column(flex=True))
    return (BLANK, Table(columns, (Section(words("FACTS")), *rows))) if rows else ()


def _value_names(fact: Fact) -> Iterator[str]:
    """The values that the fact can have, where they are its own."""
    if fact.choices:
        yield f"One of: {', '.join(fact.choices)}"
    if fact.type == "integer":
        yield f"From {fact.min} to {fact.max}"


def _guarantees(definition: Definition) -> Blocks:
    rows = [
        row(one.id, notes=[one.because] if one.because else [])
        for one in definition.guarantees.values()
    ]
    table = Table((Column(flex=True),), (Section(words("GUARANTEES")), *rows), notes_at=5)
    return (BLANK, table) if rows else ()


# ---- a blank step


def step_screen(definition: Definition, step: Step, now: datetime) -> Blocks:
    """The checklist of one step, blank, without a case."""
    wording = Wording(definition, now)
    track = definition.tracks[step.path.split(".")[0]]
    return (
        BLANK,
        line(
            Span(track.id.replace("_", " ").upper(), "strong"),
            WIDE,
            f"{step_heading(wording, step)}",
            hang=3,
        ),
        *(line(label, text, indent=1, hang=3) for label, text in step_facts(wording, step) if text),
        *_blank_actions(wording, step),
        *_ways("OUTCOMES", wording, track, tuple(step.outcomes.values())),
        BLANK,
        *notice_lines(definition),
    )


def step_heading(wording: Wording, step: Step) -> str:
    """`P3 Assessment, CLINIC answers`."""
    return f"{step.code} {step.title}" + (
        f", {wording.short(step.responsible)} answers" if step.responsible else ""
    )


def step_facts(wording: Wording, step: Step) -> tuple[tuple[str, str], ...]:
    """What the workflow says about the step itself, label and text; a text may be empty."""
    return (
        ("Purpose: ", step.purpose),
        ("Support: ", ", ".join(map(wording.short, step.support))),
        ("Due: ", wording.rule_of_due(step.due) if step.due else ""),
        ("Source: ", wording.source(step.due.law) if step.due else ""),
        ("Escalate to: ", wording.short(step.escalate_to) if step.escalate_to else ""),
        ("Say: ", step.say),
        ("If no, or no answer: ", step.if_refused),
        ("Goes wrong: ", " ".join(step.goes_wrong)),
    )


def action_facts(wording: Wording, step: Step, action: Action) -> tuple[str, ...]:
    """What the workflow says about an action, as it is printed under a blank one."""
    after = ", ".join(step.actions[name].code for name in action.after if name in step.actions)
    texts = (
        ("After: ", after),
        ("Needed only when: ", wording.gate(action.when)),
        ("Allowed only if: ", wording.gate(action.only_if)),
        ("Warning: ", action.warn),
        ("Say: ", action.say),
        ("Records: ", "; ".join(map(wording.with_values, action.records))),
        ("Records if known: ", "; ".join(map(wording.with_values, action.may_record))),
        ("Form: ", wording.with_fields(action.form)),
        ("May be waived by: ", wording.stakeholder_names(action.waivable_by)),
        ("Source: ", wording.source((*action.law, *(action.due.law if action.due else ())))),
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
    due = wording.rule_of_due(action.due) if action.due else ""
    names = wording.column_text(action.by)[1]
    who: tuple[Wordy, ...] = (Span(names, said=""),) if names else ()
    notes = (*who, *action_facts(wording, step, action))
    return row(
        Span("[ ]", said=""),
        action.code,
        action.title,
        who_cell(wording, action.by),
        due,
        notes=notes,
    )


def _ways(
    title: str, wording: Wording, track: Track, ways: tuple[Outcome | Interrupt, ...]
) -> Blocks:
    if not ways:
        return ()
    rows = [
        row(
            way.id,
            words(ARROW, way_target(track, way)),
            f"by {wording.stakeholder_names(way.by)}",
            notes=way_facts(wording, way),
        )
        for way in ways
    ]
    return (BLANK, line(title, indent=1), Table(WAYS, tuple(rows), indent=2, notes_at=6))


def way_target(track: Track, way: Outcome | Interrupt) -> str:
    """Where it leads: code and title, an end by its title."""
    if way.to not in track.steps:
        return "back to the step that was interrupted"
    step = track.steps[way.to]
    return step.title if step.end else f"{step.code} {step.title}"


def way_facts(wording: Wording, way: Outcome | Interrupt) -> tuple[Wordy, ...]:
    """What an outcome or interrupt asks for."""
    wait = way.wait if isinstance(way, Outcome) else None
    texts = (
        ("When: ", wording.gate(way.when)),
        ("Not before: ", wording.rule_of_wait(wait) if wait else ""),
        ("", "Needs a reason." if way.reason_required else ""),
        (
            "",
            "Does not wait for the actions."
            if isinstance(way, Outcome) and way.skips_actions
            else "",
        ),
        ("Source: ", wording.source(way.law)),
    )
    return tuple(label + text for label, text in texts if text)


# ---- scenarios


def scenarios_screen(rehearsals: Sequence[Rehearsal]) -> Blocks:
    """How each scenario ran; the turn that went otherwise, and why."""
    if not rehearsals:
        return (BLANK, line("There are no scenarios to run.", indent=1))
    rows = tuple(_scenario(one) for one in rehearsals)
    bad = sum(not one.ok for one in rehearsals)
    said = f"{count_text(len(rehearsals), 'scenario')}, {f'{bad} otherwise than written' if bad else 'all as written'}."
    return (
        BLANK,
        Table((Column(most=8), Column(flex=True), Column(most=14)), rows),
        BLANK,
        line(said, indent=1),
    )


def _scenario(one: Rehearsal) -> Row:
    if one.ok:
        return row(Span("ok", "good"), one.id, count_text(len(one.events), "event"))
    where = f"Turn {one.turn}: " if one.turn is not None else ""
    more = (words("See them: ", one.suggest),) if one.suggest else ()
    notes = (where + one.problem, *(reason.what for reason in one.reasons), *more)
    return row(Span("FAILED", "late"), one.id, count_text(len(one.events), "event"), notes=notes)
