"""Who, where, which case, what time: context serves people at terminals and never scripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.typing_in import Typist


def test_a_script_must_name_its_case_and_a_person_need_not(sop: Typist) -> None:
    case = sop.open()
    sop.patch.delenv("SOP_CASE")
    sop.ok("use", case, terminal=True)
    assert sop.json("checklist").code == 2
    assert sop("checklist", terminal=True).code == 0
    assert sop.json("checklist", "-c", case[:4]).code == 0


def test_opening_at_a_terminal_makes_the_case_current_and_in_a_pipe_it_does_not(
    sop: Typist,
) -> None:
    opened = sop("open", "fire-drill", "--as", "warden", terminal=True)
    case = opened.out.split()[3]
    sop.ok("open", "fire-drill", "--as", "warden")
    assert f"Case {case}" in sop("next", terminal=True).out


def test_sop_as_counts_at_a_terminal_only_and_goes_on_record_with_the_name(sop: Typist) -> None:
    sop.open()
    sop.patch.delenv("SOP_AS")
    sop.ok("as", "warden", "--name", "T. Mokoena", terminal=True)
    assert sop.json("do", "D1.1").code == 2
    assert sop("do", "D1.1", terminal=True).code == 0
    event = sop.ok("case", "timeline").data["events"][-1]
    assert (event["as"], event["by"]) == ("warden", "T. Mokoena")


def test_who_acts_is_read_from_the_option_then_the_environment(sop: Typist) -> None:
    sop.open("fire-drill")
    sop.patch.setenv("SOP_AS", "owner")
    sop.ok("do", "D1.1", "--as", "WARDEN")
    assert sop.json("do", "D1.2").reasons == ["not_yours"]


def test_an_unknown_stakeholder_gets_the_nearest(sop: Typist) -> None:
    assert "warden" in sop("as", "wardn").err


def test_simulated_clock_is_said_on_every_first_line_and_a_real_clock_takes_no_time(
    sop: Typist,
) -> None:
    sop.open()
    for words in (
        ("next",),
        ("checklist",),
        ("do", "D1.1"),
        ("case", "list"),
        ("case", "show"),
        ("worklist",),
    ):
        assert sop(*words).out.startswith("SIMULATED CLOCK"), words
    (sop.folder / "sop.toml").write_text("", encoding="utf-8")
    refused = sop.json("next")
    assert (refused.code, "SOP_NOW" in refused.json["message"]) == (2, True)
    sop.patch.setenv("SOP_NOW", "yesterday")
    (sop.folder / "sop.toml").write_text('clock = "simulated"', encoding="utf-8")
    assert sop.json("next").code == 2


@pytest.mark.parametrize("text", ["clock = fast", 'clock = "fast"', 'clok = "real"', "\x00"])
def test_settings_that_cannot_be_read_are_named(sop: Typist, text: str) -> None:
    (sop.folder / "sop.toml").write_text(text, encoding="utf-8")
    told = sop("worklist")
    assert (told.code, "sop.toml" in told.err) == (2, True)


def test_the_workspace_is_found_upwards_by_option_and_by_environment(
    sop: Typist, tmp_path: Path
) -> None:
    case = sop.open()
    deep = sop.folder / "a" / "b"
    deep.mkdir(parents=True)
    sop.patch.chdir(deep)
    assert sop.ok("case", "list").data["cases"][0]["case"] == case
    outside = tmp_path / "outside"
    outside.mkdir()
    sop.patch.chdir(outside)
    assert sop.ok("case", "list", "--workspace", str(sop.folder)).data["cases"][0]["case"] == case
    sop.patch.setenv("SOP_WORKSPACE", str(sop.folder))
    assert sop.ok("case", "list").data["cases"][0]["case"] == case
    assert sop.json("case", "list", "--workspace", "nowhere").code == 2


def test_without_a_workspace_the_users_own_folder_serves_and_is_named(
    sop: Typist, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    sop.patch.chdir(outside)
    sop.patch.delenv("SOP_NOW")
    sop.patch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    sop.patch.setenv("HOME", str(tmp_path / "home"))
    told = sop("workflow", "list")
    assert (told.code, "Workspace:" in told.err, "fire-drill" in told.out) == (0, True, True)


def test_a_workflow_of_the_workspace_wins_and_says_so(sop: Typist) -> None:
    mine = sop.folder / "workflows" / "fire-drill.yaml"
    mine.write_text(
        mine.read_text("utf-8").replace("version: 1.0.0", "version: 9.9.9"), encoding="utf-8"
    )
    told = sop("workflow", "list", "--json")
    versions = {one["id"]: one["version"] for one in told.data["workflows"]}
    assert (versions["fire-drill"], "fire-drill" in told.err) == ("9.9.9", True)
    assert sop.ok("open", "fire-drill", "--as", "warden").data["workflow_version"] == "9.9.9"


def test_an_explicit_path_is_taken_as_it_is(sop: Typist, tmp_path: Path) -> None:
    other = tmp_path / "drill-two.yaml"
    other.write_text(
        (sop.folder / "workflows" / "fire-drill.yaml").read_text("utf-8"), encoding="utf-8"
    )
    assert sop.ok("open", str(other), "--as", "warden").data["workflow"] == "drill-two"


def test_a_case_is_found_by_a_beginning_and_read_as_over_the_telephone(sop: Typist) -> None:
    case = sop.open()
    heard = case.replace("0", "o").replace("1", "L").replace("-", " ").lower()
    assert sop.ok("next", "-c", heard).json["case"] == case
    assert sop.ok("case", "show", case[:3]).json["case"] == case
    wrong = case[:-1] + ("0" if case[-1] != "0" else "2")
    assert sop.json("next", "-c", wrong).code == 2
    assert sop.json("case", "show", case, "-c", "0000").code == 2


def test_every_command_says_on_its_first_line_that_the_clock_is_simulated(sop: Typist) -> None:
    sop.open()
    others = (
        "check fire-drill",
        "workflow test fire-drill",
        "store status",
        "case verify",
        "workflow show fire-drill",
    )
    for words in ("as warden", f"use {sop.case}", "store rebuild", "", *others):
        assert sop(*words.split()).out.splitlines()[0].startswith("SIMULATED CLOCK"), words


def test_short_names_are_understood_and_unknown_ones_are_not(sop: Typist) -> None:
    sop.open("food-recall", as_="plant")
    sop.ok("set", "illness=yes")
    sop.ok("set", "entry_agreed=yes")
    assert sop.ok("worklist", "--as", "FSA").data["items"][0]["by"] == ["plant", "authority"]
    assert sop.json("worklist", "--as", "nobody").code == 2
    assert sop.ok("worklist", "--as", "owner").data["items"] == []
