"""`sop config`: what the program keeps for you on this machine: your name, plain screens, language."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

import typer

from sop.casework.person import Person, language_code, read_person
from sop.commands.answer import Answer
from sop.commands.program import command, new_group
from sop.commands.session import Session
from sop.model.refusal import Misuse
from sop.views.layout import line

app = new_group("config")
SETTINGS: Mapping[str, str] = {
    "name": "your name, as it goes on record",
    "plain": "on or off: plain screens",
    "lang": "a language's code, such as en: texts of workflows",
}
Setting = Annotated[str, typer.Argument(metavar="SETTING", help=" | ".join(SETTINGS))]


@command(app, "list", group="config")
def list_(session: Session) -> Answer:
    """Every setting with its value. Example: sop config list"""
    kept = _kept(session)
    values = {name: _value(kept, name) for name in SETTINGS}
    return Answer(
        data={"settings": values},
        blocks=lambda: tuple(
            line(f"{name}: {value or 'not set'}") for name, value in values.items()
        ),
    )


@command(app, "get", group="config")
def get(session: Session, setting: Setting) -> Answer:
    """The value of one setting. Example: sop config get plain"""
    value = _value(_kept(session), _known(setting))
    return Answer(
        data={"setting": setting, "value": value}, blocks=lambda: (line(value or "not set"),)
    )


@command(app, "set", group="config", changes=True)
def set_(
    session: Session,
    setting: Setting,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="Empty clears it.")],
) -> Answer:
    """Keep a setting for yourself on this machine. Example: sop config set plain on"""
    before = _kept(session)
    text: str | None = unicodedata.normalize("NFC", value.strip()) or None
    if _known(setting) == "plain" and text not in (None, "on", "off"):
        raise Misuse(f"plain cannot be '{value}'.", "use on or off")
    if setting == "lang" and text is not None:
        text = language_code(text)
    after = replace(before, **{setting: text})
    if after != before:
        session.keep_person(after)
    return Answer(
        data={"setting": setting, "value": text},
        changed=after != before,
        blocks=lambda: (line(f"{setting}: {text or 'not set'}"),),
    )


def _kept(session: Session) -> Person:
    return read_person(session.workspace.data, session.user)


def _known(setting: str) -> str:
    if setting not in SETTINGS:
        raise Misuse(f"there is no setting '{setting}'.", f"one of: {', '.join(SETTINGS)}")
    return setting


def _value(person: Person, setting: str) -> str | None:
    return {"name": person.name, "plain": person.plain, "lang": person.lang}[setting]
