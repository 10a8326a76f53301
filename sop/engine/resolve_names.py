"""What a word refers to: a code (`P3.2`), a full name, or a part of a name that fits one thing.

What is open now is searched first, then current steps, then all steps. Outcomes and interrupts are
also found by words of their titles and by the step that they lead to. A word that fits nothing, or
several things, is a UsageError with the names that would be right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Generic, TypeVar

from sop.engine.word_lists import list_some
from sop.model.case_state import Case
from sop.model.definition import BACK, Action, Definition, Interrupt, Outcome, Step, Track
from sop.model.fact import Fact
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import value

T = TypeVar("T")

MOST_MATCHES_LISTED = 8
"""Full paths are longer than names, so fewer of them fit."""
NEAREST = 3
SIMILARITY = 0.5
"""From here on difflib's ratio finds the usual typing errors and few unrelated names."""
NESTED_KINDS = ("action", "outcome", "interrupt", "step")
"""Kinds that have dotted paths, of which people type the last part."""


@value
class _Candidate(Generic[T]):
    """Something that the word may refer to, with the code and the path that name it.

    `titles` are texts in which its words are looked for; `target` is the code of the step that it
    leads to.
    """

    thing: T
    code: str
    path: str
    titles: str = ""
    target: str = ""


class AmbiguousName(UsageError):
    """A word fits several things. `choices` are their paths with their titles."""

    def __init__(self, message: str, choices: dict[str, str], suggest: Suggestion | None) -> None:
        remedy = "Write more of the name, or the code."
        if suggest is not None:
            remedy += " To list all"
        super().__init__(message, remedy, suggest)
        self.choices = choices


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
        [_Candidate(one, one.code, one.path, one.title) for one in definition.actions()],
        definition=definition,
        case=case,
    )


def resolve_outcome(
    definition: Definition, case: Case | None, word: str, track: str | None = None
) -> Outcome:
    """Return the outcome that the word refers to; only of `track` if one is given.

    The code or title of the step that it leads to refers to an outcome of a current step.
    """
    with suppress(ValueError, KeyError):
        if track is None or word.startswith(f"{track}."):
            return definition.outcome(word)
    outcomes: Iterable[Outcome] = definition.outcomes()
    if track is not None:
        outcomes = [outcome for outcome in outcomes if outcome.path.startswith(f"{track}.")]
    here = current_steps(definition, case)
    candidates: list[_Candidate[Outcome]] = []
    for outcome in outcomes:
        target = None
        if _is_below(outcome.path, here):
            target = _find_target(definition, case, outcome)
        candidates.append(_outcome_candidate(outcome, target))
    return _resolve_unique("outcome", word, candidates, definition=definition, case=case)


def _outcome_candidate(outcome: Outcome, target: Step | None) -> _Candidate[Outcome]:
    """Return the candidate; only that of a current step has words by which it is found."""
    if target is None:
        return _Candidate(outcome, "", outcome.path)
    titles = f"{outcome.title} {target.title} {target.id}"
    return _Candidate(outcome, "", outcome.path, titles, target.code)


def _find_target(definition: Definition, case: Case | None, outcome: Outcome) -> Step | None:
    """Return the step that the outcome leads to, for `back` the one that is remembered."""
    track = definition.track_at(outcome.path)
    if outcome.to != BACK:
        return track.steps.get(outcome.to)
    state = case.tracks.get(track.id) if case is not None else None
    return None if state is None else track.steps.get(state.remembered or "")


def resolve_interrupt(definition: Definition, case: Case | None, word: str) -> Interrupt:
    """Return the interrupt that the word refers to; those that are open now are searched first."""
    candidates: list[_Candidate[Interrupt]] = []
    for one in definition.interrupts():
        target = definition.track_at(one.path).steps[one.to]
        titles = f"{one.title} {target.title} {target.id}"
        candidates.append(_Candidate(one, "", one.path, titles, target.code))
    return _resolve_unique("interrupt", word, candidates, definition=definition, case=case)


def resolve_step(definition: Definition, word: str) -> Step:
    """Return the step that the word refers to."""
    candidates = [_Candidate(step, step.code, step.path) for step in definition.steps()]
    return _resolve_unique("step", word, candidates, definition=definition, case=None)


def resolve_track(definition: Definition, word: str) -> Track:
    """Return the track with that ID or code."""
    found = _find_track(definition, word)
    if found is None:
        raise refuse_unknown("track", word, definition.tracks, _show(definition))
    return found


