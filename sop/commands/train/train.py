"""The commands of `sop train`: exercises on the real workflows, in a store of their own.

Each command imports what it does when it is run (start-up).
"""

from __future__ import annotations

from typing import Annotated

import typer

from sop.commands.context import CommandContext
from sop.commands.output import CommandResult
from sop.commands.program import command, new_group

app = new_group("train")
PRINTED = ("text", "md", "html", "json")

Scenario_ = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help="The scenario: its ID, WORKFLOW/SCENARIO, or a file."),
]
Session_ = Annotated[
    str,
    typer.Argument(metavar="SESSION", help="The session: its ID, its first characters, or a file."),
]
Out = Annotated[
    str | None, typer.Option("-o", "--output", metavar="FILE", help="Write to this file.")
]
Role = Annotated[
    str | None, typer.Option("--role", metavar="S", help="Play only for this stakeholder.")
]
Seed = Annotated[
    int | None,
    typer.Option(
        "--seed", metavar="N", help="Shuffles the answers; the same N gives the same order."
    ),
]
Learner = Annotated[
    str | None,
    typer.Option(
        "--learner", metavar="CODE", help="The code of the learner, such as L07; never a name."
    ),
]
Mark = Annotated[
    int | None,
    typer.Option("--pass-mark", metavar="PERCENT", help="The pass mark; without it, 60."),
]


@command(app, "list", group="train", rows="scenarios")
def list_(
    session: CommandContext,
    sessions: Annotated[
        bool, typer.Option("--sessions", help="List the played sessions instead.")
    ] = False,
) -> CommandResult:
    """List the scenarios with level, audience, minutes and when they were last played.

    Example: sop train list
    """
    from sop.commands.train.scenario_list import list_training  # late: start-up

    return list_training(session, sessions)


@command(app, "run", group="train")
def run(
    session: CommandContext,
    scenario: Annotated[
        str | None, typer.Argument(metavar="[SCENARIO]", help="The scenario: its ID, or a file.")
    ] = None,
    role: Role = None,
    feedback: Annotated[
        str | None,
        typer.Option("--feedback", metavar="now|step|end", help="When feedback is given."),
    ] = None,
    seed: Seed = None,
    resume: Annotated[
        str | None, typer.Option("--resume", metavar="SESSION", help="Resume this session.")
    ] = None,
    turn: Annotated[
        int | None, typer.Option("--turn", metavar="N", help="Begin a new session at this turn.")
    ] = None,
    assess: Annotated[
        bool, typer.Option("--assess", help="Give no hints; write a result file at the end.")
    ] = False,
    learner: Learner = None,
    time: Annotated[
        str,
        typer.Option(
            "--time", metavar="simulated|real", help="With real, thinking takes time on the clock."
        ),
    ] = "simulated",
) -> CommandResult:
    """Play a scenario: read, choose an answer or type a real command.

    Leave at any time with q; the session is saved.

    Example: sop train run fire-drill/a_door_that_sticks --seed 7
    """
    from sop.commands.train.run import RunOptions, run_session  # late: start-up

    return run_session(
        session, RunOptions(scenario, role, feedback, seed, resume, turn, assess, learner, time)
    )


@command(app, "play", group="train")
def play(
    session: CommandContext,
    scenario: Scenario_,
    answers: Annotated[
        str | None,
        typer.Option(
            "--answers",
            metavar="FILE",
            help="A YAML file of answers: {choice: ID} or {command: TEXT}.",
        ),
    ] = None,
    role: Role = None,
    seed: Seed = None,
    assess: Annotated[bool, typer.Option("--assess", help="Write a result file.")] = False,
    learner: Learner = None,
    mark: Mark = None,
) -> CommandResult:
    """Show the model path turn by turn with its reasons; --answers plays a session from a file.

    Example: sop train play fire-drill/a_door_that_sticks
    """
    from sop.commands.train import playback  # late: start-up

    if answers is None:
        return playback.model_path(session, scenario, role, mark)
    return playback.play_answers(
        session, scenario, answers, playback.PlayOptions(role, seed or 0, assess, learner, mark)
    )


@command(app, "score", group="train")
def score(session: CommandContext, which: Session_, mark: Mark = None) -> CommandResult:
    """Show the score of a session by objective, and its harmful mistakes.

    Example: sop train score T-7K3
    """
    from sop.commands.train.review import score_session  # late: start-up

    return score_session(session, which, mark)


@command(app, "debrief", group="train", formats=PRINTED)
def debrief(
    session: CommandContext, which: Session_, out: Out = None, mark: Mark = None
) -> CommandResult:
    """Look back at a session: objectives with evidence, missed duties, questions for the group.

    It also compares the path of the session with the model path.

    Example: sop train debrief T-7K3 --format html -o debrief.html
    """
    from sop.commands.train.review import debrief_session  # late: start-up

    return debrief_session(session, which, out, mark)


@command(app, "compare", group="train", rows="turns")
def compare(
    session: CommandContext,
    first: Annotated[str, typer.Argument(metavar="SESSION", help="One session.")],
    second: Annotated[
        str, typer.Argument(metavar="SESSION", help="Another session of the same scenario.")
    ],
) -> CommandResult:
    """Compare two sessions of one scenario: points and first answers.

    Example: sop train compare T-7K3 T-9QT
    """
    from sop.commands.train.review import compare_sessions  # late: start-up

    return compare_sessions(session, first, second)


