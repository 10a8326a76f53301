"""What was recorded since the last turn of the guided way, in a few lines."""

from __future__ import annotations

from collections.abc import Sequence

from sop.casework.visibility import VisibleEvent
from sop.model.events import Event, FactsRecorded
from sop.model.suggestion import Suggestion
from sop.views.event_text import facts_text, sentence
from sop.views.labels import Wording
from sop.views.terminal.blocks import Blocks, Span, line, text_of
from sop.views.turn_screen import cut_text

LONGEST_NEWS = 120
"""Letters of what was recorded: with its number it fits two rows."""


def news_lines(
    wording: Wording,
    events: Sequence[VisibleEvent],
    own: bool,
    typed: Sequence[Suggestion] | None = None,
) -> Blocks:
    """Return what new events recorded: those of the user, or those of others.

    `typed` are the commands by which the user could have recorded them, empty where no line does
    the same; None: what was recorded is not undone by a key.
    """
    if not events:
        return ()
    texts = [_news_text(wording, seen.event) for seen in events]
    numbers = ", ".join(str(seen.event.id) for seen in events)
    cut = cut_text("; ".join(texts), LONGEST_NEWS)
    what = cut if cut.endswith(".") else f"{cut}."  # what was cut ends with dots
    word = "event" if len(events) == 1 else "events"
    if own:
        recorded = line(Span("Recorded", "good"), f" as {word} {numbers}: {what}", hang=2)
        if typed is None:
            return (recorded,)
        commands = [part for one in typed for part in (one, "   ")]
        label = ("As a command: ",) if commands else ()
        return (recorded, line(*label, *commands, "To undo: u", indent=2, hang=2))
    who = ", ".join(dict.fromkeys(wording.signature(seen.event) for seen in events))
    return (line(Span("Meanwhile", "caution"), f" ({word} {numbers}, {who}): {what}", hang=2),)


def _news_text(wording: Wording, event: Event) -> str:
    """Return what the event did, with the facts that it records."""
    text = text_of(sentence(wording, event))
    facts = getattr(event.body, "facts", {})
    if not facts or isinstance(event.body, FactsRecorded):
        return text
    return f"{text} ({facts_text(wording, facts)})"
