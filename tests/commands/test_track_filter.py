"""`--track` of `next` and `why`: one track of a case."""

from __future__ import annotations

from tests.commands.typing_in import Typist


def test_next_shows_one_track(recall: Typist) -> None:
    everything = recall.ok("next").data["items"]
    tracks = {item["id"].partition(".")[0] for item in everything}
    assert "recall" in tracks
    for track in sorted(tracks):
        shown = recall.ok("next", "--track", track).data["items"]
        assert shown == [one for one in everything if one["id"].startswith(f"{track}.")]
        assert shown
    wrong = recall.json("next", "--track", "recal")
    assert (wrong.code, "Did you mean" in wrong.json["message"]) == (2, True)


def test_why_explains_one_track(recall: Typist) -> None:
    rules = recall.ok("why", "--track", "recall").data["rules"]
    assert rules == recall.ok("why", "recall").data["rules"]
    assert recall.ok("why", "take_complaint", "--track", "recall").data["rules"]
    wrong = recall.json("why", "hazard", "--track", "recall")
    assert (wrong.code, "is not in the track 'recall'" in wrong.json["message"]) == (2, True)
