"""A workflow of another field, from open to closed by the program alone, with every reason for a
refusal met.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sop.model.refusal import REASON_CODES

HERE = Path(__file__).parent


ASKED = set(REASON_CODES) - {"private"}
"""`private` stands for reasons that a viewer may not see; tests/secrecy meets it."""


def test_a_food_recall_is_driven_by_commands_alone(tmp_path: Path) -> None:
    program = tmp_path / "sop"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sop "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    script = [str(HERE / "food_recall.sh"), str(program), sys.executable]
    ended = subprocess.run(
        ["bash", *script], cwd=tmp_path, capture_output=True, text=True, timeout=900
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout == f"closed, and all {len(ASKED)} reasons met\n"


def test_the_script_asks_for_every_reason_code() -> None:
    text = (HERE / "food_recall.sh").read_text("utf-8")
    listed = text[text.rindex("for code in") :].split("; do\n")[0].replace("\\", " ").split()[3:]
    assert set(listed) == ASKED
