"""The screen of one turn of the guided way: one thing, what to say, what goes wrong, what to type.

It has to fit one screen, so longer texts are cut with dots; `?` shows the whole of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sop.engine.checklist_lines import ActionLine, Checklist, TransitionLine
from sop.engine.danger import Danger
from sop.engine.guided_way import Task
from sop.model.definition import Definition, Step
from sop.model.fact import Fact
from sop.model.value import value
from sop.views.checklist_transitions import shortage, target_text
from sop.views.interrupted_steps import dropped_text
from sop.views.labels import Wording, count_text
from sop.views.raised_hints import without_raised_hints
from sop.views.terminal.blocks import (
    BLANK,
    Block,
    Blocks,
    Span,
    Tone,
    line,
    pieces,
)

WHOLE = 100_000
"""Letters: more than any text of a workflow has."""
MOST_BANNERS = 2
"""Dangers that a turn names; more are counted."""
MOST_MISSING = 3
"""Decisions that cannot be taken yet and that a turn names."""
MOST_HELD = 4
"""Actions on hold that a list names for each track; more are counted."""
LONGEST_SHORTAGE = 80
"""Letters of what a decision lacks; `w` has the whole."""


@value
class TextLengths:
    """How many letters of each text a turn shows; none: the text is left out."""

    say: int
    warn: int
    goes_wrong: int
    source: int


EVERYTHING = TextLengths(WHOLE, WHOLE, WHOLE, WHOLE)
DETAILS = (
    EVERYTHING,
    TextLengths(WHOLE, WHOLE, WHOLE, 70),
    TextLengths(WHOLE, WHOLE, 150, 70),
    TextLengths(220, 220, 70, 70),
    TextLengths(150, 150, 70, 0),
    TextLengths(70, 110, 0, 0),
    TextLengths(36, 70, 0, 0),
    TextLengths(0, 36, 0, 0),
    TextLengths(0, 0, 0, 0),
)
"""From all texts to none. The source goes first: it helps least at night."""


@value
class TurnContent:
    """What one turn asks. `heading` names the case and the user, `news` is what was recorded.

    `question` and `answers`, which have numbers, are None and empty where Enter does it. `keys`
    says what else can be typed.
    """

    heading: str
    question: str = ""
    answers: tuple[str, ...] = ()
    side_by_side: bool = True  # short answers, such as those of a fact
    keys: tuple[str, ...] = ()
    news: Blocks = ()
    before: str = ""  # an answer that was given earlier and not recorded
    missing: tuple[str, ...] = ()  # decisions that cannot be taken yet, each with what they lack


def turn_screen(
    wording: Wording,
    checklist: Checklist,
    task: Task,
    turn: TurnContent,
    detail: TextLengths = EVERYTHING,
) -> Blocks:
    """Return the turn, with as much of the texts as `detail` says."""
    return (
        *turn.news,
        BLANK,
        line(Span(turn.heading, "strong")),
        *banner_lines(wording, checklist.dangers),
        *_task_lines(wording, checklist, task),
        *_text_lines(wording, task, detail, checklist),
        *_answer_lines(turn),
        *(line(text, indent=2, hang=4) for text in turn.missing if detail.warn),
        keys_line(turn.keys),
    )


def banner_lines(wording: Wording, dangers: Sequence[Danger]) -> Blocks:
    """Return a line for each danger, without a command: the turn itself is what to do."""
    blocks: list[Block] = []
    for danger in dangers[:MOST_BANNERS]:
        if _waits_for_decision(danger):
            blocks.append(line(Span(danger.what, "late"), _decision_text(wording, danger), hang=2))
            continue
        by = f" (reported by {wording.short(danger.by)})" if danger.by else ""
        since = f" since {wording.moment(danger.since)}: {danger.what}{by}"
        blocks.append(line(Span("IN DANGER", "late"), since))
    left = len(dangers) - MOST_BANNERS
    if left > 0:
        blocks.append(line(f"And {count_text(left, 'more danger')}.", indent=2))
    return tuple(blocks)


def _waits_for_decision(danger: Danger) -> bool:
    """Whether all duties of an urgent step are done: only the decision that it is over is left."""
    is_step = "." in danger.path
    decisions = [answer.suggest.verb == "advance" for answer in danger.answers]
    return is_step and bool(decisions) and all(decisions)


def _decision_text(wording: Wording, danger: Danger) -> str:
    """Return ` goes on, since 21:44, until it is decided that: safe again`."""
    names = " or ".join(answer.title.replace("_", " ") for answer in danger.answers)
    since = wording.moment(danger.since)
    return f" goes on (since {since}) until it is decided that: {names}"


# ---- what is to be done


def _task_lines(wording: Wording, checklist: Checklist, task: Task) -> Iterator[Block]:
    if task.kind == "closing":
        yield line(
            Span("DECIDE", "strong"), "  Every part of the case has ended. It may be closed."
        )
        return
    if task.kind == "decision":
        text = f"  {task.code} {task.title} may move on."
        yield line(Span("DECIDE", _tone(task)), text)
    elif task.kind in ("interrupt", "exception"):
        target = target_text(task.choices[0])
        yield line(Span(task_word(task), _tone(task)), f"  {task.title} -> {target}")
    else:
        yield line(Span(task_word(task), _tone(task)), f"  {task.code}  {task.title}")
    yield line(*_about(wording, task), indent=2, hang=2)


def task_word(task: Task) -> str:
    """Return how urgent the task is, in one word."""
    if task.action is not None and task.action.overdue:
        return "OVERDUE"
    if task.is_urgent or task.presses:
        return "NOW"
    if task.kind == "exception":
        return "EXCEPTION"
    if task.kind in ("decision", "closing"):
        return "DECIDE"
    return "TO DO" if task.is_required else "OPTIONAL"


def _tone(task: Task) -> Tone:
    return "late" if task.is_urgent or task.presses else "strong"


def _about(wording: Wording, task: Task) -> Iterator[str]:
    """Yield where the task belongs, who may do it, when it is due, and that it may be left."""
    action = task.action
    if action is not None:
        step = wording.definition.step_at(action.path)
        yield f"Step {step.code} {step.title}. "
    if task.is_own:
        yield f"For {wording.stakeholder_names(task.by)}."
    else:
        yield f"{only_text(wording, task.by)} {_ask_text(wording, task.by)}"
    if action is not None and action.due is not None:
        due = wording.open_deadline(action.due, action.at_latest)
        rule = wording.rule_of_due(wording.definition.action(action.path).due)
        yield f" Due {due}: {rule}."
    if task.kind == "exception":
        yield " It leaves actions undone and needs a reason."
    elif not task.is_required:
        yield " Optional: no one has to do it. To leave it: s."


def only_text(wording: Wording, by: Sequence[str]) -> str:
    """Return `Only LAB may do this.`"""
    return f"Only {wording.stakeholder_names(by)} may do this."


def _ask_text(wording: Wording, by: Sequence[str]) -> str:
    """Return whom to ask; one agency by its official name."""
    if len(by) == 1:
        stakeholder = wording.definition.stakeholders[by[0]]
        return f"Ask {stakeholder.short}: {stakeholder.name}."
    return f"Ask {wording.stakeholder_names(by)}."


# ---- the texts of the procedure


def _text_lines(
    wording: Wording, task: Task, detail: TextLengths, checklist: Checklist | None = None
) -> Iterator[Block]:
    """Yield what to say, the warning and what goes wrong; for the doer what to say first.

    With a checklist, advice to raise what is raised already is left out.
    """
    step = _step_of(wording.definition, task)
    if step is None:
        return
    action = None if task.action is None else wording.definition.action(task.path)
    say = ""
    if task.kind in ("action", "interrupt"):  # also of others: one may speak for them by telephone
        say = (action.say if action else "") or step.say
    warn = action.warn if action is not None else ""
    if checklist is not None:
        warn = without_raised_hints(wording.definition, checklist, warn)
    wrong = " ".join(step.goes_wrong) if task.is_own and action is not None else ""
    law = action.law if action is not None else ()
    texts = (
        ("Say to the person: ", say, detail.say),
        ("Warning: ", warn, detail.warn),
        ("Goes wrong: ", wrong, detail.goes_wrong),
        ("Source: ", wording.source(law), detail.source),
    )
    for label, text, letters in texts:
        if text and letters:
            tone: Tone = "caution" if label == "Warning: " else "strong"
            yield line(Span(label, tone), cut_text(text, letters), indent=2, hang=4)
    if any(text and letters < len(text) for _, text, letters in texts):
        yield line("The whole text: ?", indent=2)


def _step_of(definition: Definition, task: Task) -> Step | None:
    """Return the step of the task; of an interrupt the one that it leads to."""
    if task.kind == "closing":
        return None
    if task.kind == "interrupt":
        interrupt = definition.interrupt(task.path)
        return definition.track_at(task.path).steps[interrupt.to]
    return definition.step_at(task.path) if task.kind != "decision" else definition.step(task.path)


def cut_text(text: str, letters: int) -> str:
    """Return the text; if it is longer than that many letters, its first words and dots.

    >>> cut_text("Never in the same vehicle", 12)
    'Never in ...'
    """
    text = " ".join(text.split())
    if len(text) <= letters:
        return text
    return f"{text[: letters - 3].rpartition(' ')[0]} ..."


def full_screen(wording: Wording, checklist: Checklist, task: Task) -> Blocks:
    """Return all texts about the task: also the purpose, and what to do if the person refuses."""
    blocks: list[Block] = [BLANK, *_task_lines(wording, checklist, task)]
    step = _step_of(wording.definition, task)
    if step is not None and step.purpose:
        blocks.append(line(Span("Purpose: ", "strong"), step.purpose, indent=2, hang=4))
    blocks += _text_lines(wording, task, EVERYTHING)
    if step is not None and step.if_refused:
        label = Span("If the person refuses: ", "strong")
        blocks.append(line(label, step.if_refused, indent=2, hang=4))
    return tuple(blocks)


def keys_line(keys: Sequence[str]) -> Block:
    """Return what can be typed instead, in one line that is broken between the keys only."""
    spans = [part for key in keys for part in (" ", Span(f"{key},", unbroken=True))]
    return line("Or:", *spans[:-1], Span(keys[-1], unbroken=True)) if keys else line("")


# ---- what can be answered


def _answer_lines(turn: TurnContent) -> Iterator[Block]:
    if turn.question:
        yield line(Span(turn.question, "strong"), hang=2)
    if turn.before:
        yield line(f"Your answer before: {turn.before}. To give it again, type =", indent=2)
    yield from answer_list(turn.answers, turn.side_by_side)


def answer_list(
    answers: Sequence[str], side_by_side: bool = True, before: int = 0
) -> Iterator[Block]:
    """Yield the answers with their numbers; `before` is how many come before the first of them."""
    numbered = [f"{number} {answer}" for number, answer in enumerate(answers, before + 1)]
    if side_by_side:
        yield pieces(*numbered, indent=2)
        return
    for text in numbered:
        yield line(text, indent=2, hang=4)


def fact_answers(fact: Fact) -> tuple[str, ...]:
    """Return the answers that have numbers; none for a fact whose value is written."""
    match fact.type:
        case "boolean":
            return ("yes", "no")
        case "choices":
            return tuple(choice.replace("_", " ") for choice in fact.choices)
        case "datetime":
            found: tuple[str, ...] = ("now",)
        case _:
            found = ()
    return (*found, "not known") if fact.may_be_not_known else found


def outcome_text(wording: Wording, outcome: TransitionLine) -> str:
    """Return what the outcome is called and where it leads; also what it drops."""
    name = outcome.title or outcome.path.rpartition(".")[2].replace("_", " ")
    text = f"{name} -> {target_text(outcome)}"
    if outcome.reason_required:
        text += " (needs a reason)"
    for dropped in outcome.drops:
        text += f". It drops what is not done in {dropped_text(dropped)}"
    return text


def missing_texts(wording: Wording, checklist: Checklist, task: Task) -> tuple[str, ...]:
    """Return the decisions of the task's step that cannot be taken yet, each with what it lacks."""
    if task.kind != "decision":
        return ()
    closed = [
        one
        for track in checklist.tracks
        if track.track == task.track
        for one in track.outcomes
        if not one.open and not one.is_private
    ]
    texts = [_missing_text(wording, one) for one in closed[:MOST_MISSING]]
    if len(closed) > MOST_MISSING:
        texts.append(f"And {len(closed) - MOST_MISSING} more, not possible yet: w")
    return tuple(texts)


