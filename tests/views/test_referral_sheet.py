"""The words of a referral; tests/commands/test_case_sheets.py prints whole ones."""

from __future__ import annotations

from sop.model.value import replace
from sop.views.labels import Wording
from sop.views.referral_sheet import referral_sheet, state_text
from sop.views.sheet import DOTS, Sheet
from tests.views.test_case_for_two import gate

FILE = gate()
WORDING = Wording(FILE.definition, FILE.now)


def items(sheet: Sheet, title: str) -> tuple[str, ...]:
    (part,) = [one for one in sheet.parts if one.title == title]
    return part.items


def test_who_writes_is_named_with_the_agency_and_blanks_are_left_to_the_hand() -> None:
    named = referral_sheet(WORDING, FILE, "dsd", "saps", "N. Dlamini")
    assert dict(named.facts)["From"] == "N. Dlamini, DSD"
    blank = referral_sheet(WORDING, FILE, None, None, None)
    assert (dict(blank.facts)["From"], dict(blank.facts)["To"]) == (DOTS, DOTS)
    assert items(blank, "What is asked") == ()


def test_what_may_change_at_any_time_is_first_among_the_facts() -> None:
    known = items(referral_sheet(WORDING, FILE, "dsd", "saps", None), "What is known")
    anytime = [fact.ask for fact in FILE.definition.facts.values() if fact.anytime]
    assert any(known[0].startswith(ask) for ask in anytime)
    assert known[-1].startswith("And ")
    assert known[-1].endswith(" more: see the case print.")


def test_the_state_of_the_case_has_its_date() -> None:
    assert state_text(WORDING, FILE) == "open since Mon 6 Jul 09:00"
    closed = replace(FILE, case=replace(FILE.case, closed_at=FILE.now))
    assert state_text(WORDING, closed) == "closed Sat 25 Jul 09:20"


def test_an_urgent_need_that_is_recorded_is_at_the_top_and_the_incident_is_named() -> None:
    need = replace(next(iter(FILE.case.facts.values())), value="urgent")
    case = replace(FILE.case, incident="factory", facts={**FILE.case.facts, "health_need": need})
    sheet = referral_sheet(WORDING, replace(FILE, case=case), "dsd", "dsd", None)
    (part,) = [one for one in sheet.parts if one.title == "Urgent needs"]
    assert (part.is_urgent, part.items) == (True, ("Does the person need medical help? urgent",))
    assert dict(sheet.facts)["Incident"] == "factory"
    plain = referral_sheet(WORDING, FILE, "dsd", "saps", None)
    assert ("Incident" in dict(plain.facts), items(plain, "Urgent needs")) == (False, ())
