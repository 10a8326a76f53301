"""Reductions that were wrong once, or nearly: each compared with a list of all configurations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

import pytest

from sop.model.condition import And, Condition, FactBetween, FactIs, FactKnown, Not, Or
from sop.model.definition import Action, Definition
from sop.model.value import replace
from sop.proof import explicit_verdicts
from sop.proof.formula import ConditionEncoder
from sop.proof.gate_stability import remains_known
from sop.proof.read_conditions import list_conditions
from sop.proof.reductions import find_relevant
from tests.engine import building as b
from tests.proof.differential import MOST, Comparison, Tally, load_chosen_numbers
from tests.proof.random_definitions import small_definition

FIRST, GUARDED = 60, 0.7
LEAST_FREED, LEAST_KEPT = 70, 25
"""In so many of the random definitions an action must be free, and in so many of these another may
become unknown.
"""


def differences(definition: Definition) -> list[str]:
    all_of = explicit_verdicts.list_configurations(definition)
    assert all_of is not None
    return list(Comparison(definition, all_of, Tally(enough=0)).differences())


def waits_on_hold() -> Definition:
    """The second action goes on during a hold; the first, on which it waits, does not."""
    first = b.action("a1", by="lab")
    second = b.action("a2", by="lab", after=("a1",), even_on_hold=True)
    track = b.track(
        "find",
        b.step("s1", first, second, b.outcome("o1", "end1")),
        b.step("end1"),
        hold=(b.yes("alarm"),),
    )
    return b.workflow(track, facts=(b.flag("alarm", initially=True),))


def needed_and_then_unknown() -> Definition:
    """What made the action necessary may be unknown again, once it was done."""
    need = b.either(b.yes("alarm"), b.yes("safe"))
    only = b.both(b.no("alarm"), b.unknown("safe"))
    track = b.track(
        "find",
        b.step("s1", b.action("a1", by="lab", when=(need,)), b.outcome("o1", "end1", when=(only,))),
        b.step("end1"),
    )
    return b.workflow(
        track, facts=(b.flag("alarm", anytime=("lab",)), b.flag("safe", anytime=("lab",)))
    )


def dead_at_the_start() -> Definition:
    """Only a step that lies behind the way in reads the fact that was given at the opening."""
    track = b.track(
        "find",
        b.step("s1", b.action("a1", by="lab"), b.outcome("o1", "end1")),
        b.step(
            "s2", b.action("a2", by="lab", when=(b.is_("region", "north"),)), b.outcome("o1", "s1")
        ),
        b.step("end1"),
    )
    return b.workflow(track, facts=(b.choice("region", "north", "south", at_opening=True),))


def moment_set_again() -> Definition:
    """After a second entry only `sop set` with another moment opens the wait."""
    first = b.action("a1", by="lab", records=("found_at",), only_if=(b.unknown("found_at"),))
    track = b.track(
        "find",
        b.step(
            "s1",
            first,
            b.outcome("o1", "s1", skips_actions=True),
            b.outcome("o2", "end1", wait=b.wait("2 days", "found_at"), skips_actions=True),
        ),
        b.step("end1"),
    )
    return b.workflow(track, facts=(b.moment("found_at", anytime=("lab",)),))


def waived_out_of_order() -> Definition:
    """The second action waits for one that may not be needed; when waived, it waits for nothing."""
    first = b.action("a1", by="lab", when=(b.no("safe"),), required=False)
    second = b.action("a2", by="lab", after=("a1",), waivable_by=("lab",))
    track = b.track("find", b.step("s1", first, second, b.outcome("o1", "end1")), b.step("end1"))
    return b.workflow(track, facts=(b.flag("safe"),))


def unneeded_and_then_unknown() -> Definition:
    """The second action was done while the first was not needed; whether that one is needed is
    unknown later.
    """
    need = b.both(b.yes("alarm"), b.yes("safe"))
    first = b.action("a1", by="lab", when=(need,), required=False)
    second = b.action("a2", by="lab", after=("a1",))
    only = b.both(b.yes("alarm"), b.unknown("safe"))
    track = b.track(
        "find", b.step("s1", first, second, b.outcome("o1", "end1", when=(only,))), b.step("end1")
    )
    return b.workflow(
        track, facts=(b.flag("alarm", anytime=("lab",)), b.flag("safe", anytime=("lab",)))
    )


@pytest.mark.parametrize(
    "made",
    [
        waits_on_hold,
        needed_and_then_unknown,
        unneeded_and_then_unknown,
        dead_at_the_start,
        moment_set_again,
        waived_out_of_order,
    ],
)
def test_the_reduced_model_gives_the_verdicts_of_the_listing(
    made: Callable[[], Definition],
) -> None:
    assert differences(made()) == []


def needed_by_either(definition: Definition, random: Random) -> Definition:
    """The same definition, but each action is needed where one or the other of two of its
    conditions holds. Mostly they ask for a value only where it is known, so that they are never
    unknown together."""

    def guarded(condition: Condition) -> Condition:
        match condition:
            case FactIs(fact) | FactBetween(fact) if random.random() < GUARDED:
                return And((FactKnown(fact, f"{fact} is known"), condition), condition.text)
            case Not(part):
                return replace(condition, part=guarded(part))
            case And(parts) | Or(parts):
                return replace(condition, parts=tuple(guarded(part) for part in parts))
        return condition

    asked = tuple(list_conditions(definition))

    def needed(action: Action) -> Action:
        if not action.required or not asked:
            return action
        return replace(
            action, when=(b.either(guarded(random.choice(asked)), guarded(random.choice(asked))),)
        )

    tracks = {}
    for track in definition.tracks.values():
        steps = {
            step.id: replace(
                step, actions={action.id: needed(action) for action in step.actions.values()}
            )
            for step in track.steps.values()
        }
        tracks[track.id] = replace(track, steps=steps)
    return replace(definition, tracks=tracks)


def test_an_action_whose_need_is_never_unknown_again_is_free_and_nothing_differs() -> None:
    freed, kept, found = 0, 0, []
    for seed, numbers in load_chosen_numbers().items():
        for number in numbers[:FIRST]:
            definition = needed_by_either(small_definition(seed, number), Random(number))
            looked_at = find_relevant(definition)
            encoded = ConditionEncoder(definition, looked_at.facts.__getitem__)
            free = [one for one in _needed(definition) if one.path in looked_at.free_actions]
            all_of = explicit_verdicts.list_configurations(definition, 2 * MOST) if free else None
            if all_of is not None:
                freed += 1
                kept += any(
                    not remains_known(encoded.gate(one.when), looked_at.facts)
                    for one in _needed(definition)
                )
                found += [
                    f"{seed}/{number}: {one}"
                    for one in Comparison(definition, all_of, Tally(enough=0)).differences()
                ]
    assert found == []
    assert freed >= LEAST_FREED and kept >= LEAST_KEPT, (freed, kept)


def _needed(definition: Definition) -> Iterator[Action]:
    """Actions of which something decides whether they are needed."""
    for track in definition.tracks.values():
        for step in track.steps.values():
            yield from (action for action in step.actions.values() if action.when)
