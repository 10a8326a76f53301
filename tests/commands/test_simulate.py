"""`sop simulate`: the same seed byte for byte, its screen, CSV, picture and assumptions, and what
it refuses.
"""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ElementTree

import pytest

from tests.commands.typing_in import Typist

RUN = (
    "simulate",
    "fire-drill",
    "--cases",
    "60",
    "--arrivals",
    "8 per day",
    "--staff",
    "warden=1,owner=1",
)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(sop: Typist) -> None:
    first, again, other = (sop.ok(*RUN, "--seed", seed).out for seed in ("4", "4", "5"))
    assert first == again
    assert first != other


def test_a_case_store_is_neither_read_nor_written(sop: Typist) -> None:
    sop.open()
    before = {
        path: path.read_bytes()
        for path in sorted((sop.folder / "data" / "cases").rglob("*"))
        if path.is_file()
    }
    assert before
    sop.ok(*RUN)
    after = {
        path: path.read_bytes()
        for path in sorted((sop.folder / "data" / "cases").rglob("*"))
        if path.is_file()
    }
    assert before == after


def test_the_screen_fits_80_columns_and_says_what_was_assumed(sop: Typist) -> None:
    sop.patch.setenv("SOP_PLAIN", "0")
    sop.patch.setenv("COLUMNS", "80")
    shown = sop(*RUN, "--compare", "warden=+1")
    lines = shown.out.splitlines()
    assert (shown.code, max(map(len, lines)) <= 80) == (0, True)
    assert "ASSUMED, not measured" in shown.out
    assert " Bottleneck: WARDEN." in shown.out
    assert " who     staff  busy  in use  jobs  wait" in shown.out
    assert "RESULT WARDEN 2 for 1   60 cases: 60 closed" in shown.out
    assert "CHANGE WARDEN 2 for 1   against: as given; the same cases" in shown.out


def test_one_fewer_makes_the_wait_longer(sop: Typist) -> None:
    runs = sop.ok(
        "simulate",
        "fire-drill",
        "--cases",
        "60",
        "--arrivals",
        "8 per day",
        "--staff",
        "warden=3",
        "--compare",
        "warden=-1",
    ).data["runs"]
    assert [run["staff"] for run in runs] == [{"warden": 3}, {"warden": 2}]
    waits = [run["stakeholders"][0]["wait_s"]["mean"] for run in runs]
    assert 0 < waits[0] < waits[1]


def test_csv_has_a_row_for_each_stakeholder_and_deadline(sop: Typist) -> None:
    rows = list(csv.DictReader(io.StringIO(sop(*RUN, "--format", "csv").out)))
    kinds = [(row["kind"], row["id"]) for row in rows]
    assert kinds == [
        ("cases", "closed"),
        ("stakeholder", "warden"),
        ("stakeholder", "owner"),
        ("deadline", "drill.headcount.count"),
        ("deadline", "drill.review"),
        ("deadline", "repair.mend.fix"),
    ]
    assert (rows[0]["counted"], rows[1]["staff"]) == ("60", "1")
    assert 0 < float(rows[1]["utilisation"]) <= 1


def test_the_picture_is_one_svg_file_without_script_or_link(sop: Typist) -> None:
    made = sop(*RUN, "--compare", "owner=2", "-o", "load.svg")
    assert (made.code, made.out, made.err) == (0, "", "Written: load.svg\n")
    text = (sop.folder / "load.svg").read_text("utf-8")
    root = ElementTree.fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    said = ["".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"WARDEN", "OWNER", "as given", "OWNER 2 for 1", "Deadlines missed"} <= set(said)
    assert "<script" not in text and "href" not in text and "url(" not in text


def test_assumptions_written_and_read_back_change_nothing(sop: Typist) -> None:
    plain = sop.ok("simulate", "food-recall", "--cases", "80").data["runs"]
    sop.ok("simulate", "food-recall", "--write-assumptions", "assumed.yaml")
    assert (
        sop.ok("simulate", "food-recall", "--cases", "80", "--assumptions", "assumed.yaml").data[
            "runs"
        ]
        == plain
    )
    assert sop.json("simulate", "food-recall", "--write-assumptions", "assumed.yaml").code == 2


