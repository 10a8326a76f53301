"""`sop train`: scenarios played with the real procedure, in a store of their own. Its parts are imported when run."""

from __future__ import annotations

from typing import Annotated

import typer

from sop.commands.context import CommandContext
from sop.commands.output import CommandResult
from sop.commands.program import command, new_group

app = new_group("train")
PRINTED = ("text", "md", "html", "json")

Scenario_ = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="Its id, WORKFLOW/SCENARIO, or a file.")
]
Session_ = Annotated[
    str, typer.Argument(metavar="SESSION", help="Its id (a beginning is enough), or a file.")
]
Out = Annotated[
    str | None, typer.Option("-o", "--output", metavar="FILE", help="Write it into a file.")
]
Role = Annotated[
    str | None, typer.Option("--role", metavar="S", help="Play for this stakeholder only.")
]
Seed = Annotated[
    int | None,
    typer.Option("--seed", metavar="N", help="Mixes the answers; the same for the same N."),
]
Learner = Annotated[
    str | None,
    typer.Option("--learner", metavar="CODE", help="The learner's code, never a name: L07."),
]
Mark = Annotated[int | None, typer.Option("--pass-mark", metavar="PERCENT", help="Else 60.")]


@command(app, "list", group="train")
def list_(
    session: CommandContext,
    sessions: Annotated[bool, typer.Option("--sessions", help="What was played, instead.")] = False,
) -> CommandResult:
    """The scenarios with level, audience, minutes and when they were last played.

    Example: sop train list
    """
    from sop.commands.train.scenario_list import list_training

    return list_training(session, sessions)


@command(app, "run", group="train")
def run(
    session: CommandContext,
    scenario: Annotated[
        str | None, typer.Argument(metavar="[SCENARIO]", help="Its id, or a file.")
    ] = None,
    role: Role = None,
    feedback: Annotated[
        str | None, typer.Option("--feedback", metavar="now|step|end", help="When.")
    ] = None,
    seed: Seed = None,
    resume: Annotated[
        str | None, typer.Option("--resume", metavar="SESSION", help="Go on with it.")
    ] = None,
    turn: Annotated[
        int | None, typer.Option("--turn", metavar="N", help="A new session from this turn on.")
    ] = None,
    assess: Annotated[
        bool, typer.Option("--assess", help="No hint; a result file at the end.")
    ] = False,
    learner: Learner = None,
    time: Annotated[
        str, typer.Option("--time", metavar="simulated|real", help="Real: thinking costs time.")
    ] = ("simulated"),
) -> CommandResult:
    """Play a scenario: read, choose, or type a command as at work. Leave at any time with q; nothing is lost.

    Example: sop train run fire-drill/a_door_that_sticks --seed 7
    """
    from sop.commands.train.run import RunOptions, run_session

    return run_session(
        session, RunOptions(scenario, role, feedback, seed, resume, turn, assess, learner, time)
    )


@command(app, "play", group="train")
def play(
    session: CommandContext,
    scenario: Scenario_,
    answers: Annotated[
        str | None, typer.Option("--answers", metavar="FILE", help="YAML: {choice: ID} or …")
    ] = None,
    role: Role = None,
    seed: Seed = None,
    assess: Annotated[bool, typer.Option("--assess", help="Write a result file.")] = False,
    learner: Learner = None,
    mark: Mark = None,
) -> CommandResult:
    """Show the model path turn by turn with its reasons; with --answers play a session without a prompt.

    Example: sop train play fire-drill/a_door_that_sticks
    """
    from sop.commands.train import playback

    if answers is None:
        return playback.model_path(session, scenario, role, mark)
    return playback.play_answers(
        session, scenario, answers, playback.PlayOptions(role, seed or 0, assess, learner, mark)
    )


@command(app, "score", group="train")
def score(session: CommandContext, which: Session_, mark: Mark = None) -> CommandResult:
    """The score of a session by objective; what must not happen is listed apart.

    Example: sop train score T-7K3
    """
    from sop.commands.train.review import score_session

    return score_session(session, which, mark)


@command(app, "debrief", group="train", formats=PRINTED)
def debrief(
    session: CommandContext, which: Session_, out: Out = None, mark: Mark = None
) -> CommandResult:
    """Look back: objectives with their proof, missed duties, own path beside the model path, questions for the group.

    Example: sop train debrief T-7K3 --format html -o debrief.html
    """
    from sop.commands.train.review import debrief_session

    return debrief_session(session, which, out, mark)


@command(app, "compare", group="train")
def compare(
    session: CommandContext,
    first: Annotated[str, typer.Argument(metavar="SESSION", help="One session.")],
    second: Annotated[
        str, typer.Argument(metavar="SESSION", help="Another one of the same scenario.")
    ],
) -> CommandResult:
    """Two sessions of one scenario side by side: points and first answers.

    Example: sop train compare T-7K3 T-9QT
    """
    from sop.commands.train.review import compare_sessions

    return compare_sessions(session, first, second)


