"""What two stakeholders may both see of a case; tests/secrecy/test_referred_twins.py tries more."""

from __future__ import annotations

from functools import cache

from sop.casework.loaded_case import LoadedCase
from sop.engine.rehearse import Rehearser
from sop.model.calendar import Calendar
from sop.model.events import ActionDone
from sop.model.value import replace
from sop.views.case_for_two import SharedCase, share_case
from tests.scenario_store import shipped_scenarios

TURNS = 89


@cache
def gate() -> LoadedCase:
    """A case with a long history, in which the person is missing."""
    demo = shipped_scenarios("za-trafficking")["the_open_gate"]
    player = Rehearser(demo.definition, demo.scenario)
    player.open()
    for turn in demo.scenario.turns[:TURNS]:
        command = player.begin(turn)
        if command is not None:
            player.take(command)
    used = player.definition
    return LoadedCase("X", used, used, player.events, player.case, player.now, Calendar())


def shared(writer: str | None, reader: str | None) -> SharedCase:
    return share_case(gate(), writer, reader)


def test_the_facts_are_those_that_both_may_see_and_the_order_does_not_matter() -> None:
    file = gate()
    facts = dict(file.definition.facts)
    facts["assessment"] = replace(facts["assessment"], seen_by=("dsd", "saps"))
    facts["assets"] = replace(facts["assets"], seen_by=("saps",))
    secret = replace(file, definition=replace(file.definition, facts=facts))

    def seen(writer: str | None, reader: str | None) -> set[str]:
        found = set(share_case(secret, writer, reader).facts)
        return found & {"assessment", "assets", "missing"}

    assert seen("saps", "saps") == {"assessment", "assets", "missing"}
    assert seen("saps", "dsd") == seen("dsd", "saps") == {"assessment", "missing"}
    for writer, reader in (("saps", "ngo"), ("ngo", "saps"), ("saps", None), (None, "saps")):
        assert seen(writer, reader) == {"missing"}


def test_what_was_assumed_is_not_stated() -> None:
    assumed = {name for name, record in gate().case.facts.items() if record.assumed}
    assert not assumed & set(shared("dsd", "dsd").facts)


def test_done_are_actions_that_count_each_once_the_latest_first() -> None:
    found = shared("dsd", "dsd").done
    ids = [event.id for event in found]
    assert ids == sorted(ids, reverse=True)
    paths = [event.body.action for event in found if isinstance(event.body, ActionDone)]
    assert len(paths) == len(set(paths)) == len(found) > 20
    undone = set(gate().case.undone)
    assert not undone & set(ids)


def test_the_danger_has_its_answer_in_the_words_of_the_reader() -> None:
    (danger,) = shared("dsd", "saps").dangers
    assert danger.path == "missing"
    assert [answer.title[:4] for answer in danger.answers] == ["S3.2"]
    assert {one.path for one in shared("dsd", "saps").work} >= {danger.answers[0].path}
