"""The screen that tells how much of a workflow its scenarios go through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sop.engine.scenario_coverage import Coverage, PartCoverage
from sop.views.labels import count_text
from sop.views.terminal.blocks import (
    BLANK,
    Block,
    Blocks,
    Column,
    Row,
    Section,
    Table,
    line,
    row,
    words,
)

COLUMNS = (Column(most=12), Column("of all", 9), Column("share", flex=True))


def coverage_screen(measured: Sequence[Coverage]) -> Blocks:
    """A table a workflow; what no scenario goes through is listed by path."""
    return tuple(block for one in measured for block in _workflow_blocks(one))


def _workflow_blocks(one: Coverage) -> Iterator[Block]:
    parts = (
        ("steps", one.steps),
        ("actions", one.actions),
        ("outcomes", one.outcomes),
        ("interrupts", one.interrupts),
    )
    rows = tuple(_row(name, part) for name, part in parts)
    heading = words("COVERED in ", one.workflow, " by ", count_text(one.scenarios, "scenario"))
    yield BLANK
    yield Table(COLUMNS, (Section(heading, labels=True), *rows))
    if any(part.missing for _, part in parts):
        yield BLANK
        yield line("No scenario goes through:", indent=1)
        yield from (
            line(f"{name[:-1]} {path}", indent=3, hang=3)
            for name, part in parts
            for path in part.missing
        )


def _row(name: str, part: PartCoverage) -> Row:
    return row(name, f"{part.met}/{part.count}", f"{part.percent} %")
