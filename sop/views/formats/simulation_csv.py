"""A simulation as CSV for a spreadsheet: a row for each run, stakeholder and deadline."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from sop.model.definition import Definition
from sop.model.simulation_result import DeadlineLoad, LoadReport, LoadRun, Spread, StakeholderLoad
from sop.views.formats.csv_rows import csv_cell
from sop.views.simulation import describe_deadline

COLUMNS = (
    "run",
    "kind",
    "id",
    "code",
    "title",
    "staff",
    "jobs",
    "busy",
    "wanted",
    "utilisation",
    "longest_queue",
    "hours_mean",
    "hours_median",
    "hours_p90",
    "hours_most",
    "counted",
    "missed",
    "missed_share",
)
SPREAD = ("hours_mean", "hours_median", "hours_p90", "hours_most")


def simulation_csv(definition: Definition, report: LoadReport) -> str:
    """Return the rows.

    `hours_…` is how long jobs waited; in a row of kind `cases`, how long cases were open.
    """
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for run in report.runs:
        for values in _rows(definition, run):
            row = {"run": run.name, **values}
            writer.writerow({key: _cell(value) for key, value in row.items()})
    return text.getvalue().rstrip("\n")


def _rows(definition: Definition, run: LoadRun) -> Iterator[dict[str, object]]:
    yield {
        "kind": "cases",
        "id": "closed",
        "counted": run.closed,
        "jobs": run.jobs,
        **_spread(run.lasted),
    }
    for stop in run.stops:
        yield {"kind": "stopped", "id": stop.step, "title": stop.why, "counted": stop.cases}
    for load in run.stakeholders:
        yield _load(definition, load)
    for one in run.deadlines:
        yield _deadline(definition, one)


def _load(definition: Definition, load: StakeholderLoad) -> dict[str, object]:
    return {
        "kind": "stakeholder",
        "id": load.stakeholder,
        "title": definition.stakeholders[load.stakeholder].name,
        "staff": load.staff,
        "jobs": load.jobs,
        "busy": load.busy,
        "wanted": load.wanted,
        "utilisation": load.utilisation,
        "longest_queue": load.longest_queue,
        **_spread(load.wait),
    }


def _deadline(definition: Definition, one: DeadlineLoad) -> dict[str, object]:
    code, title, _ = describe_deadline(definition, one.path)
    return {
        "kind": "deadline",
        "id": one.path,
        "code": code,
        "title": title,
        "counted": one.counted,
        "missed": one.missed,
        "missed_share": one.share,
    }


def _spread(spread: Spread) -> dict[str, object]:
    values = (spread.mean, spread.median, spread.p90, spread.most)
    return dict(zip(SPREAD, values, strict=True))


def _cell(value: object) -> object:
    if isinstance(value, float):
        return f"{value:.4f}"
    return csv_cell(value)
