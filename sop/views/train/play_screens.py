"""The screens of a session: the story, the answers of the procedure, the questions.

Each begins with the word TRAINING.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from sop.casework.visibility import filter_events
from sop.model.definition import Definition
from sop.model.events import CaseClosed, InterruptRaised, OutcomeTaken
from sop.model.scenario import Choice, Scenario, Turn
from sop.model.suggestion import Suggestion
from sop.model.training import Happening, Header, Question
from sop.views import date_text
from sop.views.event_text import details, sentence
from sop.views.labels import Wording
from sop.views.refusal_screen import refusal_screen
from sop.views.terminal.blocks import (
    BLANK,
    Block,
    Blocks,
    Span,
    labelled,
    labelled_lines,
    line,
)

CHANNELS = {
    "telephone": "The telephone rings",
    "visitor": "A visitor",
    "e_mail": "An e-mail",
    "radio": "The radio",
}
KEYS = (
    ("1, 2, 3 …", "choose that answer"),
    ("c", "show the checklist of the case"),
    (
        "do …",
        "type a command as in a real case: do, set, advance, raise, waive, close, note, next, why",
    ),
    ("back", "cancel the command that you are typing; an answer that was given stays"),
    ("?", "show this help"),
    ("q", "leave; the session is kept"),
)
HELPLINE = "Someone to talk to: "


def heading(scenario: Scenario, right: str = "", you: str = "") -> Block:
    """Return the first line of every screen of an exercise."""
    name = f'TRAINING  "{scenario.title}"'
    return line(Span(name, "caution"), labelled("   you: ", you), right=right)


def clock_line(definition: Definition, now: datetime, opened_at: datetime) -> Block:
    """Return `Clock: Fri 20 Nov 18:40 (simulated; 2 h 30 min since the beginning)`."""
    zone = definition.timezone
    passed = now - opened_at
    about = "simulated"
    if passed >= timedelta(minutes=1):
        about += f"; {_span(passed)} since the beginning"
    time = f"{date_text.moment(now, zone, now)} {date_text.zone_name(now, zone)}"
    return line(f"Clock: {time} ({about})")


def _span(passed: timedelta) -> str:
    """Return `40 min`, `1 h 40 min`, `3 days`.

    An answer costs minutes, so the minutes are shown for two days.
    """
    hours, minutes = divmod(passed // timedelta(minutes=1), 60)
    if not 1 <= hours < 48:
        return date_text.length(passed)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def content_note(scenario: Scenario, helplines: Sequence[str]) -> Blocks:
    """Return what a person reads before the story: what it contains, and whom to talk to."""
    note: Blocks = ()
    if scenario.content_note:
        note = (line(Span("Content: ", "strong"), scenario.content_note),)
    return (*note, *helpline_lines(helplines))


def helpline_lines(helplines: Sequence[str]) -> Blocks:
    """Return a line for each helpline."""
    return tuple(line(Span(HELPLINE, "strong"), helpline) for helpline in helplines)


def introduction(
    definition: Definition,
    scenario: Scenario,
    header: Header,
    you: str,
    helplines: Sequence[str] = (),
) -> Blocks:
    """Return what the learner reads before the first turn; the content note is before the story."""
    blocks: list[Block] = [
        heading(scenario, you=you),
        line(f"{definition.title}, {definition.id} {definition.version}"),
        line(f"Session {header.id}, seed {header.seed}."),
    ]
    if scenario.minutes:
        blocks.append(line(f"About {scenario.minutes} minutes. Leave at any time with q."))
    blocks += content_note(scenario, helplines)
    if scenario.story.strip():
        blocks += [BLANK, *story_blocks(scenario.story)]
    return tuple(blocks)


def story_blocks(text: str) -> Blocks:
    """Return the paragraphs of a text, each wrapped for the screen."""
    return tuple(line(part) for part in _paragraphs(text))


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def happening_blocks(
    definition: Definition,
    happenings: Iterable[Happening],
    viewer: str | None = None,
    whole: bool = True,
) -> Blocks:
    """Return what happened, in order.

    `whole` False: for a role of a class, who learns only what its stakeholder learns.
    """
    blocks: list[Block] = []
    for happening in happenings:
        wording = Wording(definition, happening.at)
        if happening.kind == "event":
            blocks += _event_blocks(wording, happening, viewer, whole)
        elif whole or happening.by in (None, viewer) or happening.kind in ("revealed", "paused"):
            blocks += _other_blocks(wording, happening)
    return tuple(blocks)


def _event_blocks(
    wording: Wording, happening: Happening, viewer: str | None, whole: bool
) -> Iterator[Block]:
    event = happening.event
    if event is None:
        return
    shows_details = happening.own
    if not whole:
        event = filter_events(wording.definition, (event,), viewer)[0].event
        shows_details = event.as_ == viewer
    signed = f"  {wording.moment(event.at)}  {wording.short(event.as_)}  "
    yield line(signed, sentence(wording, event), hang=4)
    if shows_details:
        for text in details(wording, event, viewer):
            yield line(text, indent=4)


def _other_blocks(wording: Wording, happening: Happening) -> Blocks:
    text = happening.text
    match happening.kind:
        case "told" | "inject":
            return (BLANK, *_speech_blocks(happening))
        case "refused":
            return _refusal_blocks(wording, happening)
        case "skipped":
            return (line(f"  Not possible any more: {text}", hang=4),)
        case "answered" if text:
            who = f"> {wording.short(happening.by)}: " if happening.by else "> "
            return (line(Span(who, "strong"), text, hang=2),)
        case "revealed":
            return (line("  The facilitator shows the model path.", hang=4),)
        case "paused":
            return (line(f"  The facilitator pauses the exercise. {text}".rstrip(), hang=4),)
    return ()


def _refusal_blocks(wording: Wording, happening: Happening) -> Blocks:
    """Return the whole screen for a refusal of the learner's own command, else some lines."""
    refusal = happening.refusal
    if refusal is None:
        return ()
    if happening.own:
        return (BLANK, *refusal_screen(refusal, wording))
    text = f" for {wording.short(happening.by)}: {refusal.message}."
    head = line("  ", Span("Refused", "late"), text, hang=4)
    return (head, *(line(f"- {reason.what}", indent=4, hang=6) for reason in refusal.reasons))


