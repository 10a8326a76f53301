"""For which agency: the own role is first, the others keep their order, and a name may be typed."""

from __future__ import annotations

import re

from sop.commands.guided_agencies import KEYS, typed_names
from sop.definition.load import load_workflow
from tests.commands.guided_desk import GuidedDesk, begin, events, script
from tests.commands.typing_in import Typist


def listed(shown: str) -> list[str]:
    """The short names of the agencies, in the order of the list."""
    return re.findall(r"^ *\d+ ([A-Z]+)  ", shown, re.M)


def test_the_own_role_is_first_after_hours_and_the_others_keep_their_order(sop: Typist) -> None:
    """TASK was number 20 of 22, behind "Another one"."""
    begun = begin(sop)
    first = GuidedDesk(sop).go(script(begun[0], "task", "", "", "", ""))
    before = next(listed(one) for one in first.shown if "For whom do you act?" in one)
    assert "TASK" not in before
    sop.at("2026-03-02T23:00:00")
    again = GuidedDesk(sop).go(script("1"))
    (asked,) = [listed(one) for one in again.shown if "For whom do you act?" in one]
    assert asked[0] == "TASK"
    assert [one for one in asked if one in before] == [one for one in before if one in asked]


def test_a_name_is_typed_instead_of_a_number_also_one_that_is_not_listed(sop: Typist) -> None:
    begun = begin(sop)
    GuidedDesk(sop).go(script(begun[0], "TASK", "", "", "", ""))
    assert [event["as"] for event in events(sop)] == ["task"]


def test_the_rest_comes_after_those_who_begin_a_case(sop: Typist) -> None:
    begun = begin(sop)
    visit = GuidedDesk(sop).go(script(begun[0], "7"))
    short, whole = [listed(one) for one in visit.shown if "For whom do you act?" in one][:2]
    assert whole[: len(short)] == short
    assert len(whole) > len(short)


def test_a_key_is_never_the_name_of_an_agency(sop: Typist) -> None:
    (sop.folder / "workflows" / "keys.yaml").write_text(
        "language: 1\nversion: 1.0.0\ntitle: Keys\n"
        "stakeholders: {q: {name: Quay, short: Q}, w: {name: Warden, short: W}}\n"
        "tracks: {t: {title: T, lead: w, steps: {s: {title: S, responsible: w, actions: "
        "{a: {do: A}}, outcomes: {o: {to: e}}}, e: {title: E, end: true}}}}\n"
    )
    definition = load_workflow(sop.folder / "workflows" / "keys.yaml").definition
    assert definition is not None
    assert dict(typed_names(definition, ("q", "w"))) == {"w": 1}
    assert "q" in KEYS
