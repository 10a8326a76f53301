"""Planted words, dates and choices: no command shows one to a viewer who may not see its fact.

Each stakeholder and no one try a share of all command lines, other ones with another seed;
`.ci/long` tries more of them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sop.model.definition import Definition
from tests.secrecy.places import read_definition
from tests.secrecy.planted import INCIDENT, PlantedCase, plant_fall, plant_guest_house
from tests.secrecy.readings import TAB_WORDS, Line, list_readings, list_writes
from tests.volume import SEED, TIMES

PLANTED: dict[str, Callable[[Path], PlantedCase]] = {
    "after-a-fall": plant_fall,
    "za-trafficking": plant_guest_house,
}
SHARES = {"after-a-fall": (5, 1), "za-trafficking": (150, 24)}
"""Each viewer tries every so many-th command line: in a usual run, in a long one."""


@pytest.fixture(scope="module", params=PLANTED)
def planted(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> PlantedCase:
    return PLANTED[request.param](tmp_path_factory.mktemp("marks") / "office")


def list_lines(definition: Definition, case: PlantedCase) -> list[Line]:
    """Every reading command in each of its formats, and every write that is tried."""
    readings = list_readings(definition, case.place.case, INCIDENT)
    return [*readings, *list_writes(definition, case.place, INCIDENT)]


def test_no_command_shows_a_planted_word_date_or_choice_to_others(planted: PlantedCase) -> None:
    definition = read_definition(planted.workflow)
    lines = list_lines(definition, planted)
    share = SHARES[planted.workflow][TIMES > 1]
    leaks: list[str] = []
    commands = 0
    for number, viewer in enumerate((None, *definition.stakeholders), SEED):
        for line in lines[number % share :: share]:
            shown = planted.place.run(*line.words, as_=viewer, stdin=line.stdin)
            commands += 1
            found = planted.find_leaks(shown.out + shown.err, viewer)
            leaks += [f"{line} as {viewer}: {one}" for one in found]
    for words in TAB_WORDS:
        leaks += planted.find_leaks(planted.place.complete(words), None)
    print(
        f"{planted.workflow}: {len(planted.marks)} marks, {commands} commands, {len(leaks)} leaks"
    )
    assert leaks == []


def test_those_who_may_see_a_fact_read_the_words_beside_it(planted: PlantedCase) -> None:
    place = planted.place
    unread = set(planted.marks)
    for viewer in read_definition(planted.workflow).stakeholders:
        for line in (("timeline", "--json"), ("show", "--json"), ("print",)):
            shown = place.run("case", *line, "-c", place.case, as_=viewer).out
            unread -= {word for word in unread if word in shown and viewer in planted.marks[word]}
    assert unread == set()
