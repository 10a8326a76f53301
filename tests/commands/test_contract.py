"""Scripts written for an earlier sop go on working: no key, command, option or code is lost.

frozen_contract.txt holds every promise as it was at commit 399022c; contract.py says how to read
it. Where a test here fails, undo the change. An addition is listed in `ADDED` with its reason: a
reader of JSON may meet it. Where a promise has to be broken, the number in `schema` rises, and
CHANGELOG says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import Path

from tests.commands.contract import Reader, contract, frozen, keys_of

ADDED: Mapping[str, str] = {
    "json do data.lacking*": "cases of an incident that do not refuse and lack only an answer",
    "json *.suggest*": "a suggested command as data, beside the line in `do`",
    "json *.remedy*": "advice in words, where no command helps",
    "json *[].held*": "work that cannot be done while its track is on hold",
    "json *[].private*": "work of which the viewer may not see what it is",
    'json *code* = "private"': "facts decide it that the viewer may not see",
    'json *state* = "private"': "facts decide it that the viewer may not see",
    'json *status* = "private"': "facts decide it that the viewer may not see",
    'json *verdict* = "private"': "facts decide it that the viewer may not see",
    "json *.private*": "facts decide it that the viewer may not see",
    "reason private": "facts decide it that the viewer may not see",
    "json worklist data.items*[].state*": "whether the action can be done now",
    "json worklist data.current*": "of `sop` alone: the current case",
    "json worklist data.first*": "of `sop` alone: what to begin with",
    "json worklist data.cases*": "of `sop` alone: how much is to do in which other case",
    "json case.show data.assumed*": "the facts that no one stated at the opening",
    "json case.audit data.guarantees*[].reached*": "whether what it is about has happened",
    "json case.timeline *.home": "the agency of `sop as`, where the event is for another one",
    "json case.timeline *.os_user": "the user of the operating system who wrote the event",
    "json case.timeline *.reported_by": "who reported what is recorded for another agency",
    "option * --reported-by": "who reported it, if the user acts for another agency",
    "option as --default": "the agency with which new terminal sessions begin",
    "option as --clear": "the next person at the terminal acts for no one until asked",
    "json *case.void*": "a case that was opened by mistake is made void",
    "json *case.incident*": "a case joins an incident, or leaves it",
    "json *case.time*": "the time of an event is corrected",
    "json *.label*": "what a case is called beside its ID, without names",
    "json case.* data.references*": "the numbers of a case in other registers",
    "json case.list data.cases![].references*": "the numbers of a case in other registers",
    "json case.list data.cases![].tracks*": "the step where each track of the case is",
    "json case.list data.cases![].overdue*": "how much work of the case is overdue",
    "json case.list data.cases![].due*": "the earliest due time of the case",
    "json case.list data.cases![].current*": "whether it is the current case",
    "json case.list data.cases![].duplicate_of*": "the case of which a void case is a duplicate",
    "json case.timeline data.left_out*": "the events that --since and --last leave out",
    "json *data.again*": "the command that leaves out the cases that refuse",
    "json find*": "the search for cases",
    "json case.label*": "a label for a case",
    "command find": "the search for cases",
    "argument find *": "the search for cases",
    "option find *": "the search for cases",
    "command case label": "a label for a case",
    "argument case label *": "a label for a case",
    "option case label *": "a label for a case",
    "option open --label": "a label for each case that is opened",
    "json assign data.handed_back*": "what was handed back, to the person who gave it",
    "option open --reference": "the number of the case in another register",
    "argument case list *": "a text that the cases have to fit",
    "option case list --*": "filters of the list of cases",
    "option case timeline --*": "a part of the history",
    "json *.assigned*": "the person who has the work",
    "json *.accepted*": "whether the person has accepted it",
    "command assign": "an action or a case for a person",
    "argument assign *": "an action or a case for a person",
    "option assign *": "an action or a case for a person",
    "json assign*": "an action or a case for a person",
    "option worklist --my-name": "the list of one person",
    "command shift": "the handover of a shift",
    "option shift *": "the handover of a shift",
    "json shift*": "the handover of a shift",
    "json *warnings*": "the order of times, and wrong clocks",
    'json *code* = "case_void"': "a void case takes no work",
    'json *code* = "in_danger"': "a case in danger is not made void",
    'json *code* = "consent_missing"': "another stakeholder has to agree",
    "json *data.void*": "that a case is void, or how many are",
    'json *status* = "void"': "a case that was made void",
    'json store.check *about* = "clock"': "an event that a wrong clock recorded",
    "json *.happened": "when an event happened, where its time was corrected",
    "json *data.clock*": "events that a wrong clock recorded",
    "json undo data.*": "the other case, where a link was undone; an undo in several cases",
    "option next --track": "one track of a case, as of a checklist",
    "option why --track": "one track of a case, as of a checklist",
    "command case void": "a case that was opened by mistake",
    "command case incident": "a case joins an incident, or leaves it",
    "command case time": "an event happened at another time",
    "argument case void *": "a case that was opened by mistake",
    "argument case incident *": "a case joins an incident, or leaves it",
    "argument case time *": "an event happened at another time",
    "option case void --*": "a case that was opened by mistake",
    "option case void -c": "a case that was opened by mistake",
    "option case incident --*": "a case joins an incident, or leaves it",
    "option case time -*": "an event happened at another time",
    "option undo --incident": "undo a joint write in every case of it",
    "option undo --except": "leave out a case of the incident",
    "option * --only": "only some cases of the incident",
    "option set --incident": "a fact in every case of an incident",
    "option set --except": "leave out a case of the incident",
    "option note --incident": "a note in every case of an incident",
    "option note --except": "leave out a case of the incident",
    "option raise --incident": "an interrupt in every case of an incident",
    "option raise --except": "leave out a case of the incident",
    "json set data.*": "several cases of an incident in one answer",
    "json note data.*": "several cases of an incident in one answer",
    "json raise data.*": "several cases of an incident in one answer",
    "json advance data.*": "several cases of an incident in one answer",
    "reason case_void": "a void case takes no work",
    "reason in_danger": "a case in danger is not made void",
    "reason consent_missing": "another stakeholder has to agree",
    "* store drafts*": "what was typed for writes that failed, listed and sent again",
    "json store.drafts *": "what was typed for writes that failed, listed and sent again",
    "json store.status data.drafts*": "what was typed for writes that failed",
    "json case.verify data.cases![].notes*": "what need not mean damage, such as a wrong clock",
    "json case.verify data.has_index*": "whether the histories were compared with an index",
    "option case verify --against": "a head that was noted elsewhere",
    "json init data.shared": "the group that shares the workspace",
    "option init --shared": "the group that shares the workspace",
    "json store.* data.made!": "when the backup was made",
    "json store.* data.events!": "the number of events in the backup",
    "json store.* data.last!": "when the last event in the backup was recorded",
    "option * --force": "replaces a file, wherever -o names one",
    "json *.waiting*": "the steps that an interrupt left and that wait to be resumed",
    "json *.dropped*": "what a step that waited still owed and is not asked for any more",
    "json *.waits*": "the steps that wait below the current one",
    "json *.drops*": "the steps that wait and that an outcome or interrupt would end",
    "json *danger*": "why a case is in danger, since when, and what answers it",
    "json next data.ways_out*": "what leads out of a case in which nothing can be done",
    "json why data.do*": "the command for a rule that is open",
    "json why data.rules![].do*": "the command for each rule that is open",
    "option worklist --watch": "a line for each change, at a terminal that waits",
    "option worklist --every": "how often --watch looks",
    "option worklist --no-bell": "--watch without a sound",
    "option worklist --no-notify": "--watch without a notification of the desktop",
    "option next --all": "without it the screen has the reader's own work",
    "option * --no-pager": "a long answer goes through a pager on a terminal",
    'json *code! = "has_consequences"': "a correction that changes what was decided on it",
    "json set data.consequences*": "what a correction of a fact changes",
    "json *at_latest*": "the latest due time, where a date is known to the month or the year",
    "json *possibly_overdue*": "between the earliest and the latest due time",
    "json *.not_known*": "facts that were answered: not known",
    "reason has_consequences": "a correction that changes what was decided on it",
    "option set --accept": "accepts the consequences of a correction",
    "option * --csv": "a list for a spreadsheet",
    "option * -o": "a list is written to a file",
    "option * --output": "a list is written to a file",
    "option case print --*": "a referral and a handover on one sheet; all tracks",
    "json case.print data.sheet*": "the referral or the handover as it is printed",
    "* go *": "the guided way; it works at a terminal only, so JSON has its refusal",
    "command go": "the guided way; it works at a terminal only, so JSON has its refusal",
    "* form *": "a form is shown, printed blank, or filled in question by question",
    "command form": "a form is shown, printed blank, or filled in question by question",
    "option set --from-now": "the earlier value was right; this one holds from now on",
}
"""What was added since, as a pattern over the frozen table, and what it is for."""

LOOSENED: Mapping[str, str] = {
    "argument train new 1": "asked for on a terminal where it is left out",
    "argument workflow new 1": "asked for on a terminal where it is left out",
    "option train new --from": "asked for on a terminal where it is left out",
}
"""What was required and may now be left out: each call that worked still works."""


def test_nothing_that_scripts_rely_on_was_removed_or_changed() -> None:
    now, then = contract(), frozen()
    changed = {
        place: now.get(place, "is gone") for place, kind in then.items() if now.get(place) != kind
    }
    assert changed == dict.fromkeys(LOOSENED, "a value")
    assert {then[place] for place in LOOSENED} == {"required"}


def test_what_was_added_is_listed_with_its_reason() -> None:
    now, then = contract(), frozen()
    added = set(now) - set(then)
    unlisted = {place for place in added if not _listed_by(place)}
    assert unlisted == set()
    unused = [pattern for pattern in ADDED if not any(_is_like(one, pattern) for one in added)]
    assert unused == []
    assert [place for place, reason in ADDED.items() if not reason.strip()] == []


def _listed_by(place: str) -> bool:
    return any(_is_like(place, pattern) for pattern in ADDED)


def _is_like(place: str, pattern: str) -> bool:
    return fnmatch(place, pattern.replace("[", "[[]"))


def test_the_frozen_table_holds_all_commands_keys_and_codes() -> None:
    kinds = [place.split(" ")[0] for place in frozen()]
    counted = {kind: kinds.count(kind) for kind in set(kinds)}
    assert counted == {
        "argument": 46,
        "command": 60,
        "exit": 7,
        "json": 4864,
        "option": 590,
        "reason": 23,
    }


def test_a_key_its_need_its_type_and_its_values_are_each_a_promise(tmp_path: Path) -> None:
    (tmp_path / "parts.json").write_text(
        '{"$defs": {"case": {"type": ["string", "null"]}}}', "utf-8"
    )
    schema = {
        "type": "object",
        "required": ["ok", "case"],
        "properties": {
            "ok": {"const": True},
            "case": {"$ref": "parts.json#/$defs/case"},
            "lines": {"type": "array", "items": {"enum": ["open", "done"]}},
            "facts": {"type": "object", "additionalProperties": {"type": "integer"}},
        },
        "if": {"properties": {"ok": {"const": True}}},
        "then": {"required": ["lines"]},
    }
    assert set(keys_of(schema, "", Reader(tmp_path / "one.json"))) == {
        ("ok!", ""),
        ("ok! = true", ""),
        ("case!", ""),
        ("case!", "null|string"),
        ("lines", "array"),
        ('lines[] = "open"', ""),
        ('lines[] = "done"', ""),
        ("facts", "object"),
        ("facts.*", "integer"),
        ("if.ok = true", ""),
        ("then.lines!", ""),
    }
