"""The debrief as a page: what was reached and its proof, what was missed, both paths, questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from sop.model.definition import Definition
from sop.model.training import AnswerCount, Debrief, Happening, Header, ObjectiveScore, Score
from sop.views.event_text import sentence
from sop.views.labels import Wording, count_text
from sop.views.terminal.blocks import labelled, text_of
from sop.views.train.page import (
    Grid,
    Items,
    Page,
    PageHeading,
    PagePart,
    Para,
    Picture,
    WritingSpace,
)
from sop.views.train.score_screens import earned_text, points_text, result_text
from sop.views.train.timeline_picture import time_line

MARKS = {"wrong": "[~] ", "critical": "[!] "}
RIGHT = "[x] "


def debrief_page(definition: Definition, debrief: Debrief) -> Page:
    """Return everything in the order in which a group discusses it."""
    parts: tuple[PagePart, ...] = (
        *_result(definition, debrief),
        *_objectives(debrief),
        *_omission_parts(definition, debrief),
        *_paths(definition, debrief),
        *_others(debrief),
        PageHeading("Questions for the group"),
        Items(debrief.questions, numbered=True),
        PageHeading("What we learned"),
        WritingSpace(4),
    )
    return Page(f"Debrief: {debrief.scenario.title}", _about(debrief.header), parts)


def _about(header: Header) -> str:
    text = f"Session {header.id}, {header.workflow} {header.workflow_version}, seed {header.seed}"
    text += labelled(", role ", header.role or "")
    text += labelled(", learner ", header.learner or "")
    return f"{text}. An exercise: people and places are invented."


def _result(definition: Definition, debrief: Debrief) -> Iterator[PagePart]:
    score = debrief.score
    yield Para(f"{result_text(score)}.", _verdict(score))
    if score.mishaps:
        yield PageHeading("A safe outcome was not reached")
        texts = [f"{one.what}{_source(definition, one.law)}" for one in score.mishaps]
        yield Items(tuple(texts))


def _verdict(score: Score) -> str:
    if not score.finished:
        return "Not finished:"
    return "Passed:" if score.passed else "Not passed:"


def _source(definition: Definition, law: Sequence[str]) -> str:
    # A citation shows no date, so any moment will do.
    source = Wording(definition, datetime.fromtimestamp(0, UTC)).source(law)
    return f" ({source})" if source else ""


def _objectives(debrief: Debrief) -> Iterator[PagePart]:
    yield PageHeading("Objectives")
    rows = tuple(map(_objective_row, debrief.score.objectives))
    yield Grid(("Objective", "Reached", "What shows it"), rows, (40, 14, 46))


def _objective_row(score: ObjectiveScore) -> tuple[str, ...]:
    reached = f"{points_text(score.value)} of {score.objective.weight}"
    return (score.objective.text, reached, "; ".join(map(earned_text, score.earned)))


def _omission_parts(definition: Definition, debrief: Debrief) -> Iterator[PagePart]:
    texts = [f"{_title(definition, path)}: not done" for path in debrief.missed]
    for late in debrief.late:
        wording = Wording(definition, late.at)
        times = f"done {wording.moment(late.at)}, due {wording.deadline(late.due)}"
        texts.append(f"{_title(definition, late.action)}: late, {times}")
    if texts:
        yield PageHeading("Missed duties")
        yield Items(tuple(texts))


def _title(definition: Definition, path: str) -> str:
    action = definition.action(path)
    return f"{action.code} {action.title}"


def _paths(definition: Definition, debrief: Debrief) -> Iterator[PagePart]:
    """Yield both paths on one time line, as a picture and in words where they part."""
    yield PageHeading("Own path and model path")
    wrong = wrong_answers(debrief)
    picture = time_line(definition, debrief.own, debrief.model, wrong)
    yield Picture(picture, _paths_text(debrief, wrong))
    rows = tuple(_rows(definition, debrief, wrong))
    if rows:
        yield Grid(("When", "Who", "Own path", "Model path"), rows, (16, 10, 37, 37))


def wrong_answers(debrief: Debrief) -> dict[int, str]:
    """Return the number of each answer that was not the right one -> `wrong` or `critical`."""
    turns = {turn.id: turn for turn in debrief.scenario.turns}
    marks = {}
    for answer in debrief.own:
        if answer.kind != "answered" or answer.choice == answer.turn:
            continue
        choices = turns[answer.turn].choices
        is_critical = any(one.critical for one in choices if one.id == answer.choice)
        marks[answer.number] = "critical" if is_critical else "wrong"
    return marks


def _paths_text(debrief: Debrief, wrong: Mapping[int, str]) -> str:
    own = count_text(sum(one.kind == "event" for one in debrief.own), "event")
    model = sum(one.kind == "event" for one in debrief.model)
    last = "every answer was the model's."
    if wrong:
        last = f"{count_text(len(wrong), 'answer')} could have been better."
    return f"The session has {own}, the model path {model}; {last}"


def _rows(
    definition: Definition, debrief: Debrief, wrong: Mapping[int, str]
) -> Iterator[tuple[str, ...]]:
    """Yield each question: what was answered and what the model does.

    Refusals, injects and skipped turns are in between.
    """
    for happening in debrief.own:
        text = _own_row(definition, happening, wrong)
        if text:
            wording = Wording(definition, happening.at)
            model = _model_answer(debrief, happening)
            yield (wording.moment(happening.at), wording.short(happening.by), text, model)


def _own_row(definition: Definition, happening: Happening, wrong: Mapping[int, str]) -> str:
    match happening.kind:
        case "answered" if happening.own:
            return MARKS.get(wrong.get(happening.number, ""), RIGHT) + happening.text
        case "refused" if happening.own:
            return f"Refused: {happening.text}"
        case "event" if happening.own and happening.event is not None:
            return text_of(sentence(Wording(definition, happening.at), happening.event))
        case "inject":
            return f"Inject: {' '.join(happening.text.split())}"
        case "skipped":
            return f"Not possible any more: {happening.text}"
    return ""


def _model_answer(debrief: Debrief, happening: Happening) -> str:
    """Return what the model path answers at this turn; empty where nothing is asked."""
    if happening.kind != "answered":
        return ""
    if happening.choice == happening.turn:
        return "the same"
    for answer in debrief.model:
        if answer.kind == "answered" and answer.turn == happening.turn:
            return answer.text
    return ""


def _others(debrief: Debrief) -> Iterator[PagePart]:
    if not debrief.others:
        return
    yield PageHeading("What others chose first")
    yield Para(f"Counts of {debrief.sessions} sessions.")
    rows = tuple(map(_count_row, debrief.others))
    yield Grid(("Turn", "Answer", "Times", ""), rows, (20, 56, 12, 12))


def _count_row(count: AnswerCount) -> tuple[str, ...]:
    mark = RIGHT if count.right else ""
    own = "here" if count.own else ""
    return (count.turn, mark + count.say, str(count.count), own)
