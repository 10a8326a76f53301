"""A simulation as one SVG picture: how much of their time people work, how long work waits, what comes too late.

One file, no script, nothing from elsewhere. Every bar has its number beside it, so that no colour says anything alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from sop.model.definition import Definition
from sop.model.simulation_result import LoadReport, LoadRun
from sop.model.value import value
from sop.views.sanitize import clean
from sop.views.simulation import describe_deadline, hours, percent

WIDTH, ROW, BAR_AT, BAR_WIDTH = 800, 22, 300, 380
COLOURS = ("#1b4f8a", "#b4540a", "#3d7a37", "#6b4a91")
MOST_DEADLINES = 15
STYLE = """text{font-family:system-ui,sans-serif;font-size:13px;fill:#1a1a1a}
.title{font-size:20px;font-weight:600}.head{font-size:15px;font-weight:600}.small{font-size:11.5px;fill:#444}
.rail{fill:#e9e9e9}"""


@value
class Bar:
    """One bar of each run: how long, from 0 to 1, and the words beside it. None: no bar, only the words."""

    label: str
    lengths: tuple[float | None, ...]
    said: tuple[str, ...]


def simulation_svg(definition: Definition, report: LoadReport) -> str:
    """The picture."""
    parts: list[str] = []
    y = 14
    for row in _fold_text(f"Simulated load: {report.title}", 68):
        y += 24
        parts.append(_text(24, y, row.strip(), "title"))
    y = _note(
        parts,
        y + 22,
        f"{report.workflow} {report.version}, {report.runs[0].cases} cases, seed {report.seed}. "
        "Assumed, not measured.",
    )
    y = _legend(parts, y + 6, report.runs)
    for title, bars in _charts(definition, report.runs):
        y = _chart(parts, y + 20, title, bars)
    y = _note(parts, y + 24, "Assumed:")
    for one in report.assumed:
        for row in _fold_text(f"- {one}", 118):
            y = _note(parts, y, row)
    return _document(parts, y + 8, report)


def _document(parts: Sequence[str], height: int, report: LoadReport) -> str:
    title = escape(clean(f"Simulated load of {report.workflow}"))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'style="width:100%;max-width:{WIDTH}px;height:auto" aria-label="{title}">'
    )
    back = f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>'
    return "\n".join(
        (head, f"<title>{title}</title>", f"<style>{STYLE}</style>", back, *parts, "</svg>")
    )


def _charts(definition: Definition, runs: Sequence[LoadRun]) -> Iterator[tuple[str, list[Bar]]]:
    yield "Share of their time at work", _use(definition, runs)
    yield "Wait before work begins, mean", _waits(definition, runs)
    yield "Deadlines missed", _deadlines(definition, runs)


def _use(definition: Definition, runs: Sequence[LoadRun]) -> list[Bar]:
    bars = []
    for loads in zip(*(run.stakeholders for run in runs), strict=True):
        if loads[0].jobs:
            lengths = tuple(one.utilisation for one in loads)
            said = tuple(
                f"always enough people: {one.busy:.2f} at work on average"
                if one.utilisation is None
                else f"{percent(one.utilisation)} of {one.staff}"
                for one in loads
            )
            bars.append(Bar(definition.stakeholders[loads[0].stakeholder].short, lengths, said))
    return bars


def _waits(definition: Definition, runs: Sequence[LoadRun]) -> list[Bar]:
    rows = [
        loads
        for loads in zip(*(run.stakeholders for run in runs), strict=True)
        if loads[0].staff is not None
    ]
    most = max((one.wait.mean or 0.0 for loads in rows for one in loads), default=0.0) or 1.0
    return [
        Bar(
            definition.stakeholders[loads[0].stakeholder].short,
            tuple((one.wait.mean or 0.0) / most for one in loads),
            tuple(hours(one.wait.mean) or "no work" for one in loads),
        )
        for loads in rows
    ]


def _deadlines(definition: Definition, runs: Sequence[LoadRun]) -> list[Bar]:
    found = [{one.path: one for one in run.deadlines} for run in runs]
    shares = {
        path: max(one[path].share for one in found if path in one) for one in found for path in one
    }
    worst = sorted(
        (path for path, share in shares.items() if share > 0), key=lambda path: -shares[path]
    )
    bars = []
    for path in worst[:MOST_DEADLINES]:
        code, title, _ = describe_deadline(definition, path)
        loads = [one.get(path) for one in found]
        said = tuple(
            "did not run" if one is None else f"{one.missed} of {one.counted}" for one in loads
        )
        bars.append(
            Bar(f"{code} {title}", tuple(None if one is None else one.share for one in loads), said)
        )
    return bars


def _chart(parts: list[str], y: int, title: str, bars: Sequence[Bar]) -> int:
    """The chart's parts; where the next thing may stand."""
    y += 14
    parts.append(_text(24, y, title, "head"))
    if not bars:
        return _note(parts, y + 20, "Nothing to show.")
    y += 10
    for bar in bars:
        height = ROW if len(bar.lengths) == 1 else 4 + 15 * len(bar.lengths)
        parts.append(_text(BAR_AT - 10, y + height // 2 + 4, _short(bar.label), "", "end"))
        for number, (length, said) in enumerate(zip(bar.lengths, bar.said, strict=True)):
            top = y + 3 + number * 15
            thick = 16 if len(bar.lengths) == 1 else 12
            if length is None:
                parts.append(_text(BAR_AT, top + thick - 2, said, "small"))
                continue
            parts.append(
                f'<rect class="rail" x="{BAR_AT}" y="{top}" width="{BAR_WIDTH}" height="{thick}"/>'
            )
            wide, colour = round(BAR_WIDTH * min(1.0, length), 1), COLOURS[number % len(COLOURS)]
            parts.append(
                f'<rect x="{BAR_AT}" y="{top}" width="{wide}" height="{thick}" fill="{colour}"/>'
            )
            parts.append(_text(BAR_AT + BAR_WIDTH + 8, top + thick - 3, said, "small"))
        y += height
    return y


def _legend(parts: list[str], y: int, runs: Sequence[LoadRun]) -> int:
    if len(runs) == 1:
        return y
    for number, run in enumerate(runs):
        parts.append(
            f'<rect x="24" y="{y}" width="12" height="12" fill="{COLOURS[number % len(COLOURS)]}"/>'
        )
        parts.append(_text(42, y + 11, run.name))
        y += 18
    return y


def _note(parts: list[str], y: int, said: str) -> int:
    parts.append(_text(24, y, said, "small"))
    return y + 16


def _text(x: int, y: int, said: str, style: str = "", anchor: str = "start") -> str:
    kind = f' class="{style}"' if style else ""
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}"{kind}>{escape(clean(said))}</text>'


def _short(label: str) -> str:
    return label if len(label) <= 38 else label[:37] + "…"


def _fold_text(said: str, width: int) -> Iterator[str]:
    row = ""
    for word in said.split():
        if row and len(row) + 1 + len(word) > width:
            yield row
            row = " "
        row = f"{row} {word}" if row else word
    yield row
