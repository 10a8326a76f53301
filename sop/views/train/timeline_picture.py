"""The time line as a picture: agencies as lanes, in each the own path above the model path.

SVG without scripts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sop.model.definition import Definition
from sop.model.training import Happening
from sop.views import date_text
from sop.views.event_text import sentence
from sop.views.formats.print_html import escape_html
from sop.views.labels import Wording
from sop.views.terminal.blocks import text_of

# Pixels: the picture's width, its margins, and the height of a lane.
WIDTH, LEFT, RIGHT, TOP, LANE = 960, 86, 14, 46, 46
OWN_LINE, MODEL_LINE = 15, 33  # from the top of a lane
TICKS = 6  # more moments in words would touch each other
LETTER = 7.6  # the greatest width of a letter, in the widest of the fonts that are used
LEGEND = (
    ("dot", "own path"),
    ("ring", "model path"),
    ("wrong", "another answer is better"),
    ("critical", "does harm"),
    ("refused", "refused"),
    ("inject", "inject"),
)
ELSEWHERE = ""  # the lane of what no agency did: injects


def time_line(
    definition: Definition,
    own: Sequence[Happening],
    model: Sequence[Happening],
    wrong: Mapping[int, str],
) -> str:
    """Return both paths. `wrong`: the number of an own answer -> `wrong` or `critical`."""
    shown_own = [one for one in own if _mark(one, wrong)]
    shown_model = [one for one in model if one.kind == "event"]
    moments = sorted({one.at for one in (*shown_own, *shown_model)})
    lanes = _lanes(definition, (*shown_own, *shown_model))
    height = TOP + LANE * len(lanes) + 30
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}">',
            *_legend(),
            *_lane_lines(definition, lanes),
            *_ticks(definition, moments, height),
            *_points(definition, shown_model, moments, lanes, {}, below=True),
            *_points(definition, shown_own, moments, lanes, wrong, below=False),
            "</svg>",
        )
    )


def _mark(one: Happening, wrong: Mapping[int, str]) -> str:
    """Return the kind of mark for what happened; empty: no mark."""
    if one.kind == "answered":
        return wrong.get(one.number, "")
    if one.kind == "refused":
        return "refused" if one.own else ""
    return {"event": "dot", "inject": "inject"}.get(one.kind, "")


def _lanes(definition: Definition, happenings: Sequence[Happening]) -> dict[str, int]:
    """Return agency -> its lane, in the order of the file; injects last."""
    here = {one.by or ELSEWHERE for one in happenings}
    named = [name for name in (*definition.stakeholders, ELSEWHERE) if name in here]
    return {name: place for place, name in enumerate(named)}


def _lane_lines(definition: Definition, lanes: Mapping[str, int]) -> Iterator[str]:
    for name, place in lanes.items():
        top = TOP + LANE * place
        short = definition.stakeholders[name].short if name else "injects"
        fill = "#f2f2f2" if place % 2 == 0 else "#fff"
        yield f'<rect x="0" y="{top}" width="{WIDTH}" height="{LANE}" fill="{fill}"/>'
        yield f'<text x="4" y="{top + 27}" font-weight="bold">{escape_html(short)}</text>'
        yield _lane_line(top + OWN_LINE, 'stroke="#999"')
        yield _lane_line(top + MODEL_LINE, 'stroke="#999" stroke-dasharray="2 3"')


def _lane_line(y: int, style: str) -> str:
    return f'<line x1="{LEFT}" y1="{y}" x2="{WIDTH - RIGHT}" y2="{y}" {style}/>'


def _legend() -> Iterator[str]:
    x = float(LEFT)
    for kind, label in LEGEND:
        yield _shape(kind, x, 12, "")
        yield f'<text x="{x + 9}" y="16">{label}</text>'
        x += 30 + LETTER * len(label)


def _ticks(definition: Definition, moments: Sequence[datetime], height: int) -> Iterator[str]:
    """Yield some moments in words below the lanes.

    Equal distances show the order, not the lengths of time: a night would take all the room.
    """
    step = max(1, (len(moments) - 1) // TICKS or 1)
    free = 0.0  # where the next words may begin
    for place in range(0, len(moments), step):
        x = _x(place, len(moments))
        text = date_text.moment(moments[place], definition.timezone, moments[0], weekday=False)
        wide = LETTER * len(text)
        begins = max(0.0, min(x - wide / 2, WIDTH - wide))
        if begins < free:
            continue
        free = begins + wide + 8
        yield f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{height - 30}" stroke="#ccc"/>'
        middle = f'x="{begins + wide / 2:.1f}" y="{height - 14}" text-anchor="middle"'
        yield f"<text {middle}>{escape_html(text)}</text>"


def _x(place: int, count: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (place + 0.5) / max(count, 1)


def _points(
    definition: Definition,
    happenings: Sequence[Happening],
    moments: Sequence[datetime],
    lanes: Mapping[str, int],
    wrong: Mapping[int, str],
    below: bool,
) -> Iterator[str]:
    places = {at: place for place, at in enumerate(moments)}
    room = (WIDTH - LEFT - RIGHT) / max(len(moments), 1)
    line = MODEL_LINE if below else OWN_LINE
    counts: Counter[tuple[str, datetime]] = Counter()
    for one in happenings:
        lane = one.by or ELSEWHERE
        # Marks of one lane and moment are side by side, in the room of their moment.
        shift = min(counts[lane, one.at] * 7.0, room * 0.45) - min(3.5, room * 0.2)
        counts[lane, one.at] += 1
        x = _x(places[one.at], len(moments)) + shift
        kind = "ring" if below else _mark(one, wrong)
        yield _shape(kind, x, TOP + LANE * lanes[lane] + line, _happening_text(definition, one))


def _shape(kind: str, x: float, y: float, title: str) -> str:
    """Return one mark. Its shape has the meaning; colour only repeats it."""
    inside = f"<title>{escape_html(title)}</title>" if title else ""
    match kind:
        case "dot":
            return f'<circle cx="{x:.1f}" cy="{y}" r="4" fill="#1a4f8a">{inside}</circle>'
        case "ring":
            ring = 'fill="#fff" stroke="#1a4f8a" stroke-width="1.5"'
            return f'<circle cx="{x:.1f}" cy="{y}" r="3.6" {ring}>{inside}</circle>'
        case "refused":
            box = 'width="8" height="8" fill="#fff" stroke="#7a0000"'
            return f'<rect x="{x - 4:.1f}" y="{y - 4}" {box}>{inside}</rect>'
        case "inject":
            return f'<path d="M{x:.1f} {y - 5}l5 9h-10z" fill="#6b4f00">{inside}</path>'
    wide, colour = 1.8, "#b34700"
    if kind == "critical":
        wide, colour = 3.2, "#7a0000"
    cross = f"M{x - 5:.1f} {y - 5}l10 10M{x + 5:.1f} {y - 5}l-10 10"
    return f'<path d="{cross}" stroke="{colour}" stroke-width="{wide}" fill="none">{inside}</path>'


def _happening_text(definition: Definition, one: Happening) -> str:
    wording = Wording(definition, one.at)
    text = " ".join(one.text.split())
    if one.event is not None:
        text = text_of(sentence(wording, one.event))
    return f"{wording.moment(one.at)} {text}"
