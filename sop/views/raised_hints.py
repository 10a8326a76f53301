"""Advice to raise an interrupt, which a turn leaves out once the interrupt is raised."""

from __future__ import annotations

import re

from sop.engine.checklist_lines import Checklist, TrackLine
from sop.model.definition import Definition

SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+")
ADVICE = re.compile(r"(?:: |\()sop raise (?P<name>[a-z][a-z0-9_]*)\)?[.!]?$")
"""How a text names the command: behind a colon or in brackets, at the end of its sentence. In any
other place the sentence may say more than that, and it is shown."""


def without_raised_hints(definition: Definition, checklist: Checklist, text: str) -> str:
    """Return the text without the sentences that advise to raise what is raised already.

    An interrupt is raised while its track is at the step to which it leads, or that step waits.
    """
    sentences = SENTENCE_ENDS.split(text)
    return " ".join(one for one in sentences if not _is_over(definition, checklist, one))


def _is_over(definition: Definition, checklist: Checklist, sentence: str) -> bool:
    found = ADVICE.search(sentence)
    if found is None:
        return False
    return any(_is_raised(definition, track, found["name"]) for track in checklist.tracks)


def _is_raised(definition: Definition, track: TrackLine, name: str) -> bool:
    interrupt = definition.tracks[track.track].interrupts.get(name)
    if interrupt is None:
        return False
    return interrupt.to == track.step or any(one.id == interrupt.to for one in track.waits)
