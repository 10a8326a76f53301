"""The persons of one incident: opened, and one action done for all of them, in one command; all or
none.
"""

from __future__ import annotations

import time

import pytest

from tests.commands.typing_in import Outcome, Typist

KEPT = "P-4711"


def opened(
    sop: Typist, persons: int, workflow: str = "food-recall", as_: str = "plant"
) -> list[str]:
    sop.patch.setenv("SOP_AS", as_)
    told = sop.ok("open", workflow, "--incident", "I-7", "--persons", str(persons))
    return [one["case"] for one in told.data["cases"]]


def versions(sop: Typist) -> dict[str, int]:
    return {one["case"]: one["version"] for one in sop.ok("case", "list").data["cases"]}


def test_several_persons_are_cases_of_one_incident_opened_together(sop: Typist) -> None:
    told = sop.ok(
        "open", "food-recall", "--incident", "I-7", "--persons", "3", "--as", "plant", "--at", "-2h"
    )
    cases = [one["case"] for one in told.data["cases"]]
    assert (len(set(cases)), told.json["case"], told.json["version"]) == (3, cases[0], 1)
    assert {"workflow", "workflow_version", "definition", "events", "opened", "closed"} <= set(
        told.data
    )
    listed = sop.ok("case", "list", "--incident", "I-7").data["cases"]
    assert {one["case"] for one in listed} == set(cases)
    assert len({one["opened_at"] for one in listed}) == 1


@pytest.mark.parametrize("number", ["0", "-1", "501", "many"])
def test_so_many_persons_are_not_opened(sop: Typist, number: str) -> None:
    assert (
        sop.json(
            "open", "food-recall", "--as", "plant", "--incident", "I", "--persons", number
        ).code
        == 2
    )
    assert versions(sop) == {}


def test_several_persons_need_an_incident_and_no_version(sop: Typist) -> None:
    assert sop.json("open", "food-recall", "--as", "plant", "--persons", "2").code == 2
    told = sop.json(
        "open",
        "food-recall",
        "--as",
        "plant",
        "--persons",
        "2",
        "--incident",
        "I",
        "--if-version",
        "0",
    )
    assert (told.code, versions(sop)) == (2, {})


def test_a_dry_run_opens_and_does_nothing(sop: Typist) -> None:
    told = sop(
        "open", "food-recall", "--as", "plant", "--incident", "I-7", "--persons", "3", "--dry-run"
    )
    assert (told.code, "Would open 3 cases" in told.out, versions(sop)) == (0, True, {})
    cases = opened(sop, 2)
    told = sop("do", "take_complaint", "--incident", "I-7", "--dry-run")
    assert (told.code, "would" in told.out.lower(), versions(sop)) == (
        0,
        True,
        dict.fromkeys(cases, 1),
    )


def test_a_key_opens_once_and_is_not_taken_for_another_number(sop: Typist) -> None:
    asked = ("open", "food-recall", "--as", "plant", "--incident", "I-7", "--key", "k", "--persons")
    first, again = sop.ok(*asked, "3"), sop.ok(*asked, "3")
    assert [one["case"] for one in first.data["cases"]] == [
        one["case"] for one in again.data["cases"]
    ]
    assert (first.json["changed"], again.json["changed"], len(versions(sop))) == (True, False, 3)
    for other in ("2", "4"):
        assert sop.json(*asked, other).code == 2
    assert sop.json(*asked[:-1]).code == 2  # a single case with this key would be another request
    assert len(versions(sop)) == 3


def test_one_action_is_done_for_all_but_those_left_out(sop: Typist) -> None:
    cases = opened(sop, 4)
    told = sop.ok("do", "take_complaint", "--incident", "I-7", "--except", cases[3], "--key", "k")
    assert versions(sop) == {**dict.fromkeys(cases[:3], 2), cases[3]: 1}
    assert told.data["skipped"] == [{"case": cases[3], "why": "excepted"}]
    assert [(one["version"], one["events"]) for one in told.data["cases"]] == [(2, [2])] * 3
    again = sop.ok("do", "take_complaint", "--incident", "I-7", "--except", cases[3], "--key", "k")
    assert (again.json["changed"], [one["events"] for one in again.data["cases"]]) == (
        False,
        [[2]] * 3,
    )
    last = sop("do", "take_complaint", "--incident", "I-7")
    stood = last.out.partition("Already recorded in 3 cases:")[2]
    assert (last.code, [case in stood for case in cases]) == (0, [True, True, True, False])
    assert versions(sop) == dict.fromkeys(cases, 2)


