"""JUnit as junitparser reads it: a suite a workflow, a case a rule, a case a property; it agrees
with the exit code.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from junitparser import Failure, JUnitXml, Skipped, TestCase

from sop.casework.check_workflow import WorkflowCheck, has_failure
from sop.checks.rules import RULES
from sop.views.formats.junit import NOT_COMPILED, junit
from tests.commands.typing_in import new_typist
from tests.formats.faults import EVERYTHING, PROOFS, TURNS, checked, finding

RULE_NAMES = [rule.NAME for rule in RULES]


def cases(*found: WorkflowCheck, strict: bool = False) -> dict[str, TestCase]:
    xml = JUnitXml.fromstring(junit(found, RULE_NAMES, strict).encode("utf-8"))
    return {case.name: case for suite in xml for case in suite}


def failing(*found: WorkflowCheck, strict: bool = False) -> list[str]:
    read = cases(*found, strict=strict)
    return [
        name for name, case in read.items() if any(isinstance(one, Failure) for one in case.result)
    ]


def test_a_suite_has_a_case_for_every_rule_and_property() -> None:
    xml = JUnitXml.fromstring(junit([EVERYTHING, checked()], RULE_NAMES, False).encode("utf-8"))
    assert [(suite.name, suite.tests) for suite in xml] == [
        (
            "w/a b.yaml",
            len(RULES) + 1 + len(PROOFS),
        ),  # and the one rule of reading that has a finding
        ("w/a b.yaml", len(RULES)),
    ]
    assert (xml.tests, xml.failures, xml.errors) == (2 * len(RULES) + 1 + len(PROOFS), 3, 0)


def test_errors_fail_warnings_only_where_that_is_strict_and_notes_never() -> None:
    assert failing(EVERYTHING) == ["constant-condition", "yaml-syntax", "told_their_rights"]
    strictly = [
        "constant-condition",
        "long-text",
        "yaml-syntax",
        "told_their_rights",
        "nothing_dead",
    ]
    assert failing(EVERYTHING, strict=True) == strictly
    read = cases(EVERYTHING)
    assert "too long" in (read["long-text"].system_out or "")
    assert "never used" in (read["unused-term"].system_out or "")


def test_a_violated_property_is_told_once_with_its_turns() -> None:
    read = cases(EVERYTHING)
    assert "guarantee" not in read
    text = read["told_their_rights"].result[0].text
    assert "1. the warden opens the case (w/a b.yaml:4)" in text
    assert f"2. {TURNS[1].text[:22]}" in text


def test_an_undecided_property_is_skipped_and_says_how_far_it_came() -> None:
    only = cases(EVERYTHING)["nothing_dead"].result[0]
    assert isinstance(only, Skipped)
    assert (
        only.message == "not decided: 'nothing_dead', stopped by 100 nodes after 99 configurations"
    )


def test_where_nothing_could_be_compiled_the_other_rules_are_skipped() -> None:
    broken = checked(finding("yaml-syntax", "error", "not YAML"), must_be_told=True)
    read = cases(broken)
    assert failing(broken) == ["yaml-syntax"]
    assert [read[name].result[0].message for name in RULE_NAMES] == [NOT_COMPILED] * len(RULES)


def test_hostile_words_stay_text() -> None:
    text = junit([EVERYTHING], RULE_NAMES, False)
    assert ElementTree.fromstring(text).tag == "testsuites"
    assert [letter for letter in text if ord(letter) < 32 and letter != "\n"] == []
    assert "\u202e" not in text


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("severity", ["error", "warning", "note"])
def test_junit_fails_exactly_where_the_command_does(severity: str, strict: bool) -> None:
    one = checked(finding("long-text", severity, "too long"))
    assert bool(failing(one, strict=strict)) is has_failure([one], strict)


def test_the_command_writes_junit_into_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sop = new_typist(tmp_path, monkeypatch)
    told = sop("check", "fire-drill", "--format", "junit", "-o", "found.xml")
    assert (told.code, told.out, told.err) == (0, "", "Written: found.xml\n")
    xml = JUnitXml.fromfile(str(sop.folder / "found.xml"))
    assert (xml.tests, xml.failures) == (len(RULES), 0)
