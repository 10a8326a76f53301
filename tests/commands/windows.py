"""A window of a terminal: a shell in a session of its own, on a real pseudo terminal."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

READY = "READY>"
PATIENCE = 60
"""Seconds for one command on a busy machine."""


class Window:
    """Types lines into a shell and returns what the screen shows, up to the next prompt."""

    def __init__(self, folder: Path, **variables: str) -> None:
        tools = folder.parent / "tools"
        tools.mkdir(exist_ok=True)
        script = tools / "sop"
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sop "$@"\n', "utf-8")
        script.chmod(0o755)
        environ = {name: text for name, text in os.environ.items() if not name.startswith("SOP_")}
        for name in ("TMUX_PANE", "STY", "WINDOW", "CI", "PROMPT_COMMAND"):
            environ.pop(name, None)
        environ |= {"PS1": f"\n{READY}", "TERM": "dumb", "NO_COLOR": "1", **variables}
        environ["PATH"] = f"{tools}{os.pathsep}{environ['PATH']}"
        self._screen, keyboard = pty.openpty()
        self._shell = subprocess.Popen(
            ["bash", "--norc", "--noprofile", "-i"],
            cwd=folder,
            env=environ,
            stdin=keyboard,
            stdout=keyboard,
            stderr=keyboard,
            start_new_session=True,
        )
        os.close(keyboard)
        self._read_until(READY)

    def type(self, line: str, until: str = READY) -> str:
        """Type the line and Enter; return the screen up to the prompt, or up to a question."""
        os.write(self._screen, f"{line}\n".encode())
        return self._read_until(until)

    def close(self) -> None:
        """Close the window: the session ends."""
        self._shell.kill()
        self._shell.wait()
        os.close(self._screen)

    def _read_until(self, end: str) -> str:
        shown = ""
        deadline = time.monotonic() + PATIENCE
        while end not in shown:
            left = deadline - time.monotonic()
            ready, _, _ = select.select([self._screen], [], [], max(left, 0))
            assert ready, f"'{end}' was not shown:\n{shown}"
            shown += os.read(self._screen, 65536).decode("utf-8", "replace")
        return shown.replace("\r\n", "\n").replace(READY, "").strip()
