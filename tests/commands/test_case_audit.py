"""`sop case audit`: guarantees judged on real histories, lengths of time included."""

from __future__ import annotations

from typing import Any

import pytest

from tests.commands.typing_in import Typist

WORKFLOW = """language: 1
version: 1.0.0
title: A letter
timezone: Africa/Johannesburg
stakeholders:
  desk: {name: The desk, short: DESK}
facts:
  urgent: {type: boolean, ask: "Is it urgent?", anytime: any, initially: false}
  written_at: {type: datetime, ask: "When was it written?", at_opening: true}
closing: {by: desk}
tracks:
  letter:
    code: L
    title: The letter
    lead: desk
    steps:
      arrived:
        title: Arrived
        responsible: desk
        actions:
          stamp: {do: Stamp it, required: false}
          read: {do: Read it, required: false}
        outcomes:
          answer: {to: answered}
          bin: {to: binned}
      answered:
        title: Answered
        responsible: desk
        actions:
          send: {do: Send it, due: 24 hours}
        outcomes:
          sent: {to: sent, wait: {at_least: 2 days, from: written_at}}
      sent: {end: true, title: Sent}
      binned: {end: true, title: Binned}
guarantees:
  never_binned_when_urgent: {absence: letter.binned is current and urgent, because: It was urgent.}
  read_at_last: {existence: letter.arrived.read is done}
  stamped_first: {precedence: {first: letter.arrived.stamp is done,
      then: letter.arrived.read is done}}
  slow: {precedence: {first: letter.arrived.stamp is done, then: letter.sent is current},
      not_within: 2 days}
  soon: {response: {trigger: letter.arrived.read is done, then: letter.answered.send is done},
      within: 24 hours}
  read_before: {precondition: {of: letter.answered is current, holds: letter.arrived.read is done}}
  sent_if_urgent: {existence: letter.sent is current, if: urgent}
"""


@pytest.fixture
def letter(sop: Typist) -> Typist:
    (sop.folder / "workflows" / "letter.yaml").write_text(WORKFLOW, encoding="utf-8")
    sop.open(
        "letter", "--set", "written_at=2026-02-02T09:00", as_="desk"
    )  # long ago: its wait has passed
    return sop


def verdicts(sop: Typist) -> dict[str, tuple[str, int | None]]:
    found: list[dict[str, Any]] = sop.json("case", "audit").data["guarantees"]
    return {one["guarantee"]: (one["verdict"], one["event"]) for one in found}


def test_at_the_opening_only_what_must_still_come_is_open(letter: Typist) -> None:
    assert verdicts(letter) == {
        "never_binned_when_urgent": ("kept", None),
        "read_at_last": ("open", None),
        "stamped_first": ("kept", None),
        "slow": ("kept", None),
        "soon": ("kept", None),
        "read_before": ("kept", None),
        "sent_if_urgent": ("kept", None),
    }
    assert letter("case", "audit").code == 0


def test_what_has_not_happened_is_not_reached(letter: Typist) -> None:
    def reached() -> dict[str, bool]:
        return {
            one["guarantee"]: one["reached"]
            for one in letter.json("case", "audit").data["guarantees"]
        }

    assert reached() == {
        "never_binned_when_urgent": True,
        "read_at_last": True,
        "stamped_first": False,
        "slow": False,
        "soon": False,
        "read_before": False,
        "sent_if_urgent": False,
    }
    told = letter("case", "audit").out
    assert "not reached: stamped_first" in told and "kept: stamped_first" not in told
    letter.ok("do", "read")
    assert (reached()["stamped_first"], reached()["soon"]) == (True, True)


def test_each_verdict_names_the_event_that_decided_it(letter: Typist) -> None:
    letter.ok("do", "read")
    letter.ok("do", "stamp")
    found = verdicts(letter)
    assert (found["read_at_last"], found["stamped_first"]) == (("kept", 2), ("broken", 2))
    assert found["soon"] == ("open", 2)
    told = letter.json("case", "audit")
    assert (told.code, told.json["code"], told.data["summary"]) == (
        1,
        "findings",
        {"kept": 5, "broken": 1, "open": 1, "private": 0},
    )
    assert "BROKEN" in letter("case", "audit").out


