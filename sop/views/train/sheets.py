"""The sheets of a scenario, all from one file: for players, facilitator and evaluator, the key, the certificate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Protocol

from sop.engine.deadlines import say_length
from sop.model.definition import Definition
from sop.model.scenario import Choice, Inject, Scenario, Turn
from sop.model.training import Happening
from sop.views.event_text import sentence
from sop.views.labels import Wording
from sop.views.terminal.blocks import text_of
from sop.views.train.page import Grid, Items, Page, PageHeading, PagePart, Para, WritingSpace
from sop.views.train.play_screens import CHANNELS
from sop.views.train.score_screens import evidence_text

SHEETS = ("player", "facilitator", "evaluator", "key", "certificate")
Orders = Mapping[str, tuple[str, ...]]


class ModelPathTurn(Protocol):
    """A turn of the model path, as training answers it."""

    @property
    def turn(self) -> Turn: ...

    @property
    def happenings(self) -> tuple[Happening, ...]: ...

    @property
    def reason(self) -> str: ...


def sheet_page(
    sheet: str,
    definition: Definition,
    scenario: Scenario,
    model: Sequence[ModelPathTurn],
    orders: Orders,
    seed: int,
) -> Page:
    """The sheet of that name. `orders`: turn -> ids of its answers as the seed mixes them."""
    makers = {"player": _player, "facilitator": _facilitator, "evaluator": _evaluator, "key": _key,
              "certificate": _certificate}  # fmt: skip
    titles = {
        "player": "Player's sheet",
        "facilitator": "Facilitator's sheet",
        "evaluator": "Evaluator's form",
        "key": "Answer key",
        "certificate": "Certificate of attendance",
    }
    about = f"{definition.title}, {definition.id} {definition.version}. Seed {seed}. An exercise; all is invented."
    parts = tuple(makers[sheet](definition, scenario, model, orders))
    return Page(f"{titles[sheet]}: {scenario.title}", about, parts)


def _short(definition: Definition, name: str | None) -> str:
    known = definition.stakeholders.get(name or "")
    return known.short if known else ""


def _plain(text: str) -> str:
    return " ".join(text.split())


def _player(
    definition: Definition, scenario: Scenario, model: Sequence[ModelPathTurn], orders: Orders
) -> Iterator[PagePart]:
    """What a learner may know before it begins. No answer stands here, and nothing that is told later."""
    if scenario.content_note:
        yield Para(scenario.content_note, "Content:")
    yield Para("You may leave at any time, without giving a reason.", "Care:")
    yield PageHeading("The situation")
    yield from (Para(_plain(part)) for part in scenario.story.split("\n\n") if part.strip())
    yield PageHeading("The beginning")
    minutes = f" About {scenario.minutes} minutes." if scenario.minutes else ""
    yield Para(f"The clock of the exercise begins on {scenario.opens}.{minutes}")
    roles = scenario.roles or tuple(
        dict.fromkeys(one.turn.call.as_ for one in model if one.turn.call.as_)
    )
    yield PageHeading("Who takes part")
    yield Items(
        tuple(
            f"{definition.stakeholders[one].short}: {definition.stakeholders[one].name}"
            for one in roles
        )
    )
    yield PageHeading("At the keyboard")
    yield Items(
        (
            "A number takes an answer.",
            "c shows the checklist of the case.",
            "The commands do, set, advance and the other daily ones work as at work.",
            "q leaves; nothing is lost.",
        )
    )
    yield PageHeading("Your notes")
    for number in range(1, len(orders) + 1):
        yield Para("What do you decide, and why?", f"Question {number}:")
        yield WritingSpace(2)


def _facilitator(
    definition: Definition, scenario: Scenario, model: Sequence[ModelPathTurn], orders: Orders
) -> Iterator[PagePart]:
    """Everything: the model path with its times, each answer and what follows, each inject, what to watch."""
    if scenario.content_note:
        yield Para(scenario.content_note, "Say this first:")
    yield from (Para(_plain(part)) for part in scenario.story.split("\n\n") if part.strip())
    yield PageHeading("What to watch")
    yield Items(tuple(f"{one.text} (weight {one.weight})" for one in scenario.objectives))
    if scenario.injects:
        yield PageHeading("Injects")
        rows = tuple(
            (one.id, _inject_time(one), CHANNELS.get(one.channel or "", ""), _plain(one.tell))
            for one in scenario.injects
        )
        yield Grid(("Inject", "When", "How", "What is said"), rows, (14, 26, 16, 44))
    yield PageHeading("Turn by turn")
    for number, one in enumerate(model, 1):
        yield from _model_turn(definition, number, one, orders)
    yield PageHeading("After the play")
    yield Items(
        (
            "How was it? (everybody, before anything else)",
            "What happened, in order? (the time line helps)",
            "Why was it so? Which rule guarded whom?",
            "What does each take away? What should change?",
        ),
        numbered=True,
    )


def _inject_time(one: Inject) -> str:
    if one.trigger == "at":
        return f"at {one.at}"
    if one.trigger == "after":
        return f"after {one.target}"
    return f"if not {one.target}" + (f" within {say_length(one.within)}" if one.within else "")


def _model_turn(
    definition: Definition, number: int, one: ModelPathTurn, orders: Orders
) -> Iterator[PagePart]:
    turn = one.turn
    lines = [text for text in _lines(definition, one) if text]
    if not (lines or turn.choices or turn.tell):
        return
    when = _time(definition, one)
    who = _short(definition, turn.call.as_)
    channel = f"{CHANNELS[turn.channel]}: " if turn.channel in CHANNELS else ""
    yield PageHeading(", ".join(part for part in (f"{number}. {turn.id}", who, when) if part), 3)
    if turn.tell:
        yield Para(channel + _plain(turn.tell), "Tell:")
    if turn.choices:
        yield Grid(("", "Answer", "What follows"), tuple(_answers(turn, orders)), (6, 44, 50))
    if lines:
        yield Items(tuple(lines))
    if one.reason:
        yield Para(one.reason, "Why:")


def _lines(definition: Definition, one: ModelPathTurn) -> Iterator[str]:
    for each in one.happenings:
        wording = Wording(definition, each.at)
        if each.event is not None:
            yield f"{wording.short(each.event.as_)}: {text_of(sentence(wording, each.event))}"
        elif each.refusal is not None:
            reasons = " ".join(reason.what for reason in each.refusal.reasons)
            yield f"Refused for {wording.short(each.by or '')}: {each.refusal.message}. {reasons}".rstrip()


def _time(definition: Definition, one: ModelPathTurn) -> str:
    if not one.happenings:
        return ""
    at = one.happenings[0].at
    return Wording(definition, at).moment(at)


def _answers(turn: Turn, orders: Orders) -> Iterator[tuple[str, ...]]:
    """The answers in the order of the seed; the right one is marked."""
    by_id: dict[str, Choice | None] = {turn.id or "": None, **{one.id: one for one in turn.choices}}
    for number, name in enumerate(orders.get(turn.id or "", tuple(by_id)), 1):
        choice = by_id[name]
        if choice is None:
            yield (
                f"{number} [x]",
                turn.say or "as the procedure has it",
                "The model path goes on.",
            )
            continue
        follows = [choice.tell, f"{choice.minutes} minutes pass." if choice.minutes else ""]
        follows += [
            f"Mistake: {choice.mistake}" if choice.mistake else "",
            "DOES HARM." if choice.critical else "",
        ]
        yield (str(number), choice.say, _plain(" ".join(part for part in follows if part)))


def _evaluator(
    definition: Definition, scenario: Scenario, model: Sequence[ModelPathTurn], orders: Orders
) -> Iterator[PagePart]:
    """One line an objective, to be ticked while watching."""
    yield Para(
        "......................   Date: ....................   Session: T-....................",
        "Evaluator:",
    )
    yield PageHeading("Objectives")
    rows = tuple(
        (one.text, "; ".join(evidence_text(each) for each in one.earn), "[ ]", "[ ]", "[ ]", "")
        for one in scenario.objectives
    )
    yield Grid(
        ("Objective", "Seen by", "performed well", "with difficulty", "not", "Remarks"),
        rows,
        (24, 24, 14, 13, 8, 17),
    )
    yield PageHeading("Harm that must be spoken of at once")
    harm = tuple(
        f"[ ] {one.say}" for turn in scenario.turns for one in turn.choices if one.critical
    )
    yield Items(harm or ("None is foreseen in this scenario.",))
    yield PageHeading("How the agencies worked together")
    yield WritingSpace(4)


def _key(
    definition: Definition, scenario: Scenario, model: Sequence[ModelPathTurn], orders: Orders
) -> Iterator[PagePart]:
    """The right answers with their reasons, and why the others are worse."""
    wording = Wording(definition, datetime.fromtimestamp(0, UTC))
    reasons = {one.turn.id: one.reason for one in model}
    number = 0
    for turn in scenario.turns:
        if not turn.choices:
            continue
        number += 1
        yield PageHeading(f"Question {number}: {turn.id}", 3)
        place = orders.get(turn.id or "", ()).index(turn.id or "") + 1
        yield Para(turn.say or "as the procedure has it", f"Answer {place}:")
        if reasons.get(turn.id):
            yield Para(reasons[turn.id], "Why:")
        rows = []
        for one in turn.choices:
            source = wording.source(one.law)
            points = f" ({one.points} points)" if one.points else ""
            better = one.mistake or "another way is better"
            rows.append(f"{one.say}{points}: {better}" + (f" {source}" if source else ""))
        yield Items(tuple(rows))


def _certificate(
    definition: Definition, scenario: Scenario, model: Sequence[ModelPathTurn], orders: Orders
) -> Iterator[PagePart]:
    """Attendance, no score. The name is written by hand."""
    yield Para("This is to say that")
    yield WritingSpace(1)
    yield Para(f'took part in the exercise "{scenario.title}" about {definition.title}.')
    yield Para(f"{scenario.minutes} minutes" if scenario.minutes else "............", "Length:")
    yield Para("It says nothing about a result.")
    yield Para("....................   Place, date", "")
    yield WritingSpace(1)
    yield Para("Facilitator")
