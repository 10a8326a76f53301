"""The sheets of a scenario, all from one file.

For players, facilitator and evaluator, the answer key, and the certificate of attendance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Protocol

from sop.engine.deadlines import say_length
from sop.model.definition import Definition
from sop.model.scenario import Choice, Inject, Objective, Scenario, Turn
from sop.model.training import Happening
from sop.model.value import value
from sop.views.event_text import sentence
from sop.views.labels import Wording
from sop.views.terminal.blocks import labelled, text_of
from sop.views.train.page import Grid, Items, Page, PageHeading, PagePart, Para, WritingSpace
from sop.views.train.play_screens import CHANNELS
from sop.views.train.score_screens import evidence_text

SHEETS = ("player", "facilitator", "evaluator", "key", "certificate")
TITLES = {
    "player": "Player's sheet",
    "facilitator": "Facilitator's sheet",
    "evaluator": "Evaluator's form",
    "key": "Answer key",
    "certificate": "Certificate of attendance",
}
PROCEDURE_ANSWER = "what the procedure asks for"  # where the author gave the right answer no text
DOTS = "." * 20
Orders = Mapping[str, tuple[str, ...]]


class ModelPathTurn(Protocol):
    """A turn of the model path, as training answers it."""

    @property
    def turn(self) -> Turn: ...

    @property
    def happenings(self) -> tuple[Happening, ...]: ...

    @property
    def reason(self) -> str: ...


@value
class _SheetContent:
    """What every sheet is made from. `orders`: turn -> ids of its answers, mixed by the seed."""

    definition: Definition
    scenario: Scenario
    model: Sequence[ModelPathTurn]
    orders: Orders

    def short(self, stakeholder: str | None) -> str:
        """Return the stakeholder's short name; empty where there is none."""
        found = self.definition.stakeholders.get(stakeholder or "")
        return found.short if found else ""

    def story(self) -> Iterator[Para]:
        """Yield the paragraphs of the story."""
        for part in self.scenario.story.split("\n\n"):
            if part.strip():
                yield Para(_one_line(part))


def sheet_page(
    sheet: str,
    definition: Definition,
    scenario: Scenario,
    model: Sequence[ModelPathTurn],
    orders: Orders,
    seed: int,
) -> Page:
    """Return the sheet of that name. `orders`: turn -> ids of its answers, mixed by the seed."""
    about = f"{definition.title}, {definition.id} {definition.version}. Seed {seed}."
    content = _SheetContent(definition, scenario, model, orders)
    parts = tuple(MAKERS[sheet](content))
    title = f"{TITLES[sheet]}: {scenario.title}"
    return Page(title, f"{about} An exercise; everything is invented.", parts)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _player(content: _SheetContent) -> Iterator[PagePart]:
    """Yield what a learner may know before the exercise begins: no answer, nothing from later."""
    scenario = content.scenario
    if scenario.content_note:
        yield Para(scenario.content_note, "Content:")
    yield Para("You may leave at any time, without giving a reason.", "Care:")
    yield PageHeading("The situation")
    yield from content.story()
    yield PageHeading("The beginning")
    minutes = f" About {scenario.minutes} minutes." if scenario.minutes else ""
    yield Para(f"The clock of the exercise begins on {scenario.opens}.{minutes}")
    yield PageHeading("Who takes part")
    yield Items(tuple(_roles(content)))
    yield PageHeading("At the keyboard")
    yield Items(
        (
            "A number chooses an answer.",
            "c shows the checklist of the case.",
            "The commands do, set, advance and the other daily ones work as in a real case.",
            "q leaves; nothing is lost.",
        )
    )
    yield PageHeading("Your notes")
    for number in range(1, len(content.orders) + 1):
        yield Para("What do you decide, and why?", f"Question {number}:")
        yield WritingSpace(2)


def _roles(content: _SheetContent) -> Iterator[str]:
    """Yield the stakeholders that play; without roles those that act on the model path."""
    actors = dict.fromkeys(one.turn.call.as_ for one in content.model)
    for name in content.scenario.roles or actors:
        if name:
            stakeholder = content.definition.stakeholders[name]
            yield f"{stakeholder.short}: {stakeholder.name}"


def _facilitator(content: _SheetContent) -> Iterator[PagePart]:
    """Yield everything: the model path, each answer and its result, each inject, what to watch."""
    scenario = content.scenario
    if scenario.content_note:
        yield Para(scenario.content_note, "Say this first:")
    yield from content.story()
    yield PageHeading("What to watch")
    yield Items(tuple(f"{one.text} (weight {one.weight})" for one in scenario.objectives))
    if scenario.injects:
        yield PageHeading("Injects")
        rows = tuple(map(_inject_row, scenario.injects))
        yield Grid(("Inject", "When", "How", "Text"), rows, (14, 26, 16, 44))
    yield PageHeading("Turn by turn")
    for number, one in enumerate(content.model, 1):
        yield from _model_turn(content, number, one)
    yield PageHeading("After the play")
    yield Items(
        (
            "How was it? (Everyone answers, before anything else.)",
            "What happened, in order? (The time line helps.)",
            "Why did it happen? Which rule protected whom?",
            "What does each person learn from it? What should change?",
        ),
        numbered=True,
    )


def _inject_row(inject: Inject) -> tuple[str, ...]:
    how = CHANNELS.get(inject.channel or "", "")
    return (inject.id, _inject_time(inject), how, _one_line(inject.tell))


def _inject_time(inject: Inject) -> str:
    if inject.trigger == "at":
        return f"at {inject.at}"
    if inject.trigger == "after":
        return f"after {inject.target}"
    if inject.within:
        return f"if not {inject.target} within {say_length(inject.within)}"
    return f"if not {inject.target}"


