"""Plants one fault at a time in a copy of the program, and shows the test that catches it.

    python tests/store/planted_faults.py [WORD]

prints a line a fault, of those alone that have the word in their name: caught by which test, after
how many seconds. It ends with 1 when a fault is not caught, and with an error when the text that a
fault replaces stands there no more.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("sop", "tests", "workflows", "docs", "pyproject.toml", "cli.py", "README.md")
PATIENCE = 600


class Fault(NamedTuple):
    """A mistake that a tired person could make: the exact text in a file, what stands there
    instead, and the tests that must notice (pytest's own words)."""

    name: str
    path: str
    old: str
    new: str
    tests: tuple[str, ...]

    def planted(self, text: str) -> str:
        """The file's text with the fault. ValueError unless the text to replace is there once."""
        if text.count(self.old) != 1:
            raise ValueError(
                f"{self.name}: the text to replace stands {text.count(self.old)} times in "
                f"{self.path}"
            )
        return text.replace(self.old, self.new)


POWER_CUTS = ("tests/store/test_simulated_disk.py", "-k", "power_cut")
CASELOG, FILES = "sop/store/case_log.py", "sop/store/durable_files.py"
APPENDED = "            write_all(descriptor, line)\n            syscalls.fsync(descriptor)\n"
FAULTS = (
    Fault(
        "no fsync before an append is confirmed",
        CASELOG,
        APPENDED,
        "            write_all(descriptor, line)\n",
        POWER_CUTS,
    ),
    Fault(
        "rename without fsync of the folder",
        FILES,
        "    syscalls.fsync_folder(path.parent)\n"
        "    # The process that made the folder may have died before it flushed the name.\n"
        "    syscalls.fsync_folder(path.parent.parent)",
        "    pass",
        POWER_CUTS,
    ),
    Fault(
        "a new case without fsync of its folder",
        CASELOG,
        "            if size == 0:\n                syscalls.fsync_folder(path.parent)\n",
        "",
        POWER_CUTS,
    ),
    Fault(
        "the case file is written in place",
        CASELOG,
        APPENDED,
        "            before = syscalls.read(path)\n            syscalls.truncate(descriptor, 0)\n"
        "            write_all(descriptor, before + line)\n            "
        "syscalls.fsync(descriptor)\n",
        POWER_CUTS,
    ),
    Fault(
        "a torn tail is cut silently",
        CASELOG,
        "        if found.tail:\n            copy",
        "        if found.tail is None:\n            copy",
        ("tests/store/test_log_format.py", "-k", "torn_end"),
    ),
    Fault(
        "a lock instead of the comparison of versions",
        "sop/store/embedded_store.py",
        "if history.version != expected_version:",
        "if history.version < 0:",
        ("tests/store/test_writers.py", "-k", "2-100"),
    ),
    Fault(
        "retry after a failed fsync",
        CASELOG,
        APPENDED,
        "            write_all(descriptor, line)\n            try:\n                "
        "syscalls.fsync(descriptor)\n"
        "            except OSError:\n                syscalls.fsync(descriptor)\n",
        ("tests/store/test_failing_calls.py", "-k", "one and append"),
    ),
    Fault(
        "a refusal writes an event",
        "sop/casework/case_service.py",
        "            if outcome.refused or options.dry_run or not outcome.changed:\n",
        "            for file, _ in outcome.refused if changes[0].file.history else ():\n"
        "                again = replace(file.history[-1], id=file.version + 1)\n"
        "                self.store.append(file.id, file.version, [again], rows=_rows(file))\n"
        "            if outcome.refused or options.dry_run or not outcome.changed:\n",
        ("tests/commands/test_exit_codes.py", "-k", "rules_say_no"),
    ),
    Fault(
        "`at` is used for the order",
        "sop/store/embedded_store.py",
        "        return decode_events(case_id, documents), len(documents)",
        "        return tuple(sorted(decode_events(case_id, documents), key=lambda one: "
        "one.at)), len(documents)",
        ("tests/store/test_clocks.py", "-k", "twenty and hour"),
    ),
    Fault(
        "cleaning is skipped in one view",
        "sop/views/formats/print_html.py",
        "html.escape(clean(text), quote=True)",
        "html.escape(text, quote=True)",
        ("tests/views/formats/test_print_html.py",),
    ),
    Fault(
        "`prev` is not checked",
        "sop/store/log_format.py",
        '            if document.get("prev") != head:',
        "            if not head:",
        ("tests/store/test_log_format.py", "-k", "right_sum"),
    ),
)


class Seen(NamedTuple):
    """What became of a planted fault: the test that caught it, None when none did."""

    fault: Fault
    caught_by: str | None
    seconds: float


def copied(place: Path) -> Path:
    """A copy of what the tests need."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, place / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, place / name)
    return place


def tried(fault: Fault, place: Path) -> Seen:
    """Plant the fault in the copy, run its tests, take it out again."""
    path = place / fault.path
    whole = path.read_text("utf-8")
    path.write_text(fault.planted(whole), "utf-8")
    start = time.monotonic()
    command = [
        sys.executable,
        "-B",
        "-m",
        "pytest",
        "-q",
        "-x",
        "-n",
        "0",
        "-p",
        "no:cacheprovider",
        *fault.tests,
    ]
    try:
        run = subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=PATIENCE)
    finally:
        path.write_text(whole, "utf-8")
    failed = re.search(r"^FAILED (.+?)(?: - .*)?$", run.stdout, re.MULTILINE)
    if run.returncode not in (0, 1) or (run.returncode == 1 and failed is None):
        raise SystemExit(f"{fault.name}: the tests did not run\n{run.stdout}{run.stderr}")
    return Seen(fault, failed[1] if failed else None, time.monotonic() - start)


def main(word: str = "") -> int:
    """The table, a line as soon as it is known; 1 when a fault was not caught."""
    chosen = [fault for fault in FAULTS if word in fault.name]
    print(f"{'fault':<46} {'seconds':>7}  caught by", flush=True)
    missed = 0
    with tempfile.TemporaryDirectory() as name:
        place = copied(Path(name))
        for fault in chosen:
            seen = tried(fault, place)
            missed += seen.caught_by is None
            print(
                f"{fault.name:<46} {seen.seconds:>7.1f}  {seen.caught_by or 'NOT CAUGHT'}",
                flush=True,
            )
    print(f"{len(chosen)} faults planted, {len(chosen) - missed} caught")
    return 1 if missed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
