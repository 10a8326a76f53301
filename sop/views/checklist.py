"""The checklist of a case: what each current step asks, of whom, until when, and which ways lead out of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sop.engine.checklist_lines import (
    PENDING,
    ActionLine,
    ActionState,
    Checklist,
    ClosingLine,
    TrackLine,
    TrackView,
    WayLine,
)
from sop.model.definition import Definition
from sop.model.refusal import Reason, ReasonCode
from sop.model.suggestion import Suggestion
from sop.model.value import value
from sop.views import date_text
from sop.views.labels import Wording, count_text, notice_lines
from sop.views.remedy import offer, remedy_pieces
from sop.views.terminal.blocks import (
    ARROW,
    BLANK,
    WIDE,
    Blocks,
    Column,
    Line,
    Row,
    Section,
    Span,
    Table,
    Words,
    Wordy,
    line,
    pieces,
    row,
    words,
)

MARKS: dict[ActionState, str] = {
    "done": "[x]",
    "open": "[ ]",
    "waiting": "[~]",
    "gated": "[~]",
    "not_needed": "[/]",
    "unknown": "[?]",
    "waived": "[!]",
}
STATES: dict[ActionState, str] = {
    "done": "done",
    "open": "to do",
    "waiting": "waiting",
    "gated": "not allowed yet",
    "not_needed": "not needed",
    "unknown": "not yet known",
    "waived": "waived",
}
RANKS: dict[TrackView, int] = {"running": 0, "held": 0, "waiting": 1, "ended": 2}

# How often each obstacle of an outcome is met, in short; the others count as "other reasons".
COUNT_WORDS: dict[ReasonCode, tuple[str, str]] = {
    "may_not_close": ("track not ended", "tracks not ended"),
    "action_open": ("action open", "actions open"),
    "fact_unknown": ("fact unknown", "facts unknown"),
    "condition_false": ("condition not met", "conditions not met"),
}

ACTIONS = (
    Column(most=3, gap=1),
    Column(most=8),
    Column(flex=True),
    Column("who", 9),
    Column("due", 12),
    Column("state", 13, first=True),
)
NOT_STARTED = (Column(most=24), Column(flex=True))
WAYS = (Column(most=24), Column(flex=True), Column(most=38))


@value
class _ChecklistContext:
    """What every part needs: words, and whether everything is asked for (`--all`)."""

    wording: Wording
    everything: bool


def checklist_screen(
    definition: Definition, checklist: Checklist, everything: bool = False
) -> Blocks:
    """The whole checklist. `everything` adds ended tracks, purposes, words to say, warnings, sources and reasons."""
    shown = _ChecklistContext(Wording(definition, checklist.now), everything)
    tracks = sort_by_work(checklist.tracks)
    detailed = (
        ("running", "held")
        if len(tracks) > 1 and not everything
        else ("running", "held", "waiting", "ended")
    )
    blocks: list[Blocks] = [overdue_lines(shown.wording, checklist) if len(tracks) > 1 else ()]
    blocks += [track_lines(shown, track) for track in tracks if track.status in detailed]
    blocks.append(_not_started(shown, [track for track in tracks if track.status not in detailed]))
    if checklist.closed_at is not None:
        blocks.append(
            (line("This case was closed on ", shown.wording.moment(checklist.closed_at), "."),)
        )
    if checklist.closing is not None:
        blocks.append(closing_lines(shown, checklist.closing))
    blocks.append(notice_lines(definition))
    return tuple(block for part in blocks if part for block in (BLANK, *part))


def overdue_lines(wording: Wording, checklist: Checklist) -> Blocks:
    """What is late before everything else: each overdue action with how late and for whom, and the way to all of it."""
    late = [action for action in checklist.actions() if action.overdue and action.due is not None]
    if not late:
        return ()
    told = tuple(_late(wording, action) for action in late)
    return (*told, line("What to do first: ", Suggestion("next"), indent=1))


def _late(wording: Wording, action: ActionLine) -> Line:
    distance = date_text.distance(action.due, wording.now) if action.due else ""
    return line(
        Span("OVERDUE", "late"),
        f" {action.code} {action.title}: {distance}, for {wording.stakeholder_names(action.by)}",
        indent=1,
        hang=9,
    )


def _not_started(shown: _ChecklistContext, tracks: Iterable[TrackLine]) -> Blocks:
    """The tracks that wait, a line each: why is one command away."""
    waiting = [track for track in tracks if track.status == "waiting"]
    if not waiting:
        return ()
    rows = [row(track_heading(track), _wait_reason(shown, track)) for track in waiting]
    more = line("Why: ", Suggestion("checklist", options=(("track", waiting[0].track),)), indent=1)
    return (line(Span("NOT STARTED", "strong")), Table(NOT_STARTED, tuple(rows)), more)


def _wait_reason(shown: _ChecklistContext, track: TrackLine) -> str:
    """What the track waits for: the open question, else its condition."""
    ask = next((reason.ask for reason in track.reasons if reason.ask), None)
    return (
        ask
        or f"once {' and '.join(one.text for one in shown.wording.definition.tracks[track.track].starts)}"
    )


def sort_by_work(tracks: Iterable[TrackLine]) -> list[TrackLine]:
    """Where work goes on, then what waits, then what has ended; otherwise the order of the file."""
    return sorted(tracks, key=lambda track: RANKS[track.status])


def track_lines(shown: _ChecklistContext, track: TrackLine) -> Blocks:
    """One track: its heading, and where it runs its actions, outcomes, interrupts and the summary."""
    heading = line(Span(track_heading(track), "strong"), WIDE, *_track_state(shown, track), hang=3)
    if track.status == "waiting":
        return (
            heading,
            *(line(reason.what, indent=1) for reason in track.reasons),
            *_question_block(shown, track.reasons),
        )
    if track.status == "ended":
        return (heading,)
    return (
        heading,
        *(line(reason.what, indent=1) for reason in track.reasons),
        *_question_block(shown, track.reasons),
        *_detail_block(shown, track),
        *_action_table(shown, track),
        *_ways("OUTCOMES", shown, track.outcomes),
        *_ways("INTERRUPTS", shown, track.interrupts),
        *_summary(shown, track),
    )


def track_heading(track: TrackLine) -> str:
    """The track's heading: its id, which `--track` takes, in capitals."""
    return track.track.replace("_", " ").upper()


