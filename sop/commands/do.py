"""`sop do`: record that actions are done, with their facts, forms and notes; all or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sop.casework.case_service import CaseChange, LoadedCase, WriteOptions
from sop.casework.parse_facts import refuse_missing_sign
from sop.commands.context import CommandContext
from sop.commands.inputs import (
    assign_facts,
    only_one_stdin,
    read_fact_source,
    read_facts,
    read_form,
    read_text,
)
from sop.commands.options import refuse_excepts
from sop.commands.output import CommandResult
from sop.commands.program import new_app, verb_command
from sop.commands.submit import act, result_answer, write, write_result
from sop.commands.word_order import WrongWords
from sop.engine.fact_values import value_missing
from sop.engine.resolve_names import resolve_action, resolve_fact
from sop.grammar import Words
from sop.model.commands import Do
from sop.model.definition import Action
from sop.model.refusal import Refusal, UsageError
from sop.model.suggestion import Suggestion

if TYPE_CHECKING:
    from sop.commands.answer_keeper import AnswerKeeper

app = new_app()

ANSWERABLE = frozenset(("fact_unknown", "evidence_missing"))
"""Reasons of a refusal that the answers to questions may remove."""


@verb_command(app, "do")
def do(session: CommandContext, words: Words) -> CommandResult:
    """Do actions: tick them off and record their facts, all or none.

    With --incident it does the actions in every open case of the incident. If one case refuses,
    nothing is written, and the command that leaves this case out is shown.

    Example: sop do D2.1 --set everyone_out=yes
    """
    form, at, set_from = words.one("form"), words.one("at"), words.one("set-from")
    only_one_stdin(set_from, form, words.one("note"))
    if words.has("incident"):
        return _do_in_incident(session, words)
    refuse_excepts(words)
    file = session.file()
    _refuse_missing_sign(file, words)
    _refuse_remark(session, file, words)
    chosen = _choose_actions(session, file, words.rest)
    pairs = [pair for pair in words.every("set") if "=" in pair]
    given = read_facts(session, file.definition, pairs, read_fact_source(set_from))
    _show_guidance(session, file, chosen, given)
    request = act(session, file.definition, at, may=_list_doers(chosen))
    named = _named_facts(session, file, chosen, words.every("set"))
    shares = assign_facts(chosen, given)
    forms = _forms(chosen, read_form(form))
    remark = read_text(words.one("note"), "The note")
    commands = [
        Do(request, one.path, shares[one.path], forms.get(one.path), remark) for one in chosen
    ]
    if session.may_ask:
        answer = _ask_and_write(session, file, chosen, commands, named, at)
    else:
        answer = write(session, file, commands, at)
    if file.case.incident is None:
        return answer
    from sop.commands.incident_siblings import add_siblings  # late: start-up

    return add_siblings(session, file, chosen, answer)


def _is_askable(
    session: CommandContext,
    file: LoadedCase,
    actions: Sequence[Action],
    commands: Sequence[Do],
) -> bool:
    """Whether to ask for what is missing: not if the answers could not change a refusal.

    All or none: if one action is not theirs, nothing is asked, and the refusal says why.
    """
    if not all(commands[0].act.as_ in action.by for action in actions):
        return False
    if len(actions) > 1:  # one of them may make the next one possible
        return True
    trial = session.service.write([CaseChange(file, tuple(commands))], WriteOptions(dry_run=True))
    refused = trial.only
    return not isinstance(refused, Refusal) or set(refused.codes) <= ANSWERABLE


def _ask_and_write(
    session: CommandContext,
    file: LoadedCase,
    actions: Sequence[Action],
    commands: Sequence[Do],
    named: Sequence[str],
    at: str | None,
) -> CommandResult:
    """Ask for what is missing and write; the answers are kept until they are recorded."""
    from sop.commands.action_questions import ActionQuestions  # late: start-up; for a person

    possible = [action for action in actions if _is_possible(session, file, action)]
    given = {command.action: command.facts for command in commands}
    questions = ActionQuestions(
        session,
        file,
        possible,
        commands[0].act.as_,
        given=given,
        named=named,
        with_form=[command.action for command in commands if command.form is not None],
    )
    if not questions.count() or not _is_askable(session, file, actions, commands):
        return write(session, file, commands, at)
    keeper = questions.new_keeper()
    answers = questions.ask(keeper)
    return write_answers(session, file, [answers.complete(one) for one in commands], keeper, at)


def write_answers(
    session: CommandContext,
    file: LoadedCase,
    commands: Sequence[Do],
    keeper: AnswerKeeper,
    at: str | None = None,
) -> CommandResult:
    """Write what was answered. Answers that are not recorded are kept, and a line reports it."""
    try:
        result = write_result(session, file, commands, at)
    except BaseException:
        keeper.mention()
        raise
    if isinstance(result, Refusal):
        keeper.mention()
    else:
        keeper.remove()
    return result_answer(session, file, result, commands)


def _named_facts(
    session: CommandContext, file: LoadedCase, actions: Sequence[Action], pairs: Sequence[str]
) -> list[str]:
    """Return the facts of `--set` that are named without a value, to be asked for.

    Raise UsageError for one that none of the actions records, or where no user can be asked.
    """
    words = [pair for pair in pairs if "=" not in pair]
    facts = [resolve_fact(file.definition, word) for word in words]
    if facts and not session.may_ask:
        raise value_missing(facts[0])
    assign_facts(actions, dict.fromkeys((fact.id for fact in facts), ""))
    return [fact.id for fact in facts]


def _refuse_missing_sign(file: LoadedCase, words: Words) -> None:
    """Raise UsageError for `--set FACT VALUE`: the value was read as one more action."""
    named = [one for one in words.every("set") if one in file.definition.facts]
    strays = [one for one in words.rest if not _names_action(file, one)]
    if len(named) == len(strays) == 1:
        refuse_missing_sign(file.definition, (*named, *strays))


def _refuse_remark(session: CommandContext, file: LoadedCase, words: Words) -> None:
    """Raise UsageError with the right line for a sentence that follows an action."""
    strays = [one for one in words.rest[1:] if " " in one and not _names_action(file, one)]
    others = [one for one in words.rest if one not in strays]
    if not len(strays) == len(others) == 1 or words.has("note"):
        return
    right = Suggestion("do", others[0], options=(("note", strays[0]),), case=file.id)
    asker = session.asker(file.id)
    raise WrongWords(
        f"'{strays[0]}' is not an action of this workflow.",
        "If it is a remark, write",
        right,
        typed=(strays[0],),
        right=("--note", strays[0]),
        context=(("-c", asker.case), ("--as", asker.as_)),
    )


def _names_action(file: LoadedCase, word: str) -> bool:
    try:
        resolve_action(file.definition, file.case, word)
    except UsageError:
        return False
    return True


def _show_guidance(
    session: CommandContext,
    file: LoadedCase,
    actions: Sequence[Action],
    given: Mapping[str, object],
) -> None:
    """Show what to say and the warning of each action that can be done, before any question.

    `given` are the facts that the command has values for: those are not asked.
    """
    if not session.may_ask:
        return
    from sop.views.guidance import guidance_lines  # late: start-up; only for a person

    possible = [action for action in actions if _is_possible(session, file, action)]
    lines = guidance_lines(file.definition, possible, given)
    if lines:
        session.show_about(lines)


def _do_in_incident(session: CommandContext, words: Words) -> CommandResult:
    """Do the actions in all open cases of the incident; a missing fact is asked for once."""
    # late: start-up
    from sop.commands.incident_write import in_case, list_work_of, write_in_incident

    if not words.rest:
        raise UsageError(
            "No action given.", "Name at least one", list_work_of(words.one("incident") or "")
        )
    # Each source is read once, before the first case: stdin cannot be read again.
    of_file, content = read_fact_source(words.one("set-from")), read_form(words.one("form"))
    remark, at = read_text(words.one("note"), "The note"), words.one("at")

    def build_commands(file: LoadedCase) -> tuple[Do, ...]:
        named = (resolve_action(file.definition, file.case, word) for word in words.rest)
        actions = tuple({action.path: action for action in named}.values())
        facts = read_facts(session, file.definition, words.every("set"), of_file)
        shares, forms = assign_facts(actions, facts), _forms(actions, content)
        request = act(session, file.definition, at, may=_list_doers(actions))
        return tuple(
            Do(request, one.path, shares[one.path], forms.get(one.path), remark) for one in actions
        )

    questions = None
    if session.may_ask:
        from sop.commands.incident_questions import IncidentQuestions  # late: for a person

        questions = IncidentQuestions(session, words.one("incident") or "")
    return write_in_incident(
        session, words, lambda file: in_case(file, lambda: build_commands(file)), questions
    )


def _choose_actions(
    session: CommandContext, file: LoadedCase, words: Sequence[str]
) -> tuple[Action, ...]:
    """Return the actions, each once. Ask the user at a terminal where none is named."""
    found = [resolve_action(file.definition, file.case, word) for word in words]
    if found:
        return tuple({action.path: action for action in found}.values())
    from sop.engine.guided_way import sort_actions  # late: start-up; most commands name one

    viewer = session.viewer(file.definition)
    shown = session.service.checklist(file, viewer)
    lines = [line for line in sort_actions(shown, viewer, session.by) if line.state == "open"]
    lines = [line for line in lines if viewer in line.by] or lines
    choices = {line.code: line.title for line in lines}
    if session.may_ask and choices:
        from sop.commands.menu import choose, plain_choices  # late: start-up

        code = choose(session.prompt, "Which action?", plain_choices(choices))
        return (resolve_action(file.definition, file.case, code),)
    if not choices:
        next_actions = Suggestion("next", case=file.id)
        raise UsageError("No action given.", "No action can be done now. See", next_actions)
    listed = ", ".join(f"{code} {title}" for code, title in choices.items())
    raise UsageError("No action given.", f"Open now: {listed}.")


def _forms(actions: Sequence[Action], form: str | None) -> dict[str, str]:
    """Return the form by the path of the one action that asks for one."""
    if form is None:
        return {}
    takers = [action for action in actions if action.form is not None]
    if len(takers) != 1:
        codes = " and ".join(action.code for action in takers) or "none"
        raise UsageError(
            f"--form needs exactly one action with a form. Actions with a form here: {codes}.",
            "Do them one by one.",
        )
    return {takers[0].path: form}


def _list_doers(actions: Sequence[Action]) -> tuple[str, ...]:
    """Return who may do all the actions; without such a stakeholder, who may do one of them."""
    each = [set(action.by) for action in actions]
    return tuple(sorted(set.intersection(*each) or set.union(*each)))


def _is_possible(session: CommandContext, file: LoadedCase, action: Action) -> bool:
    """Whether the action can be done now according to the checklist."""
    for line in file.at(session.now).checklist.actions():
        if line.path == action.path:
            return line.state == "open" or line.repeatable
    return False
