"""How a command joins the program: its own arguments, and after them the options that every command knows."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Annotated, Any, get_type_hints

import typer
from typer.core import TyperGroup

from sop.commands.context import CommandContext, CommonOptions
from sop.commands.errors import Interrupted
from sop.commands.output import EXIT_DONE, CommandResult, emit, mark_dry_run
from sop.grammar import Argument, Option, Verb, Words, find_verb
from sop.model.refusal import UsageError

Function = Callable[..., CommandResult]
VerbFunction = Callable[[CommandContext, Words], CommandResult]
_ARGUMENT, _OPTION = "word_", "option_"
"""What the names of Typer's parameters begin with: no option of a verb collides with one that every command has."""


def new_app(**settings: Any) -> typer.Typer:
    """A Typer application that prints plain help and no tracebacks."""
    return typer.Typer(
        rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False, **settings
    )


class Group(TyperGroup):
    """Several commands under one word. Its help prints each command's first line whole, wrapped and never cut."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, _first_line(self.commands[name].help)) for name in self.list_commands(ctx)]
            )


def _first_line(text: str | None) -> str:
    return (text or "").split("\n\n")[0].replace("\n", " ")


def new_group(name: str) -> typer.Typer:
    """An application of several commands, such as `case list` and `case show`. Alone it is a wrong question."""
    app = new_app(cls=Group, invoke_without_command=True)

    @app.callback()
    def group(ctx: typer.Context) -> None:
        if ctx.invoked_subcommand is None:
            known = " ".join(one.name or "" for one in app.registered_commands)
            raise UsageError(f"'sop {name}' needs a second word.", f"one of: {known}")

    return app


EVERYWHERE: dict[str, Any] = {
    "as_": (
        str | None,
        typer.Option("--as", metavar="STAKEHOLDER", help="For whom you act."),
        None,
    ),
    "workspace": (
        str | None,
        typer.Option("--workspace", metavar="FOLDER", help="Where to work."),
        None,
    ),
    "json_": (bool, typer.Option("--json", help="One JSON document on stdout."), False),
    "plain": (
        bool,
        typer.Option("--plain", help="One item a line, ASCII marks: for screen readers."),
        False,
    ),
    "lang": (
        str | None,
        typer.Option("--lang", metavar="CODE", help="Workflow texts in this language."),
        None,
    ),
    "no_input": (bool, typer.Option("--no-input", help="Ask nothing."), False),
}
OF_A_CASE: dict[str, Any] = {
    "case": (
        str | None,
        typer.Option("-c", "--case", metavar="CASE", help="Which case; a beginning is enough."),
        None,
    )
}
OF_A_CHANGE: dict[str, Any] = {
    "dry_run": (
        bool,
        typer.Option("--dry-run", help="Say what would be written; write nothing."),
        False,
    )
}
OF_A_WRITE: dict[str, Any] = OF_A_CHANGE | {
    "if_version": (
        int | None,
        typer.Option("--if-version", metavar="N", help="Only at this version."),
        None,
    ),
    "key": (
        str | None,
        typer.Option("--key", metavar="TEXT", help="Write once for this text."),
        None,
    ),
    "yes": (bool, typer.Option("--yes", help="Do not ask whether to go on."), False),
}


def command(
    app: typer.Typer,
    name: str,
    *,
    group: str = "",
    case: bool = False,
    writes: bool = False,
    changes: bool = False,
    formats: Sequence[str] = ("text", "json"),
) -> Callable[[Function], Function]:
    """Registers a function `(session, own arguments…) -> Answer` as a command. Its docstring is the help text.

    `writes`: events of a case; `changes`: anything else that is kept.
    """

    def register(function: Function) -> Function:
        run = runner(function, f"{group} {name}".strip(), case, writes, formats, changes)
        app.command(name, help=inspect.getdoc(function))(run)
        return function

    return register


def verb_command(
    app: typer.Typer, name: str, *, group: str = "", formats: Sequence[str] = ("text", "json")
) -> Callable[[VerbFunction], VerbFunction]:
    """Registers a function `(session, words) -> Answer` as the command of a verb in the table, which has its words and
    options. Its docstring is the help text.
    """
    called = f"{group} {name}".strip()
    verb = find_verb(called)
    assert verb is not None

    def register(function: VerbFunction) -> VerbFunction:
        def read(session: CommandContext, **arguments: Any) -> CommandResult:
            return function(session, _words_of(verb, arguments))

        run = runner(read, called, verb.of_case, verb.writes, formats, own=_parameters_of(verb))
        app.command(name, help=inspect.getdoc(function))(run)
        return function

    return register


def _parameters_of(verb: Verb) -> list[inspect.Parameter]:
    """The words and options of the verb as Typer reads them."""
    arguments = [_argument(one) for one in verb.arguments]
    return [*arguments, *(_option(one) for one in verb.options)]


def _argument(one: Argument) -> inspect.Parameter:
    kind: Any = list[str] if one.many else str
    default: object = inspect.Parameter.empty if one.required else None
    annotation = kind if one.required else kind | None
    return _parameter(
        _ARGUMENT + one.name,
        annotation,
        typer.Argument(metavar=one.metavar, help=one.help),
        default,
    )


def _option(one: Option) -> inspect.Parameter:
    flags = (one.short, f"--{one.name}") if one.short else (f"--{one.name}",)
    name = _OPTION + one.name.replace("-", "_")
    if one.flag:
        return _parameter(name, bool, typer.Option(*flags, help=one.help), False)
    plain: Any = int if one.number else str
    kind: Any = list[str] if one.many else plain
    return _parameter(
        name, kind | None, typer.Option(*flags, metavar=one.metavar, help=one.help), None
    )


def _words_of(verb: Verb, arguments: Mapping[str, Any]) -> Words:
    """What Typer read, as the words of the command."""
    rest = [word for one in verb.arguments for word in _texts(arguments[_ARGUMENT + one.name])]
    options = {
        one.name: _texts(arguments[_OPTION + one.name.replace("-", "_")]) for one in verb.options
    }
    return Words(verb.name, tuple(rest), {name: texts for name, texts in options.items() if texts})


def _texts(value: object) -> tuple[str, ...]:
    """The values of a word or an option; a flag that is given has one empty value."""
    if value is None or value is False:
        return ()
    if value is True:
        return ("",)
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


def runner(
    function: Function,
    called: str,
    case: bool,
    writes: bool,
    formats: Sequence[str],
    changes: bool = False,
    own: Sequence[inspect.Parameter] | None = None,
) -> Callable[..., int]:
    """What Typer calls: splits the common options off, runs the function, prints the answer, gives the exit code.

    `own` are the parameters of the command itself; None: those of the function.
    """
    kept = OF_A_WRITE if writes else OF_A_CHANGE if changes else {}
    common = EVERYWHERE | (OF_A_CASE if case else {}) | kept | _format_option(formats)

    def run(ctx: typer.Context, **arguments: Any) -> int:
        ctx.obj.command = called
        options = {key: arguments.pop(key) for key in common}
        session = ctx.obj.session = CommandContext(
            called, _common_options(options, formats), os.environ
        )
        try:
            answer = function(session, **arguments)
            if changes and session.given.dry_run:
                answer = mark_dry_run(answer)
        except (KeyboardInterrupt, EOFError) as stopped:
            raise Interrupted from stopped
        finally:
            session.tell_warnings()
        return emit(
            answer,
            called,
            session.screen,
            session.given.json,
            asker=session.asker,
            simulated=session.is_simulated,
        )

    parameters = list(own) if own is not None else _own_parameters(function)
    parameters += [_parameter(key, *spec) for key, spec in common.items()]
    first = inspect.Parameter(
        "ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context
    )
    run.__signature__ = inspect.Signature([first, *parameters])  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in (first, *parameters)}
    return run


def _own_parameters(function: Function) -> list[inspect.Parameter]:
    own = list(inspect.signature(function).parameters.values())[1:]
    hints = get_type_hints(function, include_extras=True)
    return [
        one.replace(annotation=hints[one.name], kind=inspect.Parameter.KEYWORD_ONLY) for one in own
    ]


def _format_option(formats: Sequence[str]) -> dict[str, Any]:
    help_text = f"{' | '.join(formats)}."
    return {
        "format_": (str | None, typer.Option("--format", metavar="FORMAT", help=help_text), None)
    }


def _parameter(name: str, kind: Any, option: Any, default: object) -> inspect.Parameter:
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, option]
    )


def _common_options(options: dict[str, Any], formats: Sequence[str]) -> CommonOptions:
    """The common options; Misuse for an unknown format or two different ones."""
    wanted, as_json = options.pop("format_"), options.pop("json_")
    if wanted is not None and wanted not in formats:
        raise UsageError(f"unknown format '{wanted}'.", f"use {' or '.join(formats)}")
    if as_json and wanted not in (None, "json"):
        raise UsageError(
            f"--json and --format {wanted} ask for different formats.", "give one of them"
        )
    if options.get("if_version") is not None and options["if_version"] < 0:
        raise UsageError(f"there is no version {options['if_version']}.", "versions count from 1")
    chosen = "json" if as_json else wanted or "text"
    known = {one.name for one in fields(CommonOptions)}
    return CommonOptions(
        format=chosen, **{key: value for key, value in options.items() if key in known}
    )


def check_exit_code(value: object) -> int:
    """The exit code that running a command gave."""
    return value if isinstance(value, int) else EXIT_DONE
