"""A file that a user names is read up to a limit; a pipe without a writer is not waited for."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from sop.definition.bounded_file import FileTooLarge, read_file, read_start, read_text
from sop.definition.load import load_workflow
from sop.model.limits import FILE_BYTES
from tests.commands.typing_in import Typist, new_typist


def test_a_file_is_read_to_its_limit_and_no_further(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"x" * 100)
    assert read_file(file, 100) == b"x" * 100
    assert read_start(file, 50) == b"x" * 51
    with pytest.raises(FileTooLarge, match="more than 99 bytes"):
        read_file(file, 99)
    assert read_text(file) == "x" * 100


def test_a_device_without_an_end_is_left_at_the_limit() -> None:
    with pytest.raises(FileTooLarge):
        read_file(Path("/dev/zero"))


def test_a_pipe_without_a_writer_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="not a file"):
        read_file(tmp_path / "pipe")


def test_a_pipe_that_a_shell_opened_is_read() -> None:
    words = ["bash", "-c", 'python3 -c "import sys; print(open(sys.argv[1]).read())" <(echo abc)']
    assert subprocess.run(words, capture_output=True, text=True).stdout.strip() == "abc"
    descriptor, end = os.pipe()
    os.write(end, b"abc")
    os.close(end)
    try:
        assert read_file(Path(f"/dev/fd/{descriptor}")) == b"abc"
    finally:
        os.close(descriptor)


def test_a_workflow_above_the_limit_is_a_finding_with_the_limit(tmp_path: Path) -> None:
    file = tmp_path / "big.yaml"
    with file.open("wb") as stream:
        stream.truncate(1 << 30)  # a gigabyte that takes no room on the disk
    (found,) = load_workflow(file).findings
    assert (found.rule, f"{FILE_BYTES:,}" in found.message) == ("too-large", True)


@pytest.fixture
def sop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    return new_typist(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    "words",
    [
        ("check", "FILE.yaml"),
        ("check", "workflows/fire-drill.yaml", "--baseline", "FILE.yaml"),
        ("open", "fire-drill", "--as", "warden", "--set-from", "FILE.yaml"),
        ("simulate", "fire-drill", "--assumptions", "FILE.yaml"),
        ("workflow", "test", "FILE.yaml"),
        ("train", "play", "FILE.yaml"),
        ("train", "play", "fire-drill/a_door_that_sticks", "--answers", "FILE.yaml"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
@pytest.mark.parametrize("kind", ["pipe", "gigabyte", "zero"])
def test_no_command_waits_for_a_pipe_or_reads_without_end(
    sop: Typist, words: tuple[str, ...], kind: str
) -> None:
    file = sop.folder / "FILE.yaml"
    if kind == "pipe":
        os.mkfifo(file)
    elif kind == "zero":
        file.symlink_to("/dev/zero")
    else:
        with file.open("wb") as stream:
            stream.truncate(1 << 30)
    answer = sop(*words)
    assert answer.code in (1, 2), answer.out + answer.err
    assert "Internal error" not in answer.out + answer.err


def test_settings_above_the_limit_are_refused(sop: Typist) -> None:
    with (sop.folder / "sop.toml").open("wb") as stream:
        stream.truncate(1 << 30)
    assert "more than" in sop("worklist").err
