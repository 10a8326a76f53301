"""How wrong a clock was, as people write it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sop.casework.parse_shift import parse_shift
from sop.model.refusal import UsageError


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("+2h", 120),
        ("-45min", -45),
        ("-45 m", -45),
        ("+1h30", 90),
        ("+1h 30m", 90),
        ("+1d", 24 * 60),
        ("-1d2h", -26 * 60),
        (" +3 hours ", 180),
    ],
)
def test_a_shift_has_a_sign_and_a_length(text: str, minutes: int) -> None:
    assert parse_shift(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["2h", "", "+", "+2", "+0h", "+h", "+2x", "two hours", "+2h-1m"])
def test_another_text_is_refused_with_the_forms_that_are_read(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_shift(text)
    assert text.strip() in refused.value.message
    assert "+2h" in refused.value.remedy
