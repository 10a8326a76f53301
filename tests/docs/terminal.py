"""A terminal of 80 columns for the console blocks of the documentation: what a reader types is what
runs.
"""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import weakref
from pathlib import Path

from tests.docs.document import Saved, Typed, turns_of

_FOUR = "[0-9A-HJKMNP-TV-Z]{4}"
CASE_ID = re.compile(
    rf"\b{_FOUR}-{_FOUR}-(?:[0-9A-HJKMNP-TV-Z]|{_FOUR})\b"  # a case, or the head of a history
    r"|\b[0-9a-f]{16}\b"
)
NOW = "2026-11-23T10:15:00+02:00"
TAG = "SIMULATED CLOCK"
PATIENCE = 120
"""Seconds after which a command that shows nothing new is one that waits for an answer."""


class NobodyAnswers(AssertionError):
    """A command of a document asks a question; its reader would be left there."""


def as_at_work(shown: str) -> list[str]:
    """The lines without the tag of the simulated clock: a reader's own clock is the real one."""
    lines = [line.rstrip() for line in shown.splitlines()]
    return [_without_tag(line) for line in lines if line.strip() != TAG]


def _without_tag(line: str) -> str:
    if TAG not in line:
        return line
    if line.startswith(f"{TAG}  TRAINING"):
        return line.removeprefix(f"{TAG}  ")
    left, _, right = line.replace(TAG, "").strip().rpartition("  ")
    return f"{left.strip():<{80 - len(right)}}{right}"


LEADER = """
import json, os, subprocess, sys
for line in sys.stdin:
    asked = json.loads(line)
    tty = os.open(asked.pop("tty"), os.O_RDWR | os.O_NOCTTY)
    child = subprocess.Popen(**asked, stdin=tty, stdout=tty, stderr=tty, process_group=0)
    os.close(tty)
    print(child.pid, flush=True)
    child.wait()
    print("ended", flush=True)
"""


