"""The actions of a checklist: a row for each, with who may do it, its due time and its state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sop.engine.checklist_lines import PENDING, ActionLine, ActionState, TrackLine
from sop.views.assignee_text import assignee_note
from sop.views.labels import Wording, reason_texts, rule_text
from sop.views.terminal.blocks import (
    BLANK,
    Blocks,
    Column,
    Row,
    Section,
    Span,
    Table,
    Tone,
    Words,
    Wordy,
    row,
    words,
)

MARKS: dict[ActionState, str] = {
    "done": "[x]",
    "open": "[ ]",
    "waiting": "[~]",
    "gated": "[~]",
    "not_needed": "[/]",
    "unknown": "[?]",
    "waived": "[!]",
    "private": "[-]",
}
STATES: dict[ActionState, str] = {
    "done": "done",
    "open": "to do",
    "waiting": "waiting",
    "gated": "waiting",  # the word of `next` and of the worklist for the same action
    "not_needed": "does not apply",  # "not needed" contradicts the heading REQUIRED
    "unknown": "not yet known",
    "waived": "waived",
    "private": "private",
}
ACTIONS = (
    Column(most=3, gap=1),
    Column(most=8),
    Column(flex=True),
    Column("who", 9),
    Column("due", 12),
    Column("state", 14, first=True),
)


def action_table(wording: Wording, track: TrackLine, everything: bool) -> Blocks:
    """Return the required actions of the current step, then the optional ones."""
    rows: list[Row | Section] = []
    held = track.status == "held"
    for title, required in (("REQUIRED", True), ("OPTIONAL", False)):
        actions = [action for action in track.actions if action.required is required]
        if actions:
            rows.append(Section(words(title), labels=not rows))
            rows += [_action_row(wording, action, held, everything) for action in actions]
    if not rows:
        return ()
    return (BLANK, Table(ACTIONS, tuple(rows)))


def _action_row(wording: Wording, action: ActionLine, held: bool, everything: bool) -> Row:
    return row(
        Span(MARKS[action.state], plain_text=""),
        action.code,
        action.title,
        who_cell(wording, action.by),
        _due_text(wording, action),
        state_words(wording, action, held),
        notes=_notes(wording, action, everything),
    )


def _due_text(wording: Wording, action: ActionLine) -> str:
    if action.due_is_private:
        return "private"
    if action.state not in PENDING:
        return ""
    if action.due_not_running:
        return "no date yet"
    if action.at_latest is not None:
        return wording.open_deadline(action.due, action.at_latest)
    return wording.deadline(action.due, weekday=False)


def who_cell(wording: Wording, by: Sequence[str]) -> Span:
    """Return who may do it: `any of 6` in a narrow column, with a note below.

    Plain mode has room for the names.
    """
    short, note = wording.column_text(by)
    if not note:
        return Span(short)
    return Span(short, plain_text=wording.stakeholder_names(by))


def state_words(wording: Wording, action: ActionLine, held: bool = False) -> Words:
    """Return the state in words: `OVERDUE`, `to do`, `done 20 Nov 18:40`."""
    word = STATES[action.state]
    if action.record is not None:
        when = wording.moment(action.record.at, weekday=False)
        tone: Tone = "good" if action.state == "done" else ""
        return words(Span(f"{word} {when}", tone))
    if held and action.state == "waiting":
        word = "on hold"
    if action.possibly_overdue:
        return words(
            Span("POSSIBLY LATE", "caution"), "" if action.state == "open" else f", {word}"
        )
    if not action.overdue:
        return words(word)
    late = Span("OVERDUE", "late")
    if action.state == "open":
        return words(late)
    return words(late, f", {word}")


def _notes(wording: Wording, action: ActionLine, everything: bool) -> Iterator[Wordy]:
    """Yield the reasons of its state and the rule of its deadline; with `everything` all texts."""
    _, names = wording.column_text(action.by)
    if names:
        yield Span(names, plain_text="")
    if action.state == "private":
        yield action.reasons[0].what
        return
    assigned = assignee_note(wording, action.assignments)
    if assigned:
        yield assigned
    reasons = list_reasons(wording, action)
    yield from reasons
    rule = wording.rule_of_due(wording.definition.action(action.path).due)
    if action.state in PENDING and rule and not action.due_is_private:
        yield rule_text(rule, action.due_not_running, reasons, action.uncertain_start)
    if action.repeatable:
        yield "May be done again." if action.state == "done" else "May still be done."
    if everything:
        yield from _all_details(wording, action)
    elif action.state == "open":
        yield from _filled(_cautions(wording, action))


def list_reasons(wording: Wording, action: ActionLine) -> list[str]:
    """Return the reasons of its state without the words that the row shows already."""
    if action.state in ("done", "waived", "open"):
        return []
    shown = [reason for reason in action.reasons if reason.code != "on_hold"]
    texts = reason_texts(shown, wording.stakeholder_names)
    return [text.removeprefix(f"{action.code} is not needed. ") for text in texts]


def _filled(texts: Iterator[tuple[str, str]]) -> Iterator[str]:
    return (label + text for label, text in texts if text)


def _cautions(wording: Wording, action: ActionLine) -> Iterator[tuple[str, str]]:
    """Yield what a person must know before doing the action."""
    yield "Warning: ", action.warn
    yield "May be waived by: ", wording.stakeholder_names(action.waivable_by)


def _all_details(wording: Wording, action: ActionLine) -> Iterator[str]:
    if action.record is not None:
        verb = "Done" if action.state == "done" else "Waived"
        yield f"{verb} by: {wording.signature(action.record)}"
    yield from _filled(_cautions(wording, action))
    yield from _filled(_texts(wording, action))


def _texts(wording: Wording, action: ActionLine) -> Iterator[tuple[str, str]]:
    due = wording.definition.action(action.path).due
    law = action.law
    if due is not None:
        law = (*law, *due.law)
    yield "Say: ", action.say
    yield "Records: ", "; ".join(map(wording.with_values, action.records))
    yield "May record: ", "; ".join(map(wording.with_values, action.may_record))
    yield "Form: ", wording.with_fields(action.form)
    yield "Source: ", wording.source(law)
