"""A workflow's texts in another language: what somebody translated, and for words to a person what was reviewed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sop.model.definition import Definition
from sop.model.value import replace, value

FIELD_OF = {"do": "title"}
"""Keys of the language that the model calls otherwise."""
SPOKEN = "say"


@value
class TranslationProgress:
    """How far a language is: of how many texts, and of how many words to a person (those reviewed only)."""

    code: str
    name: str
    texts: int
    all_texts: int
    words: int
    all_words: int


def find_own_language(definition: Definition) -> str:
    """The language of texts that name none: the first that the workflow lists, else English."""
    return next(iter(definition.languages), "en")


def find_language_name(definition: Definition, code: str) -> str:
    """What the language calls itself; its code where the workflow does not list it."""
    return definition.languages[code].name if code in definition.languages else code


def has_language(definition: Definition, code: str) -> bool:
    """Whether the workflow lists the language or has any text in it."""
    known = code == find_own_language(definition) or code in definition.languages
    return known or any(code in texts for texts in definition.translations.values())


def translate_definition(definition: Definition, code: str) -> Definition:
    """The workflow with its texts in this language where there are any, else in its own.

    Words to a person are taken only where their translation was reviewed; elsewhere they say that there is none. Ids,
    codes, rules and the hash stay.
    """
    if code == find_own_language(definition):
        return definition
    texts = {place: told[code] for place, told in definition.translations.items() if code in told}
    tree: dict[str, Any] = {}
    none = f"[No reviewed text in {find_language_name(definition, code)}: use an interpreter.]"
    for place in _list_spoken_texts(definition):
        if code not in definition.reviews.get(place, {}):
            texts[place] = f"{_text_at(definition, place)} {none}"
    for place, text in texts.items():
        node = tree
        *way, last = place.split(".")
        for part in way:
            node = node.setdefault(part, {})
        node[last] = text
    changed: Definition = _replace_texts(definition, tree)
    return changed


def _replace_texts(value: Any, tree: Mapping[str, Any]) -> Any:
    """The value with the texts of the tree at their places."""
    if isinstance(value, Mapping):
        return {**value, **{key: _set_text(value[key], inside) for key, inside in tree.items()}}
    if isinstance(value, Sequence):
        return tuple(
            _set_text(one, tree[str(at)]) if str(at) in tree else one
            for at, one in enumerate(value)
        )
    fields = {FIELD_OF.get(key, key): inside for key, inside in tree.items()}
    return replace(
        value, **{key: _set_text(getattr(value, key), inside) for key, inside in fields.items()}
    )


def _set_text(value: Any, inside: Any) -> Any:
    return inside if isinstance(inside, str) else _replace_texts(value, inside)


def _text_at(value: Any, place: str) -> str:
    for part in place.split("."):
        value = (
            value[part] if isinstance(value, Mapping) else getattr(value, FIELD_OF.get(part, part))
        )
    return str(value)


def _list_spoken_texts(definition: Definition) -> Iterator[str]:
    """The places of all words to a person."""
    for track in definition.tracks.values():
        for step in track.steps.values():
            place = f"tracks.{track.id}.steps.{step.id}"
            if step.say:
                yield f"{place}.{SPOKEN}"
            yield from (
                f"{place}.actions.{one.id}.{SPOKEN}" for one in step.actions.values() if one.say
            )


def _count_written_texts(definition: Definition) -> int:
    """How many texts of tracks, steps, actions and ways there are, words to a person left out."""
    count = 0
    for track in definition.tracks.values():
        count += bool(track.title) + sum(bool(one.title) for one in track.interrupts.values())
        for step in track.steps.values():
            count += (
                bool(step.title) + bool(step.purpose) + bool(step.if_refused) + len(step.goes_wrong)
            )
            count += sum(bool(one.title) + bool(one.warn) for one in step.actions.values())
            count += sum(bool(one.title) for one in step.outcomes.values())
    return count


def measure_translations(definition: Definition) -> tuple[TranslationProgress, ...]:
    """Each language that the workflow lists, in its order."""
    spoken, own = set(_list_spoken_texts(definition)), find_own_language(definition)
    texts = _count_written_texts(definition)
    found = []
    written = {place for place in definition.translations if place.startswith("tracks.")} - spoken
    for one in definition.languages.values():
        told = [place for place in written if one.code in definition.translations[place]]
        words = {place for place in spoken if one.code in definition.reviews.get(place, {})}
        mine = one.code == own
        found.append(
            TranslationProgress(
                one.code,
                one.name,
                texts if mine else len(told),
                texts,
                len(spoken if mine else words),
                len(spoken),
            )
        )
    return tuple(found)
