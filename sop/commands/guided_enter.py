"""Enter that records: it counts only where it was typed for the turn that is on the screen."""

from __future__ import annotations

import select
import sys

from sop.commands.guided_visit import GuidedVisit

TYPED_EARLY = (
    "What was typed before this was shown was not read, because Enter records here. Type it again."
)


def read_entered_line(visit: GuidedVisit, prompt: str, code: str) -> str:
    """Return what is typed at a turn that Enter answers.

    Enter for something else, such as to go back from a list, may be typed once too often: directly
    after it the first Enter only asks for a second one.
    """
    while True:
        if discard_early_lines():
            visit.prompt.takes_enter = False
            visit.screen.say(TYPED_EARLY)
        may_record = visit.prompt.takes_enter
        typed = visit.prompt.text(f"{prompt}:")
        if typed:
            return typed
        visit.prompt.takes_enter = True  # this line was typed for this turn
        if may_record:
            return typed
        visit.screen.say(
            f"Nothing was recorded. Press Enter again to record {code}, or type a key."
        )


def discard_early_lines() -> bool:
    """Discard whole lines that wait at the terminal; return whether there were any.

    They were typed for what was on the screen before. A pipe and a file are read as they are.
    """
    try:
        import termios  # late: not on every system
    except ImportError:
        return False
    try:
        number = sys.stdin.fileno()
        if not sys.stdin.isatty() or not select.select([number], [], [], 0)[0]:
            return False
        termios.tcflush(number, termios.TCIFLUSH)
    except (OSError, ValueError, termios.error):  # no terminal of the system
        return False
    return True
