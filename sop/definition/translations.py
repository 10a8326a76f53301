"""Translates the texts of a workflow; words to a person need a reviewed translation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sop.model.definition import Definition
from sop.model.value import replace, value

FIELD_OF = {"do": "title"}
"""Keys of the file -> fields of the model, where the names differ."""

SPOKEN = "say"
"""The key of words to a person; a wrong translation of them could harm."""


@value
class TranslationProgress:
    """How much of a workflow is translated: texts, and words to a person (reviewed ones only)."""

    code: str
    name: str
    texts: int
    all_texts: int
    words: int
    all_words: int


def find_own_language(definition: Definition) -> str:
    """Return the language of texts that name none: the first listed one, else English."""
    return next(iter(definition.languages), "en")


def find_language_name(definition: Definition, code: str) -> str:
    """Return the language's own name; its code if the workflow does not list it."""
    language = definition.languages.get(code)
    return code if language is None else language.name


def translate_definition(definition: Definition, code: str) -> Definition:
    """Return the workflow with its texts in this language; untranslated texts stay.

    Words to a person are translated only if the translation was reviewed; the others get a note
    that there is none. IDs, codes, rules and the hash do not change.
    """
    if code == find_own_language(definition):
        return definition
    texts = {
        place: languages[code]
        for place, languages in definition.translations.items()
        if code in languages
    }
    note = f"[No reviewed text in {find_language_name(definition, code)}: use an interpreter.]"
    for place in _list_spoken_texts(definition):
        if code not in definition.reviews.get(place, {}):
            texts[place] = f"{_text_at(definition, place)} {note}"
    translated: Definition = _replace_texts(definition, _build_tree(texts))
    return translated


def language_of_texts(definition: Definition) -> dict[str, str]:
    """Return the language of each translated text of the workflow, without its own language.

    A text that is the same in both languages stays in the workflow's own.
    """
    own = find_own_language(definition)
    found: dict[str, str] = {}
    for languages in definition.translations.values():
        found |= {text: code for code, text in languages.items() if code != own}
    for languages in definition.translations.values():
        found.pop(languages.get(own, ""), None)
    return found


def _build_tree(texts: Mapping[str, str]) -> dict[str, Any]:
    """Return the texts as nested maps: each part of a dotted place is a key."""
    tree: dict[str, Any] = {}
    for place, text in texts.items():
        *parents, last = place.split(".")
        node = tree
        for part in parents:
            node = node.setdefault(part, {})
        node[last] = text
    return tree


def _replace_texts(value: Any, tree: Mapping[str, Any]) -> Any:
    """Return the value with the texts of the tree at their places."""
    if isinstance(value, Mapping):
        changed = {key: _set_text(value[key], inside) for key, inside in tree.items()}
        return {**value, **changed}
    if isinstance(value, Sequence):
        entries = list(value)
        for number, inside in tree.items():
            if int(number) < len(entries):
                entries[int(number)] = _set_text(entries[int(number)], inside)
        return tuple(entries)
    fields: dict[str, Any] = {}
    for key, inside in tree.items():
        name = FIELD_OF.get(key, key)
        fields[name] = _set_text(getattr(value, name), inside)
    return replace(value, **fields)


def _set_text(value: Any, inside: Any) -> Any:
    return inside if isinstance(inside, str) else _replace_texts(value, inside)


def _text_at(value: Any, place: str) -> str:
    """Return the text at this place; no word to a person is inside a list."""
    for part in place.split("."):
        value = _get_part(value, part)
    return str(value)


def _get_part(value: Any, key: str) -> Any:
    if isinstance(value, Mapping):
        return value[key]
    return getattr(value, FIELD_OF.get(key, key))


def _list_spoken_texts(definition: Definition) -> Iterator[str]:
    """Yield the places of all words to a person, in file order."""
    for step in definition.steps():
        place = f"tracks.{step.path.track}.steps.{step.id}"
        if step.say:
            yield f"{place}.{SPOKEN}"
        for action in step.actions.values():
            if action.say:
                yield f"{place}.actions.{action.id}.{SPOKEN}"


def _count_plain_texts(definition: Definition) -> int:
    """Count the texts of tracks and all that is in them, without words to a person."""
    texts = [track.title for track in definition.tracks.values()]
    for step in definition.steps():
        texts += [step.title, step.purpose, step.if_refused, *step.goes_wrong]
    for action in definition.actions():
        texts += [action.title, action.warn]
    texts += [outcome.title for outcome in definition.outcomes()]
    texts += [interrupt.title for interrupt in definition.interrupts()]
    return sum(map(bool, texts))


def measure_translations(definition: Definition) -> tuple[TranslationProgress, ...]:
    """Return the progress of each language that the workflow lists, in its order."""
    return tuple(measure_language(definition, code) for code in definition.languages)


def measure_language(definition: Definition, code: str) -> TranslationProgress:
    """Return how much of the workflow is in the language, listed or not."""
    own = find_own_language(definition)
    spoken = set(_list_spoken_texts(definition))
    plain = {place for place in definition.translations if place.startswith("tracks.")} - spoken
    texts = all_texts = _count_plain_texts(definition)
    words = len(spoken)
    if code != own:
        texts = sum(code in definition.translations[place] for place in plain)
        words = sum(code in definition.reviews.get(place, {}) for place in spoken)
    return TranslationProgress(
        code=code,
        name=find_language_name(definition, code),
        texts=texts,
        all_texts=all_texts,
        words=words,
        all_words=len(spoken),
    )


def describe_gap(definition: Definition, code: str) -> str:
    """Return what a reader of the language does not get in it; empty if all is translated."""
    own = find_own_language(definition)
    if code == own:
        return ""
    found = measure_language(definition, code)
    done, everything = found.texts + found.words, found.all_texts + found.all_words
    if done == everything:
        return ""
    shown_in = find_language_name(definition, own)
    if done == 0:
        measured = [one for one in measure_translations(definition) if one.texts + one.words]
        known = ", ".join(one.code for one in measured) or "its own"
        text = f"{definition.id} has no texts in '{code}'. It has: {known}."
        return f"{text} They are shown in {shown_in}."
    count = f"{done} of {everything} texts of {definition.id} are in {found.name}"
    return f"{count}; the others are shown in {shown_in}."
