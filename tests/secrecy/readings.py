"""Every command that shows something of a case, in each of its formats, and writes to try."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sop.model.definition import Definition
from tests.secrecy.places import Place

TEXT, PLAIN, JSON = (), ("--plain",), ("--json",)
MD, HTML, ICS = ("--format", "md"), ("--format", "html"), ("--format", "ics")
CSV = ("--csv",)
SCREENS = (TEXT, PLAIN, JSON)
TAB_WORDS = (
    ("do", ""),
    ("waive", ""),
    ("why", ""),
    ("set", ""),
    ("advance", ""),
    ("raise", ""),
    ("case", "show", ""),
    ("do", "x", "--set", ""),
)
"""Half a command line before the tab key."""


@dataclass(frozen=True)
class Line:
    """A command line, and what is typed into it."""

    words: tuple[str, ...]
    stdin: str = ""

    def __str__(self) -> str:
        return " ".join(self.words)


def list_readings(definition: Definition, case: str, incident: str) -> Iterator[Line]:
    """Yield each reading command in each format."""
    for words, formats in _list_commands(definition, case, incident):
        for format_ in formats:
            yield Line((*words, *format_))


def _list_commands(
    definition: Definition, case: str, incident: str
) -> Iterator[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]]:
    paper = (*SCREENS, MD, HTML)
    yield (), SCREENS
    yield ("next",), (*SCREENS, CSV)
    yield ("checklist",), paper
    yield ("checklist", "--all"), paper
    for track in definition.tracks:
        yield ("checklist", "--track", track, "--all"), (TEXT, JSON)
    yield ("why",), SCREENS
    yield ("why", "advance"), SCREENS
    for target in list_targets(definition):
        yield ("why", target), (TEXT, JSON)
    yield ("case", "show", case), SCREENS
    for verb in ("timeline", "audit", "verify"):
        yield ("case", verb, case), (*SCREENS, CSV)
    yield from _list_prints(definition, case)
    for status in ("open", "closed", "void"):
        yield ("case", "list", "--status", status), SCREENS
    yield ("case", "list"), (*SCREENS, CSV)
    yield ("case", "list", "--incident", incident), (TEXT, JSON)
    for option in ("--danger", "--overdue", "--mine"):
        yield ("case", "list", option), (TEXT, JSON)
    yield ("case", "timeline", case, "--since", "3", "--last", "9"), (TEXT, JSON)
    for track in definition.tracks.values():
        for step in track.steps.values():
            yield ("find", step.title), (TEXT, JSON)
    yield ("worklist",), (*SCREENS, ICS)
    yield ("shift",), (TEXT, JSON)
    yield ("shift", "--since", "-5d", "--until", "+5d"), (TEXT, JSON)
    yield ("worklist", "--all"), (*SCREENS, ICS, CSV)
    yield ("worklist", "--overdue"), (*SCREENS, ICS)
    yield ("worklist", "--all", "--overdue"), (TEXT, JSON)
    yield ("worklist", "--all", "--due", "week"), (TEXT, JSON, ICS)
    yield ("worklist", "--all", "--incident", incident), (TEXT, JSON)
    yield ("worklist", "--all", "--count"), (TEXT, JSON)
    yield ("worklist", "--overdue", "--all", "--count", "--exit-code"), (TEXT,)
    for who in definition.stakeholders:
        yield ("worklist", "--waiting-for", who), (TEXT, JSON)
    for verb in ("status", "check", "drafts"):
        yield ("store", verb), (TEXT, JSON)
    yield ("doctor",), (TEXT, JSON)


def _list_prints(
    definition: Definition, case: str
) -> Iterator[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]]:
    for sheet in ((), ("--handover",), ("--referral",)):
        yield ("case", "print", case, *sheet), (*SCREENS, MD, HTML)
    yield ("case", "print", case, "--all-tracks"), (MD, HTML)
    for who in definition.stakeholders:
        yield ("case", "print", case, "--referral", "--to", who), (MD,)


def list_targets(definition: Definition) -> list[str]:
    """Everything that `sop why` explains: actions, outcomes, interrupts, facts."""
    found: list[str] = []
    for track in definition.tracks.values():
        for step in track.steps.values():
            found += [f"{track.id}.{step.id}.{name}" for name in (*step.actions, *step.outcomes)]
        found += [f"{track.id}.{name}" for name in track.interrupts]
    return [*found, *definition.facts]


def list_writes(definition: Definition, place: Place, incident: str) -> Iterator[Line]:
    """Yield writes that are tried and not made: each action, outcome, interrupt, fact and event."""
    for line in _list_verbs(definition, place, incident):
        yield Line((*line.words, "--dry-run"), line.stdin)
        yield Line((*line.words, "--dry-run", "--json"), line.stdin)


def _list_verbs(definition: Definition, place: Place, incident: str) -> Iterator[Line]:
    yield from _list_action_verbs(definition, place, incident)
    for track in definition.tracks.values():
        for step in track.steps.values():
            for name in step.outcomes:
                yield Line(("advance", track.id, name, "--why", "so it is"))
        for name in track.interrupts:
            yield Line(("raise", f"{track.id}.{name}", "--why", "so it is"))
    for fact in definition.facts:
        stdin = f"{fact}={example(definition, fact)}\n"
        yield Line(("set", "--set-from", "-", "--why", "wrong"), stdin)
    for number in range(1, count_events(place) + 1):
        yield Line(("undo", str(number), "--why", "wrong"))
        yield Line(("case", "time", str(number), "--at", place.now, "--why", "wrong"))
    yield Line(("assign", "case", "A. Person"))
    yield Line(("assign", "case", "--accept"))
    yield Line(("close", "--why", "over"))
    yield Line(("note", "-"), "a word")
    yield Line(("undo", "--incident", incident, "--why", "wrong"))
    yield Line(("case", "reopen", place.case, "--why", "again"))
    yield Line(("case", "void", place.case, "--why", "twice"))
    yield Line(("case", "incident", place.case, "--leave", "--why", "other"))
    yield Line(("case", "label", place.case, "bed 7", "--reference", "CAS 12/3/2026"))


def _list_action_verbs(definition: Definition, place: Place, incident: str) -> Iterator[Line]:
    form = place.folder / "form.json"
    if not form.exists():
        form.write_text('{"found": "x", "words": "x"}', encoding="utf-8")
    for action in definition.actions():
        given = "".join(f"{fact}={example(definition, fact)}\n" for fact in action.records)
        said = ("do", action.path)
        if action.form:
            said = (*said, "--form", "form.json")
        yield Line((*said, "--set-from", "-"), given)
        if action.waivable_by:
            yield Line(("waive", action.path, "--why", "no need"))
        if not action.records and not action.form:
            yield Line(("do", action.path, "--incident", incident))


def count_events(place: Place) -> int:
    """How many events the case has."""
    return int(place.ok("case", "show", place.case).json["version"])


def example(definition: Definition, name: str) -> str:
    """A value of the fact."""
    fact = definition.facts[name]
    if fact.choices:
        return fact.choices[0]
    return {"boolean": "no", "integer": "1", "datetime": "2026-03-02 07:00", "text": "words"}[
        fact.type
    ]


def write_json(path: Path, content: object) -> None:
    """Write a form or answers."""
    path.write_text(json.dumps(content), encoding="utf-8")
