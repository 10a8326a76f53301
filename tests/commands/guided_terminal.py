"""A terminal in which a person goes the guided way; every key that is pressed is counted."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

PATIENCE = 60
"""Seconds for one turn on a busy machine."""
QUIET = 0.12
"""Seconds without output after which a question counts as asked."""
ASKS = (": ", "] ", "? ")
"""How a question ends."""


class GuidedTerminal:
    """`sop go` in a pseudo terminal. `keys` counts every key, Enter too."""

    def __init__(
        self,
        folder: Path,
        *words: str,
        rows: int = 24,
        columns: int = 80,
        **variables: str,
    ) -> None:
        self.keys = 0
        self.screens: list[str] = []
        environ = {name: text for name, text in os.environ.items() if not name.startswith("SOP_")}
        for name in ("TMUX_PANE", "STY", "WINDOW", "CI", "COLUMNS", "LINES"):
            environ.pop(name, None)
        environ |= {
            "TERM": "xterm",
            "NO_COLOR": "1",
            "PAGER": "cat",
            "PYTHONUTF8": "1",
            **variables,
        }
        self._screen, keyboard = pty.openpty()
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(keyboard, termios.TIOCSWINSZ, size)
        self._program = subprocess.Popen(
            [sys.executable, "-m", "sop", *(words or ("go",))],
            cwd=folder,
            env=environ,
            stdin=keyboard,
            stdout=keyboard,
            stderr=keyboard,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(keyboard)
        self.shown = self.read()

    def type(self, text: str) -> str:
        """Type the text and Enter; return what the screen shows up to the next question."""
        self.keys += len(text) + 1
        os.write(self._screen, f"{text}\n".encode())
        return self.read()

    def press(self, control: bytes) -> str:
        """Press a key such as Ctrl-C (`b"\\x03"`) or Ctrl-D."""
        os.write(self._screen, control)
        return self.read()

    def read(self) -> str:
        """Return what is shown until a question is asked, or the program has ended."""
        shown = ""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            ready, _, _ = select.select([self._screen], [], [], QUIET)
            if not ready:
                if shown.endswith(ASKS):
                    break
                continue
            try:
                piece = os.read(self._screen, 65536)
            except OSError:  # the program has ended
                piece = b""
            if not piece:
                break
            shown += piece.decode("utf-8", "replace")
        else:
            raise AssertionError(f"No question was asked:\n{shown}")
        self.shown = shown.replace("\r\n", "\n")
        self.screens.append(self.shown)
        return self.shown

    def end(self) -> int:
        """Wait until the program has ended; return its exit code."""
        code = self._program.wait(PATIENCE)
        os.close(self._screen)
        return code

    def close_window(self) -> None:
        """Close the terminal, as by its button: the program gets SIGHUP."""
        os.close(self._screen)
        os.killpg(self._program.pid, signal.SIGHUP)
        self._program.wait(PATIENCE)
