"""What a word refers to: a code (`P3.2`), a full name, or a part of a name that fits one thing.

Current steps are searched first, then all steps. A word that fits nothing, or several things, is a
UsageError with the names that would be right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Generic, NamedTuple, TypeVar

from sop.model.case_state import Case
from sop.model.definition import Action, Definition, Interrupt, Outcome, Step, Track
from sop.model.fact import Fact
from sop.model.refusal import UsageError

T = TypeVar("T")

MOST_NAMES_LISTED = 12
"""Names in one message: more would not be read."""
MOST_MATCHES_LISTED = 8
"""Full paths are longer than names, so fewer of them fit."""
NEAREST = 3
SIMILARITY = 0.5
"""From here on difflib's ratio finds the usual typing errors and few unrelated names."""
NESTED_KINDS = ("action", "outcome", "interrupt", "step")
"""Kinds that have dotted paths, of which people type the last part."""


class _Candidate(NamedTuple, Generic[T]):
    """Something that the word may refer to, with the code and the path that name it."""

    thing: T
    code: str
    path: str


def current_steps(definition: Definition, case: Case | None) -> tuple[str, ...]:
    """Return the paths of the steps that running tracks are at, in file order."""
    if case is None:
        return ()
    found: list[str] = []
    for track in definition.tracks:
        state = case.tracks.get(track)
        if state is not None and state.status == "running":
            found.append(f"{track}.{state.step}")
    return tuple(found)


def resolve_action(definition: Definition, case: Case | None, word: str) -> Action:
    """Return the action that the word refers to."""
    with suppress(ValueError, KeyError):  # a full path, as programs write it, needs no search
        return definition.action(word)
    return _resolve_unique(
        "action",
        word,
        definition.actions(),
        called=lambda action: (action.code, action.path),
        first=current_steps(definition, case),
    )


def resolve_outcome(
    definition: Definition, case: Case | None, word: str, track: str | None = None
) -> Outcome:
    """Return the outcome that the word refers to; only of `track` if one is given."""
    outcomes: Iterable[Outcome] = definition.outcomes()
    with suppress(ValueError, KeyError):
        if track is None or word.startswith(f"{track}."):
            return definition.outcome(word)
    if track is not None:
        outcomes = [outcome for outcome in outcomes if outcome.path.startswith(f"{track}.")]
    return _resolve_unique(
        "outcome",
        word,
        outcomes,
        called=lambda outcome: ("", outcome.path),
        first=current_steps(definition, case),
    )


def resolve_interrupt(definition: Definition, case: Case | None, word: str) -> Interrupt:
    """Return the interrupt that the word refers to; running tracks are searched first."""
    running = {path.partition(".")[0] for path in current_steps(definition, case)}
    return _resolve_unique(
        "interrupt",
        word,
        definition.interrupts(),
        called=lambda interrupt: ("", interrupt.path),
        first=sorted(running),
    )


def resolve_step(definition: Definition, word: str) -> Step:
    """Return the step that the word refers to."""
    return _resolve_unique(
        "step", word, definition.steps(), called=lambda step: (step.code, step.path), first=()
    )


def resolve_track(definition: Definition, word: str) -> Track:
    """Return the track with that ID or code."""
    found = _find_track(definition, word)
    if found is None:
        raise refuse_unknown("track", word, definition.tracks)
    return found


def is_track(definition: Definition, word: str) -> bool:
    """Whether the word is the ID or the code of a track."""
    return _find_track(definition, word) is not None


def _find_track(definition: Definition, word: str) -> Track | None:
    for track in definition.tracks.values():
        if word == track.id or word.upper() == track.code.upper():
            return track
    return None


def resolve_fact(definition: Definition, word: str) -> Fact:
    """Return the fact of that name."""
    found = definition.facts.get(word)
    if found is None:
        raise refuse_unknown("fact", word, definition.facts)
    return found


def resolve_stakeholder(definition: Definition, word: str) -> str:
    """Return the stakeholder's ID. The word is its ID or short name, in any case."""
    for stakeholder in definition.stakeholders.values():
        if word.lower() in (stakeholder.id, stakeholder.short.lower()):
            return stakeholder.id
    raise refuse_unknown("stakeholder", word, definition.stakeholders)


def refuse_unknown(kind: str, word: str, known: Iterable[str]) -> UsageError:
    """Return the error for an unknown word, with the nearest names, or else with all names."""
    names = list(known)
    near = _find_near_names(kind, word, names)
    remedy = _list_names(kind, names)
    if near:
        remedy = f"Did you mean {' or '.join(near)}?"
    article = "an" if kind[0] in "aeiou" else "a"
    return UsageError(f"{word!r} is not {article} {kind} of this workflow.", remedy)


def _find_near_names(kind: str, word: str, names: Sequence[str]) -> list[str]:
    from difflib import get_close_matches  # late: start-up; only a mistake needs it

    near = get_close_matches(word, names, n=NEAREST, cutoff=SIMILARITY)
    if near or kind not in NESTED_KINDS:
        return near
    by_last_part = {name.rpartition(".")[2]: name for name in names}
    last_parts = get_close_matches(word, by_last_part, n=NEAREST, cutoff=SIMILARITY)
    return [by_last_part[part] for part in last_parts]


def _list_names(kind: str, names: Sequence[str]) -> str:
    """Return `Stakeholders: warden, owner.`"""
    if not names:
        return f"This workflow has no {kind}s."
    listed = ", ".join(names[:MOST_NAMES_LISTED])
    if len(names) > MOST_NAMES_LISTED:
        listed += f" and {len(names) - MOST_NAMES_LISTED} more"
    return f"{kind.capitalize()}s: {listed}."


def _resolve_unique(
    kind: str,
    word: str,
    things: Iterable[T],
    *,
    called: Callable[[T], tuple[str, str]],
    first: Sequence[str],
) -> T:
    """Return the one thing whose code or path is the word, or has it as a unique part.

    `called` returns the code and the path of a thing; `first` has paths that are preferred.
    """
    candidates = [_Candidate(thing, *called(thing)) for thing in things]
    for candidate in candidates:
        if word == candidate.path or (candidate.code and word.upper() == candidate.code.upper()):
            return candidate.thing
    matches = _find_matches(word, candidates)
    here = [match for match in matches if _is_below(match.path, first)]
    matches = here or matches
    if len(matches) == 1:
        return matches[0].thing
    if matches:
        paths = ", ".join(match.path for match in matches[:MOST_MATCHES_LISTED])
        raise UsageError(
            f"{word!r} fits {len(matches)} {kind}s: {paths}.",
            "Write more of the name, or the code.",
        )
    raise refuse_unknown(kind, word, [candidate.path for candidate in candidates])


def _find_matches(word: str, candidates: Sequence[_Candidate[T]]) -> list[_Candidate[T]]:
    """Return those whose last parts are the word, or else those that contain it."""
    matches = [one for one in candidates if f".{one.path}".endswith(f".{word}")]
    if matches or not word.strip("._ "):
        return matches
    return [one for one in candidates if word in one.path]


def _is_below(path: str, places: Sequence[str]) -> bool:
    return any(path.startswith(f"{place}.") for place in places)
