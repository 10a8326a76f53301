"""Every screen of the views, made from the example procedure, by the name of its golden file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from sop.casework.listed_case import ListedCase
from sop.casework.visibility import filter_events
from sop.casework.worklist import WorkItem
from sop.commands.suggestion_line import Asker, suggestion_line
from sop.engine.decide import decide
from sop.engine.decision_context import Situation
from sop.engine.evolve import evolve
from sop.engine.explain import explain_target
from sop.engine.guided_way import sort_actions
from sop.engine.rehearse import EXPECTED_ACCEPTED, Rehearsal
from sop.engine.scenario_coverage import measure_coverage
from sop.model.case_state import Case
from sop.model.commands import Advance, Close, Do, Raise, SetFacts, Undo, WriteNote
from sop.model.definition import Definition
from sop.model.finding import Finding, Position
from sop.model.refusal import Reason, Refusal
from sop.model.suggestion import Suggestion
from sop.store.index_rows import CaseLine, TrackRow, WorkRow
from sop.store.verify_case import Status, Verification
from sop.views.case import case_screen, timeline_screen, verify_screen
from sop.views.case_list import case_list_screen
from sop.views.checklist import checklist_screen
from sop.views.command_text import fill_commands
from sop.views.coverage import coverage_screen
from sop.views.errors import error_screen
from sop.views.findings import findings_screen
from sop.views.heading import Heading, heading_lines
from sop.views.interrupted_steps import InterruptedSteps
from sop.views.labels import Wording
from sop.views.next_actions import next_screen
from sop.views.refusal_screen import refusal_screen
from sop.views.store import rebuild_screen, status_screen
from sop.views.terminal.blocks import Blocks
from sop.views.why import why_screen
from sop.views.workflow import scenarios_screen, step_screen, workflow_list_screen, workflow_screen
from sop.views.worklist import worklist_screen
from sop.views.write_result import no_change_screen, undo_screen, write_result_screen
from tests.views.example import DEFINITION, STEPS, act, at, history, listed

NOW = at("23T10:15")
WORDING = Wording(DEFINITION, NOW)
HEADING = Heading(
    "7K3M-9QTD-X", "food-recall", "1.2.0", "data", "T. Mokoena, OFFICE", NOW, "Africa/Johannesburg"
)
STOPPED = (*STEPS, Raise(act("health", "22T09:00"), "recall.stop"))
ON_THE_WAY = (
    *STEPS,
    Do(act("lab", "21T09:00", "Dr N. Dube"), "recall.assessment.tell_office"),
    Do(act("office", "21T10:00", "T. Mokoena"), "recall.assessment.interview", {"injured": False}),
)
INJURED = (
    *ON_THE_WAY[:-1],
    Do(act("office", "21T10:00", "T. Mokoena"), "recall.assessment.interview", {"injured": True}),
)
ENDED = (
    *ON_THE_WAY,
    SetFacts(act("lab", "21T11:00"), {"seized_at": "2026-11-20T12:00:00+02:00", "danger": False}),
    Do(act("lab", "21T12:00"), "recall.assessment.sample"),
    Advance(act("office", "21T13:00"), "recall.assessment.withdraw"),
    Advance(act("shop", "22T13:00"), "recall.withdrawal.all_back"),
    Do(act("lab", "22T14:00"), "laboratory.testing.measure"),
    Advance(act("lab", "22T15:00"), "laboratory.testing.measured"),
)
CLOSED = (*ENDED, Close(act("office", "22T16:00", "T. Mokoena", why="All packets are back.")))


@dataclass(frozen=True)
class Listing:
    id: str
    version: str
    title: str
    path: str
    problem: str = ""
    suggest: Suggestion | None = None


def _headed(*blocks: object) -> Blocks:
    return (*heading_lines(HEADING), *blocks)  # type: ignore[arg-type]


def _refused() -> Blocks:
    case = evolve(DEFINITION, history(*STEPS))
    answer = decide(
        DEFINITION,
        case,
        Advance(act("shop", "23T10:15"), "recall.assessment.withdraw"),
        now=NOW,
        history=(),
    )
    assert isinstance(answer, Refusal)
    return (*heading_lines(replace(HEADING, you=None, now=None)), *refusal_screen(answer, WORDING))


def _written(dry_run: bool) -> Blocks:
    events = history(*INJURED)
    after = listed("21T10:00", *INJURED)
    heading = heading_lines(replace(HEADING, you=None, now=None, dry_run=dry_run, simulated=True))
    opened, closed = (
        ("recall.assessment.doctor", "press", "press.statement.publish"),
        ("recall.assessment.interview",),
    )
    return (*heading, *write_result_screen(WORDING, events[-1:], opened, closed, after, dry_run))


def _closed() -> Blocks:
    return write_result_screen(WORDING, history(*CLOSED)[-1:], (), (), listed("22T16:00", *CLOSED))


def _interrupted() -> Blocks:
    after = listed("22T09:00", *STOPPED)
    waiting = next(track.waits for track in after.tracks if track.waits)
    return write_result_screen(
        WORDING,
        history(*STOPPED)[-1:],
        (),
        ("recall.assessment.tell_office",),
        after,
        interrupted=InterruptedSteps(waiting=waiting),
    )


def _undone() -> Blocks:
    events = history(*ON_THE_WAY)
    return undo_screen(
        WORDING,
        events[-1],
        ("recall.assessment.interview",),
        (),
        {"injured": None},
        6,
        listed("21T10:00", *ON_THE_WAY[:-1]),
    )


def _case() -> Blocks:
    checklist = listed("23T10:15")
    facts = {name: value for name, value in checklist.facts.items() if name != "caller"}
    return _headed(*case_screen(WORDING, evolve(DEFINITION, history(*STEPS)), checklist, facts))


def _timeline() -> Blocks:
    note = WriteNote(
        act("office", "21T12:00"), "The owner is ill.\nHis brother answers.", ("office", "health")
    )
    undo = Undo(act("office", "21T11:00", "T. Mokoena", "wrong case"), 5)
    events = history(*ON_THE_WAY, undo, note)
    late = replace(events[1], recorded=events[2].recorded - timedelta(minutes=10))
    case = evolve(DEFINITION, events)
    seen = filter_events(DEFINITION, (events[0], late, *events[2:]), "lab")
    heading = heading_lines(replace(HEADING, you="Dr N. Dube, LAB"))
    return (*heading, *timeline_screen(WORDING, seen, case, "lab"))


def _worklist() -> Blocks:
    items = [
        _item(
            "7K3M-9QTD-X", "R1.1", "Tell the provincial office of the finding", ("lab",), "22T16:10"
        ),
        _item(
            "8QXY-0000-A",
            "R1.2",
            "Complete the interview with the shop's keeper",
            ("office",),
            "25T23:59:59",
        ),
        _item("8QXY-0000-A", "R1.7", "Offer the leaflet", ("shop",), None, optional=True),
    ]
    heading = Heading(title="Worklist: all cases, all stakeholders", store="data")
    return (*heading_lines(heading), *worklist_screen(items, {"food-recall": WORDING}, NOW))


def _item(
    case: str,
    code: str,
    title: str,
    by: tuple[str, ...],
    due: str | None,
    *,
    optional: bool = False,
) -> WorkItem:
    when = at(due) if due else None
    row = WorkRow(
        case,
        "food-recall",
        "recall",
        "assessment",
        "x",
        code,
        title,
        by,
        None,
        "open",
        optional=optional,
    )
    return WorkItem(row, when, NOW - when if when and when < NOW else None)


def _next() -> Blocks:
    checklist = listed("23T10:15", as_="office")
    return _headed(*next_screen(DEFINITION, checklist, sort_actions(checklist), "office"))


def _next_to_decide() -> Blocks:
    """Every action is done: somebody has to decide."""
    commands = ENDED[:-4]
    checklist = listed("21T12:30", *commands)
    items = [action for action in sort_actions(checklist) if action.state == "open"]
    return next_screen(DEFINITION, checklist, items)


def _unchanged() -> Blocks:
    actions = listed("23T10:15").actions()
    locked = next(one for one in actions if one.path == "recall.assessment.quarantine")
    return no_change_screen(WORDING, locked, Suggestion("undo", "2", as_="shop"))


def _findings() -> Blocks:
    found = (
        Finding(
            "unknown-step",
            "error",
            Position("workflows/fire-drill.yaml", 14, 9),
            'step "reviw" is not defined. Did you mean "review"?',
            "Write one of: review, done.",
            ((13, "    outcomes:"), (14, "      to: reviw")),
        ),
        Finding(
            "takes",
            "warning",
            Position("workflows/fire-drill.yaml", 9, 1),
            'step "evacuation" does not state how long it `takes`',
            path_to=("alarm", "evacuation"),
        ),
        Finding(
            "odd",
            "note",
            Position("a.yaml", 2, 4),
            "a tab and an escape",
            "",
            ((2, "\tä\x1b[2Jx"),),
        ),
    )
    return findings_screen(found, ("fire-drill",))


def _stores() -> Blocks:
    marked, torn = ("7K3M-9QTD-X",), ("8QXY-0000-A-120-00ff00ff.torn",)
    status = Status(
        "data",
        12,
        2,
        "1 case not up to date; the program updates the index automatically",
        marked,
        torn,
    )
    problems = [
        "The history of case 8QXY-0000-A is damaged: line 3 of its file (at byte 812) has a wrong "
        "checksum."
    ]
    return (*status_screen(status), *rebuild_screen(problems, 11, 12))


def _verified() -> Blocks:
    return verify_screen(
        (
            Verification("7K3M-9QTD-X", True, 12, "ab" * 32),
            Verification(
                "8QXY-0000-A",
                False,
                3,
                None,
                "The history of case 8QXY-0000-A was altered: event 3.",
            ),
        ),
        has_index=True,
    )


def _scenarios() -> Blocks:
    events = history(*CLOSED)
    case = evolve(DEFINITION, events)
    good = Rehearsal("all-back", True, None, "", (), events, case)
    reason = Reason("action_open", 'R1.1 "Tell the provincial office of the finding" is not done.')
    problem = f"R1 Assessment -> Closed, no danger: {EXPECTED_ACCEPTED}"
    # The opening and two turns wrote an event each.
    bad = Rehearsal("no-danger", False, 3, problem, (reason,), history(*STEPS), Case("x"))
    measured = measure_coverage(DEFINITION, (good, bad))
    return (*scenarios_screen((good, bad)), *coverage_screen((measured,)))


def _errors() -> Blocks:
    return (
        *error_screen("usage", "There is no workflow 'fire-dril'.", "Did you mean fire-drill?"),
        *error_screen(
            "store",
            "Case 7K3M-9QTD-X cannot be written: the disk is full. "
            "Nothing was recorded in the case. What you typed is kept as a draft: "
            "data/drafts/7K3M-9QTD-X-5-00ff00ff.json.",
            "Free some space. Do not repeat the command: then it could be recorded twice. "
            "Record the draft",
            suggest=Suggestion(
                "store drafts", "7K3M-9QTD-X-5-00ff00ff.json", options=(("send", None),)
            ),
        ),
        *error_screen(
            "conflict",
            "Someone has recorded 2 events in case 7K3M-9QTD-X since you last looked at it (it had "
            "3 events, and now it has 5). Nothing was written.",
            "Look at the case again.",
        ),
        *error_screen(
            "integrity",
            "The history of case 7K3M-9QTD-X was altered.",
            "Stop using case 7K3M-9QTD-X and call your administrator.",
        ),
        *error_screen(
            "refused",
            "fire-drill.yaml has errors.",
            "",
            [
                Reason(
                    "definition_invalid",
                    "fire-drill.yaml:3:1: no title",
                    suggest=Suggestion("check", "fire-drill.yaml"),
                )
            ],
        ),
    )


def _cases() -> Blocks:
    opened = "2026-11-20T16:10:00+02:00"
    first = CaseLine("7K3M-9QTD-X", "food-recall", "open", opened, None, 4)
    first = replace(first, label="person 3, green jersey", references=("CAS 123/11/2026",))
    ended = "2025-10-01T09:00:00+02:00"
    other = CaseLine("8QXY-0000-A", "food-recall", "closed", ended, "market-12", 9)
    here = TrackRow("recall", "assessment", "R1", "Assess the complaint")
    over = TrackRow("recall", "over", "R4", "Withdrawn", is_running=False)
    return case_list_screen(
        (ListedCase(first, (here,), in_danger=True, overdue=2), ListedCase(other, (over,))),
        NOW,
        {"food-recall": "Africa/Johannesburg"},
        current=first.case,
    )


def _workflows() -> Blocks:
    return workflow_list_screen(
        (
            Listing("fire-drill", "1.0.0", "Fire drill of an office", "workflows/fire-drill.yaml"),
            Listing(
                "food-recall",
                "",
                "",
                "workflows/food-recall",
                "has 2 errors.",
                Suggestion("check", "workflows/food-recall"),
            ),
        )
    )


def _step(definition: Definition = DEFINITION) -> Blocks:
    return step_screen(definition, definition.step("recall.assessment"), NOW)


def _why() -> Blocks:
    case = evolve(DEFINITION, history(*STEPS))
    situation = Situation(DEFINITION, case, NOW, "shop")
    heading = heading_lines(replace(HEADING, you="P. Naidoo, SHOP"))
    explained = explain_target(situation, "recall.assessment.withdraw")
    return (*heading, *why_screen(WORDING, explained))


_MADE: Mapping[str, Callable[[], Blocks]] = {
    "checklist": lambda: _headed(*checklist_screen(DEFINITION, listed("23T10:15"))),
    "checklist_all": lambda: _headed(
        *checklist_screen(DEFINITION, listed("23T10:15"), everything=True)
    ),
    "checklist_held": lambda: checklist_screen(DEFINITION, listed("23T10:15", *STOPPED)),
    "checklist_open": lambda: checklist_screen(DEFINITION, listed("21T12:30", *ENDED[:-4])),
    "checklist_ended": lambda: checklist_screen(
        DEFINITION, listed("22T15:30", *ENDED), everything=True
    ),
    "checklist_closed": lambda: checklist_screen(
        DEFINITION, listed("23T10:15", *CLOSED), everything=True
    ),
    "checklist_closed_short": lambda: checklist_screen(DEFINITION, listed("23T10:15", *CLOSED)),
    "next": _next,
    "next_to_decide": _next_to_decide,
    "worklist": _worklist,
    "worklist_empty": lambda: worklist_screen((), {}, NOW),
    "refused": _refused,
    "written": lambda: _written(False),
    "written_dry_run": lambda: _written(True),
    "written_closed": _closed,
    "written_interrupt": _interrupted,
    "nothing_to_do": _unchanged,
    "undo": _undone,
    "case": _case,
    "cases": _cases,
    "timeline": _timeline,
    "verify": _verified,
    "workflows": _workflows,
    "workflow": lambda: workflow_screen(DEFINITION, NOW),
    "step": _step,
    "scenarios": _scenarios,
    "findings": _findings,
    "stores": _stores,
    "errors": _errors,
    "why": _why,
}


def _with_commands(make: Callable[[], Blocks]) -> Callable[[], Blocks]:
    """The screen with its commands as they are typed by someone who had to name neither case nor
    stakeholder.
    """
    return lambda: tuple(fill_commands(make(), command_line))


def command_line(suggestion: Suggestion) -> str:
    return suggestion_line(suggestion, Asker())


SCREENS: Mapping[str, Callable[[], Blocks]] = {
    name: _with_commands(make) for name, make in _MADE.items()
}

FIFTEEN = (
    "checklist",
    "checklist_all",
    "checklist_held",
    "next",
    "next_to_decide",
    "worklist",
    "refused",
    "written",
    "undo",
    "case",
    "cases",
    "timeline",
    "workflow",
    "findings",
    "why",
)
"""The screens that are looked at in every width and in every manner of printing."""
