"""What is short enough for the first page: current steps, what is to do, by whom, by when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sop.engine.checklist_lines import Checklist, TrackLine
from sop.engine.work import WorkLine, list_current_work
from sop.model.value import value
from sop.views.assignee_text import who_text
from sop.views.labels import Wording

MOST_FIRST = 8
"""Lines of work on the first page; the sheets below have all of it."""


@value
class PaperList:
    """A short list with a title."""

    title: str
    items: tuple[str, ...]


def first_page_lists(
    wording: Wording, checklist: Checklist, tracks: Sequence[TrackLine], reader: str | None
) -> tuple[PaperList, ...]:
    """Return the current steps, and what to do first."""
    work = list_work_of(wording, checklist, reader)
    titles = "To do first"
    if reader is not None:
        titles = f"To do first, by {wording.short(reader)}"
    found = (
        PaperList("Current steps", describe_steps(wording, tracks)),
        PaperList(
            titles,
            keep_first(describe_work(wording, checklist, work), MOST_FIRST, "on these sheets"),
        ),
    )
    return tuple(one for one in found if one.items)


def describe_steps(wording: Wording, tracks: Iterable[TrackLine]) -> tuple[str, ...]:
    """Return a line for each track on which work goes on, in the order given."""
    return tuple(
        _step_text(wording, track) for track in tracks if track.status in ("running", "held")
    )


def _step_text(wording: Wording, track: TrackLine) -> str:
    step = f"{track.step_code} {track.step_title}, run by {wording.short(track.responsible)}"
    due = wording.open_deadline(track.due, track.at_latest)
    times = [
        f"since {wording.moment(track.since)}" if track.since else "",
        f"due {due}" if due else "",
        "OVERDUE" if track.overdue else "",
        "on hold" if track.status == "held" else "",
    ]
    return ", ".join((f"{track.title}: {step}", *filter(None, times)))


def describe_work(
    wording: Wording,
    checklist: Checklist,
    work: Iterable[WorkLine],
    *,
    names_people: bool = False,
) -> tuple[str, ...]:
    """Return a line for each piece of work: what is urgent, then what is late, then by due time.

    `names_people`: with whom an action is assigned to, for a reader of the same case.
    """
    ordered = sort_work(checklist, work)
    return tuple(_work_text(wording, one, names_people) for one in ordered)


def sort_work(checklist: Checklist, work: Iterable[WorkLine]) -> list[WorkLine]:
    """Return the answers to dangers, then what is late, then the rest by due time."""
    urgent, now = checklist.urgent_paths, checklist.now

    def rank(one: WorkLine) -> tuple[bool, bool, bool, float]:
        due = one.due.timestamp() if one.due else 0.0
        return one.path not in urgent, not one.is_overdue(now), one.due is None, due

    return sorted(work, key=rank)


def list_work_of(
    wording: Wording, checklist: Checklist, reader: str | None
) -> tuple[WorkLine, ...]:
    """Return what counts now and can be done now, of the reader; None: of every stakeholder."""
    if not checklist.takes_work:
        return ()
    found = list_current_work(wording.definition, checklist)
    return tuple(one for one in found if one.listed and (reader is None or reader in one.by))


def _work_text(wording: Wording, one: WorkLine, names_people: bool) -> str:
    title = f'{one.code} "{one.title}"' if one.code else one.title
    if one.optional:
        title += " (optional)"
    if one.kind == "decision":
        title = f"Decide: {title}"
    # Who has the whole case is in the head of the sheet.
    people = [each for each in one.assignments if names_people and not each.of_case]
    who = who_text(wording, one.by, people)
    due = wording.open_deadline(one.due, one.at_latest)
    if due and one.is_overdue(wording.now):
        due = f"OVERDUE since {due}"
    elif due:
        due = f"due {due}"
    state = "on hold" if one.held else ""
    if one.state != "open" and not one.held:
        state = "not possible yet"
    return ", ".join(filter(None, (title, who, due, state)))


def keep_first(items: Sequence[str], most: int, where: str) -> tuple[str, ...]:
    """Return at most that many; a last line counts the others and says where they are."""
    if len(items) <= most:
        return tuple(items)
    kept = items[: max(most - 1, 0)]
    return (*kept, f"And {len(items) - len(kept)} more: {where}.")
