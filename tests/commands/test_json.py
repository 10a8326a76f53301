"""Every command's JSON against its schema; and that the schemas would notice a missing key."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import sop.schemas
from sop.commands.main import COMMANDS
from tests.commands.typing_in import Typist, new_typist

SCHEMAS = Path(next(iter(sop.schemas.__path__)))


def validator(name: str) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{name}.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def whole_life(sop: Typist) -> Iterator[tuple[str, dict[str, Any]]]:
    """The schema's name and the answer of every command, on one food recall with something in every
    list.
    """
    yield "init", sop.ok("init", "elsewhere").json
    yield "as", sop.ok("as", "plant", "--name", "T. Mokoena").json
    yield (
        "open",
        sop.ok(
            "open", "food-recall", "--as", "plant", "--incident", "I-7", "--set", "product=milk"
        ).json,
    )
    other = sop.ok("case", "list").data["cases"][0]["case"]
    sop.open("food-recall", as_="plant")
    yield "use", sop.ok("use", sop.case, terminal=True).json
    yield "next", sop.ok("next").json
    yield "error", sop.json("go").json
    yield "form", sop.ok("form").json
    yield "form", sop.ok("form", "sample").json
    yield "why", sop.ok("why").json
    yield "why", sop.ok("why", "dismiss").json
    yield "do", sop.ok("do", "take_complaint").json
    yield "do", sop.json("advance", "recall", "recall_it").json | {"schema": "sop.do/1"}
    yield "checklist", sop.ok("checklist").json
    yield "set", sop.ok("set", "illness=yes").json
    yield "assign", sop.ok("assign", "examine", "N").json
    yield "assign", sop.ok("assign", "case", "N").json
    (sop.folder / "form.json").write_text(
        '{"sample_number": 1, "cold_chain": true}', encoding="utf-8"
    )
    sop.ok("set", "entry_agreed=yes")
    sop.ok("do", "inspect", "--as", "authority")
    sop.ok("do", "examine", "--form", "form.json", "--set", "hazard=glass")
    yield "advance", sop.ok("advance", "recall", "recall_it").json
    yield "waive", sop.ok("waive", "destroy", "--as", "authority", "--why", "seen by others").json
    yield "undo", sop.ok("undo", "--as", "authority", "--why", "too early").json
    yield "raise", sop.ok("raise", "alarm").json
    yield "note", sop.ok("note", "-", "--for", "lab", stdin="call back").json
    yield "close", sop.json("close").json
    one = sop.ok("open", "food-recall", "--incident", "I-8", "--persons", "2")
    yield "open", one.json
    yield "do", sop.json("do", "examine", "--incident", "I-8").json
    yield (
        "do",
        sop.ok("do", "take_complaint", "--incident", "I-8", "--except", one.json["case"]).json,
    )
    several = ("--incident", "I-9", "--as", "warden")
    sop.ok("open", "fire-drill", "--persons", "2", *several)
    sop.ok("do", "D1.1", *several)
    yield "undo", sop.ok("undo", "--why", "the wrong building", *several).json
    yield "case.print", sop.ok("case", "print").json
    yield "case.link", sop.ok("case", "link", sop.case, other).json
    named = ("person 3", "--reference", "CAS 12/3/2026", "--as", "plant")
    yield "case.label", sop.ok("case", "label", other, *named).json
    yield "find", sop.ok("find", "person").json
    yield "case.incident", sop.ok("case", "incident", other, "I-7").json
    sop.at("2026-03-02T09:00:00")  # an hour before everything that is recorded
    yield "next", sop.ok("next", "-c", other).json
    yield "set", sop.ok("set", "illness=yes", "-c", other).json
    yield "worklist", sop.ok("worklist", "--all").json
    sop.at("2026-03-02T10:00:00")
    yield "shift", sop.ok("shift").json
    early = ("--at", "2026-03-02T08:00", "--why", "late", "-c", other)
    yield "case.time", sop.ok("case", "time", *early).json
    yield "case.void", sop.ok("case", "void", other, "--why", "twice").json
    yield "case.show", sop.ok("case", "show", other).json
    yield "case.timeline", sop.ok("case", "timeline", other).json
    yield "case.audit", sop.ok("case", "audit", other).json
    yield "case.list", sop.ok("case", "list", "--status", "void").json
    yield "do", sop.json("do", "take_complaint", "-c", other).json
    yield "worklist", sop.ok("worklist", "--all").json
    yield "worklist", sop.ok().json
    for word in ("list", "show", "timeline", "verify", "audit"):
        yield f"case.{word}", sop.ok("case", word).json
    yield "check", sop.ok("check", "food-recall").json
    (sop.folder / "workflows" / "odd.yaml").write_text(
        "language: 1\ntitle: 3\nfoo: 1\n", encoding="utf-8"
    )
    yield "check", sop.json("check", "odd").json
    (sop.folder / "workflows" / "odd.yaml").unlink()
    yield "workflow.list", sop.ok("workflow", "list").json
    yield "workflow.show", sop.ok("workflow", "show", "food-recall").json
    yield "workflow.show", sop.ok("workflow", "show", "food-recall", "--step", "R1").json
    yield "workflow.new", sop.ok("workflow", "new", "office-move").json
    yield "workflow.test", sop.ok("workflow", "test", "food-recall").json
    yield "workflow.test", sop.ok("workflow", "test", "food-recall", "--coverage").json
    yield "workflow.diff", sop.ok("workflow", "diff", "food-recall", "office-move").json
    sop.open("fire-drill", as_="warden")
    sop.ok("raise", "fire")
    yield "case.reopen", sop.ok("case", "reopen", "--why", "a false alarm").json
    yield "simulate", sop.ok("simulate", "food-recall", "--cases", "30", "--staff", "plant=1").json
    yield "simulate", sop.ok("simulate", "fire-drill", "--write-assumptions", "-").json
    yield "store.status", sop.ok("store", "status").json
    yield "store.drafts", sop.ok("store", "drafts").json
    yield "store.rebuild", sop.ok("store", "rebuild").json
    yield "store.check", sop.json("store", "check").json
    yield "store.backup", sop.ok("store", "backup", "copy.zip").json
    sop.ok("init", "restored")
    (sop.folder / "restored" / "sop.toml").write_text('clock = "simulated"\n', encoding="utf-8")
    yield "store.restore", sop.ok("store", "restore", "copy.zip", "--workspace", "restored").json
    yield "config.set", sop.ok("config", "set", "plain", "off").json
    yield "config.get", sop.ok("config", "get", "plain").json
    yield "config.list", sop.ok("config", "list").json
    yield from training(sop)
    yield "completion", sop.ok("completion", "bash").json
    yield "doctor", sop.json("doctor").json
    yield "version", sop.ok("--version").json
    yield "error", sop.json("jump").json


def training(sop: Typist) -> Iterator[tuple[str, dict[str, Any]]]:
    """The answers of the training commands, on one session that is played to its end."""
    scenario = "fire-drill/a_door_that_sticks"
    (sop.folder / "answers.yaml").write_text(
        "".join(f"- choice: turn_{n}\n" for n in (4, 8, 10, 12)), "utf-8"
    )
    yield "train.play", sop.ok("train", "play", scenario).json
    played = sop.ok("train", "play", scenario, "--answers", "answers.yaml", "--assess").json
    again = sop.json("train", "play", scenario, "--answers", "answers.yaml", "--seed", "2").json
    yield "train.play", played
    first, second = played["data"]["session"], again["data"]["session"]
    yield "train.score", sop.ok("train", "score", first).json
    yield "train.debrief", sop.ok("train", "debrief", first).json
    yield "train.compare", sop.ok("train", "compare", first, second).json
    yield "train.record", sop.ok("train", "record", first, "-o", "played.yaml").json
    yield "train.check", sop.ok("train", "check", "played.yaml", "--walks", "3").json
    yield "train.new", sop.ok("train", "new", "first_day", "--from", "fire-drill").json
    yield "train.print", sop.ok("train", "print", "--sheet", "key", scenario).json
    sop.ok("train", "play", scenario, "--answers", "answers.yaml", "--learner", "L07")
    yield "train.progress", sop.ok("train", "progress").json
    yield "train.course", sop.ok("train", "course", "labour_inspectors", "--learner", "L07").json
    held = sop.ok("train", "class", scenario, "--roles", "warden,owner", "--file", "class.session")
    yield "train.class", held.json
    yield "train.class", sop.ok("train", "class", "--rollup", first, "--rollup", second).json
    yield "train.list", sop.ok("train", "list").json
    yield "train.run", sop.ok("train", "run", "--resume", played["data"]["session"]).json


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[str, dict[str, Any]]]]:
    with pytest.MonkeyPatch.context() as patch:
        yield list(whole_life(new_typist(tmp_path_factory.mktemp("life"), patch)))


def test_every_answer_is_as_its_schema_says(answers: list[tuple[str, dict[str, Any]]]) -> None:
    for name, answer in answers:
        problems = [
            f"{name}: {'/'.join(map(str, e.path))}: {e.message}"
            for e in validator(name).iter_errors(answer)
        ]
        assert problems == []


def test_every_schema_but_the_demo_is_met(answers: list[tuple[str, dict[str, Any]]]) -> None:
    """The demo has a test of its own."""
    assert {path.stem for path in SCHEMAS.glob("*.json")} - {"demo"} == {
        name for name, _ in answers
    }


def test_a_missing_key_is_noticed(answers: list[tuple[str, dict[str, Any]]]) -> None:
    """Each required key of each answer is dropped in turn."""
    dropped = 0
    for name, answer in answers:
        check = validator(name)
        for path in required_keys(check.schema, answer, check.schema):
            assert not check.is_valid(without(answer, path)), (
                f"{name} without {'.'.join(map(str, path))}"
            )
            dropped += 1
    assert dropped > 300


def test_a_value_of_another_type_is_noticed(answers: list[tuple[str, dict[str, Any]]]) -> None:
    for name, answer in answers:
        check = validator(name)
        for path in required_keys(check.schema, answer, check.schema):
            changed = copy.deepcopy(answer)
            parent = parent_of(changed, path)
            value = parent[path[-1]]
            parent[path[-1]] = (
                [3.5] if value is None else "3.5" if isinstance(value, float) else 3.5
            )
            assert not check.is_valid(changed), (
                f"{name} with a number at {'.'.join(map(str, path))}"
            )


def test_every_command_has_a_schema() -> None:
    """The guided way works at a terminal only: in JSON it has its refusal and no answer."""
    groups = {"case", "workflow", "store", "config", "train"}
    names = {path.stem for path in SCHEMAS.glob("*.json")}
    assert (set(COMMANDS) - groups) - names == {"go"}
    assert {name.split(".")[0] for name in names if "." in name} == groups


Path_ = tuple[str | int, ...]


def required_keys(
    schema: dict[str, Any], value: Any, root: dict[str, Any], at: Path_ = ()
) -> Iterator[Path_]:
    """The places of all required keys that the value has, with those of its parts."""
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    for part in branches(schema, value):
        yield from required_keys(part, value, root, at)
    if isinstance(value, dict):
        yield from ((*at, key) for key in schema.get("required", ()) if key in value)
        for key, part in schema.get("properties", {}).items():
            if key in value:
                yield from required_keys(part, value[key], root, (*at, key))
    if isinstance(value, list) and value and isinstance(schema.get("items"), dict):
        yield from required_keys(schema["items"], value[0], root, (*at, 0))


def branches(schema: dict[str, Any], value: Any) -> Iterator[dict[str, Any]]:
    """The branch of an `if` that applies. Dropping the key that `if` asks for would only choose the
    other one.
    """
    if "if" in schema:
        yield schema["then" if Draft202012Validator(schema["if"]).is_valid(value) else "else"]


def parent_of(answer: Any, path: Path_) -> Any:
    for key in path[:-1]:
        answer = answer[key]
    return answer


def without(answer: dict[str, Any], path: Path_) -> dict[str, Any]:
    found = copy.deepcopy(answer)
    del parent_of(found, path)[path[-1]]
    return found
