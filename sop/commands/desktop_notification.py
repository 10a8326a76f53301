"""A notification of the desktop, where the system has a program that shows one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence

TITLE = "sop"
PATIENCE = 5
"""Seconds: a desktop that does not answer must not stop the reminders."""
DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY")


def notify(text: str, environ: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Show the text as a notification; return whether a program was found and could show it.

    The text must have nothing private: others see the screen, and the system keeps a list.
    """
    command = notification_command(text, environ, platform)
    if not command:
        return False
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def notification_command(text: str, environ: Mapping[str, str], platform: str) -> Sequence[str]:
    """Return the command of this system; empty where there is none, or no desktop."""
    path = environ.get("PATH")
    if platform == "darwin":
        program = shutil.which("osascript", path=path)
        # The text is an argument of the script, so that it cannot be read as a part of it.
        script = f'on run words\ndisplay notification (item 1 of words) with title "{TITLE}"\nend'
        return (program, "-e", script, text) if program else ()
    program = shutil.which("notify-send", path=path)
    if program is None or not any(environ.get(name) for name in DISPLAYS):
        return ()
    return (program, "--app-name", TITLE, TITLE, text)