def _track_state(shown: _ChecklistContext, track: TrackLine) -> Words:
    wording = shown.wording
    if track.status == "waiting":
        return words("waiting, not started")
    if track.status == "ended":
        return words(
            "ended: ",
            track.step_title,
            f", on {wording.moment(track.since)}" if track.since else "",
        )
    parts: list[Wordy] = [
        f"{track.step_code} {track.step_title}, {wording.short(track.responsible)} answers"
    ]
    if track.since is not None:
        parts.append(f", since {wording.moment(track.since)}")
    if track.due is not None and track.overdue:
        parts += [", ", Span(f"OVERDUE, {date_text.distance(track.due, wording.now)}", "late")]
    elif track.due is not None:
        parts.append(f", due {wording.deadline(track.due)}")
    elif track.due_not_running:
        parts.append(f", deadline not running: {track.due_not_running} is not yet known")
    if track.status == "held":
        parts += [", ", Span("ON HOLD", "caution")]
    return words(*parts)


def _question_block(shown: _ChecklistContext, reasons: Iterable[Reason]) -> Blocks:
    """The open question of a waiting or held track, and the command that answers it."""
    names = shown.wording.stakeholder_names
    return tuple(
        pieces(*remedy_pieces(one, names, who=False), indent=1) for one in reasons if one.ask
    )


def _detail_block(shown: _ChecklistContext, track: TrackLine) -> Blocks:
    wording = shown.wording
    step = wording.definition.tracks[track.track].steps[track.step or ""]
    due = ("Due: ", wording.rule_of_due(step.due) if step.due else "")
    refused = ("If no, or no answer: ", step.if_refused)
    texts: tuple[tuple[str, str], ...] = (due, refused)
    if shown.everything:
        texts = (
            ("Track: ", track.title),
            ("Purpose: ", track.purpose),
            ("Support: ", ", ".join(map(wording.short, track.support))),
            due,
            ("Source: ", wording.source(step.due.law) if step.due else ""),
            ("Escalate to: ", wording.short(track.escalate_to) if track.escalate_to else ""),
            ("Say: ", track.say),
            refused,
            ("Goes wrong: ", " ".join(step.goes_wrong)),
        )
    return tuple(line(label, text, indent=1, hang=3) for label, text in texts if text)


# ---- actions


def _action_table(shown: _ChecklistContext, track: TrackLine) -> Blocks:
    rows: list[Row | Section] = []
    for title, required in (("REQUIRED", True), ("OPTIONAL", False)):
        actions = [action for action in track.actions if action.required is required]
        if actions:
            rows.append(Section(words(title), labels=not rows))
            rows += [_action_row(shown, action, track.status == "held") for action in actions]
    return (BLANK, Table(ACTIONS, tuple(rows))) if rows else ()


