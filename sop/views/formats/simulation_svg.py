"""A simulation as one SVG picture: how busy people are, how long work waits, what is late.

One file without scripts, nothing from elsewhere. Every bar has its number next to it, so that
colour never carries a meaning alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from sop.model.definition import Definition
from sop.model.simulation_result import DeadlineLoad, LoadReport, LoadRun, StakeholderLoad
from sop.model.value import value
from sop.views.sanitize import clean
from sop.views.simulation import describe_deadline, hours, percent

# Pixels: the picture's width, the height of a bar with its room, where bars begin and their length.
WIDTH, ROW, BAR_AT, BAR_WIDTH = 800, 22, 300, 380
THIN_ROW = 15  # a bar of one of several runs
COLOURS = ("#1b4f8a", "#b4540a", "#3d7a37", "#6b4a91")  # each 4.5:1 or more against white
MOST_DEADLINES = 15  # so that the picture fits a page
LONGEST_LABEL = 38  # letters that fit to the left of a bar
TITLE_LETTERS, NOTE_LETTERS = 68, 118  # letters in a row of the picture's width
STYLE = """text{font-family:system-ui,sans-serif;font-size:13px;fill:#1a1a1a}
.title{font-size:20px;font-weight:600}.head{font-size:15px;font-weight:600}
.small{font-size:11.5px;fill:#444}
.rail{fill:#e9e9e9}"""


@value
class Bar:
    """A label with a bar for each run: its length, from 0 to 1, and the words next to it.

    A length of None: no bar, only the words.
    """

    label: str
    lengths: tuple[float | None, ...]
    captions: tuple[str, ...]


def simulation_svg(definition: Definition, report: LoadReport) -> str:
    """Return the picture."""
    parts: list[str] = []
    y = 14
    for row in _fold_text(f"Simulated load: {report.title}", TITLE_LETTERS):
        y += 24
        parts.append(_text(24, y, row.strip(), "title"))
    about = f"{report.workflow} {report.version}, {report.runs[0].cases} cases, seed {report.seed}."
    y = _note(parts, y + 22, f"{about} Assumed, not measured.")
    y = _legend(parts, y + 6, report.runs)
    for title, bars in _charts(definition, report.runs):
        y = _chart(parts, y + 20, title, bars)
    y = _note(parts, y + 24, "Assumed:")
    for assumption in report.assumed:
        for row in _fold_text(f"- {assumption}", NOTE_LETTERS):
            y = _note(parts, y, row)
    return _document(parts, y + 8, report)


def _document(parts: Sequence[str], height: int, report: LoadReport) -> str:
    title = escape(clean(f"Simulated load of {report.workflow}"))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'style="width:100%;max-width:{WIDTH}px;height:auto" aria-label="{title}">'
    )
    back = f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>'
    lines = (head, f"<title>{title}</title>", f"<style>{STYLE}</style>", back, *parts, "</svg>")
    return "\n".join(lines)


def _charts(definition: Definition, runs: Sequence[LoadRun]) -> Iterator[tuple[str, list[Bar]]]:
    yield "Share of their time at work", _utilisations(definition, runs)
    yield "Wait before work begins, mean", _waits(definition, runs)
    yield "Deadlines missed", _deadlines(definition, runs)


def _loads_by_stakeholder(runs: Sequence[LoadRun]) -> list[tuple[StakeholderLoad, ...]]:
    """Return for each stakeholder its load in each run."""
    return list(zip(*(run.stakeholders for run in runs), strict=True))


def _utilisations(definition: Definition, runs: Sequence[LoadRun]) -> list[Bar]:
    bars = []
    for loads in _loads_by_stakeholder(runs):
        if loads[0].jobs:
            short = definition.stakeholders[loads[0].stakeholder].short
            lengths = tuple(load.utilisation for load in loads)
            bars.append(Bar(short, lengths, tuple(map(_utilisation_text, loads))))
    return bars


def _utilisation_text(load: StakeholderLoad) -> str:
    if load.utilisation is None:
        return f"always enough people: {load.busy:.2f} at work on average"
    return f"{percent(load.utilisation)} of {load.staff}"


def _waits(definition: Definition, runs: Sequence[LoadRun]) -> list[Bar]:
    rows = [loads for loads in _loads_by_stakeholder(runs) if loads[0].staff is not None]
    means = [load.wait.mean or 0.0 for loads in rows for load in loads]
    longest = max(means, default=0.0) or 1.0
    bars = []
    for loads in rows:
        short = definition.stakeholders[loads[0].stakeholder].short
        lengths = tuple((load.wait.mean or 0.0) / longest for load in loads)
        captions = tuple(hours(load.wait.mean) or "no work" for load in loads)
        bars.append(Bar(short, lengths, captions))
    return bars


def _deadlines(definition: Definition, runs: Sequence[LoadRun]) -> list[Bar]:
    """Return the deadlines that were missed in some run, those missed most often first."""
    by_path: dict[str, list[DeadlineLoad | None]] = {}
    for number, run in enumerate(runs):
        for deadline in run.deadlines:
            by_path.setdefault(deadline.path, [None] * len(runs))[number] = deadline
    missed = [path for path, loads in by_path.items() if _worst_share(loads) > 0]
    worst = sorted(missed, key=lambda path: -_worst_share(by_path[path]))
    return [_deadline_bar(definition, path, by_path[path]) for path in worst[:MOST_DEADLINES]]


def _worst_share(loads: Sequence[DeadlineLoad | None]) -> float:
    return max(load.share for load in loads if load is not None)


def _deadline_bar(definition: Definition, path: str, loads: Sequence[DeadlineLoad | None]) -> Bar:
    code, title, _ = describe_deadline(definition, path)
    lengths: list[float | None] = []
    captions = []
    for load in loads:
        if load is None:
            lengths.append(None)
            captions.append("did not run")
        else:
            lengths.append(load.share)
            captions.append(f"{load.missed} of {load.counted}")
    return Bar(f"{code} {title}", tuple(lengths), tuple(captions))


def _chart(parts: list[str], y: int, title: str, bars: Sequence[Bar]) -> int:
    """Add the chart; return the height at which the next part may begin."""
    y += 14
    parts.append(_text(24, y, title, "head"))
    if not bars:
        return _note(parts, y + 20, "Nothing to show.")
    y += 10
    for bar in bars:
        height, thick = ROW, 16
        if len(bar.lengths) > 1:
            height, thick = 4 + THIN_ROW * len(bar.lengths), 12
        parts.append(_text(BAR_AT - 10, y + height // 2 + 4, _short(bar.label), "", "end"))
        for number, (length, caption) in enumerate(zip(bar.lengths, bar.captions, strict=True)):
            top = y + 3 + number * THIN_ROW
            parts += _bar(top, thick, length, caption, number)
        y += height
    return y


def _bar(top: int, thick: int, length: float | None, caption: str, number: int) -> Iterator[str]:
    if length is None:
        yield _text(BAR_AT, top + thick - 2, caption, "small")
        return
    box = f'x="{BAR_AT}" y="{top}"'
    yield f'<rect class="rail" {box} width="{BAR_WIDTH}" height="{thick}"/>'
    wide, colour = round(BAR_WIDTH * min(1.0, length), 1), _colour(number)
    yield f'<rect {box} width="{wide}" height="{thick}" fill="{colour}"/>'
    yield _text(BAR_AT + BAR_WIDTH + 8, top + thick - 3, caption, "small")


def _colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]


def _legend(parts: list[str], y: int, runs: Sequence[LoadRun]) -> int:
    if len(runs) == 1:
        return y
    for number, run in enumerate(runs):
        parts.append(f'<rect x="24" y="{y}" width="12" height="12" fill="{_colour(number)}"/>')
        parts.append(_text(42, y + 11, run.name))
        y += 18
    return y


def _note(parts: list[str], y: int, text: str) -> int:
    """Add a small line; return the height at which the next one may begin."""
    parts.append(_text(24, y, text, "small"))
    return y + 16


def _text(x: int, y: int, text: str, style: str = "", anchor: str = "start") -> str:
    kind = f' class="{style}"' if style else ""
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}"{kind}>{escape(clean(text))}</text>'


def _short(label: str) -> str:
    if len(label) <= LONGEST_LABEL:
        return label
    return label[: LONGEST_LABEL - 1] + "…"


def _fold_text(text: str, width: int) -> Iterator[str]:
    """Yield the text in rows of at most `width` letters; all but the first begin with a blank."""
    row = ""
    for word in text.split():
        if row and len(row) + 1 + len(word) > width:
            yield row
            row = " "
        row = f"{row} {word}" if row else word
    yield row
