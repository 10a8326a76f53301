"""A workflow read in another language: what is translated, what where nothing was reviewed, what
never changes.
"""

from pathlib import Path

import pytest

from tests.commands.typing_in import Typist

TEXT = """language: 1
version: 1.0.0
title: Drill
languages: {en: {name: English}, fr: {name: Français}}
stakeholders: {warden: {name: Warden, short: W}}
tracks:
  drill:
    title: Drill
    lead: warden
    steps:
      gather:
        title: {en: Gather, fr: Rassembler}
        responsible: warden
        say: {en: Come with me., fr: {text: Venez avec moi., translator: A. Writer,
            reviewed_on: 2026-11-01}}
        actions:
          call: {do: {en: Call them, fr: Les appeler}, say: {en: This is a drill.,
              fr: Un exercice.}}
        outcomes: {here: {to: over}}
      over: {title: Over, end: true}
"""
INTERPRETER = "This is a drill. [No reviewed text in Français: use an interpreter.]"


@pytest.fixture
def opened(sop: Typist, tmp_path: Path) -> Typist:
    (tmp_path / "drill.yaml").write_text(TEXT, encoding="utf-8")
    sop.open(str(tmp_path / "drill.yaml"))
    return sop


def test_a_checklist_is_read_in_the_language_asked_for(opened: Typist) -> None:
    told = opened("checklist", "--all", "--lang", "fr").out
    for text in ("Rassembler", "Les appeler", "Venez avec moi.", "No reviewed text in Français"):
        assert text in told
    assert "Un exercice" not in told
    opened.patch.setenv("SOP_LANG", "fr_FR.UTF-8")
    assert opened("checklist", "--all").out == told
    opened.patch.delenv("SOP_LANG")
    assert "Rassembler" not in opened("checklist", "--all").out


def test_json_ids_and_what_is_written_stay_as_they_are(opened: Typist) -> None:
    assert opened("checklist", "--json", "--lang", "fr").out == opened("checklist", "--json").out
    assert opened("do", "drill.gather.call", "--as", "warden", "--lang", "fr").code == 0
    assert opened("case", "verify").code == 0
    assert "Call them" in opened("case", "timeline").out


def test_a_blank_step_is_printed_in_the_language_asked_for(sop: Typist, tmp_path: Path) -> None:
    (tmp_path / "drill.yaml").write_text(TEXT, encoding="utf-8")
    shown = sop(
        "workflow",
        "show",
        str(tmp_path / "drill.yaml"),
        "--step",
        "gather",
        "--format",
        "md",
        "--lang",
        "fr",
    )
    assert "Rassembler" in shown.out and "No reviewed text in Français" in shown.out


def test_a_language_that_the_workflow_does_not_have_is_told(opened: Typist) -> None:
    answer = opened("checklist", "--lang", "de")
    assert (answer.code, "has no texts in 'de'. It has: en, fr." in answer.err) == (0, True)


def test_what_is_no_language_is_refused_with_a_remedy(opened: Typist) -> None:
    for word in ("French", "f", "../x"):
        answer = opened("checklist", "--lang", word)
        assert (answer.code, "rite it like en or pt-BR" in answer.err) == (2, True)
    assert opened("config", "set", "lang", "French").code == 2


def test_how_far_each_language_is_is_listed(opened: Typist, tmp_path: Path) -> None:
    shown = opened("workflow", "show", str(tmp_path / "drill.yaml"), "--languages").out
    assert [line.split() for line in shown.splitlines() if "Français" in line] == [
        ["fr:", "Français;", "2", "of", "4", "texts;", "1", "of", "2", "words", "reviewed"]
    ]


def test_a_language_that_is_missing_or_incomplete_is_named(opened: Typist) -> None:
    missing = opened("next", "--lang", "zu").err
    assert "drill has no texts in 'zu'. It has: en, fr. They are shown in English." in missing
    part = opened("next", "--lang", "fr").err
    assert "3 of 6 texts of drill are in Français; the others are shown in English." in part
    assert opened("next", "--lang", "en").err == opened("next").err == ""


def test_a_language_that_is_only_listed_has_no_texts(sop: Typist, tmp_path: Path) -> None:
    listed = TEXT.replace("fr: {name: Français}", "fr: {name: Français}, zu: {name: isiZulu}")
    (tmp_path / "drill.yaml").write_text(listed, encoding="utf-8")
    sop.open(str(tmp_path / "drill.yaml"))
    assert "drill has no texts in 'zu'" in sop("next", "--lang", "zu").err
