"""`sop case void`: out of every list and audit; kept in the history; undone like any event."""

from __future__ import annotations

from tests.commands.guided_desk import GuidedDesk
from tests.commands.typing_in import Typist


def test_a_void_case_leaves_the_lists_and_keeps_its_history(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    told = recall.ok("case", "void", "--why", "opened twice")
    assert (told.data["status"], told.data["events"]) == ("void", [3])
    assert recall.ok("case", "list").data == {"danger": [], "cases": [], "void": 1}
    assert "1 void case not listed: sop case list --status void" in recall("case", "list").out
    (line,) = recall.ok("case", "list", "--status", "void").data["cases"]
    assert (line["case"], line["status"]) == (recall.case, "void")
    assert recall.ok("worklist", "--all").data["items"] == []
    assert recall.ok("next").data["items"] == []
    events = recall.ok("case", "timeline").data["events"]
    assert [event["type"] for event in events] == ["case_opened", "action_done", "case_voided"]
    assert (events[2]["duplicate_of"], events[2]["why"]) == (None, "opened twice")


def test_every_screen_of_a_void_case_says_so(recall: Typist) -> None:
    other = recall.case
    recall.open("food-recall", as_="plant")
    recall.ok("case", "void", "--why", "twice", "--duplicate-of", other)
    for words in (("next",), ("checklist",), ("case", "show"), ("case", "timeline"), ("why",)):
        out = recall(*words).out
        assert "VOID: this case does not count. Made void by PLANT" in out, words
        assert f"A duplicate of case {other}." in out, words
    assert recall.ok("case", "show").data["void"] == {
        "event": 2,
        "at": "2026-03-02T10:00:00+02:00",
        "as": "plant",
        "duplicate_of": other,
    }
    assert "void since" in recall("case", "print", "--format", "md").out
    assert "sop why" not in recall("next").out  # nothing leads on


def test_the_guarantees_of_a_void_case_are_not_judged(recall: Typist) -> None:
    assert recall.ok("case", "audit").data["guarantees"] != []
    recall.ok("case", "void", "--why", "twice")
    told = recall.ok("case", "audit")
    assert (told.data["guarantees"], told.data["void"]) == ([], True)
    assert "not judged" in recall("case", "audit").out


def test_undoing_it_brings_the_case_back_into_every_list(recall: Typist) -> None:
    before = recall.ok("worklist", "--all").data["items"]
    recall.ok("case", "void", "--why", "twice")
    refused = recall.json("do", "take_complaint")
    assert (refused.code, refused.reasons) == (1, ["case_void"])
    assert refused.json["reasons"][0]["do"].startswith("sop undo 2")
    recall.ok("undo", "2", "--why", "it was another person")
    assert recall.ok("worklist", "--all").data["items"] == before
    assert recall.ok("case", "show").data["status"] == "open"
    recall.ok("case", "void", "--why", "twice")
    recall.ok("case", "reopen", "--why", "it counts")
    assert recall.ok("case", "show").data["status"] == "open"


def test_another_stakeholder_agrees_by_an_event_of_its_own(recall: Typist) -> None:
    recall.ok("note", "-", "--as", "authority", stdin="called")
    refused = recall.json("case", "void", "--why", "twice")
    assert (refused.code, refused.reasons) == (1, ["consent_missing"])
    assert "--as" not in refused.json["reasons"][0]["do"]
    assert "Who: FSA" in recall("case", "void", "--why", "twice").out
    agreed = recall.ok("case", "void", "--consent", "--as", "authority")
    assert agreed.data["status"] == "open"
    assert recall.ok("case", "void", "--why", "twice").data["status"] == "void"
    kinds = [event["type"] for event in recall.ok("case", "timeline").data["events"]]
    assert kinds[-2:] == ["void_consented", "case_voided"]


def test_a_case_in_danger_is_not_made_void(recall: Typist) -> None:
    recall.ok("raise", "alarm")
    refused = recall.json("case", "void", "--why", "twice")
    assert (refused.code, refused.reasons) == (1, ["in_danger"])


def test_a_duplicate_is_of_a_case_that_exists_and_counts(recall: Typist) -> None:
    first = recall.case
    recall.open("food-recall", as_="plant")
    void = ("case", "void", "--why", "twice", "--duplicate-of")
    assert recall.json(*void, recall.case).code == 2
    assert recall.json(*void, "0000-0000-0").code == 2
    recall.ok("case", "void", first, "--why", "wrong", "-c", first)
    assert "is void itself" in recall(*void, first).err
    assert recall.json("case", "void", "--consent", "--duplicate-of", first).code == 2


def test_a_terminal_asks_for_the_reason_and_for_a_yes(recall: Typist) -> None:
    told = recall("case", "void", stdin="\ntwice\nno\n", terminal=True)
    assert (told.code, "Nothing was written." in told.out) == (130, True)
    told = recall("case", "void", stdin="\ntwice\ny\n", terminal=True)
    assert (told.code, "Made void" in told.out) == (0, True)
    recall.open("food-recall", as_="plant")
    recall.ok("raise", "alarm")
    told = recall("case", "void", stdin="", terminal=True)
    assert (told.code, "Reason" in told.err) == (1, False)  # refused before anything is asked


def test_no_advice_about_a_mistake_leads_nowhere(sop: Typist) -> None:
    """Neither undoing the opening nor closing helps; what both advise does."""
    sop.open("fire-drill")
    opening = sop.json("undo", "1", "--why", "by mistake")
    assert "sop case void" in opening.json["message"] + str(opening.json)
    closing = sop.json("close", "--why", "by mistake")
    assert closing.json["reasons"][0]["do"].startswith(f"sop case void -c {sop.case}")
    assert sop.ok("case", "void", "--why", "by mistake").data["status"] == "void"


def void_duplicate(recall: Typist) -> str:
    """A void case is current; the case that counts is returned."""
    other = recall.case
    recall.open("food-recall", as_="plant")
    recall.ok("case", "void", "--why", "twice", "--duplicate-of", other)
    return other


def test_what_is_recorded_in_a_duplicate_is_led_to_the_case_that_counts(recall: Typist) -> None:
    other = void_duplicate(recall)
    for words, again in (
        (("do", "R1.1"), "sop do R1.1"),
        (("set", "illness=yes"), "sop set illness"),
        (("advance", "recall", "dismiss"), "sop advance recall dismiss"),
        (("raise", "alarm"), "sop raise alarm"),
    ):
        (reason,) = recall.json(*words).json["reasons"]
        assert reason["do"] == f"{again} -c {other} --as plant", words
        assert reason["remedy"].endswith("Only if this case counts after all, undo event 2.")
    words = ("do", "R1.1", "--note", "by telephone", "--at", "09:30")
    (reason,) = recall.json(*words).json["reasons"]
    kept = "sop do R1.1 --note 'by telephone' --at 09:30"
    assert reason["do"] == f"{kept} -c {other} --as plant"
    out = recall("do", "R1.1").out
    assert out.index(f"sop do R1.1 -c {other}") > out.index("The case that counts is")
    assert "sop undo" not in out


def test_the_refusal_says_in_words_how_another_stakeholder_agrees(recall: Typist) -> None:
    recall.ok("note", "-", "--as", "authority", stdin="called")
    refused = recall("case", "void", "--why", "twice")
    out = " ".join(refused.out.split())
    assert f"FSA agrees at its own computer: sop case void {recall.case} --consent." in out
    assert "add --as and the name FSA, and --reported-by" in out


def test_a_consent_that_no_longer_counts_is_asked_for_again(recall: Typist) -> None:
    recall.ok("note", "-", "--as", "authority", stdin="called")
    recall.ok("case", "void", "--consent", "--as", "authority")
    recall.ok("case", "void", "--why", "twice")
    recall.ok("case", "reopen", "--why", "it counts")
    (reason,) = recall.json("case", "void", "--why", "twice").json["reasons"]
    assert reason["what"] == "FSA agreed to the earlier void, which was undone since; ask again."
    recall.ok("case", "void", "--consent", "--as", "authority")
    recall.ok("note", "-", "--as", "authority", stdin="called again")
    (reason,) = recall.json("case", "void", "--why", "twice").json["reasons"]
    assert reason["what"].startswith("FSA recorded event 7 after it agreed")


def test_the_guided_way_leads_from_a_void_case_to_the_one_that_counts(recall: Typist) -> None:
    other = void_duplicate(recall)
    shown = GuidedDesk(recall).go(lambda shown: "").text
    assert f"This case is VOID, a duplicate of case {other}." in shown
    assert f"sop use {other}" in shown
    assert "sop go" not in shown


def test_the_guided_way_leads_from_a_case_that_ended_to_another(closed: Typist) -> None:
    shown = GuidedDesk(closed).go(lambda shown: "").text
    assert "The case has ended." in shown
    assert "To go on: sop use" in shown


def test_a_terminal_asks_which_case_counts_and_shows_what_is_not_recorded_there(
    recall: Typist,
) -> None:
    other = recall.case
    recall.open("food-recall", as_="plant")
    recall.ok("do", "take_complaint", "--as", "authority")
    recall.ok("case", "void", "--consent", "--as", "authority")
    typed = f"{recall.case}\n{other}\ntwice\ny\n"
    told = recall("case", "void", stdin=typed, terminal=True)
    assert "Which case counts" in told.err
    assert "This is the case that becomes void." in " ".join(told.err.split())
    listed = f"Recorded here and not in {other}: R1.1 by FSA."
    assert listed in " ".join(told.err.split())
    assert told.err.index("Recorded here") < told.err.index("[y/N]")
    assert f"sop next -c {other}" in " ".join(told.err.split())
    assert recall.ok("case", "show").data["void"]["duplicate_of"] == other


def test_what_both_cases_have_is_not_listed(recall: Typist) -> None:
    other = recall.case
    recall.ok("do", "take_complaint")
    recall.open("food-recall", as_="plant")
    recall.ok("do", "take_complaint")
    told = recall("case", "void", "--why", "twice", "--duplicate-of", other)
    assert (told.code, "Recorded here" in told.err) == (0, False)


def test_a_void_case_shows_no_running_track(recall: Typist) -> None:
    recall.ok("case", "void", "--why", "twice")
    assert "running" not in recall("case", "show").out


def test_what_ends_the_danger_is_one_command_away(recall: Typist) -> None:
    recall.ok("raise", "alarm")
    (reason,) = recall.json("case", "void", "--why", "twice").json["reasons"]
    assert reason["do"].startswith("sop next")
