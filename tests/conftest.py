"""What all tests share."""

from __future__ import annotations

import signal

# Where the run itself was started with Ctrl-C or hang-up ignored (in the background, say), every process that a test
# starts would ignore them too, and a test of Ctrl-C would judge the shell instead of the program.
signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
