"""The generated pages of docs/: every command from its own help and JSON schema, every rule from
its own docstring.

The words between the generated parts are in this file and nowhere else.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator, Mapping
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import fill
from typing import Any

import typer

from sop.checks.reader_rules import READER_FINDINGS
from sop.checks.reasoning.rule_manual import manual_page
from sop.checks.rules import RULES, Rule, read_page, run_checks
from sop.commands import output
from sop.commands.main import COMMANDS, app
from sop.commands.overview import home
from sop.commands.program import EVERYWHERE, OF_A_CASE, OF_A_WRITE
from sop.definition.load import load_workflow
from sop.model.refusal import REASON_CODES
from sop.proof.proof_pages import PAGES, PROOF_RULES
from sop.store.case_ids import check_symbol
from sop.views.findings import findings_screen
from sop.views.terminal.screen import Screen
from tests.docs.shapes import shape

ROOT = Path(__file__).resolve().parents[2]
GENERATED = "<!-- Generated from the program by tests/docs; change its texts there. -->"

EXITS: Mapping[str, str] = {
    "DONE": "done, or nothing to do; an empty list too",
    "REFUSED": "refused by the rules: a refusal, findings of severity error, a scenario with "
    "another result",
    "USAGE": "usage error: an unknown option, name, case or path; a value that is not allowed; a "
    "time that cannot be"
    " read",
    "STORE": "store error or conflict, nothing changed: locked, full, read-only, or changed by "
    "another user",
    "DENIED": "the stakeholder may not see this",
    "INTEGRITY": "data damaged: a record is not as it was written. Stop using the case and call "
    "your administrator",
    "INTERRUPTED": "interrupted, nothing written",
}
REASONS: Mapping[str, str] = {
    "action_open": "a required action of the step is not done",
    "fact_unknown": "a fact that is read, or that the action must record, has no value",
    "condition_false": "a `when` is false; each line of a list gives its own reason",
    "gate_closed": "an `only_if` is false",
    "not_yours": "the action, outcome or interrupt is for another stakeholder",
    "on_hold": "the track is on hold",
    "out_of_order": "another action of the step comes before it",
    "not_needed": "the action is not needed in this case",
    "too_early": "a `wait` is not over",
    "step_not_current": "the track is at another step",
    "track_waiting": "the track has not started",
    "track_ended": "the track has ended",
    "case_closed": "the case is closed",
    "not_waivable": "the action cannot be waived, or not now",
    "reason_missing": "a reason is required: `--why`",
    "evidence_missing": "the action needs a form",
    "evidence_invalid": "the form does not match its schema",
    "time_in_future": "`--at` is in the future",
    "time_before_step": "`--at` is before the step began, or before the case was opened",
    "event_depended_on": "a later event depends on the event to be undone",
    "already_done": "the action is done with other values",
    "definition_invalid": "the workflow has error findings",
    "may_not_close": "the case cannot be closed yet",
    "private": "facts decide this that you may not see",
    "case_void": "the case was made void",
    "in_danger": "the case is in danger, so it cannot be made void",
    "consent_missing": "another stakeholder recorded something and has not agreed",
    "has_consequences": "a correction changes what was decided; `--accept` accepts that",
}


def rules_page() -> str:
    """docs/rules.md."""
    rules = (line for rule in RULES for line in _rule(rule))
    return "\n".join([*_rules_opening(), *rules, *_proving(), *_reading()])


def _rules_opening() -> Iterator[str]:
    yield from ("# The rules that `sop check` applies", "", GENERATED, "")
    yield from _paragraph(
        "Every finding is one line, `path:line:column: severity: message [rule]`, with the lines "
        "of the file and a"
        " remedy below it. An error makes the check fail. A warning does so with `--strict`. A "
        "note never does."
        " `sop check --explain RULE` shows the same page as here. Each example is run by a test: "
        "the good one has no"
        " finding, and below the bad one is the output of `sop check`."
    )
    yield from ("| rule | what it finds | highest severity |", "| --- | --- | --- |")
    yield from (
        f"| [{rule.NAME}](#{rule.NAME}) | {_page(rule).title} | {rule.SEVERITY} |" for rule in RULES
    )
    yield ""


def _page(rule: Rule) -> Any:
    return manual_page(read_page(rule))


def _rule(rule: Rule) -> Iterator[str]:
    page = _page(rule)
    yield from (f"## {rule.NAME}", page.title, "")
    if page.says:
        yield from (*page.says.splitlines(), "")
    yield from ("Good:", "", "```yaml", *page.good.splitlines(), "```", "")
    yield from (
        "Bad:",
        "",
        "```yaml",
        *page.bad.splitlines(),
        "```",
        "```text",
        *_found(page.bad),
        "```",
        "",
    )


def _found(text: str) -> list[str]:
    """What `sop check example.yaml` shows for this workflow, without its last line of counts."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "example.yaml"
        path.write_text(text, "utf-8")
        findings = run_checks(load_workflow(path))
        stream = StringIO()
        Screen(stream).show(findings_screen(findings, ["example.yaml"]))
    lines = stream.getvalue().replace(f"{folder}/", "").splitlines()
    return [line.rstrip() for line in lines[:-1]]


