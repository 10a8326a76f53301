"""An incident of several persons worked as one list: each action once, several at a time."""

from __future__ import annotations

import shlex

import pytest

from tests.commands.typing_in import Typist

NIGHT = ("--incident", "night-7")


@pytest.fixture
def night(sop: Typist) -> Typist:
    """Three persons with labels."""
    names = [word for number in "123" for word in ("--label", f"person {number}")]
    sop.patch.setenv("SOP_AS", "warden")
    sop.ok("open", "fire-drill", *NIGHT, "--persons", "3", *names)
    return sop


def cases(sop: Typist) -> dict[str, str]:
    return {one["label"]: one["case"] for one in sop.ok("case", "list", *NIGHT).data["cases"]}


def flat(text: str) -> str:
    return " ".join(text.split())


def test_each_action_is_one_entry_with_the_names_of_its_cases(night: Typist) -> None:
    ids = cases(night)
    night.ok("do", "D1.1", "-c", ids["person 2"])
    shown = flat(night("worklist", *NIGHT).out)
    assert "D1.1" in shown
    assert "open in 2 of 3: " in shown
    assert f'open in 1 of 3: {ids["person 2"]} "person 2"' in shown  # D1.2


def test_the_persons_are_in_the_order_of_their_labels(night: Typist) -> None:
    named = night.ok("do", "D1.1", *NIGHT).data["cases"]
    assert [one["label"] for one in named] == ["person 1", "person 2", "person 3"]
    assert list(cases(night)) == ["person 1", "person 2", "person 3"]
    shown = flat(night("worklist", *NIGHT).out)
    places = [shown.index(f'"person {number}"') for number in "123"]
    assert places == sorted(places)


def test_an_action_that_asks_nothing_is_offered_for_all_its_cases_and_runs(night: Typist) -> None:
    shown = night("worklist", *NIGHT).out
    assert "To do the first action in all its cases: sop do D1.1 --incident night-7" in flat(shown)
    assert len(night.ok("do", "D1.1", *NIGHT).data["cases"]) == 3


def test_a_case_in_danger_is_marked_and_first(sop: Typist) -> None:
    sop.patch.setenv("SOP_AS", "saps")
    told = sop.ok("open", "za-trafficking", *NIGHT, "--persons", "2", "--label", "person 1")
    first = told.data["cases"][0]["case"]
    sop.ok("do", "I1.1", *NIGHT, "--set", "signal_source=police")
    sop.ok("set", "in_danger=yes", "-c", first)
    shown = flat(sop("worklist", *NIGHT).out)
    assert f'IN DANGER, case {first} "person 1",' in shown
    assert f'{first} "person 1" (IN DANGER)' in shown


def test_several_actions_are_done_in_all_cases_or_in_none(night: Typist) -> None:
    told = night.ok("do", "D1.1", "D1.2", *NIGHT).data
    assert [one["version"] for one in told["cases"]] == [4, 4, 4]
    refused = night.json("do", "D2.1", "D1.2", *NIGHT, "--set", "everyone_out=yes")
    assert (refused.code, refused.json["ok"]) == (1, False)
    assert {one["version"] for one in night.ok("case", "list").data["cases"]} == {4}


def test_the_joint_write_of_several_actions_is_undone_the_last_one_first(night: Typist) -> None:
    night.ok("do", "D1.1", "D1.2", *NIGHT)
    night.ok("undo", *NIGHT, "--why", "slip")
    listed = night.ok("worklist", *NIGHT).data["items"]
    assert {item["code"] for item in listed} == {"D1.2"}


def test_labels_are_not_undone_together(night: Typist) -> None:
    refused = night.json("undo", *NIGHT, "--why", "slip")
    assert refused.code in (1, 2)
    assert set(cases(night)) == {"person 1", "person 2", "person 3"}


def test_cases_that_refuse_are_named_and_the_command_without_them_runs_as_printed(
    night: Typist,
) -> None:
    ids = cases(night)
    night.ok("do", "D1.1", "-c", ids["person 1"])
    night.ok("do", "D1.1", "-c", ids["person 3"])
    words = ("do", "D1.2", *NIGHT)
    refused = night.json(*words)
    assert refused.code == 1
    assert [one["label"] for one in refused.data["refused"]] == ["person 2"]
    shown = night(*words)
    assert f'{ids["person 2"]} "person 2"' in flat(shown.out)
    again = refused.data["again"]["do"]
    program, *line = shlex.split(again)
    assert program == "sop"
    assert f"--except {ids['person 2']}" in again
    assert len(night.ok(*line).data["cases"]) == 2


