"""What is shown, to whom: checklists, lists, the timeline; what is not yours to see is not shown."""

from __future__ import annotations

import pytest

from tests.commands.typing_in import Typist


@pytest.fixture
def recall(sop: Typist) -> Typist:
    sop.open("food-recall", as_="plant")
    return sop


def test_a_fact_is_shown_to_those_who_may_see_it(recall: Typist) -> None:
    recall.ok(
        "do", "take_complaint", "--set-from", "-", "--as", "authority", stdin="complainant=A. Nel"
    )
    for words in (("case", "show"), ("case", "timeline"), ("checklist",), ("next",)):
        for who in ("plant", "authority"):
            told = recall(*words, "--as", who)
            assert (told.code, "Nel" in told.out) == (0, False), (
                words,
                who,
            )  # private: on no screen
            assert ("Nel" in recall(*words, "--as", who, "--json").out) == (
                who == "authority" and words[0] != "next"
            )
    assert "complainant" in recall.ok("case", "show").data["not_yours"]


def test_a_confidential_note_is_shown_to_its_readers_and_its_writer(recall: Typist) -> None:
    recall.ok("note", "-", "--for", "lab", stdin="the manager drinks")
    for who, sees in (("lab", True), ("plant", True), ("shops", False), ("authority", False)):
        assert ("drinks" in recall("case", "timeline", "--as", who).out) is sees, who
        assert ("drinks" in recall("case", "timeline", "--as", who, "--json").out) is sees, who
    recall.patch.delenv("SOP_AS")
    assert "drinks" not in recall("case", "timeline").out


