"""The screen of `sop next`: what to do now, overdue first, with the rule of each date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sop.engine.checklist_lines import ActionLine, Checklist, TrackLine, TransitionLine
from sop.model.definition import Definition
from sop.model.refusal import Reason
from sop.model.suggestion import Suggestion
from sop.views import date_text
from sop.views.checklist_transitions import is_exception, local_id, target_text
from sop.views.labels import Wording, reason_texts, rule_text
from sop.views.remedy import offer
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
    rows = [*_escalations(wording, checklist)]
    rows += [_row(wording, item) for item in items]
    rows += _decisions(wording, checklist)
    listed: Block = line("Nothing to do now.", indent=1)
    if rows:
        listed = Table(COLUMNS, tuple(rows))
    return (BLANK, listed, BLANK, _footer(wording, checklist, items, viewer))


def urgency(action: ActionLine) -> str:
    """Return the word at the left of the row."""
    if action.overdue:
        return "OVERDUE"
    return {"open": "TO DO", "unknown": "UNKNOWN"}.get(action.state, "WAITING")


def _row(wording: Wording, action: ActionLine) -> Row:
    who = f"for {wording.stakeholder_names(action.by)}"
    due = labelled("due ", wording.deadline(action.due))
    tone: Tone = "late" if action.overdue else ""
    return row(
        Span(urgency(action), tone),
        action.code,
        action.title,
        due or who,
        notes=_notes(wording, action, who),
    )


def _notes(wording: Wording, action: ActionLine, who: str) -> Iterator[Wordy]:
    rule = wording.rule_of_due(wording.definition.action(action.path).due)
    reasons = () if action.state == "open" else reason_texts(action.reasons)
    if action.due is not None and rule:
        yield f"{date_text.distance(action.due, wording.now)}, {who}. Rule: {rule}"
        yield from reasons
        return
    yield from reasons
    if action.due_not_running and rule:
        yield rule_text(rule, action.due_not_running, reasons)


def _escalations(wording: Wording, checklist: Checklist) -> Iterator[Row]:
    """Yield the steps past their deadline, with the stakeholder to whom they escalate."""
    for track in checklist.tracks:
        if not track.is_escalated or track.due is None:
            continue
        late = date_text.distance(track.due, wording.now)
        yield row(
            Span("ESCALATED", "late"),
            track.step_code or "",
            track.step_title,
            f"due {wording.deadline(track.due)}",
            notes=(f"{late}, to {wording.short(track.escalate_to)}",),
        )


def _decisions(wording: Wording, checklist: Checklist) -> Iterator[Row]:
    """Yield the outcomes that are open: a stakeholder has to decide."""
    for track in checklist.tracks:
        for outcome in track.outcomes:
            if outcome.open:
                yield _decision(wording, track, outcome)


def _decision(wording: Wording, track: TrackLine, outcome: TransitionLine) -> Row:
    kind = "EXCEPTION" if is_exception(track, outcome) else "DECIDE"
    return row(
        kind,
        track.step_code or "",
        f"{outcome.title or local_id(outcome)} -> {target_text(outcome)}",
        f"for {wording.stakeholder_names(outcome.by)}",
    )


def _footer(
    wording: Wording, checklist: Checklist, items: Sequence[ActionLine], viewer: str | None
) -> Parts:
    """Return `All stakeholders: 1 overdue.` and the commands for what can be done first."""
    found = [urgency(item) for item in items]
    counts = ", ".join(f"{found.count(word)} {word.lower()}" for word in dict.fromkeys(found))
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
        yield words(_describe_own_wait(wording, own_items, viewer))
    if first is not None:
        yield words(f"Most urgent: {_ask_to_do(wording, first.code, first.by)}.")
    if own is not None:
        yield offer("Your first action: ", own.suggest, wording.stakeholder_names)


def _describe_own_wait(wording: Wording, own_items: Sequence[ActionLine], viewer: str) -> str:
    """Return what the viewer's next action waits for.

    `Nothing for OFFICE to do now: R1.2 waits for R1.1, so ask LAB to do R1.1.`
    """
    nothing = f"Nothing for {wording.short(viewer)} to do now"
    for action in own_items:
        for reason in action.reasons[:1]:
            return f"{nothing}: {action.code} {_wait_text(wording, reason, viewer)}"
    return f"{nothing}."


def _wait_text(wording: Wording, reason: Reason, viewer: str) -> str:
    if reason.code == "on_hold":
        return "is on hold."
    if reason.ask:
        return f"waits for the answer to the question: {reason.ask}"
    if reason.code != "out_of_order" or not reason.at:
        return "is not possible yet."
    earlier = wording.definition.action(reason.at)
    if viewer in earlier.by or reason.suggest is None:
        return f"waits for {earlier.code}."
    ask = _ask_to_do(wording, earlier.code, earlier.by)
    return f"waits for {earlier.code}, so {ask}."


def _ask_to_do(wording: Wording, code: str, by: Sequence[str]) -> str:
    """Return `ask LAB to do R1.1`; the code alone where no stakeholder may do it."""
    return f"ask {wording.stakeholder_names(by)} to do {code}" if by else code
