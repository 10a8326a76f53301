"""Compiles questions about tracks, steps and actions: `track.step is current`."""

from __future__ import annotations

from typing import cast

from sop.definition.condition_lexer import Problem
from sop.definition.condition_names import Names
from sop.definition.condition_problems import (
    HERE,
    ConditionOrProblems,
    make_ill_typed,
    make_misspelt,
    suggest_question,
)
from sop.definition.finding_report import list_names, quote_value, suggest_nearest
from sop.model.condition import (
    ActionIsDone,
    Condition,
    Not,
    StepCurrent,
    StepVisited,
    TrackIs,
    TrackStatus,
)

KINDS = ("track", "step", "action")
"""What a path names, by the number of dots in it."""

PATTERNS = ("track", "track.step", "track.step.action")
FORMS = ("a track", "a step (track.step)", "an action (track.step.action)")
STATES = ("'waiting', 'running' or 'ended'", "'current' or 'visited'", "'done'")
"""What a condition may ask of a place, by the number of dots in its path."""

DEPTHS = {"done": 2, "current": 1, "visited": 1, "waiting": 0, "running": 0, "ended": 0}
"""The number of dots in the path of which this word may be asked."""


def compile_bare_place(word: str, names: Names) -> list[Problem]:
    """Return the problem of a path without a question about it."""
    problem = _find_missing_place(word, names)
    if problem:
        return [problem]
    kind = KINDS[word.count(".")]
    message = f"the {kind} {quote_value(word)} alone is not a question"
    return [make_misspelt(message, names.example(word))]


def reject_value(subject: str, word: str, names: Names) -> list[Problem]:
    """Return the problem of a place that is compared with a value."""
    problem = _find_missing_place(subject, names)
    if problem:
        return [problem]
    depth = subject.count(".")
    kind = KINDS[depth]
    article = "an" if kind == "action" else "a"
    return [
        make_ill_typed(
            f"the {kind} {quote_value(subject)} cannot be {quote_value(word)}",
            f"Of {article} {kind} a condition asks whether it is {STATES[depth]}.",
        )
    ]


def compile_place(
    subject: str, word: str, *, is_negated: bool, text: str, names: Names
) -> ConditionOrProblems:
    """Compile a question about the state of a track, a step or an action.

    `track.step.action is done`, `track.step is current` or `visited`, `track is running`.
    """
    depth = DEPTHS[word]
    if "." not in subject and subject not in names.tracks:
        return [_make_not_a_place(subject, word, depth, names)]
    problem = _find_missing_place(subject, names)
    if problem:
        return [problem]
    if subject.count(".") != depth:
        found = FORMS[subject.count(".")].split(" (")[0]
        message = f"'{word}' asks about {FORMS[depth]}; {quote_value(subject)} is {found}"
        return [make_ill_typed(message, names.example(subject))]
    if not is_negated:
        return _make_node(subject, word, text)
    return Not(_make_node(subject, word, text.replace(" is not ", " is ", 1)), text)


def _make_node(path: str, word: str, text: str) -> Condition:
    parts = path.split(".")
    if word == "done":
        return ActionIsDone(parts[0], parts[1], parts[2], text)
    if word == "current":
        return StepCurrent(parts[0], parts[1], text)
    if word == "visited":
        return StepVisited(parts[0], parts[1], text)
    return TrackIs(parts[0], cast(TrackStatus, word), text)


def _make_not_a_place(subject: str, word: str, depth: int, names: Names) -> Problem:
    """Return the problem of a subject that is not a path: another declared name, or unknown."""
    declared = (("fact", names.facts), ("switch", names.switches), ("term", names.terms))
    for kind, known in declared:
        if subject in known:
            fact = names.facts.get(subject)
            remedy = suggest_question(fact) if fact else f"Write '{subject}' or 'not {subject}'."
            message = f"the {kind} {quote_value(subject)} cannot be '{word}'"
            return make_ill_typed(message, remedy)
    if depth == 0:
        return _make_unknown_track(subject, names)
    kind = KINDS[depth]
    paths = names.steps() if depth == 1 else names.actions()
    same = [path for path in paths if path.rsplit(".", 1)[-1] == subject]
    remedy = f"Write the whole path: {PATTERNS[depth]}."
    if same:
        remedy = f"Write the whole path: '{same[0]} is {word}'."
    return Problem(f"unknown-{kind}", f"unknown {kind} {quote_value(subject)}", HERE, remedy)


def _make_unknown_track(track: str, names: Names) -> Problem:
    return Problem(
        "unknown-track",
        f"unknown track {quote_value(track)}{suggest_nearest(track, names.tracks)}",
        HERE,
        f"Known: {list_names(names.tracks)}.",
    )


def _find_missing_place(path: str, names: Names) -> Problem | None:
    """Return the problem of the first part of the path that does not exist.

    None if all parts exist, or if their declarations could not be read.
    """
    track, *rest = path.split(".")
    if len(rest) > 2:
        message = f"{quote_value(path)} has too many parts"
        return make_misspelt(message, "Write track.step.action.")
    if track not in names.tracks:
        return _make_unknown_track(track, names)
    steps = names.tracks[track]
    if not rest or steps is None:
        return None
    step = rest[0]
    if step not in steps:
        return Problem(
            "unknown-step",
            f"unknown step {quote_value(step)} of {track}{suggest_nearest(step, steps)}",
            HERE,
            f"Steps of {track}: {list_names(steps)}.",
        )
    actions = steps[step]
    if len(rest) == 1 or actions is None or rest[1] in actions:
        return None
    name, place = rest[1], f"{track}.{step}"
    return Problem(
        "unknown-action",
        f"unknown action {quote_value(name)} of {place}{suggest_nearest(name, actions)}",
        HERE,
        f"Actions of {place}: {list_names(actions)}.",
    )
