"""Compiles tracks: steps with their actions and outcomes, interrupts, codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sop.definition.compile_context import (
    ANY,
    Anything,
    Context,
    as_map,
    number_entries,
    read_names,
)
from sop.definition.finding_report import quote_value
from sop.definition.short_codes import assign_track_codes
from sop.definition.source_map import PathTo
from sop.definition.told_facts import read_told_facts
from sop.model.definition import BACK, Action, Interrupt, Outcome, Step, Track
from sop.model.dotted_path import DottedPath
from sop.model.duration import Takes


def compile_tracks(context: Context) -> dict[str, Track]:
    """Return all tracks that could be read, in file order."""
    found = as_map(context.data.get("tracks"))
    context.check_ids(("tracks",), found, "a track", (ANY, "at_once"))
    codes = assign_track_codes(context, found)
    return {
        name: _track(context, name, codes[name], track)
        for name, track in found.items()
        if isinstance(track, dict)
    }


def read_track_names(data: dict[str, Any]) -> Mapping[str, Any]:
    """Return track -> step -> actions; None in place of a track or step that is unreadable."""
    tracks = read_names(data.get("tracks", {}))
    if isinstance(tracks, Anything):
        return tracks
    return {name: _read_step_names(track) for name, track in tracks.items()}


def _read_step_names(track: Any) -> Mapping[str, Any] | None:
    steps = as_map(track).get("steps")
    if not isinstance(steps, dict):
        return None
    return {step: _read_action_names(entry) for step, entry in steps.items()}


def _read_action_names(step: Any) -> Mapping[str, Any] | None:
    if not isinstance(step, dict):
        return None
    return read_names(step.get("actions", {}))


def _track(context: Context, name: str, code: str, track: dict[str, Any]) -> Track:
    path: PathTo = ("tracks", name)
    steps = as_map(track.get("steps"))
    context.check_ids((*path, "steps"), steps, "a step", (ANY, BACK))
    lead = context.refer("stakeholder", (*path, "lead"), track.get("lead")) or ""
    starts = track.get("starts")
    hold = track.get("on_hold_while")
    reader = _StepReader(context, name, code, track)
    return Track(
        id=name,
        code=code,
        title=context.text((*path, "title"), track.get("title")),
        lead=lead,
        steps={
            step: reader.read_step(step, number, as_map(entry))
            for number, (step, entry) in enumerate(steps.items(), 1)
        },
        interrupts=_interrupts(context, name, lead, track),
        starts=() if starts == "at_once" else context.gate((*path, "starts"), starts),
        on_hold_while=None if hold is None else context.gate((*path, "on_hold_while"), hold),
    )


class _StepReader:
    """Compiles the steps of one track."""

    def __init__(self, context: Context, track: str, code: str, entry: dict[str, Any]) -> None:
        self._context = context
        self._track = track
        self._code = code
        self._siblings = read_names(entry.get("steps"))

    def read_step(self, name: str, number: int, entry: dict[str, Any]) -> Step:
        """Return the step; `number` counts the steps of the track from 1."""
        context = self._context
        path: PathTo = ("tracks", self._track, "steps", name)
        code = f"{self._code}{number}"
        responsible = (
            context.refer("stakeholder", (*path, "responsible"), entry.get("responsible")) or ""
        )
        default_by = (responsible,) if responsible else ()
        return Step(
            id=name,
            path=DottedPath(f"{self._track}.{name}"),
            code=code,
            title=context.text((*path, "title"), entry.get("title")),
            end=entry.get("end") is True,
            purpose=context.text((*path, "purpose"), entry.get("purpose")),
            responsible=responsible,
            support=context.refer_all("stakeholder", (*path, "support"), entry.get("support")),
            due=context.due((*path, "due"), entry.get("due")),
            escalate_to=context.refer(
                "stakeholder", (*path, "escalate_to"), entry.get("escalate_to")
            ),
            takes=self._takes((*path, "takes"), entry.get("takes")),
            goes_wrong=context.texts((*path, "goes_wrong"), entry.get("goes_wrong")),
            say=context.spoken_text((*path, "say"), entry.get("say")),
            if_refused=context.text((*path, "if_refused"), entry.get("if_refused")),
            urgent=entry.get("urgent") is True,
            actions=self._actions(path, code, default_by, entry),
            outcomes=self._outcomes(path, default_by, entry),
        )

    def _takes(self, path: PathTo, entry: Any) -> Takes | None:
        if not isinstance(entry, dict):
            return None
        least = self._context.length((*path, "min"), entry.get("min"))
        most = self._context.length((*path, "max"), entry.get("max"))
        return Takes(least, most)

    def _actions(
        self, path: PathTo, code: str, by: tuple[str, ...], entry: dict[str, Any]
    ) -> dict[str, Action]:
        actions = as_map(entry.get("actions"))
        siblings = read_names(entry.get("actions"))
        place = (*path, "actions")
        self._context.check_ids(place, actions, "an action")
        return {
            name: self._action((*place, name), f"{code}.{number}", by, as_map(action), siblings)
            for number, (name, action) in enumerate(actions.items(), 1)
        }

    def _action(
        self,
        path: PathTo,
        code: str,
        by: tuple[str, ...],
        entry: dict[str, Any],
        siblings: Mapping[str, Any],
    ) -> Action:
        context = self._context
        step, name = str(path[3]), str(path[-1])
        records = context.refer_all("fact", (*path, "records"), entry.get("records"))
        may_record = context.refer_all("fact", (*path, "may_record"), entry.get("may_record"))
        self._check_repeated_facts(path, records, may_record)
        place = f"{self._track}.{step}"
        return Action(
            id=name,
            path=DottedPath(f"{place}.{name}"),
            code=code,
            title=context.text((*path, "do"), entry.get("do")),
            by=context.parties((*path, "by"), entry.get("by"), by),
            after=tuple(
                str(context.refer_among("action", (*path, "after", at), other, siblings, place))
                for at, other in number_entries(entry.get("after"))
            ),
            when=context.gate((*path, "when"), entry.get("when")),
            only_if=context.gate((*path, "only_if"), entry.get("only_if")),
            records=records,
            may_record=may_record,
            form=context.refer("form", (*path, "form"), entry.get("form")),
            due=context.due((*path, "due"), entry.get("due")),
            required=entry.get("required") is not False,
            waivable_by=context.parties((*path, "waivable_by"), entry.get("waivable_by")),
            even_on_hold=entry.get("even_on_hold") is True,
            again=entry.get("again") is True,
            law=context.refer_all("law", (*path, "law"), entry.get("law")),
            warn=context.text((*path, "warn"), entry.get("warn")),
            say=context.spoken_text((*path, "say"), entry.get("say")),
        )

    def _check_repeated_facts(
        self, path: PathTo, records: tuple[str, ...], may_record: tuple[str, ...]
    ) -> None:
        for at, fact in enumerate(may_record):
            if fact in records:
                self._context.report.error(
                    "wrong-value",
                    (*path, "may_record", at),
                    f"{quote_value(fact)} is in both 'records' and 'may_record'",
                    "Keep it in 'records' if it must be given.",
                )

    def _outcomes(
        self, path: PathTo, by: tuple[str, ...], entry: dict[str, Any]
    ) -> dict[str, Outcome]:
        outcomes = as_map(entry.get("outcomes"))
        place = (*path, "outcomes")
        self._context.check_ids(place, outcomes, "an outcome")
        return {
            name: self._outcome((*place, name), by, as_map(outcome))
            for name, outcome in outcomes.items()
        }

    def _outcome(self, path: PathTo, by: tuple[str, ...], entry: dict[str, Any]) -> Outcome:
        context = self._context
        target = entry.get("to")
        if target != BACK:
            context.refer_among("step", (*path, "to"), target, self._siblings, self._track)
        skips_actions = entry.get("skips_actions") is True
        return Outcome(
            id=str(path[-1]),
            path=DottedPath(f"{self._track}.{path[3]}.{path[-1]}"),
            to=target or "",
            by=context.parties((*path, "by"), entry.get("by"), by),
            when=context.gate((*path, "when"), entry.get("when")),
            wait=context.wait((*path, "wait"), entry.get("wait")),
            skips_actions=skips_actions,
            drops_waiting=entry.get("drops_waiting") is True,
            reason_required=skips_actions or entry.get("reason") == "required",
            title=context.text((*path, "title"), entry.get("title")),
            law=context.refer_all("law", (*path, "law"), entry.get("law")),
        )


def _interrupts(
    context: Context, track: str, lead: str, entry: dict[str, Any]
) -> dict[str, Interrupt]:
    interrupts = as_map(entry.get("interrupts"))
    path: PathTo = ("tracks", track, "interrupts")
    context.check_ids(path, interrupts, "an interrupt")
    return {
        name: _interrupt(context, (*path, name), lead, as_map(interrupt), entry)
        for name, interrupt in interrupts.items()
    }


def _interrupt(
    context: Context, path: PathTo, lead: str, entry: dict[str, Any], track: dict[str, Any]
) -> Interrupt:
    """Return an interrupt.

    Without `by:`, the lead of the track may raise it: it leaves steps of several stakeholders.
    """
    name = str(path[1])
    target = entry.get("to")
    if target == BACK:
        context.report.error(
            "wrong-value",
            (*path, "to"),
            "an interrupt cannot go back",
            "'to: back' is for outcomes of the step that an interrupt entered.",
        )
    else:
        context.refer_among("step", (*path, "to"), target, read_names(track.get("steps")), name)
    return Interrupt(
        id=str(path[-1]),
        path=DottedPath(f"{name}.{path[-1]}"),
        sources=_sources(context, path, entry, track),
        to=target or "",
        by=context.parties((*path, "by"), entry.get("by"), (lead,) if lead else ()),
        when=context.gate((*path, "when"), entry.get("when")),
        reason_required=entry.get("reason") == "required",
        drops_waiting=entry.get("drops_waiting") is True,
        tells=read_told_facts(context, (*path, "tells"), entry.get("tells")),
        title=context.text((*path, "title"), entry.get("title")),
        law=context.refer_all("law", (*path, "law"), entry.get("law")),
        urgent=entry.get("urgent") is True,
    )


def _sources(
    context: Context, path: PathTo, entry: dict[str, Any], track: dict[str, Any]
) -> tuple[str, ...]:
    """Return the steps that an interrupt leaves; `any` is every step but ends and the target."""
    steps = read_names(track.get("steps"))
    source, target = entry.get("from"), entry.get("to")
    ends = {step for step, content in steps.items() if as_map(content).get("end") is True}
    if source == ANY:
        return tuple(step for step in steps if step not in ends and step != target)
    place: PathTo = (*path, "from")
    named = [((*place, at), step) for at, step in number_entries(source)]
    if isinstance(source, str):
        named = [(place, source)]
    for where, step in named:
        context.refer_among("step", where, step, steps, str(path[1]))
        message = ""
        if step in ends:
            message = f"the step {quote_value(step)} is an end step, which nothing leaves"
        elif step == target:
            message = f"the step {quote_value(step)} is where the interrupt goes"
        if message:
            context.report.error("wrong-value", where, message, "Delete it from 'from:'.")
    return tuple(str(step) for _, step in named)
