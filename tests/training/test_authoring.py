"""Writing scenarios: what the check finds, with its line; what `new` writes plays; what is recorded plays again."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop.training.all_paths import count_paths, walk_scenario
from tests.commands.typing_in import Outcome, Typist, new_typist
from tests.training.games import HERE, game, started

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


def test_every_path_is_walked_once() -> None:
    stage = started()
    assert count_paths(stage) == 5 * 5 * 2
    walks = walk_scenario(*game())
    assert (walks.every, walks.failed) == (True, "")
    assert (
        walks.paths == 2 * 5 * 2 + 2 * 3 * 2
    )  # after `throw` no second answer is asked for: nothing can be mended
    assert walks.longest == 7
    assert len(walks.earned) == 8  # the ninth line takes points away
    assert walks.injects == {"press", "gate", "slow", "choice"}


def test_seeded_walks_are_the_same_each_time() -> None:
    definition, scenario = game()
    first, second = (walk_scenario(definition, scenario, None, 30) for _ in range(2))
    assert first == second
    assert (first.paths, first.every) == (30, False)


def test_a_new_scenario_plays_and_is_ready(sop: Typist) -> None:
    made = sop.ok("train", "new", "first_day", "--from", "fire-drill").data["path"]
    assert sop.ok("train", "check", made).data["scenarios"][0]["findings"] == []
    taken = sop.json("train", "new", "first_day", "--from", "fire-drill")
    assert (taken.code, "already" in taken.json["message"]) == (2, True)
    assert sop.json("train", "new", "First day", "--from", "fire-drill").code == 2


@pytest.mark.parametrize("workflow", ["food-recall", "parcel"])
def test_a_skeleton_comes_from_any_workflow(sop: Typist, workflow: str) -> None:
    (sop.folder / "workflows" / "parcel.yaml").write_text(
        (HERE / "parcel.yaml").read_text("utf-8"), "utf-8"
    )
    made = sop.ok("train", "new", "begin", "--from", workflow).data["path"]
    assert sop.ok("train", "check", made).data["scenarios"][0]["choices_met"] == 2


def test_a_played_session_becomes_a_scenario_that_passes(sop: Typist) -> None:
    (sop.folder / "workflows" / "parcel.yaml").write_text(
        (HERE / "parcel.yaml").read_text("utf-8"), "utf-8"
    )
    answers = "[{choice: shake}, {choice: hears}, {choice: gossip}, {choice: guard_knows}, {choice: wound}]"
    (sop.folder / "a.yaml").write_text(answers, "utf-8")
    played = sop.json("train", "play", "parcel/monday", "--answers", "a.yaml").data["session"]
    sop.ok("train", "record", played, "-o", "again.yaml")
    text = (sop.folder / "again.yaml").read_text("utf-8")
    assert "MARKGUARDNOTE" in text
    assert sop.ok("train", "check", "again.yaml").data["scenarios"][0]["model_percent"] == 100
    refused = sop.json("train", "record", played, "-o", "again.yaml")
    assert (refused.code, "already" in refused.json["message"]) == (2, True)
