"""Fourteen clocks, twenty scripts each: nothing crashes, the order is that of writing, and no
deadline is hidden.
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfoNotFoundError

import pytest

from sop.casework.case_service import CaseChange, CaseService, WriteOptions, WriteResult
from sop.casework.library import Library
from sop.casework.worklist import rows_of_history
from sop.engine import deadlines
from sop.engine.checklist_lines import Checklist
from sop.model.commands import Act, Advance, Command, Do, Open, Raise, Undo, WriteNote
from sop.model.definition import Definition
from sop.model.events import Event
from sop.model.refusal import Refusal, UsageError
from sop.model.suggestion import upgrade
from sop.store.embedded_store import EmbeddedStore
from sop.store.index_rows import WorkQuery
from tests.commands.typing_in import new_typist
from tests.store.samples import CASE, snapshot

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS, STEPS = 20, 12
MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
WARDEN, OWNER = Act("warden"), Act("owner")


class Clock(NamedTuple):
    """A clock by its name: where it starts, and what it shows at the n-th look after so much time
    has really passed.
    """

    name: str
    start: datetime
    shift: Callable[[int], timedelta] = lambda n: timedelta()
    zone: str = "Africa/Johannesburg"
    stands: bool = False

    def shows(self, n: int, passed: timedelta) -> datetime:
        return self.start + (timedelta() if self.stands else passed) + self.shift(n)


def jumping(by: timedelta) -> Callable[[int], timedelta]:
    """From the fifth look on the clock is off by so much; from the ninth it is right again."""
    return lambda n: by if 5 <= n < 9 else timedelta()


YEAR = timedelta(days=365)
CLOCKS = (
    Clock("steady", MONDAY),
    Clock("backwards by a second", MONDAY, lambda n: -timedelta(seconds=n)),
    Clock("backwards by an hour", MONDAY, jumping(-timedelta(hours=1))),
    Clock("backwards by ten years", MONDAY, jumping(-10 * YEAR)),
    Clock("forwards by an hour", MONDAY, jumping(timedelta(hours=1))),
    Clock("forwards by ten years", MONDAY, jumping(10 * YEAR)),
    Clock("the same instant", MONDAY, stands=True),
    Clock("summer time begins", datetime(2026, 3, 29, 0, 30, tzinfo=UTC), zone="Europe/London"),
    Clock("summer time ends", datetime(2026, 11, 1, 5, 30, tzinfo=UTC), zone="America/New_York"),
    Clock("the end of 32 bits", datetime(2038, 1, 19, 3, 13, 50, tzinfo=UTC)),
    Clock("a dead battery", datetime(1970, 1, 1, tzinfo=UTC)),
    Clock("the last year", datetime(9999, 12, 10, 20, tzinfo=UTC)),
    Clock("the zone is not known here", MONDAY),
    Clock("two devices 26 hours apart", MONDAY, lambda n: timedelta(hours=14 if n % 2 else -12)),
)
UNKNOWN_ZONE = CLOCKS[12]

REQUESTS: tuple[Command, ...] = (
    Do(WARDEN, "drill.alarm.tell_fire_brigade"),
    Do(WARDEN, "drill.alarm.sound_alarm"),
    Advance(WARDEN, "drill.alarm.started"),
    Do(WARDEN, "drill.headcount.count", {"everyone_out": False}),
    Do(WARDEN, "drill.headcount.search_floors"),
    Advance(WARDEN, "drill.headcount.count_again"),
    Do(WARDEN, "drill.headcount.count", {"everyone_out": True}),
    Advance(WARDEN, "drill.headcount.all_out"),
    Do(WARDEN, "drill.review.write_report", {"faults": "small"}),
    Advance(WARDEN, "drill.review.reviewed"),
    Do(OWNER, "repair.mend.fix"),
    Do(OWNER, "repair.mend.test"),
    Advance(OWNER, "repair.mend.mended"),
)
TYPED = (
    ("do", "tell_fire_brigade"),
    ("do", "sound_alarm"),
    ("advance", "drill"),
    ("note", "-"),
) * 2
HAS_DUE = {"drill.headcount.count", "repair.mend.fix"}


@pytest.fixture(scope="module")
def drills(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Definition]:
    """The fire drill by time zone."""
    text = (ROOT / "workflows" / "fire-drill.yaml").read_text("utf-8")
    found = {}
    for zone in {clock.zone for clock in CLOCKS}:
        folder = tmp_path_factory.mktemp("zone")
        (folder / "fire-drill.yaml").write_text(text.replace("Africa/Johannesburg", zone), "utf-8")
        library = Library(folder, None)
        found[zone] = library.definition(library.find("fire-drill"))
    return found


@pytest.fixture
def folder() -> Iterator[Path]:
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        yield Path(name)


def in_utc(event: Event) -> Event:
    """The event with its due times in UTC: an hour that comes twice is never equal to the same
    moment elsewhere.
    """
    return replace(
        event, dues={path: due and due.astimezone(UTC) for path, due in event.dues.items()}
    )


class Story:
    """One script by one clock: a random walk through the drill, with notes, corrections and an
    interrupt.
    """

    def __init__(self, folder: Path, definition: Definition, clock: Clock, seed: int) -> None:
        self.definition, self.clock, self.source = definition, clock, random.Random(seed)
        self.accepted: list[Event] = []
        self.counts: Counter[str] = Counter()
        self.passed, self.next = timedelta(), 0

        self.store = EmbeddedStore(folder, rows_of_history)

    def service(self, now: datetime) -> CaseService:
        return CaseService(self.store, now)

    def run(self) -> None:
        for n in range(STEPS):
            now = self.clock.shows(n, self.passed)
            self.step(n, now)
            if self.accepted:
                self.look(now)
            self.passed += timedelta(seconds=self.source.choice([0, 1, 60, 1_800, 90_000]))

    def step(self, n: int, now: datetime) -> None:
        service = self.service(now)
        try:
            if not self.accepted:
                outcome = service.open_cases([CASE], self.definition, Open(WARDEN), texts=dict).only
            else:
                change = CaseChange(service.load(CASE), (self.request(n, now),))
                outcome = service.write([change]).only
        except UsageError as misuse:
            assert misuse.remedy
            self.counts["misuse"] += 1
            return
        if isinstance(outcome, Refusal):
            assert outcome.codes
            self.counts["refused"] += 1
            return
        assert isinstance(outcome, WriteResult)
        assert all(each.recorded == now for each in outcome.events if outcome.changed)
        self.accepted += outcome.events if outcome.changed else ()
        self.counts["written"] += 1

    def request(self, n: int, now: datetime) -> Command:
        chance = self.source.random()
        if chance < 0.1:
            return WriteNote(Act("warden", at=now - timedelta(minutes=5)), f"note {n}")
        if chance < 0.15:
            return Undo(Act("warden", why="a mistake"), self.accepted[-1].id)
        if chance < 0.17:
            return Raise(Act("warden", why="smoke"), "drill.fire")
        self.next += 1
        return REQUESTS[(self.next - 1) % len(REQUESTS)]

    def look(self, now: datetime) -> None:
        """The history is in the order of writing, and every deadline is shown whatever the clock
        shows.
        """
        history, version = self.store.load(CASE)
        assert [each.id for each in history] == list(range(1, version + 1))
        assert [in_utc(each) for each in history] == [in_utc(each) for each in self.accepted]
        shown = {}
        for moment in (now, MONDAY, MONDAY + 20 * YEAR):
            service = self.service(moment)
            seen = service.checklist(service.load(CASE))
            shown[moment] = dues_of(seen)
            for action in seen.actions():
                assert action.due is not None or action.path not in HAS_DUE, (
                    f"{action.path} has lost its deadline"
                )
                assert action.overdue == (
                    action.state == "open" and action.due is not None and action.due < moment
                )
            self.counts["deadlines"] += sum(due is not None for due in shown[moment].values())
        assert len({tuple(sorted(each.items(), key=str)) for each in shown.values()}) == 1, shown
        listed = {row.action: row.due for row in self.store.work(WorkQuery())}
        for path, due in shown[now].items():
            if path in listed:
                assert listed[path] == (due.isoformat() if due else None)


def dues_of(seen: Checklist) -> dict[str, datetime | None]:
    """Every deadline of the current steps and of their open actions."""
    steps = {
        f"{track.track}.{track.step}": track.due
        for track in seen.tracks
        if track.status == "running"
    }
    return steps | {action.path: action.due for action in seen.actions() if action.state == "open"}


@pytest.mark.parametrize(
    "clock", [c for c in CLOCKS if c is not UNKNOWN_ZONE], ids=lambda clock: clock.name
)
def test_twenty_scripts_by_this_clock(
    drills: dict[str, Definition], folder: Path, clock: Clock
) -> None:
    counts: Counter[str] = Counter()
    for seed in range(SCRIPTS):
        story = Story(folder / str(seed), drills[clock.zone], clock, seed)
        story.run()
        counts += story.counts
        assert [warning for warning in story.store.warnings if "not yet entered" in warning] == []
    print(f"{clock.name}: {SCRIPTS} scripts, {dict(counts)}")
    assert counts["written"] + counts["refused"] + counts["misuse"] == SCRIPTS * STEPS
    if clock.name == "the last year":
        assert (
            counts["written"] == 0
        )  # it is told that this clock is wrong, and nothing is written that cannot be read
    else:
        assert counts["written"] > 5 * SCRIPTS
        assert counts["deadlines"] > 5 * SCRIPTS


def test_a_zone_that_is_not_known_here_is_told_and_changes_nothing(
    drills: dict[str, Definition], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> object:
        raise ZoneInfoNotFoundError(f"No time zone found with key {name}")

    told = shown = 0
    for seed in range(SCRIPTS):
        story = Story(folder / str(seed), drills["Africa/Johannesburg"], CLOCKS[0], seed)
        story.run()
        service = story.service(MONDAY + YEAR)
        before, dues = snapshot(story.store.folder), dues_of(service.checklist(service.load(CASE)))
        with monkeypatch.context() as patch:
            patch.setattr(deadlines, "ZoneInfo", missing)
            deadlines.zone_of.cache_clear()
            try:
                assert (
                    dues_of(service.checklist(service.load(CASE))) == dues
                )  # due times stand in the history
                shown += 1
            except UsageError as misuse:
                assert misuse.suggest == upgrade("tzdata")
            for request in REQUESTS:
                try:
                    change = CaseChange(service.load(CASE), (request,))
                    assert service.write([change], WriteOptions(dry_run=True)).only
                except UsageError as misuse:
                    assert misuse.suggest == upgrade("tzdata")
                    told += 1
        deadlines.zone_of.cache_clear()
        assert snapshot(story.store.folder) == before
        story.look(MONDAY)
    print(
        f"{SCRIPTS} scripts: {told} writes refused for want of the zone, {shown} checklists with "
        "their deadlines"
    )
    assert told > SCRIPTS
    assert shown > 0


@pytest.mark.parametrize(
    "clock", [c for c in CLOCKS if c is not UNKNOWN_ZONE], ids=lambda clock: clock.name
)
def test_the_program_by_this_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    """The same through the whole program: ends known, the timeline in the order of writing, the
    worklist whole.
    """
    sop = new_typist(tmp_path, monkeypatch)
    sop.case = sop.open()
    passed = timedelta()
    for n, words in enumerate(TYPED):
        sop.patch.setenv("SOP_NOW", clock.shows(n + 3, passed).isoformat())
        told = sop.json(*words, stdin="a note")
        assert told.code in (0, 1, 2), told
        assert sop("checklist").code == sop("next").code == sop("worklist").code == 0
        events = sop.ok("case", "timeline").data["events"]
        assert [each["id"] for each in events] == list(range(1, len(events) + 1))
        passed += timedelta(minutes=40)
    assert sop.ok("case", "verify").data["cases"][0]["ok"]
