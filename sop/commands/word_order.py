"""The order of words in a command line: `help COMMAND`, and options or a case at another place."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import replace

WITH_VALUE = ("-c", "--case", "--as", "--workspace", "--lang")
FLAGS = ("--json", "--plain", "--no-input", "--no-pager")
OF_ONE_WORD = {"advance", "raise"}
SHARED = ("why", "at", "incident", "only", "except", "reported-by")
"""The options of both, which have a value."""
LEAST_SYMBOLS = 3
"""As many of a case's ID are enough."""

REMEDIES: dict[str, tuple[str, Suggestion | None]] = {
    "-c": ("Name a case. To list the cases", Suggestion("case list")),
    "--as": ("Name a stakeholder, or leave the option out.", None),
    "--workspace": ("Name a folder, or leave the option out.", None),
    "--lang": ("Name a language, such as en, or leave the option out.", None),
}
"""What to do about an option whose value is empty."""


class WrongWords(UsageError):
    """Words of the line that are wrong, with what should be there: the rest of the line is kept.

    `typed` and `right` are the words. `context` has options with their values for the end of the
    line, where it does not have them; `dropped` are options that the right line does not have.
    `suggest` is the command where the typed words are not in the line.
    """

    def __init__(
        self,
        message: str,
        remedy: str,
        suggest: Suggestion,
        *,
        typed: Sequence[str],
        right: Sequence[str],
        context: Sequence[tuple[str, str | None]] = (),
        dropped: Collection[str] = (),
    ) -> None:
        super().__init__(message, remedy, suggest)
        self.typed, self.right = tuple(typed), tuple(right)
        self.context, self.dropped = tuple(context), frozenset(dropped)


def correct_line(argv: Sequence[str], wrong: WrongWords) -> Suggestion | None:
    """Return the line with the right words and everything else that was typed."""
    kept = _without_options(argv, wrong.dropped)
    found = replace_words(kept, wrong.typed, wrong.right)
    if found is None:
        return None
    end = found.words.index("--") if "--" in found.words else len(found.words)
    before, after = found.words[:end], found.words[end:]
    present = {word.partition("=")[0] for word in before}
    missing = [(option, text) for option, text in wrong.context if text and option not in present]
    added = tuple(word for pair in missing for word in pair)
    return Suggestion(found.verb, words=(*before, *added, *after))


def with_given_options(suggest: Suggestion, argv: Sequence[str]) -> Suggestion:
    """Return the command for the word that belongs to the other of two verbs, as it was typed.

    Both take the same options: an interrupt is raised, and an outcome taken, with them.
    """
    pair = {suggest.verb, *argv[:1]}
    if pair != OF_ONE_WORD:
        return suggest
    found: list[tuple[str, str | None]] = []
    for number, word in enumerate(argv):
        option, sign, text = word.partition("=")
        if option.removeprefix("--") not in SHARED or not option.startswith("--"):
            continue
        follows = argv[number + 1] if number + 1 < len(argv) else None
        found.append((option.removeprefix("--"), text if sign else follows))
    return replace(suggest, options=tuple(found))


def _without_options(argv: Sequence[str], dropped: Collection[str]) -> tuple[str, ...]:
    """Return the line without these options and their values."""
    kept: list[str] = []
    waiting = list(argv)
    while waiting:
        word = waiting.pop(0)
        option, sign, _ = word.partition("=")
        if option not in dropped:
            kept.append(word)
        elif not sign and waiting:
            waiting.pop(0)  # its value
    return tuple(kept)


def refuse_empty_values(given: Mapping[str, str | None]) -> None:
    """Raise UsageError for a common option without a value, by the names in `REMEDIES`.

    A script gives one where its variable is not set: then the command must not take the current
    case, the stakeholder or the workspace of the terminal instead.
    """
    for option, typed in given.items():
        if typed is not None and not typed.strip():
            remedy, suggest = REMEDIES[option]
            raise UsageError(f"{option} has an empty value.", remedy, suggest)


