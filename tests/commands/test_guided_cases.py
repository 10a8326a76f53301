"""Several cases in one visit: the emergency names its case, and the case can be changed."""

from __future__ import annotations

from tests.commands.guided_desk import GuidedDesk, begin, script
from tests.commands.typing_in import Typist


def two_cases(sop: Typist) -> tuple[str, str]:
    """Two open cases; the first has a label. The second is the current one."""
    GuidedDesk(sop).go(script(*begin(sop)))
    first = sop.ok("case", "list", "--as", "saps").data["cases"][0]["case"]
    sop.ok("case", "label", first, "arm in a sling", "--as", "saps")
    second = sop.ok("open", "za-trafficking", "--as", "saps").json["case"]
    return first, second


def in_danger(sop: Typist, case: str) -> bool:
    return bool(sop.ok("case", "show", case, "--as", "saps").data["facts"].get("in_danger"))


def last_of_list(shown: str) -> str:
    """The number of the last answer that was shown."""
    words = [row.split()[0] for row in shown.splitlines() if row.strip()]
    return [word for word in words if word.isdecimal()][-1]


def test_an_emergency_names_its_case_and_can_be_reported_for_another(sop: Typist) -> None:
    first, second = two_cases(sop)
    asked: list[str] = []

    def answer(shown: str) -> str:
        asked.append(shown)
        if len(asked) == 1:
            return "!"
        if "It is another case" in shown and f"Emergency in case {second}" in shown:
            return last_of_list(shown)
        if "Which case?" in shown or f"Emergency in case {first}" in shown:
            return "1"
        return "q"

    visit = GuidedDesk(sop).go(answer, "-c", second)
    assert f'Emergency in case {first} "arm in a sling".' in " ".join(visit.text.split())
    assert f"In case {first}, which is not this one:" in visit.text
    assert (in_danger(sop, first), in_danger(sop, second)) == (True, False)


def test_another_case_is_one_key_away(sop: Typist) -> None:
    first, second = two_cases(sop)
    visit = GuidedDesk(sop).go(script("c", "1"), "-c", second)
    assert f"To go on: sop go -c {first}" in " ".join(visit.shown[-1].split())


def test_at_the_start_the_current_case_is_asked_for_by_name(sop: Typist) -> None:
    first, second = two_cases(sop)
    GuidedDesk(sop).go(script(), "-c", second)
    sop("use", first, terminal=True)
    visit = GuidedDesk(sop).go(script("c", "q"))
    shown = " ".join(visit.text.split())
    assert f'The current case is {first} "arm in a sling". Enter: go on with it' in shown
    assert "Which case?" in shown
