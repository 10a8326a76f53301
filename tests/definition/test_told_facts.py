"""`tells:` of an interrupt: facts with values that they can have."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop.definition.load import load_workflow

WORKFLOW = """
language: 1
version: 1.0.0
title: Fire drill
stakeholders: {warden: {name: Warden, short: W}}
facts:
  smoke: {type: boolean, ask: Is there smoke?, anytime: any}
  floor: {choices: [ground, first], ask: Which floor?, anytime: any}
  seen_at: {type: datetime, ask: When was it seen?, anytime: any}
tracks:
  drill:
    title: Drill
    lead: warden
    steps:
      gather: {title: Gather, responsible: warden, outcomes: {here: {to: over, when: not smoke}}}
      rescue: {title: Rescue, responsible: warden, outcomes: {safe: {to: back}}}
      over: {title: Over, end: true}
    interrupts:
      burns: {from: any, to: rescue, tells: TELLS}
"""


def messages(tmp_path: Path, tells: str) -> list[str]:
    path = tmp_path / "drill.yaml"
    path.write_text(WORKFLOW.replace("TELLS", tells), "utf-8")
    return [f"{one.rule}: {one.message}" for one in load_workflow(path).findings]


def test_the_values_are_compiled(tmp_path: Path) -> None:
    path = tmp_path / "drill.yaml"
    path.write_text(WORKFLOW.replace("TELLS", "{smoke: true, floor: first}"), "utf-8")
    definition = load_workflow(path).definition
    assert definition is not None
    burns = definition.interrupt("drill.burns")
    assert burns.tells == {"smoke": True, "floor": "first"}
    assert definition.tellers("floor") == (burns,)


@pytest.mark.parametrize(
    ("tells", "message"),
    [
        ("{smok: true}", "unknown-fact: unknown fact 'smok', did you mean 'smoke'?"),
        ("{floor: frist}", "wrong-value: 'floor' cannot be 'frist', did you mean 'first'?"),
        ("{smoke: 1}", "wrong-value: 'smoke' cannot be '1'"),
        (
            '{seen_at: "2026-03-02 08:00"}',
            "wrong-value: an interrupt cannot record 'seen_at', which is of type datetime",
        ),
    ],
)
def test_what_cannot_be_told_is_an_error(tmp_path: Path, tells: str, message: str) -> None:
    assert messages(tmp_path, tells) == [message]
