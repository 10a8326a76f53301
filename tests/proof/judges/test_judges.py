"""Two model checkers that know nothing of ours, SPIN (every state, one by one) and ABC
(property-directed reachability on circuits), agree with the proof's verdicts on exported models."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from sop.model.definition import Definition
from sop.model.value import value
from sop.proof.bdd import is_empty
from sop.proof.finite_model import Model
from sop.proof.formula import AT, CLOSED, Formula, among, conjoin
from sop.proof.monitored_model import BROKEN, add_monitor
from sop.proof.properties import PropertyChecker
from tests.proof.judges import programs
from tests.proof.judges.blif import blif
from tests.proof.judges.promela import promela
from tests.proof.random_definitions import small_definitions

SEED, NODES = 9, 400_000
EACH = 10
"""How many models whose guarantee is kept, and how many whose guarantee is broken."""
FEWEST, MOST = 40, 20_000
"""Configurations: fewer would say little, more would take long one by one."""


@value
class Case:
    """A model, what is asked about it, and whether the proof says that some run comes there."""

    model: Model
    bad: Formula
    reached: bool


def guarantees() -> Iterator[Case]:
    """At most one guarantee a definition, until there are enough of both verdicts; each speaks of
    something.
    """
    wanted = {True: EACH, False: EACH}
    for definition in small_definitions(SEED):
        asked = PropertyChecker(definition, NODES, reduced=False)
        if not FEWEST <= asked.count_configurations() <= MOST:
            continue
        for name, guarantee in definition.guarantees.items():
            watched = asked.check_guarantee(name)
            broken = watched.is_broken()
            if wanted[broken] and (broken or not watched.is_vacuous()):
                wanted[broken] -= 1
                yield Case(add_monitor(asked.model, guarantee), BROKEN, broken)
                break
        if not any(wanted.values()):
            return


def places() -> Iterator[Case]:
    """Of the same kind of definition: can a case be closed while a track is at this step?"""
    wanted = {True: EACH, False: EACH}
    for definition in small_definitions(SEED + 1):
        asked = PropertyChecker(definition, NODES)
        if not FEWEST <= asked.count_configurations() <= MOST:
            continue
        for goal in _goals(definition):
            reached = not is_empty(asked.reached & asked.symbolic.encode_formula(goal))
            if wanted[reached]:
                wanted[reached] -= 1
                yield Case(asked.model, goal, reached)
                break
        if not any(wanted.values()):
            return


def _goals(definition: Definition) -> Iterator[Formula]:
    for track in definition.tracks.values():
        yield from (
            conjoin(among((AT, track.id), step), among(CLOSED, True)) for step in track.steps
        )


@pytest.fixture(scope="module")
def kept_and_broken() -> list[Case]:
    """The judges must be there in CI, where a run that cannot ask them fails; elsewhere it is said
    what to install.
    """
    if programs.missing():
        said = f"missing: {', '.join(programs.missing())}; "
        said += "install them: apt-get install spin gcc berkeley-abc"
        if os.environ.get("CI") == "true" or os.environ.get("SOP_JUDGES") == "required":
            pytest.fail(said)
        pytest.skip(said)
    found = list(guarantees())
    assert [sum(case.reached == broken for case in found) for broken in (True, False)] == [
        EACH,
        EACH,
    ]
    return found


def test_spin_agrees_on_guarantees(kept_and_broken: list[Case], tmp_path: Path) -> None:
    asked = [(case.model, case.bad) for case in kept_and_broken]
    said = programs.spin_reaches(promela(asked), len(asked), tmp_path)
    print(f"SPIN judged {len(said)} models: {said.count(True)} broken, {said.count(False)} kept")
    assert said == [case.reached for case in kept_and_broken]


def test_abc_agrees_on_guarantees(kept_and_broken: list[Case], tmp_path: Path) -> None:
    said = programs.abc_reaches([blif(case.model, case.bad) for case in kept_and_broken], tmp_path)
    print(f"ABC judged {len(said)} models: {said.count(True)} broken, {said.count(False)} kept")
    assert said == [case.reached for case in kept_and_broken]


def test_abc_agrees_on_where_a_case_can_be_closed(
    kept_and_broken: list[Case], tmp_path: Path
) -> None:
    asked = list(islice(places(), 2 * EACH))
    said = programs.abc_reaches([blif(case.model, case.bad) for case in asked], tmp_path)
    print(f"ABC judged {len(said)} places: {said.count(True)} reached, {said.count(False)} not")
    assert said == [case.reached for case in asked]
    assert [said.count(True), said.count(False)] == [EACH, EACH]


def test_a_judge_that_is_shown_another_model_disagrees(
    kept_and_broken: list[Case], tmp_path: Path
) -> None:
    """A broken guarantee's model with one move left: neither judge may find what is no longer
    there.
    """
    case = next(case for case in kept_and_broken if case.reached)
    still = replace(case.model, moves=case.model.moves[:1], beginning=case.model.beginning[:1])
    assert programs.abc_reaches([blif(still, case.bad)], tmp_path) == [False]
    assert programs.spin_reaches(
        promela([(still, case.bad), (case.model, case.bad)]), 2, tmp_path
    ) == [False, True]