def _model_turn(content: _SheetContent, number: int, one: ModelPathTurn) -> Iterator[PagePart]:
    turn = one.turn
    lines = tuple(_lines(content.definition, one))
    if not (lines or turn.choices or turn.tell):
        return
    parts = (f"{number}. {turn.id}", content.short(turn.call.as_), _time(content.definition, one))
    yield PageHeading(", ".join(filter(None, parts)), 3)
    if turn.tell:
        channel = f"{CHANNELS[turn.channel]}: " if turn.channel in CHANNELS else ""
        yield Para(channel + _one_line(turn.tell), "Tell:")
    if turn.choices:
        rows = tuple(_answers(turn, content.orders))
        yield Grid(("", "Answer", "What follows"), rows, (6, 44, 50))
    if lines:
        yield Items(lines)
    if one.reason:
        yield Para(one.reason, "Why:")


def _lines(definition: Definition, one: ModelPathTurn) -> Iterator[str]:
    for happening in one.happenings:
        wording = Wording(definition, happening.at)
        event, refusal = happening.event, happening.refusal
        if event is not None:
            yield f"{wording.short(event.as_)}: {text_of(sentence(wording, event))}"
        elif refusal is not None:
            reasons = " ".join(reason.what for reason in refusal.reasons)
            who = wording.short(happening.by)
            yield f"Refused for {who}: {refusal.message}. {reasons}".rstrip()


def _time(definition: Definition, one: ModelPathTurn) -> str:
    if not one.happenings:
        return ""
    at = one.happenings[0].at
    return Wording(definition, at).moment(at)


def _answers(turn: Turn, orders: Orders) -> Iterator[tuple[str, ...]]:
    """Yield the answers in the order of the seed; the right one is marked."""
    choices = {choice.id: choice for choice in turn.choices}
    right = turn.id or ""
    for number, name in enumerate(orders.get(right, (right, *choices)), 1):
        if name == right:
            answer = turn.say or PROCEDURE_ANSWER
            yield (f"{number} [x]", answer, "The model path continues.")
        else:
            choice = choices[name]
            yield (str(number), choice.say, _consequences(choice))


def _consequences(choice: Choice) -> str:
    texts = [choice.tell]
    if choice.minutes:
        texts.append(f"{choice.minutes} minutes pass.")
    texts.append(labelled("Mistake: ", choice.mistake))
    if choice.critical:
        texts.append("DOES HARM.")
    return _one_line(" ".join(texts))


def _evaluator(content: _SheetContent) -> Iterator[PagePart]:
    """Yield one line for each objective, to be ticked while watching."""
    yield Para(f"..{DOTS}   Date: {DOTS}   Session: T-{DOTS}", "Evaluator:")
    yield PageHeading("Objectives")
    heads = ("Objective", "Evidence", "performed well", "with difficulty", "not", "Remarks")
    rows = tuple(map(_objective_row, content.scenario.objectives))
    yield Grid(heads, rows, (24, 24, 14, 13, 8, 17))
    yield PageHeading("Harm to discuss at once")
    choices = [choice for turn in content.scenario.turns for choice in turn.choices]
    harm = tuple(f"[ ] {choice.say}" for choice in choices if choice.critical)
    yield Items(harm or ("None is foreseen in this scenario.",))
    yield PageHeading("How the agencies worked together")
    yield WritingSpace(4)


def _objective_row(objective: Objective) -> tuple[str, ...]:
    evidence = "; ".join(map(evidence_text, objective.earn))
    return (objective.text, evidence, "[ ]", "[ ]", "[ ]", "")


def _key(content: _SheetContent) -> Iterator[PagePart]:
    """Yield the right answers with their reasons, and why the others are worse."""
    # A citation shows no date, so any moment will do.
    wording = Wording(content.definition, datetime.fromtimestamp(0, UTC))
    reasons = {one.turn.id: one.reason for one in content.model}
    questions = [turn for turn in content.scenario.turns if turn.choices]
    for number, turn in enumerate(questions, 1):
        right = turn.id or ""
        yield PageHeading(f"Question {number}: {turn.id}", 3)
        place = content.orders.get(right, ()).index(right) + 1
        yield Para(turn.say or PROCEDURE_ANSWER, f"Answer {place}:")
        if reason := reasons.get(turn.id):
            yield Para(reason, "Why:")
        yield Items(tuple(_other_answer(wording, choice) for choice in turn.choices))


def _other_answer(wording: Wording, choice: Choice) -> str:
    points = f" ({choice.points} points)" if choice.points else ""
    better = choice.mistake or "another answer is better"
    source = labelled(" ", wording.source(choice.law))
    return f"{choice.say}{points}: {better}{source}"


def _certificate(content: _SheetContent) -> Iterator[PagePart]:
    """Yield the attendance, without a score. The name is written by hand."""
    scenario = content.scenario
    yield Para("This certifies that")
    yield WritingSpace(1)
    yield Para(f'took part in the exercise "{scenario.title}" about {content.definition.title}.')
    yield Para(f"{scenario.minutes} minutes" if scenario.minutes else "............", "Length:")
    yield Para("It does not state a result.")
    yield Para(f"{DOTS}   Place, date", "")
    yield WritingSpace(1)
    yield Para("Facilitator")


MAKERS: dict[str, Callable[[_SheetContent], Iterator[PagePart]]] = {
    "player": _player,
    "facilitator": _facilitator,
    "evaluator": _evaluator,
    "key": _key,
    "certificate": _certificate,
}
