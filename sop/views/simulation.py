"""The screen of `sop simulate`: who is busy and how long work waits, which deadlines are missed, what was assumed."""

from __future__ import annotations

from collections.abc import Iterator

from sop.model.definition import Definition
from sop.model.simulation_result import DeadlineLoad, LoadReport, LoadRun, StakeholderLoad
from sop.views.labels import count_text
from sop.views.terminal.blocks import (
    BLANK,
    Block,
    Blocks,
    Column,
    Row,
    Section,
    Span,
    Table,
    line,
    row,
    words,
)

MOST_DEADLINES = 12
OVERLOADED = 0.9
"""From this share of their time on, a queue grows long at the least disturbance."""

LOAD_COLUMNS = (
    Column("who", flex=True),
    Column("staff"),
    Column("busy"),
    Column("in use"),
    Column("jobs"),
    Column("wait"),
    Column("9 in 10"),
    Column("queue"),
)


def simulation_screen(definition: Definition, report: LoadReport) -> Blocks:
    """Every run: what was assumed first, because nothing is true without it."""
    return (
        BLANK,
        *_assumptions_block(report),
        *(block for run in report.runs for block in _run(definition, report, run)),
        *_comparison_blocks(definition, report),
    )


def _assumptions_block(report: LoadReport) -> Blocks:
    head = line(
        Span("ASSUMED", "caution"), ", not measured; a file of your own assumptions replaces it:"
    )
    return (head, *(line(f"- {one}", indent=1) for one in report.assumed))


def _run(definition: Definition, report: LoadReport, run: LoadRun) -> Iterator[Block]:
    yield BLANK
    title = "RESULT" if len(report.runs) == 1 else f"RESULT {run.name}"
    yield line(Span(title, "strong"), f"   {_cases(run)}")
    yield from (
        line(_stop(definition, stop.step, stop.why, stop.cases), indent=1) for stop in run.stops[:5]
    )
    if run.closed:
        yield line(
            f"A closed case was open for {hours(run.lasted.mean)} on average, 9 in 10 for at most "
            f"{hours(run.lasted.p90)}.",
            indent=1,
        )
    yield BLANK
    yield Table(LOAD_COLUMNS, (Section((), labels=True), *_loads(definition, run)))
    yield BLANK
    yield from _bottleneck(definition, run)
    yield BLANK
    yield from _deadlines(definition, run)


def _cases(run: LoadRun) -> str:
    stopped = f", {run.stopped} stopped" if run.stopped else ""
    lost = f"; {count_text(run.lost, 'job')} done for nothing" if run.lost else ""
    return f"{count_text(run.cases, 'case')}: {run.closed} closed{stopped}{lost}"


def _stop(definition: Definition, step: str, why: str, cases: int) -> str:
    where = f"at {definition.step(step).code} {definition.step(step).title}: " if step else ""
    return f"{count_text(cases, 'case')} could not go on {where}{why}."


def _loads(definition: Definition, run: LoadRun) -> Iterator[Row]:
    idle = [one for one in run.stakeholders if not one.jobs]
    for load in run.stakeholders:
        if load.jobs:
            yield _load(definition, load)
    if idle:
        names = ", ".join(definition.stakeholders[one.stakeholder].short for one in idle)
        yield row(f"no work: {names}", "", "", "", "", "", "", "")


def _load(definition: Definition, load: StakeholderLoad) -> Row:
    used = load.utilisation
    in_use = "" if used is None else Span(percent(used), "late" if used >= OVERLOADED else "")
    return row(
        definition.stakeholders[load.stakeholder].short,
        "enough" if load.staff is None else str(load.staff),
        f"{load.busy:.2f}",
        in_use,
        str(load.jobs),
        hours(load.wait.mean),
        hours(load.wait.p90),
        str(load.longest_queue) if load.longest_queue else "",
    )


def _bottleneck(definition: Definition, run: LoadRun) -> Iterator[Block]:
    load = next((one for one in run.stakeholders if one.stakeholder == run.bottleneck), None)
    if not run.staff:
        yield line(
            "Nobody waits, because nobody's staff is given. Column 'busy' says how many "
            "people the work takes.",
            indent=1,
        )
    elif load is None:
        yield line("No bottleneck: nobody waits for anyone.", indent=1)
    else:
        short = definition.stakeholders[load.stakeholder].short
        yield line(
            Span(f"Bottleneck: {short}.", "strong"),
            f" Its {count_text(load.jobs, 'job')} wait {hours(load.wait.mean)} on average.",
            indent=1,
        )
    for one in run.stakeholders:
        if one.staff is not None and one.wanted >= one.staff:
            short = definition.stakeholders[one.stakeholder].short
            yield line(
                Span(f"{short} is asked for more than it has", "late"),
                f": the time of {one.wanted:.2f} "
                f"people, and {count_text(one.staff, 'is', 'are')} there. The queue grows as long as cases arrive.",
                indent=1,
            )


