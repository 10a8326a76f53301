"""The screens of a session: what is told, what the procedure answered, what is asked. Each begins with TRAINING."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from sop.views.terminal.blocks import BLANK, Block, Blocks, Span, line

CHANNELS = {
    "telephone": "The telephone rings",
    "visitor": "A visitor",
    "e_mail": "An e-mail",
    "radio": "The radio",
}
KEYS = (
    ("1, 2, 3 …", "take that answer"),
    ("c", "the checklist of the case"),
    ("do …", "type a command as at work: do, set, advance, raise, waive, close, note, next, why"),
    ("back", "leave the line for a command; an answer that was given stands"),
    ("?", "this help"),
    ("q", "leave; the session is kept"),
)


def heading(scenario: Scenario, right: str = "", you: str = "") -> Block:
    """The first line of every screen of an exercise."""
    name = f'TRAINING  "{scenario.title}"'
    return line(Span(name, "caution"), f"   you: {you}" if you else "", right=right)


def clock_line(definition: Definition, now: datetime, opened_at: datetime) -> Block:
    """`Clock: Fri 20 Nov 18:40 (simulated; 2 h 30 min since the beginning)`."""
    zone = definition.timezone
    passed = now - opened_at
    since = f"; {_span(passed)} since the beginning" if passed.total_seconds() >= 60 else ""
    return line(
        f"Clock: {date_text.moment(now, zone, now)} {date_text.zone_name(now, zone)} (simulated{since})"
    )


def _span(passed: timedelta) -> str:
    """`40 min`, `1 h 40 min`, `3 days`: choices cost minutes, so that these are told for two days."""
    hours, minutes = divmod(passed // timedelta(minutes=1), 60)
    if not 1 <= hours < 48:
        return date_text.length(passed)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def content_note(scenario: Scenario, helplines: Sequence[str]) -> Blocks:
    """What is said before the story: what it contains, and whom one can talk to."""
    note = (
        (line(Span("Content: ", "strong"), scenario.content_note),) if scenario.content_note else ()
    )
    return (*note, *helpline_lines(helplines))


def helpline_lines(helplines: Sequence[str]) -> Blocks:
    return tuple(line(Span("Somebody to talk to: ", "strong"), one) for one in helplines)


def introduction(
    definition: Definition,
    scenario: Scenario,
    header: Header,
    you: str,
    helplines: Sequence[str] = (),
) -> Blocks:
    """What the learner reads before the first turn. The content note stands before the story."""
    facts = [
        f"{definition.title}, {definition.id} {definition.version}",
        f"Session {header.id}, seed {header.seed}.",
    ]
    if scenario.minutes:
        facts.append(f"About {scenario.minutes} minutes. Leave at any time with q.")
    return (
        heading(scenario, you=you),
        *(line(fact) for fact in facts),
        *content_note(scenario, helplines),
        *((BLANK, *story_blocks(scenario.story)) if scenario.story.strip() else ()),
    )


def story_blocks(text: str) -> Blocks:
    """The paragraphs of a text, each wrapped anew."""
    return tuple(line(" ".join(part.split())) for part in text.split("\n\n") if part.strip())


def happening_blocks(
    definition: Definition,
    happenings: Iterable[Happening],
    viewer: str | None = None,
    whole: bool = True,
) -> Blocks:
    """What happened, in order. `whole` False: a role of a class, who hears only what its agency hears."""
    blocks: list[Block] = []
    for one in happenings:
        blocks += _happening_block(definition, one, viewer, whole)
    return tuple(blocks)


def _happening_block(
    definition: Definition, one: Happening, viewer: str | None, whole: bool
) -> Blocks:
    wording = Wording(definition, one.at)
    is_mine = whole or one.by in (None, viewer)
    match one.kind:
        case "told" if is_mine:
            return (BLANK, *_speech_block(one))
        case "inject" if is_mine:
            return (BLANK, *_speech_block(one))
        case "event" if one.event is not None:
            seen = filter_events(definition, (one.event,), viewer)[0] if not whole else None
            event = seen.event if seen else one.event
            signed = f"  {wording.moment(event.at)}  {wording.short(event.as_)}  "
            first = line(signed, sentence(wording, event), hang=4)
            is_told = one.own if whole else event.as_ == viewer
            more = (
                tuple(line(text, indent=4) for text in details(wording, event, viewer))
                if is_told
                else ()
            )
            return (first, *more)
        case "refused" if is_mine and one.refusal is not None and one.own:
            return (BLANK, *refusal_screen(one.refusal, wording))
        case "refused" if is_mine and one.refusal is not None:
            who = wording.short(one.by or "")
            head = line(
                "  ", Span("Refused", "late"), f" for {who}: {one.refusal.message}.", hang=4
            )
            return (
                head,
                *(line(f"- {reason.what}", indent=4, hang=6) for reason in one.refusal.reasons),
            )
        case "skipped" if is_mine:
            return (line(f"  Not possible any more: {one.text}", hang=4),)
        case "answered" if is_mine and one.text:
            who = f"{wording.short(one.by)}: " if one.by else ""
            return (line(Span(f"> {who}", "strong"), one.text, hang=2),)
        case "revealed":
            return (line("  The facilitator shows the model way.", hang=4),)
        case "paused":
            return (line(f"  The facilitator pauses the exercise. {one.text}".rstrip(), hang=4),)
    return ()


def remaining_path_block(
    definition: Definition, scenario: Scenario, folded: Sequence[Happening]
) -> Blocks:
    """In place of what the model path does by itself at the end."""
    until = Wording(definition, folded[-1].at).moment(folded[-1].at)
    said = f"  ... {len(folded)} more events on the model path, until {until}."
    return (
        line(
            said,
            " All of them: ",
            Suggestion("train play", f"{definition.id}/{scenario.id}"),
            hang=4,
        ),
    )


def _speech_block(one: Happening) -> Blocks:
    label = f"{CHANNELS[one.channel]}: " if one.channel in CHANNELS else ""
    first, *rest = [" ".join(part.split()) for part in one.text.split("\n\n") if part.strip()] or [
        ""
    ]
    return (line(Span(label, "strong"), first), *(line(part) for part in rest))


def question_screen(
    definition: Definition,
    scenario: Scenario,
    question: Question,
    number: int,
    clock: tuple[datetime, datetime],
    you: str,
) -> Blocks:
    """The numbered answers. `clock`: now, and when it began."""
    who = Wording(definition, clock[0]).short(question.role) if question.role else ""
    asks = f"What does {who} do?" if who else "What do you do?"
    more = len(question.options) + 1
    return (
        BLANK,
        heading(scenario, right=f"turn {number}", you=you or who),
        clock_line(definition, *clock),
        BLANK,
        line(Span(asks, "strong")),
        *(line(f" {place}  {one.say}", hang=4) for place, one in enumerate(question.options, 1)),
        line(f" {more}  Something else (type a command)", hang=4),
        line("c checklist   ? help   q leave"),
    )


def help_screen() -> Blocks:
    return (BLANK, *(line(f" {key:<10} {meaning}", hang=12) for key, meaning in KEYS))


def feedback(definition: Definition, turn: Turn, choice: Choice | None, now: datetime) -> Blocks:
    """What an answer did, the rule, the source. `choice` None: it was the right one."""
    wording = Wording(definition, now)
    if choice is None:
        return (
            line("  ", Span("Well chosen", "good"), f": {turn.say}" if turn.say else ".", hang=4),
        )
    word = (
        Span("STOP. This does harm", "late")
        if choice.critical
        else Span("Another way is better", "caution")
    )
    better = (
        choice.mistake
        or (turn.say and f"Better: {turn.say}")
        or "the procedure has another way here"
    )
    source = wording.source(choice.law)
    return (
        line("  ", word, f": {better}", hang=4),
        *((line(f"Source: {source}", indent=4, hang=6),) if source else ()),
    )


def leaves_a_step(one: Happening) -> bool:
    """Whether a step of the procedure was left: then feedback of the kind `step` is given."""
    return one.event is not None and isinstance(
        one.event.body, OutcomeTaken | InterruptRaised | CaseClosed
    )


TurnPlayed = tuple[Turn, Sequence[Happening]]


def worked_example(
    definition: Definition, scenario: Scenario, parts: Sequence[TurnPlayed], reasons: Sequence[str]
) -> Blocks:
    """The model path turn by turn, each with its reason."""
    blocks: list[Block] = [heading(scenario, right="model path"), *story_blocks(scenario.story)]
    for number, ((turn, happenings), reason) in enumerate(zip(parts, reasons, strict=True), 1):
        shown = happening_blocks(definition, happenings)
        if not shown and not reason:
            continue
        blocks += [BLANK, line(Span(f"{number}. {turn.id}", "strong")), *shown]
        if turn.choices:
            blocks.append(line(Span("Choose: ", "strong"), turn.say, indent=2))
            blocks += [
                line(f"Not: {one.say}. {one.mistake}", indent=2, hang=4) for one in turn.choices
            ]
        if reason:
            blocks.append(line(Span("Why: ", "strong"), reason, indent=2))
    return tuple(blocks)
