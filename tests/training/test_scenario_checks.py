"""What `sop train check` finds in a scenario, each finding with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.typing_in import Outcome, Typist, new_typist

SCENARIO = """\
workflow: fire-drill
title: A small one
opens: "2026-03-02 10:00"
roles: [warden]
turns:
  - {as: warden, do: drill.alarm.tell_fire_brigade}
  - id: loud
    as: warden
    do: drill.alarm.sound_alarm
    say: Sound it
    choices:
      - {id: whisper, say: Whisper, then: {minutes: 5}, mistake: Nobody hears it.}
  - {as: warden, advance: drill, outcome: started}
objectives:
  - {id: heard, text: Is heard, weight: 2, earn: [{chose: loud, points: 2}]}
ends: {drill: stuck_at.headcount}
"""


@pytest.fixture
def sop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    return new_typist(tmp_path, monkeypatch)


def checked(sop: Typist, *changes: tuple[str, str], text: str = SCENARIO) -> Outcome:
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (sop.folder / "small.yaml").write_text(text, "utf-8")
    return sop.json("train", "check", "small.yaml")


def found(outcome: Outcome) -> list[tuple[str, int]]:
    return [(one["rule"], one["line"]) for one in outcome.data["scenarios"][0]["findings"]]


def test_a_good_scenario_has_no_finding_and_says_what_was_walked(sop: Typist) -> None:
    outcome = checked(sop)
    one = outcome.data["scenarios"][0]
    assert (outcome.code, one["findings"]) == (0, [])
    assert {key: one[key] for key in ("paths", "every", "longest", "turns_met", "choices_met")} == {
        "paths": 2,
        "every": True,
        "longest": 2,
        "turns_met": 3,
        "choices_met": 2,
    }
    assert (one["model_percent"], one["empty_percent"]) == (100, 0)


def test_a_turn_that_the_engine_refuses_is_found_with_line_and_reasons(sop: Typist) -> None:
    outcome = checked(sop, ("  - {as: warden, do: drill.alarm.tell_fire_brigade}\n", ""))
    assert (outcome.code, found(outcome)) == (1, [("scenario-refused", 6)])
    assert (
        "comes before D1.2 and is not done"
        in outcome.data["scenarios"][0]["findings"][0]["message"]
    )


CHANGES = [
    ("then: {minutes: 5}, mistake: Nobody hears it.", "points: 1", ("leads-nowhere", 12)),
    ("then: {minutes: 5}, mistake: Nobody hears it.", "then: {minutes: 5}", ("no-feedback", 12)),
    ("id: whisper", "id: loud", ("same-id", 12)),
    ("weight: 2", "weight: 0", ("weights", 15)),
    ("[{chose: loud, points: 2}]", "[{chose: loud, points: 0}]", ("cannot-earn", 15)),
    (
        "[{chose: loud, points: 2}]",
        "[{done: drill.review.write_report, points: 2}]",
        ("cannot-earn", 15),
    ),
    ("[{chose: loud, points: 2}]", "[{done: tell_fire_brigade, points: 2}]", ("empty-passes", 1)),
    ("say: Sound it", "say: Type `sop do sound_alarm --loud yes`", ("bad-command", 10)),
    ("say: Sound it", "say: Then sop advnce", ("bad-command", 10)),
    ("say: Sound it", f"say: {'loud ' * 81}", ("long-text", 10)),
    ("say: Sound it", "say: Tell the ZZQ", ("unexplained-abbreviation", 10)),
    ("say: Sound it", "say: Telephone 021 555 0199", ("telephone-number", 10)),
    ("say: Sound it", "say: The Ruritanian is a thief", ("people-and-crime", 10)),
    ("say: Whisper", "say: 'Zubrowkish gangs did it.'", ("people-and-crime", 12)),
    ("roles: [warden]", "roles: [owner]", ("unreachable-turn", 7)),
    (
        "title: A small one",
        "title: A\ninjects: [{id: late, at: +9 days, tell: Too late.}]",
        ("inject-never", 3),
    ),
    (
        "[{chose: loud, points: 2}]",
        "[{chose: loud, points: 1}, {chose: loud.whisper, points: 2}]",
        ("model-fails", 1),
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "expected"), CHANGES, ids=[f"{one[2][0]}{n}" for n, one in enumerate(CHANGES)]
)
def test_each_mistake_is_found_at_its_line(
    sop: Typist, old: str, new: str, expected: tuple[str, int]
) -> None:
    assert expected in found(checked(sop, (old, new)))


CLEAN = (
    "Tell the zonal quality queue (ZZQ). The ZZQ answers.",
    "Ask WARDEN and OWNER",
    "At 2026-03-02 10:00, in room 1204",
    "The Ruritanian waits. A thief was here.",
    "Form 12 of 34, page 1",
    "STOPPED-1 is a reference",
    "Section 18(1)",
)


@pytest.mark.parametrize("text", CLEAN)
def test_a_text_that_is_clear_is_no_finding(sop: Typist, text: str) -> None:
    assert checked(sop, ("say: Sound it", f"say: '{text}'")).data["scenarios"][0]["findings"] == []
