"""What `sop assign` is about: an action, or a whole case that its ID or the start of it names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sop.casework.case_lookup import SHORTEST_PREFIX
from sop.casework.case_service import LoadedCase
from sop.commands.context import CommandContext
from sop.commands.word_order import WrongWords
from sop.engine.resolve_names import AmbiguousName, resolve_action
from sop.model.definition import Action
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.store.case_ids import parse_case_id, parse_prefix
from sop.views.case_name import case_name

THE_CASE = "case"
"""The word for the whole case; an action of that name is found by its code."""
SAFE_PREFIX = 5
"""A mistyped code, such as D12 for D1.2, must not name the case of another person. So a shorter
start of an ID is confirmed at a terminal, and in a script the complete command is given."""
Target = tuple[LoadedCase, str | None]


def find_target(
    session: CommandContext, word: str, person: str | None, flags: Sequence[str]
) -> Target | None:
    """Return the case, and the path of the action; None there: the whole case.

    None instead of both where the user does not agree to the case that the word names. `person`
    and `flags` are the rest of the command. Raise UsageError for a word that names neither.
    """
    if word.lower() == THE_CASE:
        return session.file(), None
    if parse_case_id(word) is not None:
        return session.file(word), None
    other = _find_case(session, word)
    if other is not None and len(parse_prefix(word) or "") >= SAFE_PREFIX:
        return session.file(other), None
    if other is not None and not _knows_case(session):
        return _offer_case(session, word, other, person=person, flags=flags)
    file = session.file()
    try:
        return file, _find_action(file, word).path
    except AmbiguousName:
        raise
    except UsageError as unknown:
        if other is None:
            raise _no_target(file, word, unknown) from unknown
    return _offer_case(session, word, other, person=person, flags=flags)


def _find_case(session: CommandContext, word: str) -> str | None:
    """Return the case whose ID begins with the word; None if there is not exactly one."""
    symbols = parse_prefix(word)
    if symbols is None or len(symbols) < SHORTEST_PREFIX:
        return None
    found = session.store.find_by_prefix(symbols)
    return found[0] if len(found) == 1 else None


def _knows_case(session: CommandContext) -> bool:
    """Whether the command has a case in which the word may be an action."""
    named = session.given.case or session.environ.get("SOP_CASE")
    return bool(named or session.identity.current_case(session.now))


def _find_action(file: LoadedCase, word: str) -> Action:
    """Return the action that the word names; letters inside a word name nothing.

    Raise AmbiguousName for several, UsageError for none.
    """
    try:
        found = resolve_action(file.definition, file.case, word)
    except AmbiguousName as several:
        choices = {
            path: title
            for path, title in several.choices.items()
            if _begins_word(file.definition.action(path), word)
        }
        if len(choices) > 1:
            raise
        if not choices:
            raise UsageError(f"'{word}' is not an action of this workflow.") from several
        return file.definition.action(next(iter(choices)))
    if not _begins_word(found, word):
        raise UsageError(f"'{word}' is not an action of this workflow.")
    return found


def _begins_word(action: Action, word: str) -> bool:
    """Whether a word of the code, the path or the title of the action begins with it."""
    texts = f"{action.code} {action.path} {action.title}".lower().replace("_", " ")
    wanted = word.strip().lower().replace("_", " ").replace("-", " ")
    if action.code.replace(".", "").lower() == wanted.replace(".", ""):
        return True
    return re.search(rf"(?<!\w){re.escape(wanted)}", texts.replace("-", " ")) is not None


def _offer_case(
    session: CommandContext,
    word: str,
    case: str,
    *,
    person: str | None,
    flags: Sequence[str],
) -> Target | None:
    """Return the case once the user agrees to it; None if they do not.

    Raise UsageError with the complete command where no user can be asked.
    """
    if not session.may_ask:
        remedy = "For the case whose ID begins so"
        suggest = _complete_command(session, case, person, flags)
        raise WrongWords(
            f"'{word}' is not the code of an action.",
            remedy,
            suggest,
            typed=(word,),
            right=(THE_CASE,),
            context=(("-c", case),),
            dropped=("-c", "--case"),
        )
    file = session.file(case)
    name = case_name(file.id, file.case.label)
    if not session.prompt.confirm(f"'{word}' is not an action here. Assign the whole case {name}?"):
        return None
    return file, None


def _complete_command(
    session: CommandContext, case: str, person: str | None, flags: Sequence[str]
) -> Suggestion:
    """Return the command that assigns the case and names it, as far as this one says how."""
    words = [THE_CASE, *([person] if person else flags), "-c", case]
    if session.given.as_:
        words += ["--as", session.given.as_]
    if session.given.workspace:
        words += ["--workspace", str(session.given.workspace)]
    return Suggestion("assign", words=tuple(words))


def _no_target(file: LoadedCase, word: str, unknown: UsageError) -> UsageError:
    """Return that the word is neither an action nor the start of one case's ID."""
    message = f"'{word}' is neither an action of case {file.id} nor the start of one case's ID."
    return UsageError(message, unknown.remedy or "To list the actions", unknown.suggest or NEXT)


NEXT = Suggestion("next")
