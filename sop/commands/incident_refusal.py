"""The answer that several cases refuse: which of them, why, and the command for the others."""

from __future__ import annotations

from collections.abc import Sequence

from sop.casework.case_service import CaseChange, LoadedCase, WriteOptions, WriteOutcome
from sop.commands.case_json import Json
from sop.commands.context import CommandContext
from sop.commands.danger_list import cases_in_danger, cases_in_danger_json, danger_blocks
from sop.commands.headings import incident_heading
from sop.commands.output import EXIT_REFUSED, CommandResult, reason_json, suggested
from sop.commands.refusal_ways import leave_out_circles, name_missing_options, offer_report
from sop.commands.submit import act, mask_refusal_for
from sop.engine.resolve_names import resolve_action
from sop.grammar import Words, find_verb
from sop.model.commands import Do
from sop.model.refusal import Reason, Refusal
from sop.model.suggestion import Suggestion
from sop.model.value import replace
from sop.views.incident_write import incident_refusal_screen
from sop.views.labels import count_text

Refused = tuple[LoadedCase, Refusal]
Option = tuple[str, str]


def refused_answer(
    session: CommandContext, words: Words, outcome: WriteOutcome, files: Sequence[LoadedCase]
) -> CommandResult:
    """Return the answer that nothing was written, with the reasons of each case that refuses.

    A case that only lacks an answer does not refuse: the answer can be given. If cases remain
    without those that refuse, the answer has the whole command for them.
    """
    incident = words.one("incident") or ""
    lacking = [one for one in outcome.refused if lacks_answers(session.command, one[1])]
    refusing = [one for one in outcome.refused if one not in lacking]
    ids = [file.id for file, _ in refusing]
    excepted = [("except", case) for case in ids]
    missing = _list_missing_options(session, words, lacking)
    without, again = None, None
    if len(ids) < len(files) and (ids or missing):
        without = " ".join(f"--except {case}" for case in ids) or None
        again = repeat_words(session, words, [*excepted, *missing])
    helpful = _HelpfulReasons(session, incident, files)
    # Typed again for the others, it asks for what is missing.
    whole = repeat_words(session, words, excepted) if ids and lacking else None
    refused: list[Refused] = []
    shown: list[Refused] = []
    for file, refusal in (*refusing, *lacking):
        masked = mask_refusal_for(session, file, refusal)
        named = name_missing_options(session, file.definition, masked)
        helped = helpful.for_refusal(file, named)
        is_lacking = (file, refusal) in lacking
        if is_lacking and whole is not None:
            helped = _with_command(helped, whole)
        refused.append((file, helped))
        clear = leave_out_circles(session, file.definition, helped)
        shown.append((file, _with_command(clear, None) if is_lacking and again else clear))
    reasons = _distinct_reasons([refusal for _, refusal in refused])
    lacking_ids = [file.id for file, _ in lacking]
    data = {
        "events": [],
        "opened": [],
        "closed": [],
        "incident": incident,
        "without": without,
        "again": suggested(again),
        "refused": [_refusal_json(file, refusal) for file, refusal in refused],
        "lacking": lacking_ids,
        "danger": cases_in_danger_json(cases_in_danger(session, files)),
    }
    return CommandResult(
        data=data,
        code=EXIT_REFUSED,
        error="refused",
        message=_describe(incident, len(ids), len(lacking)),
        reasons=reasons,
        blocks=lambda: (
            *incident_heading(session, outcome.refused[0][0]),
            *danger_blocks(session, cases_in_danger(session, files)),
            *incident_refusal_screen(
                shown[: len(ids)],
                incident,
                again,
                session.now,
                lacking=shown[len(ids) :],
                is_filled_in=bool(missing),
            ),
            *offer_report(session, reasons),
        ),
    )


def lacks_answers(verb: str, refusal: Refusal) -> bool:
    """Whether the case only lacks what the user can add to the command: a value, or a reason."""
    answerable = {"reason_missing"}
    if verb == "do":  # in other commands the fact is part of a condition
        answerable.add("fact_unknown")
    return set(refusal.codes) <= answerable


def _describe(incident: str, refusing: int, lacking: int) -> str:
    if not refusing:
        verb = "lacks" if lacking == 1 else "lack"
        cases = count_text(lacking, "case")
        return f"{cases} of incident {incident} {verb} an answer; nothing was written"
    verb = "refuses" if refusing == 1 else "refuse"
    cases = count_text(refusing, "case")
    return f"{cases} of incident {incident} {verb}; nothing was written"


