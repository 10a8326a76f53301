"""The actions that the guided way passes over because they are not needed, in one line."""

from __future__ import annotations

from sop.engine.checklist_lines import ActionLine, Checklist
from sop.views.terminal.blocks import Blocks, line
from sop.views.turn_screen import cut_text

LONGEST_REASON = 150
"""Letters: with its heading the line fits two rows of a terminal; `sop why` has the whole rule."""


def unneeded_lines(checklist: Checklist, done: str, following: str | None) -> Blocks:
    """Return `I2.2 is not needed. It is needed only if …` for what comes between two actions.

    `done` is the path of the action that was done. `following` is that of the next one in its step;
    None: nothing more of the step comes. Nothing where the step was left.
    """
    passed = _list_between(checklist, done, following)
    texts = [
        reason.what
        for one in passed
        if one.state == "not_needed"
        for reason in one.reasons
        if reason.code == "not_needed"
    ]
    if not texts:
        return ()
    whole = " ".join(f"{text.rstrip('.')}." for text in texts)
    return (line(cut_text(whole, LONGEST_REASON), hang=2),)


def _list_between(checklist: Checklist, done: str, following: str | None) -> tuple[ActionLine, ...]:
    for track in checklist.tracks:
        paths = [one.path for one in track.actions]
        if done not in paths:
            continue
        first = paths.index(done) + 1
        last = paths.index(following) if following in paths else len(paths)
        return tuple(track.actions[first:last])
    return ()
