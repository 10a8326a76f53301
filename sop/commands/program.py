"""Register a command: its own arguments, followed by the options that every command has."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from difflib import get_close_matches
from typing import Annotated, Any, get_type_hints

import typer
from typer.core import TyperGroup

from sop.commands.common_options import CommonOptions
from sop.commands.context import CommandContext
from sop.commands.errors import Interrupted
from sop.commands.format_choice import choose_format, formats_for
from sop.commands.free_text import warn_about_names
from sop.commands.interrupts import interrupts_heard
from sop.commands.option_tables import (
    EVERYWHERE,
    OF_A_CASE,
    OF_A_CHANGE,
    OF_A_FILE,
    OF_A_LIST,
    OF_A_WRITE,
)
from sop.commands.output import EXIT_DONE, CommandResult, emit, mark_dry_run
from sop.commands.word_order import is_like_case, refuse_empty_values
from sop.grammar import Argument, Option, Verb, Words, find_verb
from sop.model.limits import KEY_CHARACTERS
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion

Function = Callable[..., CommandResult]
VerbFunction = Callable[[CommandContext, Words], CommandResult]
_ARGUMENT, _OPTION = "word_", "option_"
"""Prefixes of Typer's parameter names, so that no verb's option collides with a common one."""
OUTPUT_NAMES = ("out", f"{_OPTION}output")
"""The parameter of `-o`, of a command and of a verb."""


def new_app(**settings: Any) -> typer.Typer:
    """Return a Typer application that prints plain help and no tracebacks."""
    return typer.Typer(
        rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False, **settings
    )


class CommandGroup(TyperGroup):
    """Several commands. An unknown one is a usage error with the nearest names."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name = args[0]
        known = self.list_commands(ctx)
        if name in known or name.startswith("-"):
            return super().resolve_command(ctx, args)
        path = ctx.command_path.removeprefix("sop").strip()
        message = f"There is no command '{' '.join(filter(None, (path, name)))}'."
        near = get_close_matches(name, known, 2)
        if near:
            raise UsageError(message, f"Did you mean {' or '.join(near)}?")
        if path == "case" and is_like_case(name):
            right = Suggestion("case show", words=tuple(args))
            raise UsageError(message, "To show that case", right)
        verb = " ".join(filter(None, (path, "--help")))
        raise UsageError(message, "To list the commands", Suggestion(verb))