def _action_row(shown: _ChecklistContext, action: ActionLine, held: bool) -> Row:
    wording = shown.wording
    is_pending = action.state in PENDING
    due = wording.deadline(action.due, weekday=False) if action.due and is_pending else ""
    if action.due_not_running and is_pending:
        due = "not running"
    return row(
        Span(MARKS[action.state], said=""),
        action.code,
        action.title,
        who_cell(wording, action.by),
        due,
        state_words(wording, action, held),
        notes=_notes(shown, action),
    )


def who_cell(wording: Wording, by: Sequence[str]) -> Span:
    """Who may do it: `any of 6` in a narrow column, with a note below; plain mode has room for the names."""
    short, note = wording.column_text(by)
    return Span(short, said=wording.stakeholder_names(by) if note else None)


def state_words(wording: Wording, action: ActionLine, held: bool = False) -> Words:
    """The state in words: `OVERDUE`, `to do`, `done 20 Nov 18:40`."""
    if action.record is not None:
        when = wording.moment(action.record.at, weekday=False)
        return words(
            Span(f"{STATES[action.state]} {when}", "good" if action.state == "done" else "")
        )
    word = "on hold" if held and action.state == "waiting" else STATES[action.state]
    if not action.overdue:
        return words(word)
    late = Span("OVERDUE", "late")
    return words(late) if action.state == "open" else words(late, f", {word}")


def _notes(shown: _ChecklistContext, action: ActionLine) -> Iterator[Wordy]:
    """Why it stands so, from when it is due; with `--all` everything that the workflow says about it."""
    wording = shown.wording
    model = wording.definition.action(action.path)
    if who := wording.column_text(action.by)[1]:
        yield Span(who, said="")
    if action.state not in ("done", "waived", "open"):
        yield from (_why(action, reason) for reason in action.reasons if reason.code != "on_hold")
    if action.state in PENDING and model.due is not None:
        missing = action.due_not_running
        idle = f", not running: {missing} is not yet known" if missing else ""
        yield f"Due: {wording.rule_of_due(model.due)}{idle}"
    if action.repeatable:
        yield "May be done again." if action.state == "done" else "May still be done."
    if shown.everything:
        yield from _detail_notes(wording, action)
    elif action.state == "open":
        yield from (label + text for label, text in _cautions(wording, action) if text)


def _why(action: ActionLine, reason: Reason) -> str:
    """The reason without what the row says already; an unknown fact with its question."""
    text = reason.what.removeprefix(f"{action.code} is not needed: ")
    return f"{text} Ask: {reason.ask}" if reason.ask else text


def _cautions(wording: Wording, action: ActionLine) -> tuple[tuple[str, str], ...]:
    """What must be known before the action is done."""
    return (
        ("Warning: ", action.warn),
        ("May be waived by: ", wording.stakeholder_names(action.waivable_by)),
    )


def _detail_notes(wording: Wording, action: ActionLine) -> Iterator[str]:
    model = wording.definition.action(action.path)
    record = action.record
    texts = (
        (
            "Done by: " if action.state == "done" else "Waived by: ",
            wording.person(record.as_, record.by) if record else "",
        ),
        *_cautions(wording, action),
        ("Say: ", action.say),
        ("Records: ", "; ".join(map(wording.with_values, action.records))),
        ("May record: ", "; ".join(map(wording.with_values, action.may_record))),
        ("Form: ", wording.with_fields(action.form)),
        ("Source: ", wording.source((*action.law, *(model.due.law if model.due else ())))),
    )
    return (label + text for label, text in texts if text)


# ---- outcomes, interrupts, closing


def _ways(title: str, shown: _ChecklistContext, ways: tuple[WayLine, ...]) -> Blocks:
    if not ways:
        return ()
    rows = [
        row(
            _local(way),
            words(ARROW, _target(way)),
            _openness(shown.wording, way),
            notes=_way_notes(shown, way),
        )
        for way in ways
    ]
    return (BLANK, line(title, indent=1), Table(WAYS, tuple(rows), indent=2, notes_at=6))


def _target(way: WayLine) -> str:
    if way.to is None:
        return "back"
    return way.to_title if way.to_end else f"{way.to_code} {way.to_title}"


