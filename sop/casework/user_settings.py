"""Who sits at this workspace: stakeholder, name and current case of one user of the machine."""

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


@value
class Person:
    """What a user told about himself, and the case that he works on. `case_since` is ISO 8601 with offset."""

    as_: str | None = None
    name: str | None = None
    case: str | None = None
    case_since: str | None = None
    previous: str | None = None
    lang: str | None = None  # the language of the workflows' texts
    plain: str | None = None  # "on": plain screens on a terminal too

    def current_case(self, now: datetime) -> str | None:
        """The current case; None when there is none or when it was chosen more than 8 hours ago."""
        if self.case is None or self.case_since is None:
            return None
        age = now - datetime.fromisoformat(self.case_since)
        return self.case if timedelta(0) <= age <= LAPSES_AFTER else None

    def with_case(self, case: str, now: datetime) -> Person:
        """The person with another current case; the one before is kept for `sop use -`."""
        previous = self.case if self.case not in (None, case) else self.previous
        return replace(self, case=case, case_since=now.isoformat(), previous=previous)

    def without_case(self) -> Person:
        return replace(self, case=None, case_since=None, previous=self.case or self.previous)


def language_code(text: str) -> str:
    """The code of a language (BCP 47: `zu`, `pt-BR`) as given, `en` for `en_ZA.UTF-8`; Misuse where it is none."""
    named = text.strip().partition(".")[0].partition("_")[0]
    if not LANGUAGE.fullmatch(named):
        raise UsageError(f"'{text}' is not the code of a language.", "write it like en or pt-BR")
    return named


def user_name() -> str:
    """The user of the machine; `user` where the system does not say."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "user"


def read_person(data: Path, user: str) -> Person:
    """What was kept; nobody where nothing was kept or where it cannot be read."""
    try:
        content = json.loads(_file(data, user).read_text(encoding="utf-8"))
        texts = {
            key: content[key]
            for key in Person.__dataclass_fields__
            if isinstance(content.get(key), str)
        }
        person = Person(**texts)
        person.current_case(
            datetime.fromisoformat("2000-01-01T00:00:00+00:00")
        )  # its time can be read
        return person
    except (OSError, ValueError, TypeError, AttributeError):
        return Person()


def keep_person(data: Path, user: str, person: Person) -> None:
    """Writes it beside and renames it into place, so that a reader never sees half."""
    file = _file(data, user)
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(f".{os.getpid()}.part")
    beside.write_text(
        json.dumps(asdict(person), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    beside.replace(file)


def _file(data: Path, user: str) -> Path:
    return data / "people" / f"{re.sub(r'[^A-Za-z0-9_.-]', '_', user).lstrip('.') or 'user'}.json"