def test_one_refusal_and_nothing_is_written_anywhere(sop: Typist) -> None:
    cases = opened(sop, 3)
    sop.ok("do", "take_complaint", "--incident", "I-7")
    before = versions(sop)
    form = '{"sample_number": 1, "cold_chain": true}'
    sop.ok("do", "examine", "-c", cases[1], "--set", "hazard=glass", "--form", "-", stdin=form)
    told = sop.json(
        "do", "examine", "--incident", "I-7", "--set", "hazard=nothing", "--form", "-", stdin=form
    )
    assert (told.code, told.json["code"], told.reasons) == (1, "refused", ["already_done"])
    assert [one["case"] for one in told.data["refused"]] == [cases[1]]
    assert told.data["without"] == f"--except {cases[1]}"
    assert versions(sop) == {**before, cases[1]: before[cases[1]] + 1}
    shown = sop(
        "do", "examine", "--incident", "I-7", "--set", "hazard=nothing", "--form", "-", stdin=form
    )
    assert (
        "To do it in the others: sop do examine --set hazard=nothing --form - --incident I-7 "
        f"--except {cases[1]} --as plant\n" in shown.out
    )
    sop.ok(
        "do",
        "examine",
        "--incident",
        "I-7",
        "--except",
        cases[1][:6],
        "--set",
        "hazard=nothing",
        "--form",
        "-",
        stdin=form,
    )


def test_an_outcome_is_taken_in_all_cases_or_in_none(sop: Typist) -> None:
    cases = opened(sop, 3, "fire-drill", "warden")

    def steps() -> list[object]:
        return [sop.ok("case", "show", case).data["tracks"][0]["step"] for case in cases]

    before = steps()
    told = sop.json("advance", "drill", "started", "--incident", "I-7")
    assert (told.code, told.json["code"], len(told.data["refused"]), steps()) == (
        1,
        "refused",
        3,
        before,
    )
    for action in ("tell_fire_brigade", "sound_alarm"):
        sop.ok("do", action, "--incident", "I-7")
    told = sop.ok("advance", "started", "--incident", "I-7", "--except", cases[2])
    assert {one["case"] for one in told.data["cases"]} == set(cases[:2])
    assert steps() == ["headcount", "headcount", before[2]]
    assert sop.json("advance", "--incident", "I-7").code == 2
    assert (
        "--incident ID" in sop.json("advance", "started", "-c", cases[0], "--except", cases[1]).out
    )
    assert "is an interrupt" in sop.json("advance", "fire", "--incident", "I-7").out


def test_closed_cases_are_left_out_and_told(sop: Typist) -> None:
    cases = opened(sop, 3, "fire-drill", "warden")
    sop.ok("raise", "fire", "-c", cases[0])
    sop.ok("note", "-", "-c", cases[0], stdin="toast")
    told = sop("do", "tell_fire_brigade", "--incident", "I-7")
    left_out = told.out.partition("Left out, because closed: 1 case:")[2]
    assert (told.code, [case in left_out for case in cases]) == (0, [True, False, False])
    for case in cases[1:]:
        sop.ok("raise", "fire", "-c", case)
        sop.ok("note", "-", "-c", case, stdin="toast")
    assert sop.json("do", "sound_alarm", "--incident", "I-7").code == 2


def wrong(sop: Typist, *words: str) -> Outcome:
    told = sop.json("do", *words)
    assert told.code == 2
    return told


