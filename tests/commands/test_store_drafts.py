"""What was typed for a write that failed is listed, sent again, and gone once it is written."""

from __future__ import annotations

import json
import os
from pathlib import Path
from zlib import crc32

import pytest

from sop.store import syscalls
from sop.store.event_codec import canonical
from tests.commands.test_json import validator
from tests.commands.typing_in import Outcome, Typist, new_typist

PRIVATE = "A. Nel"


@pytest.fixture
def sop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    typist = new_typist(tmp_path, monkeypatch)
    typist.open("food-recall", as_="plant")
    return typist


def fail(sop: Typist, *words: str, stdin: str = "") -> Outcome:
    """The command on a disk that cannot flush a history; a draft can be written."""
    flush = syscalls.fsync
    with sop.patch.context() as patch:

        def fsync(descriptor: int) -> None:
            if os.readlink(f"/proc/self/fd/{descriptor}").endswith((".log", ".batch.part")):
                raise OSError(28, os.strerror(28))
            flush(descriptor)

        patch.setattr(syscalls, "fsync", fsync)
        answer = sop(*words, stdin=stdin)
    assert answer.code == 3, answer.out + answer.err
    return answer


def drafts(sop: Typist) -> list[str]:
    return [one["draft"] for one in sop.ok("store", "drafts").data["drafts"]]


def take(sop: Typist) -> Outcome:
    return fail(
        sop,
        "do",
        "take_complaint",
        "--set-from",
        "-",
        "--as",
        "authority",
        stdin=f"complainant={PRIVATE}",
    )


def test_a_draft_is_named_by_status_check_and_doctor_and_listed_without_its_values(
    sop: Typist,
) -> None:
    take(sop)
    (name,) = drafts(sop)
    assert name.startswith(sop.case)
    assert sop.ok("store", "status").data["drafts"] == [name]
    assert name in sop("store", "check").out
    checks = {one["check"]: one for one in sop("doctor", "--json").json["data"]["checks"]}
    assert checks["drafts"]["ok"] is False
    answer = sop.ok("store", "drafts")
    assert list(validator("store.drafts").iter_errors(answer.json)) == []
    assert PRIVATE not in answer.out + sop("store", "drafts").out


def test_a_draft_is_sent_again_with_the_time_that_it_states(sop: Typist) -> None:
    take(sop)
    (name,) = drafts(sop)
    sop.at("2026-03-02T15:00:00")
    answer = sop.ok("store", "drafts", name[:6], "--send")
    assert answer.data["done"] == "sent"
    last = sop.ok("case", "timeline").data["events"][-1]
    assert (last["type"], last["at"][:16], last["recorded"][:16]) == (
        "action_done",
        "2026-03-02T10:00",
        "2026-03-02T15:00",
    )
    assert drafts(sop) == []


def test_the_same_typed_again_takes_the_draft_away_and_another_event_does_not(
    sop: Typist,
) -> None:
    take(sop)
    sop.ok("note", "-", stdin="another")
    assert len(drafts(sop)) == 1
    sop.at("2026-03-02T10:04:00")
    words = ("do", "take_complaint", "--set-from", "-", "--as", "authority")
    answer = sop(*words, stdin=f"complainant={PRIVATE}")
    assert (answer.code, "The draft" in answer.err) == (0, True)
    assert drafts(sop) == []


def test_a_draft_that_is_refused_stays(sop: Typist) -> None:
    take(sop)
    path = sop.folder / "data" / "drafts" / drafts(sop)[0]
    documents = json.loads(path.read_bytes())
    documents[0] |= {"action": "recall.withdraw.trace", "facts": {}}
    content = canonical(documents) + b"\n"
    path.unlink()
    path.with_name(f"{sop.case}-2-{crc32(content):08x}.json").write_bytes(content)
    (name,) = drafts(sop)
    answer = sop.json("store", "drafts", name, "--send")
    assert (answer.code, answer.json["code"], drafts(sop)) == (1, "refused", [name])


def test_a_draft_is_removed_when_asked_and_a_dry_run_keeps_it(sop: Typist) -> None:
    take(sop)
    (name,) = drafts(sop)
    sop.ok("store", "drafts", name, "--remove", "--dry-run")
    assert drafts(sop) == [name]
    assert sop.ok("store", "drafts", name, "--remove").data["done"] == "removed"
    assert drafts(sop) == []


def test_an_opening_that_failed_is_sent_again(sop: Typist) -> None:
    fail(sop, "open", "fire-drill", "--as", "warden")
    (name,) = drafts(sop)
    answer = sop.ok("store", "drafts", name, "--send")
    (case,) = answer.data["drafts"][0]["cases"]
    assert sop.ok("case", "show", case, "--as", "warden").json["version"] == 1


@pytest.mark.parametrize("content", [b"", b"[]", b"5", b'[{"case": 3}]', b"[" * 9999])
def test_a_draft_that_cannot_be_read_is_listed_and_can_be_removed(
    sop: Typist, content: bytes
) -> None:
    folder = sop.folder / "data" / "drafts"
    folder.mkdir()
    (folder / "x.json").write_bytes(content)
    name = "x.json"
    assert sop.ok("store", "drafts").data["drafts"][0]["events"] == []
    assert sop.ok("note", "-", stdin="x")
    assert sop.json("store", "drafts", name, "--send").code == 2
    assert sop.ok("store", "drafts", name, "--remove")


@pytest.mark.parametrize("words", [("--send",), ("x", "--send"), ("x", "--send", "--remove")])
def test_a_draft_has_to_be_named(sop: Typist, words: tuple[str, ...]) -> None:
    assert sop.json("store", "drafts", *words).code == 2
