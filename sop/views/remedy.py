"""What helps, in words: who can do it, the question to ask, the command to type, whom to ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sop.model.refusal import Reason
from sop.model.suggestion import Suggestion
from sop.views.terminal.blocks import Words, Wordy, ascii_sentence, labelled, words

Names = Callable[[Sequence[str]], str]
"""Returns the names of stakeholders, given by id, as the screen shows them."""


def join_with_or(names: Sequence[str]) -> str:
    """Return `A`, `A or B`, `A, B or C`; empty for no names."""
    head = ", ".join(names[:-1])
    return " or ".join(part for part in (head, *names[-1:]) if part)


def remedy_pieces(
    reason: Reason, names: Names, show_who: bool = True, who_label: str | None = None
) -> tuple[Words, ...]:
    """Return the pieces that are shown side by side under a reason; none where nothing helps.

    A command of another stakeholder is not shown: that stakeholder is named instead, also where
    `show_who` is false.
    """
    if reason.code == "not_yours" and reason.remedy is None:
        return ()  # its sentence names whom to ask
    command = reason.suggest
    is_yours = command is None or command.yours
    found: list[Wordy] = []
    if show_who or not is_yours:
        found.append(labelled(who_label or default_who_label(reason), names(helpers(reason))))
    found += [labelled("Question: ", reason.ask or ""), reason.remedy or ""]
    if command is not None and is_yours:
        found.append(words("Do: ", command))
    return tuple(piece for piece in map(words, found) if piece)


def default_who_label(reason: Reason) -> str:
    """Return `Who answers: ` before a question, otherwise `Who: `."""
    return "Who answers: " if reason.ask else "Who: "


def helpers(reason: Reason) -> tuple[str, ...]:
    """Return who can help: another stakeholder by its command, otherwise all who could."""
    command = reason.suggest
    if command is None or command.yours:
        return reason.who
    return command.who


def offer(label: str, suggestion: Suggestion | None, names: Names) -> Words:
    """Return the label with the command, or with whom to ask where it is another stakeholder's.

    Empty where nothing is suggested.
    """
    if suggestion is None:
        return ()
    if suggestion.yours:
        return words(label, suggestion)
    return words(label, f"Ask {names(suggestion.who)}")


def with_command(remedy: str, suggestion: Suggestion | None) -> Words:
    """Return the remedy of an error as a sentence, with the command that helps behind it."""
    sentence = ascii_sentence(remedy[:1].upper() + remedy[1:])
    if suggestion is None:
        return words(sentence)
    if not remedy:
        return words("Do: ", suggestion)
    joint = " " if remedy.endswith(".") else ": "
    return words(sentence, joint, suggestion)