def _proving() -> Iterator[str]:
    yield "## Findings of a proof"
    yield from _paragraph(
        "`sop check --prove` examines all possible cases; [proof.md](proof.md) explains what a "
        "proof covers. Without"
        " `--prove`, none of these is reported."
    )
    for name in PROOF_RULES:
        yield from (f"### {name}", *PAGES[name].strip().splitlines(), "")


def _reading() -> Iterator[str]:
    yield "## Findings of reading"
    yield from _paragraph(
        "They come before every rule, because the rules cannot examine a file that cannot be read."
    )
    yield from ("| finding | what it means |", "| --- | --- |")
    yield from (f"| `{name}` | {meaning} |" for name, meaning in READER_FINDINGS.items())
    yield ""


def commands_page() -> str:
    """docs/commands.md."""
    return "\n".join(
        [*_commands_opening(), *_case_ids(), *_exits(), *_json(), *_common_options(), *_commands()]
    )


def _commands_opening() -> Iterator[str]:
    yield from ("# Commands", "", GENERATED, "")
    yield from _paragraph(
        "`sop COMMAND --help` shows the same text as this page. Options follow the command. You "
        "can name an action, a"
        " step or an outcome by its full name (`protection.screening.interview`) or by a unique "
        "part of it"
        " (`interview`). Actions and steps also have a code (`P3.2`). Codes are short to type; "
        "use names in scripts."
    )
    yield from ("| command | what it does |", "| --- | --- |")
    yield f"| [sop](#sop) | {_sentence(home)} |"
    for words, _ in _all_commands():
        yield f"| [sop {words}](#sop-{words.replace(' ', '-')}) | {_first_sentence(words)} |"
    yield ""


def _case_ids() -> Iterator[str]:
    symbols = ("7K3M9QTD", "ABCDEFGH", "20261123")
    examples = [f"{one[:4]}-{one[4:]}-{check_symbol(one)}" for one in symbols]
    yield "## Case IDs"
    yield from _paragraph(
        f"A case ID is eight random symbols and a check symbol, such as `{examples[0]}`, "
        f"`{examples[1]}` or"
        f" `{examples[2]}`. It contains nothing about the person. The symbols are the digits and "
        "the letters without I,"
        " L, O and U. When you type an ID, small letters count as capitals, `o` counts as 0, `i` "
        "and `l` count as 1,"
        " and dashes are ignored. The check symbol detects every wrong symbol and every swap of "
        "two neighbours. The"
        " first symbols of an ID are enough, if there are at least three and no other case "
        "begins with them."
    )


def _exits() -> Iterator[str]:
    yield from ("## Exit codes", "| exit code | meaning |", "| --- | --- |")
    codes = {
        name.removeprefix("EXIT_"): getattr(output, name)
        for name in vars(output)
        if name.startswith("EXIT_")
    }
    for name, code in sorted(codes.items(), key=lambda pair: int(pair[1])):
        yield f"| {code} | {EXITS[name]} |"
    yield ""


def _json() -> Iterator[str]:
    yield "## JSON"
    yield from _paragraph(
        "Every command has `--json`. It writes one document to stdout, for refusals and errors "
        "too. While the number"
        " after the slash in `schema` stays the same, keys may be added but not changed or "
        "removed. Times are ISO 8601"
        " with an offset, or null."
        " `version` is the number of the case's last event. `warnings`, where there are any, has"
        " sentences about the order of times and about wrong clocks; they are on stderr too."
    )
    yield from (
        "```text",
        '{"schema": "sop.do/1", "ok": true, "changed": true, "case": …, "version": 15, "data": '
        "{…}}",
    )
    yield '{"schema": "sop.do/1", "ok": false, "code": …, "message": …, "reasons": [{…}]}'
    yield from ("```", "")
    reason = _schema("error")["$defs"]["reason"]
    kinds = " · ".join(f"`{one}`" for one in _schema("error")["properties"]["code"]["enum"])
    yield from _paragraph(
        f"`code` is one of {kinds}. If the command line cannot be read, the schema is "
        "`sop.error/1`. In the schemas"
        " below, `?` marks a key that may be missing, `|` separates alternatives, and `reason` "
        "stands for:"
    )
    yield from ("```text", *shape(_with_codes_below(reason)), "```", "")
    yield from ("| reason code | why it was refused |", "| --- | --- |")
    yield from (f"| `{code}` | {REASONS[code]} |" for code in REASON_CODES)
    yield ""