class Group(CommandGroup):
    """Several commands under one word. Its help has the first paragraph of each, wrapped."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            names = self.list_commands(ctx)
            formatter.write_dl(
                [(name, _first_paragraph(self.commands[name].help)) for name in names]
            )


def _first_paragraph(text: str | None) -> str:
    return (text or "").split("\n\n")[0].replace("\n", " ")


def new_group(name: str) -> typer.Typer:
    """Return an application of several commands, such as `case list` and `case show`.

    The word alone is a usage error.
    """
    app = new_app(cls=Group, invoke_without_command=True)

    @app.callback()
    def group(ctx: typer.Context) -> None:
        if ctx.invoked_subcommand is None:
            known = ", ".join(one.name or "" for one in app.registered_commands)
            raise UsageError(f"'sop {name}' needs a second word.", f"Choose one of: {known}.")

    return app


def command(
    app: typer.Typer,
    name: str,
    *,
    group: str = "",
    case: bool = False,
    writes: bool = False,
    changes: bool = False,
    formats: Sequence[str] = ("text", "json"),
    rows: str = "",
) -> Callable[[Function], Function]:
    """Register a function `(session, own arguments…) -> CommandResult` as a command.

    Its docstring is the help text. `writes`: it writes events of a case; `changes`: it writes
    anything else. `rows`: the key of its JSON that has the list, which is printed as CSV too.
    """

    def register(function: Function) -> Function:
        run = runner(
            function,
            f"{group} {name}".strip(),
            case=case,
            writes=writes,
            formats=formats,
            changes=changes,
            rows=rows,
        )
        app.command(name, help=inspect.getdoc(function))(run)
        return function

    return register


def verb_command(
    app: typer.Typer,
    name: str,
    *,
    group: str = "",
    formats: Sequence[str] = ("text", "json"),
    rows: str = "",
) -> Callable[[VerbFunction], VerbFunction]:
    """Register a function `(session, words) -> CommandResult` as the command of a verb.

    The table of verbs has its words and options. The docstring of the function is the help text.
    `rows`: the key of its JSON that has the list, which is printed as CSV too.
    """
    called = f"{group} {name}".strip()
    verb = find_verb(called)
    assert verb is not None

    def register(function: VerbFunction) -> VerbFunction:
        def read(session: CommandContext, **arguments: Any) -> CommandResult:
            words = session.words = _words_of(verb, arguments)
            warn_about_names(session, words)
            return function(session, words)

        run = runner(
            read,
            called,
            case=verb.of_case,
            writes=verb.writes,
            formats=formats,
            rows=rows,
            own=_parameters_of(verb),
        )
        app.command(name, help=inspect.getdoc(function))(run)
        return function

    return register


def _parameters_of(verb: Verb) -> list[inspect.Parameter]:
    """Return the words and options of the verb as parameters for Typer."""
    return [*map(_argument, verb.arguments), *map(_option, verb.options)]


def _argument(one: Argument) -> inspect.Parameter:
    kind: Any = str
    if one.many:
        kind = list[str]
    name, argument = _ARGUMENT + one.name, typer.Argument(metavar=one.metavar, help=one.help)
    if one.required:
        return _parameter(name, kind, argument, inspect.Parameter.empty)
    return _parameter(name, kind | None, argument, None)


def _option(one: Option) -> inspect.Parameter:
    flags = [f"--{one.name}"]
    if one.short:
        flags.insert(0, one.short)
    name = _OPTION + one.name.replace("-", "_")
    if one.flag:
        return _parameter(name, bool, typer.Option(*flags, help=one.help), False)
    kind: Any = str
    if one.number:
        kind = int
    if one.many:
        kind = list[str]
    option = typer.Option(*flags, metavar=one.metavar, help=one.help)
    return _parameter(name, kind | None, option, None)


def _words_of(verb: Verb, arguments: Mapping[str, Any]) -> Words:
    """Return what Typer read as the words of the command."""
    rest: list[str] = []
    for argument in verb.arguments:
        rest += _texts(arguments[_ARGUMENT + argument.name])
    options: dict[str, tuple[str, ...]] = {}
    for option in verb.options:
        texts = _texts(arguments[_OPTION + option.name.replace("-", "_")])
        if texts:
            options[option.name] = texts
    return Words(verb.name, tuple(rest), options)


def _texts(value: object) -> tuple[str, ...]:
    """Return the values of a word or an option; a flag that is given has one empty value."""
    if value is None or value is False:
        return ()
    if value is True:
        return ("",)
    if isinstance(value, list | tuple):
        return tuple(map(str, value))
    return (str(value),)


def runner(
    function: Function,
    called: str,
    *,
    case: bool,
    writes: bool,
    formats: Sequence[str],
    changes: bool = False,
    rows: str = "",
    own: Sequence[inspect.Parameter] | None = None,
) -> Callable[..., int]:
    """Return what Typer calls: it runs the function, prints the answer and returns the exit code.

    `called` is the name of the command. `own` are the parameters of the command itself; None:
    those of the function. The common options go into the context that the function gets.
    """
    if own is None:
        own = _own_parameters(function)
    if rows:
        formats = (*formats, "csv")
    common = _common_parameters(case, writes, changes, formats)
    if rows:
        common |= OF_A_LIST
    if rows or any(one.name in OUTPUT_NAMES for one in own):
        common |= OF_A_FILE

    def run(ctx: typer.Context, **arguments: Any) -> int:
        ctx.obj.command = called
        options = {key: arguments.pop(key) for key in common}
        list_out = options.pop("list_out", None)
        possible = formats_for(called, formats, arguments.get("incident"))
        choose_format(options, _named_file(arguments) or list_out, possible, called)
        session = ctx.obj.session = CommandContext(
            called, _common_options(options, formats), os.environ
        )
        session.introduce = _introduce
        try:
            with interrupts_heard():
                answer = function(session, **arguments)
            if list_out is not None or (rows and session.given.format == "csv"):
                from sop.commands.list_delivery import deliver_list  # late: start-up

                answer = deliver_list(session, answer, rows, list_out)
            if changes and session.given.dry_run:
                answer = mark_dry_run(answer)
            for warning in answer.warnings:
                session.talk.say(warning)
        except (KeyboardInterrupt, EOFError) as stopped:
            raise Interrupted from stopped
        finally:
            session.show_warnings()
        return emit(
            answer,
            called,
            session.screen,
            session.given.json,
            asker=session.asker,
            simulated=session.is_simulated,
            may_page=not session.given.no_pager,
        )

    parameters = [*own, *(_parameter(key, *spec) for key, spec in common.items())]
    first = inspect.Parameter(
        "ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context
    )
    run.__signature__ = inspect.Signature([first, *parameters])  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in (first, *parameters)}
    return run


def _introduce(session: CommandContext) -> None:
    from sop.commands.question_heading import show_question_heading  # late: start-up

    show_question_heading(session)


def _named_file(arguments: Mapping[str, Any]) -> str | None:
    """Return the file that the command's own -o names."""
    return next((arguments[name] for name in OUTPUT_NAMES if arguments.get(name)), None)