@command(app, "record", group="train")
def record(
    session: CommandContext,
    which: Session_,
    out: Annotated[str, typer.Option("-o", "--output", metavar="FILE", help="The new scenario.")],
) -> CommandResult:
    """Turn a played session into a new scenario: what was played becomes its model path.

    Example: sop train record T-7K3 -o scenarios/as_played.yaml
    """
    from sop.commands.train.review import record_scenario

    return record_scenario(session, which, out)


@command(app, "check", group="train")
def check(
    session: CommandContext,
    scenario: Annotated[
        str | None, typer.Argument(metavar="[SCENARIO]", help="Its id or file; else all.")
    ] = None,
    walks: Annotated[
        int | None, typer.Option("--walks", metavar="N", help="So many seeded walks.")
    ] = None,
    mark: Mark = None,
) -> CommandResult:
    """Is a scenario ready for a class? Every path of answers is walked below 10,000 paths, else 1,000 seeded ones.

    Example: sop train check fire-drill/a_door_that_sticks
    """
    from sop.commands.train.author import check_scenarios

    return check_scenarios(session, scenario, walks, mark)


@command(app, "new", group="train")
def new(
    session: CommandContext,
    scenario: Annotated[
        str | None,
        typer.Argument(metavar="SCENARIO", help="Its id: small letters, digits, underscores."),
    ] = None,
    workflow: Annotated[
        str | None,
        typer.Option("--from", metavar="WORKFLOW", help="The procedure that it plays in."),
    ] = None,
    out: Out = None,
) -> CommandResult:
    """Write a scenario to begin with: a way through the procedure that plays, with a first question.

    Example: sop train new a_first_day --from fire-drill
    """
    from sop.commands.train.author import new_scenario

    return new_scenario(session, scenario, workflow, out)


@command(app, "print", group="train", formats=PRINTED)
def print_(
    session: CommandContext,
    scenario: Scenario_,
    sheet: Annotated[
        str,
        typer.Option(
            "--sheet", metavar="SHEET", help="player | facilitator | evaluator | key | certificate."
        ),
    ],
    seed: Seed = None,
    out: Out = None,
) -> CommandResult:
    """A sheet of the scenario for paper. What is on the answer key is nowhere on the player's sheet.

    Example: sop train print --sheet player fire-drill/a_door_that_sticks --format html -o player.html
    """
    from sop.commands.train.author import print_sheet

    return print_sheet(session, scenario, sheet, seed or 0, out)


@command(app, "course", group="train")
def course(
    session: CommandContext,
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A course; without one, all.")
    ] = None,
    learner: Learner = None,
    check_: Annotated[
        bool, typer.Option("--check", help="Play every scenario with its model answers.")
    ] = False,
) -> CommandResult:
    """A course: its modules with aims, the scenarios in order of level, and what a learner has passed.

    Example: sop train course labour_inspectors --learner L07
    """
    from sop.commands.train.courses import course as shown

    return shown(session, name, learner, check_)


@command(app, "progress", group="train")
def progress(session: CommandContext, learner: Learner = None) -> CommandResult:
    """How far each learner has come, by code.

    Example: sop train progress --learner L07
    """
    from sop.commands.train.courses import progress as shown

    return shown(session, learner)


@command(app, "class", group="train")
def class_(
    session: CommandContext,
    scenario: Annotated[
        str | None, typer.Argument(metavar="[SCENARIO]", help="To begin; else --file.")
    ] = None,
    roles: Annotated[
        str | None, typer.Option("--roles", metavar="A,B,C", help="The seats.")
    ] = None,
    file: Annotated[
        str | None,
        typer.Option("--file", metavar="FILE", help="The class; handed from seat to seat."),
    ] = (None),
    seat: Annotated[
        str | None, typer.Option("--seat", metavar="ROLE", help="See and answer as this role.")
    ] = None,
    answer: Annotated[
        str | None, typer.Option("--answer", metavar="ID", help="Answer without a prompt.")
    ] = None,
    say: Annotated[
        str | None,
        typer.Option("--say", metavar="COMMAND", help="A sop command, without a prompt."),
    ] = (None),
    facilitate: Annotated[
        str | None,
        typer.Option(
            "--facilitate", metavar="TEXT", help="inject ID, jump TURN, reveal, pause TEXT."
        ),
    ] = None,
    rollup: Annotated[
        list[str] | None,
        typer.Option("--rollup", metavar="FILE", help="Add up what groups chose; repeat it."),
    ] = None,
    seed: Seed = None,
) -> CommandResult:
    """Several roles play one case, each seeing only what its agency would see; one file goes from seat to seat.

    Example: sop train class fire-drill/a_door_that_sticks --roles warden,owner --file monday.session
    """
    from sop.commands.train.classroom import ClassOptions, hold_class

    return hold_class(
        session,
        ClassOptions(
            scenario, roles, file, seat, answer, say, facilitate, tuple(rollup or ()), seed
        ),
    )
