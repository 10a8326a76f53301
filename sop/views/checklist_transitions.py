"""The transitions of a checklist: outcomes, interrupts and closing, and what each still lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sop.engine.checklist_lines import ClosingLine, TrackLine, TransitionLine
from sop.model.dotted_path import DottedPath
from sop.model.refusal import Reason, ReasonCode
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from sop.views.interrupted_steps import dropped_text
from sop.views.labels import Wording, count_text, reason_texts
from sop.views.remedy import offer
from sop.views.terminal.blocks import (
    ARROW,
    BLANK,
    WIDE,
    Blocks,
    Column,
    Row,
    Span,
    Table,
    Words,
    Wordy,
    line,
    row,
    words,
)

TRANSITIONS = (Column(most=24), Column(flex=True), Column(most=38))

MAY_START = "may_start"
"""Counts the tracks that keep the case open although they have not started."""

# The reasons that are counted in the summary of a closed outcome, one and many. All other reasons
# count as "other reasons", except the two that have words of their own.
COUNT_WORDS: dict[str, tuple[str, str]] = {
    "may_not_close": ("track not ended", "tracks not ended"),
    MAY_START: ("track may still start", "tracks may still start"),
    "action_open": ("action not done", "actions not done"),
    "fact_unknown": ("fact unknown", "facts unknown"),
    "condition_false": ("condition not met", "conditions not met"),
}
OWN_WORDS: tuple[ReasonCode, ...] = ("on_hold", "too_early")


def transition_table(
    title: str, wording: Wording, transitions: tuple[TransitionLine, ...], everything: bool
) -> Blocks:
    """Return a row for each outcome or interrupt; nothing where there are none."""
    if not transitions:
        return ()
    rows = tuple(_row(wording, transition, everything) for transition in transitions)
    return (BLANK, line(title, indent=1), Table(TRANSITIONS, rows, indent=2, notes_at=6))


def _row(wording: Wording, transition: TransitionLine, everything: bool) -> Row:
    return row(
        local_id(transition),
        words(ARROW, quoted_target(transition)),
        _openness(wording, transition),
        notes=_notes(wording, transition, everything),
    )


def local_id(transition: TransitionLine) -> str:
    """Return its id as a person types it."""
    return DottedPath(transition.path).name


def target_text(transition: TransitionLine) -> str:
    """Return where it leads: `P4 Care plan`, an end by its title; `back` where no step is known."""
    if transition.to is None:
        return "back"
    if transition.to_end:
        return transition.to_title
    return f"{transition.to_code} {transition.to_title}"


def quoted_target(transition: TransitionLine) -> str:
    """Return where it leads as in a sentence: `P4 "Care plan"`, `"Closed"`; `back` unquoted."""
    if transition.to is None:
        return "back"
    quoted = f'"{transition.to_title}"'
    return quoted if transition.to_end else f"{transition.to_code} {quoted}"


def _openness(wording: Wording, transition: TransitionLine) -> Words:
    if transition.is_private:
        return words("private: you may not see it")
    if not transition.open:
        return words(f"not yet: {shortage(wording, transition.reasons, transition)}")
    text = f", by {wording.stakeholder_names(transition.by)}"
    if transition.reason_required:
        text += ", with a reason"
    return words(Span("possible now", "good"), text)


def shortage(
    wording: Wording, reasons: Iterable[Reason], transition: TransitionLine | None = None
) -> str:
    """Return the reasons in short: `2 actions not done, 1 fact unknown: injured`."""
    reasons = tuple(reasons)
    codes = [_count_key(reason) for reason in reasons]
    found = [_count_of(code, reasons) for code in COUNT_WORDS if code in codes]
    if "on_hold" in codes:
        found.append("on hold")
    opens_at = transition.opens_at if transition is not None else None
    if "too_early" in codes and opens_at is not None:
        found.append(f"possible from {wording.wait_end(opens_at)}")
    others = [code for code in codes if code not in COUNT_WORDS and code not in OWN_WORDS]
    if others:
        found.append(count_text(len(others), "other reason"))
    return ", ".join(found)


def _count_key(reason: Reason) -> str:
    """Return under which key of COUNT_WORDS the reason is counted; other reasons by their code."""
    # A track that has not started is at no step, so no stakeholder is responsible for it.
    if reason.code == "may_not_close" and reason.at and not reason.who:
        return MAY_START
    return reason.code


def _count_of(code: str, reasons: tuple[Reason, ...]) -> str:
    same = [reason for reason in reasons if _count_key(reason) == code]
    facts = dict.fromkeys(reason.fact for reason in same if reason.fact)
    if code == "fact_unknown" and facts:
        # One fact can be the reason of an action and of the outcome itself.
        return f"{count_text(len(facts), *COUNT_WORDS[code])}: {', '.join(facts)}"
    return count_text(len(same), *COUNT_WORDS[code])


def _notes(wording: Wording, transition: TransitionLine, everything: bool) -> Iterator[Wordy]:
    if transition.title:
        yield transition.title
    if transition.skips_actions:
        yield "An exception: it does not wait for actions that are not done."
    for dropped in transition.drops:
        yield f"It drops what is not done in {dropped_text(dropped)}"
    if not everything or transition.is_private:
        return
    # What an action lacks is shown above, at that action.
    own = [reason for reason in transition.reasons if reason.at == transition.path]
    yield from reason_texts(own, wording.stakeholder_names)
    if not transition.open:
        yield f"Decided by: {wording.stakeholder_names(transition.by)}"
    if source := wording.source(transition.law):
        yield f"Source: {source}"


def closing_lines(wording: Wording, closing: ClosingLine, everything: bool) -> Blocks:
    """Return whether a person may close the case now."""
    name = Span("CLOSING", "strong")
    if not closing.open:
        blocks = [line(name, WIDE, f"not yet: {shortage(wording, closing.reasons)}")]
        if everything:
            blocks += [line(reason.what, indent=1, hang=3) for reason in closing.reasons]
        return tuple(blocks)
    parts: list[Wordy] = [f", by {wording.stakeholder_names(closing.by)}"]
    if closing.suggest is not None and closing.suggest.yours:
        parts += [": ", closing.suggest]
    return (line(name, WIDE, Span("possible now", "good"), *parts),)


def usual_outcomes(track: TrackLine) -> list[TransitionLine]:
    """Return the open outcomes that leave no needed action undone."""
    return [one for one in track.outcomes if one.open and not is_exception(track, one)]


def for_stakeholder(track: TrackLine, stakeholder: str) -> TrackLine:
    """Return the track with the outcomes' commands worded for this stakeholder."""
    outcomes: list[TransitionLine] = []
    for outcome in track.outcomes:
        suggestion = outcome.suggest
        if suggestion is not None:
            suggestion = replace(suggestion, yours=stakeholder in suggestion.who)
        outcomes.append(replace(outcome, suggest=suggestion))
    return replace(track, outcomes=tuple(outcomes))


