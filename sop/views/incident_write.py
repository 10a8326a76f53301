"""Screens about a write to several cases: what was written in all, or which of them refuse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sop.casework.case_service import LoadedCase, WriteResult
from sop.model.refusal import Refusal
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from sop.views.case_name import case_name
from sop.views.event_text import sentence
from sop.views.labels import Wording, count_text
from sop.views.refusal_screen import reason_lines
from sop.views.terminal.blocks import BLANK, Block, Blocks, Line, Span, Words, line, text_of

NOTHING = line(Span("Nothing was written.", "strong"))
DRY = line(Span("Nothing was written (dry run).", "strong"))
SKIPPED = {
    "closed": "Left out, because closed:",
    "void": "Left out, because void:",
    "other": "Left out, because it had no part in the write:",
    "excepted": "Left out, as you asked:",
}


def incident_open_screen(
    files: Sequence[LoadedCase],
    incident: str,
    changed: bool,
    dry_run: bool,
    listing: Suggestion,
) -> Blocks:
    """Return the cases of an incident that one write opened, and how to go on.

    In a dry run they have no ids yet. `listing` is the command that lists what is to do in them.
    """
    cases = count_text(len(files), "case")
    if dry_run:
        return (line(f"Would open {cases} of incident {incident}."), BLANK, DRY)
    word, last = "Opened", _ways_on(files, listing)
    if not changed:
        word, last = "Opened before, with the same key:", (NOTHING,)
    first = line(Span(word, "strong"), f" {cases} of incident {incident}:")
    names = [line(_name(file), indent=1) for file in files]
    if all(file.case.label is None for file in files):
        names = [_ids([file.id for file in files])]
    return (first, *names, BLANK, *last)


def _ways_on(files: Sequence[LoadedCase], listing: Suggestion) -> Blocks:
    """Return what to do in all cases together, then how to work on one and how to name it."""
    blocks: list[Block] = [line("What to do in them: ", listing)]
    blocks.append(line("None of them is the current case. To choose one: ", Suggestion("use")))
    unnamed = next((file for file in files if file.case.label is None), None)
    if unnamed is not None:
        name_it = Suggestion("case label", unnamed.id)
        blocks.append(line("To tell them apart, give each a label: ", name_it))
    return tuple(blocks)


def incident_write_screen(
    results: Sequence[WriteResult],
    incident: str,
    skipped: Sequence[tuple[str, str]],
    now: datetime,
    dry_run: bool,
    *,
    listing: Suggestion,
) -> Blocks:
    """Return each written sentence once with its cases, then the unchanged and skipped cases.

    Facts are not repeated: each case's timeline shows them to those who may see them.
    `skipped`: the name of a case, and `closed` or `excepted`. `listing` is the
    command that lists what is to do.
    """
    blocks: list[Block] = []
    groups = _group_by_sentence(results, now)
    would = "Would be written in " if dry_run else ""
    for text, ids in groups:
        title = Span(f"{would}{count_text(len(ids), 'case')}: ", "strong")
        blocks += [line(title, text), _ids(ids)]
    unchanged = [_name(result.after) for result in results if not result.changed]
    for about, cases in (("Already recorded in", unchanged), *_group_by_reason(skipped)):
        if cases:
            blocks += [BLANK, line(f"{about} {count_text(len(cases), 'case')}:"), _ids(cases)]
    if dry_run:
        return (*blocks, BLANK, DRY)
    if not groups:
        return (*blocks, BLANK, NOTHING)
    return (*blocks, BLANK, line("What to do now: ", listing))


def _group_by_sentence(
    results: Sequence[WriteResult], now: datetime
) -> Sequence[tuple[Words, list[str]]]:
    """Return each different sentence with the names of the cases in which it was written."""
    groups: dict[str, tuple[Words, list[str]]] = {}
    for result in results:
        if not result.changed:
            continue
        wording = Wording(result.after.definition, now)
        for event in result.events:
            text = sentence(wording, event)
            _, ids = groups.setdefault(text_of(text), (text, []))
            ids.append(_name(result.after))
    return tuple(groups.values())


def _group_by_reason(skipped: Sequence[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    for reason, title in SKIPPED.items():
        yield title, [case for case, why in skipped if why == reason]


def incident_refusal_screen(
    refused: Sequence[tuple[LoadedCase, Refusal]],
    incident: str,
    again: Suggestion | None,
    now: datetime,
    *,
    lacking: Sequence[tuple[LoadedCase, Refusal]] = (),
    is_filled_in: bool = False,
) -> Blocks:
    """Return the cases that refuse, grouped by equal reasons, and the command for the others.

    `again` is that command, None if no case would be left. `lacking` are cases that lack only an
    answer. `is_filled_in`: the command has the places where these are written.
    """
    blocks: list[Block] = []
    if refused:
        total = count_text(len(refused), "case")
        blocks.append(line(Span("Refused", "late"), f" in {total} of incident {incident}."))
        blocks += _refusal_groups(refused, now)
    if lacking:
        if refused:
            blocks.append(BLANK)
        others = "other " if refused else ""
        total = count_text(len(lacking), f"{others}case")
        blocks.append(line(f"Only an answer is missing in {total} of incident {incident}."))
        blocks += _refusal_groups(lacking, now)
    blocks += [BLANK, NOTHING]
    if again is not None:
        blocks.append(line(_about_others(bool(refused), is_filled_in), again, hang=2))
    return tuple(blocks)


def _about_others(is_refused: bool, is_filled_in: bool) -> str:
    where = "the others" if is_refused else "all"
    if is_filled_in:
        return f"To do it in {where}, write what is missing (after each = sign, in ''): "
    return f"To do it in {where}: "


def _refusal_groups(
    refused: Sequence[tuple[LoadedCase, Refusal]], now: datetime
) -> Iterator[Block]:
    groups: dict[Refusal, tuple[Refusal, list[LoadedCase]]] = {}
    for file, refusal in refused:
        _, files = groups.setdefault(_without_commands(refusal), (refusal, []))
        files.append(file)
    for refusal, files in groups.values():
        yield from _refusal_group(refusal if len(files) == 1 else _for_all(refusal), files, now)


def _for_all(refusal: Refusal) -> Refusal:
    """Return the refusal of several cases without the commands that are about one of them.

    A form is about one person, so that its command is an example for each.
    """
    reasons = [
        replace(one, suggest=None)
        if one.suggest and one.suggest.case and one.code != "evidence_missing"
        else one
        for one in refusal.reasons
    ]
    return replace(refusal, reasons=tuple(reasons))


def _refusal_group(refusal: Refusal, files: Sequence[LoadedCase], now: datetime) -> Iterator[Block]:
    reasons = count_text(len(refusal.reasons), "reason")
    yield BLANK
    yield line(f"{refusal.message.rstrip('.')}, {reasons}, in:")
    yield _ids(list(map(_name, files)))
    yield from reason_lines(refusal, Wording(files[0].definition, now))


def _without_commands(refusal: Refusal) -> Refusal:
    """Return the refusal without its commands, to compare refusals: a command names its case."""
    reasons = tuple(replace(reason, suggest=None) for reason in refusal.reasons)
    return replace(refusal, reasons=reasons)


def _name(file: LoadedCase) -> str:
    return case_name(file.id, file.case.label)


def _ids(ids: Sequence[str]) -> Line:
    return line(", ".join(ids), indent=1, hang=1)
