"""What would help, in words: who can do it, the question to ask, the command to type, or whom to ask for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sop.model.refusal import Reason
from sop.model.suggestion import Suggestion
from sop.views.terminal.blocks import Words, ascii_sentence, words

Names = Callable[[Sequence[str]], str]


def either(names: Sequence[str]) -> str:
    """`A`, `A or B`, `A, B or C`."""
    return " or ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def remedy_pieces(reason: Reason, names: Names, who: bool = True) -> tuple[Words, ...]:
    """Return the pieces that stand side by side under a reason. `names` says stakeholders as the screen does.

    A command of another agency is not shown: that agency is asked. `who` False leaves out who could help.
    """
    if reason.code == "not_yours":
        return ()  # its sentence says whom to ask
    found = reason.suggest
    if found is not None and not found.yours:
        return (words(ask_others(found, names, reason.ask)),)
    pieces: list[Words] = []
    if who and reason.who:
        pieces.append(words(f"Who: {names(reason.who)}"))
    if reason.ask:
        pieces.append(words(f"Ask: {reason.ask}"))
    if reason.remedy:
        pieces.append(words(reason.remedy))
    if found is not None:
        pieces.append(words("Do: ", found))
    return tuple(pieces)


def ask_others(suggestion: Suggestion, names: Names, question: str | None = None) -> str:
    """Return `Ask WARDEN`, with what is asked where it is a question."""
    whom = names(suggestion.who)
    return f"Ask {whom}: {question}" if question else f"Ask {whom}"


def offer(label: str, suggestion: Suggestion | None, names: Names) -> Words:
    """Return the label and the command, or whom to ask where it is another agency's; empty: nothing is suggested."""
    if suggestion is None:
        return ()
    if not suggestion.yours:
        return (
            words(label, ask_others(suggestion, names))
            if label
            else words(ask_others(suggestion, names))
        )
    return words(label, suggestion)


def with_command(remedy: str, suggestion: Suggestion | None) -> Words:
    """Return the remedy of a mistake as a sentence, and behind it the command that helps."""
    text = ascii_sentence(remedy[:1].upper() + remedy[1:])
    if suggestion is None:
        return words(text) if remedy else ()
    if not remedy:
        return words("Do: ", suggestion)
    return words(text, " " if remedy.endswith(".") else ": ", suggestion)
