"""`sop worklist --watch`: waits, and prints a line when something falls due or becomes urgent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from time import sleep

from sop.casework.reminders import Reminder, Reminders, find_changes, list_reminders, parse_interval
from sop.casework.worklist import WorkItem
from sop.commands.context import CommandContext
from sop.commands.danger_list import CaseInDanger
from sop.commands.desktop_notification import notify
from sop.commands.output import EXIT_INTERRUPTED, SIMULATED, CommandResult
from sop.model.refusal import UsageError
from sop.model.value import value
from sop.store.port import StoreError
from sop.views.labels import count_text
from sop.views.reminders import public_text, reminder_line
from sop.views.terminal.blocks import Span

BELL = "\a"
WATCHING_ENDED = "Watching has ended."


Look = Callable[[CommandContext], tuple[Sequence[WorkItem], Sequence[CaseInDanger]]]
"""Returns the work and the cases in danger as a context of that moment sees them."""


@value
class WatchOptions:
    """How often the worklist is read, and what a change does besides its line."""

    every: str = "1m"
    bell: bool = True
    desktop: bool = True


def watch_worklist(
    session: CommandContext,
    look: Look,
    options: WatchOptions,
    pause: Callable[[float], None] | None = None,
) -> CommandResult:
    """Print a line for each change until Ctrl-C; nothing that was printed is drawn again.

    Each look has a context of its own, so that it sees the clock and the writes of others. `pause`
    waits a number of seconds.
    """
    if session.given.json or not session.at_terminal:
        raise UsageError(
            "--watch needs a terminal, and no other format.",
            "For a program, call worklist --json again and again.",
        )
    every = parse_interval(options.every).total_seconds()
    wait = pause or sleep
    try:
        before = _begin(session, look, every)
        while True:
            wait(every)
            before = _report_changes(_context_now(session), look, before, options)
    except KeyboardInterrupt:
        session.screen.say(WATCHING_ENDED)
        return CommandResult(
            code=EXIT_INTERRUPTED, error="interrupted", message=WATCHING_ENDED, is_delivered=True
        )


def _begin(session: CommandContext, look: Look, every: float) -> Reminders:
    """Print what holds at the beginning as numbers, and return it."""
    found = _find(session, look)
    kinds = Counter(kind for kind, _, _ in found)
    in_danger = len({case for kind, case, _ in found if kind == "danger"})
    clock = Span(f"{SIMULATED}  ", "caution") if session.is_simulated else ""
    session.screen.say(
        clock,
        f"Watching: {kinds['overdue']} overdue, {kinds['due']} due now, "
        f"{count_text(in_danger, 'case')} in danger.",
    )
    session.screen.say(f"It looks every {int(every)} s; each change is one line. To end: Ctrl-C.")
    session.screen.stream.flush()
    return found


def _report_changes(
    session: CommandContext, look: Look, before: Reminders, options: WatchOptions
) -> Reminders:
    """Print what is new and return what holds now; after an error of the store what held before."""
    try:
        after = _find(session, look)
    except StoreError as failed:
        session.say_mistake(failed)
        return before
    changes = find_changes(before, after)
    for one in changes:
        session.screen.show((reminder_line(one, session.now, _zone(session, one)),))
    if changes and options.bell and session.screen.stream.isatty():
        session.screen.stream.write(BELL)
    session.screen.stream.flush()
    session.show_warnings()
    if options.desktop:
        for one in changes:
            notify(public_text(one), session.environ)
    return after


def _find(session: CommandContext, look: Look) -> Reminders:
    items, dangers = look(session)
    return list_reminders(items, _danger_reminders(dangers), session.now)


def _danger_reminders(cases: Iterable[CaseInDanger]) -> list[Reminder]:
    """Return a reminder for each danger of each case."""
    found: list[Reminder] = []
    for one in cases:
        workflow = one.file.definition.id
        for danger in one.dangers:
            found.append(
                Reminder(
                    kind="danger",
                    case=one.file.id,
                    workflow=workflow,
                    path=danger.path,
                    title=danger.what,
                    label=one.file.case.label,
                )
            )
    return found


def _zone(session: CommandContext, reminder: Reminder) -> str:
    """Return the zone of the workflow; UTC where the case cannot be read."""
    found = session.definitions([(reminder.workflow, reminder.case)])
    definition = found.get(reminder.workflow)
    return "UTC" if definition is None else definition.timezone


def _context_now(session: CommandContext) -> CommandContext:
    """Return the context of the same command at this moment."""
    return CommandContext(session.command, session.given, session.environ, session.here)
