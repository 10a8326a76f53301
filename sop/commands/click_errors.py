"""Typer's own usage errors as plain sentences, like those of this program."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sop.grammar import VERBS


def explain_click_error(error: Exception, argv: Sequence[str] = ()) -> tuple[str, str]:
    """Return message and remedy of a usage error that Typer found in the line `argv`.

    The remedy is followed by the command that shows the help. Typer keeps its exceptions private,
    so they are recognised by their names.
    """
    # late: start-up; few lines have words that are too many
    from sop.commands.surplus_words import explain_surplus, find_surplus

    surplus = find_surplus(error, argv)
    if surplus:
        return explain_surplus(surplus), "For help"
    explain = {
        "NoSuchOption": _no_such_option,
        "MissingParameter": _missing_parameter,
        "BadOptionUsage": _bad_option_usage,
        "BadParameter": _bad_parameter,
    }.get(type(error).__name__, _other)
    remedy = "For help"
    nearest = getattr(error, "possibilities", None)
    if nearest:
        remedy = f"Did you mean {nearest[0]}? For help"  # the most similar comes first
    return explain(error), remedy


def _no_such_option(error: Any) -> str:
    missing = f"There is no option {error.option_name} here"
    if error.option_name != "--incident":
        return f"{missing}."
    verbs = ", ".join(verb.name for verb in VERBS if verb.writes and verb.option("only"))
    alone = f"{missing}: name each case on its own. For all cases of an incident: {verbs}."
    return f"{alone} Its lists: worklist, case list."


def _missing_parameter(error: Any) -> str:
    return f"{_name(error.param)} is missing."


def _bad_option_usage(error: Any) -> str:
    if "does not take" in str(error.message):
        return f"{error.option_name} does not take a value."
    return f"{error.option_name} needs a value."


def _bad_parameter(error: Any) -> str:
    """Return what is wrong with a value: not a number, or outside the limits of the option."""
    name = _name(error.param)
    value = re.match(r"(.+) is not a valid (int|float|integer)", str(error.message))
    if value is not None:
        return f"{name}: {value[1]} is not a whole number."
    least, most = (getattr(error.param.type, end, None) for end in ("min", "max"))
    limits = [f"{word} {end}" for word, end in (("at least", least), ("at most", most)) if end]
    if limits:
        return f"{name}: the number must be {' and '.join(limits)}."
    return f"{name}: {_sentence(str(error.message))}"


def _other(error: Any) -> str:
    return _sentence(getattr(error, "message", "") or str(error))


def _name(parameter: Any) -> str:
    """Return an option as it is typed, an argument as the help names it."""
    if parameter is None:
        return "An argument"
    if getattr(parameter, "param_type_name", "") == "option":
        return str(max(parameter.opts, key=len))
    return str(parameter.metavar or parameter.name).strip("[]")


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?")) else f"{text}."
