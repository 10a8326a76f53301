"""A terminal of 80 columns for the console blocks of the documentation: what a reader types is what runs."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
from dataclasses import dataclass
from pathlib import Path

CASE_ID = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]\b|\b[0-9a-f]{16}\b")
NOW = "2026-11-23T10:15:00+02:00"


def as_at_work(line: str) -> str:
    """The line without the tag of the simulated clock: a reader's own clock is the real one."""
    if "SIMULATED CLOCK" not in line:
        return line
    words = line.replace("SIMULATED CLOCK", "").strip()
    left, _, right = words.rpartition("  ")
    return f"{left.strip():<{80 - len(right)}}{right}"


@dataclass(frozen=True)
class Typed:
    """One command of a console block and what the document shows below it."""

    line: int
    command: str
    shown: tuple[str, ...]


def console_blocks(document: Path) -> list[Typed]:
    """Every `$ command` of the document's console blocks, in order."""
    typed: list[Typed] = []
    inside, shown = False, []
    for number, line in enumerate(document.read_text("utf-8").splitlines(), start=1):
        if line.startswith("```"):
            inside, shown = line == "```console", []
        elif inside and line.startswith("$ "):
            shown = []
            typed.append(Typed(number, line[2:], ()))
        elif inside and typed:
            shown.append(line.rstrip())
            typed[-1] = Typed(typed[-1].line, typed[-1].command, tuple(shown))
    return typed


class Terminal:
    """A workspace folder, a shell and a screen. Case ids of the document are translated to the real ones."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.real: dict[str, str] = {}
        bin_folder = home / "bin"
        bin_folder.mkdir()
        sop = bin_folder / "sop"
        sop.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sop "$@"\n')
        sop.chmod(0o755)
        self.folder = home / "work"
        self.folder.mkdir()
        keep = {name: os.environ[name] for name in ("LANG", "LC_ALL", "VIRTUAL_ENV") if name in os.environ}
        self.environment = {
            **keep,
            "PATH": f"{bin_folder}:/usr/bin:/bin",
            "HOME": str(home),
            "XDG_DATA_HOME": str(home / "share"),
            "NO_COLOR": "1",
            "COLUMNS": "80",
            "TERM": "xterm",
            "PYTHONUTF8": "1",
        }

    def type(self, command: str) -> list[str]:
        """What the screen shows after the command, line by line, without the tag of the simulated clock."""
        for shown, real in self.real.items():
            command = command.replace(shown, real)
        output = self._run(command)
        config = self.folder / "sop.toml"
        if config.exists() and "SOP_NOW" not in self.environment:
            config.write_text(config.read_text() + '\nclock = "simulated"\n')
            self.environment["SOP_NOW"] = NOW
        lines = (line for line in output.splitlines() if line != "SIMULATED CLOCK")
        return [as_at_work(line).rstrip() for line in lines]

    def written_down(self, document: Path) -> str:
        """The document with what the screen shows now below each command; `...` lines stand as they are."""
        lines, result, seen = document.read_text("utf-8").splitlines(), [], None
        typed = {one.line: one for one in console_blocks(document)}
        for number, line in enumerate(lines, start=1):
            if number in typed:
                output = self.type(typed[number].command)
                seen = None if self.agrees(typed[number].shown, output) else output
                result.append(line)
                result += self._trimmed(seen) if seen is not None else []
            elif line.startswith("```"):
                seen = None
                result.append(line)
            elif seen is None:
                result.append(line)
        return "\n".join(result) + "\n"

    def _trimmed(self, output: list[str]) -> list[str]:
        while output and not output[-1]:
            output = output[:-1]
        names = {real: shown for shown, real in self.real.items()}
        return [CASE_ID.sub(lambda m: names.get(m[0], m[0]), line) for line in output]

    def _run(self, command: str) -> str:
        screen, keyboard = pty.openpty()
        fcntl.ioctl(keyboard, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        running = subprocess.Popen(
            ["bash", "-c", command], cwd=self.folder, env=self.environment,
            stdin=keyboard, stdout=keyboard, stderr=keyboard, start_new_session=True,
        )  # fmt: skip
        os.close(keyboard)
        chunks = []
        while True:
            if not select.select([screen], [], [], 30)[0]:  # a question that nobody answers
                running.kill()
                break
            try:
                chunk = os.read(screen, 65536)
            except OSError:
                break
            if not chunk:
                break
            chunks.append(chunk)
        os.close(screen)
        running.wait(timeout=60)
        return b"".join(chunks).decode("utf-8").replace("\r\n", "\n")

    def agrees(self, shown: tuple[str, ...], seen: list[str]) -> bool:
        """Whether the document shows what the screen shows; a line `...` stands for any number of lines."""
        wanted, real = list(shown), list(seen)
        while wanted and not wanted[-1]:
            wanted.pop()
        while real and not real[-1]:
            real.pop()
        return self._fits(wanted, real)

    def _fits(self, wanted: list[str], real: list[str]) -> bool:
        if not wanted:
            return not real
        if wanted[0].strip() == "...":
            return any(self._fits(wanted[1:], real[start:]) for start in range(len(real) + 1))
        return bool(real) and self._same(wanted[0], real[0]) and self._fits(wanted[1:], real[1:])

    def _same(self, wanted: str, real: str) -> bool:
        for shown, found in zip(CASE_ID.findall(wanted), CASE_ID.findall(real), strict=False):
            self.real.setdefault(shown, found)
        for shown, found in self.real.items():
            wanted = wanted.replace(shown, found)
        return " ".join(wanted.split()) == " ".join(real.split())
