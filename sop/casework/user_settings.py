"""The settings of one user of this computer: stakeholder, name, current case, language."""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from pathlib import Path

from sop.model.refusal import UsageError
from sop.model.value import value

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
LAPSES_AFTER = timedelta(hours=8)
"""A working day: the next day a command without `-c` must not write to yesterday's case."""


@value
class Person:
    """A user's own settings, with the current case. `case_since` is ISO 8601 with offset."""

    as_: str | None = None
    name: str | None = None
    case: str | None = None
    case_since: str | None = None
    previous: str | None = None
    lang: str | None = None  # the language of the workflows' texts
    plain: str | None = None  # "on": plain screens on a terminal too

    def current_case(self, now: datetime) -> str | None:
        """Return the current case, None where there is none or it has lapsed."""
        if self.case is None or self.case_since is None:
            return None
        age = now - datetime.fromisoformat(self.case_since)
        return self.case if timedelta(0) <= age <= LAPSES_AFTER else None

    def with_case(self, case: str, now: datetime) -> Person:
        """Return the settings with another current case; the old one is kept for `sop use -`."""
        previous = self.case if self.case not in (None, case) else self.previous
        return replace(self, case=case, case_since=now.isoformat(), previous=previous)

    def without_case(self) -> Person:
        return replace(self, case=None, case_since=None, previous=self.case or self.previous)


def language_code(text: str) -> str:
    """Return the code of a language (BCP 47: `zu`, `pt-BR`); `en` for `en_ZA.UTF-8`.

    Raises UsageError for any other text.
    """
    code = text.strip().partition(".")[0].partition("_")[0]
    if not LANGUAGE.fullmatch(code):
        raise UsageError(f"'{text}' is not a language code.", "Write it like en or pt-BR.")
    return code


def user_name() -> str:
    """Return the name of the user of the computer; `user` where the system has none."""
    import getpass  # late: start-up

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "user"


def read_person(data: Path, user: str) -> Person:
    """Return the user's settings, empty ones where there are none or they cannot be read."""
    try:
        content = json.loads(_file(data, user).read_text(encoding="utf-8"))
        texts = {
            key: content[key]
            for key in Person.__dataclass_fields__
            if isinstance(content.get(key), str)
        }
        person = Person(**texts)
        # Raises ValueError or TypeError where the time of the current case cannot be read.
        person.current_case(datetime.fromisoformat("2000-01-01T00:00:00+00:00"))
        return person
    except (OSError, ValueError, TypeError, AttributeError):
        return Person()


def keep_person(data: Path, user: str, person: Person) -> None:
    """Replace the user's settings atomically: a reader never sees a part."""
    file = _file(data, user)
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_suffix(f".{os.getpid()}.part")
    text = json.dumps(asdict(person), ensure_ascii=False, indent=1) + "\n"
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(file)


def _file(data: Path, user: str) -> Path:
    name = re.sub(r"[^A-Za-z0-9_.-]", "_", user).lstrip(".") or "user"
    return data / "people" / f"{name}.json"
