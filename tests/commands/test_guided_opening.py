"""The first call: danger before everything, the label, and for whom the case is opened."""

from __future__ import annotations

from tests.commands.guided_desk import GuidedDesk, begin, facts, script
from tests.commands.typing_in import Typist

NO_DANGER = """language: 1
version: 1.0.0
title: A calm night
stakeholders: {w: {name: Warden, short: W}}
facts:
  hurt: {type: boolean, ask: Is anyone hurt?, anytime: [w], urgent: true}
tracks:
  night:
    title: Night
    lead: w
    steps:
      call:
        title: Call
        responsible: w
        actions: {write: {do: Write it down}}
        outcomes: {go_on: {to: over}}
      over: {title: Over, end: true}
    interrupts: {calm: {from: any, to: over, title: All is calm, by: [w], tells: {hurt: false}}}
"""


def test_danger_comes_before_everything_and_leads_to_help(sop: Typist) -> None:
    opened = GuidedDesk(sop).go(script(*begin(sop)[:3], "1", ""))
    assert "IN DANGER" in opened.text
    assert "Call emergency help" in opened.text
    assert facts(sop)["in_danger"] is True
    assert opened.text.index("IN DANGER") < opened.text.index("S2.1  Call emergency help")


def test_a_new_case_is_asked_for_its_label_and_enter_gives_none(sop: Typist) -> None:
    begun = begin(sop)
    visit = GuidedDesk(sop).go(script(*begun[:-1], "green jersey"))
    assert "Label of the case, such as green jersey; no name (Enter: none):" in visit.text
    assert '"green jersey"' in visit.text.partition("I1.1")[0]
    (case,) = sop.ok("case", "list", "--as", "saps").data["cases"]
    assert case["label"] == "green jersey"


def test_in_danger_no_label_is_asked_and_enter_alone_gives_none(sop: Typist) -> None:
    begun = begin(sop)
    assert "Label of the case" not in GuidedDesk(sop).go(script(*begun[:3], "1", "")).text
    GuidedDesk(sop).go(script("h", "2", "1", "", "q"))
    (case,) = sop.ok("case", "list", "--as", "saps").data["cases"]
    assert case["label"] is None


def test_the_questions_of_a_new_case_name_its_procedure_and_for_whom_it_is(sop: Typist) -> None:
    visit = GuidedDesk(sop).go(script(*begin(sop)))
    (whom,) = [shown for shown in visit.shown if "For whom do you act?" in shown]
    assert whom.startswith("New case of Victim assistance")
    (danger,) = [shown for shown in visit.shown if "in immediate danger?" in shown][:1]
    assert ", for SAPS" in danger


def test_an_answer_that_is_not_urgent_raises_nothing(sop: Typist) -> None:
    for file in sop.folder.glob("workflows/*.yaml"):
        file.unlink()
    (sop.folder / "workflows" / "night.yaml").write_text(NO_DANGER)
    number = ""

    def answer(shown: str) -> str:
        nonlocal number
        rows = [row.split() for row in shown.splitlines() if "A calm night" in row]
        if rows and not number:
            number = rows[0][0]
            return number
        if "hurt" in shown:
            return "2"
        return "1" if "For whom" in shown else "" if "Label" in shown or "name" in shown else "q"

    GuidedDesk(sop).go(answer)
    case = sop.ok("case", "list").data["cases"][0]["case"]
    sop.patch.setenv("SOP_AS", "w")
    written = sop.ok("case", "timeline", case).data["events"]
    assert "interrupt_raised" not in [event["type"] for event in written]
    assert sop.ok("case", "show", case).data["facts"]["hurt"] is False


def test_a_key_is_never_taken_for_a_name_or_a_label(sop: Typist) -> None:
    begun = begin(sop)
    at_the_name, at_the_label = (*begun[:2], "q"), (begun[0], "", "", "", "q")
    for typed in (at_the_name, at_the_label):
        visit = GuidedDesk(sop).go(script(*typed))
        assert visit.code == 0
        assert "Nothing was recorded." in visit.text
    assert "Label of the case" in visit.text
