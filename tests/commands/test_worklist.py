"""What only time or a finished step brings into a list: escalations and decisions, and for whom
they wait.
"""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from tests.commands.typing_in import Typist

LETTER = """
language: 1
version: 1.0.0
title: A letter
timezone: Africa/Johannesburg
calendar: ZA
stakeholders:
  clerk: {name: Clerk, short: CLERK}
  head: {name: Head of the office, short: HEAD}
tracks:
  letter:
    code: L
    title: Letter
    lead: clerk
    steps:
      answer:
        title: Answer the letter
        responsible: clerk
        due: 2 hours
        escalate_to: head
        actions:
          write: {do: Write the answer, due: 1 hour}
        outcomes:
          sent: {to: over, by: head, title: Signed and sent}
          late: {to: over, by: head, wait: 1 hour}
          thrown: {to: over, by: head, skips_actions: true}
      over: {end: true, title: Over}
    interrupts:
      fire: {from: any, to: over, by: any}
"""


@pytest.fixture
def letter(sop: Typist) -> Typist:
    (sop.folder / "workflows" / "letter.yaml").write_text(LETTER, encoding="utf-8")
    sop.open("letter", as_="clerk")
    return sop


def items(sop: Typist, *words: str) -> list[tuple[str, str, list[str], int | None]]:
    found: list[dict[str, Any]] = sop.ok("worklist", *words).data["items"]
    return [(one["kind"], one["action"], one["by"], one["overdue_by_s"]) for one in found]


def test_a_step_past_its_deadline_is_in_the_list_of_whom_it_escalates_to(letter: Typist) -> None:
    write = ("action", "letter.answer.write", ["clerk"], None)
    assert (items(letter), items(letter, "--as", "head")) == ([write], [])
    letter.at("2026-03-02T12:00:00")
    assert items(letter, "--as", "head") == []
    letter.at("2026-03-02T12:00:01")
    escalated = ("escalation", "letter.answer", ["head"], 1)
    assert items(letter, "--as", "head") == items(letter, "--waiting-for", "head") == [escalated]
    assert items(letter, "--all") == [(*write[:3], 3601), escalated]
    assert (
        items(letter, "--overdue", "--as", "head")
        == items(letter, "--due", "today", "--as", "head")
        == [escalated]
    )
    assert items(letter) == [(*write[:3], 3601)]
    told = letter("worklist", "--as", "head").out
    assert "ESCALATED" in told and "Answer the letter" in told and "1 escalated" in told


@pytest.mark.parametrize(
    ("words", "covered"),
    [
        (("--all",), "all cases, all stakeholders"),
        (("--as", "head"), "all cases, for HEAD"),
        (("--all", "--workflow", "letter", "--overdue"), "cases of letter, overdue, all stakehold"),
        (
            ("--all", "--track", "letter", "--due", "today"),
            "all cases, track letter, due by today,",
        ),
    ],
)
def test_the_heading_states_what_the_list_covers(
    letter: Typist, words: tuple[str, ...], covered: str
) -> None:
    letter.at("2026-03-02T13:00:00")
    first = letter("worklist", *words).out.splitlines()[0]
    assert f"; Worklist: {covered}" in first


def test_home_and_next_tell_the_escalation(letter: Typist) -> None:
    letter.at("2026-03-02T13:00:00")
    assert [one["kind"] for one in letter.ok("--as", "head").data["items"]] == ["escalation"]
    first = letter.ok("next").data["items"][0]
    assert (first["kind"], first["id"], first["code"], first["by"]) == (
        "escalation",
        "letter.answer",
        "L1",
        ["head"],
    )
    assert first["due"] == "2026-03-02T12:00:00+02:00"
    told = letter("next").out
    assert "ESCALATED" in told and "late. Alerted: HEAD" in told


def test_a_step_that_was_left_escalates_no_more(letter: Typist) -> None:
    letter.at("2026-03-02T13:00:00")
    letter.ok("raise", "fire")
    assert items(letter, "--all") == []


def test_every_list_has_the_decisions_once_all_is_done(letter: Typist) -> None:
    assert items(letter, "--waiting-for", "head") == []
    letter.ok("do", "write")
    decisions = [
        ("decision", f"letter.answer.{name}", ["head"], None) for name in ("sent", "late", "thrown")
    ]
    assert items(letter, "--waiting-for", "head") == [decisions[0], decisions[2]]
    assert items(letter, "--as", "head") == items(letter, "--all") == [decisions[0], decisions[2]]
    letter.at("2026-03-02T11:00:00")
    assert items(letter, "--waiting-for", "head") == decisions
    told = letter("worklist", "--waiting-for", "head").out
    assert "DECIDE" in told and "Signed and sent -> Over" in told and "3 decisions to take" in told


def test_a_calendar_has_what_the_list_has(letter: Typist) -> None:
    letter.at("2026-03-02T13:00:00")
    told = letter("worklist", "--all", "--format", "ics").out
    assert told.count("BEGIN:VEVENT") == len(items(letter, "--all")) == 2
    assert "SUMMARY:Late: L1 Answer the letter" in told
    letter.ok("do", "write")
    told = letter("worklist", "--all", "--format", "ics").out
    assert told.count("SUMMARY:Decide: L1") == 3