class Session:
    """A process that starts every command of a document: the leader of their common session."""

    def __init__(self) -> None:
        self._leader = subprocess.Popen(
            [sys.executable, "-c", LEADER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            bufsize=0,
        )
        weakref.finalize(self, _end, self._leader)

    def start(self, command: str, folder: Path, environment: dict[str, str], tty: str) -> int:
        """Start the command in a process group; return its number."""
        words = ["bash", "-c", command]
        asked = {"args": words, "cwd": str(folder), "env": environment, "tty": tty}
        assert self._leader.stdin is not None
        assert self._leader.stdout is not None
        self._leader.stdin.write(json.dumps(asked).encode() + b"\n")
        return int(self._leader.stdout.readline())

    def ends(self, patience: float = 5) -> bool:
        """Whether the command ends by itself once its terminal is gone."""
        assert self._leader.stdout is not None
        if not select.select([self._leader.stdout], [], [], patience)[0]:
            return False
        return self._leader.stdout.readline() == b"ended\n"


def _end(leader: subprocess.Popen[bytes]) -> None:
    leader.communicate()


class Terminal:
    """A folder, a shell and a screen. Case ids of the document are translated to the real ones."""

    def __init__(self, home: Path, patience: float = PATIENCE) -> None:
        self.home, self.patience = home, patience
        self._session = Session()
        self.real: dict[str, str] = {}
        bin_folder = home / "bin"
        bin_folder.mkdir()
        sop = bin_folder / "sop"
        sop.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sop "$@"\n')
        sop.chmod(0o755)
        self.folder = home / "work"
        self.folder.mkdir()
        keep = {
            name: os.environ[name]
            for name in ("LANG", "LC_ALL", "VIRTUAL_ENV")
            if name in os.environ
        }
        self.environment = {
            "PAGER": "cat",  # a reader of the page scrolls
            **keep,
            "PATH": f"{bin_folder}:/usr/bin:/bin",
            "HOME": str(home),
            "XDG_DATA_HOME": str(home / "share"),
            "NO_COLOR": "1",
            "COLUMNS": "80",
            "TERM": "xterm",
            "PYTHONUTF8": "1",
        }

    def wrong_in(self, document: Path) -> list[str]:
        """What the screen shows otherwise than the document, command by command."""
        wrong = []
        for turn in turns_of(document):
            if isinstance(turn, Saved):
                self.save(turn)
                continue
            seen = self.type(turn.command)
            if not self.agrees(turn.shown, seen):
                wrong.append(f"{document.name}:{turn.line}: $ {turn.command}\n" + "\n".join(seen))
        return wrong

    def written_down(self, document: Path) -> str:
        """Return the document with what each command shows now; a `...` that still fits is kept.

        The document keeps its ids, so that only what changed on the screen changes in it.
        """
        new: dict[int, list[str]] = {}
        names = _ids_in(document)
        for turn in turns_of(document):
            if isinstance(turn, Saved):
                self.save(turn)
                continue
            seen = self.type(turn.command)
            kept = self.agrees(turn.shown, seen) and "..." in (line.strip() for line in turn.shown)
            new[turn.line] = list(turn.shown) if kept else self._as_in_the_document(seen, names)
        result, skipped = [], 0
        shown = {
            turn.line: len(turn.shown) for turn in turns_of(document) if isinstance(turn, Typed)
        }
        for number, line in enumerate(document.read_text("utf-8").splitlines(), start=1):
            if skipped:
                skipped -= 1
                continue
            result += [line, *new.get(number, ())]
            skipped = shown.get(number, 0)
        return "\n".join(result) + "\n"

    def save(self, saved: Saved) -> None:
        """What the reader does with an editor."""
        path = self.folder / saved.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(saved.onto(path.read_text("utf-8") if path.exists() else ""), "utf-8")

    def type(self, command: str) -> list[str]:
        """What the screen shows after the command, line by line, without the tag of the simulated
        clock.

        `cd` holds for the commands that follow. From the first workspace on the clock stands still.
        """
        for shown, real in self.real.items():
            command = command.replace(shown, real)
        output = self._run(command)
        config = self.folder / "sop.toml"
        if config.exists() and "SOP_NOW" not in self.environment:
            config.write_text(config.read_text() + '\nclock = "simulated"\n')
            self.environment["SOP_NOW"] = NOW
        return without_empty_end(as_at_work(output))

    def agrees(self, shown: tuple[str, ...], seen: list[str]) -> bool:
        """Whether the document shows what the screen shows; a line `...` stands for any number of
        lines.

        Spaces are compared by the word. One id of the document is one real id throughout; several
        in one line are in the order of the real ones, which differs each time.
        """
        pairs = _aligned(without_empty_end(list(shown)), without_empty_end(seen))
        if pairs is None:
            return False
        for wanted, found in pairs:
            its_names, reals = CASE_ID.findall(wanted), CASE_ID.findall(found)
            if len(its_names) > 1 and {self.real.get(name) for name in its_names} == set(reals):
                continue
            for its_name, real in zip(its_names, reals, strict=True):
                if real not in self.real.values():
                    self.real.setdefault(its_name, real)
                if self.real.get(its_name) != real:
                    return False
        return True

    def _as_in_the_document(self, seen: list[str], names: list[str]) -> list[str]:
        """Return the screen with the ids of the document, which are given out in their order.

        A real id keeps its own name if the document has no more of its length: cases and hashes
        differ in length.
        """
        for real in CASE_ID.findall("\n".join(seen)):
            if real not in self.real.values():
                free = (name for name in names if name not in self.real and len(name) == len(real))
                self.real[next(free, real)] = real
        return [self._with_names(line) for line in seen]

    def _with_names(self, line: str) -> str:
        """Return the line with the ids of the document, several in the order of the document."""
        reals = list(dict.fromkeys(CASE_ID.findall(line)))
        shown = [name for name, real in self.real.items() if real in reals]
        names = dict(zip(reals, shown, strict=True))
        return CASE_ID.sub(lambda found: names[found[0]], line)

    def _run(self, command: str) -> str:
        screen, keyboard = pty.openpty()
        fcntl.ioctl(keyboard, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        left_at = self.home / "left_at"
        running = self._session.start(
            f"trap 'pwd >{left_at}' EXIT\n{command}",
            self.folder,
            self.environment,
            os.ttyname(keyboard),
        )
        os.close(keyboard)
        try:
            output = _everything(screen, command, self.patience)
        except NobodyAnswers:
            os.killpg(running, signal.SIGKILL)  # before its terminal is gone and it goes on
            raise
        finally:
            os.close(screen)
            if not self._session.ends():
                os.killpg(running, signal.SIGKILL)
                assert self._session.ends(PATIENCE)
        self.folder = Path(left_at.read_text("utf-8").strip())
        return output


def _ids_in(document: Path) -> list[str]:
    """Return the ids below the commands of the document, in the order in which they appear."""
    typed = (turn for turn in turns_of(document) if isinstance(turn, Typed))
    lines = (line for turn in typed for line in turn.shown)
    return list(dict.fromkeys(CASE_ID.findall("\n".join(lines))))


def _everything(screen: int, command: str, patience: float) -> str:
    """All that is shown until the program has gone."""
    shown = b""
    while select.select([screen], [], [], patience)[0]:
        try:
            chunk = os.read(screen, 65536)
        except OSError:  # how Linux says that nobody writes any more
            chunk = b""
        if not chunk:
            return shown.decode("utf-8").replace("\r\n", "\n")
        shown += chunk
    raise NobodyAnswers(
        f"$ {command}\nwaits for an answer below:\n{shown.decode('utf-8', 'replace')}"
    )


def without_empty_end(lines: list[str]) -> list[str]:
    """The lines up to the last that is not empty."""
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return lines


def _aligned(wanted: list[str], seen: list[str]) -> list[tuple[str, str]] | None:
    """Line beside line, ids aside; None where they differ."""
    if not wanted:
        return None if seen else []
    if wanted[0].strip() == "...":
        tails = (_aligned(wanted[1:], seen[start:]) for start in range(len(seen) + 1))
        return next((tail for tail in tails if tail is not None), None)
    if not seen or _words(wanted[0]) != _words(seen[0]):
        return None
    rest = _aligned(wanted[1:], seen[1:])
    return None if rest is None else [(wanted[0], seen[0]), *rest]


def _words(line: str) -> list[str]:
    return CASE_ID.sub("<id>", line).split()
