"""The debrief as a page: what was reached and what proves it, what was missed, both paths, questions for the group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sop.model.definition import Definition
from sop.model.training import Debrief, Happening
from sop.views.event_text import sentence
from sop.views.labels import Wording, count_text
from sop.views.terminal.blocks import text_of
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
from sop.views.train.score_screens import earned_text, number
from sop.views.train.timeline_picture import time_line


def debrief_page(definition: Definition, found: Debrief) -> Page:
    """Everything in the order in which a group speaks about it."""
    header = found.header
    about = (
        f"Session {header.id}, {header.workflow} {header.workflow_version}, seed {header.seed}"
        + (f", role {header.role}" if header.role else "")
        + (f", learner {header.learner}" if header.learner else "")
        + ". An exercise: people and places are invented."
    )
    parts: list[PagePart] = [
        *_result(definition, found),
        *_objectives(found),
        *_omission_parts(definition, found),
    ]
    parts += [*_paths(definition, found), *_others(found)]
    parts += [PageHeading("Questions for the group"), Items(found.questions, numbered=True)]
    parts += [PageHeading("What we take away"), WritingSpace(4)]
    return Page(f"Debrief: {found.scenario.title}", about, tuple(parts))


def _result(definition: Definition, found: Debrief) -> Iterator[PagePart]:
    score = found.score
    said = f"{number(score.points)} of {score.most} ({number(score.percent)} %), pass mark {score.mark} %."
    word = "Not finished:" if not score.finished else "Passed:" if score.passed else "Not passed:"
    yield Para(said, word)
    if score.mishaps:
        yield PageHeading("A safe outcome was not reached")
        yield Items(tuple(f"{one.what}{_source(definition, one.law)}" for one in score.mishaps))


def _source(definition: Definition, law: Sequence[str]) -> str:
    from datetime import UTC, datetime

    source = Wording(definition, datetime.fromtimestamp(0, UTC)).source(law)
    return f" ({source})" if source else ""


def _objectives(found: Debrief) -> Iterator[PagePart]:
    yield PageHeading("Objectives")
    rows = tuple(
        (
            one.objective.text,
            f"{number(one.value)} of {one.objective.weight}",
            "; ".join(map(earned_text, one.earned)),
        )
        for one in found.score.objectives
    )
    yield Grid(("Objective", "Reached", "What shows it"), rows, (40, 14, 46))


def _omission_parts(definition: Definition, found: Debrief) -> Iterator[PagePart]:
    if not found.missed and not found.late:
        return
    yield PageHeading("Missed duties")
    missed = [f"{_title(definition, path)}: not done" for path in found.missed]
    for one in found.late:
        wording = Wording(definition, one.at)
        missed.append(
            f"{_title(definition, one.action)}: late, done {wording.moment(one.at)}, due {wording.deadline(one.due)}"
        )
    yield Items(tuple(missed))


def _title(definition: Definition, path: str) -> str:
    action = definition.action(path)
    return f"{action.code} {action.title}"


def _paths(definition: Definition, found: Debrief) -> Iterator[PagePart]:
    """Both paths on one time line, as a picture and in words where they part."""
    yield PageHeading("Own path and model path")
    wrong = wrong_answers(found)
    yield Picture(time_line(definition, found.own, found.model, wrong), _paths_text(found, wrong))
    rows = tuple(_rows(definition, found, wrong))
    if rows:
        yield Grid(("When", "Who", "Own path", "Model path"), rows, (16, 10, 37, 37))


def wrong_answers(found: Debrief) -> dict[int, str]:
    """The number of each answer that was not the right one -> `wrong` or `critical`."""
    marks = {}
    for one in found.own:
        if one.kind != "answered" or one.choice == one.turn:
            continue
        turn = next(each for each in found.scenario.turns if each.id == one.turn)
        harms = any(each.critical for each in turn.choices if each.id == one.choice)
        marks[one.number] = "critical" if harms else "wrong"
    return marks


def _paths_text(found: Debrief, wrong: Mapping[int, str]) -> str:
    done = sum(one.kind == "event" for one in found.own)
    ways = count_text(len(wrong), "answer")
    model = sum(one.kind == "event" for one in found.model)
    last = f"{ways} had a better one beside it." if wrong else "every answer was the model's."
    return f"The session has {count_text(done, 'event')}, the model path {model}; {last}"


def _rows(
    definition: Definition, found: Debrief, wrong: Mapping[int, str]
) -> Iterator[tuple[str, ...]]:
    """Each question: what was answered and what the model does. Refusals, injects and what was skipped in between."""
    for one in found.own:
        wording = Wording(definition, one.at)
        who = wording.short(one.by) if one.by else ""
        told = _own_row(definition, one, wrong)
        if told:
            yield (wording.moment(one.at), who, told, _model_says(found, one))


def _own_row(definition: Definition, one: Happening, wrong: Mapping[int, str]) -> str:
    if one.kind == "answered" and one.own:
        mark = {"wrong": "[~] ", "critical": "[!] "}.get(wrong.get(one.number, ""), "[x] ")
        return mark + one.text
    if one.kind == "refused" and one.own:
        return f"Refused: {one.text}"
    if one.kind == "inject":
        return f"Inject: {' '.join(one.text.split())}"
    if one.kind == "skipped":
        return f"Not possible any more: {one.text}"
    if one.kind == "event" and one.own and one.event is not None:
        return text_of(sentence(Wording(definition, one.at), one.event))
    return ""


def _model_says(found: Debrief, one: Happening) -> str:
    """What the model path answers at this turn."""
    if one.kind != "answered":
        return ""
    if one.choice == one.turn:
        return "the same"
    return next(
        (each.text for each in found.model if each.kind == "answered" and each.turn == one.turn), ""
    )


def _others(found: Debrief) -> Iterator[PagePart]:
    if not found.others:
        return
    yield PageHeading("What others chose first")
    rows = tuple(
        (
            one.turn,
            ("[x] " if one.right else "") + one.say,
            str(one.count),
            "here" if one.own else "",
        )
        for one in found.others
    )
    yield Para(f"Counts of {found.sessions} sessions.")
    yield Grid(("Turn", "Answer", "Times", ""), rows, (20, 56, 12, 12))
