"""Whose entry it is: the agency, the person, the desk at which it was written, who reported it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from sop.casework.user_settings import user_name
from sop.commands.authorship import check_reporter
from sop.model.refusal import UsageError
from sop.store.event_codec import chain_hash
from sop.store.log_format import History, read_log
from tests.commands.typing_in import Outcome, Typist

HERE = Path(__file__).parent
OLD_CASE = "NQWX-GJJW-C"
OLD_HEAD = "992aabb9c71e477763ff7073ec6d9f0e19cc3a7513e3214268f5966731f7f978"


@pytest.fixture
def desk(sop: Typist) -> Typist:
    """A terminal of the plant with an open recall; the variables name the case only."""
    sop.open("food-recall", as_="plant")
    sop.patch.delenv("SOP_AS")
    sop.ok("as", "plant", "--name", "N. Dlamini", terminal=True)
    return sop


def last_event(sop: Typist) -> dict[str, Any]:
    found: dict[str, Any] = sop.ok("case", "timeline", "--as", "authority").data["events"][-1]
    return found


def type_in(sop: Typist, line: str, answers: str = "") -> Outcome:
    return sop(*line.split(), terminal=True, stdin=answers)


# ---- for another agency


def test_a_suggested_correction_of_a_time_is_for_the_users_own_agency(desk: Typist) -> None:
    desk.ok("do", "take_complaint", terminal=True)
    desk.ok("raise", "alarm", terminal=True)
    late = ("do", "all_clear", "--as", "authority", "--reported-by", "the night sister")
    refused = desk.json(*late, "--at", "2026-03-02T02:00", terminal=True)
    (reason,) = refused.json["reasons"]
    assert reason["do"].endswith("--as plant")
    assert "by this computer. Is the clock, and the day, right?" in reason["remedy"]
    assert reason["remedy"].endswith(
        "If this time is wrong, give a later one. If it is right, correct the time of event 1 "
        "first."
    )
    desk.ok(*reason["do"].split()[1:], "--why", "entered late")
    assert desk.ok(*late, "--at", "2026-03-02T02:00").json["changed"] is True


def test_a_terminal_asks_who_reported_what_is_recorded_for_another_agency(desk: Typist) -> None:
    told = type_in(desk, "do examine --as plant")
    assert told.code == 1  # own agency: nothing about a reporter
    assert "Who reported it" not in told.err
    told = type_in(desk, "set illness=yes --as lab", "\n  the night\tsister \n")
    assert told.code == 0
    assert "You act for PLANT, and this is recorded for LAB." in told.err
    assert "An answer is required." in told.err
    event = last_event(desk)
    assert {key: event[key] for key in ("as", "by", "home", "reported_by", "os_user")} == {
        "as": "lab",
        "by": "N. Dlamini",
        "home": "plant",
        "reported_by": "the night sister",
        "os_user": user_name(),
    }


def test_the_screens_and_the_paper_show_the_desk_and_the_reporter(desk: Typist) -> None:
    entry = "N. Dlamini (PLANT) for FSA, reported by the night sister"
    words = ("do", "take_complaint", "--as", "authority", "--no-input")
    done = desk(*words, "--reported-by", "the night sister", terminal=True)
    assert f"by {entry}," in " ".join(done.out.split())
    assert done.code == 0
    desk.ok("set", "illness=yes", "--as", "lab", "--reported-by", "a porter", terminal=True)
    for line in ("case timeline", "checklist --all", "case print", "case print --format html"):
        assert entry in " ".join(desk(*line.split()).out.split()), line
    shown = " ".join(desk("case", "show").out.split())
    assert "PLANT for LAB" in shown
    assert "Reported by a porter" in shown
    looks = type_in(desk, "next --as lab").out
    assert "You: N. Dlamini (PLANT) for LAB" in looks
    again = desk("do", "take_complaint", "--as", "plant")
    assert f"already done by {entry}" in " ".join(again.out.split())


def test_without_a_terminal_the_reporter_is_an_option_only_where_the_window_has_an_agency(
    desk: Typist,
) -> None:
    refused = desk.json("set", "illness=yes", "--as", "lab")
    assert (refused.code, "--reported-by" in refused.out) == (2, True)
    assert desk.json("set", "illness=yes", "--as", "lab", "--reported-by", " ").code == 2
    assert desk.json("set", "illness=yes", "--as", "lab", "--reported-by", "x" * 201).code == 2
    for sign in ("?", "1", "..."):
        refused = desk.json("set", "illness=yes", "--as", "lab", "--reported-by", sign)
        assert (refused.code, f"'{sign}' does not say who reported it." in refused.out) == (2, True)
    assert len(desk.ok("case", "timeline").data["events"]) == 1
    desk.ok("set", "illness=yes", "--as", "lab", "--reported-by", "x" * 200)
    assert last_event(desk)["reported_by"] == "x" * 200
    desk.ok("as", "--clear", terminal=True)
    desk.ok("set", "illness=no", "--as", "lab")
    event = last_event(desk)
    assert (event["home"], event["reported_by"], event["os_user"]) == (None, None, user_name())


def test_the_reporter_is_asked_for_last_and_not_where_the_command_is_refused(
    desk: Typist,
) -> None:
    told = type_in(desk, "do inspect --as lab")
    assert (told.code, "Who reported it" in told.err) == (1, False)
    desk.ok("set", "illness=yes", terminal=True)
    told = type_in(desk, "set illness=yes --as lab")
    assert (told.code, "Who reported it" in told.err) == (0, False)  # it is recorded already
    dry = type_in(desk, "set illness=no --as lab --dry-run")
    assert (dry.code, "Would" in dry.out) == (0, True)


@pytest.mark.parametrize(
    ("line", "answers"),
    [
        ("note - --as lab --reported-by porter", "cold\n"),
        ("open food-recall --as lab", "porter\n"),
        ("case link CASE OTHER --as lab", "porter\n"),
        ("raise alarm --as lab", "porter\n"),
        ("do take_complaint --as authority --incident I", "porter\n"),
    ],
)
def test_every_way_to_write_keeps_the_reporter(desk: Typist, line: str, answers: str) -> None:
    case = desk.case
    other = desk.ok("open", "food-recall", "--as", "plant", "--incident", "I").json["case"]
    if "--incident" in line:
        desk.patch.delenv("SOP_CASE")
    told = type_in(desk, line.replace("CASE", case).replace("OTHER", other), answers)
    assert told.code == 0, told.err
    ids = [one["case"] for one in desk.ok("case", "list").data["cases"]]
    events = [desk.ok("case", "timeline", one).data["events"][-1] for one in ids]
    assert [one["home"] for one in events if one["reported_by"] == "porter"] in (
        ["plant"],
        ["plant", "plant"],
    )


def test_no_suggestion_names_another_agency(desk: Typist) -> None:
    for line in ("next", "why advance", "checklist", "do inspect", "do name_germs"):
        # With a value: a sentence may name the option, and only that cannot be pasted.
        assert "--as " not in type_in(desk, line).out, line
    told = type_in(desk, "set illness=yes --as lab", "porter\n")
    assert f"What next: sop next -c {desk.case} --as lab" in told.out  # as the user typed


def test_a_control_sequence_in_a_reporter_is_shown_by_its_name(desk: Typist) -> None:
    desk.ok("set", "illness=yes", "--as", "lab", "--reported-by", "a\x1b[2Jb\u202e", terminal=True)
    out = desk("case", "timeline").out
    assert "a<ESC>[2Jb<U+202E>" in "".join(out.split())


def test_own_slip_for_another_agency_can_be_undone_at_the_same_desk(desk: Typist) -> None:
    desk.ok(
        "do", "take_complaint", "--as", "authority", "--reported-by", "the porter", terminal=True
    )
    undone = desk.json(
        "undo", "2", "--as", "lab", "--reported-by", "the porter", "--why", "not ours"
    )
    assert undone.reasons == ["not_yours"]
    desk.ok("set", "illness=yes", "--as", "shops", "--reported-by", "the porter")
    desk.ok("undo", "3", "--why", "I wrote it for the wrong agency", "--yes", terminal=True)
    assert (last_event(desk)["type"], last_event(desk)["as"]) == ("event_undone", "plant")


# ---- the name


def test_who_writes_without_a_name_is_reminded_on_stderr(desk: Typist) -> None:
    reminder = "No name is recorded with this."
    assert reminder not in type_in(desk, "set illness=yes").err
    desk.ok("as", "--clear", terminal=True)
    assert reminder in type_in(desk, "set illness=no --as plant", "\n").err
    piped = desk("set", "illness=yes", "--as", "plant")
    assert reminder in piped.err
    assert "SOP_NAME" in piped.err
    assert reminder not in desk("set", "illness=no", "--as", "plant", "--dry-run").err
    desk.patch.setenv("SOP_NAME", " S. Naidoo ")
    assert reminder not in desk("set", "illness=no", "--as", "plant").err
    assert last_event(desk)["by"] == "S. Naidoo"
    desk.patch.setenv("SOP_NAME", "x" * 201)
    assert desk.json("set", "illness=yes", "--as", "plant").code == 2


def test_another_stakeholder_without_a_name_clears_the_name(desk: Typist) -> None:
    assert desk.ok("as", "lab", terminal=True).data == {"as": "lab", "name": None}
    desk.ok("as", "lab", "--name", "S. Naidoo", terminal=True)
    assert desk.ok("as", "LAB", terminal=True).data == {"as": "lab", "name": "S. Naidoo"}


def test_a_name_is_asked_for_once_in_a_session(desk: Typist) -> None:
    assert "Your name" in type_in(desk, "as lab", "\n").err
    again = type_in(desk, "as")
    assert (again.code, "Your name" in again.err) == (0, False)
    assert "Your name" not in type_in(desk, "as lab").err
    shown = type_in(desk, "as plant", "N. Dlamini\n")
    assert "You act for PLANT, as N. Dlamini." in shown.out


def test_whoever_writes_without_a_name_is_asked_for_it_once(desk: Typist) -> None:
    """`open` asked for the agency and never for the person."""
    desk.ok("as", "--clear", terminal=True)
    opened = type_in(desk, "open food-recall", "plant\nN. Dlamini\n")
    assert opened.err.count("Your name, as it is recorded [empty if none]:") == 1
    assert "The record names who wrote it." in opened.err
    assert "No name is recorded" not in opened.err
    assert "by N. Dlamini, PLANT" in opened.out
    assert "Your name" not in type_in(desk, "set illness=yes").err
    assert last_event(desk)["by"] == "N. Dlamini"


@pytest.mark.parametrize("answer", ["\n", ""], ids=["empty", "end of input"])
def test_a_name_that_is_left_empty_is_not_asked_for_again(desk: Typist, answer: str) -> None:
    desk.ok("as", "--clear", terminal=True)
    first = type_in(desk, "set illness=yes --as plant", answer)
    assert ("Your name" in first.err, last_event(desk)["by"]) == (True, None)
    again = type_in(desk, "set illness=no --as plant")
    assert "Your name" not in again.err
    assert "No name is recorded with this." in again.err


def test_the_name_is_asked_last_and_not_where_nothing_is_written(desk: Typist) -> None:
    desk.ok("as", "--clear", terminal=True)
    for line in ("do all_clear --as plant", "set illness=yes --as plant --dry-run", "next"):
        assert "Your name" not in type_in(desk, line).err
    desk.patch.setenv("SOP_NAME", "S. Naidoo")
    assert "Your name" not in type_in(desk, "set illness=yes --as plant").err


def test_without_a_terminal_nothing_is_kept(desk: Typist) -> None:
    before = desk.ok("as", terminal=True).data
    answer = desk.ok("as", "lab", "--name", "S. Naidoo")
    assert answer.json["changed"] is False
    assert desk.ok("config", "set", "name", "S. Naidoo").json["changed"] is False
    assert desk.ok("use", desk.case).json["changed"] is False
    assert desk.ok("as", terminal=True).data == before
    desk.patch.delenv("SOP_CASE")
    assert "No case given." in type_in(desk, "next --no-input").err


@pytest.mark.parametrize(
    "words", [("lab", "--clear"), ("--clear", "--name", "X"), ("--default",)], ids=" ".join
)
def test_options_that_do_not_go_together_are_refused(desk: Typist, words: tuple[str, ...]) -> None:
    assert desk.json("as", *words, terminal=True).code == 2


# ---- who may do it


def menu_of(screen: str) -> list[str]:
    """The names of the menu: those behind a number."""
    lines = [line.split() for line in screen.splitlines() if line.startswith("  ")]
    return [words[1] for words in lines if words[0].isdecimal()]


def test_the_menu_offers_those_who_may_do_it_and_is_shown_once(desk: Typist) -> None:
    desk.ok("as", "--clear", terminal=True)
    told = type_in(desk, "do take_complaint", "2\n\n")
    assert menu_of(told.err) == ["PLANT", "FSA"]
    assert "You act for FSA in this terminal from now on." in told.err
    assert told.code == 0
    assert "For whom do you act?" not in type_in(desk, "set illness=yes").err
    assert last_event(desk)["as"] == "authority"


@pytest.mark.parametrize(
    ("line", "menu"),
    [
        ("raise alarm", ["PLANT", "SHOPS", "LAB", "FSA"]),
        ("advance dismiss", ["PLANT"]),
        ("set entry_agreed=yes", ["PLANT"]),
        ("set hazard", ["PLANT"]),
        ("close", ["FSA"]),
        ("undo 1", ["PLANT"]),
        ("do take_complaint examine", ["PLANT"]),
    ],
)
def test_each_menu_has_those_who_may(desk: Typist, line: str, menu: list[str]) -> None:
    desk.ok("as", "--clear", terminal=True)
    told = type_in(desk, line, "")
    assert menu_of(told.err) == menu


@pytest.mark.parametrize(
    "line",
    [
        "do take_complaint examine --set complainant",
        "do take_complaint",
        "do examine",
        "set hazard",
        "set entry_agreed",
        "advance dismiss",
        "close",
    ],
)
def test_another_agencys_work_is_refused_before_any_question(desk: Typist, line: str) -> None:
    desk.ok("as", "shops", "--name", "S. Naidoo", terminal=True)
    desk.ok("do", "take_complaint", "--as", "plant", "--reported-by", "the porter")
    desk.ok("undo", "2", "--why", "x", "--as", "plant", "--reported-by", "the porter")
    told = type_in(desk, line)
    assert (told.code, "?" in told.err) == (1, False), told.err


def test_an_agency_of_another_workflow_is_named_when_it_is_set_and_when_it_does_not_hold(
    desk: Typist,
) -> None:
    told = type_in(desk, "as warden --name S")
    assert "WARDEN is a stakeholder of fire-drill" in told.err
    assert "The open cases here are of food-recall." in told.err
    asked = type_in(desk, "set illness=yes", "plant\n")
    assert "You act for WARDEN, which is not a stakeholder of food-recall." in asked.err
    assert asked.code == 0
    assert last_event(desk)["home"] == "plant"


# ---- the record


def documents(sop: Typist, case: str) -> list[dict[str, Any]]:
    (log,) = (sop.folder / "data" / "cases").rglob(f"{case}.log")
    return list(read_log(case, log.read_bytes()).documents)


def test_a_head_is_no_oracle_for_a_private_value(sop: Typist) -> None:
    """Who knows all of an event but the value and the salt cannot try values against the head."""
    sop.open("food-recall", as_="authority")
    sop.ok("do", "take_complaint", "--set-from", "-", stdin="complainant=Mrs Khumalo\n")
    head = sop.ok("case", "verify", sop.case).data["cases"][0]["head"]
    stored = documents(sop, sop.case)
    known = {key: text for key, text in stored[-1].items() if key != "salt"}
    assert known["facts"] == {"complainant": "Mrs Khumalo"}
    assert chain_hash(sop.case, 2, known) != head
    assert chain_hash(sop.case, 2, stored[-1]) == head
    salts = [one["salt"] for one in stored]
    assert [len(bytes.fromhex(salt)) for salt in salts] == [16, 16]
    assert salts[0] != salts[1]
    outputs = ("case timeline", "case show", "checklist --all", "case print", "case audit", "next")
    for line in outputs:
        for form in ("text", "json"):
            out = sop(*line.split(), "--format", form).out
            assert [salt for salt in salts if salt in out] == [], line


def test_cases_of_an_incident_have_salts_of_their_own(sop: Typist) -> None:
    sop.ok("open", "fire-drill", "--as", "warden", "--incident", "I", "--persons", "3")
    sop.ok("do", "D1.1", "--as", "warden", "--incident", "I")
    ids = [one["case"] for one in sop.ok("case", "list").data["cases"]]
    salts = [one["salt"] for case in ids for one in documents(sop, case)]
    assert (len(salts), len(set(salts))) == (6, 6)


def test_a_store_without_salts_reads_verifies_and_goes_on(sop: Typist) -> None:
    data = sop.folder / "data"
    shutil.rmtree(data)
    shutil.copytree(HERE / "store_without_salt", data)
    form = data / "store.json"  # the clock of this workspace is simulated
    form.write_text(form.read_text("utf-8").replace('"work"', '"simulated"'), "utf-8")
    sop.at("2026-12-01T09:00:00")
    (verified,) = sop.ok("case", "verify").data["cases"]
    assert (verified["ok"], verified["events"], verified["head"]) == (True, 8, OLD_HEAD)
    events = sop.ok("case", "timeline", OLD_CASE).data["events"]
    assert {(one["home"], one["os_user"], one["reported_by"]) for one in events} == {
        (None, None, None)
    }
    sop.ok("advance", "all_out", "-c", OLD_CASE, "--as", "warden")
    assert sop.ok("store", "check").json["ok"] is True
    stored = documents(sop, OLD_CASE)
    assert ["salt" in one for one in stored] == [False] * 8 + [True]
    assert sop.ok("case", "verify").data["cases"][0]["events"] == 9


def test_a_repeated_key_with_another_reporter_is_another_request(desk: Typist) -> None:
    words = ("set", "illness=yes", "--as", "lab", "--key", "k", "--reported-by")
    desk.ok(*words, "a porter")
    assert desk.ok(*words, "a porter").json["changed"] is False
    assert desk.json(*words, "a driver").code == 2


@pytest.mark.parametrize("key", ["home", "os_user", "reported_by", "salt"])
def test_a_damaged_origin_is_damage(sop: Typist, key: str) -> None:
    sop.open()
    (log,) = (sop.folder / "data" / "cases").rglob(f"{sop.case}.log")
    document = json.loads(log.read_bytes()[9:])[1][0]
    line, _ = History(sop.case, ()).append_documents([{**document, key: 7}])
    log.write_bytes(line)
    assert sop.json("case", "show").code == 5


def test_a_key_is_not_who_reported_it() -> None:
    for key in ("l", "!", "?"):
        with pytest.raises(UsageError, match="does not say who reported it"):
            check_reporter(key, "the answer")
    assert check_reporter("the porter", "the answer") == "the porter"
    assert check_reporter(None, "the answer") is None
