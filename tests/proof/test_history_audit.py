"""The audit and the proof agree: a guarantee that a random run breaks is violated."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from sop.engine.deadlines import make_counter
from sop.model.calendar import Calendar
from sop.model.definition import Definition
from sop.proof.counterexample_replay import RunPlayer
from sop.proof.explicit_state import PAUSE, list_commands, list_openings, with_switches
from sop.proof.history_audit import _Scope, audit_history
from sop.proof.properties import PropertyChecker
from tests.proof.random_definitions import small_definitions

SHARES, DEFINITIONS, RUNS, LONGEST = 4, 15, 34, 9
NODES = 1 << 18


def a_run(chance: Random, definition: Definition) -> RunPlayer:
    """A random case with up to LONGEST events, a year apart, so that every wait is over."""
    played = chance.choice(list(with_switches(definition)))
    player = RunPlayer(played, chance.choice(list(list_openings(played))).facts)
    for _ in range(LONGEST):
        player.now += PAUSE
        tried = [command for _, _, command in list_commands(played, player.case)]
        chance.shuffle(tried)
        if not any(player.play_unchanged(command) for command in tried):
            break
    return player


def test_observing_only_what_changed_judges_like_observing_everything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance, source, judged = Random("changed"), small_definitions("changed"), Counter[str]()
    for _ in range(30):
        definition = next(source)
        for _ in range(6):
            player = a_run(chance, definition)
            asked = (
                player.definition,
                player.events,
                player.now,
                make_counter(player.definition, Calendar()),
            )
            found = audit_history(*asked)
            with monkeypatch.context() as patch:
                patch.setattr(
                    "sop.proof.history_audit._find_changes",
                    lambda _, after: _Scope(frozenset(after.tracks), frozenset(after.facts)),
                )
                assert audit_history(*asked) == found
            judged.update(one.verdict for one in found)
    assert min(judged[verdict] for verdict in ("kept", "broken", "open")) > 20, judged


@pytest.mark.parametrize("share", range(1, SHARES + 1))
def test_what_the_audit_of_a_random_run_finds_broken_is_violated(share: int) -> None:
    chance, source = Random(f"runs {share}"), small_definitions(f"runs {share}")
    met: Counter[str] = Counter()
    definitions = 0
    while definitions < DEFINITIONS:
        definition = next(source)
        try:
            asked = PropertyChecker(definition, NODES)
            violated = {
                name for name in definition.guarantees if asked.check_guarantee(name).is_broken()
            }
        except MemoryError:
            continue
        definitions += 1
        for _ in range(RUNS):
            player = a_run(chance, definition)
            judged = audit_history(
                player.definition,
                player.events,
                player.now,
                make_counter(player.definition, Calendar()),
            )
            broken = {one.guarantee.id for one in judged if one.verdict == "broken"}
            assert broken <= violated, (share, definitions, broken - violated, player.turns)
            met.update(
                runs=1, events=len(player.turns), closed=player.case.is_closed, broken=len(broken)
            )
            met.update(kept_as_proved=len(set(definition.guarantees) - violated))
    print(f"{definitions} definitions, {dict(met)}")
    assert met["runs"] * SHARES >= 2000 and met["events"] > 2 * met["runs"]
    assert met["broken"] > 100 and met["kept_as_proved"] > 100
