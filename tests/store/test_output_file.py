"""A file that a user names is whole or not there; a full disk is an error of the store."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from sop.store import private_files
from tests.commands.typing_in import Typist, new_typist


@pytest.fixture
def full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    """A disk that takes the names of files, and none of their content."""
    sop = new_typist(tmp_path, monkeypatch)
    sop.open("fire-drill")

    def refuse(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(private_files.os, "fsync", refuse)
    return sop


@pytest.mark.parametrize(
    "line",
    [
        "case print --format html -o out",
        "checklist --format md -o out",
        "workflow show fire-drill --step drill.alarm --format md -o out",
        "check fire-drill --format json -o out",
        "check fire-drill --baseline out --write-baseline",
        "simulate fire-drill --cases 2 --format csv -o out",
    ],
)
def test_a_full_disk_is_a_store_error_and_leaves_no_file(full: Typist, line: str) -> None:
    before = sorted(path.name for path in full.folder.iterdir())
    told = full(*line.split())
    assert (told.code, "the disk is full" in told.out + told.err) == (3, True), told.err
    assert sorted(path.name for path in full.folder.iterdir()) == before


def test_a_name_that_cannot_be_is_asked_wrongly(full: Typist) -> None:
    told = full("case", "print", "-o", "no/such/folder/out")
    assert (told.code, "Name another file." in told.err) == (2, True)
