"""A referral and a handover: one sheet each, with what its reader may see, and room to sign."""

from __future__ import annotations

import stat

import pytest

from sop.casework.loaded_case import LoadedCase
from sop.views.formats.print_html import css_string
from tests.browser import flat, require_browser, sheets_of_pdf
from tests.commands.typing_in import Typist
from tests.scenario_store import play_until


def part(data: dict[str, object], title: str) -> dict[str, list[str]]:
    """The part of the sheet with this title."""
    (found,) = [one for one in data["sheet"]["parts"] if one["title"] == title]  # type: ignore[index]
    assert isinstance(found, dict)
    return found


def titles(data: dict[str, object]) -> list[str]:
    return [one["title"] for one in data["sheet"]["parts"]]  # type: ignore[index]


def missing(file: LoadedCase) -> bool:
    found = file.case.facts.get("missing")
    return found is not None and found.value is True and file.version >= 89


@pytest.fixture
def gate(sop: Typist) -> Typist:
    """A trafficking case with a long history, in which the person is missing."""
    play_until(sop, "the_open_gate", missing)
    return sop


def test_a_referral_asks_the_receiver_for_what_is_open_danger_first(gate: Typist) -> None:
    data = gate.ok("case", "print", "--referral", "--as", "dsd", "--to", "saps").data
    assert titles(data) == [
        "IN DANGER: do this first",
        "Urgent needs",
        "Why",
        "What is asked",
        "What has been done",
        "What is known",
        "Answer of the receiver",
    ]
    facts = {one["label"]: one["text"] for one in data["sheet"]["facts"]}
    assert facts["From"] == "DSD"
    assert facts["To"] == "South African Police Service (SAPS)"
    assert facts["Case"].startswith(f"{gate.case}, open since Mon 6 Jul")
    asked = part(data, "What is asked")
    assert asked["items"][0].startswith('S3.2 "Check hospitals, last contacts and the way home"')
    assert asked["to_fill"] == ["Also", "Answer by"]
    assert "Is the person missing? yes" in part(data, "What is known")["items"]
    assert part(data, "What has been done")["items"][0].startswith("Sat 25 Jul 09:20: S3.1 ")
    to_fill = part(data, "Answer of the receiver")["to_fill"]
    assert to_fill[:4] == [
        "Spoken to (name, office)",
        "Telephone",
        "Date and time",
        "What was explained",
    ]
    assert any("accepted" in one and "refused, because" in one for one in to_fill)
    assert to_fill[-2:] == ["Signature, who refers", "Signature, who receives"]


def test_a_referral_has_nothing_that_the_receiver_may_not_see(sop: Typist) -> None:
    sop.open("food-recall", as_="plant")
    sop.ok(
        "do", "take_complaint", "--set-from", "-", "--as", "authority", stdin="complainant=A. Nel"
    )
    sop.ok("note", "-", "--for", "lab", stdin="the manager drinks")
    own = ("case", "print", "--referral", "--as", "authority")
    for form in ("text", "md", "html", "json"):
        for to in ((), ("--to", "shops"), ("--to", "lab")):
            told = sop(*own, *to, "--format", form)
            sheet = told.out if form != "json" else str(told.data["sheet"])
            assert (told.code, "Nel" in sheet, "drinks" in sheet) == (0, False, False), (form, to)
    # The other way round: the receiver may see it, the writer may not.
    told = sop(
        "case", "print", "--referral", "--as", "shops", "--to", "authority", "--format", "md"
    )
    assert (told.code, "Nel" in told.out) == (0, False)


def test_without_a_receiver_its_name_and_the_request_are_left_to_the_hand(gate: Typist) -> None:
    data = gate.ok("case", "print", "--referral", "--as", "dsd").data
    facts = {one["label"]: one["text"] for one in data["sheet"]["facts"]}
    assert set(facts["To"]) == {"."}
    assert part(data, "What is asked") == {
        "title": "What is asked",
        "items": [],
        "to_fill": ["Also", "Answer by"],
    }


def test_a_handover_says_where_it_stands_what_is_late_and_whom_to_call(gate: Typist) -> None:
    data = gate.ok("case", "print", "--handover", "--as", "dsd").data
    assert titles(data)[0] == "IN DANGER: do this first"
    stands = part(data, "Current steps")["items"]
    assert stands[0].startswith("Danger and missing person: S3 Person missing, run by SAPS, since")
    late = part(data, "Late, and due next")["items"]
    assert late[0].startswith('X1.1 "Name one coordinator of the case", TASK, OVERDUE since')
    assert part(data, "Latest events")["items"][0].startswith("Event 89, Sat 25 Jul 09:20: ")
    called = part(data, "Whom to call (name, telephone)")["to_fill"]
    assert called[0] == "SAPS"  # who answers the danger
    assert part(data, "Signatures (name, time)")["to_fill"] == ["Handed over by", "Taken over by"]


def test_both_sheets_are_one_page_of_a_pdf(gate: Typist) -> None:
    require_browser()
    for words in (("--referral", "--to", "saps"), ("--handover",)):
        name = f"{words[0].strip('-')}.pdf"
        assert gate("case", "print", *words, "--as", "dsd", "-o", name).code == 0
        path = gate.folder / name
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        (sheet,) = sheets_of_pdf(path)
        rows = sheet.strip().splitlines()
        assert "SIMULATED CLOCK, za-trafficking 0.2.0" in rows[0]
        assert f"Case {gate.case}, printed Sat 25 Jul 2026 09:20 SAST" in rows[-1]
        assert flat(sheet).index("IN DANGER") < 400
        assert "ignature" in sheet


def test_a_closed_case_is_handed_over_without_work(closed: Typist) -> None:
    data = closed.ok("case", "print", "--handover").data
    assert titles(data)[0] == "Latest events"
    facts = {one["label"]: one["text"] for one in data["sheet"]["facts"]}
    assert ", closed Mon 2 Mar 10:00, " in facts["Case"]
    asked = closed.ok("case", "print", "--referral", "--as", "plant", "--to", "lab").data
    assert part(asked, "What is asked")["items"] == []


def test_options_that_do_not_fit_are_refused_with_what_to_do(recall: Typist) -> None:
    for words, message in (
        (("--referral", "--handover"), "--referral and --handover are two sheets."),
        (("--to", "lab"), "--to names the receiver of a referral."),
        (("--handover", "--all-tracks"), "It cannot have all tracks."),
        (("--referral", "--to", "plant"), "A referral to PLANT cannot be from PLANT."),
        (("--referral", "--to", "nobody"), "nobody"),
    ):
        told = recall("case", "print", *words)
        assert (told.code, told.out) == (2, "")
        assert message in told.err


def test_every_sheet_of_a_case_with_a_label_has_it_in_its_margin(recall: Typist) -> None:
    recall.ok("case", "label", recall.case, "batch 7, green lid")
    name = f'Case {recall.case} "batch 7, green lid", printed'
    for words in ((), ("--referral", "--to", "lab"), ("--handover",)):
        style = recall("case", "print", *words, "--format", "html").out.partition("</style>")[0]
        assert f'@bottom-left {{ content: "{css_string(name)[1:-1]}' in style
    title = recall("case", "print", "--handover", "--format", "md").out.splitlines()[0]
    assert title == f'# Handover: case {recall.case} "batch 7, green lid"'
