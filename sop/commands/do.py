"""`sop do`: tick actions off, with the facts, evidence and notes that belong to them. All or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from sop.casework.desk import CaseFile
from sop.commands.answer import Answer
from sop.commands.giving import (
    asked_facts,
    given_facts,
    given_form,
    given_text,
    kept_facts,
    only_one_stdin,
    read_facts,
    shared_out,
)
from sop.commands.options import At, Excepts, Incident, SetFrom, Sets, refuse_excepts
from sop.commands.program import command, new_app
from sop.commands.session import Session
from sop.commands.writing import act, write
from sop.engine.names import resolve_action
from sop.model.commands import Do
from sop.model.condition import Value
from sop.model.definition import Action
from sop.model.refusal import Misuse

app = new_app()


@command(app, "do", case=True, writes=True)
def do(
    session: Session,
    actions: Annotated[
        list[str] | None, typer.Argument(metavar="ACTION...", help="Code, name or unique part.")
    ] = None,
    sets: Sets = None,
    set_from: SetFrom = None,
    form: Annotated[
        str | None, typer.Option("--form", metavar="FILE|-", help="The evidence, as JSON.")
    ] = None,
    at: At = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT|-", help="A remark.")] = None,
    incident: Incident = None,
    excepts: Excepts = None,
) -> Answer:
    """Do actions: tick them off, with the facts that they record. All or none.

    With --incident one action in every open case of the incident, all or none: one refusal, and nothing is written.

    Example: sop do D2.1 --set everyone_out=yes
    """
    only_one_stdin(set_from, form, note)
    if incident is not None:
        return _in_incident(
            session, incident, excepts or [], actions or [], sets or [], set_from, form, at, note
        )
    refuse_excepts(excepts)
    file = session.file()
    chosen = _chosen(session, file, actions or [])
    request = act(session, file.definition, at)
    shares = shared_out(chosen, given_facts(session, file.definition, sets or [], set_from))
    forms = _forms(chosen, given_form(form or _asked_form(session, file, chosen)))
    remark = given_text(note, "the note")
    if session.may_ask:
        shares = {
            action.path: _completed(session, file, action, shares[action.path]) for action in chosen
        }
    commands = [
        Do(request, one.path, shares[one.path], forms.get(one.path), remark) for one in chosen
    ]
    return write(session, file, commands, at)


def _in_incident(
    session: Session,
    incident: str,
    excepts: Sequence[str],
    words: Sequence[str],
    sets: Sequence[str],
    set_from: str | None,
    form: str | None,
    at: str | None,
    note: str | None,
) -> Answer:
    """The one action in all open cases of the incident. Nothing is asked for: what is missing is a refusal."""
    from sop.commands.together import in_case, write_in_incident

    if len(words) != 1:
        raise Misuse(
            "with --incident exactly one action is done.",
            "name one; the next with a command of its own",
        )
    kept, content, remark = kept_facts(set_from), given_form(form), given_text(note, "the note")

    def asked(file: CaseFile) -> Do:
        action = resolve_action(file.definition, file.case, words[0])
        shares = shared_out([action], read_facts(session, file.definition, sets, kept))
        forms = _forms([action], content)
        return Do(
            act(session, file.definition, at),
            action.path,
            shares[action.path],
            forms.get(action.path),
            remark,
        )

    return write_in_incident(
        session, incident, excepts, lambda file: in_case(file, lambda: asked(file)), at
    )


def _chosen(session: Session, file: CaseFile, words: Sequence[str]) -> tuple[Action, ...]:
    """The actions meant, each once; asked for on a terminal where none is named."""
    found = [resolve_action(file.definition, file.case, word) for word in words]
    if found:
        return tuple({action.path: action for action in found}.values())
    lines = [line for line in session.desk.checklist(file).actions() if line.state == "open"]
    choices = {line.code: line.title for line in lines}
    if session.may_ask and choices:
        return (
            resolve_action(
                file.definition, file.case, session.asking.choice("Which action?", choices)
            ),
        )
    listed = ", ".join(f"{code} {title}" for code, title in choices.items())
    raise Misuse(
        "it is not said which action.",
        f"open now: {listed}" if listed else "no action is open now: sop next",
    )


def _forms(actions: Sequence[Action], form: str | None) -> dict[str, str]:
    """The form given to the one action that asks for one."""
    if form is None:
        return {}
    takers = [action for action in actions if action.form is not None]
    if len(takers) != 1:
        codes = " and ".join(action.code for action in takers) or "none of these actions"
        raise Misuse(
            f"--form needs exactly one action with a form; here it is {codes}.",
            "do them one by one",
        )
    return {takers[0].path: form}


def _asked_form(session: Session, file: CaseFile, actions: Sequence[Action]) -> str | None:
    """The file with the evidence, asked for where one action needs it and can be done now."""
    takers = [
        action
        for action in actions
        if action.form is not None and _is_possible(session, file, action)
    ]
    if len(takers) != 1 or not session.may_ask:
        return None
    return (
        session.asking.text(f"File with the form {takers[0].form}, as JSON [empty: none]:") or None
    )


def _is_possible(session: Session, file: CaseFile, action: Action) -> bool:
    """Whether the action can be done now, as far as the checklist says."""
    lines = session.desk.checklist(file).actions()
    return any(
        line.path == action.path and (line.state == "open" or line.repeatable) for line in lines
    )


def _completed(
    session: Session, file: CaseFile, action: Action, given: dict[str, Value]
) -> dict[str, Value]:
    """The given facts and those asked for at the terminal; only where the action can be done now."""
    if not _is_possible(session, file, action):
        return given
    missing = [name for name in action.records if name not in given]
    return given | asked_facts(session, file.definition, missing)
