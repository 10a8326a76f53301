"""What the checklist says of each action, outcome and track."""

from __future__ import annotations

from datetime import timedelta

from tests.engine import building as b
from tests.engine.building import Run, helps


def everything() -> Run:
    look = b.step(
        "look",
        b.action("first", due=b.due("2 hours")),
        b.action("second", after=("first",), due=b.due("2 hours")),
        b.action("needed", when=(b.yes("heavy"),), due=b.due("2 hours")),
        b.action(
            "gated",
            only_if=(b.yes("agreed"),),
            records=("agreed",),
            may_record=("tests",),
            form=None,
        ),
        b.action(
            "leaflet",
            "shop office",
            required=False,
            due=b.due("2 hours"),
            warn="Slowly.",
            say="Take one.",
        ),
        b.action("skipped", waivable_by=("office",)),
        b.action("visit", again=True),
        b.outcome("on", "weigh", when=(b.yes("agreed"),), title="Agreed"),
        b.outcome("out", "end", "office", wait=b.wait("3 hours"), skips_actions=True),
        purpose="To see",
        support=("shop",),
        escalate_to="office",
        due=b.due("1 hours"),
    )
    weigh = b.step("weigh", b.outcome("over", "end"))
    track = b.track(
        "find",
        look,
        weigh,
        b.step("end"),
        interrupts=(b.interrupt("stop", "look", "end"), b.interrupt("halt", "weigh", "end")),
    )
    facts = (b.flag("heavy", anytime=("lab",)), b.flag("agreed"), b.number("tests", 0, 3))
    return Run(b.workflow(track, facts=facts))


def states(run: Run) -> dict[str, str]:
    return {action.path.rsplit(".", 1)[1]: action.state for action in run.list().actions()}


def test_every_state_of_an_action_is_told_apart() -> None:
    run = everything()
    assert states(run) == {
        "first": "open",
        "second": "waiting",
        "needed": "unknown",
        "gated": "gated",
        "leaflet": "open",
        "skipped": "open",
        "visit": "open",
    }
    run.set(heavy=False)
    run.do("first")
    run.do("visit")
    run.waive("skipped", "office", why="x")
    assert states(run) == {
        "first": "done",
        "second": "open",
        "needed": "not_needed",
        "gated": "gated",
        "leaflet": "open",
        "skipped": "waived",
        "visit": "done",
    }
    assert [a.path.rsplit(".", 1)[1] for a in run.list().actions() if a.repeatable] == [
        "skipped",
        "visit",
    ]


def test_an_unknown_when_goes_before_a_closed_gate_and_a_false_one_before_both() -> None:
    look = b.step(
        "look",
        b.action("odd", when=(b.yes("heavy"),), only_if=(b.yes("agreed"),)),
        b.outcome("over", "end"),
    )
    facts = (b.flag("heavy", anytime=("lab",)), b.flag("agreed"))
    run = Run(b.workflow(b.track("find", look, b.step("end")), facts=facts))
    assert states(run) == {"odd": "unknown"}
    run.set(heavy=True)
    assert states(run) == {"odd": "gated"}
    run.set(heavy=False)
    assert states(run) == {"odd": "not_needed"}


def test_required_actions_that_are_still_asked_for_become_overdue() -> None:
    run = everything()
    run.do("first")
    run.now += timedelta(hours=2)
    assert [a.path for a in run.list().actions() if a.overdue] == []
    assert run.line("find").overdue is True
    run.now += timedelta(seconds=1)
    # Nobody knows yet whether "needed" is needed, so it is not late.
    assert [a.path for a in run.list().actions() if a.overdue] == ["find.look.second"]
    run.set(heavy=True)
    assert [a.path for a in run.list().actions() if a.overdue] == [
        "find.look.second",
        "find.look.needed",
    ]


def test_a_way_out_says_where_it_leads_and_when_it_opens() -> None:
    run = everything()
    on, out = run.line("find").outcomes
    assert (on.to, on.to_title, on.to_code, on.to_end, on.title, on.reason_required) == (
        "weigh",
        "Weigh",
        "F2",
        False,
        "Agreed",
        False,
    )
    assert (out.to_end, out.reason_required, out.open, out.opens_at) == (
        True,
        True,
        False,
        b.MONDAY.replace(hour=11),
    )
    assert [one.path for one in run.line("find").interrupts] == ["find.stop"]
    run.now = b.MONDAY.replace(hour=11)
    assert run.way("find.look.out").open is True


def test_a_track_line_carries_what_its_step_says() -> None:
    line = everything().line("find")
    assert (
        line.status,
        line.step,
        line.step_code,
        line.step_title,
        line.purpose,
        line.responsible,
    ) == (
        "running",
        "look",
        "F1",
        "Look",
        "To see",
        "lab",
    )
    assert (line.support, line.escalate_to, line.since) == (("shop",), "office", b.MONDAY)
    leaflet = next(one for one in line.actions if one.path.endswith("leaflet"))
    assert (leaflet.by, leaflet.required) == (("shop", "office"), False)
    assert (leaflet.warn, leaflet.say) == ("Slowly.", "Take one.")
    gated = next(one for one in line.actions if one.path.endswith("gated"))
    assert (gated.records, gated.may_record) == (("agreed",), ("tests",))


def test_an_ended_track_asks_nothing_and_a_closed_case_says_when() -> None:
    run = everything()
    run.raise_("stop")
    line = run.line("find")
    assert (line.status, line.step, line.actions, line.outcomes, line.interrupts) == (
        "ended",
        "end",
        (),
        (),
        (),
    )
    assert run.list().closed_at == b.MONDAY


def test_a_waiting_track_of_a_closed_case_gives_no_reasons() -> None:
    first = b.track("find", b.step("s1", b.outcome("over", "end")), b.step("end"))
    second = b.track(
        "mend", b.step("s1", b.outcome("over", "end")), b.step("end"), starts=(b.yes("a"),)
    )
    run = Run(b.workflow(first, second, facts=(b.flag("a", anytime=("lab",), initially=False),)))
    assert [one.code for one in run.line("mend").reasons] == ["track_waiting"]
    run.advance("find.s1.over")
    assert (run.case.is_closed, run.line("mend").status, run.line("mend").reasons) == (
        True,
        "waiting",
        (),
    )


def test_commands_are_worded_for_the_one_who_reads() -> None:
    run = everything()

    def words(as_: str | None) -> str | None:
        return next(helps(one) for one in run.action("find.look.second", as_).reasons)

    assert (words("lab"), words("shop"), words(None)) == ("do F1.1", "do F1.1, by lab", "do F1.1")
