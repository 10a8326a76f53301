"""A dotted path names its track, its step and what holds it."""

from __future__ import annotations

import json

from sop.model.dotted_path import DottedPath


def test_a_path_is_the_text_that_it_reads() -> None:
    path = DottedPath("repair.find.report")
    assert path == "repair.find.report"
    assert json.dumps(path) == '"repair.find.report"'
    assert {path: 1}["repair.find.report"] == 1


def test_a_path_names_its_parts() -> None:
    path = DottedPath("repair.find.report")
    assert (path.track, path.step, path.name, path.parent) == (
        "repair",
        "find",
        "report",
        "repair.find",
    )
    assert (path.parent.name, path.parent.parent, DottedPath("repair").parent) == (
        "find",
        "repair",
        "",
    )
