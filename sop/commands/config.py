"""`sop config`: the settings of the user on this machine: name, plain screens, language."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

import typer

from sop.casework.user_settings import Person, language_code, read_person
from sop.commands.context import CommandContext
from sop.commands.output import CommandResult
from sop.commands.program import command, new_group
from sop.model.refusal import UsageError
from sop.views.terminal.blocks import line

app = new_group("config")
SETTINGS: Mapping[str, str] = {
    "name": "your name, as it is recorded",
    "plain": "on or off: plain screens",
    "lang": "the code of a language, such as en, for workflow texts",
}
Setting = Annotated[str, typer.Argument(metavar="SETTING", help=f"One of: {', '.join(SETTINGS)}.")]


@command(app, "list", group="config")
def list_(session: CommandContext) -> CommandResult:
    """List every setting with its value.

    Example: sop config list
    """
    kept = _stored_person(session)
    values = {name: _value(kept, name) for name in SETTINGS}
    return CommandResult(
        data={"settings": values},
        blocks=lambda: tuple(
            line(f"{name}: {value or 'not set'}") for name, value in values.items()
        ),
    )


@command(app, "get", group="config")
def get(session: CommandContext, setting: Setting) -> CommandResult:
    """Show the value of one setting.

    Example: sop config get plain
    """
    value = _value(_stored_person(session), _check_setting(setting))
    return CommandResult(
        data={"setting": setting, "value": value}, blocks=lambda: (line(value or "not set"),)
    )


@command(app, "set", group="config", changes=True)
def set_(
    session: CommandContext,
    setting: Setting,
    value: Annotated[
        str, typer.Argument(metavar="VALUE", help="The value; an empty value clears the setting.")
    ],
) -> CommandResult:
    """Change a setting for yourself on this machine.

    Example: sop config set plain on
    """
    before = _stored_person(session)
    text: str | None = unicodedata.normalize("NFC", value.strip()) or None
    if _check_setting(setting) == "plain" and text not in (None, "on", "off"):
        raise UsageError(f"'{value}' is not a valid value of plain.", "Use on or off.")
    if setting == "lang" and text is not None:
        text = language_code(text)
    after = replace(before, **{setting: text})
    if after != before:
        session.keep_person(after)
    return CommandResult(
        data={"setting": setting, "value": text},
        changed=after != before,
        blocks=lambda: (line(f"{setting}: {text or 'not set'}"),),
    )


def _stored_person(session: CommandContext) -> Person:
    return read_person(session.workspace.data, session.user)


def _check_setting(setting: str) -> str:
    if setting not in SETTINGS:
        raise UsageError(
            f"There is no setting '{setting}'.", f"Choose one of: {', '.join(SETTINGS)}."
        )
    return setting


def _value(person: Person, setting: str) -> str | None:
    return {"name": person.name, "plain": person.plain, "lang": person.lang}[setting]
