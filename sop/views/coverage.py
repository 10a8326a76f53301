"""The screen of scenario coverage: how much of a workflow its scenarios go through."""

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
    labelled_table,
    line,
    row,
    words,
)

COLUMNS = (Column(most=12), Column("of all", 9), Column("share", flex=True))


def coverage_screen(measured: Sequence[Coverage]) -> Blocks:
    """Return a table for each workflow, and the path of what no scenario goes through."""
    return tuple(block for coverage in measured for block in _workflow_blocks(coverage))


def _workflow_blocks(coverage: Coverage) -> Iterator[Block]:
    parts = (
        ("step", coverage.steps),
        ("action", coverage.actions),
        ("outcome", coverage.outcomes),
        ("interrupt", coverage.interrupts),
    )
    heading = words("COVERAGE of workflow ", coverage.workflow, ", by ", _counted(coverage))
    yield BLANK
    yield labelled_table(COLUMNS, [_row(f"{name}s", part) for name, part in parts], heading)
    if any(part.missing for _, part in parts):
        yield BLANK
        yield line("No scenario that passed goes through:", indent=1)
    for name, part in parts:
        for path in part.missing:
            yield line(f"{name} {path}", indent=3, hang=3)


def _counted(coverage: Coverage) -> str:
    """Return which scenarios are measured: only those that passed."""
    if coverage.scenarios == 0:
        return "no scenario, because none passed"
    return f"the {count_text(coverage.scenarios, 'scenario')} that passed"


def _row(name: str, part: PartCoverage) -> Row:
    if part.count == 0:
        return row(name, "", "none in this workflow")
    return row(name, f"{part.met}/{part.count}", f"{part.percent} %")