def test_evidence_is_shown_to_those_whose_action_it_is(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    form = '{"sample_number": 4711, "cold_chain": true}'
    recall.ok("do", "examine", "--set", "hazard=glass", "--form", "-", stdin=form)
    own = recall.ok("case", "timeline", "--as", "plant").data["events"][-1]
    other = recall.ok("case", "timeline", "--as", "shops").data["events"][-1]
    assert (own["form"]["sample_number"], other["form"], other["not_yours"]) == (
        4711,
        None,
        ["form"],
    )


def test_the_checklist_filters_by_the_option_only(recall: Typist) -> None:
    def owners(*words: str) -> set[str]:
        tracks = recall.ok("checklist", *words).data["tracks"]
        return {who for track in tracks for action in track["actions"] for who in action["by"]}

    assert owners() == {"plant", "authority"}
    recall.patch.setenv("SOP_AS", "authority")
    assert owners() == {"plant", "authority"}
    titles = [
        a["id"]
        for t in recall.ok("checklist", "--as", "authority").data["tracks"]
        for a in t["actions"]
    ]
    assert titles == ["recall.assess.take_complaint", "recall.assess.inspect"]
    assert [track["track"] for track in recall.ok("checklist", "--track", "T").data["tracks"]] == [
        "tests"
    ]


def test_the_checklist_is_printed_for_hand_use(recall: Typist) -> None:
    for form, mark in (("md", "# Checklist of case"), ("html", "<!doctype html>")):
        told = recall("checklist", "--format", form)
        assert (told.code, mark.lower() in told.out.lower()) == (0, True)
        written = recall("checklist", "--format", form, "-o", f"list.{form}")
        assert (written.code, written.out) == (0, "")
        assert (recall.folder / f"list.{form}").read_text("utf-8") == told.out
    assert recall("checklist", "-o", "no/such/folder.txt").code == 2


def test_a_step_is_printed_blank_without_a_case(sop: Typist) -> None:
    for form in ("text", "md", "html"):
        told = sop("workflow", "show", "fire-drill", "--step", "D2", "--format", form)
        assert (told.code, "Head count" in told.out) == (0, True)
    assert sop("workflow", "show", "fire-drill", "--format", "html").code == 2
    assert sop("workflow", "show", "fire-drill", "--step", "nowhere").code == 2


def test_next_lists_what_is_overdue_first_and_outcomes_that_wait_for_a_decision(
    recall: Typist,
) -> None:
    recall.ok("do", "take_complaint")
    form = '{"sample_number": 1, "cold_chain": true}'
    recall.ok("do", "examine", "--set", "hazard=glass", "--form", "-", stdin=form)
    assert {"recall.assess.recall_it"} == {
        i["id"] for i in recall.ok("next").data["items"] if i["kind"] == "outcome"
    }
    recall.ok("advance", "recall_it")
    recall.at("2026-03-02T14:00:01")
    first = recall.ok("next").data["items"][0]
    assert (first["id"], first["overdue"]) == ("recall.withdraw.trace", True)


def test_a_deadline_is_not_overdue_at_its_very_moment(recall: Typist) -> None:
    recall.ok("do", "take_complaint")
    form = '{"sample_number": 1, "cold_chain": true}'
    recall.ok("do", "examine", "--set", "hazard=glass", "--form", "-", stdin=form)
    recall.ok("advance", "recall_it")
    for time, late in (("14:00:00", 0), ("14:00:01", 1)):
        recall.at(f"2026-03-02T{time}")
        assert len(recall.ok("worklist", "--overdue", "--all").data["items"]) == late


def test_the_worklist_answers_who_when_and_how_many(sop: Typist) -> None:
    sop.open("food-recall", as_="plant")
    sop.open("fire-drill", as_="warden")

    def codes(*words: str) -> list[str]:
        return [item["code"] for item in sop.ok("worklist", *words).data["items"]]

    assert sorted(codes("--all")) == ["D1.1", "R1.1"]
    assert codes("--mine") == codes("--as", "warden") == codes() == ["D1.1"]
    assert codes("--as", "plant") == codes("--waiting-for", "plant") == ["R1.1"]
    assert (
        codes("--all", "--workflow", "fire-drill") == codes("--all", "--track", "drill") == ["D1.1"]
    )
    assert codes("--all", "--due", "today") == []
    assert sop("worklist", "--all", "--count").out == "2\n"
    assert (
        sop("worklist", "--exit-code").code,
        sop("worklist", "--exit-code", "--overdue").code,
    ) == (1, 0)
    assert sop("worklist", "--mine", "--all").code == 2
    sop.patch.delenv("SOP_AS")
    assert (sop("worklist", "--mine").code, len(codes())) == (2, 2)


def test_an_empty_worklist_hides_no_slip_of_the_finger(sop: Typist) -> None:
    sop.open("food-recall", as_="plant")
    assert sop.ok("worklist", "--all", "--workflow", "fire-drill").data["items"] == []
    assert sop.ok("worklist", "--all", "--track", "repair").data["items"] == []
    told = sop.json("worklist", "--workflow", "food-recal")
    assert (told.code, told.json["message"]) == (
        2,
        "there is no workflow 'food-recal' here. did you mean food-recall?",
    )
    told = sop.json("worklist", "--track", "recal")
    assert (told.code, "did you mean recall" in told.json["message"]) == (2, True)


def test_a_damaged_case_hides_no_other_from_the_lists(sop: Typist) -> None:
    both = [sop.open("fire-drill"), sop.open("fire-drill")]
    damaged = next(sop.folder.glob(f"data/cases/*/{min(both)}.log"))
    damaged.write_bytes(b"x" + damaged.read_bytes()[1:])
    for words in (("worklist",), ("case", "list"), ("worklist", "--workflow", "fire-drill")):
        told = sop(*words)
        assert (told.code, max(both) in told.out, "is damaged" in told.err) == (0, True, True)


def test_the_case_list_tells_times_in_the_zone_of_each_workflow(sop: Typist) -> None:
    sop.patch.setenv("SOP_NOW", "2026-03-02T22:30:00+00:00")
    sop.open("fire-drill")
    assert "Tue 3 Mar 00:30" in sop("case", "list").out


def test_lists_choose_by_status_and_incident(sop: Typist) -> None:
    sop.open("fire-drill", "--incident", "I-1")
    sop.ok("raise", "fire")
    sop.open("fire-drill")
    assert sorted(case["status"] for case in sop.ok("case", "list").data["cases"]) == [
        "closed",
        "open",
    ]
    assert len(sop.ok("case", "list", "--status", "open").data["cases"]) == 1
    assert sop.ok("case", "list", "--incident", "I-1").data["cases"][0]["status"] == "closed"


def test_control_characters_never_reach_the_terminal(recall: Typist) -> None:
    recall.ok("note", "-", stdin="a\x1b]0;title\x07b\rc\u202ed [red] [/] :smile:")
    told = recall("case", "timeline")
    assert not {"\x1b", "\x07", "\r", "\u202e"} & set(told.out)
    assert "[red] [/] :smile:" in " ".join(told.out.split())


def test_plain_mode_is_ascii_and_one_item_a_line(recall: Typist) -> None:
    told = recall("checklist", "--plain")
    assert (told.code, told.out.isascii()) == (0, True)


def test_next_never_advises_an_outcome_that_skips_actions(sop: Typist) -> None:
    sop.open("food-recall", as_="plant")
    sop.ok("do", "take_complaint")
    sop.ok(
        "do",
        "examine",
        "--set",
        "hazard=glass",
        "--form",
        "-",
        stdin='{"sample_number": 1, "cold_chain": true}',
    )
    assert "Move on: sop advance recall recall_it" in sop("next").out
    sop.ok("advance", "recall_it")
    told = sop("next").out
    assert ("EXCEPTION" in told, "Move on: sop why advance" in told) == (True, True)


def test_verify_looks_at_every_case_with_or_without_all(sop: Typist) -> None:
    cases = {sop.open(), sop.open()}
    for words in ((), ("--all",)):
        assert {one["case"] for one in sop.ok("case", "verify", *words).data["cases"]} == cases
    assert sop.json("case", "verify", sop.case, "--all").code == 2


def test_a_worklist_by_incident_is_one_line_for_what_is_equal(sop: Typist) -> None:
    sop.open("fire-drill")
    apart = sop.ok("worklist", "--all").data["count"]
    for _ in range(6):
        sop.open("fire-drill", "--incident", "I-1")
    listed = sop.ok("worklist", "--all", "--incident", "I-1").data["items"]
    assert (len(listed), len({item["case"] for item in listed})) == (6 * apart, 6)
    alone = sop("worklist", "--all", "--incident", "I-1")
    assert alone.out.count("6 cases") == apart + 1, (
        alone.out
    )  # a line for each action, and the total
    assert not any(item["case"] in alone.out for item in listed)
    assert max(map(len, alone.out.splitlines())) <= 80


def test_an_incident_that_no_case_has_is_a_slip(sop: Typist) -> None:
    sop.open("fire-drill", "--incident", "market-12")
    told = sop("worklist", "--all", "--incident", "market-21")
    assert told.code == 2
    assert "Did you mean market-12?" in told.err