def test_an_incident_write_without_an_action_names_the_list(night: Typist) -> None:
    told = night("do", *NIGHT)
    assert (told.code, "sop worklist --incident night-7" in told.err) == (2, True)


def commands_under(shown: str) -> list[list[str]]:
    """The commands for several cases under the list."""
    found = []
    for text in shown.splitlines():
        about, sign, command = text.partition(": sop ")
        if sign and about.strip().startswith("To "):
            found.append(shlex.split(command))
    return found


def test_each_command_under_the_list_runs_where_the_cases_are_at_different_steps(
    sop: Typist,
) -> None:
    """Persons who are done, ahead, or behind are left out of the commands."""
    sop.patch.setenv("SOP_AS", "saps")
    labels = [word for number in "12345" for word in ("--label", f"person {number}")]
    told = sop.ok("open", "za-trafficking", *NIGHT, "--persons", "5", *labels)
    ids = {one["label"]: one["case"] for one in told.data["cases"]}
    facts = ("signal_source=police", "information_given=yes", "alone=yes")
    given = [word for fact in facts for word in ("--set", fact)]
    sop.ok("do", "I1.1", "I1.2", "I1.3", *NIGHT, "--except", ids["person 5"], *given)
    sop.ok("advance", "go_on", *NIGHT, "--except", ids["person 5"], "--except", ids["person 4"])
    sop.ok("do", "I2.3", "-c", ids["person 1"])
    shown = sop("worklist", *NIGHT).out
    commands = commands_under(shown)
    assert ["do", "I2.1"] in [one[:2] for one in commands]
    first = next(text for text in shown.splitlines() if "To do the first action" in text)
    assert "sop do I2.1 " in first
    for words in commands:
        trial = sop.json(*words, "--dry-run")
        reasons = [one["code"] for one in trial.json.get("reasons", ())]
        assert (words, set(reasons) <= {"fact_unknown"}) == (words, True), reasons


def test_a_decision_of_several_cases_has_its_command(night: Typist) -> None:
    night.ok("do", "D1.1", "D1.2", *NIGHT)
    decide = [
        words for words in commands_under(night("worklist", *NIGHT).out) if "advance" in words
    ]
    assert decide, night("worklist", *NIGHT).out
    assert len(night.ok(*decide[0]).data["cases"]) == 3


def test_the_list_of_an_incident_has_what_all_rows_share_in_its_heading(night: Typist) -> None:
    shown = night("case", "list", *NIGHT).out
    assert "Cases of incident night-7, fire-drill" in shown
    assert (shown.count("night-7"), shown.count("fire-drill")) == (1, 1)
    assert night("case", "list").out.count("incident night-7") == 3


def test_the_way_on_is_the_list_that_has_something(sop: Typist) -> None:
    """For the task team it was a list with one optional action, and 22 others were open."""
    sop.ok("open", "za-trafficking", "--incident", "raid", "--persons", "2", "--as", "saps")
    for as_, ends in (("saps", "sop worklist --incident raid"), ("task", "--incident raid --all")):
        words = ("note", "-", "--incident", "raid", "--as", as_)
        told = sop(*words, stdin="the van is grey")
        assert told.code == 0, told.err
        shown = " ".join(told.out.split()).partition("What to do now: ")[2]
        assert shown.removesuffix(f" --as {as_}").endswith(ends), told.out


def test_persons_are_listed_in_the_order_of_their_opening(sop: Typist) -> None:
    sop.patch.setenv("SOP_AS", "warden")
    sop.patch.setenv("SOP_NAME", "B. Nkosi")
    sop.ok("open", "fire-drill", "--incident", "raid", "--label", "zebra coat")
    sop.patch.setenv("SOP_NOW", "2026-03-02T10:05:00+02:00")
    sop.ok("open", "fire-drill", "--incident", "raid", "--label", "apron")
    for words in (
        ("do", "tell_fire_brigade", "--incident", "raid", "--dry-run"),
        ("worklist", "--incident", "raid"),
    ):
        shown = sop(*words).out
        first, second = shown.find("zebra coat"), shown.find("apron")
        assert first < second or first == second == -1, shown
    asked = sop("use", terminal=True, stdin="q\n")
    assert asked.err.index("zebra coat") < asked.err.index("apron")