def expand_help(argv: Sequence[str]) -> Sequence[str]:
    """Return `COMMAND --help` for `help COMMAND`; any other line as it is."""
    if argv[:1] == ["help"]:
        return [*argv[1:], "--help"]
    return argv


def refuse_leading_options(argv: Sequence[str], commands: Collection[str]) -> None:
    """Raise UsageError with the right line if options come before the command, or -c alone."""
    number = _count_leading(argv)
    leading, rest = tuple(argv[:number]), tuple(argv[number:])
    refuse_empty_values(_values_of(leading))
    if rest and rest[0] in commands and leading:
        end = rest.index("--") if "--" in rest else len(rest)
        words = (*rest[1:end], *leading, *rest[end:])
        raise UsageError("Options follow the command.", "Write", Suggestion(rest[0], words=words))
    if not rest and any(word in ("-c", "--case") for word in leading):
        right = Suggestion("next", words=leading)
        raise UsageError("No command given for the case.", "To see what to do in it", right)


def _values_of(leading: Sequence[str]) -> dict[str, str | None]:
    """Return the values of the leading options by the names of `REMEDIES`."""
    found: dict[str, str | None] = {}
    for number, word in enumerate(leading):
        option, sign, typed = word.partition("=")
        if option not in WITH_VALUE:
            continue
        follows = leading[number + 1] if number + 1 < len(leading) else None
        found["-c" if option == "--case" else option] = typed if sign else follows
    return found


def _count_leading(argv: Sequence[str]) -> int:
    """Count the words that are common options, with their values, before the command."""
    number = 0
    while number < len(argv):
        word = argv[number]
        if word in WITH_VALUE:
            number += 2
        elif word in FLAGS or word.partition("=")[0] in WITH_VALUE:
            number += 1
        else:
            break
    return min(number, len(argv))


def is_like_case(word: str) -> bool:
    """Whether the word looks like the ID of a case or its beginning, as screens print it."""
    from sop.store.case_ids import parse_prefix  # late: start-up; only in an error

    symbols = parse_prefix(word)
    if any(letter.isspace() for letter in word):
        return False  # a sentence, such as "smoke in room 3"
    if symbols is None or len(symbols) < LEAST_SYMBOLS:
        return False
    return word.isupper() or any(letter.isdecimal() for letter in word)


def suggest_case_option(error: Any, argv: Sequence[str]) -> Suggestion | None:
    """Return the line with `-c` before a case that was typed as an argument; else None."""
    context = getattr(error, "ctx", None)
    if context is None:
        return None
    options = [name for one in context.command.params for name in one.opts]
    if "-c" not in options or {"-c", "--case"} & set(argv) or "extra argument" not in str(error):
        return None
    verb = context.command_path.split()[1:]
    typed = list(argv[len(verb) :])
    at = next((n for n, word in enumerate(typed) if is_like_case(word)), None)
    if at is None:
        return None
    return Suggestion(" ".join(verb), words=(*typed[:at], "-c", *typed[at:]))


def replace_words(
    argv: Sequence[str], typed: Sequence[str], right: Sequence[str]
) -> Suggestion | None:
    """Return the line with `right` instead of the words `typed`; None if others are between."""
    places = range(1, len(argv) - len(typed) + 1)
    at = next((n for n in places if tuple(argv[n : n + len(typed)]) == tuple(typed)), None)
    if at is None:
        return None
    return Suggestion(argv[0], words=(*argv[1:at], *right, *argv[at + len(typed) :]))


def suggest_sign(argv: Sequence[str]) -> Suggestion | None:
    """Return the line with `--set FACT=VALUE` for `--set FACT VALUE`; None if it has none."""
    for number, word in enumerate(argv[:-2]):
        fact, text = argv[number + 1 : number + 3]
        if word == "--set" and "=" not in fact and not text.startswith("-"):
            return replace_words(argv, (fact, text), (f"{fact}={text}",))
    return None
