"""The options of every command, as values."""

from __future__ import annotations

from sop.commands.common_options import CommonOptions


def test_json_is_a_format_and_nothing_is_given_by_default() -> None:
    assert CommonOptions(format="json").json
    assert CommonOptions() == CommonOptions(format="text", plain=False, yes=False, force=False)
    assert not CommonOptions().json
