"""Every rule finds what it should and nothing else. The files of a rule are found by its name.

SOP_WRITE_GOLDEN=1 writes the expected findings again.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

import sop.checks
from sop.checks.reader_rules import READER_RULES
from sop.checks.reasoning.rule_manual import manual_page
from sop.checks.rules import (
    REPORTED_BY_RULES,
    RULES,
    Rule,
    explain_rule,
    read_page,
    run_checks,
)
from sop.definition.load import LoadedWorkflow, load_workflow
from sop.model.finding import Finding
from sop.model.refusal import UsageError

RULE_FILES = Path(__file__).resolve().parent.parent / "rules"
BAD = sorted(path for rule in RULES for path in (RULE_FILES / rule.NAME).glob("bad*.yaml"))
GOOD = sorted(path for rule in RULES for path in (RULE_FILES / rule.NAME).glob("good*.yaml"))
FINDING = re.compile(r"^\S.*: (?:error|warning|note): .*\[([a-z-]+)\]$", re.MULTILINE)


def named(value: object) -> str:
    if isinstance(value, Path):
        return f"{value.parent.name}/{value.stem}"
    return str(getattr(value, "NAME", value))


def loaded(path: Path) -> LoadedWorkflow:
    return load_workflow(path, shown_as=path.name)


def line(finding: Finding) -> str:
    place = f"{finding.position.path}:{finding.position.line}:{finding.position.column}"
    return f"{place}: {finding.severity}: {finding.message} [{finding.rule}]"


def lines(findings: tuple[Finding, ...]) -> str:
    return "".join(f"{line(finding)}\n" for finding in findings)


@pytest.mark.parametrize("path", BAD, ids=named)
def test_a_bad_file_has_exactly_the_expected_findings(path: Path) -> None:
    found, expected = lines(run_checks(loaded(path))), path.with_suffix(".out")
    if os.environ.get("SOP_WRITE_GOLDEN"):
        expected.write_text(found, "utf-8")
    assert found == expected.read_text("utf-8")


@pytest.mark.parametrize("path", GOOD, ids=named)
def test_a_good_file_has_no_finding(path: Path) -> None:
    assert lines(run_checks(loaded(path))) == ""


@pytest.mark.parametrize("path", BAD, ids=named)
def test_without_its_rule_a_bad_file_loses_the_findings_of_that_rule_alone(path: Path) -> None:
    name = path.parent.name
    every = run_checks(loaded(path))
    fewer = run_checks(loaded(path), tuple(rule for rule in RULES if name != rule.NAME))
    assert fewer != every
    assert fewer == tuple(finding for finding in every if finding.rule != name)


@pytest.mark.parametrize("path", BAD, ids=named)
def test_each_finding_shows_its_line_and_says_what_to_do(path: Path) -> None:
    for finding in run_checks(loaded(path)):
        assert finding.excerpt[-1][0] == finding.position.line
        assert finding.remedy.endswith(".")


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_each_rule_has_a_good_and_a_bad_file(rule: Rule) -> None:
    assert {path.stem[:3] for path in (RULE_FILES / rule.NAME).glob("*.yaml")} == {"goo", "bad"}


def test_each_expected_output_belongs_to_a_bad_file_of_a_rule() -> None:
    rules = {rule.NAME for rule in RULES}
    outputs = [path for path in RULE_FILES.glob("*/*.out") if path.parent.name in rules]
    assert sorted(path.with_suffix(".yaml") for path in outputs) == BAD


def test_each_rule_file_is_listed_once() -> None:
    folder = Path(sop.checks.__file__).parent
    files = {path.stem.replace("_", "-") for path in folder.glob("*.py")}
    files -= {"--init--", "rules", "reader-rules"}
    modules = [rule.NAME for rule in RULES if rule not in READER_RULES]
    assert sorted(modules) == sorted(files)


def test_each_rule_of_the_reader_has_a_page_and_no_file() -> None:
    pages = (Path(sop.checks.__file__).parent / "pages").iterdir()
    assert sorted(path.name for path in pages) == sorted(f"{rule.NAME}.md" for rule in READER_RULES)


def test_no_rule_imports_another_rule() -> None:
    folder = Path(sop.checks.__file__).parent
    rules = "|".join(path.stem for path in folder.glob("*.py") if path.stem != "__init__")
    direct = re.compile(rf"(from sop\.checks\.({rules}) |import sop\.checks\.({rules})\b)")
    others = [path for path in folder.rglob("*.py") if path.name != "rules.py"]
    found = [path.name for path in others if direct.search(path.read_text("utf-8"))]
    assert len(others) > 25
    assert found == []


def test_each_finding_that_the_reader_leaves_to_a_rule_has_that_rule() -> None:
    assert {rule.NAME for rule in RULES} >= REPORTED_BY_RULES


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_the_good_example_of_the_manual_has_no_finding(rule: Rule, tmp_path: Path) -> None:
    example = tmp_path / "example.yaml"
    example.write_text(manual_page(read_page(rule)).good, "utf-8")
    assert lines(run_checks(loaded(example))) == ""


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_the_bad_example_of_the_manual_has_a_finding_of_that_rule_and_of_no_other(
    rule: Rule, tmp_path: Path
) -> None:
    example = tmp_path / "example.yaml"
    example.write_text(manual_page(read_page(rule)).bad, "utf-8")
    assert {finding.rule for finding in run_checks(loaded(example))} == {rule.NAME}


@pytest.mark.parametrize("path", BAD, ids=named)
def test_a_rule_finds_nothing_graver_than_it_declares(path: Path) -> None:
    order = ("note", "warning", "error")
    declared = {rule.NAME: order.index(rule.SEVERITY) for rule in RULES}
    for finding in run_checks(loaded(path)):
        assert order.index(finding.severity) <= declared.get(finding.rule, order.index("error"))


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_explaining_a_rule_gives_its_page_with_both_examples(rule: Rule) -> None:
    page = explain_rule(rule.NAME)
    assert page.splitlines()[0] == manual_page(read_page(rule)).title
    assert "\nGood:\n" in page and "\nBad:\n" in page


def test_explaining_an_unknown_rule_names_the_nearest() -> None:
    with pytest.raises(UsageError) as raised:
        explain_rule("unreachable-stop")
    assert "'unreachable-step'" in raised.value.remedy


def test_every_finding_that_a_test_expects_can_be_explained() -> None:
    reported = {
        name
        for path in RULE_FILES.rglob("*.out")
        for name in FINDING.findall(path.read_text("utf-8"))
    }
    assert {rule.NAME for rule in RULES} <= reported
    assert [name for name in sorted(reported) if explain_rule(name) == ""] == []


def test_a_manual_page_without_a_bad_example_is_refused() -> None:
    with pytest.raises(ValueError, match="Bad"):
        manual_page("A rule.\n\nGood:\n\n    language: 1\n")


def test_findings_of_the_reader_that_belong_to_no_rule_are_always_reported(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("language: 1\nlanguage: 1\n", "utf-8")
    findings = run_checks(loaded(broken), ())
    assert findings != ()
    assert findings == tuple(f for f in loaded(broken).findings if f.rule not in REPORTED_BY_RULES)
