"""The options that every command takes, as values."""

from __future__ import annotations

from sop.model.value import value


@value
class CommonOptions:
    """The options of every command, as they were given."""

    workspace: str | None = None
    as_: str | None = None
    case: str | None = None
    format: str = "text"
    plain: bool = False
    lang: str | None = None
    no_input: bool = False
    no_pager: bool = False
    dry_run: bool = False
    if_version: int | None = None
    key: str | None = None
    yes: bool = False
    reported_by: str | None = None
    force: bool = False

    @property
    def json(self) -> bool:
        return self.format == "json"
