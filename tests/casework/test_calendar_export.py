"""`sop worklist --format ics`: deadlines for a calendar."""

from __future__ import annotations

from icalendar import Calendar

from tests.commands.typing_in import Typist


def test_deadlines_go_to_a_calendar_and_nothing_without_one(sop: Typist) -> None:
    case = sop.open("food-recall", as_="plant")
    assert list(Calendar.from_ical(sop("worklist", "--format", "ics").out).walk("VEVENT")) == []
    sop.ok(
        "do", "take_complaint", "--set-from", "-", "--as", "authority", stdin="complainant=A. Nel"
    )
    form = '{"sample_number": 1, "cold_chain": true}'
    sop.ok("do", "examine", "--set", "hazard=glass", "--form", "-", stdin=form)
    sop.ok("advance", "recall_it")
    told = sop("worklist", "--as", "plant", "--format", "ics")
    events = list(Calendar.from_ical(told.out).walk("VEVENT"))
    assert [str(event["uid"]) for event in events] == [f"{case}-recall.withdraw.trace@sop"]
    assert events[0]["dtstart"].dt.isoformat() == "2026-03-02T12:00:00+00:00"
    assert str(events[0]["summary"]) == f"R2.1 Trace every delivery ({case})"
    assert "Nel" not in told.out


def test_another_format_is_asked_wrongly(sop: Typist) -> None:
    assert sop.json("worklist", "--format", "ics").code == 2
    assert sop("worklist", "--format", "vcf").code == 2


def test_lines_end_in_crlf_and_letters_that_no_calendar_shows_are_named(sop: Typist) -> None:
    file = sop.folder / "workflows" / "food-recall.yaml"
    text = file.read_text(encoding="utf-8").replace(
        "Trace every delivery", "Trace every \U000e0041 deliv\u200cery"
    )
    file.write_text(text, encoding="utf-8")
    sop.open("food-recall", as_="plant")
    sop.ok("do", "take_complaint", "--as", "authority")
    form = '{"sample_number": 1, "cold_chain": true}'
    sop.ok("do", "examine", "--set", "hazard=glass", "--form", "-", stdin=form)
    sop.ok("advance", "recall_it")
    shown = sop("worklist", "--as", "plant", "--format", "ics").out
    assert shown.endswith("END:VCALENDAR\r\n")
    assert shown.count("\n") == shown.count("\r\n") > 5
    (event,) = Calendar.from_ical(shown).walk("VEVENT")
    assert "Trace every <U+E0041> deliv\u200cery" in str(event["summary"])
