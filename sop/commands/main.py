"""The program: every command by name with its help line.

The module of a command is imported when the command is run.
"""

from __future__ import annotations

import gc
import importlib
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Annotated, Any

import typer

from sop.commands.common_options import CommonOptions
from sop.commands.context import CommandContext
from sop.commands.errors import answer_of, failure_of, is_defect
from sop.commands.interrupts import end_on_lost_interrupt
from sop.commands.output import EXIT_DONE, emit
from sop.commands.program import CommandGroup, check_exit_code, new_app, runner
from sop.commands.word_order import expand_help, refuse_leading_options
from sop.model.refusal import UsageError

COMMANDS: Mapping[str, tuple[str, str]] = {
    "demo": ("demo", "Watch a whole case played automatically in under a minute."),
    "init": ("init", "Make a workspace: sop.toml, workflows/, data/."),
    "as": ("identity", "Set or show the stakeholder for whom you act."),
    "use": ("use", "Choose the current case."),
    "open": ("open", "Open a case of a workflow."),
    "go": ("go", "Be guided through a case, one thing at a time."),
    "next": ("next", "Show what to do now, overdue first."),
    "checklist": ("checklist", "Show what the current steps ask for, on screen or for paper."),
    "do": ("do", "Do actions: tick them off and record their facts."),
    "set": ("set", "Record a fact, or correct one."),
    "advance": ("advance", "Take an outcome: move a track to its next step."),
    "raise": ("raise_", "Raise an interrupt."),
    "waive": ("waive", "Waive an action, where the workflow allows it."),
    "undo": ("undo", "Undo an event by a new event; nothing is removed."),
    "close": ("close", "Close the case."),
    "form": ("form", "Show a form, print it blank, or fill it in question by question."),
    "note": ("note", "Write a note; you choose who may read it."),
    "why": ("why", "Explain why something may be done or not: each line of the rule."),
    "find": ("find", "Search cases by label, reference, ID or step."),
    "worklist": ("worklist", "List the open actions of all cases."),
    "assign": ("assign", "Assign an action or a case to a person; accept it, hand it back."),
    "shift": ("shift", "The handover of a shift: danger, overdue, due, decisions, changes."),
    "case": (
        "cases",
        "Cases: list, show, timeline, time, verify, audit, print, void, label, link.",
    ),
    "check": ("check", "Check workflows: every finding with its place and remedy."),
    "workflow": ("workflows", "Workflows: list, show, new, test, diff."),
    "train": ("train.train", "Training: play scenarios, score, debrief, print, courses."),
    "simulate": ("simulate", "Simulate many cases under stated assumptions: load, bottlenecks."),
    "completion": ("completion", "Print the script that completes words in bash, zsh or fish."),
    "config": ("config", "Your settings on this machine: list, get, set."),
    "doctor": ("doctor", "Check the installation: store, file locks, clock."),
    "store": ("store", "The store: status, check, backup, restore, rebuild, drafts."),
}
HELP_FLAGS = {"--help", "-h"}
ON_STDOUT = ("refused", "findings")
"""Failures that are the answer; every other error is reported on stderr."""


class ProgramRun:
    """One run of the program: the command that was found, and its context."""

    # No dataclass: making this by hand costs 0.4 ms less at start-up.
    def __init__(self) -> None:
        self.command: str | None = None
        self.session: CommandContext | None = None


