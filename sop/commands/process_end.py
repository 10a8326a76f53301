"""Ends the process of a command without freeing every object first.

Python frees modules and values one by one at the end, which is a tenth of a daily command. The
system frees them at once.
"""

from __future__ import annotations

import atexit
import os
import sys
import threading


def end_process(code: int) -> None:
    """End this process with the exit code. Return where Python has to end it in its own way.

    What was printed is flushed, and what was registered to run at exit is run. Python ends the
    process where a thread still works, where what was printed cannot be written, or where the
    program is measured. Locks of files are freed by the system in both cases.
    """
    if threading.active_count() > 1 or sys.getprofile() is not None:
        return
    try:
        _flush_output()
        atexit._run_exitfuncs()
        _flush_output()  # what ran at exit may print
    except (OSError, ValueError):
        return
    os._exit(code)


def _flush_output() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # None where the caller closed it
            stream.flush()
