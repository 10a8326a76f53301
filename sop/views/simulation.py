"""The screen of `sop simulate`: how busy people are, how long work waits, what comes too late."""

from __future__ import annotations

from collections.abc import Iterator

from sop.engine.condition_text import quote_step
from sop.model.definition import Definition
from sop.model.simulation_result import Blockage, DeadlineLoad, LoadReport, LoadRun, StakeholderLoad
from sop.views.labels import count_text
from sop.views.terminal.blocks import (
    BLANK,
    Block,
    Blocks,
    Column,
    Row,
    Span,
    Tone,
    Wordy,
    labelled_table,
    line,
    row,
)

MOST_STOPS = 5  # the most frequent come first; the others seldom matter before these are solved
MOST_DEADLINES = 12  # so that the result fits one screen; CSV has all
OVERLOADED = 0.9  # with less time to spare a queue grows long after the least disturbance
MOSTLY_MISSED = 0.5
LEAST_CHANGE = 0.05  # a smaller relative change decides nothing

LOADS = (
    Column("who", flex=True),
    Column("staff"),
    Column("busy"),
    Column("in use"),
    Column("jobs"),
    Column("wait"),
    Column("9 in 10"),
    Column("queue"),
)
DEADLINES = (
    Column(most=9),
    Column("deadline", flex=True),
    Column("missed"),
    Column("of"),
    Column("share"),
)
CHANGES = (Column("", flex=True), Column("given"), Column("then"), Column(""))


def simulation_screen(definition: Definition, report: LoadReport) -> Blocks:
    """Return every run. The assumptions come first: no result is true without them."""
    blocks: list[Block] = [BLANK, *_assumptions_block(report)]
    for run in report.runs:
        blocks += _run(definition, report, run)
    return (*blocks, *_comparison_blocks(definition, report))


def _assumptions_block(report: LoadReport) -> Iterator[Block]:
    how = ", not measured; a file of your own assumptions replaces it:"
    yield line(Span("ASSUMED", "caution"), how)
    for assumption in report.assumed:
        yield line(f"- {assumption}", indent=1)


def _run(definition: Definition, report: LoadReport, run: LoadRun) -> Iterator[Block]:
    yield BLANK
    title = "RESULT" if len(report.runs) == 1 else f"RESULT {run.name}"
    yield line(Span(title, "strong"), f"   {_cases(run)}")
    for stop in run.stops[:MOST_STOPS]:
        yield line(_stop_text(definition, stop), indent=1)
    if run.closed:
        mean, most = hours(run.lasted.mean), hours(run.lasted.p90)
        text = f"A closed case was open for {mean} on average, 9 in 10 for at most {most}."
        yield line(text, indent=1)
    yield BLANK
    yield labelled_table(LOADS, _loads(definition, run))
    yield BLANK
    yield from _bottleneck(definition, run)
    yield from _overloads(definition, run)
    yield BLANK
    yield from _deadlines(definition, run)


def _cases(run: LoadRun) -> str:
    text = f"{count_text(run.cases, 'case')}: {run.closed} closed"
    if run.stopped:
        text += f", {run.stopped} stopped"
    if run.lost:
        text += f"; {count_text(run.lost, 'job')} done for nothing"
    return text


def _stop_text(definition: Definition, stop: Blockage) -> str:
    where = ""
    if stop.step:
        step = definition.step(stop.step)
        where = f" at {quote_step(step)}"
    return f"{count_text(stop.cases, 'case')} could not go on{where}: {stop.why}."


def _loads(definition: Definition, run: LoadRun) -> Iterator[Row]:
    for load in run.stakeholders:
        if load.jobs:
            yield _load(definition, load)
    idle = [_short(definition, load) for load in run.stakeholders if not load.jobs]
    if idle:
        yield row(f"no work: {', '.join(idle)}", "", "", "", "", "", "", "")


def _short(definition: Definition, load: StakeholderLoad) -> str:
    return definition.stakeholders[load.stakeholder].short


def _load(definition: Definition, load: StakeholderLoad) -> Row:
    staff = "enough" if load.staff is None else str(load.staff)
    in_use: Wordy = ""
    if load.utilisation is not None:
        tone: Tone = "late" if load.utilisation >= OVERLOADED else ""
        in_use = Span(percent(load.utilisation), tone)
    return row(
        _short(definition, load),
        staff,
        f"{load.busy:.2f}",
        in_use,
        str(load.jobs),
        hours(load.wait.mean),
        hours(load.wait.p90),
        str(load.longest_queue or ""),
    )


