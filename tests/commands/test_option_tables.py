"""The tables of shared options."""

from __future__ import annotations

from sop.commands.option_tables import EVERYWHERE, OF_A_CASE, OF_A_CHANGE, OF_A_FILE, OF_A_WRITE


def test_a_write_has_every_option_of_a_change_and_no_option_is_in_two_tables() -> None:
    assert OF_A_CHANGE.items() <= OF_A_WRITE.items()
    tables = (EVERYWHERE, OF_A_CASE, OF_A_WRITE, OF_A_FILE)
    assert len({name for table in tables for name in table}) == sum(map(len, tables))