def _openness(wording: Wording, way: WayLine) -> Words:
    who = wording.stakeholder_names(way.by)
    if way.open:
        return words(
            Span("open", "good"),
            f": {who} decides" + (", with a reason" if way.reason_required else ""),
        )
    return words(f"not yet: {shortage(wording, way.reasons, way)}")


def shortage(wording: Wording, reasons: Iterable[Reason], way: WayLine | None = None) -> str:
    """The reasons in short: `2 actions open, 1 fact unknown`."""
    reasons = tuple(reasons)
    codes = [reason.code for reason in reasons]
    facts = list(
        dict.fromkeys(
            reason.fact for reason in reasons if reason.code == "fact_unknown" and reason.fact
        )
    )
    found = [
        count_text(codes.count(code), *names)
        + (f": {', '.join(facts)}" if code == "fact_unknown" and facts else "")
        for code, names in COUNT_WORDS.items()
        if code in codes
    ]
    if "on_hold" in codes:
        found.append("on hold")
    if "too_early" in codes and way is not None and way.opens_at is not None:
        found.append(f"opens {wording.deadline(way.opens_at)}")
    others = [
        code for code in codes if code not in COUNT_WORDS and code not in ("on_hold", "too_early")
    ]
    if others:
        found.append(count_text(len(others), "other reason"))
    return ", ".join(found)


def _way_notes(shown: _ChecklistContext, way: WayLine) -> Iterator[Wordy]:
    if way.title:
        yield way.title
    if way.skips_actions:
        yield "An exception: it leaves with the actions undone."
    if not shown.everything:
        return
    # What is missing in the actions stands above, beside each of them.
    own = [reason for reason in way.reasons if reason.at == way.path]
    yield from (f"{reason.what} Ask: {reason.ask}" if reason.ask else reason.what for reason in own)
    if not way.open:
        yield f"Decided by: {shown.wording.stakeholder_names(way.by)}"
    if source := shown.wording.source(way.law):
        yield f"Source: {source}"


def closing_lines(shown: _ChecklistContext, closing: ClosingLine) -> Blocks:
    """Whether the case may be closed by a person now."""
    name = Span("CLOSING", "strong")
    if closing.open:
        how = offer("", closing.suggest, shown.wording.stakeholder_names)
        return (
            line(
                name,
                WIDE,
                Span("open", "good"),
                f": {shown.wording.stakeholder_names(closing.by)} closes: ",
                how,
            ),
        )
    first = line(name, WIDE, f"not yet: {shortage(shown.wording, closing.reasons)}")
    return (
        first,
        *(line(reason.what, indent=1, hang=3) for reason in closing.reasons if shown.everything),
    )


# ---- summary


def _summary(shown: _ChecklistContext, track: TrackLine) -> Blocks:
    """` Required 1 of 4 done (1 not needed, 1 not yet known).` and the command that helps on."""
    required = [action.state for action in track.actions if action.required]
    parts = (
        (required.count(state), STATES[state]) for state in ("waived", "not_needed", "unknown")
    )
    aside = ", ".join(f"{number} {word}" for number, word in parts if number)
    total = len(required) - required.count("not_needed")
    said = (
        f"Required {required.count('done')} of {total} done{f' ({aside})' if aside else ''}."
        if required
        else ""
    )
    hint = _hint(shown, track)
    return (BLANK, pieces(said, hint, indent=1)) if said or hint else ()


def _hint(shown: _ChecklistContext, track: TrackLine) -> Words:
    """How to move on where a way is open, else how to hear every reason."""
    open_ways = [way for way in track.outcomes if way.open]
    needed = any(action.is_needed for action in track.actions)
    ways = [way for way in open_ways if not (way.skips_actions and needed)]
    label = "Only where it is so: " if open_ways and not ways else "Move on: "
    names = shown.wording.stakeholder_names
    yours = [way.suggest for way in ways or open_ways if way.suggest and way.suggest.yours]
    common = (
        [one for one in yours[0].who if all(one in other.who for other in yours)] if yours else []
    )
    if len(yours) > 1 and common:
        return words(label, Suggestion("advance", track.track, who=tuple(common), as_=yours[0].as_))
    if yours:
        return offer(label, yours[0], names)
    if open_ways:
        return offer(label, (ways or open_ways)[0].suggest, names)
    return (
        words("Why not: ", Suggestion("why", _local(track.outcomes[0]))) if track.outcomes else ()
    )


def _local(way: WayLine) -> str:
    return way.path.rsplit(".", 1)[1]
