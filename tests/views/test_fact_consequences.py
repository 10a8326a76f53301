"""The screen of what a correction changes."""

from __future__ import annotations

from sop.casework.fact_changes import ChangeConsequences
from sop.casework.visibility import filter_events
from sop.engine.change_consequences import RefusedEvent
from sop.views.fact_consequences import consequences_screen
from sop.views.labels import Wording
from sop.views.terminal.blocks import Line, text_of
from tests.engine import building as b
from tests.engine.building import Run


def lines(found: ChangeConsequences) -> list[str]:
    look = b.step(
        "look",
        b.action("ask", records=("consent",)),
        b.action("take", when=(b.is_("consent", "given"),)),
        b.outcome("over", "end"),
    )
    facts = (b.choice("consent", "given", "refused"),)
    run = Run(b.workflow(b.track("find", look, b.step("end")), facts=facts))
    run.do("ask", consent="given")
    run.do("take")
    seen = filter_events(run.definition, run.events, "lab")
    shown = consequences_screen(Wording(run.definition, run.now), found, seen)
    return [text_of(one.left) for one in shown if isinstance(one, Line)]


def test_each_event_is_named_with_what_it_did_and_why_it_would_be_refused() -> None:
    found = ChangeConsequences((RefusedEvent(3, ("not_needed",)),), (), (3,), is_correction=True)
    assert lines(found) == [
        "If you go on:",
        "Event 3 (Done: F1.2 Take) would no longer be accepted at its place (not_needed).",
        "Event 3 (Done: F1.2 Take) rested on the value.",
        "These events stay in the history. What must change is a new event.",
    ]
