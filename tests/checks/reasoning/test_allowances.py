"""`# sop: allow …` suppresses a warning or note of its line; a wrong one is reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop.checks.reasoning.allowances import NAME
from sop.checks.rules import RULES, run_checks
from sop.definition.load import load_workflow
from sop.model.finding import Finding

TRACK = """\
language: 1
version: 1.0.0
title: Food recall
stakeholders: {shop: {name: Shop, short: SHOP}, office: {name: Office, short: OFFICE}}
facts:
  lot: {choices: [one_lot, all_lots], ask: "Lot # sop: allow fact-never-read, because of texts"}
tracks:
  recall:
    title: Recall
    lead: shop
    steps:
      report:
        title: Report
        purpose: |
          # sop: allow long-text, because this is a text too
        responsible: shop
        actions: {tell: {do: Tell, by: office, records: [lot]}}
        outcomes: {told: {to: over, by: office}}
      over: {title: Over, end: true}
"""


def checked(folder: Path, *changes: tuple[str, str]) -> tuple[Finding, ...]:
    text = TRACK
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "recall.yaml"
    path.write_text(text, "utf-8")
    return run_checks(load_workflow(path))


def rules(findings: tuple[Finding, ...]) -> list[tuple[str, int]]:
    return [(finding.rule, finding.position.line) for finding in findings]


BOTH = [("fact-never-read", 6), ("responsible-without-work", 16)]
ALLOW = "# sop: allow responsible-without-work, because the office acts for the shop"


def test_words_inside_texts_allow_nothing_and_are_not_reported(tmp_path: Path) -> None:
    assert rules(checked(tmp_path)) == BOTH


def test_a_comment_behind_a_line_allows_the_findings_of_its_rule_there(tmp_path: Path) -> None:
    found = checked(tmp_path, ("responsible: shop", f"responsible: shop  {ALLOW}"))
    assert rules(found) == BOTH[:1]


def test_a_comment_alone_is_about_the_next_line_that_says_something(tmp_path: Path) -> None:
    alone = f"{ALLOW}\n        # which was agreed\n\n        responsible: shop"
    assert rules(checked(tmp_path, ("responsible: shop", alone))) == BOTH[:1]


@pytest.mark.parametrize(
    ("comment", "says"),
    [
        ("# sop: allow responsible-without-work", "without a reason"),
        ("# sop: allow responsible-without-work because it is so", "without a reason"),
        ("# sop: allow responsible-without-work, because", "without a reason"),
        (
            "# sop: allow responsible-without-works, because it is so",
            "did you mean 'responsible-without-work'?",
        ),
        ("# sop: ignore responsible-without-work, because it is so", "not a valid instruction"),
    ],
)
def test_a_comment_that_is_wrong_is_reported_and_allows_nothing(
    tmp_path: Path, comment: str, says: str
) -> None:
    found = checked(tmp_path, ("responsible: shop", f"responsible: shop  {comment}"))
    assert rules(found) == [*BOTH, (NAME, 16)]
    warning = next(finding for finding in found if finding.rule == NAME)
    assert (warning.severity, warning.remedy[-1]) == ("warning", "…")
    assert says in warning.message


def test_an_allowance_without_a_finding_is_reported(tmp_path: Path) -> None:
    found = checked(tmp_path, ("lead: shop", f"lead: shop  {ALLOW}"))
    assert rules(found) == [BOTH[0], (NAME, 10), BOTH[1]]
    assert found[1].severity == "warning"


def test_an_allowance_of_a_rule_that_was_not_asked_is_not_judged(tmp_path: Path) -> None:
    checked(tmp_path, ("lead: shop", f"lead: shop  {ALLOW}"))
    others = tuple(rule for rule in RULES if rule.NAME != "responsible-without-work")
    assert rules(run_checks(load_workflow(tmp_path / "recall.yaml"), others)) == BOTH[:1]


def test_an_error_cannot_be_allowed(tmp_path: Path) -> None:
    waived = "records: [lot], waivable_by: [shop]}}  # sop: allow waiver, because we trust the shop"
    outcome = ("{to: over, by: office}", "{to: over, by: office, when: lot is one_lot}")
    found = checked(tmp_path, ("records: [lot]}}", waived), outcome)
    assert [rule for rule, _ in rules(found) if rule in ("waiver", NAME)] == ["waiver", NAME]
    assert "cannot be allowed" in next(finding.message for finding in found if finding.rule == NAME)


def test_every_file_of_a_folder_may_allow(tmp_path: Path) -> None:
    folder = tmp_path / "recall"
    (folder / "tracks").mkdir(parents=True)
    head, _, steps = TRACK.partition("tracks:\n  recall:\n")
    reason = "# sop: allow fact-never-read, because the office reads it in the archive"
    (folder / "workflow.yaml").write_text(head.replace("  lot:", f"  {reason}\n  lot:"), "utf-8")
    track = "\n".join(line[4:] for line in steps.splitlines())
    track = track.replace("responsible: shop", f"responsible: shop  {ALLOW}")
    (folder / "tracks" / "recall.yaml").write_text(track, "utf-8")
    assert rules(run_checks(load_workflow(folder))) == []
