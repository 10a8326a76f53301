"""`sop workflow`: list, show and test."""

from __future__ import annotations

from tests.commands.typing_in import Typist


def odd(sop: Typist, change: tuple[str, str]) -> None:
    text = (sop.folder / "workflows" / "fire-drill.yaml").read_text("utf-8")
    assert change[0] in text
    (sop.folder / "workflows" / "odd.yaml").write_text(text.replace(*change), encoding="utf-8")


def test_scenarios_are_rehearsed_and_the_failing_turn_is_named(sop: Typist) -> None:
    assert sop.ok("workflow", "test", "fire-drill").data["scenarios"][0]["ok"] is True
    odd(sop, ("refused: [out_of_order]", "refused: [on_hold]"))
    failed = sop.json("workflow", "test", "odd")
    scenario = failed.data["scenarios"][0]
    assert (failed.code, scenario["ok"], scenario["turn"]) == (1, False, 1)
    assert [reason["code"] for reason in scenario["reasons"]] == ["out_of_order"]


def test_a_scenario_file_that_stands_alone_names_its_workflow(sop: Typist) -> None:
    path = sop.folder / "short.yaml"
    turns = "title: Short\nopens: '2026-03-02 10:00'\nturns:\n"
    turns += "  - {as: warden, do: drill.alarm.tell_fire_brigade}\n"
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
    law += "  old: {cite: Fire Code 9, status: not_in_force}\n"
    law += "  gap: {about: how often, status: to_be_confirmed}\n"
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


def test_a_step_is_printed_blank_without_a_case(sop: Typist) -> None:
    for form in ("text", "md", "html"):
        told = sop("workflow", "show", "fire-drill", "--step", "D2", "--format", form)
        assert (told.code, "Head count" in told.out) == (0, True)
    assert sop("workflow", "show", "fire-drill", "--format", "html").code == 2
    assert sop("workflow", "show", "fire-drill", "--step", "nowhere").code == 2
