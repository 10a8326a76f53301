"""Workflows: check, explain, list, show, new, test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sop.casework import new_workflow
from sop.casework.library import find_shipped_folder
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


def test_new_writes_a_workflow_that_passes_and_can_be_opened(sop: Typist) -> None:
    sop.ok("workflow", "new", "office-move")
    checked = sop.ok("check", "office-move", "--strict")
    assert checked.data["findings"] == []
    sop.open("office-move", as_="office")
    sop.ok("do", "look", "--set", "is_complete=yes")
    assert sop.ok("advance", "complete").data["closed"] == ["work"]
    for name in ("office-move", "Bad Name", "../up", "x--", ""):
        assert sop.json("workflow", "new", name).code == 2, name


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_copy_of_a_folder_is_the_same_workflow_under_another_name(sop: Typist) -> None:
    made = sop.ok("workflow", "new", "our-nrm", "--from", "uk-nrm")
    assert made.data == {"id": "our-nrm", "path": "workflows/our-nrm", "copied_from": "uk-nrm"}
    original = find_shipped_folder() or Path()
    assert files(sop.folder / "workflows" / "our-nrm") == files(original / "uk-nrm")
    assert sop.ok("check", "our-nrm", "--strict").data["summary"]["workflows"] == [
        "workflows/our-nrm"
    ]
    assert {one["ok"] for one in sop.ok("workflow", "test", "our-nrm").data["scenarios"]} == {True}


def test_a_copy_of_a_file_names_itself_where_the_original_did(sop: Typist) -> None:
    assert (
        sop.ok("workflow", "new", "our-drill", "--from", "fire-drill").data["path"]
        == "workflows/our-drill.yaml"
    )
    written = (sop.folder / "workflows" / "our-drill.yaml").read_text("utf-8")
    original = (sop.folder / "workflows" / "fire-drill.yaml").read_text("utf-8")
    assert "sop check workflows/our-drill.yaml" in written
    assert written == original.replace("workflows/fire-drill.yaml", "workflows/our-drill.yaml")


def test_only_where_a_copy_means_itself_does_it_change(sop: Typist) -> None:
    original = sop.folder / "workflows" / "visitor"
    (original / "scenarios").mkdir(parents=True)
    (original / ".hidden").write_text("x", encoding="utf-8")
    (original / "workflow.yaml").write_text(
        "# workflows/visitor, workflows/visitor-2\ntitle: visitor\n", encoding="utf-8"
    )
    (original / "scenarios" / "a.yaml").write_bytes(
        b"workflow: visitor # here\r\nworkflow: visitors\r\n"
    )
    sop.ok("workflow", "new", "guest", "--from", "workflows/visitor")
    assert files(sop.folder / "workflows" / "guest") == {
        "workflow.yaml": b"# workflows/guest, workflows/visitor-2\ntitle: visitor\n",
        "scenarios/a.yaml": b"workflow: guest # here\r\nworkflow: visitors\r\n",
    }


def test_a_copy_is_never_written_over_anything_and_leaves_nothing_half(
    sop: Typist, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(sop.folder / "workflows")
    for arguments in (
        ("fire-drill", "--from", "uk-nrm"),
        ("ours", "--from", "fire-drll"),
        ("Ours", "--from", "uk-nrm"),
    ):
        assert sop.json("workflow", "new", *arguments).code == 2, arguments
    (sop.folder / "workflows" / "ours.yml").write_text("language: 1\n", encoding="utf-8")
    assert sop.json("workflow", "new", "ours", "--from", "uk-nrm").code == 2

    def full(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(new_workflow, "_rename_workflow", full)
    assert sop.json("workflow", "new", "theirs", "--from", "uk-nrm").code != 0
    assert files(sop.folder / "workflows") == before | {"ours.yml": b"language: 1\n"}
    assert [
        one.name for one in (sop.folder / "workflows").iterdir() if one.name.startswith(".")
    ] == []


def test_scenarios_are_rehearsed_and_the_failing_turn_is_named(sop: Typist) -> None:
    assert sop.ok("workflow", "test", "fire-drill").data["scenarios"][0]["ok"] is True
    odd(sop, ("refused: [out_of_order]", "refused: [on_hold]"))
    failed = sop.json("workflow", "test", "odd")
    scenario = failed.data["scenarios"][0]
    assert (failed.code, scenario["ok"], scenario["turn"]) == (1, False, 1)
    assert [reason["code"] for reason in scenario["reasons"]] == ["out_of_order"]


def test_a_scenario_file_that_stands_alone_names_its_workflow(sop: Typist) -> None:
    path = sop.folder / "short.yaml"
    turns = "title: Short\nopens: '2026-03-02 10:00'\nturns:\n  - {as: warden, do: drill.alarm.tell_fire_brigade}\n"
    path.write_text(
        f"workflow: fire-drill\n{turns}ends: {{drill: stuck_at.alarm}}\n", encoding="utf-8"
    )
    assert sop.ok("workflow", "test", "short.yaml").data["scenarios"][0]["id"] == "fire-drill/short"
    path.write_text(turns, encoding="utf-8")
    assert sop.json("workflow", "test", "short.yaml").code == 2


def test_show_law_lists_the_references_by_how_far_they_were_checked(sop: Typist) -> None:
    law = (
        "law:\n  code: {cite: Fire Code 4, about: drills, status: verified, source: city.example}\n"
    )
    law += "  old: {cite: Fire Code 9, status: not_in_force}\n  gap: {about: how often, status: to_be_confirmed}\n"
    odd(sop, ("tracks:", f"{law}tracks:"))
    told = sop("workflow", "show", "odd", "--law").out
    order = [
        "VERIFIED: 1 reference",
        "Fire Code 4",
        "Seen in: city.example",
        "NOT IN FORCE: 1",
        "Fire Code 9",
        "TO BE CONFIRMED: 1",
        "how often",
        "1 verified; 1 not in force; 1 to be confirmed.",
    ]
    places = [told.find(text) for text in order]
    assert (-1 in places, places) == (False, sorted(places))
    assert sop.ok("workflow", "show", "odd", "--law").data["law"]["old"]["status"] == "not_in_force"
    assert sop.json("workflow", "show", "odd", "--law", "--step", "D1").code == 2


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


def test_coverage_is_told_when_asked_for_and_names_what_is_missing(sop: Typist) -> None:
    assert "coverage" not in sop.ok("workflow", "test", "fire-drill").data
    (measured,) = sop.ok("workflow", "test", "fire-drill", "--coverage").data["coverage"]
    assert (measured["workflow"], measured["steps"]["count"]) == ("fire-drill", 7)
    told = sop("workflow", "test", "workflows/fire-drill.yaml", "--coverage").out
    for part in ("steps", "actions", "outcomes", "interrupts"):
        one = measured[part]
        assert one["met"] + len(one["missing"]) == one["count"]
        assert f"{one['met']}/{one['count']}" in told
        assert all(path in told for path in one["missing"])


def test_coverage_of_a_scenario_file_is_that_of_its_workflow(sop: Typist) -> None:
    turn = "  - {as: warden, do: drill.alarm.tell_fire_brigade}\n"
    head = "workflow: fire-drill\ntitle: Short\nopens: '2026-03-02 10:00'\nturns:\n"
    (sop.folder / "short.yaml").write_text(
        f"{head}{turn}ends: {{drill: stuck_at.alarm}}\n", encoding="utf-8"
    )
    (measured,) = sop.ok("workflow", "test", "short.yaml", "--coverage").data["coverage"]
    assert (measured["scenarios"], measured["steps"]["met"], measured["actions"]["met"]) == (
        1,
        1,
        1,
    )


def test_a_workflow_with_errors_is_listed_with_its_problem(sop: Typist) -> None:
    odd(sop, ("to: headcount}", "to: headcout}"))
    rows = {one["id"]: one["problem"] for one in sop.ok("workflow", "list").data["workflows"]}
    assert (rows["fire-drill"], "sop check" in rows["odd"]) == (None, True)
    assert sop.json("workflow", "show", "odd").reasons == ["definition_invalid"]
    assert sop.json("workflow", "test", "odd").code == 1


def test_a_workflow_with_errors_keeps_no_other_from_being_rehearsed(sop: Typist) -> None:
    odd(sop, ("to: headcount}", "to: headcout}"))
    (sop.folder / "workflows" / "zebra.yaml").write_text("language: 1\n", encoding="utf-8")
    for words in ((), ("odd", "fire-drill"), ("fire-drill", "zebra")):
        told = sop.json("workflow", "test", *words)
        ran = {one["id"]: (one["ok"], one["problem"] or "") for one in told.data["scenarios"]}
        assert (
            told.code,
            any(ok for name, (ok, _) in ran.items() if name.startswith("fire-drill/")),
        ) == (1, True)
        failed = {name: problem for name, (ok, problem) in ran.items() if not ok}
        assert set(failed) == (
            {"odd", "zebra"} if not words else {"odd"} if words[0] == "odd" else {"zebra"}
        )
        assert all(
            "Not run" in problem and "sop check workflows/" in problem
            for problem in failed.values()
        )


def test_show_lists_the_parts_by_id(sop: Typist) -> None:
    parts = sop.ok("workflow", "show", "fire-drill").data
    assert list(parts["tracks"]["drill"]["steps"]) == [
        "alarm",
        "headcount",
        "review",
        "finished",
        "real_fire",
    ]
    assert parts["tracks"]["drill"]["steps"]["headcount"]["actions"]["count"]["records"] == [
        "everyone_out"
    ]
    assert parts["facts"]["faults"]["choices"] == ["nothing_found", "small", "serious"]


def test_a_changed_file_is_compiled_anew_and_an_open_case_keeps_its_definition(sop: Typist) -> None:
    sop.open()
    path = sop.folder / "workflows" / "fire-drill.yaml"
    path.write_text(
        path.read_text("utf-8").replace("title: Alarm", "title: Siren"), encoding="utf-8"
    )
    assert "Siren" not in sop("checklist").out
    sop.open()
    assert "Siren" in sop("checklist").out