class Program(CommandGroup):
    """The commands by name. None is imported before it is run; help needs only their lines."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"sop.commands.{COMMANDS[cmd_name][0]}")
        found = typer.main.get_command(module.app)
        found.name = cmd_name
        return found

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


app = new_app(
    cls=Program,
    help="Standard operating procedures of several agencies: enforced, recorded, explained.",
    options_metavar="",
    subcommand_metavar="COMMAND [OPTIONS]",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Options follow the command. For its help: sop help COMMAND",
)


@app.callback(invoke_without_command=True)
def root(
    ctx: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    as_: Annotated[
        str | None,
        typer.Option("--as", metavar="STAKEHOLDER", help="The stakeholder for whom you act."),
    ] = None,
    workspace: Annotated[
        str | None, typer.Option("--workspace", metavar="FOLDER", help="The workspace to use.")
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Plain lines in ASCII, for screen readers.")
    ] = False,
    lang: Annotated[
        str | None,
        typer.Option("--lang", metavar="CODE", help="Show workflow texts in this language."),
    ] = None,
    no_pager: Annotated[
        bool,
        typer.Option("--no-pager", help="Print a long answer directly, not through a pager."),
    ] = False,
) -> int:
    """Standard operating procedures of several agencies: enforced, recorded, explained.

    Without a command it shows what is due today.
    """
    if ctx.invoked_subcommand is not None:
        if version or json or as_ or workspace or plain or lang or no_pager:
            raise UsageError(
                "Options follow the command.", f"Write them after {ctx.invoked_subcommand}."
            )
        return EXIT_DONE
    from sop.commands import overview  # late: start-up

    function, name = overview.home, "worklist"
    if version:
        function, name = overview.version, "version"
    run = runner(function, name, case=False, writes=False, formats=("text", "json"))
    given = {"json_": json, "as_": as_, "workspace": workspace, "plain": plain, "lang": lang}
    return run(ctx, **given, no_input=False, no_pager=no_pager, format_=None)


def run(argv: Sequence[str]) -> int:
    """Run one command line and return its exit code. Every failure is reported in words."""
    progress = ProgramRun()
    heard = signal.getsignal(signal.SIGINT)
    try:
        _refuse_unreadable(argv)
        argv = expand_help(list(argv))
        refuse_leading_options(argv, COMMANDS)
        return check_exit_code(_run_program(argv, progress))
    except BrokenPipeError:
        _forget_stdout()
        return EXIT_DONE
    except (Exception, KeyboardInterrupt) as error:
        return _report_error(error, progress, argv)
    finally:
        _restore_interrupts(heard)


def _run_program(argv: Sequence[str], progress: ProgramRun) -> object:
    """Run the command; a help text that does not fit the terminal goes through the pager."""
    program = typer.main.get_command(app)

    def call() -> object:
        return program.main(args=list(argv), prog_name="sop", standalone_mode=False, obj=progress)

    if not HELP_FLAGS & set(argv):
        return call()
    from sop.commands.pager import page_output  # late: start-up; only help is printed by Typer

    return page_output(call, plain="--plain" in argv, may_page="--no-pager" not in argv)


def _refuse_unreadable(argv: Sequence[str]) -> None:
    """Raise UsageError for an argument that is not text: no name, path or value can contain it."""
    for number, word in enumerate(argv, 1):
        # Python decodes each byte that is not UTF-8 as a surrogate, U+D800 to U+DFFF.
        if "\0" in word or any(0xD800 <= ord(letter) < 0xE000 for letter in word):
            raise UsageError(
                f"Argument {number} is not valid UTF-8.", "Type it in the encoding of the terminal."
            )


def _restore_interrupts(heard: Any) -> None:
    """Let Ctrl-C work as it did before a write held it."""
    if signal.getsignal(signal.SIGINT) is not heard:
        signal.signal(signal.SIGINT, heard)


def _report_error(error: BaseException, progress: ProgramRun, argv: Sequence[str]) -> int:
    from sop.views.terminal.screen import Screen  # late: start-up; most commands succeed

    failure = failure_of(_damage_behind(error, progress), argv)
    as_json = _wants_json(argv)
    screen = Screen.for_stderr()
    if as_json or failure.error in ON_STDOUT:
        screen = Screen.for_stdout()
    schema = None
    if failure.error == "usage" or progress.command is None:
        schema = "sop.error/1"
    session = progress.session or CommandContext("error", CommonOptions(), os.environ)
    return emit(
        answer_of(failure),
        progress.command or "error",
        screen,
        as_json,
        asker=session.asker,
        schema=schema,
        may_page="--no-pager" not in argv,
    )


def _damage_behind(error: BaseException, progress: ProgramRun) -> BaseException:
    """Return the damage of the store that made the program fail, else the error itself.

    Whatever is in the store's files, a command must say that they are damaged, and where.
    """
    session = progress.session
    if session is None or not is_defect(error):
        return error
    # late: only where the program fails
    from sop.casework.store_diagnosis import find_cache_damage, find_damage

    found: BaseException | None = None
    if "store" in session.__dict__:
        found = find_damage(session.store, session.service)
    if found is None and "library" in session.__dict__:
        found = find_cache_damage(session.library)
    return found or error


def _wants_json(argv: Sequence[str]) -> bool:
    """Whether `--json` or `--format json` is given, even if the other arguments are wrong."""
    pairs = pairwise(argv)
    return "--json" in argv or "--format=json" in argv or ("--format", "json") in pairs


def _forget_stdout() -> None:
    """Drop further output: the reader has gone, and Python must not complain about it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_closed_streams() -> None:
    """Replace streams that the caller closed (`>&-`): nothing is read and nothing is printed."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            null = open(os.devnull, mode, encoding="utf-8")  # noqa: SIM115 (open to the end)
            setattr(sys, name, null)


def main() -> None:
    """Run the command line of this process, and end it."""
    end_on_lost_interrupt()
    gc.freeze()  # modules are never freed, so no run of the collector needs to visit them
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    try:
        sys.exit(run(sys.argv[1:]))
    finally:
        # The process frees everything at exit. Looking for cycles first costs a sixth of a command.
        gc.freeze()