def is_track(definition: Definition, word: str) -> bool:
    """Whether the word is the ID or the code of a track."""
    return _find_track(definition, word) is not None


def _find_track(definition: Definition, word: str) -> Track | None:
    wanted = word.casefold()
    if not wanted:  # a track without a code is not named by an empty word
        return None
    for track in definition.tracks.values():
        if wanted in (track.id.casefold(), track.code.casefold(), track.title.casefold()):
            return track
    return None


def resolve_fact(definition: Definition, word: str) -> Fact:
    """Return the fact of that name."""
    found = definition.facts.get(word)
    if found is None:
        from sop.engine.fact_names import refuse_unknown_fact  # late: a circle; only a mistake

        raise refuse_unknown_fact(definition, word)
    return found


def resolve_stakeholder(definition: Definition, word: str) -> str:
    """Return the stakeholder's ID. The word is its ID, its short name or its full name."""
    if word in definition.stakeholders:
        return word
    from sop.engine import stakeholder_names  # late: start-up; a suggested command has the ID

    found = stakeholder_names.match_stakeholders(definition.stakeholders.values(), word)
    if len(found) == 1:
        return found[0].id
    if found:
        names = stakeholder_names.list_official_names(found)
        raise stakeholder_names.refuse_several_stakeholders(word, names)
    raise refuse_unknown("stakeholder", word, definition.stakeholders, _show(definition))


def _show(definition: Definition) -> Suggestion:
    """Return the command that shows all parts of the workflow."""
    return Suggestion("workflow show", definition.id)


def refuse_unknown(
    kind: str, word: str, known: Iterable[str], suggest: Suggestion | None = None
) -> UsageError:
    """Return the error for an unknown word, with the nearest names, or else with all names.

    `suggest` is the command that lists all names; without it no list is cut.
    """
    names = list(known)
    article = "an" if kind[0] in "aeiou" else "a"
    message = f"{word!r} is not {article} {kind} of this workflow."
    near = _find_near_names(kind, word, names)
    if near:
        return UsageError(message, f"Did you mean {' or '.join(near)}?")
    if not names:
        return UsageError(message, f"This workflow has no {kind}s.")
    return UsageError(message, *list_some(f"{kind.capitalize()}s", names, suggest))


def _find_near_names(kind: str, word: str, names: Sequence[str]) -> list[str]:
    from difflib import get_close_matches  # late: start-up; only a mistake needs it

    near = get_close_matches(word, names, n=NEAREST, cutoff=SIMILARITY)
    if near or kind not in NESTED_KINDS:
        return near
    by_last_part = {name.rpartition(".")[2]: name for name in reversed(names)}
    last_parts = get_close_matches(word, by_last_part, n=NEAREST, cutoff=SIMILARITY)
    return [by_last_part[part] for part in last_parts]


def _resolve_unique(
    kind: str,
    word: str,
    candidates: Sequence[_Candidate[T]],
    *,
    definition: Definition,
    case: Case | None,
) -> T:
    """Return the one thing whose code or path is the word, or which it describes uniquely."""
    for candidate in candidates:
        if word.lower() in (candidate.path, candidate.code.lower()):
            return candidate.thing
    matches = _find_matches(kind, word, candidates)
    if len(matches) > 1:
        matches = _prefer_open(kind, matches, definition, case)
    if len(matches) == 1:
        return matches[0].thing
    if matches:
        raise _refuse_ambiguous(kind, word, matches, _list_command(kind, definition, case))
    raise _refuse_nothing(kind, word, candidates, definition, case)


def _prefer_open(
    kind: str, matches: list[_Candidate[T]], definition: Definition, case: Case | None
) -> list[_Candidate[T]]:
    """Return the interrupts that can be raised now, or else what is at a current step or track."""
    here: Sequence[str] = current_steps(definition, case)
    if kind == "interrupt":
        open_now = set(_list_open_paths(definition, case))
        from sop.engine.private_rules import find_private_rules  # late: start-up

        # Whether a private one is open does not show, so a person has to choose.
        open_now |= find_private_rules(definition, None).interrupts
        possible = [match for match in matches if match.path in open_now]
        if possible:
            return possible
        here = sorted({path.partition(".")[0] for path in here})
    return [match for match in matches if _is_below(match.path, here)] or matches


def _list_open_paths(definition: Definition, case: Case | None) -> tuple[str, ...]:
    from sop.engine.open_choices import list_open_paths  # late: a circle of imports

    return list_open_paths(definition, case)


