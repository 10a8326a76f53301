"""Ctrl-C: ends the process silently, except while a command runs, which then ends in words.

Python turns Ctrl-C into an exception wherever it is, also inside an import or while it reports an
error, and prints a traceback. So its handler is set only around the command itself.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def interrupts_heard() -> Iterator[None]:
    """Let Ctrl-C raise KeyboardInterrupt inside; a process that ignores it goes on ignoring it.

    Afterwards it is as before, unless the command has begun to write: then it stays ignored until
    the answer is printed.
    """
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_DFL or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, signal.SIG_DFL)


def end_on_lost_interrupt() -> None:
    """End the process where Python would drop a Ctrl-C and print that it was ignored.

    It does so inside callbacks, such as those of an import.
    """
    shown = sys.unraisablehook

    def hook(lost: Any) -> None:
        if not issubclass(lost.exc_type, KeyboardInterrupt):
            shown(lost)
        elif signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGINT)

    sys.unraisablehook = hook