def test_what_the_file_says_is_what_is_simulated(sop: Typist) -> None:
    (sop.folder / "a.yaml").write_text(
        "arrivals: {every: 8 hours}\naction: 1 hours\nstaff: {warden: 1}\n"
        "facts: {everyone_out: {yes: 1}, faults: {small: 1}}\n"
        "actions: {drill.review.write_report: {takes: 30 minutes}}\n",
        "utf-8",
    )
    run = sop.ok("simulate", "fire-drill", "--cases", "20", "--assumptions", "a.yaml").data["runs"][
        0
    ]
    assert run["lasted_s"] == {
        "mean": 19_800,
        "median": 19_800,
        "p90": 19_800,
        "most": 19_800,
    }  # 3.5 and 2 hours
    assert run["staff"] == {"warden": 1}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--staff", "wardn=1"), "wardn"),
        (("--staff", "warden"), "the number of people is missing"),
        (("--staff", "warden=0"), "would have 0 people"),
        (("--compare", "warden=-1"), "is not given"),
        (("--staff", "warden=1", "--compare", "warden=-1"), "would have 0 people"),
        (("--arrivals", "often"), "is not a number of arrivals in a time"),
        (("--arrivals", "0 per day"), "is not a number of arrivals in a time"),
        (("--cases", "0"), "cannot be simulated"),
        (("--assumptions", "missing.yaml"), "cannot be read"),
        (("--format", "pdf"), "Unknown format"),
        (("-o", "no/such/folder/x.svg"), "cannot be written"),
    ],
)
def test_what_is_asked_wrongly_is_told(sop: Typist, words: tuple[str, ...], said: str) -> None:
    told = (
        sop.json("simulate", "fire-drill", "--cases", "5", *words)
        if "-o" not in words and "pdf" not in words
        else (sop("simulate", "fire-drill", "--cases", "5", *words))
    )
    assert told.code == 2
    assert said in told.out + told.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("staff: {wardn: 2}", "a.yaml:1: unknown name 'wardn', did you mean 'warden'?"),
        ("action: 3 parsecs", "a.yaml:1: '3 parsecs' is not a length of time"),
        ("begins: soon\nstaff: {owner: some}", "a.yaml:2: 'some' is not a number of people"),
        (
            "action: {triangular: [3 hours, 2 hours, 1 hours]}",
            "must increase: least, usual and most",
        ),
        ("actions: {drill.alarm.sound_alarm: {by: owner}}", "'owner' may not do the action"),
        ("actions: {drill.alarm.sound_alarm: {share: 1}}", "is always done"),
        ("facts: {faults: {nothing_found: 0}}", "no value of faults has a share above 0"),
        ("facts: {faults: 3}", "is not a list of entries KEY: VALUE"),
        ("interrupts: {drill.fire: {share: 120%}}", "is more than everything"),
        ("interrupts: {drill.fire: {share: 1, if: faults is tiny}}", "tiny"),
        ("outcomes: {drill.headcount.all_out: -1}", "is not a share"),
        ("- 1", "is not a list of entries KEY: VALUE"),
        ("a: b: c", "a second ': ' in one line"),
        ("\x00", "a.yaml"),
    ],
)
def test_a_slip_in_the_assumptions_is_named_with_its_line(
    sop: Typist, text: str, said: str
) -> None:
    (sop.folder / "a.yaml").write_text(text, "utf-8")
    told = sop.json("simulate", "fire-drill", "--cases", "5", "--assumptions", "a.yaml")
    assert told.code == 2
    assert said in told.json["message"]


def test_an_interrupt_ends_what_was_begun(sop: Typist) -> None:
    """A fire at once in every drill leaves the first job done for nothing; one after a known result
    comes too late.
    """
    (sop.folder / "a.yaml").write_text("interrupts: {drill.fire: {share: 1}}", "utf-8")
    at_once = sop.ok("simulate", "fire-drill", "--cases", "20", "--assumptions", "a.yaml").data[
        "runs"
    ][0]
    (sop.folder / "a.yaml").write_text(
        "interrupts: {drill.fire: {share: 1, if: faults is known}}", "utf-8"
    )
    late = sop.ok("simulate", "fire-drill", "--cases", "20", "--assumptions", "a.yaml").data[
        "runs"
    ][0]
    assert (at_once["closed"], at_once["lost"], at_once["deadlines"]) == (20, 20, [])
    assert (late["closed"], len(late["deadlines"])) == (20, 3)