DRILL = """
language: 1
version: 1.0.0
title: A drill
timezone: Africa/Johannesburg
calendar: ZA
stakeholders:
  warden: {name: Warden, short: WARDEN}
  clerk: {name: Clerk, short: CLERK}
facts:
  smoke: {type: boolean, ask: Is there smoke?, anytime: [warden], initially: false}
  child: {type: boolean, ask: Is there a child?, anytime: [warden]}
tracks:
  house:
    code: H
    title: House
    lead: warden
    on_hold_while: smoke
    steps:
      look:
        title: Look round the house
        responsible: warden
        due: 1 day
        actions:
          call: {do: Call the brigade, due: immediately}
          inspect: {do: Inspect the rooms, due: 1 hour}
          report: {do: Report the child, when: child, after: [inspect], due: immediately}
        outcomes:
          over: {to: end, by: warden}
      end: {end: true, title: Over}
"""


@pytest.fixture
def drill(sop: Typist) -> Typist:
    (sop.folder / "workflows" / "drill.yaml").write_text(DRILL, encoding="utf-8")
    sop.open("drill", as_="warden")
    return sop


def overdue_in_every_list(sop: Typist) -> list[set[str]]:
    """The overdue paths of `worklist --overdue`, `worklist`, `next`, and those of `sop`."""
    late = {one["action"] for one in sop.ok("worklist", "--overdue", "--all").data["items"]}
    every = sop.ok("worklist", "--all").data["items"]
    home = sop.ok().data["items"]
    of_case = sop.ok("next").data["items"]
    return [
        late,
        {one["action"] for one in every if one["overdue_by_s"] is not None},
        {one["action"] for one in home if one["overdue_by_s"] is not None},
        {one["id"] for one in of_case if one["overdue"]},
    ]


def test_what_is_overdue_is_overdue_everywhere(drill: Typist) -> None:
    call, inspect = "house.look.call", "house.look.inspect"
    for time, late in (
        ("10:00:01", set()),
        ("10:15:00", set()),
        ("10:15:01", {call}),
        ("11:00:01", {call, inspect}),
    ):
        drill.at(f"2026-03-02T{time}")
        assert overdue_in_every_list(drill) == [late] * 4, time
    drill.ok("set", "smoke=true")  # held: what was late stays late, everywhere
    drill.at("2026-03-02T12:00:00")
    assert overdue_in_every_list(drill) == [{call, inspect}] * 4
    told = drill("worklist", "--all").out
    assert ("OVERDUE" in told, "on hold" in told) == (True, True)
    assert "2 overdue, " in told and "2 overdue" in drill("next").out
    assert drill("case", "show").out.count("OVERDUE") == 2
    calendar = drill("worklist", "--all", "--format", "ics").out
    assert calendar.count("SUMMARY:On hold: ") == 3


def test_what_is_due_at_once_is_shown_as_now_before_it_is_late(drill: Typist) -> None:
    drill.at("2026-03-02T10:00:03")
    for words in (("worklist",), ("next",), ()):
        told = drill(*words).out
        assert ("NOW" in told, "OVERDUE" in told, "late" in told) == (True, False, False), told
    first = drill.ok("next").data["items"][0]
    assert (first["id"], first["overdue"]) == ("house.look.call", False)


def test_a_report_nobody_can_make_yet_is_no_alarm(drill: Typist) -> None:
    drill.at("2026-03-02T10:30:00")
    (report,) = [one for one in drill.ok("worklist").data["items"] if one["code"] == "H1.3"]
    assert (report["state"], report["overdue_by_s"]) == ("unknown", None)
    drill.ok("set", "child=true")
    (report,) = [one for one in drill.ok("worklist").data["items"] if one["code"] == "H1.3"]
    assert (report["state"], report["overdue_by_s"]) == ("waiting", None)


def test_held_work_is_listed_and_marked(drill: Typist) -> None:
    drill.ok("set", "smoke=true")
    for words in (("worklist",), ("worklist", "--all"), ("next",)):
        found = drill.ok(*words).data["items"]
        assert sorted((one["code"], one["held"], one["private"]) for one in found) == [
            ("H1.1", True, False),
            ("H1.2", True, False),
            ("H1.3", True, False),
        ]
    assert "3 on hold" in drill("worklist").out
    assert "3 on hold" in drill("next").out


def test_a_case_in_which_somebody_only_has_to_decide_is_in_every_list(drill: Typist) -> None:
    drill.ok("set", "child=false")
    for action in ("H1.1", "H1.2"):
        drill.ok("do", action)
    decision = ("decision", "house.look.over", ["warden"], None)
    assert items(drill) == items(drill, "--all") == items(drill, "--as", "warden") == [decision]
    home = drill.ok().data
    assert [one["action"] for one in home["first"]] == ["house.look.over"]
    assert [one["id"] for one in drill.ok("next").data["items"]] == ["house.look.over"]
    assert "SUMMARY:Decide: H1" in drill("worklist", "--format", "ics").out
    drill.at("2026-03-04T10:00:00")
    assert items(drill, "--overdue") == [(*decision[:3], 34 * 3600 + 1 - 24 * 3600)]
    assert [one["action"] for one in drill.ok().data["items"]] == ["house.look.over"]
    assert "Nothing to do" not in drill().out


