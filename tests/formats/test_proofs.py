"""What a real proof found, in every format: a guarantee that a case can break, and a case that gets
stuck.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, Draft202012Validator
from junitparser import Failure, JUnitXml, Skipped, TestCase

import sop.schemas
from sop.commands.rule_pages import list_rules, rule_pages
from sop.proof.proof_pages import PAGES, PROOF_RULES
from tests.commands.typing_in import Typist, new_typist
from tests.views.formats.test_github import read, rows_of

SARIF = Path(__file__).parents[1] / "views/formats/sarif-schema-2.1.0.json"
SCHEMA = Path(sop.schemas.__path__[0]) / "check.json"
ORDER = (", after: [tell_fire_brigade]",)
WAYS_OUT = (
    "          count_again: {to: headcount, when: not everyone_out}\n",
    "      real_fire: {end: true, title: Stopped by a real fire}\n",
    "    interrupts:                                 # open from every step, and by anyone\n",
    "      fire: {from: any, to: real_fire, by: any, urgent: true}\n",
)


@pytest.fixture
def typist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    """`weak` sounds the alarm unannounced, `stuck` has no way out for who is missing; else both are
    the fire drill.
    """
    found = new_typist(tmp_path, monkeypatch)
    folder = found.folder / "workflows"
    good = (folder / "fire-drill.yaml").read_text("utf-8").partition("scenarios:")[0]
    for name, left_out in (("weak", ORDER), ("stuck", WAYS_OUT)):
        text = good
        for words in left_out:
            assert text.count(words) == 1
            text = text.replace(words, "")
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return found


def line_of(typist: Typist, workflow: str, words: str) -> int:
    rows = (typist.folder / "workflows" / f"{workflow}.yaml").read_text("utf-8").splitlines()
    return next(number for number, row in enumerate(rows, start=1) if words in row)


def proved(typist: Typist, workflow: str, form: str, *words: str) -> str:
    told = typist("check", workflow, "--prove", "--format", form, *words)
    assert told.code in (0, 1), told.err
    return told.out


def sarif(typist: Typist, workflow: str, *words: str) -> Any:
    document = json.loads(proved(typist, workflow, "sarif", *words))
    schema = json.loads(SARIF.read_text("utf-8"))
    assert [error.message for error in Draft4Validator(schema).iter_errors(document)] == []
    return document["runs"][0]


def junit(typist: Typist, workflow: str, *words: str) -> dict[str, TestCase]:
    xml = JUnitXml.fromstring(proved(typist, workflow, "junit", *words).encode("utf-8"))
    return {case.name: case for suite in xml for case in suite}


def results(cases: dict[str, TestCase], kind: type) -> list[str]:
    return [
        name for name, case in cases.items() if any(isinstance(one, kind) for one in case.result)
    ]


def test_sarif_holds_the_case_that_breaks_a_guarantee_as_a_code_flow(typist: Typist) -> None:
    run = sarif(typist, "weak")
    (result,) = run["results"]
    assert (result["ruleId"], result["level"]) == ("guarantee", "error")
    assert result["locations"][0]["logicalLocations"] == [
        {"fullyQualifiedName": "tracks.drill.steps.alarm.actions.sound_alarm"}
    ]
    (step,) = result["codeFlows"][0]["threadFlows"][0]["locations"]
    assert step["location"]["message"]["text"] == "WARDEN does D1.2 Sound the alarm"
    assert step["location"]["physicalLocation"]["artifactLocation"] == {
        "uri": "workflows/weak.yaml"
    }
    at = step["location"]["physicalLocation"]["region"]["startLine"]
    assert at == line_of(typist, "weak", "sound_alarm: {do")
    assert [(one["guarantee"], one["verdict"]) for one in run["properties"]["proofs"]] == [
        ("always_can_close", "proved"),
        ("can_close_as_told", "proved"),
        ("nothing_dead", "proved"),
        ("brigade_knows_first", "violated"),
    ]


def test_sarif_tells_a_stuck_case_turn_by_turn(typist: Typist) -> None:
    (result,) = (
        one for one in sarif(typist, "stuck")["results"] if one["ruleId"] == "always-can-close"
    )
    told = result["codeFlows"][0]["threadFlows"][0]["locations"]
    assert [one["executionOrder"] for one in told] == list(range(1, len(told) + 1))
    assert "Count the people" in told[-1]["location"]["message"]["text"]


def test_every_rule_of_a_proof_has_its_page_where_a_proof_was_asked_for(typist: Typist) -> None:
    rules = {one["id"]: one for one in sarif(typist, "weak")["tool"]["driver"]["rules"]}
    for name in PROOF_RULES:
        assert rules[name]["help"]["text"] == PAGES[name].strip()
        assert rules[name]["shortDescription"]["text"] == PAGES[name].splitlines()[0]
    assert rules["unknown-where-read"]["defaultConfiguration"] == {"level": "warning"}
    assert set(rule_pages()).isdisjoint(PROOF_RULES)


def test_junit_fails_the_violated_property_alone(typist: Typist) -> None:
    cases = junit(typist, "weak")
    assert list(cases) == [
        *list_rules(proved=True),
        "always_can_close",
        "can_close_as_told",
        "nothing_dead",
        "brigade_knows_first",
    ]
    assert results(cases, Failure) == ["brigade_knows_first"]
    text = cases["brigade_knows_first"].result[0].text
    at = line_of(typist, "weak", "sound_alarm: {do")
    assert f"1. WARDEN does D1.2 Sound the alarm (workflows/weak.yaml:{at})" in text


def test_junit_fails_both_properties_of_a_stuck_case(typist: Typist) -> None:
    cases = junit(typist, "stuck")
    assert [name for name in results(cases, Failure) if "_" in name] == [
        "always_can_close",
        "can_close_as_told",
    ]
    assert results(cases, Skipped) == []


def test_github_tells_the_turns_beside_the_line(typist: Typist) -> None:
    row, last = rows_of(proved(typist, "weak", "github"))
    name, where, text = read(row)
    at = str(line_of(typist, "weak", "sound_alarm: {do"))
    assert (name, where["line"], where["title"]) == ("error", at, "sop: guarantee")
    assert text.splitlines()[-1] == "1. WARDEN does D1.2 Sound the alarm"
    assert last == "1 error in 1 workflow."


def test_json_describes_each_proof_by_its_schema_and_the_case_replays(typist: Typist) -> None:
    told = json.loads(proved(typist, "weak", "json", "--counterexamples", "found"))
    check = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    assert [error.message for error in check.iter_errors(told)] == []
    *others, violated = told["data"]["proofs"]
    assert [one["counterexample"] for one in others] == [None] * 3
    assert [one["dead"] for one in others if "dead" in one] == [[]]
    case = violated["counterexample"]
    assert violated["verdict"] == "violated" and len(case["turns"]) == 1
    assert (typist.folder / "found" / "brigade_knows_first.yaml").read_text("utf-8") == case[
        "scenario"
    ]
    assert typist("workflow", "test", case["path"]).code == 0
    del case["scenario"]
    violated["seconds"] = "0"
    assert len(list(check.iter_errors(told))) == 2


def test_a_baseline_takes_back_what_a_proof_found(typist: Typist) -> None:
    words = ("--prove", "--baseline", "known.json")
    assert typist("check", "weak", *words, "--write-baseline").code == 0
    told = typist.ok("check", "weak", "--strict", *words)
    assert (told.data["findings"], told.data["baseline"]["hidden"]) == ([], 1)
    cases = junit(typist, "weak", "--baseline", "known.json")
    assert (results(cases, Failure), results(cases, Skipped)) == ([], ["brigade_knows_first"])
    path = typist.folder / "workflows" / "weak.yaml"
    broken = "  brigade_knows_first_of_all: {absence: drill.alarm.sound_alarm is done}\n"
    broken += "  brigade_knows_first:\n"
    text = path.read_text("utf-8")
    path.write_text(text.replace("  brigade_knows_first:\n", broken), "utf-8")
    new = typist.json("check", "weak", *words)
    assert new.code == 1
    assert ["'brigade_knows_first_of_all'" in one["message"] for one in new.data["findings"]] == [
        True
    ]
    cases = junit(typist, "weak", "--baseline", "known.json")
    assert results(cases, Failure) == ["brigade_knows_first_of_all"]
    assert results(cases, Skipped) == ["brigade_knows_first"]
    path.write_text(
        text.replace("{do: Sound the alarm}", "{do: Sound the alarm, after: [tell_fire_brigade]}"),
        "utf-8",
    )
    gone = typist.ok("check", "weak", *words).data["baseline"]["gone"]
    assert [one["rule"] for one in gone] == ["guarantee"]
