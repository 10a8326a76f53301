"""Languages of a workflow's texts: read, kept in the compiled form, and reviewed only with a translator and a day."""

from pathlib import Path

from sop.definition.encoding import definition_from_json, definition_to_json
from sop.definition.load import load_workflow

TEXT = """language: 1
version: 1.0.0
title: Drill
languages:
  en: {name: English, translator: A. Writer, reviewed_on: 2026-11-01}
  fr: {name: Français}
stakeholders: {warden: {name: Warden, short: W}}
tracks: {drill: {title: Drill, lead: warden, steps: {over: {title: Over, end: true}}}}
"""


def test_only_a_language_with_translator_and_day_is_reviewed(tmp_path: Path) -> None:
    file = tmp_path / "drill.yaml"
    file.write_text(TEXT, encoding="utf-8")
    definition = load_workflow(file, "drill.yaml").definition
    assert definition is not None
    assert {code: one.is_reviewed for code, one in definition.languages.items()} == {"en": True, "fr": False}
    assert definition_from_json(definition_to_json(definition)).languages == definition.languages