def test_an_empty_list_of_all_work_does_not_point_to_itself(drill: Typist) -> None:
    drill.ok("set", "child=false")
    for words in (("do", "H1.1"), ("do", "H1.2"), ("advance", "over")):
        drill.ok(*words)
    assert "There is no work in any case." in drill("worklist", "--all").out
    assert "sop worklist --all" in drill("worklist", "--overdue", "--all").out


def test_an_index_of_the_version_before_is_made_anew(letter: Typist) -> None:
    letter.at("2026-03-02T13:00:00")
    (index,) = letter.folder.glob("data/**/index*.sqlite*")
    with sqlite3.connect(index) as connection:
        connection.executescript("alter table work drop column kind; pragma user_version = 1;")
    told = letter.ok("worklist", "--as", "head")
    assert [one["kind"] for one in told.data["items"]] == ["escalation"]
    assert "another version of sop wrote it" in told.err


def test_a_deadline_is_not_overdue_at_its_very_moment(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    form = '{"sample_number": 1, "cold_chain": true}'
    recall.ok("do", "examine", "--set", "hazard=glass", "--form", "-", stdin=form)
    recall.ok("advance", "recall_it")
    for time, late in (("14:00:00", 0), ("14:00:01", 1)):
        recall.at(f"2026-03-02T{time}")
        assert len(recall.ok("worklist", "--overdue", "--all").data["items"]) == late


def test_the_worklist_answers_who_when_and_how_many(sop: Typist) -> None:
    sop.open("food-recall", as_="plant")
    sop.open("fire-drill", as_="warden")

    def codes(*words: str) -> list[str]:
        return [item["code"] for item in sop.ok("worklist", *words).data["items"]]

    assert sorted(codes("--all")) == ["D1.1", "R1.1"]
    assert codes("--mine") == codes("--as", "warden") == codes() == ["D1.1"]
    assert codes("--as", "plant") == codes("--waiting-for", "plant") == ["R1.1"]
    assert (
        codes("--all", "--workflow", "fire-drill") == codes("--all", "--track", "drill") == ["D1.1"]
    )
    assert codes("--all", "--due", "today") == []
    assert sop("worklist", "--all", "--count").out == "2\n"
    assert (
        sop("worklist", "--exit-code").code,
        sop("worklist", "--exit-code", "--overdue").code,
    ) == (1, 0)
    assert sop("worklist", "--mine", "--all").code == 2
    sop.patch.delenv("SOP_AS")
    assert (sop("worklist", "--mine").code, len(codes())) == (2, 2)


def test_an_empty_worklist_hides_no_slip_of_the_finger(sop: Typist) -> None:
    sop.open("food-recall", as_="plant")
    assert sop.ok("worklist", "--all", "--workflow", "fire-drill").data["items"] == []
    assert sop.ok("worklist", "--all", "--track", "repair").data["items"] == []
    told = sop.json("worklist", "--workflow", "food-recal")
    assert (told.code, told.json["message"]) == (
        2,
        "There is no workflow 'food-recal' here. Did you mean food-recall?",
    )
    told = sop.json("worklist", "--track", "recal")
    assert (told.code, "Did you mean recall" in told.json["message"]) == (2, True)


def test_a_damaged_case_hides_no_other_from_the_lists(sop: Typist) -> None:
    both = [sop.open("fire-drill"), sop.open("fire-drill")]
    damaged = next(sop.folder.glob(f"data/cases/*/{min(both)}.log"))
    damaged.write_bytes(b"x" + damaged.read_bytes()[1:])
    for words in (("worklist",), ("case", "list"), ("worklist", "--workflow", "fire-drill")):
        told = sop(*words)
        assert (told.code, max(both) in told.out, "is damaged" in told.err) == (0, True, True)


def test_a_worklist_by_incident_has_each_action_once_with_its_cases(sop: Typist) -> None:
    sop.open("fire-drill")
    apart = sop.ok("worklist", "--all").data["count"]
    for _ in range(6):
        sop.open("fire-drill", "--incident", "I-1")
    listed = sop.ok("worklist", "--all", "--incident", "I-1").data["items"]
    assert (len(listed), len({item["case"] for item in listed})) == (6 * apart, 6)
    alone = sop("worklist", "--all", "--incident", "I-1")
    assert alone.out.count("open in all 6") == apart, alone.out
    assert [item["case"] for item in listed if item["case"] in alone.out] == []


def test_an_incident_that_no_case_has_is_a_slip(sop: Typist) -> None:
    sop.open("fire-drill", "--incident", "market-12")
    told = sop("worklist", "--all", "--incident", "market-21")
    assert told.code == 2
    assert "Did you mean market-12?" in told.err
