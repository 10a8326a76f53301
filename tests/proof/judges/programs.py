"""SPIN and ABC, asked about exported models. They are system packages: `apt-get install spin
berkeley-abc`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

NEEDED = ("spin", "gcc", "berkeley-abc")


def missing() -> list[str]:
    return [name for name in NEEDED if shutil.which(name) is None]


def spin_reaches(text: str, models: int, folder: Path) -> list[bool]:
    """For each model of the text whether SPIN finds a run to its bad state, having looked at every
    state otherwise.
    """
    (folder / "models.pml").write_text(text, "utf-8")
    _said(["spin", "-a", "models.pml"], folder)
    _said(["gcc", "-O0", "-w", "-DSAFETY", "-o", "pan", "pan.c"], folder)
    runs = (
        _said(["./pan", "-m100000", "-w18"], folder, MODEL=str(number)) for number in range(models)
    )
    return [_spin_verdict(said) for said in runs]


def _spin_verdict(said: str) -> bool:
    errors = re.search(r"errors: (\d+)", said)
    if errors is None or any(
        trouble in said for trouble in ("too small", "invalid end state (", "out of memory")
    ):
        raise AssertionError(f"SPIN did not judge:\n{said}")
    return int(errors[1]) > 0


def abc_reaches(texts: Sequence[str], folder: Path) -> list[bool]:
    """For each circuit whether property-directed reachability finds its output to become 1."""
    commands = []
    for number, text in enumerate(texts):
        (folder / f"model{number}.blif").write_text(text, "utf-8")
        commands += [
            f"echo model {number}",
            f"read_blif model{number}.blif",
            "strash",
            "scleanup",
            "pdr -T 60",
        ]
    (folder / "judge.abc").write_text("\n".join([*commands, "quit", ""]), "utf-8")
    said = _said(["berkeley-abc", "-f", "judge.abc"], folder)
    parts = re.split(r"^model \d+ *$", said, flags=re.MULTILINE)[1:]
    return [_abc_verdict(part) for part in parts]


def _abc_verdict(said: str) -> bool:
    proved, violated = "Property proved" in said, "was asserted in frame" in said
    if proved == violated:
        raise AssertionError(f"ABC did not judge:\n{said}")
    return violated


def _said(words: list[str], folder: Path, **more: str) -> str:
    done = subprocess.run(
        words,
        cwd=folder,
        env=os.environ | more,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode != 0:
        raise AssertionError(
            f"{' '.join(words)} ended {done.returncode}:\n{done.stdout}{done.stderr}"
        )
    return done.stdout + done.stderr