def _list_missing_options(
    session: CommandContext, words: Words, lacking: Sequence[Refused]
) -> tuple[Option, ...]:
    """Return the options that the cases lack, without values, in a pipe.

    So a line that is copied as it is records nothing. A private value is not typed into a line.
    """
    if session.may_ask:
        return ()
    verb = find_verb(session.command)
    names = set() if verb is None else {option.name for option in verb.options}
    found: dict[Option, None] = {}
    for file, refusal in lacking:
        for reason in refusal.reasons:
            fact = file.definition.facts.get(reason.fact or "")
            if reason.code == "reason_missing" and "why" in names:
                found["why", ""] = None
            elif fact is None:
                continue
            elif not (fact.sensitive or fact.seen_by is not None):
                found["set", f"{fact.id}="] = None
            elif not words.has("set-from"):
                found["set-from", "FILE"] = None
    return tuple(found)


def _with_command(refusal: Refusal, command: Suggestion | None) -> Refusal:
    """Return the refusal with this command in place of those for a single case."""
    reasons = [
        one if one.suggest is None else replace(one, suggest=command) for one in refusal.reasons
    ]
    return replace(refusal, reasons=tuple(reasons))


def repeat_words(
    session: CommandContext, words: Words, added: Sequence[tuple[str, str]]
) -> Suggestion:
    """Return the command as it was typed, with these options behind it."""
    options: list[tuple[str, str | None]] = []
    for name, values in words.options.items():
        options += [(name, text or None) for text in values]
    if session.given.key is not None:
        options.append(("key", session.given.key))
    options += added
    # The words before the last one, such as the track of an outcome, stay where they were typed.
    verb = " ".join((words.verb, *words.rest[:-1]))
    target = words.rest[-1] if words.rest else None
    return Suggestion(verb, target, options=tuple(options))


def _refusal_json(file: LoadedCase, refusal: Refusal) -> Json:
    reasons = [reason_json(one) for one in refusal.reasons]
    return {
        "case": file.id,
        "label": file.case.label,
        "message": refusal.message,
        "reasons": reasons,
    }


def _distinct_reasons(refusals: Sequence[Refusal]) -> tuple[Reason, ...]:
    found: dict[tuple[str, str], Reason] = {}
    for refusal in refusals:
        found |= {(one.code, one.what): one for one in refusal.reasons}
    return tuple(found.values())


class _HelpfulReasons:
    """Suggestions for the cases of an incident: one for all if each accepts it, else one each."""

    def __init__(self, session: CommandContext, incident: str, files: Sequence[LoadedCase]) -> None:
        self._session, self._incident, self._files = session, incident, files
        self._passes: dict[Suggestion, bool] = {}  # a trial costs one decision per case

    def for_refusal(self, file: LoadedCase, refusal: Refusal) -> Refusal:
        """Return the refusal with commands that name the case or the incident."""
        reasons = tuple(self._for_reason(file, reason) for reason in refusal.reasons)
        return replace(refusal, reasons=reasons)

    def _for_reason(self, file: LoadedCase, reason: Reason) -> Reason:
        if reason.suggest is None:
            return reason
        return replace(reason, suggest=self._suggestion(file, reason.suggest))

    def _suggestion(self, file: LoadedCase, found: Suggestion) -> Suggestion:
        if found.verb != "do" or not found.yours:
            return found.for_case(file.id)
        if found not in self._passes:
            self._passes[found] = self._passes_everywhere(found)
        if not self._passes[found]:
            return found.for_case(file.id)
        return replace(found, options=(*found.options, ("incident", self._incident)))

    def _passes_everywhere(self, found: Suggestion) -> bool:
        changes = []
        for file in self._files:
            path = resolve_action(file.definition, file.case, found.target or "").path
            command = Do(act(self._session, file.definition), path)
            changes.append(CaseChange(file, (command,)))
        trial = self._session.service.write(changes, WriteOptions(dry_run=True))
        # The facts are asked for once at a terminal; in a pipe the refusal names the option.
        return all(set(refusal.codes) <= {"fact_unknown"} for _, refusal in trial.refused)
