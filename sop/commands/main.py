"""The program: every command by name with its help line; a command's module is imported when it is run."""

from __future__ import annotations

import gc
import importlib
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from sop.commands.context import CommandContext, CommonOptions
from sop.commands.errors import answer_of, failure_of
from sop.commands.output import EXIT_DONE, emit
from sop.commands.program import check_exit_code, new_app, runner
from sop.model.refusal import UsageError
from sop.model.suggestion import Suggestion

COMMANDS: Mapping[str, tuple[str, str]] = {
    "demo": ("demo", "Watch a whole case, played by itself in under a minute."),
    "init": ("init", "Make a workspace: sop.toml, workflows/, data/."),
    "as": ("identity", "Say for whom you act, or show it."),
    "use": ("use", "Choose the current case."),
    "open": ("open", "Open a case of a workflow."),
    "next": ("next", "What to do now, overdue first."),
    "checklist": ("checklist", "What the current steps ask for, on screen or on paper."),
    "do": ("do", "Do actions: tick them off, with the facts that they record."),
    "set": ("set", "Tell a fact, or correct one."),
    "advance": ("advance", "Take an outcome: move a track to its next step."),
    "raise": ("raise_", "Raise an interrupt."),
    "waive": ("waive", "Waive an action, where the workflow allows it."),
    "undo": ("undo", "Correct an event by another; nothing is removed."),
    "close": ("close", "Close the case."),
    "note": ("note", "Write a note, confidential to some if you like."),
    "why": ("why", "Why something may be done, or not yet: each line of the rule."),
    "worklist": ("worklist", "Open actions of all cases."),
    "case": ("cases", "Cases: list, show, timeline, print, link, audit, verify, reopen."),
    "check": ("check", "Check workflows: every finding with its place and remedy."),
    "workflow": ("workflows", "Workflows: list, show, new, test, diff."),
    "train": ("train.train", "Training: play scenarios, score, debrief, print, courses."),
    "simulate": ("simulate", "Load and bottlenecks of many cases, under stated assumptions."),
    "completion": ("completion", "The script by which a shell completes words: bash, zsh, fish."),
    "config": ("config", "What is kept for you: get, set, list."),
    "doctor": ("doctor", "Try what the program rests on: store, lock, clock and more."),
    "store": ("store", "The store: status, check, backup, restore, rebuild."),
}
SELDOM = 50_000
"""New containers between two looks of the garbage collector, where Python has 700. A daily command makes fewer; one
that runs for minutes still gives its cycles back."""
ON_STDOUT = ("refused", "findings")
"""Failures that are the answer; everything else that goes wrong is told on stderr."""


@dataclass
class ProgramRun:
    """One run of the program: which command it came to, and who asks."""

    command: str | None = None
    session: CommandContext | None = None


class Program(TyperGroup):
    """The commands by name. None is imported before it is run; help needs their lines only."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"sop.commands.{COMMANDS[cmd_name][0]}")
        found = typer.main.get_command(module.app)
        found.name = cmd_name
        return found

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            near = get_close_matches(args[0], COMMANDS, 2)
            message = f"there is no command '{args[0]}'."
            if near:
                raise UsageError(message, f"did you mean {' or '.join(near)}?")
            raise UsageError(message, "see", Suggestion("--help"))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


app = new_app(
    cls=Program,
    help="Standard operating procedures of several agencies: enforced, recorded, explained.",
)


@app.callback(invoke_without_command=True)
def root(
    ctx: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
    as_: Annotated[
        str | None, typer.Option("--as", metavar="STAKEHOLDER", help="For whom you act.")
    ] = None,
    workspace: Annotated[
        str | None, typer.Option("--workspace", metavar="FOLDER", help="Where to work.")
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="One item a line, ASCII marks: for screen readers.")
    ] = False,
    lang: Annotated[
        str | None, typer.Option("--lang", metavar="CODE", help="Workflow texts in this language.")
    ] = None,
) -> int:
    """Standard operating procedures of several agencies: enforced, recorded, explained.

    Without a command: what needs you now.
    """
    if ctx.invoked_subcommand is not None:
        if version or json or as_ or workspace or plain or lang:
            raise UsageError(
                "options follow the command.", f"write them behind {ctx.invoked_subcommand}"
            )
        return EXIT_DONE
    from sop.commands import overview

    function = overview.version if version else overview.home
    run = runner(function, "version" if version else "worklist", False, False, ("text", "json"))
    given = {"json_": json, "as_": as_, "workspace": workspace, "plain": plain, "lang": lang}
    return run(ctx, **given, no_input=False, format_=None)


def run(argv: Sequence[str]) -> int:
    """Runs one command line and gives its exit code. Whatever fails is told in words."""
    progress = ProgramRun()
    heard = signal.getsignal(signal.SIGINT)
    try:
        _refuse_unreadable(argv)
        program = typer.main.get_command(app)
        return check_exit_code(
            program.main(args=list(argv), prog_name="sop", standalone_mode=False, obj=progress)
        )
    except BrokenPipeError:
        _forget_stdout()
        return EXIT_DONE
    except (Exception, KeyboardInterrupt) as error:
        return _report_error(error, progress, argv)
    finally:
        _restore_interrupts(heard)


def _refuse_unreadable(argv: Sequence[str]) -> None:
    """Misuse for a word whose bytes are no text in the terminal's encoding: no name, path or value can mean it."""
    for number, word in enumerate(argv, 1):
        if "\0" in word or any(0xD800 <= ord(letter) < 0xE000 for letter in word):
            raise UsageError(
                f"word {number} of the command line is no text.",
                "write it in the terminal's encoding, UTF-8",
            )


def _restore_interrupts(heard: Any) -> None:
    """Ctrl-C as it was before a write held it."""
    if signal.getsignal(signal.SIGINT) is not heard:
        signal.signal(signal.SIGINT, heard)


def _report_error(error: BaseException, progress: ProgramRun, argv: Sequence[str]) -> int:
    from sop.views.terminal.screen import Screen

    failure = failure_of(error)
    as_json = _wants_json(argv)
    is_answer = as_json or failure.error in ON_STDOUT
    screen = Screen.for_stdout() if is_answer else Screen.for_stderr()
    schema = "sop.error/1" if failure.error == "usage" or progress.command is None else None
    session = progress.session or CommandContext("error", CommonOptions(), os.environ)
    return emit(
        answer_of(failure),
        progress.command or "error",
        screen,
        as_json,
        asker=session.asker,
        schema=schema,
    )


def _wants_json(argv: Sequence[str]) -> bool:
    """Whether `--json` or `--format json` stands anywhere, even where the rest cannot be read."""
    pairs = pairwise(argv)
    return "--json" in argv or "--format=json" in argv or ("--format", "json") in pairs


def _forget_stdout() -> None:
    """Whoever read has gone: nothing more is written, and nothing complains at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_closed_streams() -> None:
    """Where the caller closed stdin, stdout or stderr (`>&-`), nothing is read and nothing is printed."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 (open to the end)


def _collect_seldom() -> None:
    """Let the garbage collector look seldom: what a command makes stays to its end, and each look goes through all."""
    gc.freeze()  # the modules: they stay whatever happens
    gc.set_threshold(SELDOM)


def main() -> None:
    """The entry point of `sop` and `python cli.py`."""
    _collect_seldom()
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    try:
        sys.exit(run(sys.argv[1:]))
    finally:
        # The end frees everything anyway; to look for cycles in it first would cost a sixth of the command.
        gc.freeze()