def _bottleneck(definition: Definition, run: LoadRun) -> Iterator[Block]:
    if not run.staff:
        text = (
            "No job waits, because the number of staff is not given. "
            "Column 'busy' shows how many people the work takes."
        )
        yield line(text, indent=1)
        return
    for load in run.stakeholders:
        if load.stakeholder == run.bottleneck:
            title = Span(f"Bottleneck: {_short(definition, load)}.", "strong")
            jobs, wait = count_text(load.jobs, "job"), hours(load.wait.mean)
            yield line(title, f" Its {jobs} wait {wait} on average.", indent=1)
            return
    yield line("No bottleneck: no job waits for staff.", indent=1)


def _overloads(definition: Definition, run: LoadRun) -> Iterator[Block]:
    for load in run.stakeholders:
        if load.staff is not None and load.wanted >= load.staff:
            title = Span(f"{_short(definition, load)} does not have enough people", "late")
            text = (
                f": the work needs {load.wanted:.2f} at every moment, and the staff is "
                f"{load.staff}. The queue grows as long as cases arrive."
            )
            yield line(title, text, indent=1)


def _deadlines(definition: Definition, run: LoadRun) -> Iterator[Block]:
    missed = [deadline for deadline in run.deadlines if deadline.missed]
    missed.sort(key=lambda deadline: -deadline.share)
    kept = len(run.deadlines) - len(missed)
    if not missed:
        yield line(f"Every deadline that ran was kept ({kept}).", indent=1)
        return
    rows = [_deadline(definition, deadline) for deadline in missed[:MOST_DEADLINES]]
    yield labelled_table(DEADLINES, rows, Span("DEADLINES", "strong"))
    if len(missed) > MOST_DEADLINES:
        yield line(f"and {len(missed) - MOST_DEADLINES} more in the csv format", indent=1)
    yield line(f"{count_text(kept, 'deadline')} always kept.", indent=1)


def _deadline(definition: Definition, load: DeadlineLoad) -> Row:
    code, title, nature = describe_deadline(definition, load.path)
    notes = ("set by law",) if nature == "law" else ()
    tone: Tone = "late" if load.share >= MOSTLY_MISSED else ""
    share = Span(percent(load.share), tone)
    return row(code, title, str(load.missed), str(load.counted), share, notes=notes)


def describe_deadline(definition: Definition, path: str) -> tuple[str, str, str]:
    """Return code, title and nature of the deadline of an action or a step."""
    step = definition.step_at(path)
    owner = step if path == step.path else definition.action(path)
    nature = owner.due.nature if owner.due else ""
    return owner.code, owner.title, nature


def _comparison_blocks(definition: Definition, report: LoadReport) -> Iterator[Block]:
    """Yield what each other staffing changes, where it changes something."""
    first = report.runs[0]
    for other in report.runs[1:]:
        yield BLANK
        title = Span(f"CHANGE {other.name}", "strong")
        yield line(title, f"   against: {first.name}; the same cases")
        yield labelled_table(CHANGES, _changes(definition, first, other))


def _changes(definition: Definition, first: LoadRun, other: LoadRun) -> Iterator[Row]:
    lasted = first.lasted.mean, other.lasted.mean
    yield _length_row("a closed case is open, on average", *lasted)
    for before, after in zip(first.stakeholders, other.stakeholders, strict=True):
        if before.staff is None or after.staff is None or not before.jobs:
            continue
        short = _short(definition, before)
        if before.staff != after.staff:
            shares = percent(before.utilisation or 0), percent(after.utilisation or 0)
            yield row(f"{short} in use", *shares, "")
        yield _length_row(f"{short} wait", before.wait.mean, after.wait.mean)
    late = _count_missed(first), _count_missed(other)
    yield row("deadlines missed", *map(str, late), _factor_text(*late))


def _count_missed(run: LoadRun) -> int:
    return sum(deadline.missed for deadline in run.deadlines)


def _length_row(label: str, before: float | None, after: float | None) -> Row:
    return row(label, hours(before), hours(after), _factor_text(before, after))


def _factor_text(before: float | None, after: float | None) -> str:
    """Return `x 1.5`; empty where there is next to no change, or nothing to divide by."""
    if not before or after is None:
        return ""
    factor = after / before
    if 1 - LEAST_CHANGE < factor < 1 + LEAST_CHANGE:
        return ""
    return f"x {factor:.1f}"


def hours(length: float | None) -> str:
    """Return a length of time in the unit in which it is short: `12 min`, `3.4 h`, `5.1 d`.

    >>> hours(0.2), hours(3.44), hours(122.4), hours(None)
    ('12 min', '3.4 h', '5.1 d', '')
    """
    if length is None:
        return ""
    if length < 1:
        return f"{length * 60:.0f} min"
    if length < 48:
        return f"{length:.1f} h"
    return f"{length / 24:.1f} d"


def percent(share: float) -> str:
    """Return `81 %`; never `0 %` for more than nothing, nor `100 %` for less than all."""
    number = share * 100
    if 0 < number < 1:
        return "<1 %"
    if 99 < number < 100:
        return ">99 %"
    return f"{number:.0f} %"