def _missing_text(wording: Wording, outcome: TransitionLine) -> str:
    name = outcome.title or outcome.path.rpartition(".")[2].replace("_", " ")
    lacks = cut_text(shortage(wording, outcome.reasons, outcome), LONGEST_SHORTAGE)
    return f"Not yet: {name} -> {target_text(outcome)}: {lacks}"


def held_lines(
    wording: Wording, checklist: Checklist, is_listed: Callable[[ActionLine], bool]
) -> Iterator[Block]:
    """Yield why a track is on hold, and its actions that only the hold prevents, one a line."""
    for track in checklist.tracks:
        held = [one for one in track.actions if _waits_for_hold(one) and is_listed(one)]
        if not held:
            continue
        why = next((one.what for one in track.reasons if one.code == "on_hold"), "On hold.")
        yield line(why, hang=2)
        for one in held[:MOST_HELD]:
            whom = wording.stakeholder_names(one.by)
            yield line(f"on hold  {one.code} {one.title} ({whom})", indent=2, hang=4)
        if len(held) > MOST_HELD:
            yield line(f"on hold  and {len(held) - MOST_HELD} more", indent=2)


def _waits_for_hold(action: ActionLine) -> bool:
    return action.held and all(reason.code == "on_hold" for reason in action.reasons)


def task_row(wording: Wording, task: Task) -> str:
    """Return the task in one line of a list."""
    whom = "" if task.is_own else f" (only {wording.stakeholder_names(task.by)})"
    named = " ".join(part for part in (task.code, task.title) if part)
    if task.kind == "decision":
        named = f"{named} may move on"
    if task.kind == "exception":
        named = f"{named} (leaves actions undone)"
    return f"{task_word(task)}  {named}{whom}"