def advance_hint(wording: Wording, track: TrackLine, case: str | None = None) -> Words:
    """Return how to move on where an outcome is open, else how to see every reason why not.

    `case` None: the command is about the case of the screen.
    """
    open_outcomes = [outcome for outcome in track.outcomes if outcome.open]
    usual = usual_outcomes(track)
    if usual:
        command = _advance(track, usual)
        if command is not None:
            command = replace(command, case=case)
        return offer("Move on: ", command, wording.stakeholder_names)
    if open_outcomes:
        exception = _advance(track, open_outcomes)
        return offer("Only as an exception: ", exception, wording.stakeholder_names)
    if track.outcomes:
        first = local_id(track.outcomes[0])
        label = f'Why the outcome "{first}" is not possible yet: '
        return words(label, Suggestion("why", first))
    return ()


def _advance(track: TrackLine, outcomes: Sequence[TransitionLine]) -> Suggestion | None:
    """Return the command for these outcomes: the reader's own first, else another stakeholder's.

    Where the reader may take several, the command names the track alone: it asks for the outcome.
    """
    found = [outcome.suggest for outcome in outcomes if outcome.suggest is not None]
    own = [suggestion for suggestion in found if suggestion.yours]
    if len(own) > 1:
        in_all = set(own[0].who).intersection(*(suggestion.who for suggestion in own))
        who = tuple(stakeholder for stakeholder in own[0].who if stakeholder in in_all)
        if who:
            return Suggestion("advance", track.track, who=who, as_=own[0].as_)
    return next(iter(own or found), None)


def is_exception(track: TrackLine, outcome: TransitionLine) -> bool:
    """Return whether the outcome would leave needed actions undone: not what comes next."""
    return outcome.skips_actions and any(action.is_needed for action in track.actions)