def test_what_is_asked_wrongly_of_an_incident_is_said(sop: Typist) -> None:
    cases, other = opened(sop, 2), sop.open("food-recall", as_="plant")
    sop.patch.delenv("SOP_CASE")
    assert "Did you mean I-7" in wrong(sop, "take_complaint", "--incident", "I-8").out
    assert (
        "not part of incident"
        in wrong(sop, "take_complaint", "--incident", "I-7", "--except", other).out
    )
    wrong(sop, "take_complaint", "--incident", "I-7", "-c", cases[0])
    wrong(sop, "take_complaint", "--incident", "I-7", "--if-version", "1")
    wrong(sop, "take_complaint", "--except", cases[0], "-c", cases[1])
    wrong(
        sop, "take_complaint", "--incident", "I-7", "--set", f"complainant={KEPT}"
    )  # private: not on the command line
    assert "Case " in wrong(sop, "no_such_thing", "--incident", "I-7").out
    assert set(versions(sop).values()) == {1}


def test_a_link_stands_in_both_cases_or_in_none(
    sop: Typist, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The write of the second case cannot begin: the first has no link either, and the next command
    completes both.
    """
    from sop.store.case_log import CaseLog

    first, second = sop.open(), sop.open()
    real, count = CaseLog.append, [0]

    def fails_once(self: CaseLog, *given: object, **named: object) -> object:
        count[0] += 1
        if count[0] == 2:
            raise KeyboardInterrupt
        return real(self, *given, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(CaseLog, "append", fails_once)
        sop("case", "link", first, second)
    assert count[0] == 2
    for one, other in ((first, second), (second, first)):
        assert sop.ok("case", "show", one).data["links"] == [other]


def test_forty_persons_are_opened_worked_on_and_listed_in_seconds(sop: Typist) -> None:
    """A raid: one command opens, one does what all need, and what is open is read on one screen."""
    began = time.perf_counter()
    cases = opened(sop, 40, "za-trafficking", "saps")
    facts = "information_given=yes\n"
    assert sop.ok("do", "I1.2", "--incident", "I-7", "--set-from", "-", stdin=facts).json["changed"]
    seconds = time.perf_counter() - began
    assert versions(sop) == dict.fromkeys(cases, 2)
    screen = sop("worklist", "--incident", "I-7", "--all").out.splitlines()
    print(
        f"40 persons opened and one action done for all: {seconds:.1f} s; worklist {len(screen)} "
        "lines"
    )
    assert len(screen) < 30
    assert any("40 cases" in row for row in screen)
    assert seconds < 30


def test_what_is_private_in_one_case_shows_in_no_sibling(sop: Typist) -> None:
    cases = opened(sop, 3)
    sop.ok(
        "do",
        "take_complaint",
        "-c",
        cases[0],
        "--as",
        "authority",
        "--set-from",
        "-",
        stdin=f"complainant={KEPT}",
    )
    sop.ok("note", "-", "--for", "lab", "-c", cases[0], stdin=KEPT)
    sop.ok("do", "take_complaint", "--incident", "I-7", "--except", cases[0])
    sop.json("do", "examine", "--incident", "I-7")
    shown: list[Outcome] = [
        sop("do", "take_complaint", "--incident", "I-7"),
        sop.json("do", "take_complaint", "--incident", "I-7"),
        sop("do", "examine", "--incident", "I-7"),
        sop.json("do", "examine", "--incident", "I-7"),
    ]
    for as_ in ("plant", "authority", "lab", "shops"):
        for form in ("text", "json"):
            how = ("--as", as_, "--format", form)
            shown += [
                sop("worklist", "--incident", "I-7", *how),
                sop("case", "list", "--incident", "I-7", *how),
            ]
            for case in cases[1:]:
                shown += [
                    sop("case", word, case, *how) for word in ("show", "timeline", "print", "audit")
                ]
                shown += [sop(word, "-c", case, *how) for word in ("next", "checklist", "why")]
    assert len(shown) > 100 and all(one.out for one in shown)
    assert [one.out for one in shown if KEPT in one.out + one.err] == []
    assert (
        KEPT in sop.json("case", "show", cases[0], "--as", "authority").out
    )  # it is there, for whom it may concern
