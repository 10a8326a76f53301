"""Every malformed definition under tests/rules/malformed has exactly the findings of its .out file.

SOP_WRITE_EXPECTED=1 writes those files again; read the difference before you keep it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sop.checks.rules import explain_rule
from sop.definition.load import load_workflow
from sop.model.finding import Finding

MALFORMED = Path(__file__).resolve().parent.parent / "rules" / "malformed"
CASES = sorted(path for path in MALFORMED.iterdir() if path.is_dir() or path.suffix == ".yaml")
LEAST = 60
READER_RULES = (
    "bad-duration bad-form bad-id bad-time condition-syntax deadline-without-law duplicate-code "
    "duplicate-key encoding ill-typed-condition missing-key name-clash no-calendar reserved-word "
    "text-before-comment too-large unknown-action unknown-fact unknown-form unknown-guarantee "
    "unknown-interrupt "
    "unknown-key unknown-law unknown-outcome unknown-reason unknown-stakeholder unknown-step "
    "unknown-term unknown-track unknown-turn unknown-workflow unreadable-file wrong-type "
    "wrong-value yaml-feature yaml-syntax"
)
"""The rules of the reader, each with a malformed definition."""


def shown(finding: Finding) -> str:
    """The finding as text: its line, and its remedy indented below."""
    place = f"{finding.position.path}:{finding.position.line}:{finding.position.column}"
    line = f"{place}: {finding.severity}: {finding.message} [{finding.rule}]\n"
    return line + (f"    {finding.remedy}\n" if finding.remedy else "")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_malformed_definition_has_exactly_the_expected_findings(path: Path) -> None:
    assert len(CASES) >= LEAST, f"only {len(CASES)} malformed definitions; {LEAST} are promised"
    found = "".join(shown(finding) for finding in load_workflow(path, shown_as=path.name).findings)
    expected = path.parent / f"{path.stem}.out"
    if os.environ.get("SOP_WRITE_EXPECTED"):
        expected.write_text(found, encoding="utf-8", newline="\n")
    assert found != "", "a malformed definition was accepted silently"
    assert found == expected.read_text(encoding="utf-8")


def test_every_rule_that_reading_applies_is_described_and_met_by_a_malformed_definition() -> None:
    met = {finding.rule for path in CASES for finding in load_workflow(path).findings}
    assert " ".join(sorted(met)) == READER_RULES
    assert [name for name in sorted(met) if not explain_rule(name)] == []


def test_every_finding_has_a_remedy_and_shows_its_line() -> None:
    for path in CASES:
        for finding in load_workflow(path).findings:
            assert finding.remedy, finding
            if finding.excerpt:
                assert finding.excerpt[-1][0] == finding.position.line
                assert finding.position.column <= len(finding.excerpt[-1][1]) + 1, finding
            else:
                assert finding.rule in (
                    "encoding",
                    "unreadable-file",
                    "yaml-syntax",
                    "bad-form",
                    "bad-id",
                ), finding