def _deadlines(definition: Definition, run: LoadRun) -> Iterator[Block]:
    missed = sorted((one for one in run.deadlines if one.missed), key=lambda one: -one.share)
    kept = len(run.deadlines) - len(missed)
    if missed:
        columns = (
            Column(most=9),
            Column("deadline", flex=True),
            Column("missed"),
            Column("of"),
            Column("share"),
        )
        rows = (_deadline(definition, one) for one in missed[:MOST_DEADLINES])
        yield Table(columns, (Section(words(Span("DEADLINES", "strong")), labels=True), *rows))
        if len(missed) > MOST_DEADLINES:
            yield line(f"and {len(missed) - MOST_DEADLINES} more in the csv format", indent=1)
    yield line(
        f"{count_text(kept, 'deadline')} always kept."
        if missed
        else f"Every deadline that ran was kept ({kept}).",
        indent=1,
    )


def _deadline(definition: Definition, one: DeadlineLoad) -> Row:
    code, title, nature = describe_deadline(definition, one.path)
    notes = ("of law",) if nature == "law" else ()
    late = Span(percent(one.share), "late" if one.share >= 0.5 else "")
    return row(code, title, str(one.missed), str(one.counted), late, notes=notes)


def describe_deadline(definition: Definition, path: str) -> tuple[str, str, str]:
    """Code, title and nature of the deadline of an action or a step."""
    thing = definition.action(path) if path.count(".") == 2 else definition.step(path)
    return thing.code, thing.title, thing.due.nature if thing.due else ""


def _comparison_blocks(definition: Definition, report: LoadReport) -> Iterator[Block]:
    """What another staffing changes, where it changes something."""
    first = report.runs[0]
    for other in report.runs[1:]:
        yield BLANK
        yield line(
            Span(f"CHANGE {other.name}", "strong"), f"   against: {first.name}; the same cases"
        )
        yield Table(
            (Column("", flex=True), Column("given"), Column("then"), Column("")),
            (Section((), labels=True), *_changes(definition, first, other)),
        )


def _changes(definition: Definition, first: LoadRun, other: LoadRun) -> Iterator[Row]:
    yield row(
        "a closed case is open, on average",
        hours(first.lasted.mean),
        hours(other.lasted.mean),
        _times(first.lasted.mean, other.lasted.mean),
    )
    for before, after in zip(first.stakeholders, other.stakeholders, strict=True):
        short = definition.stakeholders[before.stakeholder].short
        if before.staff is not None and after.staff is not None and before.jobs:
            if before.staff != after.staff:
                yield row(
                    f"{short} in use",
                    percent(before.utilisation or 0),
                    percent(after.utilisation or 0),
                    "",
                )
            yield row(
                f"{short} wait",
                hours(before.wait.mean),
                hours(after.wait.mean),
                _times(before.wait.mean, after.wait.mean),
            )
    late = [sum(one.missed for one in run.deadlines) for run in (first, other)]
    yield row("deadlines missed", str(late[0]), str(late[1]), _times(late[0], late[1]))


def _times(before: float | None, after: float | None) -> str:
    if not before or after is None or after == before:
        return ""
    return f"x {after / before:.1f}" if after / before >= 1.05 or after / before <= 0.95 else ""


def hours(length: float | None) -> str:
    """A length of time in the unit in which it is short: `12 min`, `3.4 h`, `5.1 d`.

    >>> hours(0.2), hours(3.44), hours(122.4), hours(None)
    ('12 min', '3.4 h', '5.1 d', '')
    """
    if length is None:
        return ""
    if length < 1:
        return f"{length * 60:.0f} min"
    return f"{length:.1f} h" if length < 48 else f"{length / 24:.1f} d"


def percent(share: float) -> str:
    """`81 %`; what is above nothing never reads as nothing, what is below all never as all."""
    number = share * 100
    if 0 < number < 1:
        return "<1 %"
    return ">99 %" if 99 < number < 100 else f"{number:.0f} %"
