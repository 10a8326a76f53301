"""Several cases in one visit: the emergency names its case, and the case can be changed."""

from __future__ import annotations

import re

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
    told = f'In case {first} "arm in a sling", which is not this one:'
    assert told in " ".join(visit.text.split())
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


def report_elsewhere(sop: Typist, *then: str) -> tuple[str, str, str]:
    """The first case, the second, and a visit to the second with an emergency in the first."""
    first, second = two_cases(sop)
    left = iter(then)
    asked: list[str] = []

    def answer(shown: str) -> str:
        asked.append(shown)
        if len(asked) == 1:
            return "!"
        if "It is another case" in shown and f"Emergency in case {second}" in shown:
            return last_of_list(shown)
        if "Which case?" in shown or f"Emergency in case {first}" in shown:
            return "1"
        return next(left, "q")

    visit = GuidedDesk(sop).go(answer, "-c", second)
    return first, second, " ".join(visit.text.split())


def test_an_emergency_elsewhere_prints_the_command_of_its_own_case(sop: Typist) -> None:
    """It printed the command with `-c` of the case on the screen: the wrong person."""
    first, second, shown = report_elsewhere(sop)
    assert f'In case {first} "arm in a sling", which is not this one: Recorded' in shown
    command = re.search(r"As a command: (sop .*?) To undo: u", shown)
    assert command is not None
    assert (f"-c {first}" in command[1], second in command[1]) == (True, False)
    assert "Next in that case: NOW S2.1" in shown
    assert shown.count(f"sop go -c {second}") == 1  # the visit goes on in the case on the screen


def test_u_undoes_the_emergency_in_the_case_in_which_it_was_recorded(sop: Typist) -> None:
    first, second, shown = report_elsewhere(sop, "u", "a slip", "1", "y")
    assert f'Case {first} "arm in a sling". The last that you recorded is event' in shown
    assert f'In case {first} "arm in a sling", which is not this one: Undone: event' in shown
    assert not in_danger(sop, first)
    undone = [
        [
            one["type"]
            for one in sop.ok("case", "timeline", "-c", case, "--as", "saps").data["events"]
        ]
        for case in (first, second)
    ]
    assert ["event_undone" in types for types in undone] == [True, False]


def test_u_after_own_work_is_about_the_case_on_the_screen(sop: Typist) -> None:
    first, second, shown = report_elsewhere(
        sop, "n", "door is locked", "1", "u", "a slip", "1", "y"
    )
    assert f"Case {second}. The last that you recorded is event" in shown
    assert in_danger(sop, first)


def test_the_case_on_the_screen_chosen_again_is_not_called_another(sop: Typist) -> None:
    first, second = two_cases(sop)
    seen: list[str] = []

    def answer(shown: str) -> str:
        seen.append(shown)
        if len(seen) == 1:
            return "!"
        if len(seen) == 7:
            return "q"
        if "Emergency in case" in shown and len(seen) < 5:
            return last_of_list(shown)
        return "1"

    visit = GuidedDesk(sop).go(answer, "-c", second)
    assert "which is not this one" not in visit.text
    assert (in_danger(sop, first), in_danger(sop, second)) == (False, True)


def test_what_was_left_in_one_case_is_not_undone_after_a_change_to_another(sop: Typist) -> None:
    first, second = two_cases(sop)
    # `c` leads to the first case; `u` there is about that case, as its heading says.
    visit = GuidedDesk(sop).go(
        script("n", "door is locked", "1", "c", "1", "u", "a slip", "1", "y"), "-c", second
    )
    shown = " ".join(visit.text.split())
    assert f'Case {first} "arm in a sling". The last that you recorded is event' in shown
    events = sop.ok("case", "timeline", "-c", second, "--as", "saps").data["events"]
    assert "event_undone" not in [one["type"] for one in events]


def test_an_emergency_at_the_question_for_whom_names_the_case_or_waits(sop: Typist) -> None:
    _, second = two_cases(sop)
    sop.patch.setenv("TMUX_PANE", "%7")  # a terminal that knows no agency yet
    visit = GuidedDesk(sop).go(script("!"), "-c", second)
    assert visit.code == 0
    assert "First for whom you act, because an emergency is recorded" in visit.text


def test_with_one_case_the_way_to_another_says_that_its_command_is_for_the_shell(
    sop: Typist,
) -> None:
    GuidedDesk(sop).go(script(*begin(sop)))
    visit = GuidedDesk(sop).go(script("c", "q"))
    told = " ".join(visit.text.split())
    assert "There is no other open case. To open one, type q, then: sop open" in told, told
