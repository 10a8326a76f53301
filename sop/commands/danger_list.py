"""The cases in danger, above every list of cases and of work."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from sop.casework.case_service import LoadedCase
from sop.casework.danger_rows import visible_dangers
from sop.commands.case_json import Json, danger_json
from sop.commands.context import CommandContext
from sop.commands.headings import dangers_of
from sop.engine.danger import Danger
from sop.engine.deadlines import zone_of
from sop.model.suggestion import Suggestion
from sop.model.value import replace, value
from sop.store.port import StoreError
from sop.views.labels import Wording, count_text
from sop.views.terminal.blocks import Block, Blocks, ascii_sentence, line

MOST_CASES = 5
"""Cases that a screen shows in full; each takes two lines."""
LIST_CASES = Suggestion("case list")


@value
class CaseInDanger:
    """A case in danger, as far as the user may see it."""

    file: LoadedCase
    dangers: tuple[Danger, ...]


def find_cases_in_danger(
    session: CommandContext, among: Container[str] | None = None
) -> tuple[CaseInDanger, ...]:
    """Return the cases in danger, the longest first. `among` None: all cases.

    The index says which; what is to be done is found in the case itself.
    """
    rows = session.store.dangers()
    if any(row.seen_by is not None for row in rows):
        rows = visible_dangers(rows, session.find_viewer())
    found: list[CaseInDanger] = []
    for case in dict.fromkeys(row.case for row in rows):
        if among is None or case in among:
            found += _load(session, case)
    return tuple(found)


def _load(session: CommandContext, case: str) -> Iterable[CaseInDanger]:
    """Return the case; nothing where it is damaged, or its danger is not for the user to see."""
    try:
        file = session.service.load(case)
    except StoreError as damaged:
        session.say_mistake(damaged)
        return ()
    dangers = dangers_of(session, file)
    return (CaseInDanger(file, dangers),) if dangers else ()


def cases_in_danger(
    session: CommandContext, files: Iterable[LoadedCase]
) -> tuple[CaseInDanger, ...]:
    """Return which of these cases are in danger, as far as the user may see it."""
    found = (CaseInDanger(file, dangers_of(session, file)) for file in files)
    return tuple(one for one in found if one.dangers)


def cases_in_danger_json(cases: Iterable[CaseInDanger]) -> list[Json]:
    """Return a row for each danger of each case, with what to do about it there."""
    found: list[Json] = []
    for one in cases:
        of_case = [_with_case(danger, one.file.id) for danger in one.dangers]
        about: Json = {"case": one.file.id, "workflow": one.file.case.workflow}
        about["label"] = one.file.case.label
        zone = zone_of(one.file.definition.timezone)
        found += [{**about, **danger} for danger in danger_json(of_case, zone)]
    return found


def _with_case(danger: Danger, case: str) -> Danger:
    """Return the danger with commands that name its case."""
    answers = [replace(one, suggest=one.suggest.for_case(case)) for one in danger.answers]
    return replace(danger, answers=tuple(answers))


def danger_blocks(session: CommandContext, cases: Sequence[CaseInDanger]) -> Blocks:
    """Return two lines for each danger of the first cases, and how many more cases there are."""
    from sop.views.danger_banner import danger_lines  # late: start-up; few cases are in danger

    blocks: list[Block] = []
    for one in cases[:MOST_CASES]:
        wording = Wording(one.file.definition, session.now)
        blocks += danger_lines(wording, one.dangers, one.file.id, one.file.case.label)
    left = len(cases) - MOST_CASES
    if left > 0:
        more = ascii_sentence(f"\u2026 and {count_text(left, 'more case', 'more cases')}")
        blocks.append(line(more, " in danger: ", LIST_CASES))
    return tuple(blocks)


def case_ids(cases: Iterable[CaseInDanger]) -> frozenset[str]:
    """Return the IDs of the cases."""
    return frozenset(one.file.id for one in cases)
