"""The words of the picture of a session do not overlap."""

from __future__ import annotations

import re
from itertools import pairwise

from sop.views.train.timeline_picture import LEGEND, LETTER, WIDTH, time_line
from tests.training.games import right_to_the_end, started


def test_the_words_of_the_time_line_do_not_overlap() -> None:
    stage = right_to_the_end(started())
    picture = time_line(stage.definition, stage.happenings, stage.happenings, {})
    words = [
        (float(x), float(y), said)
        for x, y, said in re.findall(r'<text x="([\d.]+)" y="([\d.]+)".*?>(.*?)<', picture)
    ]
    legend = [(x, said) for x, y, said in words if y == 16]
    assert len(legend) == len(LEGEND)
    assert all(x + LETTER * len(said) < after for (x, said), (after, _) in pairwise(legend))
    ticks = [(x, LETTER * len(said) / 2) for x, y, said in words if y > 60 and ":" in said]
    assert len(ticks) >= 3
    assert all(x + half < after - next_half for (x, half), (after, next_half) in pairwise(ticks))
    assert all(x - half >= 0 and x + half <= WIDTH for x, half in ticks)
