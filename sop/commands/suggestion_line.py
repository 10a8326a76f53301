"""The only place where a suggestion becomes a line for a shell, quoted by POSIX rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sop.grammar import Verb, find_verb
from sop.model.suggestion import PACKAGE_INSTALLER, Suggestion
from sop.model.value import value

OTHERS_OF_A_CASE = (
    "case show",
    "case timeline",
    "case verify",
    "case audit",
    "case print",
    "assign",
    "form",
    "go",
)
"""Commands outside the table of verbs that take `-c` and depend on the stakeholder who acts."""

PLAIN_LETTERS = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-"
)
"""What a shell takes as it is. Most words have no other letter, and shlex costs 0.5 ms."""


@value
class Asker:
    """The options of this command that the next one has to repeat so that it works as printed.

    `case` is None where the next command uses the case of the answer without naming it.
    """

    as_: str | None = None
    case: str | None = None
    workspace: str | None = None
    dry_run_of: str | None = None  # the command, if it was a dry run: again it is one


def suggestion_line(suggestion: Suggestion, asker: Asker) -> str:
    """Return the command as one line. A value to be chosen is left out: the command asks for it."""
    verb = suggestion.verb.split()
    if suggestion.verb == PACKAGE_INSTALLER:
        return _join((*verb, "--upgrade", suggestion.target or ""))
    if suggestion.words:
        return _join(("sop", *verb, *suggestion.words))
    return _join(("sop", *verb, *_arguments(suggestion), *_context(suggestion, asker)))


def _join(words: Iterable[str]) -> str:
    """Return the words as one line, each quoted where a shell would read it differently."""
    return " ".join(_quote(word) for word in words)


def _quote(word: str) -> str:
    if word and PLAIN_LETTERS.issuperset(word):
        return word
    import shlex  # late: start-up

    return shlex.quote(word)


def _arguments(suggestion: Suggestion) -> Iterator[str]:
    yield from _target_words(suggestion)
    for name, given in suggestion.options:
        yield f"--{name}"
        if given is not None:
            yield given


def _verb_of(suggestion: Suggestion) -> Verb | None:
    """Return the verb of the table; words after it, such as a second action, do not matter."""
    first = suggestion.verb.split(" ")[0]
    return find_verb(suggestion.verb) or find_verb(first)


def _target_words(suggestion: Suggestion) -> tuple[str, ...]:
    verb = _verb_of(suggestion)
    if verb is not None and verb.target == "facts":
        return suggestion.asks
    if suggestion.target is None:
        return ()
    path = suggestion.target.split(".")
    if verb is not None and verb.target == "outcome" and len(path) == 3:
        return path[0], path[2]  # TRACK OUTCOME; the step is the current one
    return (suggestion.target,)


def _context(suggestion: Suggestion, asker: Asker) -> Iterator[str]:
    """Yield the case, who acts and the workspace; never another agency's name."""
    has_incident = any(name == "incident" for name, _ in suggestion.options)
    case = suggestion.case if suggestion.is_for_later else asker.case
    if _is_of_case(suggestion) and case is not None and not has_incident:
        yield from ("-c", case)
    as_ = suggestion.as_ if suggestion.as_self else asker.as_
    if _names_asker(suggestion) and as_ is not None:
        yield from ("--as", as_)
    if asker.dry_run_of == suggestion.verb and ("dry-run", None) not in suggestion.options:
        yield "--dry-run"
    if asker.workspace is not None:
        yield from ("--workspace", asker.workspace)


def _is_of_case(suggestion: Suggestion) -> bool:
    verb = _verb_of(suggestion)
    if verb is None:
        return suggestion.verb in OTHERS_OF_A_CASE
    return verb.of_case


def _names_asker(suggestion: Suggestion) -> bool:
    """Whether the line has `--as`; not where that would narrow down what the command shows."""
    verb = _verb_of(suggestion)
    if not suggestion.yours:
        return False
    if verb is None:
        return suggestion.verb in OTHERS_OF_A_CASE
    return verb.acts and not verb.filters


def suggestion_json(suggestion: Suggestion, asker: Asker, case: str | None) -> dict[str, object]:
    """Return the parts of the suggestion for a program. `case`: which case it is about."""
    as_ = None
    if _names_asker(suggestion):
        as_ = suggestion.as_ or asker.as_
    if not _is_of_case(suggestion):
        case = None
    return {
        "verb": suggestion.verb,
        "target": suggestion.target,
        "as": as_,
        "case": case,
        "asks": list(suggestion.asks),
        "yours": suggestion.yours,
    }
