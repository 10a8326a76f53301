"""What a correction of a fact, or a change from now on, changes: shown before it is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sop.casework.fact_changes import ChangeConsequences
from sop.casework.visibility import VisibleEvent
from sop.views.event_text import sentence
from sop.views.labels import Wording
from sop.views.terminal.blocks import Block, Blocks, Line, Span, line, text_of


def consequences_screen(
    wording: Wording, found: ChangeConsequences, history: Sequence[VisibleEvent]
) -> Blocks:
    """Return what changes, each event with what it did; `history` is as the user may see it."""
    events = {seen.event.id: seen for seen in history}
    blocks: list[Block] = [line(Span("If you go on:", "strong", "If you go on"))]
    for refused in found.events:
        codes = f" ({', '.join(refused.codes)})" if refused.codes else ""
        refusal = f"would no longer be accepted at its place{codes}"
        blocks.append(_event_line(wording, events[refused.id], refusal))
    for name in found.guarantees:
        because = wording.definition.guarantees[name].because
        reason = f": {because}" if because else "."
        blocks.append(line(f"The history breaks the guarantee {name}{reason}", indent=1))
    for number in found.rested:
        blocks.append(_event_line(wording, events[number], "rested on the value"))
    blocks += _last_lines(found)
    return tuple(blocks)


def _event_line(wording: Wording, seen: VisibleEvent, what: str) -> Line:
    did = text_of(sentence(wording, seen.event))
    return line(f"Event {seen.event.id} ({did}) {what}.", indent=1)


def _last_lines(found: ChangeConsequences) -> Iterator[Line]:
    if found.events or found.rested:
        yield line("These events stay in the history. What must change is a new event.", indent=1)