def test_an_undone_event_is_left_out(letter: Typist) -> None:
    letter.ok("do", "read")
    assert verdicts(letter)["stamped_first"] == ("broken", 2)
    letter.ok("undo", "2", "--why", "another letter")
    found = verdicts(letter)
    assert (found["stamped_first"], found["read_at_last"], found["soon"]) == (
        ("kept", None),
        ("open", None),
        ("kept", None),
    )


@pytest.mark.parametrize(
    ("at", "verdict"), [("2026-03-03T10:00:00", "kept"), ("2026-03-03T10:00:01", "broken")]
)
def test_within_is_measured_by_when_it_happened(letter: Typist, at: str, verdict: str) -> None:
    letter.ok("do", "read")
    letter.ok("advance", "answer")
    letter.at("2026-03-09T09:00:00")
    letter.ok("do", "send", "--at", f"{at}+02:00")
    assert verdicts(letter)["soon"] == (verdict, 4)
    letter.ok("advance", "sent")
    assert verdicts(letter)["soon"] == (verdict, 4)


def test_what_has_not_come_in_time_is_broken_by_the_clock(letter: Typist) -> None:
    letter.ok("do", "read")
    letter.at("2026-03-03T10:00:00")
    assert verdicts(letter)["soon"] == ("open", 2)
    letter.at("2026-03-03T10:00:01")
    assert verdicts(letter)["soon"] == ("broken", 2)


@pytest.mark.parametrize(
    ("at", "verdict"), [("2026-03-04T23:59:58", "broken"), ("2026-03-04T23:59:59", "kept")]
)
def test_not_within_is_measured_by_when_it_happened(letter: Typist, at: str, verdict: str) -> None:
    letter.ok("do", "stamp")
    letter.ok("advance", "answer")
    letter.ok("do", "send")
    letter.at("2026-03-09T09:00:00")
    letter.ok("advance", "sent", "--at", f"{at}+02:00")
    assert verdicts(letter)["slow"][0] == verdict


def test_closing_decides_what_is_still_missing(letter: Typist) -> None:
    letter.ok("advance", "bin")
    assert verdicts(letter)["read_at_last"] == ("open", None)
    letter.ok("close")
    assert verdicts(letter)["read_at_last"] == ("broken", 3)
    letter.ok("note", "-", stdin="so it ends")
    assert verdicts(letter)["read_at_last"] == ("broken", 3)


def test_what_an_if_did_not_concern_may_still_come_to_concern_it(letter: Typist) -> None:
    letter.ok("advance", "bin")
    assert verdicts(letter)["sent_if_urgent"] == ("kept", None)
    letter.ok("set", "urgent=yes")
    found = verdicts(letter)
    assert (found["sent_if_urgent"][0], found["never_binned_when_urgent"]) == (
        "open",
        ("broken", 3),
    )
    letter.ok("close")
    assert verdicts(letter)["sent_if_urgent"] == ("broken", 4)


def test_the_case_may_be_an_argument_and_an_unknown_one_is_asked_wrongly(letter: Typist) -> None:
    assert letter("case", "audit", letter.case[:5]).code == 0
    assert letter("case", "audit", "ZZZ").code == 2


SCENARIO = """title: Binned
workflow: letter
opens: "2026-03-02 08:10"
turns:
  - {as: desk, advance: letter, outcome: bin}
  - {as: desk, close: true}
ends: {letter: binned}
"""


@pytest.mark.parametrize(
    ("guarantees", "ok"),
    [
        ("kept", False),
        ("{broken: [read_at_last]}", True),
        ("{broken: [read_at_last, stamped_first]}", False),
        ("{broken: [stamped_first]}", False),
    ],
)
def test_a_scenario_breaks_the_guarantees_that_it_says_and_no_others(
    letter: Typist, guarantees: str, ok: bool
) -> None:
    (letter.folder / "binned.yaml").write_text(
        f"{SCENARIO}guarantees: {guarantees}\n", encoding="utf-8"
    )
    told = letter.json("workflow", "test", "binned.yaml")
    assert (told.code == 0, told.data["scenarios"][0]["ok"]) == (ok, ok)
    if not ok:
        assert "guarantee" in told.data["scenarios"][0]["problem"]