@command(app, "record", group="train")
def record(
    session: CommandContext,
    which: Session_,
    out: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE", help="The file of the new scenario.")
    ],
) -> CommandResult:
    """Turn a played session into a new scenario: what was played becomes its model path.

    Example: sop train record T-7K3 -o scenarios/as_played.yaml
    """
    from sop.commands.train.review import record_scenario  # late: start-up

    return record_scenario(session, which, out)


@command(app, "check", group="train")
def check(
    session: CommandContext,
    scenario: Annotated[
        str | None,
        typer.Argument(
            metavar="[SCENARIO]", help="The scenario: its ID or a file; without it, all."
        ),
    ] = None,
    walks: Annotated[
        int | None,
        typer.Option("--walks", metavar="N", help="The number of random walks; the seed is fixed."),
    ] = None,
    mark: Mark = None,
) -> CommandResult:
    """Check whether a scenario is ready for a class.

    It walks every path of answers; with 10,000 paths or more it walks 1,000 random ones.

    Example: sop train check fire-drill/a_door_that_sticks
    """
    from sop.commands.train.author import check_scenarios  # late: start-up

    return check_scenarios(session, scenario, walks, mark)


@command(app, "new", group="train")
def new(
    session: CommandContext,
    scenario: Annotated[
        str | None,
        typer.Argument(
            metavar="SCENARIO",
            help="The ID of the new scenario: small letters, digits, underscores.",
        ),
    ] = None,
    workflow: Annotated[
        str | None,
        typer.Option("--from", metavar="WORKFLOW", help="The workflow of the scenario."),
    ] = None,
    out: Out = None,
) -> CommandResult:
    """Write a scenario to begin with: it can be played and has a first question.

    Example: sop train new a_first_day --from fire-drill
    """
    from sop.commands.train.author import new_scenario  # late: start-up

    return new_scenario(session, scenario, workflow, out)


@command(app, "print", group="train", formats=PRINTED)
def print_(
    session: CommandContext,
    scenario: Scenario_,
    sheet: Annotated[
        str,
        typer.Option(
            "--sheet",
            metavar="SHEET",
            help="One of: player, facilitator, evaluator, key, certificate.",
        ),
    ],
    seed: Seed = None,
    out: Out = None,
) -> CommandResult:
    """Print a sheet of the scenario. The player's sheet holds nothing of the answer key.

    Example: sop train print --sheet player fire-drill/a_door_that_sticks -o player.txt
    """
    from sop.commands.train.author import print_sheet  # late: start-up

    return print_sheet(session, scenario, sheet, seed or 0, out)


@command(app, "course", group="train")
def course(
    session: CommandContext,
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="The course; without it, all.")
    ] = None,
    learner: Learner = None,
    check_: Annotated[
        bool, typer.Option("--check", help="Play every scenario with its model answers.")
    ] = False,
) -> CommandResult:
    """Show a course: its modules with aims, its scenarios by level, and what a learner has passed.

    Example: sop train course labour_inspectors --learner L07
    """
    from sop.commands.train.courses import show_course  # late: start-up

    return show_course(session, name, learner, check_)


@command(app, "progress", group="train", rows="learners")
def progress(session: CommandContext, learner: Learner = None) -> CommandResult:
    """Show the progress of each learner, by code.

    Example: sop train progress --learner L07
    """
    from sop.commands.train.courses import show_progress  # late: start-up

    return show_progress(session, learner)


@command(app, "class", group="train", rows="rollup")
def class_(
    session: CommandContext,
    scenario: Annotated[
        str | None,
        typer.Argument(metavar="[SCENARIO]", help="The scenario of a new class; to go on, --file."),
    ] = None,
    roles: Annotated[
        str | None, typer.Option("--roles", metavar="A,B,C", help="The roles that take part.")
    ] = None,
    file: Annotated[
        str | None,
        typer.Option(
            "--file", metavar="FILE", help="The file of the class, passed from seat to seat."
        ),
    ] = None,
    seat: Annotated[
        str | None, typer.Option("--seat", metavar="ROLE", help="See and answer as this role.")
    ] = None,
    answer: Annotated[
        str | None,
        typer.Option("--answer", metavar="ID", help="Answer with this choice, without a prompt."),
    ] = None,
    say: Annotated[
        str | None,
        typer.Option(
            "--say", metavar="COMMAND", help="Answer with this sop command, without a prompt."
        ),
    ] = None,
    facilitate: Annotated[
        str | None,
        typer.Option(
            "--facilitate", metavar="TEXT", help="One of: inject ID, jump TURN, reveal, pause TEXT."
        ),
    ] = None,
    rollup: Annotated[
        list[str] | None,
        typer.Option(
            "--rollup",
            metavar="FILE",
            help="Add up the answers of several groups; may be repeated.",
        ),
    ] = None,
    seed: Seed = None,
) -> CommandResult:
    """Play one case with several roles, each seeing only what its agency would see.

    The class is one file, which is passed from seat to seat.

    Example: sop train class fire-drill/a_door_that_sticks --roles warden,owner --file monday
    """
    from sop.commands.train.classroom import ClassOptions, hold_class  # late: start-up

    return hold_class(
        session,
        ClassOptions(
            scenario, roles, file, seat, answer, say, facilitate, tuple(rollup or ()), seed
        ),
    )
