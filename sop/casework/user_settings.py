"""The settings of one user of this computer: default stakeholder, language, plain screens."""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict
from pathlib import Path

from sop.model.refusal import UsageError
from sop.model.value import value

LANGUAGE = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}"


@value
class UserSettings:
    """What holds in every terminal of the user: the default stakeholder, language, plain screens.

    Files of earlier versions also have a name and a current case. They are not read: they may be
    those of another person who used the same login.
    """

    as_: str | None = None  # of `sop as S --default`
    lang: str | None = None  # the language of the workflows' texts
    plain: str | None = None  # "on": plain screens on a terminal too


def language_code(text: str) -> str:
    """Return the code of a language (BCP 47: `zu`, `pt-BR`); `en` for `en_ZA.UTF-8`.

    Raises UsageError for any other text.
    """
    code = text.strip().partition(".")[0].partition("_")[0]
    if not re.fullmatch(LANGUAGE, code):
        raise UsageError(f"'{text}' is not a language code.", "Write it like en or pt-BR.")
    return code


def user_name() -> str:
    """Return the name of the user of the computer; `user` where the system has none.

    On POSIX it belongs to the user ID of the process: a variable such as USER can have any value.
    """
    try:
        import pwd  # late: not on every system

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError, OSError):
        pass
    import getpass  # late: start-up

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "user"


def read_settings(data: Path, user: str) -> UserSettings:
    """Return the user's settings, empty ones where there are none or they cannot be read."""
    try:
        content = json.loads(people_file(data, user).read_text(encoding="utf-8"))
        texts = {
            key: content[key]
            for key in UserSettings.__dataclass_fields__
            if isinstance(content.get(key), str)
        }
        return UserSettings(**texts)
    except (OSError, ValueError, TypeError, AttributeError):
        return UserSettings()


def keep_settings(data: Path, user: str, settings: UserSettings) -> None:
    """Replace the user's settings atomically: a reader never sees a part."""
    from sop.store.private_files import replace_private  # late: start-up

    text = json.dumps(asdict(settings), ensure_ascii=False, indent=1) + "\n"
    replace_private(people_file(data, user), text.encode())


def people_file(data: Path, user: str) -> Path:
    """Return the file of the user's settings; the folder of the same name is for the sessions."""
    name = re.sub(r"[^A-Za-z0-9_.-]", "_", user).lstrip(".") or "user"
    return data / "people" / f"{name}.json"
