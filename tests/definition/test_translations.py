"""Texts in other languages: shown where somebody wrote them, and words to a person where they were
reviewed.
"""

from pathlib import Path

from sop.definition.definition_codec import definition_from_json, definition_to_json
from sop.definition.load import LoadedWorkflow, load_workflow
from sop.definition.translations import measure_translations, translate_definition
from sop.model.definition import Definition, Review

TEXT = """language: 1
version: 1.0.0
title: {en: Drill, fr: Exercice}
notice: {en: Only a drill., fr: Un simple exercice.}
languages:
  en: {name: English}
  fr: {name: Français}
  de: {name: Deutsch}
stakeholders: {warden: {name: {en: Warden, fr: Surveillante}, short: {en: W, fr: S}}}
facts: {calm: {type: boolean, ask: {en: Is she calm?, fr: Est-elle calme ?}}}
switches: {night: {value: false, about: {en: At night, fr: La nuit}}}
terms: {quiet: {when: calm, say: {en: all is quiet, fr: tout est calme}}}
law: {act_1: {about: {en: The act, fr: La loi}}}
validated_by: [{who: A. Reader, role: {en: Reader, fr: Lectrice}, covers: {en: All, fr: Tout}}]
tracks:
  drill:
    title: {en: The drill, fr: Exercice}
    lead: warden
    interrupts: {alarm: {from: any, to: over, title: {en: Alarm, fr: Alarme}}}
    steps:
      gather:
        title: {en: Gather, fr: Rassembler}
        purpose: {en: All are safe., fr: Tous sont en lieu sûr.}
        goes_wrong: [{en: Nobody counts., fr: Personne ne compte.}]
        responsible: warden
        say: {en: Come with me.,
          fr: {text: Venez avec moi., translator: A. Writer, reviewed_on: 2026-11-01}}
        actions:
          call:
            do: {en: Call, fr: Appeler}
            warn: {en: Say that it is a drill., fr: Dites que c'est un exercice.}
            say: {en: This is a drill., fr: C'est un exercice.}
            records: [calm]
        outcomes: {here: {to: over, title: {en: All here, fr: Tous là}}}
      over: {title: {en: Over, fr: Fini}, end: true}
guarantees:
  never: {absence: drill.over is current and not quiet, because: {en: It must be quiet.,
      fr: Il faut du calme.}}
"""


def loaded(tmp_path: Path, text: str = TEXT) -> LoadedWorkflow:
    file = tmp_path / "drill.yaml"
    file.write_text(text, encoding="utf-8")
    return load_workflow(file, "drill.yaml")


def workflow(tmp_path: Path, text: str = TEXT) -> Definition:
    found = loaded(tmp_path, text)
    assert found.definition is not None, found.findings
    return found.definition


def test_who_reviewed_a_translation_is_kept_in_the_compiled_form(tmp_path: Path) -> None:
    definition = workflow(tmp_path)
    assert definition.reviews == {
        "tracks.drill.steps.gather.say": {"fr": Review("A. Writer", "2026-11-01")}
    }
    assert definition_from_json(definition_to_json(definition)) == definition


def test_every_place_that_may_be_a_map_of_languages_is_shown_in_the_language_asked_for(
    tmp_path: Path,
) -> None:
    definition = workflow(tmp_path)
    french = translate_definition(definition, "fr")
    spoken = "tracks.drill.steps.gather.actions.call.say"
    for place, texts in definition.translations.items():
        assert _text(french, place) == (
            f"{texts['en']} [No reviewed text in Français: use an interpreter.]"
            if place == spoken
            else texts["fr"]
        )
    assert len(definition.translations) == 22
    assert (french.hash, french.tracks["drill"].code) == (
        definition.hash,
        definition.tracks["drill"].code,
    )
    assert translate_definition(definition, "en") is definition


def _text(value: object, place: str) -> object:
    """Where the model has the text, named by hand: not by the code under test."""
    named = {"do": "title"}
    for part in place.split("."):
        if isinstance(value, tuple):
            value = value[int(part)]
        elif isinstance(value, dict):
            value = value[part]
        else:
            value = getattr(value, named.get(part, part))
    return value


def test_words_to_a_person_without_a_review_are_not_shown(tmp_path: Path) -> None:
    german = translate_definition(workflow(tmp_path), "de").tracks["drill"].steps["gather"]
    assert german.say == "Come with me. [No reviewed text in Deutsch: use an interpreter.]"
    assert german.title == "Gather"


def test_how_far_each_language_is(tmp_path: Path) -> None:
    assert [
        (one.code, one.texts, one.all_texts, one.words, one.all_words)
        for one in measure_translations(workflow(tmp_path))
    ] == [
        ("en", 9, 9, 2, 2),
        ("fr", 9, 9, 1, 2),
        ("de", 0, 9, 0, 2),
    ]


def test_a_review_needs_a_translator_and_a_day(tmp_path: Path) -> None:
    for missing in ("translator: A. Writer, ", ", reviewed_on: 2026-11-01"):
        assert workflow(tmp_path, TEXT.replace(missing, "")).reviews == {}


def test_words_without_the_own_language_of_the_workflow_are_an_error(tmp_path: Path) -> None:
    found = loaded(tmp_path, TEXT.replace("say: {en: This is a drill., fr:", "say: {fr:"))
    assert [(one.rule, one.message) for one in found.findings] == [
        ("missing-key", "the words have no text in 'en', the workflow's own language")
    ]