def _with_codes_below(reason: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a reason without its many codes, which are in a table."""
    return {**reason, "properties": {**reason["properties"], "code": {"type": "string"}}}


def _common_options() -> Iterator[str]:
    yield "## Options of many commands"
    yield from ("| option | meaning | is an option of |", "| --- | --- | --- |")
    write = dict(_all_commands())["do"]
    of_a_write = {one.name: one.get_help_record(_context(write)) for one in write.params}
    places = ((EVERYWHERE, "every command"), (OF_A_CASE, "a case"), (OF_A_WRITE, "a write"))
    for options, belongs in places:
        for name in options:
            shown, help_text = of_a_write[name]
            yield f"| `{_cell(shown)}` | {_cell(help_text)} | {belongs} |"
    yield from (
        "| `--format FORMAT` | The form of the answer; `--format json` is `--json`. | every "
        "command |",
        "",
    )


def _commands() -> Iterator[str]:
    yield from (
        "## sop",
        f"{_sentence(home)}",
        "",
        "```text",
        "sop [--version] [--as STAKEHOLDER] [--json]",
        "```",
        "",
    )
    yield from _data("worklist")
    yield from ("With `--version`:", "", *_data("version"))
    for words, found in _all_commands():
        yield from (
            f"## sop {words}",
            *_help(found),
            "```text",
            f"sop {_usage(words, found)}",
            "```",
            "",
        )
        yield from _own_parameters(found)
        yield from _data(words)


def _all_commands() -> Iterator[tuple[str, Any]]:
    """Every command by its words, in the order of the program's help."""
    program = typer.main.get_command(app)
    for name in COMMANDS:
        found = program.get_command(_context(program), name)  # type: ignore[attr-defined]
        inner: Mapping[str, Any] = getattr(found, "commands", {})
        if inner:
            yield from ((f"{name} {second}", one) for second, one in inner.items())
        else:
            yield name, found


def _context(command: Any) -> Any:
    return command.context_class(command, info_name=command.name)


def _first_sentence(words: str) -> str:
    """What the command is for, as in the program's help; for a command in a group, the start of its
    own help.
    """
    if words in COMMANDS:
        return COMMANDS[words][1]
    found = dict(_all_commands())[words]
    return _cell(" ".join((found.help or "").split("\n\n")[0].split()))


def _help(found: Any) -> Iterator[str]:
    """The help text, with its example as a line to type."""
    for paragraph in (found.help or "").split("\n\n"):
        text = " ".join(paragraph.split())
        if text.startswith("Example: "):
            yield from (f"Example: `{text.removeprefix('Example: ')}`", "")
        else:
            yield from _paragraph(text)


def _usage(words: str, found: Any) -> str:
    return " ".join([words, *found.collect_usage_pieces(_context(found))])


def _own_parameters(found: Any) -> Iterator[str]:
    """Arguments and options beyond those of many commands."""
    common = {*EVERYWHERE, *OF_A_CASE, *OF_A_WRITE, "format_"}
    options = {one.name for one in found.params if one.param_type_name == "option"}
    own = [one for one in found.params if one.name not in common & options]
    records = [
        record for one in own if (record := one.get_help_record(_context(found))) is not None
    ]
    if records:
        yield from ("| argument or option | meaning |", "| --- | --- |")
        yield from (f"| `{_cell(name)}` | {_cell(help_text)} |" for name, help_text in records)
        yield ""
    also = ["of every command"]
    also += ["of a case"] * (options >= set(OF_A_CASE)) + ["of a write"] * (
        options >= set(OF_A_WRITE)
    )
    formats = next((one.help for one in found.params if one.name == "format_"), "")
    formats = formats.removeprefix("One of: ")
    yield from _paragraph(f"Also the options {_and(also)}. Formats: {formats}")


def _and(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _data(words: str) -> Iterator[str]:
    if words in AT_A_TERMINAL:
        yield from ("It works at a terminal only, so it has no answer in JSON.", "")
        return
    schema = _schema(words.replace(" ", "."))
    data = schema["properties"]["data"]
    yield from (
        f"`data` in JSON, schema `{schema['properties']['schema']['const']}`:",
        "",
        "```text",
    )
    if "then" in data:  # one answer or another
        yield from (*shape(data["else"]), "or", *shape(data["then"]))
    else:
        yield from shape(data)
    yield from ("```", "")


AT_A_TERMINAL = ("go",)
"""Commands that only ask questions."""


def _schema(name: str) -> dict[str, Any]:
    folder = Path(importlib.import_module("sop").__file__ or "").parent / "schemas"
    found: dict[str, Any] = json.loads((folder / f"{name}.json").read_text("utf-8"))
    return found


def _paragraph(text: str) -> tuple[str, ...]:
    return (*fill(text, 119, break_long_words=False, break_on_hyphens=False).splitlines(), "")


def _sentence(function: Callable[..., Any]) -> str:
    return " ".join((function.__doc__ or "").split())


def _cell(text: str) -> str:
    """Text inside a Markdown table, where a bar would end the cell."""
    return " ".join(text.replace("|", "\\|").split())
