"""A small procedure of another field (a product recall), and cases of it, for the screens."""

from __future__ import annotations

from datetime import datetime
from functools import reduce

from sop.engine.build_checklist import build_checklist
from sop.engine.checklist_lines import Checklist
from sop.engine.decide import decide
from sop.engine.evolve import evolve
from sop.model.case_state import Case
from sop.model.commands import Act, Command, Do, Open, SetFacts
from sop.model.condition import FactIs, FactKnown, Not, StepCurrent
from sop.model.definition import (
    Action,
    Closing,
    Definition,
    Interrupt,
    LawEntry,
    Outcome,
    Stakeholder,
    Step,
    Track,
)
from sop.model.duration import Due, Duration, Wait
from sop.model.events import Event
from sop.model.fact import Fact
from sop.model.refusal import Refusal


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}+02:00")


INJURED = FactIs("injured", (True,), "injured")
SOLD = FactIs("sold_abroad", (True,), "sold_abroad")


def _action(path: str, code: str, title: str, by: tuple[str, ...], **rest: object) -> Action:
    return Action(path.rsplit(".", 1)[1], path, code, title, by, **rest)  # type: ignore[arg-type]


def _assessment() -> Step:
    here = "recall.assessment"
    actions = (
        _action(
            f"{here}.tell_office",
            "R1.1",
            "Tell the provincial office of the finding",
            ("lab",),
            due=Due(Duration(48, "hours"), nature="law", law=("act_5",)),
            law=("act_5",),
            warn="Never name a customer in the report.",
        ),
        _action(
            f"{here}.interview",
            "R1.2",
            "Complete the interview with the shop's keeper",
            ("office",),
            after=("tell_office",),
            records=("injured",),
            due=Due(Duration(3, "working_days")),
            say="You can stop at any time.",
        ),
        _action(
            f"{here}.quarantine",
            "R1.3",
            "Put the batch under lock for the night",
            ("shop", "lab"),
            law=("letter",),
        ),
        _action(
            f"{here}.abroad",
            "R1.4",
            "Tell the authority of the other country",
            ("office",),
            when=(SOLD,),
            waivable_by=("office",),
        ),
        _action(
            f"{here}.doctor",
            "R1.5",
            "Book a medical examination",
            ("health",),
            when=(INJURED,),
            law=("letter",),
        ),
        _action(
            f"{here}.sample",
            "R1.6",
            "Take a second sample",
            ("lab",),
            only_if=(FactKnown("seized_at", "seized_at is known"),),
            due=Due(Duration(2, "days"), from_fact="seized_at"),
        ),
        _action(f"{here}.leaflet", "R1.7", "Offer the leaflet", ("shop",), required=False),
    )
    outcomes = (
        Outcome(
            "withdraw",
            f"{here}.withdraw",
            "withdrawal",
            ("office",),
            when=(Not(INJURED, "not injured"),),
        ),
        Outcome(
            "drop",
            f"{here}.drop",
            "dropped",
            ("office",),
            reason_required=True,
            wait=Wait(Duration(2, "days")),
        ),
    )
    return Step(
        "assessment",
        here,
        "R1",
        "Assessment",
        purpose="Find out how dangerous the batch is.",
        responsible="office",
        support=("lab", "shop"),
        due=Due(Duration(5, "working_days")),
        escalate_to="health",
        say="Thank you for calling.",
        goes_wrong=("Waiting for the last result.",),
        actions={action.id: action for action in actions},
        outcomes={outcome.id: outcome for outcome in outcomes},
    )


def _steps() -> dict[str, Step]:
    withdrawal = Step(
        "withdrawal",
        "recall.withdrawal",
        "R2",
        "Withdrawal from the shops",
        responsible="shop",
        outcomes={
            "all_back": Outcome("all_back", "recall.withdrawal.all_back", "withdrawn", ("shop",))
        },
    )
    stopped = Step(
        "stopped",
        "recall.stopped",
        "R3",
        "Everything stopped",
        responsible="office",
        outcomes={"go_on": Outcome("go_on", "recall.stopped.go_on", "back", ("office",))},
    )
    ends = (
        Step("withdrawn", "recall.withdrawn", "R4", "Closed, all back", end=True),
        Step("dropped", "recall.dropped", "R5", "Closed, no danger", end=True),
    )
    return {step.id: step for step in (_assessment(), withdrawal, stopped, *ends)}


