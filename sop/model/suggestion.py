"""A command of sop that would help, as data. Only sop/commands writes it as a line for a shell."""

from __future__ import annotations

from sop.model.value import replace, value

PACKAGE_INSTALLER = "pip install"
"""The one verb that is not a command of sop: its target is the package to bring up to date."""


@value
class Suggestion:
    """A command that someone could type next.

    `verb` is the name of the command, such as `do` or `case list`. `target` is what it is about,
    such as the code of an action. `asks` are the facts whose values the command asks for. `options`
    are further options as (name, value), the name without dashes; the value of a flag is None.
    `who` are the stakeholders who may use it; empty: everyone. `yours` is false if the user is not
    one of them. `as_` is the user's stakeholder, if the command acts for one. `case` is None for
    the case that the answer is about. `as_self`: `as_` is the user's own stakeholder, and the
    command that was typed acts for another one. `words` are the rest of a line as the user typed
    it, in the right order: nothing else is added then. `is_for_later`: the line is typed later,
    when another case may be the current one, so that it always names `case`.
    """

    verb: str
    target: str | None = None
    asks: tuple[str, ...] = ()
    options: tuple[tuple[str, str | None], ...] = ()
    who: tuple[str, ...] = ()
    yours: bool = True
    as_: str | None = None
    case: str | None = None
    as_self: bool = False
    words: tuple[str, ...] = ()
    is_for_later: bool = False

    def for_case(self, case: str) -> Suggestion:
        """Return the same suggestion about that case."""
        return replace(self, case=case)


def upgrade(package: str) -> Suggestion:
    """Return the suggestion to bring an installed package up to date."""
    return Suggestion(PACKAGE_INSTALLER, package)
