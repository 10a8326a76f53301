"""Deliver a list: as the command shows it, or as CSV, to stdout or to the file that `-o` names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from importlib import resources

from sop.commands.context import CommandContext
from sop.commands.delivery import deliver_result
from sop.commands.output import CommandResult, writer_of
from sop.views.formats.csv_rows import BYTE_ORDER_MARK, csv_rows


def deliver_list(
    session: CommandContext, answer: CommandResult, rows: str, out: str | None
) -> CommandResult:
    """Return the answer whose list is `data[rows]`, as CSV where that is asked for."""
    found = answer.data.get(rows)
    if session.given.format != "csv" or answer.document is not None or found is None:
        return deliver_result(session, answer, out)
    # As JSON has it: with the same times, and with commands as lines.
    writer = writer_of(session.asker, answer.case)
    plain = json.loads(json.dumps(found, default=writer.as_json))
    document = csv_rows(plain, _columns_of(session.command, rows))
    if out not in (None, "-"):
        document = BYTE_ORDER_MARK + document
    return deliver_result(session, replace(answer, document=document), out)


def _columns_of(command: str, rows: str) -> Sequence[str]:
    """Return the keys that every item of the list has, in the order of the schema."""
    file = resources.files("sop.schemas").joinpath(f"{command.replace(' ', '.')}.json")
    schema = json.loads(file.read_text("utf-8"))
    return tuple(schema["properties"]["data"]["properties"][rows]["items"]["properties"])
