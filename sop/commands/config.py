"""`sop config`: the name of the user in this terminal; on this machine plain screens, language."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Annotated

import typer

from sop.casework.terminal_session import check_name
from sop.casework.user_settings import keep_settings, language_code, read_settings
from sop.commands.context import CommandContext
from sop.commands.output import CommandResult
from sop.commands.program import command, new_group
from sop.model.refusal import UsageError
from sop.model.value import replace
from sop.views.terminal.blocks import line

app = new_group("config")
SETTINGS: Mapping[str, str] = {
    "name": "your name in this terminal session, as it is recorded",
    "plain": "on or off: plain screens",
    "lang": "the code of a language, such as en, for workflow texts",
}
Setting = Annotated[str, typer.Argument(metavar="SETTING", help=f"One of: {', '.join(SETTINGS)}.")]


@command(app, "list", group="config")
def list_(session: CommandContext) -> CommandResult:
    """List every setting with its value.

    Example: sop config list
    """
    values = _read_values(session)
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
    value = _read_values(session)[_check_setting(setting)]
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
    if _check_setting(setting) == "name":
        return _set_name(session, check_name(value, "name"))
    text: str | None = unicodedata.normalize("NFC", value.strip()) or None
    if setting == "plain" and text not in (None, "on", "off"):
        raise UsageError(f"'{value}' is not a valid value of plain.", "Use on or off.")
    if setting == "lang" and text is not None:
        text = language_code(text)
    before = read_settings(session.workspace.data, session.user)
    after = replace(before, **{setting: text})
    if after != before and not session.given.dry_run:
        keep_settings(session.workspace.data, session.user, after)
    return CommandResult(
        data={"setting": setting, "value": text},
        changed=after != before,
        blocks=lambda: (line(f"{setting}: {text or 'not set'}"),),
    )


def _set_name(session: CommandContext, name: str | None) -> CommandResult:
    """Set the name, which holds in this terminal session only."""
    changed = session.at_terminal and name != session.identity.name
    if changed:
        session.keep_identity(replace(session.identity, name=name))
    effect = f"name: {name or 'not set'}"
    if not session.at_terminal:
        effect = "Without a terminal no name is kept. Set SOP_NAME."
    return CommandResult(
        data={"setting": "name", "value": name}, changed=changed, blocks=lambda: (line(effect),)
    )


def _read_values(session: CommandContext) -> dict[str, str | None]:
    """Return the value of each setting, None where it is not set."""
    settings = read_settings(session.workspace.data, session.user)
    return {
        "name": session.session_identity.name,
        "plain": settings.plain,
        "lang": settings.lang,
    }


def _check_setting(setting: str) -> str:
    if setting not in SETTINGS:
        raise UsageError(
            f"There is no setting '{setting}'.", f"Choose one of: {', '.join(SETTINGS)}."
        )
    return setting
