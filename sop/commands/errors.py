"""Every error as a message and an exit code. No error leaves the program as a traceback."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

import sop
from sop.commands.click_errors import explain_click_error
from sop.commands.output import (
    EXIT_DENIED,
    EXIT_INTEGRITY,
    EXIT_INTERRUPTED,
    EXIT_REFUSED,
    EXIT_STORE,
    EXIT_USAGE,
    Advice,
    CommandResult,
)
from sop.commands.word_order import (
    WrongWords,
    correct_line,
    replace_words,
    suggest_case_option,
    suggest_sign,
    with_given_options,
)
from sop.model.refusal import Reason, UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import replace, value
from sop.views.errors import Kind, error_screen

if TYPE_CHECKING:
    from sop.casework.parse_facts import MissingSign
    from sop.model.finding import Position
    from sop.store.port import StoreError

# Typer has a copy of Click in a private module; its exceptions are reached through a public one.
ClickUsageError: type[Exception] = typer.BadParameter.__mro__[1]


class Interrupted(Exception):
    """Ctrl-C, or the end of input at a question (exit 130).

    Typer would end without a message on KeyboardInterrupt.
    """


class AccessDenied(Exception):
    """The user may not see it (exit 4)."""


@value
class Failure:
    """What to report, and the exit code."""

    error: Kind
    code: int
    message: str
    remedy: str = ""
    reasons: tuple[Reason, ...] = ()
    suggest: Suggestion | None = None


def failure_of(error: BaseException, argv: Sequence[str] = ()) -> Failure:
    """Return the failure that stands for an exception of the command line `argv`."""
    from sop.casework.library import NotCompiled  # late: start-up
    from sop.casework.parse_facts import MissingSign  # late: start-up
    from sop.store.port import StoreError  # late: start-up

    match error:
        case MissingSign():
            return _failure_of_missing_sign(error, argv)
        case WrongWords():
            right = correct_line(argv, error) or error.suggest
            return Failure("usage", EXIT_USAGE, error.message, error.remedy, suggest=right)
        case UsageError() | StoreError():
            failure = _advised_failure(error)
            if failure.suggest is None:
                return failure
            return replace(failure, suggest=with_given_options(failure.suggest, argv))
        case NotCompiled():
            message = f"{error.listed.shown_as} has errors."
            return Failure("refused", EXIT_REFUSED, message, reasons=invalid_reasons(error))
        case AccessDenied():
            return Failure("denied", EXIT_DENIED, str(error))
        case Interrupted() | KeyboardInterrupt() | typer.Abort():
            return Failure("interrupted", EXIT_INTERRUPTED, "Nothing was written.")
        case OSError():
            remedy = "See that the disk has room and may be written."
            return Failure("store", EXIT_STORE, _os_message(error), remedy)
    if isinstance(error, ClickUsageError):
        return _explain_line(error, argv)
    return _internal(error)


def _explain_line(error: Exception, argv: Sequence[str]) -> Failure:
    """Return the failure of a line that Typer cannot read, with the right line if it is clear."""
    message, remedy = explain_click_error(error, argv)
    with_case = suggest_case_option(error, argv)
    if with_case is not None:
        return Failure("usage", EXIT_USAGE, message, "A case follows -c", suggest=with_case)
    with_sign = suggest_sign(argv)
    if with_sign is not None and "extra argument" in str(error):
        return Failure("usage", EXIT_USAGE, message, "Write", suggest=with_sign)
    # late: start-up; few lines have words that are too many
    from sop.commands.surplus_words import suggest_text_option

    with_text = suggest_text_option(error, argv)
    if with_text is not None:
        return Failure("usage", EXIT_USAGE, message, "For a text, write", suggest=with_text)
    return Failure("usage", EXIT_USAGE, message, remedy, suggest=_help_of(error))


def is_defect(error: BaseException) -> bool:
    """Whether the exception shows a defect of the program, or of what it reads."""
    expected = (KeyboardInterrupt, Interrupted, AccessDenied, OSError, typer.Abort, SystemExit)
    if isinstance(error, (*expected, UsageError, ClickUsageError)):
        return False
    from sop.casework.library import NotCompiled  # late: start-up
    from sop.store.port import StoreError  # late: start-up

    return not isinstance(error, NotCompiled | StoreError)


def _advised_failure(error: UsageError | StoreError) -> Failure:
    """Return the failure of an error that has its own remedy and suggestion."""
    from sop.store.port import IntegrityError, UnknownCase, VersionConflict  # late: start-up

    kind: Kind = "store"
    code = EXIT_STORE
    if isinstance(error, UsageError | UnknownCase):
        kind, code = "usage", EXIT_USAGE
    elif isinstance(error, IntegrityError):
        kind, code = "integrity", EXIT_INTEGRITY
    elif isinstance(error, VersionConflict):
        kind = "conflict"
    return Failure(kind, code, error.message, error.remedy, suggest=error.suggest)


def _failure_of_missing_sign(error: MissingSign, argv: Sequence[str]) -> Failure:
    """Return the failure with the corrected line."""
    right = replace_words(argv, error.typed, error.right)
    if right is None:
        return _advised_failure(error)
    return Failure("usage", EXIT_USAGE, error.message, "Write", suggest=right)


def invalid_reasons(error: object) -> tuple[Reason, ...]:
    """Return one reason for each finding that keeps a workflow from being used."""
    from sop.casework.library import NotCompiled  # late: start-up

    assert isinstance(error, NotCompiled)
    check = Suggestion("check", error.listed.shown_as)
    return tuple(
        Reason("definition_invalid", f"{_place(f.position)}: {f.message}", suggest=check)
        for f in error.findings
    ) or (Reason("definition_invalid", f"{error.listed.shown_as} cannot be read.", suggest=check),)


def _place(at: Position) -> str:
    return f"{at.path}:{at.line}:{at.column}"


def answer_of(failure: Failure) -> CommandResult:
    """Return the failure as an answer."""
    message = f"{failure.message} {failure.remedy}".strip()
    return CommandResult(
        code=failure.code,
        error="store" if failure.error == "conflict" else failure.error,  # one code in JSON
        message=Advice(message, failure.suggest),
        reasons=failure.reasons,
        blocks=lambda: error_screen(
            failure.error, failure.message, failure.remedy, failure.reasons, failure.suggest
        ),
    )


def _os_message(error: OSError) -> str:
    problem = f"{error.strerror or type(error).__name__}."
    return f"{error.filename}: {problem}" if error.filename else problem


def _help_of(error: Exception) -> Suggestion:
    """Return the command that shows the help of the command that was typed."""
    context = getattr(error, "ctx", None)
    path = str(getattr(context, "command_path", "sop"))
    return Suggestion(f"{path} --help".removeprefix("sop "))


def _internal(error: BaseException) -> Failure:
    """Return the failure for a defect of the program: its place and a reference number.

    It holds no values of the case, which may be private.
    """
    root = Path(sop.__file__).resolve().parent.parent
    # late: start-up; only a defect needs them
    import hashlib
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    places = [
        f"{Path(f.filename).name}:{f.lineno}"
        for f in frames
        if Path(f.filename).is_relative_to(root / "sop")
    ]
    place = (places or ["unknown place"])[-1]
    number = hashlib.sha256(f"{type(error).__name__} {places}".encode()).hexdigest()[:8].upper()
    message = f"{type(error).__name__} at {place}, reference {number}."
    return Failure(
        "internal",
        EXIT_STORE,
        message,
        f"Report this reference and sop {sop.__version__} to the maintainers.",
    )
