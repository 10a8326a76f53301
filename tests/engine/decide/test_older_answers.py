"""A warning about an older answer is for those only who may see the fact."""

from __future__ import annotations

from sop.engine.decide.older_answers import names_older_answer


def test_only_the_warning_of_an_older_answer_is_one() -> None:
    assert names_older_answer("At 10:00 the answer was no. This answer is older (09:00).")
    assert not names_older_answer("Event 3 now happened before event 2.")
