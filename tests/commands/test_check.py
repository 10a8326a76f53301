"""`sop check`: findings, one per line, and the manual page of each rule."""

from __future__ import annotations

import re

from sop.checks.rules import RULES
from tests.commands.typing_in import Typist

FINDING = re.compile(
    r"^workflows/odd\.yaml:\d+:\d+: (error|warning|note): .+ \[[a-z-]+\]$", re.MULTILINE
)


def odd(sop: Typist, change: tuple[str, str]) -> None:
    text = (sop.folder / "workflows" / "fire-drill.yaml").read_text("utf-8")
    assert change[0] in text
    (sop.folder / "workflows" / "odd.yaml").write_text(text.replace(*change), encoding="utf-8")


def test_findings_are_one_a_line_with_place_and_rule(sop: Typist) -> None:
    odd(sop, ("to: headcount}", "to: headcout}"))
    told = sop("check", "workflows/odd.yaml")
    assert (told.code, bool(FINDING.search(told.out))) == (1, True)
    assert "headcount" in told.out


def test_without_a_path_the_workspaces_workflows_are_checked(sop: Typist) -> None:
    odd(sop, ("to: headcount}", "to: headcout}"))
    looked_at = sop.json("check").data["summary"]["workflows"]
    assert looked_at == [
        "workflows/fire-drill.yaml",
        "workflows/food-recall.yaml",
        "workflows/odd.yaml",
    ]


def test_strict_makes_warnings_fail_and_notes_never(sop: Typist) -> None:
    never = "          look: {do: Look, when: not everyone_out and everyone_out}\n"
    odd(sop, ("          search_floors:", f"{never}          search_floors:"))
    found = {one["severity"] for one in sop.json("check", "odd").data["findings"]}
    assert found & {"warning", "error"}
    assert sop("check", "odd", "--strict").code == 1
    assert sop("check", "fire-drill", "--strict").code == 0


def test_every_rule_has_its_manual_page(sop: Typist) -> None:
    for rule in RULES:
        told = sop("check", "--explain", rule.NAME)
        assert (told.code, "Good:" in told.out, "Bad:" in told.out) == (0, True, True)
    assert sop.ok("check", "--explain", RULES[0].NAME).data["rule"] == RULES[0].NAME


def test_explaining_citations_lists_them_by_status_after_the_rule(sop: Typist) -> None:
    told = sop.ok("check", "--explain", "citations", "za-trafficking").data["citations"]
    assert [one["workflow"] for one in told] == ["za-trafficking"]
    entries = told[0]["law"]
    assert {entry["status"] for entry in entries} == {"verified", "to_be_confirmed", "not_in_force"}
    shown = sop("check", "--explain", "citations", "za-trafficking").out
    assert sop("check", "--explain", "law-cited").out.rstrip() in shown
    headings = [shown.index(title) for title in ("VERIFIED:", "NOT IN FORCE:", "TO BE CONFIRMED:")]
    assert headings == sorted(headings)
    assert [entry["id"] for entry in entries if entry["id"] not in shown] == []
