"""What went wrong, in words and as an exit code. Nothing that fails leaves the program as a traceback."""

from __future__ import annotations

import hashlib
import traceback
from pathlib import Path

import typer

import sop
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
from sop.model.finding import Position
from sop.model.refusal import Reason, UsageError
from sop.model.suggestion import Suggestion
from sop.model.value import value
from sop.views.errors import Kind, error_screen

ClickUsageError: type[Exception] = typer.BadParameter.__mro__[
    1
]  # Typer does not say where its own Click lives


class Interrupted(Exception):
    """Ctrl-C, or the end of input at a question (exit 130). Typer would end silently on KeyboardInterrupt."""


class AccessDenied(Exception):
    """The user may not see it (exit 4)."""


@value
class Failure:
    """What to tell, and how the program ends."""

    error: Kind
    code: int
    message: str
    remedy: str = ""
    reasons: tuple[Reason, ...] = ()
    suggest: Suggestion | None = None


def failure_of(error: BaseException) -> Failure:
    """The failure that an exception means."""
    from sop.casework.library import NotCompiled
    from sop.store.port import IntegrityError, StoreError, UnknownCase, VersionConflict

    match error:
        case UsageError():
            return Failure("usage", EXIT_USAGE, error.message, error.remedy, suggest=error.suggest)
        case UnknownCase():
            return Failure("usage", EXIT_USAGE, error.message, error.remedy, suggest=error.suggest)
        case IntegrityError():
            return Failure(
                "integrity", EXIT_INTEGRITY, error.message, error.remedy, suggest=error.suggest
            )
        case VersionConflict():
            return Failure(
                "conflict", EXIT_STORE, error.message, error.remedy, suggest=error.suggest
            )
        case StoreError():
            return Failure("store", EXIT_STORE, error.message, error.remedy, suggest=error.suggest)
        case NotCompiled():
            return Failure(
                "refused",
                EXIT_REFUSED,
                f"{error.listed.shown_as} has errors.",
                "",
                invalid_reasons(error),
            )
        case AccessDenied():
            return Failure("denied", EXIT_DENIED, str(error))
        case Interrupted() | KeyboardInterrupt() | typer.Abort():
            return Failure("interrupted", EXIT_INTERRUPTED, "Nothing was written.")
        case OSError():
            return Failure(
                "store",
                EXIT_STORE,
                _os_message(error),
                "See that the disk has room and may be written.",
            )
    if isinstance(error, ClickUsageError):
        return Failure(
            "usage",
            EXIT_USAGE,
            getattr(error, "message", "") or str(error),
            "See",
            suggest=_help_of(error),
        )
    return _internal(error)


def invalid_reasons(error: object) -> tuple[Reason, ...]:
    """One reason for each finding that keeps a workflow from being used."""
    from sop.casework.library import NotCompiled

    assert isinstance(error, NotCompiled)
    check = Suggestion("check", error.listed.shown_as)
    return tuple(
        Reason("definition_invalid", f"{_place(f.position)}: {f.message}", suggest=check)
        for f in error.findings
    ) or (Reason("definition_invalid", f"{error.listed.shown_as} cannot be read.", suggest=check),)


def _place(at: Position) -> str:
    return f"{at.path}:{at.line}:{at.column}"


def answer_of(failure: Failure) -> CommandResult:
    """The failure as an answer: for JSON as it stands, for people as lines."""
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
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or type(error).__name__}."


def _help_of(error: Exception) -> Suggestion:
    """The help of the command that was not understood."""
    context = getattr(error, "ctx", None)
    path = str(getattr(context, "command_path", "sop"))
    return Suggestion(f"{path} --help".removeprefix("sop "))


def _internal(error: BaseException) -> Failure:
    """A mistake in the program: where it happened, a number to tell, and none of the values at hand."""
    root = Path(sop.__file__).resolve().parent.parent
    frames = traceback.extract_tb(error.__traceback__)
    places = [
        f"{Path(f.filename).name}:{f.lineno}"
        for f in frames
        if Path(f.filename).is_relative_to(root / "sop")
    ]
    place = places[-1] if places else "unknown place"
    number = hashlib.sha256(f"{type(error).__name__} {places}".encode()).hexdigest()[:8].upper()
    message = f"the program made a mistake ({type(error).__name__} at {place}, reference {number})."
    return Failure(
        "internal",
        EXIT_STORE,
        message,
        f"Tell the maintainers the reference and sop {sop.__version__}.",
    )
