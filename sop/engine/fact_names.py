"""The error for an unknown fact: which fact has the word as a choice, or is spelled nearly so."""

from __future__ import annotations

from collections.abc import Iterator

from sop.engine.open_choices import sort_facts
from sop.engine.word_lists import list_some
from sop.model.definition import Definition
from sop.model.fact import Fact
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion

ALIKE = 0.7
"""How alike a mistyped name is. Below this, words that share a part have other meanings: `child`
and `child_finding`."""
NEAREST = 2


def refuse_unknown_fact(definition: Definition, word: str, viewer: str | None = None) -> UsageError:
    """Return the error. With a `viewer`, no fact is proposed that this stakeholder may not record.

    A fact that has the word as a choice comes first, with who records it and where: this explains,
    and proposes nothing to type.
    """
    message = f"{word!r} is not a fact of this workflow."
    known = [
        definition.facts[name]
        for name in sort_facts(definition)
        if viewer is None or viewer in list_setters(definition, definition.facts[name])
    ]
    every = [definition.facts[name] for name in sort_facts(definition)]
    with_choice = [fact for fact in every if _key(word) in map(_key, fact.choices)]
    if with_choice:
        texts = [_describe_choice(definition, fact) for fact in with_choice[:NEAREST]]
        explained = Suggestion("why", with_choice[0].id)
        return UsageError(message, f"{' '.join(texts)} To see when", explained)
    from difflib import get_close_matches  # late: start-up; only a mistake needs it

    near = get_close_matches(_key(word), [fact.id for fact in known], n=NEAREST, cutoff=ALIKE)
    if near:
        return UsageError(message, f"Did you mean {' or '.join(near)}?")
    about = [fact for fact in known if _key(word) in _key(fact.ask).split("_")]
    if about:
        named = [f'{fact.id} ("{fact.ask}")' for fact in about[:NEAREST]]
        return UsageError(message, f"Facts with this word in their question: {', '.join(named)}.")
    show = Suggestion("workflow show", definition.id)
    listed = [fact.id for fact in known] or sort_facts(definition)
    if not listed:
        return UsageError(message, "This workflow has no facts.")
    return UsageError(message, *list_some("Facts", listed, show))


def list_setters(definition: Definition, fact: Fact) -> tuple[str, ...]:
    """Return who may record the fact, now or at a later step."""
    return tuple(dict.fromkeys(_find_setters(definition, fact)))


def _find_setters(definition: Definition, fact: Fact) -> Iterator[str]:
    yield from fact.anytime
    for action in definition.recorders(fact.id):
        yield from action.by
    for interrupt in definition.tellers(fact.id):
        yield from interrupt.by


def _describe_choice(definition: Definition, fact: Fact) -> str:
    """Return `"age" (choices: adult, child) has it as a choice. It is recorded at I4.2, by X.`"""
    choices = ", ".join(fact.choices)
    text = f'"{fact.id}" (choices: {choices}) has it as a choice'
    shorts = [definition.stakeholders[one].short for one in list_setters(definition, fact)]
    codes = [action.code for action in definition.recorders(fact.id)]
    if fact.anytime or not codes:
        return f"{text}. It is recorded by {', '.join(shorts)}."
    return f"{text}. It is recorded at {' or '.join(codes)}, by {', '.join(shorts)}."


def _key(word: str) -> str:
    plain = "".join(letter if letter.isalnum() else " " for letter in word.casefold())
    return "_".join(plain.split())
