"""The deadlines of the shipped workflows against a table counted by hand, and that each says how it
is counted.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path

import pytest
import yaml

from sop.casework.case_service import calendar_of
from sop.definition.load import load_workflow
from sop.engine.deadline_text import explain_counting
from sop.engine.deadlines import UNIT_RULES, TimeCounter, list_clocks, make_counter
from sop.model.definition import Definition
from sop.model.duration import Due, Duration, Wait
from sop.store.calendars import holidays_of
from tests.engine.building import length

SHIPPED = Path(__file__).resolve().parents[2] / "workflows"
TABLE = yaml.safe_load((Path(__file__).parent / "deadlines.yaml").read_text("utf-8"))


@cache
def definition(name: str) -> Definition:
    found = load_workflow(SHIPPED / name).definition
    assert found is not None
    return found


@cache
def counted(name: str) -> TimeCounter:
    return make_counter(
        definition(name), calendar_of(definition(name), lambda country: holidays_of(country, None))
    )


def every_clock(name: str) -> dict[str, Due | Wait]:
    steps = (step for track in definition(name).tracks.values() for step in track.steps.values())
    return {path: clock for step in steps for path, clock in list_clocks(step)}


def read(name: str, text: str) -> datetime:
    """A moment of the table: at the place, at the end of the day where no time is given."""
    moment = datetime.fromisoformat(text)
    if len(text) == len("2026-01-01"):
        moment = datetime.combine(moment, time(23, 59, 59))
    return moment if moment.tzinfo else moment.replace(tzinfo=counted(name).zone)


def meant(name: str, what: str) -> tuple[Duration, bool]:
    """The length, and whether it is counted backwards."""
    if "." in what:
        clock = every_clock(name)[what]
        assert clock.length is not None
        return clock.length, isinstance(clock, Due) and clock.before_fact is not None
    return length(what.removeprefix("before ")), what.startswith("before ")


@pytest.mark.parametrize(
    ("name", "start", "what", "ends", "why"),
    TABLE,
    ids=[f"{row[1][:10]} {row[2]}" for row in TABLE],
)
def test_a_deadline_ends_when_counting_by_hand_says(
    name: str, start: str, what: str, ends: str, why: str
) -> None:
    long, backwards = meant(name, what)
    found = (counted(name).before if backwards else counted(name).after)(read(name, start), long)
    expected = read(name, ends)  # compared in UTC: an hour that comes twice equals no other zone's
    assert (found.astimezone(UTC), found.utcoffset()) == (
        expected.astimezone(UTC),
        expected.utcoffset(),
    ), why


def test_the_table_has_sixty_cases_or_more_of_every_unit() -> None:
    units = {meant(name, what)[0].unit for name, _, what, _, _ in TABLE}
    assert len({tuple(row[:3]) for row in TABLE}) >= 60
    assert units == set(UNIT_RULES) - {"working_hours"}  # no shipped workflow counts those


@pytest.mark.parametrize(
    "name", sorted(path.name for path in SHIPPED.iterdir() if path.name[0] != ".")
)
def test_each_deadline_of_a_shipped_workflow_says_how_it_is_counted(name: str) -> None:
    found = every_clock(name)
    assert found
    for path, clock in found.items():
        said = explain_counting(definition(name), clock)
        fact = clock.from_fact or (clock.before_fact if isinstance(clock, Due) else None)
        assert (
            f"counted {'back ' if isinstance(clock, Due) and clock.before_fact else ''}from" in said
        ), path
        assert (f'does not run while "{fact}" is unknown' in said) is (fact is not None), path
        if clock.length is not None:
            whole, working = (
                UNIT_RULES[clock.length.unit].whole_days,
                UNIT_RULES[clock.length.unit].working_only,
            )
            assert ("is not counted" in said and "ends at 23:59:59" in said) is whole, path
            assert ("do not count" in said) is working, path


def test_the_words_of_a_rule_are_whole() -> None:
    rules = every_clock("za-trafficking")
    said = {path: explain_counting(definition("za-trafficking"), rules[path]) for path in rules}
    assert said["child.removal.tell_clerk"] == (
        '1 court day, counted from "removed_at". The starting day is not counted. '
        "Saturdays, Sundays and public holidays (ZA) do not count. "
        "The time ends at 23:59:59 on the last day (Africa/Johannesburg). "
        'It does not run while "removed_at" is unknown.'
    )
    assert said["protection.admission.notify_admission"] == (
        '48 hours, counted from "admitted_at". '
        "Every hour counts, at night, at weekends and on public holidays too. "
        'It does not run while "admitted_at" is unknown.'
    )
    assert said["lawful_stay.keeping.renew"].startswith(
        '30 days, counted back from "stay_until". The day of that moment is not counted. '
    )
