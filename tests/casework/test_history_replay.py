"""`case verify` replays each event by the rules, and states what it cannot know."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sop.store.case_log import CasePlace
from sop.store.head_code import head_code
from sop.store.log_format import History, read_log
from tests.commands.typing_in import Typist, new_typist

Document = dict[str, Any]


@pytest.fixture
def recall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    """A food recall, the plant acting."""
    typist = new_typist(tmp_path, monkeypatch)
    typist.open("food-recall", as_="plant")
    return typist


@pytest.fixture
def sop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    """A drill at its second step, after a correction."""
    typist = new_typist(tmp_path, monkeypatch)
    typist.open()
    typist.ok("do", "D1.1")
    typist.at("2026-03-02T10:10:00")
    typist.ok("do", "D1.2")
    typist.ok("advance", "drill", "started")
    typist.ok("do", "D2.1", "--set", "everyone_out=no")
    typist.ok("set", "everyone_out=yes", "--why", "counted again")
    typist.ok("undo", "--why", "no, one is missing")
    typist.ok("note", "-", stdin="called twice")
    typist.ok("raise", "fire")
    return typist


def log_of(sop: Typist) -> Path:
    return CasePlace(sop.folder / "data", sop.case).log


def forge(sop: Typist, change: Callable[[list[Document]], None]) -> None:
    """The history rewritten with right sums and hashes, and no index to compare it with."""
    documents = [dict(one) for one in read_log(sop.case, log_of(sop).read_bytes()).documents]
    change(documents)
    plain = [{k: v for k, v in one.items() if k not in ("id", "prev")} for one in documents]
    log_of(sop).write_bytes(History(sop.case, ()).append_documents(plain)[0])
    (sop.folder / "data" / "index.sqlite").unlink()


def test_a_whole_case_is_intact_without_a_note(sop: Typist) -> None:
    answer = sop.ok("case", "verify", sop.case)
    (found,) = answer.data["cases"]
    assert (found["ok"], found["notes"], answer.data["has_index"]) == (True, [], True)
    assert sop.ok("store", "check").data["findings"] == []


def drop_required(documents: list[Document]) -> None:
    del documents[2]


def another_person(documents: list[Document]) -> None:
    documents[3]["as"] = "owner"


def later_than_written(documents: list[Document]) -> None:
    documents[1]["at"] = "2030-01-01T10:00:00+00:00"


def another_target(documents: list[Document]) -> None:
    documents[3]["to"] = "review"


def another_pin(documents: list[Document]) -> None:
    documents[0]["workflow_version"] = "9.9.9"


def undo_of_what_others_need(documents: list[Document]) -> None:
    documents[6]["event"] = 2


def no_reason(documents: list[Document]) -> None:
    documents[5]["why"] = None


FORGERIES = [
    drop_required,
    another_person,
    later_than_written,
    another_target,
    another_pin,
    undo_of_what_others_need,
    no_reason,
]


@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda one: one.__name__)
def test_an_event_that_the_rules_do_not_allow_is_exit_5_in_verify_and_check(
    sop: Typist, forgery: Callable[[list[Document]], None]
) -> None:
    forge(sop, forgery)
    answer = sop.json("case", "verify", sop.case)
    assert (answer.code, answer.json["code"]) == (5, "integrity")
    assert "the rules of its workflow allow" in str(answer.data["cases"][0]["problem"])
    assert sop.json("store", "check").code == 5


def test_the_problem_gives_no_value_of_the_case(sop: Typist) -> None:
    forge(sop, another_person)
    problem = sop.json("case", "verify").data["cases"][0]["problem"]
    assert problem.endswith("allow at its place: not_yours.")


def test_times_of_writing_that_go_backwards_are_a_note(sop: Typist) -> None:
    def back(documents: list[Document]) -> None:
        documents[-2]["recorded"] = documents[-2]["at"] = "2026-03-02T08:05:00+00:00"
        documents[-3]["at"] = documents[-3]["recorded"]

    forge(sop, back)
    (found,) = sop.json("case", "verify").data["cases"]
    assert found["ok"], found
    assert any(
        "was recorded at 2026-03-02T08:05:00+00:00, before event" in n for n in found["notes"]
    )
    findings = sop.ok("store", "check").data["findings"]
    assert "clock" in [one["about"] for one in findings], findings


def test_an_event_of_the_future_is_a_note(sop: Typist) -> None:
    sop.at("2026-03-01T10:00:00")
    (found,) = sop.ok("case", "verify").data["cases"]
    assert any("in the future" in note for note in found["notes"])


def test_a_missing_index_is_stated(sop: Typist) -> None:
    (sop.folder / "data" / "index.sqlite").unlink()
    answer = sop.ok("case", "verify")
    assert answer.data["has_index"] is False
    assert answer.data["cases"][0]["notes"] != []
    shown = sop("case", "verify").out
    assert "the index is missing" in " ".join(shown.split())


def test_the_screen_says_what_nobody_can_know(sop: Typist) -> None:
    shown = " ".join(sop("case", "verify").out.split())
    assert "changed the histories and the index together" in shown
    head = sop.ok("case", "verify").data["cases"][0]["head"]
    assert f"sop case verify {sop.case} --against {head_code(head)}" in shown


def test_a_head_that_was_noted_shows_how_far_the_history_is_the_same(sop: Typist) -> None:
    history = read_log(sop.case, log_of(sop).read_bytes())
    head = sop.ok("case", "verify").data["cases"][0]["head"]
    assert head == history.head()
    for noted in (head, head[:16], head_code(head), head_code(history.head(3)).lower()):
        (found,) = sop.ok("case", "verify", sop.case, "--against", noted).data["cases"]
        assert "The checksum given is that of event" in found["notes"][-1]
    forge(sop, lambda documents: documents.pop())
    answer = sop.json("case", "verify", sop.case, "--against", head_code(head))
    assert (answer.code, "its end is missing" in str(answer.data)) == (5, True)


@pytest.mark.parametrize("words", [("--against", "x"), ("--against", "04HM-ASR9-NF6Y")])
def test_a_head_needs_a_case_and_its_form(sop: Typist, words: tuple[str, ...]) -> None:
    case = (sop.case,) if words[1] == "x" else ()
    assert sop.json("case", "verify", *case, *words).code == 2


def test_one_bad_history_never_stops_the_others(sop: Typist) -> None:
    from sop.store.log_format import crc32

    good, bad = sop.case, sop.open("food-recall", as_="plant")
    payload = log_of(sop).read_bytes()[9:-1].replace(b'"why":null', b'"why":1e400')
    log_of(sop).write_bytes(b"%08x %s\n" % (crc32(payload), payload))
    (sop.folder / "data" / "index.sqlite").unlink()
    results = {one["case"]: one["ok"] for one in sop.json("case", "verify").data["cases"]}
    assert results == {good: True, bad: False}
    assert sop.json("store", "check").code == 5
    backup = sop.json("store", "backup", "kept")
    assert (backup.code, bad in backup.json["message"]) == (5, True)
    worklist = sop("worklist", "--all")
    assert (worklist.code, bad in worklist.err) == (0, True)
    assert good in sop("case", "list").out
    shown = sop("case", "show", bad)
    assert (shown.code, bad in shown.err) == (5, True)


def make_void(recall: Typist) -> None:
    recall.ok("case", "void", "--why", "opened twice")


def make_void_twice(recall: Typist) -> None:
    make_void(recall)
    recall.ok("undo", "2", "--why", "it counts")
    make_void(recall)


def close(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    form = '{"sample_number": 1, "cold_chain": true}'
    recall.ok("do", "examine", "--set", "hazard=nothing", "--form", "-", stdin=form)
    recall.ok("advance", "dismiss", "--why", "sugar")
    recall.ok("close", "--as", "authority", "--why", "nothing found")


def close_and_reopen(recall: Typist) -> None:
    close(recall)
    recall.ok("case", "reopen", "--as", "authority", "--why", "a new complaint")


def close_and_make_void(recall: Typist) -> None:
    close(recall)
    recall.ok("case", "void", "--consent", "--as", "authority")
    make_void(recall)


def halt(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    recall.ok("raise", "alarm")


CONDITIONS = [
    make_void,
    make_void_twice,
    close,
    close_and_reopen,
    close_and_make_void,
    halt,
]

WRITES: list[tuple[str, ...]] = [
    ("note", "-"),
    ("note", "-", "--for", "plant"),
    ("case", "link", "{case}", "{other}", "--why", "one house"),
    ("case", "incident", "{case}", "night-7"),
    ("case", "label", "{case}", "green jersey"),
    ("case", "label", "{case}", "--reference", "CAS 1"),
    ("set", "product=milk", "--why", "read again"),
    ("set", "illness=yes", "--why", "one child"),
    ("assign", "examine", "A. Naidoo"),
    ("assign", "case", "A. Naidoo"),
    ("case", "time", "1", "--at", "2026-03-02T09:00:00+02:00", "--why", "entered late"),
    ("case", "void", "--consent", "--as", "authority"),
    ("case", "void", "--why", "a drill"),
    ("case", "reopen", "--why", "it counts"),
    ("do", "take_complaint"),
]


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("write", WRITES, ids=" ".join)
def test_whatever_a_case_takes_and_its_undo_verify(
    recall: Typist, condition: Callable[[Typist], None], write: tuple[str, ...]
) -> None:
    other = recall.case
    recall.open("food-recall", as_="plant")
    condition(recall)
    words = [word.format(case=recall.case, other=other) for word in write]
    written = recall.json(*words, stdin="called twice")
    number = str(written.json["version"] or 2)
    recall.json("undo", number, "--why", "a mistake")
    recall.json("case", "reopen", "--why", "it counts")
    recall.json("undo", number, "--why", "a mistake")
    (found,) = recall.json("case", "verify", recall.case).data["cases"]
    assert found["problem"] is None, found


@pytest.mark.parametrize("condition", [make_void, close], ids=lambda one: one.__name__)
def test_a_note_a_link_and_a_label_in_a_case_that_ended_are_undone(
    recall: Typist, condition: Callable[[Typist], None]
) -> None:
    other = recall.case
    recall.open("food-recall", as_="plant")
    condition(recall)
    for write in WRITES[:6]:
        words = [word.format(case=recall.case, other=other) for word in write]
        number = str(recall.ok(*words, stdin="called twice").json["version"])
        recall.ok("undo", number, "--why", "a mistake")
    assert recall.ok("case", "verify", recall.case).data["cases"][0]["ok"]
