"""Compiles what a turn, a choice or an inject does: one verb with its names and values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sop.definition.compile_context import Context, as_map, english_text
from sop.definition.condition_names import format_value
from sop.definition.finding_report import list_names, quote_value, suggest_nearest
from sop.definition.scenario_names import NameIndex, find_meanings, last_parts
from sop.definition.source_map import PathTo
from sop.definition.workflow_files import canonical_json
from sop.grammar import TURN_KEYS, TURN_VERBS, find_verb
from sop.model.condition import Value
from sop.model.fact import Fact
from sop.model.scenario import Call, TurnKind

_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?\Z"
)


class CallReader:
    """Reads verbs against the names of the workflow."""

    def __init__(self, context: Context, directory: NameIndex) -> None:
        self.context = context
        self.directory = directory

    def call(
        self,
        path: PathTo,
        entry: dict[str, Any],
        *,
        as_: str | None = None,
        why: Any = None,
        lone: tuple[str, ...] = (),
    ) -> Call:
        """Return the one verb of the entry.

        `lone` has words that need no verb. `as_` and `why` are those outside the entry.
        """
        kind = self._find_kind(path, entry, lone)
        self._check_keys(path, entry, kind)
        facts_key = "with" if kind == "do" else "set"
        who = self.context.refer("stakeholder", (*path, "as"), entry.get("as")) or as_
        if kind in TURN_VERBS and who is None and "as" not in entry:
            self.context.report.error(
                "missing-key",
                (*path, kind),
                f"the key 'as' is missing: who {_describe_verb(kind)}?",
                "Add 'as:' with a stakeholder.",
                key=True,
            )
        return Call(
            kind=kind,
            as_=who,
            target=self._target(path, kind, entry),
            outcome=entry.get("outcome"),
            facts=self.values((*path, facts_key), entry.get(facts_key)),
            form=canonical_json(entry["form"]) if isinstance(entry.get("form"), dict) else None,
            why=english_text(entry.get("why") or why) or None,
            from_now=entry.get("from_now") is True,
        )

    def _find_kind(self, path: PathTo, entry: dict[str, Any], lone: tuple[str, ...]) -> TurnKind:
        """Return the verb of the entry; `tell` counts only if nothing else is there."""
        verbs = [verb for verb in TURN_VERBS if verb in entry]
        found = verbs + [word for word in lone if word in entry]
        if len(found) > 1:
            found = [word for word in found if word != "tell"]
        if len(found) != 1:
            self._not_one_verb(path, found, lone)
        return cast(TurnKind, found[0] if found else "tell")

    def read_time(self, path: PathTo, value: Any) -> str | None:
        """Return a time after the previous turn, or a date and time, in the words of the file."""
        if isinstance(value, str) and not value.startswith("+"):
            self.context.moment(path, value)
        return cast("str | None", value)

    def consequences(self, path: PathTo, value: Any) -> tuple[tuple[Call, ...], str, int]:
        """Return what follows a choice: calls, the text that is shown, minutes that pass."""
        items = [(path, value)]
        if isinstance(value, list):
            items = [((*path, at), item) for at, item in enumerate(value)]
        calls: list[Call] = []
        texts: list[str] = []
        minutes = 0
        for place, item in items:
            entry = as_map(item)
            if any(verb in entry for verb in TURN_VERBS):
                calls.append(self.call(place, entry))
            texts.append(english_text(entry.get("tell")))
            minutes += entry.get("minutes") or 0
        return tuple(calls), "\n".join(filter(None, texts)), minutes

    def resolve_word(
        self,
        what: str,
        path: PathTo,
        word: Any,
        paths: Mapping[str, str],
        *,
        key: bool = False,
        only_one: bool = False,
        of: str = "",
    ) -> str | None:
        """Return the path that the word refers to, if it is the only one, else the word.

        A word that refers to nothing is reported; one with several meanings too if `only_one`.
        """
        if not isinstance(word, str) or not self.directory.complete:
            return word if isinstance(word, str) else None
        found = find_meanings(word, paths)
        if not found:
            rule = f"unknown-{what.split(',')[0].split(' ')[0]}"
            where = f" of {of}" if of else ""
            hint = suggest_nearest(word, last_parts(paths))
            self.context.report.error(
                rule,
                path,
                f"unknown {what} {quote_value(word)}{where}{hint}",
                f"Write a path like {next(iter(paths), 'track.step.action')}, "
                "a unique last part of it, or its code.",
                key=key,
            )
        if len(found) > 1 and only_one:
            self.context.report.error(
                "wrong-value",
                path,
                f"{quote_value(word)} may refer to {list_names(found)}",
                "Write the whole path.",
                key=key,
            )
        return found[0] if len(found) == 1 else word

    def values(
        self, path: PathTo, value: Any, *, at_opening: bool = False, may_be_unknown: bool = False
    ) -> Mapping[str, Value]:
        """Return fact -> value; report a value outside the domain of its fact."""
        found: dict[str, Value] = {}
        for name, each in as_map(value).items():
            place = (*path, name)
            if name not in self.context.known["fact"]:
                self.context.report.unknown(
                    "unknown-fact", place, "fact", name, self.context.known["fact"], key=True
                )
            fact = self.context.names.facts.get(name)
            if fact is not None and not (each is None and may_be_unknown):
                self._check_value(place, fact, each)
            if fact is not None and at_opening and not fact.at_opening:
                self.context.report.error(
                    "wrong-value",
                    place,
                    f"the fact {quote_value(name)} cannot be given at the opening",
                    "Let a turn record it, or add 'at_opening: true' to the fact.",
                    key=True,
                )
            found[name] = each
        return found

    def _check_value(self, path: PathTo, fact: Fact, value: Any) -> None:
        shown = quote_value(value)
        if fact.is_not_known(value):
            return
        if fact.type == "date":
            self._check_date(path, fact, value)
        elif fact.type == "datetime":
            if not isinstance(value, str) or not _is_moment(value):
                message = f"the value of {fact.id} is {shown}; a date and time is expected"
                self._report_value(path, message, 'Write it like "2026-03-02 08:10".')
        elif fact.type == "text":
            if not isinstance(value, str):
                message = f"the value of {fact.id} is {shown}; a text is expected"
                self._report_value(path, message, "Put quotes around it.")
        elif not fact.has_value(value):
            allowed = [format_value(each) for each in fact.domain()]
            near, span = "", list_names(allowed)
            if fact.type == "integer":
                span = f"{fact.min} to {fact.max}"
            if fact.type == "choices":
                near = suggest_nearest(str(value), allowed)
            message = f"unknown value of {fact.id} {shown}{near}"
            self._report_value(path, message, f"Allowed: {span}.")

    def _check_date(self, path: PathTo, fact: Fact, value: Any) -> None:
        """Report a value that is not a valid date. A year alone is a number in YAML."""
        text = str(value) if type(value) is int else value
        if not fact.accepts_date(text):
            message = f"the value of {fact.id} is {quote_value(value)}; a date is expected"
            remedy = f"Write it like {list_names(fact.list_date_examples())}."
            self._report_value(path, message, remedy)

    def _report_value(self, path: PathTo, message: str, remedy: str) -> None:
        self.context.report.error("wrong-value", path, message, remedy)

    def _target(self, path: PathTo, kind: str, entry: dict[str, Any]) -> str | None:
        word = entry.get(kind)
        verb = find_verb(kind)
        names = verb.target if verb else ""
        if names == "text":
            return english_text(word)
        if not isinstance(word, str):
            return None
        if names == "action":
            self.resolve_word("action", (*path, kind), word, self.directory.actions)
        elif names == "interrupt":
            self.resolve_word("interrupt", (*path, kind), word, self.directory.interrupts)
        elif names == "outcome":
            self._check_advance(path, word, entry.get("outcome"))
        return word

    def _check_advance(self, path: PathTo, word: str, outcome: Any) -> None:
        tracks = self.context.known["track"]
        if word in tracks:
            outcomes = {each: "" for each in self.directory.outcomes if each.startswith(word + ".")}
            if outcome is None:
                self.context.report.error(
                    "missing-key",
                    (*path, "advance"),
                    "the key 'outcome' is missing",
                    "Add 'outcome:' with the outcome that is taken.",
                    key=True,
                )
            elif self.context.names.tracks.get(word) is not None:
                self.resolve_word("outcome", (*path, "outcome"), outcome, outcomes, of=word)
        elif outcome is not None:
            self.context.report.unknown("unknown-track", (*path, "advance"), "track", word, tracks)
        else:
            self.resolve_word("outcome", (*path, "advance"), word, self.directory.outcomes)

    def _not_one_verb(self, path: PathTo, found: list[str], lone: tuple[str, ...]) -> None:
        words = (*TURN_VERBS, "try", *lone) if lone else TURN_VERBS
        if found:
            self.context.report.error(
                "wrong-value",
                (*path, found[1]),
                f"{quote_value(found[0])} and {quote_value(found[1])} are in one turn",
                "Write two turns.",
                key=True,
            )
        else:
            self.context.report.error(
                "missing-key",
                path,
                "nothing is done here",
                f"Add one of: {', '.join(words)}.",
                key=True,
            )

    def _check_keys(self, path: PathTo, entry: dict[str, Any], kind: str) -> None:
        for word, verb in TURN_KEYS.items():
            if word in entry and verb not in entry:
                self.context.report.error(
                    "wrong-value",
                    (*path, word),
                    f"{quote_value(word)} is only for {quote_value(verb)}, "
                    f"not for {quote_value(kind)}",
                    f"Delete '{word}:'.",
                    key=True,
                )


def _describe_verb(kind: str) -> str:
    verb = find_verb(kind)
    return verb.does if verb else kind


def _is_moment(text: str) -> bool:
    if not _MOMENT.match(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
