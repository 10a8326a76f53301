"""The codes of tracks that have none in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.definition.sample import SMALL, compiled, written


@pytest.mark.parametrize(
    ("titles", "codes"),
    [
        (["Recall", "Return", "Refund"], ["R", "RE", "REF"]),
        (["Recall", "Recall", "Recall"], ["R", "RE", "REC"]),
        (["Été", "Zürich"], ["E", "Z"]),
        (["Ελλάδα", "Ελλάδα"], ["T", "A"]),
    ],
)
def test_a_track_without_a_code_gets_the_first_free_capitals(
    tmp_path: Path, titles: list[str], codes: list[str]
) -> None:
    body = SMALL[SMALL.index("    title: Recall") :]
    tracks = "".join(
        f"  t{at}:\n{body.replace('title: Recall', f'title: {title}')}"
        for at, title in enumerate(titles)
    )
    definition = compiled(written(tmp_path, SMALL[: SMALL.index("  recall:")] + tracks))
    assert [track.code for track in definition.tracks.values()] == codes
