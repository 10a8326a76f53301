"""The screen of `sop next`: what to do now, overdue first, with the rule of each date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sop.engine.checklist_lines import ActionLine, Checklist, TransitionLine
from sop.engine.work import WorkLine, list_current_work
from sop.model.definition import Action, Definition
from sop.model.refusal import Reason
from sop.model.suggestion import Suggestion
from sop.views.checklist_transitions import local_id, target_text
from sop.views.interrupted_steps import dropped_text
from sop.views.labels import Wording, reason_texts, rule_text
from sop.views.remedy import helpers, join_with_or, offer
from sop.views.terminal.blocks import (
    BLANK,
    Block,
    Blocks,
    Column,
    Parts,
    Row,
    Span,
    Table,
    Tone,
    Words,
    Wordy,
    labelled,
    line,
    pieces,
    row,
    words,
)
from sop.views.urgency import Urgency, count_urgencies

COLUMNS = (Column(most=9), Column(most=8), Column(flex=True), Column(most=24))


def next_screen(
    definition: Definition,
    checklist: Checklist,
    items: Sequence[ActionLine],
    viewer: str | None = None,
) -> Blocks:
    """Return the given actions in the given order, with escalations before and decisions after.

    `viewer` is the stakeholder who looks; None: not given.
    """
    wording = Wording(definition, checklist.now)
    work = {one.path: one for one in list_current_work(definition, checklist)}
    late_steps = [one for one in work.values() if one.kind == "escalation"]
    actions = [work[item.path] for item in items]
    decisions = [one for one in work.values() if one.kind == "decision"]
    rows = [_late_step(wording, one) for one in late_steps]
    rows += [_row(wording, item, work[item.path]) for item in items]
    outcomes = {line.path: line for track in checklist.tracks for line in track.outcomes}
    rows += [_decision(wording, one, outcomes.get(one.path)) for one in decisions]
    listed: Block = line("Nothing to do now.", indent=1)
    if rows:
        listed = Table(COLUMNS, tuple(rows))
    shown = [urgency_at(one, checklist.now) for one in (*late_steps, *actions, *decisions)]
    return (BLANK, listed, BLANK, _footer(wording, checklist, items, viewer, urgencies=shown))


def urgency_at(work: WorkLine, now: datetime) -> Urgency:
    """Return how urgent the work is at that moment."""
    is_late = work.is_overdue(now)
    return Urgency(
        kind=work.kind,
        state=work.state,
        due=work.due,
        held=work.held,
        is_overdue=is_late,
        is_due=work.due is not None and work.due <= now and not is_late,
    )


def _row(wording: Wording, action: ActionLine, work: WorkLine) -> Row:
    who = f"for {wording.stakeholder_names(action.by)}"
    due = labelled("due ", wording.deadline(action.due))
    tone: Tone = "late" if action.overdue else ""
    urgency = urgency_at(work, wording.now)
    return row(
        Span(urgency.word, tone),
        action.code,
        action.title,
        due or who,
        notes=_notes(wording, action, who, urgency),
    )


def _notes(wording: Wording, action: ActionLine, who: str, urgency: Urgency) -> Iterator[Wordy]:
    rule = wording.rule_of_due(wording.definition.action(action.path).due)
    reasons = (
        () if action.state == "open" else reason_texts(action.reasons, wording.stakeholder_names)
    )
    if action.due is not None and rule:
        yield f"{urgency.distance(wording.now)}, {who}. Rule: {rule}"
        yield from reasons
        return
    yield from reasons
    if action.due_not_running and rule:
        yield rule_text(rule, action.due_not_running, reasons)


def _late_step(wording: Wording, work: WorkLine) -> Row:
    """Return a step past its deadline, with the stakeholder who is then responsible."""
    urgency = urgency_at(work, wording.now)
    names = wording.stakeholder_names(work.by)
    whom = f"to {names}" if work.state == "escalated" else f"for {names}"
    return row(
        Span(urgency.word, "late"),
        work.code,
        work.title,
        f"due {wording.deadline(work.due)}",
        notes=(f"{urgency.distance(wording.now)}, {whom}",),
    )


def _decision(wording: Wording, work: WorkLine, outcome: TransitionLine | None) -> Row:
    """Return an outcome that a stakeholder has to decide on; None: the closing."""
    title = work.title
    if outcome is not None:
        title = f"{outcome.title or local_id(outcome)} -> {target_text(outcome)}"
    urgency = urgency_at(work, wording.now)
    tone: Tone = "late" if urgency.is_overdue else ""
    who = f"for {wording.stakeholder_names(work.by)}"
    drops = () if outcome is None else outcome.drops
    losses = [f"It drops what is not done in {dropped_text(one)}" for one in drops]
    if work.due is None:
        return row(Span(urgency.word, tone), work.code, title, who, notes=losses)
    due = f"due {wording.deadline(work.due)}"
    notes = (f"{urgency.distance(wording.now)}, {who}", *losses)
    return row(Span(urgency.word, tone), work.code, title, due, notes=notes)


def _footer(
    wording: Wording,
    checklist: Checklist,
    items: Sequence[ActionLine],
    viewer: str | None,
    *,
    urgencies: Sequence[Urgency],
) -> Parts:
    """Return `All stakeholders: 1 overdue.` and the commands for what can be done first."""
    if not checklist.takes_work:
        return pieces(words("The whole history: ", Suggestion("case timeline")), indent=1)
    counts = count_urgencies(urgencies)
    return pieces(
        labelled("All stakeholders: ", counts and f"{counts}."),
        *_starts(wording, items, viewer),
        _move_on(wording, checklist),
        words("Everything: ", Suggestion("checklist")),
        indent=1,
    )


def _move_on(wording: Wording, checklist: Checklist) -> Words:
    """Return the command for the first open outcome that leaves no action undone.

    An outcome that the viewer may take comes first. To skip actions is a person's decision, never
    a suggestion.
    """
    found: list[Suggestion] = []
    for track in checklist.tracks:
        for outcome in track.outcomes:
            skips_actions = wording.definition.outcome(outcome.path).skips_actions
            if outcome.open and outcome.suggest is not None and not skips_actions:
                found.append(outcome.suggest)
    if not found:
        return words("What is missing to move on: ", Suggestion("why", "advance"))
    first = next((suggestion for suggestion in found if suggestion.yours), found[0])
    return offer("Move on: ", first, wording.stakeholder_names)


def _starts(wording: Wording, items: Sequence[ActionLine], viewer: str | None) -> Iterator[Words]:
    """Yield how the most urgent action starts, and the viewer's first action if that differs.

    Where the most urgent action is another stakeholder's, that stakeholder is to be asked.
    """
    open_items = [item for item in items if item.state == "open"]
    own_items = [item for item in items if viewer is None or viewer in item.by]
    own = next((item for item in own_items if item.state == "open"), None)
    first = next(iter(open_items), None)
    if own is not None and own is first:
        yield offer("Start: ", own.suggest, wording.stakeholder_names)
        return
    if own is None and viewer is not None and items:
        yield from _describe_own_wait(wording, own_items, first, viewer)
        yield from _own_questions(wording, items, viewer)
    elif first is not None:
        yield words(f"Most urgent: {_ask_to_do(wording, first.code, first.by)}.")
    if own is not None:
        yield offer("Your first action: ", own.suggest, wording.stakeholder_names)


def _describe_own_wait(
    wording: Wording, own_items: Sequence[ActionLine], first: ActionLine | None, viewer: str
) -> Iterator[Words]:
    """Yield what the viewer's next action waits for, and whom to ask, the most urgent first.

    `No action for OFFICE can be done now. Ask LAB: first L1.1 (most urgent), then R1.1 (your R1.2
    waits for it).`
    """
    nothing = f"No action for {wording.short(viewer)} can be done now"
    own = next((action for action in own_items if action.reasons), None)
    if own is None:
        yield words(f"{nothing}.")
    else:
        earlier = _find_earlier(wording, own.reasons[0], viewer)
        if earlier is not None:
            wait = f"your {own.code} waits for it"
            yield words(f"{nothing}. {_ask_in_order(wording, first, earlier, wait)}")
            return
        yield words(f"{nothing}: {own.code} {_wait_text(wording, own.reasons[0])}")
    if first is not None:
        yield words(f"Most urgent: {_ask_to_do(wording, first.code, first.by)}.")


def _own_questions(wording: Wording, items: Sequence[ActionLine], viewer: str) -> Iterator[Words]:
    """Yield the questions on the screen that are for the viewer: first what can be answered now.

    Where an action asks the question, and it cannot be done yet, the action is named.
    """
    asked = _find_own_questions(items, viewer)
    for reason in asked:
        if _can_answer(reason):
            yield words(f"You can answer a question: {reason.ask} Do: ", reason.suggest or "")
    for reason in asked:
        recorders = wording.definition.recorders(reason.fact or "")
        codes = [action.code for action in recorders if viewer in action.by]
        if codes and not _can_answer(reason):
            when = join_with_or(codes)
            yield words(f"A question for you: {reason.ask} You answer it when you do {when}.")


def _find_own_questions(items: Sequence[ActionLine], viewer: str) -> Sequence[Reason]:
    """Return a reason for each question that the viewer may answer, in the order of the screen."""
    found: dict[str, Reason] = {}
    for item in items:
        for reason in item.reasons:
            if reason.ask and viewer in helpers(reason):
                found.setdefault(reason.ask, reason)
    return tuple(found.values())


def _can_answer(reason: Reason) -> bool:
    return reason.suggest is not None and reason.suggest.yours


def _find_earlier(wording: Wording, reason: Reason, viewer: str) -> Action | None:
    """Return the action that comes first, if others can do it now and the viewer may not."""
    if reason.code != "out_of_order" or not reason.at or reason.suggest is None:
        return None
    earlier = wording.definition.action(reason.at)
    return None if viewer in earlier.by else earlier


def _ask_in_order(wording: Wording, first: ActionLine | None, earlier: Action, wait: str) -> str:
    """Return whom to ask for the most urgent action and for the one that the viewer waits for."""
    names = wording.stakeholder_names(earlier.by)
    if first is None:
        return f"Ask {names} to do {earlier.code} ({wait})."
    if first.code == earlier.code:
        return f"Ask {names} to do {earlier.code} (most urgent, and {wait})."
    if first.by == earlier.by:
        return f"Ask {names}: first {first.code} (most urgent), then {earlier.code} ({wait})."
    urgent = f"First ask {wording.stakeholder_names(first.by)} to do {first.code} (most urgent)"
    return f"{urgent}, then {names} to do {earlier.code} ({wait})."


def _wait_text(wording: Wording, reason: Reason) -> str:
    if reason.code == "on_hold":
        return "is on hold."
    if reason.ask:
        return f"waits for the answer to the question: {reason.ask}"
    if reason.code != "out_of_order" or not reason.at:
        return "is not possible yet."
    return f"waits for {wording.definition.action(reason.at).code}."


def _ask_to_do(wording: Wording, code: str, by: Sequence[str]) -> str:
    """Return `ask LAB to do R1.1`; the code alone where no stakeholder may do it."""
    return f"ask {wording.stakeholder_names(by)} to do {code}" if by else code
