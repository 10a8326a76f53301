"""A condition in words: the titles of tracks and steps, and the codes of actions, not their paths.

A part without a path is quoted as its author wrote it.
"""

from __future__ import annotations

from sop.model.condition import (
    ActionIsDone,
    And,
    Condition,
    FactBetween,
    FactIs,
    FactKnown,
    Gate,
    Not,
    Or,
    StepCurrent,
    StepVisited,
    TermHolds,
    iterate_questions,
)
from sop.model.definition import Definition, Step, Track

PlaceQuestion = ActionIsDone | StepCurrent | StepVisited
"""The questions whose words contain a path, such as `recall.stopped is current`."""


def describe_line(definition: Definition, line: Condition) -> str:
    """Return the line: `Recall is at R3 "Stopped"`, `R1.5 is done`, `"danger" is yes`.

    A name alone is shown with the value that it must have: for `not danger` `"danger" is no`.
    """
    return _describe(definition, line, holds=True)


def claim_line(definition: Definition, line: Condition) -> str:
    """Return the line as a whole sentence; behind quoted words comes `is true`."""
    text = describe_line(definition, line)
    if text.endswith('"') and not _has_place(line):
        return f"{text} is true"
    return text


def say_term(definition: Definition, line: Condition) -> str:
    """Return the words of the term that the line consists of; empty if it has none.

    `"the building is not safe" is true`, in place of the term's ID.
    """
    term = line.part if isinstance(line, Not) else line
    if not isinstance(term, TermHolds) or not definition.terms[term.term].say:
        return ""
    is_true = "is not true" if isinstance(line, Not) else "is true"
    return f'"{definition.terms[term.term].say}" {is_true}'


def describe_hold(definition: Definition, lines: Gate) -> str:
    """Return when a track is on hold: each line is true or not yet known.

    `Recall is at R3 "Stopped", and "danger" is yes or not yet known`
    """
    return ", and ".join(_describe_held_line(definition, line) for line in lines)


def _describe_held_line(definition: Definition, line: Condition) -> str:
    questions = list(iterate_questions(line))
    if not any(isinstance(question, FactIs | FactBetween | TermHolds) for question in questions):
        return describe_line(definition, line)
    text = say_term(definition, line) or claim_line(definition, line)
    if len(questions) == 1:
        return f"{text} or not yet known"
    return f"({text}, or this is not yet known)"


def _has_place(condition: Condition) -> bool:
    return any(isinstance(part, PlaceQuestion) for part in iterate_questions(condition))


def _describe(definition: Definition, condition: Condition, holds: bool) -> str:
    """Return that the condition holds, or does not; a negation goes to the parts (De Morgan)."""
    if not _has_place(condition):
        return _quote_words(condition, holds)
    if isinstance(condition, Not):
        return _describe(definition, condition.part, not holds)
    if isinstance(condition, And | Or):
        parts = [_describe_part(definition, part, holds) for part in condition.parts]
        joint = " and " if isinstance(condition, And) is holds else " or "
        return joint.join(parts)
    assert isinstance(condition, PlaceQuestion)  # the other questions have no place
    return describe_place(definition, condition, holds)


def _describe_part(definition: Definition, part: Condition, holds: bool) -> str:
    """Return a part of `and` or `or`, in brackets where it has parts itself."""
    text = _describe(definition, part, holds)
    inner = part.part if isinstance(part, Not) else part
    if isinstance(inner, And | Or) and _has_place(part):
        return f"({text})"
    return text


def _quote_words(condition: Condition, holds: bool) -> str:
    """Return the author's words in quotes: `"tests is at least 2"`, `"injured" is yes`."""
    if isinstance(condition, Not) and not holds:
        return _quote_words(condition.part, True)
    if isinstance(condition, Not) and isinstance(condition.part, FactKnown):
        return _quote_words(condition.part, False)
    if isinstance(condition, FactKnown):
        return f'"{condition.fact}" is {"known" if holds else "not known"}'
    if isinstance(condition, Not) and condition.part.text.isidentifier():
        return f'"{condition.part.text}" is no'
    if condition.text.isidentifier():
        return f'"{condition.text}" is {"yes" if holds else "no"}'
    return f'"{condition.text}"' if holds else f'"{condition.text}" is not true'


def describe_place(definition: Definition, question: PlaceQuestion, holds: bool) -> str:
    """Return `R1.5 is done`, `Recall is not at R3 "Stopped"`, `Recall has ended at "Closed"`."""
    path = f"{question.track}.{question.step}"
    if isinstance(question, ActionIsDone):
        action = definition.action(f"{path}.{question.action}")
        return f"{action.code} is done" if holds else f"{action.code} is not done"
    track, step = definition.tracks[question.track], definition.step(path)
    negation = "" if holds else " not"
    if isinstance(question, StepVisited):
        return f"{track_name(track)} has{negation} reached {quote_step(step)}"
    if step.end:
        return f"{track_name(track)} has{negation} ended at {quote_step(step)}"
    return f"{track_name(track)} is{negation} at {quote_step(step)}"


def track_name(track: Track) -> str:
    """Return the ID of the track in capitals: checklists show it so, and commands take the ID."""
    return track.id.replace("_", " ").upper()


def describe_position(track: Track, step: Step | None) -> str:
    """Return where the track is: `Recall is at R1 "Assessment"`; None: it has not started."""
    if step is None:
        return f"{track_name(track)} has not started"
    if step.end:
        return f"{track_name(track)} has ended at {quote_step(step)}"
    return f"{track_name(track)} is at {quote_step(step)}"


def quote_step(step: Step) -> str:
    """Return `R3 "Stopped"`, for use in a sentence; an end by its title alone."""
    quoted = f'"{step.title}"'
    return quoted if step.end else f"{step.code} {quoted}"


def step_name(step: Step) -> str:
    """Return `R3 Stopped`, for a heading or a list; an end by its title alone."""
    if step.end:
        return step.title
    return f"{step.code} {step.title}"
