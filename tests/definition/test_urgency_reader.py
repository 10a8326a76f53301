"""`urgent:` of facts, steps and interrupts, and `tells:`, with every mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop.definition.load import load_workflow

TEXT = """
language: 1
version: 1.0.0
title: Food recall
stakeholders: {{shop: {{name: Shop, short: SHOP}}}}
facts:
  ill: {ill}
  harm: {harm}
tracks:
  recall:
    title: Recall
    lead: shop
    steps:
      report: {{title: Report, responsible: shop, outcomes: {{told: {{to: over}}}}}}
      alarm: {{title: Alarm, urgent: true, responsible: shop, outcomes: {{calm: {{to: back}}}}}}
      over: {{title: Over, end: true{end}}}
    interrupts:
      fire: {{from: any, to: alarm, urgent: true, tells: {tells}}}
"""
ILL = "{type: boolean, ask: Is anyone ill?, anytime: any, urgent: true}"
HARM = "{choices: [nobody, some], ask: Who?, anytime: any, urgent: [some]}"


def loaded(
    tmp_path: Path, ill: str = ILL, harm: str = HARM, tells: str = "{ill: true}", end: str = ""
):  # type: ignore[no-untyped-def]
    file = tmp_path / "recall.yaml"
    file.write_text(TEXT.format(ill=ill, harm=harm, tells=tells, end=end), encoding="utf-8")
    return load_workflow(file)


def test_urgent_and_tells_are_read(tmp_path: Path) -> None:
    definition = loaded(tmp_path).definition
    assert definition is not None
    assert definition.facts["ill"].urgent == (True,)
    assert definition.facts["harm"].urgent == ("some",)
    assert definition.tracks["recall"].steps["alarm"].urgent
    interrupt = definition.tracks["recall"].interrupts["fire"]
    assert (interrupt.urgent, interrupt.tells) == (True, {"ill": True})


def test_a_fact_that_says_nothing_and_one_that_says_false_differ(tmp_path: Path) -> None:
    definition = loaded(
        tmp_path,
        ill="{type: boolean, ask: Is anyone ill?, anytime: any}",
        harm="{choices: [nobody, some], ask: Who?, anytime: any, urgent: false}",
    ).definition
    assert definition is not None
    assert (definition.facts["ill"].urgent, definition.facts["harm"].urgent) == (None, ())


@pytest.mark.parametrize(
    ("mistake", "message"),
    [
        ({"ill": "{type: boolean, ask: Ill?, urgent: true}"}, "'urgent' is only for facts that"),
        ({"harm": "{choices: [a, b], ask: Who?, anytime: any, urgent: true}"}, "of type boolean"),
        ({"harm": "{choices: [some, b], ask: Who?, anytime: any, urgent: [sone]}"}, "not a choice"),
        ({"ill": "{type: boolean, ask: Ill?, anytime: any, urgent: 3}"}, "urgent"),
        ({"end": ", urgent: true"}, "urgent"),
        ({"tells": "{sick: true}"}, "sick"),
        ({"tells": "{ill: 3}"}, "3"),
        ({"tells": "{}"}, "tells"),
    ],
)
def test_a_mistake_is_reported(tmp_path: Path, mistake: dict[str, str], message: str) -> None:
    found = loaded(tmp_path, **mistake)
    errors = [finding.message for finding in found.findings if finding.severity == "error"]
    assert len(errors) == 1, errors
    assert message in errors[0]