def _find_matches(kind: str, word: str, candidates: Sequence[_Candidate[T]]) -> list[_Candidate[T]]:
    """Return those whose last parts are the word, else those that it describes.

    The code of a step that something leads to describes it; a part of its path; words of its title.
    An interrupt is raised in a hurry, so its title counts as much as its path.
    """
    part = word.lower()
    matches = [one for one in candidates if f".{one.path}".endswith(f".{part}")]
    if matches or not word.strip("._ "):
        return matches
    matches = [one for one in candidates if one.target and one.target.upper() == word.upper()]
    if matches:
        return matches
    in_path = [one for one in candidates if part in one.path]
    if in_path and kind != "interrupt":
        return in_path
    return [one for one in candidates if one in in_path or _has_words(one.titles, word)]


def _has_words(titles: str, text: str) -> bool:
    """Whether each word of the text begins a word of the titles."""
    known = _split_words(titles)
    wanted = _split_words(text)
    missing = [word for word in wanted if not _begins_one(word, known)]
    return bool(wanted) and not missing


def _begins_one(begun: str, known: Iterable[str]) -> bool:
    return any(word.startswith(begun) for word in known)


def _split_words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _is_below(path: str, places: Sequence[str]) -> bool:
    return any(path.startswith(f"{place}.") for place in places)


# ---- what to say where nothing is found


def _list_command(kind: str, definition: Definition, case: Case | None) -> Suggestion:
    """Return the command that lists all of that kind."""
    if case is None or not case.tracks or kind == "step":
        return _show(definition)
    if kind == "outcome":
        return Suggestion("why", "advance", case=case.id or None)
    return Suggestion("checklist", options=(("all", None),), case=case.id or None)


def _refuse_ambiguous(
    kind: str, word: str, matches: Sequence[_Candidate[T]], suggest: Suggestion
) -> AmbiguousName:
    paths = ", ".join(match.path for match in matches[:MOST_MATCHES_LISTED])
    left = len(matches) - MOST_MATCHES_LISTED
    more = f" \u2026 and {left} more" if left > 0 else ""
    choices = {match.path: getattr(match.thing, "title", "") for match in matches}
    message = f"{word!r} fits {len(matches)} {kind}s: {paths}{more}."
    return AmbiguousName(message, choices, suggest if left > 0 else None)


def _refuse_nothing(
    kind: str,
    word: str,
    candidates: Sequence[_Candidate[T]],
    definition: Definition,
    case: Case | None,
) -> UsageError:
    """Return the error: similar codes, similar names that are open now, or what is open now."""
    known = {candidate.path: candidate for candidate in candidates}
    open_now = [path for path in _list_open_paths(definition, case) if path in known]
    here = current_steps(definition, case)
    nearby = [path for path in known if _is_below(path, here)]
    suggest = _list_command(kind, definition, case)
    near = _find_near_codes(word, [known[path] for path in (*open_now, *nearby, *known)])
    near = near or _find_near_names(kind, word, open_now) or _find_near_names(kind, word, nearby)
    if near:
        return refuse_near(kind, word, near)
    ordered = list(dict.fromkeys((*open_now, *nearby, *known)))
    error = refuse_unknown(kind, word, ordered, suggest)
    if error.remedy.startswith("Did you mean") or not open_now:
        return error
    titles = [_name_with_title(known[path]) for path in open_now]
    title = f"{kind.capitalize()}s that are open now"
    return UsageError(error.message, *list_some(title, titles, suggest))


def refuse_near(kind: str, word: str, near: Sequence[str]) -> UsageError:
    """Return the error for an unknown word with these names that are like it."""
    error = refuse_unknown(kind, word, ())
    return UsageError(error.message, f"Did you mean {' or '.join(near)}?")


def _name_with_title(candidate: _Candidate[T]) -> str:
    """Return `I1.1 (Write it down)`."""
    title = getattr(candidate.thing, "title", "")
    name = candidate.code or candidate.path
    return f"{name} ({title})" if title else name


def _find_near_codes(word: str, candidates: Iterable[_Candidate[T]]) -> list[str]:
    """Return the codes that differ from the word by their dots only, or begin before it.

    `I11` and `I1,3` are like I1.1 and I1.3; `1.3` like the code that ends with it.
    """
    wanted = "".join(_split_words(word))
    if not any(letter.isdigit() for letter in wanted):
        return []
    found: dict[str, None] = {}
    for candidate in candidates:
        code = "".join(_split_words(candidate.code))
        if code and (code == wanted or (wanted[0].isdigit() and code.endswith(wanted))):
            found[candidate.code] = None
    return list(found)[:NEAREST]