def _common_parameters(
    case: bool, writes: bool, changes: bool, formats: Sequence[str]
) -> dict[str, Any]:
    found = dict(EVERYWHERE)
    if case:
        found |= OF_A_CASE
    if writes:
        found |= OF_A_WRITE
    elif changes:
        found |= OF_A_CHANGE
    return found | _format_option(formats)


def _own_parameters(function: Function) -> list[inspect.Parameter]:
    own = list(inspect.signature(function).parameters.values())[1:]
    hints = get_type_hints(function, include_extras=True)
    return [
        one.replace(annotation=hints[one.name], kind=inspect.Parameter.KEYWORD_ONLY) for one in own
    ]


def _format_option(formats: Sequence[str]) -> dict[str, Any]:
    help_text = f"One of: {', '.join(formats)}."
    return {
        "format_": (str | None, typer.Option("--format", metavar="FORMAT", help=help_text), None)
    }


def _parameter(name: str, kind: Any, option: Any, default: object) -> inspect.Parameter:
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, option]
    )


def _common_options(options: dict[str, Any], formats: Sequence[str]) -> CommonOptions:
    """Return the common options.

    Raise UsageError for an unknown format, two different formats, or an impossible version.
    """
    wanted, as_json = options.pop("format_"), options.pop("json_")
    if wanted is not None and wanted not in formats:
        raise UsageError(f"Unknown format '{wanted}'.", f"Choose one of: {', '.join(formats)}.")
    if as_json and wanted not in (None, "json"):
        raise UsageError(
            f"--json and --format {wanted} ask for different formats.", "Give one of them."
        )
    _check_key(options.get("key"))
    refuse_empty_values(
        {
            "-c": options.get("case"),
            "--as": options.get("as_"),
            "--workspace": options.get("workspace"),
            "--lang": options.get("lang"),
        }
    )
    version = options.get("if_version")
    if version is not None and version < 0:
        raise UsageError(f"There is no version {version}.", "Versions count from 1.")
    if as_json:
        wanted = "json"
    known = {one.name for one in fields(CommonOptions)}
    values = {key: value for key, value in options.items() if key in known}
    return CommonOptions(format=wanted or "text", **values)


def _check_key(key: str | None) -> None:
    if key is not None and len(key) > KEY_CHARACTERS:
        raise UsageError(
            f"The key has {len(key):,} characters; at most {KEY_CHARACTERS} are recorded.",
            "Give a shorter one, such as a digest.",
        )


def check_exit_code(value: object) -> int:
    """Return the exit code of a command; Typer returns None after `--help`."""
    if isinstance(value, int):
        return value
    return EXIT_DONE
