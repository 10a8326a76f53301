"""Conditions in words: titles and codes in place of paths, the author's words for the rest."""

from __future__ import annotations

import pytest

from sop.engine.condition_text import (
    claim_line,
    describe_hold,
    describe_line,
    describe_position,
)
from sop.model.condition import Condition
from tests.engine import building as b

LOOK = b.step("look", b.action("ask"), b.outcome("over", "end"))
FIND = b.track("find", LOOK, b.step("end"))
DEFINITION = b.workflow(FIND, facts=(b.flag("wet"), b.number("tests", 0, 3)))


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (b.yes("wet"), '"wet" is yes'),
        (b.negated(b.yes("wet")), '"wet" is no'),
        (b.known("wet"), '"wet" is known'),
        (b.negated(b.known("wet")), '"wet" is not known'),
        (b.status("find", "ended"), '"find is ended"'),
        (b.done("find.look.ask"), "F1.1 is done"),
        (b.negated(b.done("find.look.ask")), "F1.1 is not done"),
        (b.current("find.look"), 'FIND is at F1 "Look"'),
        (b.negated(b.current("find.look")), 'FIND is not at F1 "Look"'),
        (b.current("find.end"), 'FIND has ended at "End"'),
        (b.negated(b.current("find.end")), 'FIND has not ended at "End"'),
        (b.visited("find.look"), 'FIND has reached F1 "Look"'),
        (b.negated(b.visited("find.end")), 'FIND has not reached "End"'),
        (b.both(b.current("find.look"), b.yes("wet")), 'FIND is at F1 "Look" and "wet" is yes'),
        (
            b.negated(b.both(b.current("find.look"), b.yes("wet"))),
            'FIND is not at F1 "Look" or "wet" is no',
        ),
        (
            b.negated(b.either(b.done("find.look.ask"), b.at_least("tests", 2))),
            'F1.1 is not done and "tests is at least 2" is not true',
        ),
        (
            b.both(b.either(b.done("find.look.ask"), b.yes("wet")), b.current("find.look")),
            '(F1.1 is done or "wet" is yes) and FIND is at F1 "Look"',
        ),
    ],
)
def test_a_condition_reads_with_titles_and_without_paths(condition: Condition, words: str) -> None:
    assert describe_line(DEFINITION, condition) == words


def test_quoted_words_become_a_sentence_and_a_sentence_stays_one() -> None:
    assert claim_line(DEFINITION, b.at_least("tests", 2)) == '"tests is at least 2" is true'
    assert claim_line(DEFINITION, b.yes("wet")) == '"wet" is yes'
    assert claim_line(DEFINITION, b.current("find.end")) == 'FIND has ended at "End"'


def test_a_track_is_at_a_step_has_ended_or_has_not_started() -> None:
    find = DEFINITION.tracks["find"]
    assert describe_position(find, None) == "FIND has not started"
    assert describe_position(find, find.steps["look"]) == 'FIND is at F1 "Look"'
    assert describe_position(find, find.steps["end"]) == 'FIND has ended at "End"'


def test_a_hold_names_the_parts_that_hold_also_while_they_are_not_yet_known() -> None:
    look, wet = b.current("find.look"), b.yes("wet")
    assert describe_hold(DEFINITION, (look,)) == 'FIND is at F1 "Look"'
    assert describe_hold(DEFINITION, (b.known("wet"),)) == '"wet" is known'
    both = 'FIND is at F1 "Look", and "wet" is yes or not yet known'
    assert describe_hold(DEFINITION, (look, wet)) == both
    number = '"tests is at least 2" is true or not yet known'
    assert describe_hold(DEFINITION, (b.at_least("tests", 2),)) == number
    one_line = '(FIND is at F1 "Look" and "wet" is yes, or this is not yet known)'
    assert describe_hold(DEFINITION, (b.both(look, wet),)) == one_line
