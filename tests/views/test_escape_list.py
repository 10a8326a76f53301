"""What leads out of a case in which nothing can be done."""

from __future__ import annotations

from sop.engine.standstill import Escape
from sop.model.suggestion import Suggestion
from sop.views.escape_list import escape_lines
from sop.views.labels import Wording
from sop.views.terminal.rows import as_text
from tests.views.example import DEFINITION, at

WORDING = Wording(DEFINITION, at("23T10:15"))


def escape(number: int, yours: bool = True) -> Escape:
    suggestion = Suggestion("raise", f"alarm_{number}", who=("lab",), yours=yours)
    return Escape("interrupt", f"Alarm {number}", suggestion)


def test_each_exit_has_its_command_or_whom_to_ask_and_the_rest_is_counted() -> None:
    fact = Escape("fact", "Is it night?", Suggestion("set", asks=("night",), who=("lab",)))
    told = as_text(escape_lines(WORDING, (escape(1), escape(2, yours=False), fact, escape(3)), 3))
    assert 'If so, raise "Alarm 1": raise alarm_1' in told
    assert 'If so, raise "Alarm 2": Ask LAB' in told
    assert "If it has changed, record it (Is it night?): set" in told
    assert "\u2026 and 1 more: next" in told
    assert as_text(escape_lines(WORDING, (escape(1),) * 5, 1), plain=True).isascii()


def test_a_case_that_goes_on_needs_none() -> None:
    assert escape_lines(WORDING, ()) == ()
