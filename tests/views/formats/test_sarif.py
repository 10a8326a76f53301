"""SARIF as its published schema wants it, and what viewers need: rules with help, places, code
flows, fingerprints.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from sop.checks.rules import RULES, read_page
from sop.commands.rule_pages import rule_pages
from sop.views.formats.sarif import sarif
from tests.commands.typing_in import Typist, new_typist
from tests.formats.faults import EVERYTHING, HOSTILE, checked

HERE = Path(__file__).parent
SCHEMA = HERE / "sarif-schema-2.1.0.json"


@pytest.fixture
def sop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    return new_typist(tmp_path, monkeypatch)


def problems(document: Any) -> list[str]:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    return [
        f"{'/'.join(map(str, e.path))}: {e.message}"
        for e in Draft4Validator(schema).iter_errors(document)
    ]


def written(*found: Any) -> Any:
    return json.loads(sarif(found, rule_pages(), "0.1.0", 1, str))


def test_the_schema_is_the_published_one_and_its_source_is_named() -> None:
    said = (HERE / "SOURCE.md").read_text("utf-8")
    assert hashlib.sha256(SCHEMA.read_bytes()).hexdigest() in said
    assert json.loads(SCHEMA.read_text("utf-8"))["id"] in said


def test_everything_at_once_is_valid_sarif_and_the_schema_would_notice_a_slip() -> None:
    document = written(EVERYTHING)
    assert problems(document) == []
    document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    document["runs"][0]["tool"]["driver"]["rule"] = []
    assert len(problems(document)) == 2


def test_nothing_found_is_valid_sarif_with_every_rule() -> None:
    document = written(checked())
    assert problems(document) == []
    names = [one["id"] for one in document["runs"][0]["tool"]["driver"]["rules"]]
    assert names[: len(RULES)] == [rule.NAME for rule in RULES]
    assert document["runs"][0]["results"] == []


def test_every_rule_has_descriptions_help_and_a_level() -> None:
    rules = written(EVERYTHING)["runs"][0]["tool"]["driver"]["rules"]
    by_name = {one["id"]: one for one in rules}
    assert len(by_name) == len(rules) > len(RULES)
    for rule in RULES:
        described = by_name[rule.NAME]
        assert described["defaultConfiguration"] == {"level": rule.SEVERITY}
        assert described["shortDescription"]["text"] == read_page(rule).splitlines()[0]
        assert (
            "Good:" in described["help"]["text"]
            and "```yaml\nlanguage" not in described["help"]["text"]
        )
        assert described["help"]["markdown"].count("```yaml") == 2, rule.NAME
        assert "Good:" not in described["fullDescription"]["text"]
    assert by_name["guarantee"]["defaultConfiguration"] == {"level": "error"}


def test_a_result_names_rule_level_place_and_what_helps() -> None:
    run = written(EVERYTHING)["runs"][0]
    first = run["results"][0]
    rule = run["tool"]["driver"]["rules"][first["ruleIndex"]]["id"]
    assert (first["ruleId"], rule, first["level"]) == (
        "constant-condition",
        "constant-condition",
        "error",
    )
    assert first["message"]["text"] == f"{HOSTILE}\nMend: {HOSTILE}"
    place = first["locations"][0]
    assert place["physicalLocation"]["artifactLocation"] == {"uri": "w/a%20b.yaml"}
    assert place["physicalLocation"]["region"] == {
        "startLine": 7,
        "startColumn": 3,
        "snippet": {"text": f"  - {HOSTILE}"},
    }
    assert place["logicalLocations"] == [{"fullyQualifiedName": "tracks.drill.steps.step_0"}]
    assert [one["level"] for one in run["results"]] == [
        "error",
        "warning",
        "note",
        "error",
        "error",
    ]


def test_a_counterexample_is_a_code_flow_turn_by_turn() -> None:
    *others, violated = written(EVERYTHING)["runs"][0]["results"]
    steps = violated["codeFlows"][0]["threadFlows"][0]["locations"]
    told = [
        (one["executionOrder"], one["location"]["physicalLocation"]["region"]["startLine"])
        for one in steps
    ]
    assert told == [(1, 4), (2, 9)]
    assert steps[0]["location"]["message"] == {"text": "the warden opens the case"}
    assert [one for one in others if "codeFlows" in one] == []


def test_what_is_not_decided_is_a_warning_about_the_run() -> None:
    run = written(EVERYTHING)["runs"][0]
    invocation = run["invocations"][0]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (True, 1)
    texts = [one["message"]["text"] for one in invocation["toolExecutionNotifications"]]
    assert texts == [
        "w/a b.yaml: not decided: 'nothing_dead', stopped by 100 nodes after 99 configurations"
    ]
    assert [one["verdict"] for one in run["properties"]["proofs"]] == [
        "proved",
        "violated",
        "unknown",
    ]


def test_the_document_shows_no_control_letter_on_a_terminal() -> None:
    text = sarif([EVERYTHING], rule_pages(), "0.1.0", 1, str)
    assert text.isascii()
    assert {letter for letter in text if ord(letter) < 32} == {"\n"}
    assert "\x7f" not in text


def odd(sop: Typist, above: str = "", name: str = "odd") -> Path:
    text = (sop.folder / "workflows" / "fire-drill.yaml").read_text("utf-8")
    never = "          look: {do: Look, when: not everyone_out and everyone_out}\n"
    assert "          search_floors:" in text
    path = sop.folder / "workflows" / f"{name}.yaml"
    path.write_text(
        above + text.replace("          search_floors:", f"{never}          search_floors:"),
        "utf-8",
    )
    return path


def prints_of(document: Any) -> list[str]:
    return [one["partialFingerprints"]["sopFinding/v1"] for one in document["runs"][0]["results"]]


def test_the_command_writes_valid_sarif_with_paths_from_here(sop: Typist) -> None:
    path = odd(sop)
    told = sop("check", str(path), "--format", "sarif")
    assert (told.code, problems(told.json)) == (1, [])
    places = [one["locations"][0]["physicalLocation"] for one in told.json["runs"][0]["results"]]
    uris = {place["artifactLocation"]["uri"] for place in places}
    assert uris == {"workflows/odd.yaml"}
    clean = sop("check", "fire-drill", "--format", "sarif")
    assert (clean.code, problems(clean.json), clean.json["runs"][0]["results"]) == (0, [], [])


def test_fingerprints_stay_when_lines_move_and_change_with_the_fault(sop: Typist) -> None:
    odd(sop)
    before = sop("check", "odd", "--format", "sarif").json
    odd(sop, above="# one line\n# and another\n")
    after = sop("check", "odd", "--format", "sarif").json
    lines = [
        one["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"]
        for one in (before, after)
    ]
    assert lines[1] == lines[0] + 2
    assert prints_of(before) == prints_of(after) != []
    assert len(set(prints_of(before))) == len(prints_of(before))
    odd(sop, name="even")
    assert set(prints_of(sop("check", "even", "--format", "sarif").json)).isdisjoint(
        prints_of(before)
    )
