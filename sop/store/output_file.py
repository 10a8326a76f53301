"""Files that a user names for an answer: whole or not at all, with the fault in words."""

from __future__ import annotations

from pathlib import Path

from sop.model.refusal import UsageError
from sop.store.durable_files import FAULTS_OF_THE_DISK, store_trouble
from sop.store.private_files import write_output


def write_named_file(path: Path, content: bytes, shown_as: str, overwrite: bool) -> None:
    """Write the file whole, readable by its owner only.

    Raises FileExistsError where a file of that name exists and `overwrite` is False, StoreTrouble
    where the disk cannot take it, UsageError where another name would help. Nothing is left then.
    """
    try:
        write_output(path, content, overwrite)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno in FAULTS_OF_THE_DISK:
            raise store_trouble("The file cannot be written", path, error) from error
        raise UsageError(
            f"'{shown_as}' cannot be written: {error.strerror}.", "Name another file."
        ) from error