def _press() -> Track:
    say_it = _action("press.statement.publish", "P1.1", "Publish the warning", ("office",))
    told = Outcome("told", "press.statement.told", "published", ("office",))
    steps = {
        "statement": Step(
            "statement",
            "press.statement",
            "P1",
            "Statement",
            responsible="office",
            actions={"publish": say_it},
            outcomes={"told": told},
        ),
        "published": Step("published", "press.published", "P2", "Published", end=True),
    }
    return Track("press", "P", "Telling the public", "office", steps, {}, starts=(INJURED,))


def _laboratory() -> Track:
    measure = _action(
        "laboratory.testing.measure", "L1.1", "Measure the batch", ("lab",), due=Due(None)
    )
    clear = Outcome("measured", "laboratory.testing.measured", "reported", ("lab",))
    steps = {
        "testing": Step(
            "testing",
            "laboratory.testing",
            "L1",
            "Testing",
            responsible="lab",
            actions={"measure": measure},
            outcomes={"measured": clear},
        ),
        "reported": Step("reported", "laboratory.reported", "L2", "Reported", end=True),
    }
    held = (
        StepCurrent("recall", "stopped", "recall.stopped is current"),
        FactIs("danger", (True,), "danger"),
    )
    return Track("laboratory", "L", "Work of the laboratory", "lab", steps, {}, on_hold_while=held)


def recall() -> Definition:
    everyone = ("office", "lab", "shop", "health")
    stop = Interrupt("stop", "recall.stop", ("assessment", "withdrawal"), "stopped", everyone)
    stakeholders = (
        Stakeholder("office", "Office of Food Safety", "OFFICE"),
        Stakeholder("lab", "Public laboratory", "LAB"),
        Stakeholder("shop", "Shop and its chain", "SHOP"),
        Stakeholder("health", "Department of Health", "DOH"),
    )
    facts = (
        Fact("injured", "boolean", "Is anybody injured or ill?"),
        Fact("sold_abroad", "boolean", "Was the batch sold abroad?", at_opening=True),
        Fact("seized_at", "datetime", "When was the batch seized?", anytime=("office", "lab")),
        Fact("danger", "boolean", "Is there danger in the building?", anytime=("lab",)),
        Fact("caller", "text", "Who called?", sensitive=True, anytime=("office",)),
    )
    law = (
        LawEntry(
            "act_5",
            "Food Act 12 of 2001, section 5",
            "findings are told within 48 hours",
            "verified",
        ),
        LawEntry("letter", None, "form of the letter to the shop"),
    )
    return Definition(
        "food-recall",
        "1.2.0",
        "Recall of a dangerous food",
        {s.id: s for s in stakeholders},
        {f.id: f for f in facts},
        {},
        {},
        {entry.id: entry for entry in law},
        {},
        {
            "recall": Track(
                "recall", "R", "Recall of the batch", "office", _steps(), {"stop": stop}
            ),
            "press": _press(),
            "laboratory": _laboratory(),
        },
        {},
        closing=Closing(("office",), reason_required=True),
        status="training_draft",
        notice="A made-up procedure for tests. Not legal advice.\n",
        law_seen_on="2026-11-01",
        timezone="Africa/Johannesburg",
        hash="0" * 64,
    )


DEFINITION = recall()
OPENED = at("20T16:10")


def act(as_: str, when: str, by: str | None = None, why: str | None = None) -> Act:
    return Act(as_, by, at(when), why)


STEPS: tuple[Command, ...] = (
    Open(act("office", "20T16:10", "T. Mokoena"), {"sold_abroad": False}),
    Do(
        act("shop", "20T18:40", "P. Naidoo"),
        "recall.assessment.quarantine",
        note="Key with the guard [x] :smile:",
    ),
    SetFacts(act("office", "21T08:30", "T. Mokoena"), {"caller": "a private name"}),
)


def decided(case: Case, command: Command, now: datetime) -> tuple[Event, ...] | Refusal:
    return decide(DEFINITION, case, command, now=now, history=())


def history(*commands: Command) -> tuple[Event, ...]:
    """The events that the commands write, each at its own time."""

    def grown(events: tuple[Event, ...], command: Command) -> tuple[Event, ...]:
        case = evolve(DEFINITION, events) if events else Case("7K3M-9QTD-X")
        answer = decide(DEFINITION, case, command, now=command.act.at or OPENED, history=events)
        assert not isinstance(answer, Refusal), answer
        return events + answer

    return reduce(grown, commands, ())


def listed(now: str, *commands: Command, as_: str | None = None) -> Checklist:
    case = evolve(DEFINITION, history(*(commands or STEPS)), "7K3M-9QTD-X")
    return build_checklist(DEFINITION, case, at(now), as_)
