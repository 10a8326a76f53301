"""The last lines of `sop next`: what the reader's own next action waits for, then the others."""

from __future__ import annotations

import pytest

from sop.engine.checklist_lines import ActionLine
from sop.model.refusal import Reason
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from sop.views.next_actions import next_screen
from sop.views.terminal.blocks import Parts, text_of
from tests.views.example import DEFINITION, listed

TELL = "recall.assessment.tell_office"
INTERVIEW = "recall.assessment.interview"
DO_TELL = Suggestion("do", "R1.1", who=("lab",), yours=False)
ORDER = Reason("out_of_order", "R1.1 comes first.", ("lab",), DO_TELL, at=TELL)


def footer(viewer: str | None, *items: ActionLine) -> str:
    parts = next_screen(DEFINITION, listed("23T10:15"), items, viewer)[-1]
    assert isinstance(parts, Parts)
    return "|" + "|".join(map(text_of, parts.pieces))


def waiting(*reasons: Reason) -> ActionLine:
    return ActionLine(INTERVIEW, "R1.2", "Ask", ("office",), "waiting", True, reasons)


OPEN = ActionLine("laboratory.testing.measure", "L1.1", "Measure", ("lab",), "open", True)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (Reason("out_of_order", "R1.1 comes first.", ("lab",), at=TELL), "R1.2 waits for R1.1."),
        (Reason("on_hold", "It is on hold."), "R1.2 is on hold."),
        (
            Reason("fact_unknown", "?", fact="injured", ask="Is anybody injured?"),
            "R1.2 waits for the answer to the question: Is anybody injured?",
        ),
        (Reason("gate_closed", "It is not allowed."), "R1.2 is not possible yet."),
    ],
)
def test_the_reader_s_own_next_action_comes_before_those_of_others(
    reason: Reason, words: str
) -> None:
    shown = footer("office", OPEN, waiting(reason))
    assert (
        f"|No action for OFFICE can be done now: {words}|Most urgent: ask LAB to do L1.1.|" in shown
    )


def test_requests_to_others_are_one_list_the_most_urgent_first() -> None:
    wait = "your R1.2 waits for it"
    nothing = "|No action for OFFICE can be done now. "
    shown = footer("office", OPEN, waiting(ORDER))
    assert f"{nothing}Ask LAB: first L1.1 (most urgent), then R1.1 ({wait}).|" in shown
    by_shop = replace(OPEN, by=("shop",))
    shown = footer("office", by_shop, waiting(ORDER))
    first = "First ask SHOP to do L1.1 (most urgent)"
    assert f"{nothing}{first}, then LAB to do R1.1 ({wait}).|" in shown
    same = replace(OPEN, path=TELL, code="R1.1")
    shown = footer("office", same, waiting(ORDER))
    assert f"{nothing}Ask LAB to do R1.1 (most urgent, and {wait}).|" in shown
    assert f"{nothing}Ask LAB to do R1.1 ({wait}).|" in footer("office", waiting(ORDER))


def test_who_has_no_action_learns_that_and_who_has_one_starts() -> None:
    assert "|No action for SHOP can be done now.|Most urgent: ask LAB to do L1.1.|" in footer(
        "shop", OPEN
    )
    assert "|No action" not in footer("lab", OPEN)
    assert "Most urgent" not in footer("lab", OPEN)
    assert "|No action" not in footer(None, OPEN)


SEIZED = "When was the batch seized?"


def unanswered(fact: str, question: str, suggest: Suggestion | None) -> ActionLine:
    reason = Reason("fact_unknown", "?", ("office",), suggest, ask=question, fact=fact)
    return ActionLine(TELL, "R1.1", "Tell", ("lab",), "unknown", True, (reason,))


def test_a_question_for_the_reader_is_shown_with_the_command_that_answers_it() -> None:
    own = unanswered("seized_at", SEIZED, Suggestion("set", asks=("seized_at",), who=("office",)))
    assert f"|You can answer a question: {SEIZED} Do: |" in footer("office", own, own)
    assert "question" not in footer("shop", own)
    assert "question" not in footer(None, own)
    other = Suggestion("set", asks=("seized_at",), who=("lab",), yours=False)
    assert "question" not in footer("office", unanswered("seized_at", SEIZED, other))


def test_a_question_that_an_action_asks_later_names_the_action() -> None:
    asked = unanswered("injured", "Is anybody injured or ill?", None)
    line = "A question for you: Is anybody injured or ill? You answer it when you do R1.2."
    assert f"|{line}|" in footer("office", asked)
    ready = unanswered("seized_at", SEIZED, Suggestion("set", asks=("seized_at",), who=("office",)))
    shown = footer("office", asked, ready)
    assert shown.index("You can answer") < shown.index("A question for you")
