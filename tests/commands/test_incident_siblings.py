"""After an act on one case, the other cases of its incident where the same is open."""

from __future__ import annotations

import shlex

from tests.commands.guided_desk import GuidedDesk
from tests.commands.typing_in import Typist

NIGHT = ("--incident", "factory")


def test_the_other_cases_where_the_action_is_open_are_one_command(sop: Typist) -> None:
    sop.patch.setenv("SOP_AS", "warden")
    told = sop.ok("open", "fire-drill", *NIGHT, "--persons", "3")
    first, second, third = (one["case"] for one in told.data["cases"])
    shown = sop("do", "D1.1", "-c", first).out
    line = next(text for text in shown.splitlines() if "of the incident: sop " in text)
    assert "D1.1 is open in 2 other cases of the incident: " in line
    done = sop.ok(*shlex.split(line.partition(": sop ")[2]))
    assert {one["case"] for one in done.data["cases"]} == {second, third}
    assert "of the incident: " not in sop("do", "D1.2", "-c", first, "--dry-run").out


def test_nothing_is_added_where_the_action_is_open_in_no_other_case(sop: Typist) -> None:
    sop.patch.setenv("SOP_AS", "warden")
    case = sop.ok("open", "fire-drill", *NIGHT).json["case"]
    assert "of the incident: " not in sop("do", "D1.1", "-c", case).out


def test_the_guided_way_names_the_list_of_the_incident_once(sop: Typist) -> None:
    sop.patch.setenv("SOP_AS", "warden")
    sop.patch.setenv("SOP_NAME", "B. Nkosi")
    told = sop.ok("open", "fire-drill", *NIGHT, "--persons", "3")
    sop.patch.setenv("SOP_CASE", told.data["cases"][0]["case"])
    answers = iter(("l", "q"))
    text = " ".join(GuidedDesk(sop).go(lambda shown: next(answers, "q")).text.split())
    assert text.count("Incident factory has 2 other open cases.") == 1
    assert "sop worklist --incident factory" in text
