"""Every exit code of the contract, and that nothing is written where it says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop.store.embedded_store import EmbeddedStore
from sop.store.port import StoreTrouble
from tests.commands.typing_in import Typist


def log_of(sop: Typist) -> Path:
    return next((sop.folder / "data" / "cases").rglob(f"{sop.case}.log"))


def test_0_done_and_0_again_when_there_is_nothing_to_do(sop: Typist) -> None:
    sop.open()
    assert sop.json("do", "D1.1").json["changed"] is True
    again = sop.json("do", "D1.1")
    assert (again.code, again.json["changed"], again.data["events"]) == (0, False, [])
    assert "already done by WARDEN" in sop("do", "D1.1").out


def test_0_for_an_empty_list(sop: Typist) -> None:
    assert (sop("worklist").code, sop("case", "list").code) == (0, 0)


def test_1_when_the_rules_say_no_with_all_reasons_and_nothing_written(sop: Typist) -> None:
    sop.open()
    before = log_of(sop).read_bytes()
    refused = sop.json("do", "sound_alarm", "--as", "owner")
    assert (refused.code, refused.json["code"], refused.reasons) == (
        1,
        "refused",
        ["out_of_order", "not_yours"],
    )
    assert log_of(sop).read_bytes() == before


def test_1_for_findings_and_for_a_workflow_with_errors(sop: Typist) -> None:
    (sop.folder / "workflows" / "odd.yaml").write_text("language: 1\ntitle: [\n", encoding="utf-8")
    checked = sop.json("check", "odd")
    assert (checked.code, checked.json["code"]) == (1, "findings")
    assert checked.data["findings"][0]["path"] == "workflows/odd.yaml"
    opened = sop.json("open", "odd", "--as", "warden")
    assert (opened.code, opened.reasons[0]) == (1, "definition_invalid")


@pytest.mark.parametrize(
    "words",
    [
        ("jump",),
        ("do", "--nonsense"),
        ("do", "no_such_action"),
        ("do", "D2.1", "--set", "everyone_out=perhaps"),
        ("do", "D1.1", "--set", "everyone_out=yes"),
        ("do", "D1.1", "--at", "teatime"),
        ("checklist", "-c", "ZZZ"),
        ("checklist", "-c", "Z"),
        ("open", "no-such-workflow"),
        ("advance", "drill"),
        ("next", "--format", "pictures"),
        ("case",),
        ("undo", "99", "--why", "x"),
        ("do", "D1.1", "--as", "nobody"),
        ("worklist", "--due", "someday"),
        ("check", "--explain", "no-such-rule"),
    ],
)
def test_2_when_asked_wrongly_and_as_json_too(sop: Typist, words: tuple[str, ...]) -> None:
    sop.open()
    plain = sop(*words)
    assert (plain.code, plain.out) == (2, "")
    assert plain.err
    told = sop(*words, "--json")
    assert (told.code, told.json["schema"], told.json["ok"], told.json["code"]) == (
        2,
        "sop.error/1",
        False,
        "usage",
    )
    assert told.json["message"]


def test_2_for_two_different_formats(sop: Typist) -> None:
    sop.open()
    assert sop("checklist", "--json", "--format", "md").code == 2
    assert sop("checklist", "--json", "--format", "json").code == 0
    assert sop("checklist", "--format", "json").json == sop("checklist", "--json").json


def test_2_for_a_case_that_does_not_exist_names_no_other_case(sop: Typist) -> None:
    case = sop.open()
    unknown = sop.json("checklist", "-c", "0000-0000-0")
    assert (unknown.code, case in unknown.out) == (2, False)


def test_3_when_someone_was_faster(sop: Typist) -> None:
    sop.open()
    sop.ok("do", "D1.1", "--if-version", "1")
    late = sop.json("do", "D1.2", "--if-version", "1")
    assert (late.code, late.json["code"], late.json["schema"]) == (3, "store", "sop.do/1")
    assert sop.ok("case", "show").json["version"] == 2


def test_3_when_the_store_cannot_write(sop: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    sop.open()

    def full(*_: object, **__: object) -> None:
        raise StoreTrouble("No space left on the disk. Nothing was written.", "Make room.")

    monkeypatch.setattr(EmbeddedStore, "append", full)
    told = sop("do", "D1.1")
    assert (told.code, told.out) == (3, "")
    assert "No space left" in told.err


def test_4_for_a_note_that_is_not_yours_to_see(sop: Typist) -> None:
    sop.open()
    number = sop.ok("note", "-", "--for", "owner", "--as", "owner", stdin="the keys are lost").data[
        "events"
    ][0]
    denied = sop.json("undo", str(number), "--why", "x")
    assert (denied.code, denied.json["code"], "keys" in denied.out) == (4, "denied", False)


def test_5_when_the_history_was_altered(sop: Typist) -> None:
    sop.open()
    sop.ok("do", "D1.1")
    log = log_of(sop)
    log.write_bytes(log.read_bytes().replace(b"warden", b"wardex"))
    for words in (("checklist",), ("do", "D1.2"), ("case", "verify")):
        told = sop.json(*words)
        assert (told.code, told.json["code"]) == (5, "integrity")
    verified = sop.json("case", "verify", sop.case)
    assert verified.data["cases"][0]["ok"] is False


def test_5_when_the_pinned_definition_is_another_one(sop: Typist) -> None:
    sop.open()
    for kept in (sop.folder / "data" / "definitions").iterdir():
        kept.write_bytes(kept.read_bytes().replace(b"Alarm", b"Alert"))
    assert sop("checklist").code == 5


def test_130_when_interrupted_at_a_question_and_nothing_is_written(sop: Typist) -> None:
    sop.open()
    before = log_of(sop).read_bytes()
    told = sop("do", terminal=True, raises=KeyboardInterrupt())
    assert (told.code, log_of(sop).read_bytes() == before) == (130, True)
    assert "Nothing was written" in told.err
    ended = sop("do", terminal=True, stdin="")
    assert (ended.code, log_of(sop).read_bytes() == before) == (130, True)


def test_a_mistake_in_the_program_tells_a_reference_and_no_values(
    sop: Typist, monkeypatch: pytest.MonkeyPatch
) -> None:
    sop.open()

    def broken(*_: object) -> None:
        raise RuntimeError("secret value of a person")

    monkeypatch.setattr(EmbeddedStore, "load", broken)
    told = sop("checklist")
    assert (told.code, "reference" in told.err) == (3, True)
    assert ("secret" in told.err, "Traceback" in told.err) == (False, False)
    assert sop.json("checklist").json["code"] == "internal"
