"""What the reader's next action waits for, whom to ask for it, and questions to the reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sop.engine.checklist_lines import ActionLine
from sop.model.definition import Action
from sop.model.refusal import Reason
from sop.views.labels import Wording
from sop.views.remedy import helpers, join_with_or
from sop.views.terminal.blocks import Words, words


def describe_own_wait(
    wording: Wording, own_items: Sequence[ActionLine], first: ActionLine | None, viewer: str
) -> Iterator[Words]:
    """Yield what the viewer's next action waits for, and whom to ask, the most urgent first.

    `No action for OFFICE can be done now. Ask LAB: first L1.1 (most urgent), then R1.1 (your R1.2
    waits for it).`
    """
    is_free = any(item.state == "open" for item in own_items)
    verb = "has to" if is_free else "can"  # what is open but not required may be done
    nothing = f"No action for {wording.short(viewer)} {verb} be done now"
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
        due = _due_text(wording, first)
        yield words(f"Most urgent: {_ask_to_do(wording, first.code, first.by)}{due}.")


def list_own_questions(
    wording: Wording, items: Sequence[ActionLine], viewer: str
) -> Iterator[Words]:
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
    due = _due_text(wording, first)
    if first.code == earlier.code:
        return f"Ask {names} to do {earlier.code} (most urgent{due}, and {wait})."
    if first.by == earlier.by:
        return f"Ask {names}: first {first.code} (most urgent{due}), then {earlier.code} ({wait})."
    first_names = wording.stakeholder_names(first.by)
    urgent = f"First ask {first_names} to do {first.code} (most urgent{due})"
    return f"{urgent}, then {names} to do {earlier.code} ({wait})."


def _due_text(wording: Wording, first: ActionLine) -> str:
    """Return `, due Tue 3 Mar 02:34`; nothing without a due time that the viewer may see."""
    due = wording.open_deadline(first.due, first.at_latest)
    if not due:
        return ""
    return f", OVERDUE since {due}" if first.overdue else f", due {due}"


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
