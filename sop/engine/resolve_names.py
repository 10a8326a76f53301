"""What a person means by a word: a code (`P3.2`), a full name, or a part of one that fits only one thing.

Current steps are looked at first, then all. A word that fits nothing or several is Misuse, with what would be right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import TypeVar

from sop.model.case_state import Case
from sop.model.definition import Action, Definition, Fact, Interrupt, Outcome, Step, Track
from sop.model.refusal import UsageError

T = TypeVar("T")


def current_steps(definition: Definition, case: Case | None) -> tuple[str, ...]:
    """The paths of the steps that running tracks are at, in file order."""
    if case is None:
        return ()
    running = ((t, case.tracks.get(t)) for t in definition.tracks)
    return tuple(
        f"{track}.{state.step}" for track, state in running if state and state.status == "running"
    )


def resolve_action(definition: Definition, case: Case | None, word: str) -> Action:
    """The action meant by the word."""
    with suppress(ValueError, KeyError):  # a full name, as programs write it, needs no search
        return definition.action(word)
    actions = definition.actions()
    return _resolve_unique(
        "action", word, actions, lambda a: (a.code, a.path), current_steps(definition, case)
    )


def resolve_outcome(
    definition: Definition, case: Case | None, word: str, track: str | None = None
) -> Outcome:
    """The outcome meant by the word, of `track` only where one is given."""
    with suppress(ValueError, KeyError):
        if track is None or word.startswith(f"{track}."):
            return definition.outcome(word)
    found = [o for o in definition.outcomes() if track is None or o.path.split(".")[0] == track]
    return _resolve_unique(
        "outcome", word, found, lambda o: ("", o.path), current_steps(definition, case)
    )


def resolve_interrupt(definition: Definition, case: Case | None, word: str) -> Interrupt:
    """The interrupt meant by the word; among several of one name, that of a track which it could leave now."""
    current = {path.split(".")[0] for path in current_steps(definition, case)}
    return _resolve_unique(
        "interrupt", word, definition.interrupts(), lambda i: ("", i.path), tuple(sorted(current))
    )


def resolve_step(definition: Definition, word: str) -> Step:
    """The step meant by the word."""
    return _resolve_unique("step", word, definition.steps(), lambda s: (s.code, s.path), ())


def resolve_track(definition: Definition, word: str) -> Track:
    """The track meant by the word: its id or its code."""
    for track in definition.tracks.values():
        if word == track.id or word.upper() == track.code.upper():
            return track
    raise refuse_unknown("track", word, definition.tracks)


def is_track(definition: Definition, word: str) -> bool:
    """Whether the word names a track by id or code."""
    return any(
        word == track.id or word.upper() == track.code.upper()
        for track in definition.tracks.values()
    )


def resolve_fact(definition: Definition, word: str) -> Fact:
    """The fact of that name."""
    return _resolve_exact("fact", word, definition.facts)


def resolve_stakeholder(definition: Definition, word: str) -> str:
    """The stakeholder's id, by its id or short name in any case."""
    for stakeholder in definition.stakeholders.values():
        if word.lower() in (stakeholder.id, stakeholder.short.lower()):
            return stakeholder.id
    raise refuse_unknown("stakeholder", word, definition.stakeholders)


def _resolve_exact(kind: str, word: str, known: Mapping[str, T]) -> T:
    if word in known:
        return known[word]
    raise refuse_unknown(kind, word, known)


def refuse_unknown(kind: str, word: str, known: Iterable[str]) -> UsageError:
    """The refusal of an unknown word, with the nearest that exist."""
    from difflib import get_close_matches  # only a mistake pays for it

    names = list(known)
    near = get_close_matches(word, names, n=3, cutoff=0.5)
    if not near and kind in ("action", "outcome", "interrupt", "step"):
        tails = {name.rsplit(".", 1)[-1]: name for name in names}
        near = [tails[tail] for tail in get_close_matches(word, tails, n=3, cutoff=0.5)]
    listed = (
        f"Did you mean {' or '.join(near)}?"
        if near
        else f"There is: {', '.join(names[:12]) or 'none'}."
    )
    return UsageError(
        f"{word!r} is not {'an' if kind[0] in 'aoi' else 'a'} {kind} of this workflow.", listed
    )


def _resolve_unique(
    kind: str,
    word: str,
    things: Iterable[T],
    called: Callable[[T], tuple[str, str]],
    first: tuple[str, ...],
) -> T:
    """The one thing whose code or path the word is, or is a unique part of."""
    known = [(thing, *called(thing)) for thing in things]
    for thing, code, path in known:
        if word == path or (code and word.upper() == code.upper()):
            return thing
    fitting = [(thing, path) for thing, _, path in known if f".{path}".endswith(f".{word}")]
    fitting = fitting or [
        (thing, path) for thing, _, path in known if word.strip("._ ") and word in path
    ]
    here = [
        (thing, path)
        for thing, path in fitting
        if any(path.startswith(f"{place}.") for place in first)
    ]
    fitting = here or fitting
    if len(fitting) == 1:
        return fitting[0][0]
    if fitting:
        paths = ", ".join(path for _, path in fitting[:8])
        raise UsageError(
            f"{word!r} fits {len(fitting)} {kind}s: {paths}.",
            "Write more of the name, or the code.",
        )
    raise refuse_unknown(kind, word, [path for _, _, path in known])
