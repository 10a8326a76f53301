"""`sop simulate`: load, waiting and missed deadlines of many cases, under stated assumptions."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sop.casework.case_service import calendar_of
from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.delivery import deliver_result
from sop.commands.output import CommandResult
from sop.commands.program import command, new_app
from sop.definition.bounded_file import read_start
from sop.engine.resolve_names import resolve_stakeholder
from sop.model.definition import Definition
from sop.model.limits import FILE_BYTES
from sop.model.refusal import UsageError
from sop.model.simulation_result import DeadlineLoad, LoadReport, LoadRun, Spread, StakeholderLoad
from sop.model.suggestion import Suggestion
from sop.views.terminal.blocks import line

if TYPE_CHECKING:
    from sop.simulation.assumptions import Assumptions

app = new_app()
USUAL_CASES = 500
MANY_CASES = 5000
"""From this number on the user is warned that the simulation takes a while: some ten seconds."""
MOST_BYTES = FILE_BYTES
"""More than any file of assumptions has; one byte more is read, so that its reader refuses it."""
_STAFF = re.compile(r"([^=,\s]+)\s*=\s*([+-]?)([0-9]{1,6})")


@command(app, "simulate", formats=("text", "json", "csv", "svg"))
def simulate(
    session: CommandContext,
    workflow: Annotated[
        str, typer.Argument(metavar="WORKFLOW", help="The ID or the path of the workflow.")
    ],
    cases: Annotated[
        int, typer.Option("--cases", metavar="N", help="The number of cases that arrive.")
    ] = USUAL_CASES,
    arrivals: Annotated[
        str | None,
        typer.Option(
            "--arrivals", metavar="RATE", help="The rate of arrival: '3 per day', '0.5 per hour'."
        ),
    ] = None,
    staff: Annotated[
        str | None,
        typer.Option(
            "--staff",
            metavar="WHO=N,...",
            help="People of each stakeholder; one not named always has enough.",
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", help="The same seed gives the same result.")
    ] = 1,
    assumptions: Annotated[
        str | None,
        typer.Option(
            "--assumptions", metavar="FILE", help="A YAML file of durations, shares and staff."
        ),
    ] = None,
    compare: Annotated[
        str | None,
        typer.Option(
            "--compare",
            metavar="WHO=N,...",
            help="Compare with other staff: clinic=2, or clinic=-1 for one fewer.",
        ),
    ] = None,
    write_assumptions: Annotated[
        str | None,
        typer.Option(
            "--write-assumptions",
            metavar="FILE|-",
            help="Write all defaults to this file; simulate nothing.",
        ),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Write to this file; FILE.svg is a picture."
        ),
    ] = None,
) -> CommandResult:
    """Simulate many cases under stated assumptions: load, waiting, missed deadlines, bottleneck.

    No real case is read or written.

    Example: sop simulate fire-drill --arrivals '8 per day' --staff warden=1
    """
    definition = session.library.definition(session.library.find(workflow))
    if write_assumptions is not None:
        return _write_template(definition, write_assumptions)
    if out is not None and out.endswith(".svg") and session.given.format == "text":
        session = replace(session, given=replace(session.given, format="svg"))
    assumed = _load_assumptions(definition, assumptions, arrivals)
    staffed = {**assumed.staff, **_parse_staff(definition, staff, assumed.staff, "--staff")}
    assumed = replace(assumed, staff=staffed)
    others: dict[str, Mapping[str, int]] = {}
    if compare is not None:
        changed = _parse_staff(definition, compare, assumed.staff, "--compare")
        others[_staff_text(definition, assumed.staff, changed)] = {**assumed.staff, **changed}
    report = _run_simulation(session, definition, assumed, cases, seed, others)
    return deliver_result(session, _answer(session, definition, report), out)


def _run_simulation(
    session: CommandContext,
    definition: Definition,
    assumed: Assumptions,
    cases: int,
    seed: int,
    others: Mapping[str, Mapping[str, int]],
) -> LoadReport:
    from sop.simulation.run_simulation import simulate as simulate_cases  # late: start-up

    if cases >= MANY_CASES and sys.stderr.isatty():
        session.talk.say(f"Simulating {cases} cases; this takes a while.")
    calendar = calendar_of(definition, session.store.holidays)
    return simulate_cases(definition, assumed, calendar, cases, seed, others)


def _load_assumptions(
    definition: Definition, file: str | None, arrivals: str | None
) -> Assumptions:
    """Return the assumptions of the file, else the defaults, with the arrivals of the option."""
    # late: start-up; the program starts without the simulation
    from sop.simulation.assumptions import default_assumptions
    from sop.simulation.assumptions_file import read_assumptions  # late: start-up
    from sop.simulation.distributions import Amount, parse_rate  # late: start-up

    found = (
        default_assumptions(definition)
        if file is None
        else read_assumptions(_content(file), file, definition)
    )
    if arrivals is not None:
        found = replace(found, arrivals=Amount("exponential", (parse_rate(arrivals),)))
    return found


def _content(file: str) -> bytes:
    try:
        return read_start(Path(file), MOST_BYTES)
    except OSError as error:
        raise UsageError(
            f"'{file}' cannot be read: {error.strerror}.", "Name another file."
        ) from error


def _parse_staff(
    definition: Definition, text: str | None, given: Mapping[str, int], option: str
) -> dict[str, int]:
    """Return the number of people by stakeholder: `clinic=5,lab=3`; `clinic=-1` is one fewer."""
    found: dict[str, int] = {}
    if not text:
        return found
    for entry in text.split(","):
        match = _STAFF.fullmatch(entry.strip())
        if match is None:
            raise UsageError(
                f"{option} '{entry.strip()}': the number of people is missing.",
                "Write it like clinic=5,lab=3.",
            )
        who = resolve_stakeholder(definition, match[1])
        number = int(match[3])
        if match[2]:
            number = _adjust_staff(who, given, int(match[2] + match[3]), option)
        if number < 1:
            raise UsageError(
                f"{option}: {who} would have {number} people, and no case would end.",
                "Give 1 or more.",
            )
        found[who] = number
    return found


def _adjust_staff(who: str, given: Mapping[str, int], difference: int, option: str) -> int:
    if who not in given:
        raise UsageError(
            f"{option}: the number of people of {who} is not given.", f"Add --staff {who}=NUMBER."
        )
    return given[who] + difference


def _staff_text(
    definition: Definition, given: Mapping[str, int], changed: Mapping[str, int]
) -> str:
    """Return `CLINIC 2 for 3`: the number compared, and the number that is assumed."""
    return ", ".join(
        f"{definition.stakeholders[who].short} {number} for {given.get(who, 'enough')}"
        for who, number in changed.items()
    )


def _write_template(definition: Definition, file: str) -> CommandResult:
    """Write the template to stdout or to a new file."""
    from sop.simulation.assumptions_template import template  # late: start-up

    text = template(definition)
    data: Json = {
        "workflow": definition.id,
        "version": definition.version,
        "written": None,
        "runs": [],
    }
    if file == "-":
        return CommandResult(data={**data, "assumptions": text}, document=text.rstrip("\n"))
    try:
        with Path(file).open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError:
        raise UsageError(
            f"'{file}' already exists and is not overwritten.", "Name a new file."
        ) from None
    except OSError as error:
        raise UsageError(
            f"'{file}' cannot be written: {error.strerror}.", "Name another file."
        ) from error
    again = Suggestion("simulate", definition.id, options=(("assumptions", file),))
    blocks = (line(f"Written: {file}"), line("Change it, then: ", again))
    return CommandResult(data={**data, "written": file}, changed=True, blocks=lambda: blocks)


def _answer(session: CommandContext, definition: Definition, report: LoadReport) -> CommandResult:
    from sop.views.heading import Heading, heading_lines  # late: start-up
    from sop.views.simulation import simulation_screen

    head = Heading(
        title="Simulation",
        workflow=report.workflow,
        version=f"{report.version}, seed {report.seed}",
    )
    answer = CommandResult(
        data=_json(report),
        blocks=lambda: (*heading_lines(head), *simulation_screen(definition, report)),
    )
    if session.given.format == "csv":
        from sop.views.formats.simulation_csv import simulation_csv  # late: start-up

        return replace(answer, document=simulation_csv(definition, report))
    if session.given.format == "svg":
        from sop.views.formats.simulation_svg import simulation_svg  # late: start-up

        return replace(answer, document=simulation_svg(definition, report))
    return answer


def _json(report: LoadReport) -> Json:
    """Return the `data` of `simulate`: times in whole seconds, shares from 0 to 1."""
    return {
        "workflow": report.workflow,
        "version": report.version,
        "seed": report.seed,
        "assumed": list(report.assumed),
        "runs": [_run_json(run) for run in report.runs],
    }


def _run_json(run: LoadRun) -> Json:
    return {
        "name": run.name,
        "staff": dict(run.staff),
        "cases": run.cases,
        "closed": run.closed,
        "stopped": run.stopped,
        "stops": list(map(asdict, run.stops)),
        "measured_s": _seconds(run.measured),
        "lasted_s": _spread(run.lasted),
        "jobs": run.jobs,
        "lost": run.lost,
        "bottleneck": run.bottleneck,
        "stakeholders": [_load_json(one, run.measured) for one in run.stakeholders],
        "deadlines": list(map(_deadline_json, run.deadlines)),
    }


def _load_json(load: StakeholderLoad, measured: float) -> Json:
    """Return the load. `busy_s` and `wanted_s` are sums over all people in the time measured."""
    utilisation = None
    if load.utilisation is not None:
        utilisation = round(load.utilisation, 4)
    return {
        "stakeholder": load.stakeholder,
        "staff": load.staff,
        "jobs": load.jobs,
        "busy_s": _seconds(load.busy * measured),
        "wanted_s": _seconds(load.wanted * measured),
        "utilisation": utilisation,
        "wait_s": _spread(load.wait),
        "longest_queue": load.longest_queue,
    }


def _deadline_json(one: DeadlineLoad) -> Json:
    return {
        "id": one.path,
        "counted": one.counted,
        "missed": one.missed,
        "share": round(one.share, 4),
    }


def _spread(spread: Spread) -> Json:
    values = {"mean": spread.mean, "median": spread.median, "p90": spread.p90, "most": spread.most}
    return {key: _seconds(value) for key, value in values.items()}


def _seconds(hours: float | None) -> int | None:
    return None if hours is None else round(hours * 3600)