def remaining_path_block(
    definition: Definition, scenario: Scenario, folded: Sequence[Happening]
) -> Blocks:
    """Return one line in place of what the model path does automatically at the end."""
    until = Wording(definition, folded[-1].at).moment(folded[-1].at)
    text = f"  ... {len(folded)} more events on the model path, until {until}."
    play = Suggestion("train play", f"{definition.id}/{scenario.id}")
    return (line(text, " All of them: ", play, hang=4),)


def _speech_blocks(happening: Happening) -> Iterator[Block]:
    label = ""
    if happening.channel in CHANNELS:
        label = f"{CHANNELS[happening.channel]}: "
    first, *others = _paragraphs(happening.text) or [""]
    yield line(Span(label, "strong"), first)
    yield from map(line, others)


def question_screen(
    definition: Definition,
    scenario: Scenario,
    question: Question,
    number: int,
    clock: tuple[datetime, datetime],
    you: str,
) -> Blocks:
    """Return the numbered answers. `clock`: now, and when the exercise began."""
    who = Wording(definition, clock[0]).short(question.role)
    asks = f"What does {who} do?" if who else "What do you do?"
    last = len(question.options) + 1
    options = [
        line(f" {place}  {option.say}", hang=4) for place, option in enumerate(question.options, 1)
    ]
    return (
        BLANK,
        heading(scenario, right=f"turn {number}", you=you or who),
        clock_line(definition, *clock),
        BLANK,
        line(Span(asks, "strong")),
        *options,
        line(f" {last}  Something else (type a command)", hang=4),
        line("c checklist   ? help   q leave"),
    )


def help_screen() -> Blocks:
    """Return the keys with what each does."""
    return (BLANK, *(line(f" {key:<10} {meaning}", hang=12) for key, meaning in KEYS))


def feedback(definition: Definition, turn: Turn, choice: Choice | None, now: datetime) -> Blocks:
    """Return what an answer did, the rule, the source. `choice` None: it was the right one."""
    if choice is None:
        text = labelled(": ", turn.say) or "."
        return (line("  ", Span("Well chosen", "good"), text, hang=4),)
    word = Span("Another answer is better", "caution")
    if choice.critical:
        word = Span("STOP. This does harm", "late")
    better = choice.mistake or labelled("Better: ", turn.say)
    text = better or "the procedure asks for something else here"
    source = Wording(definition, now).source(choice.law)
    return (
        line("  ", word, f": {text}", hang=4),
        *labelled_lines(("Source: ", source), indent=4, hang=6),
    )


def leaves_a_step(happening: Happening) -> bool:
    """Return whether a step of the procedure was left: when feedback of the kind `step` is due."""
    event = happening.event
    return event is not None and isinstance(event.body, OutcomeTaken | InterruptRaised | CaseClosed)


TurnPlayed = tuple[Turn, Sequence[Happening]]


def worked_example(
    definition: Definition, scenario: Scenario, parts: Sequence[TurnPlayed], reasons: Sequence[str]
) -> Blocks:
    """Return the model path turn by turn, each with its reason."""
    blocks: list[Block] = [heading(scenario, right="model path"), *story_blocks(scenario.story)]
    for number, ((turn, happenings), reason) in enumerate(zip(parts, reasons, strict=True), 1):
        shown = happening_blocks(definition, happenings)
        if shown or reason:
            blocks += [BLANK, line(Span(f"{number}. {turn.id}", "strong")), *shown]
            blocks += _turn_reasons(turn, reason)
    return tuple(blocks)


def _turn_reasons(turn: Turn, reason: str) -> Iterator[Block]:
    if turn.choices:
        yield line(Span("Choose: ", "strong"), turn.say, indent=2)
    for choice in turn.choices:
        yield line(f"Not: {choice.say}. {choice.mistake}", indent=2, hang=4)
    if reason:
        yield line(Span("Why: ", "strong"), reason, indent=2)
