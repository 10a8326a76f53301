"""What scripts rely on, as a flat table: JSON keys, commands with their options, exit codes and
reason codes.

    python -m tests.commands.contract > tests/commands/frozen_contract.txt

writes the table as it is now. That is done once for a release, and not to make a test pass: see
test_contract.py.

One line holds one promise, `what: how`:

    json do data.events[]: integer          a key that may be there, with its types; `[]` is each
                                            entry of a list, `*` each key of an object, and `if`,
                                            `then`, `else` are the parts of a condition
    json do ok!: boolean                    a key that is always there
    json do code =: "refused" "usage"       the values that the key may have
    option do --set: a value, repeatable
    argument do 1: any number
    exit 3: EXIT_STORE
    reason not_yours:
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sop.commands.main import COMMANDS, Program
from sop.model.refusal import REASON_CODES

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "sop" / "schemas"
FROZEN = Path(__file__).with_name("frozen_contract.txt")
EVERYWHERE = "json *"
"""Stands for every schema: what all of them hold is written once."""
APART = frozenset({"error"})
"""Schemas that share less with the others."""
Promise = tuple[str, str]
Schema = Mapping[str, Any]


def contract() -> dict[str, str]:
    """Every promise as it is now."""
    return {
        **json_contract(),
        **grammar(),
        **exit_codes(),
        **{f"reason {one}": "" for one in REASON_CODES},
    }


# JSON --------------------------------------------------------------------------------------------


def json_contract() -> dict[str, str]:
    """The keys of every JSON document with their types and values."""
    found: dict[str, str] = {}
    for path in sorted(SCHEMAS.glob("*.json")):
        schema = json.loads(path.read_text("utf-8"))
        for key, kind in keys_of(schema, "", Reader(path)):
            place = f"json {path.stem} {key}".rstrip()
            found[place] = joined(found.get(place), kind)
    return found


def joined(one: str | None, other: str) -> str:
    """The types of a key that a schema describes more than once."""
    if one is None:
        return other
    return "|".join(sorted({*one.split("|"), *other.split("|")} - {""}))


class Reader:
    """Follows `$ref` within a schema file and into its neighbours."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def follow(self, reference: str) -> tuple[Schema, Reader]:
        """The schema that is referred to, and who reads on from there."""
        name, _, pointer = reference.partition("#")
        reader = Reader(self.path.parent / name) if name else self
        part: Any = json.loads(reader.path.read_text("utf-8"))
        for key in pointer.strip("/").split("/"):
            if key:
                part = part[key]
        return part, reader


def keys_of(schema: Schema | bool, at: str, reader: Reader) -> Iterator[Promise]:
    """The keys at and below a place. `at` ends with `!` where the key is required."""
    if isinstance(schema, bool):
        return
    if "$ref" in schema:
        part, reader = reader.follow(schema["$ref"])
        schema = {**part, **{key: value for key, value in schema.items() if key != "$ref"}}
    types = types_of(schema)
    if at and types:
        yield at, types
    for value in values_of(schema):
        yield f"{at} = {value}".strip(), ""
    for place, part in parts_of(schema, at):
        if place.endswith("!"):
            yield place, ""
        yield from keys_of(part, place, reader)


def types_of(schema: Schema) -> str:
    kinds = schema.get("type", ())
    return "|".join(sorted([kinds] if isinstance(kinds, str) else kinds))


def values_of(schema: Schema) -> list[str]:
    """The values that alone are possible."""
    values = [schema["const"]] if "const" in schema else schema.get("enum", [])
    return [json.dumps(value) for value in values]


def parts_of(schema: Schema, at: str) -> Iterator[tuple[str, Schema]]:
    """The schemas below one, each with its place."""
    stem = f"{at}." if at else ""
    required = set(schema.get("required", ()))
    properties = schema.get("properties", {})
    for key in [*properties, *sorted(required - set(properties))]:
        yield f"{stem}{key}{'!' if key in required else ''}", properties.get(key, {})
    if isinstance(schema.get("items"), dict):
        yield f"{at}[]", schema["items"]
    if isinstance(schema.get("additionalProperties"), dict):
        yield f"{stem}*", schema["additionalProperties"]
    for word in ("if", "then", "else"):
        if word in schema:
            yield f"{stem}{word}", schema[word]
    for word in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(word, ()):
            yield at, part


# The command line --------------------------------------------------------------------------------


def grammar() -> dict[str, str]:
    """Every command with its options and its arguments in order."""
    program = Program(name="sop")
    found: dict[str, str] = {}
    for name in COMMANDS:
        found.update(of_command(program.get_command(None, name), name))
    return found


def of_command(command: Any, name: str) -> Iterator[Promise]:
    """The command itself, its parameters, and its own commands where it is a group."""
    yield f"command {name}", ""
    number = 0
    for parameter in command.params:
        kind = kind_of(parameter)
        if parameter.param_type_name == "option":
            for option in (*parameter.opts, *parameter.secondary_opts):
                yield f"option {name} {option}", kind
        else:
            number += 1
            yield f"argument {name} {number}", kind
    for word, part in sorted(getattr(command, "commands", {}).items()):
        yield from of_command(part, f"{name} {word}")


def kind_of(parameter: Any) -> str:
    """How the parameter is given."""
    if getattr(parameter, "is_flag", False):
        return "a flag"
    if getattr(parameter, "multiple", False):
        return "a value, repeatable"
    if parameter.nargs == -1:
        return "any number"
    return "required" if parameter.required else "a value"


# Codes -------------------------------------------------------------------------------------------


def exit_codes() -> dict[str, str]:
    """The exit codes by number, from the constants of the commands."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "sop" / "commands").rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.Assign):
                found.update(of_assignment(node))
    return found


def of_assignment(node: ast.Assign) -> Iterator[Promise]:
    target = node.targets[0]
    names = target.elts if isinstance(target, ast.Tuple) else [target]
    values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
    for name, value in zip(names, values, strict=False):
        if isinstance(name, ast.Name) and name.id.startswith("EXIT_"):
            yield f"exit {ast.literal_eval(value)}", name.id


# The frozen table --------------------------------------------------------------------------------


def written(promises: Mapping[str, str]) -> str:
    """The table as text, sorted; the values of a key on one line, and what all commands share under
    `json *`.
    """
    rows = rows_of(promises)
    stems = {place.split(" ")[1] for place in rows if place.startswith("json ")} - APART
    of_each = [shareable(rows, stem) for stem in sorted(stems)]
    shared = set.intersection(*of_each)
    lines = [f"json {stem}: " for stem in stems]
    lines += [f"{place}: {kind}" for place, kind in shared]
    for place, kind in rows.items():
        if (general(place), kind) not in shared or place.split(" ")[1] in APART:
            lines.append(f"{place}: {kind}")
    return "\n".join(sorted(line.rstrip() for line in lines)) + "\n"


def rows_of(promises: Mapping[str, str]) -> dict[str, str]:
    """The promises with the values of each key together."""
    rows: dict[str, str] = {}
    for place, kind in promises.items():
        key, is_value, value = place.partition(" = ")
        if is_value:
            rows[f"{key} ="] = " ".join([*rows.get(f"{key} =", "").split(), value])
        else:
            rows[place] = kind
    return rows


def shareable(rows: Mapping[str, str], stem: str) -> set[Promise]:
    own = [(place, kind) for place, kind in rows.items() if place.startswith(f"json {stem} ")]
    return {(general(place), kind) for place, kind in own}


def general(place: str) -> str:
    """The place as one of every schema."""
    return re.sub(r"^json \S+", EVERYWHERE, place)


def frozen() -> dict[str, str]:
    """The promises as they were written down."""
    rows: dict[str, str] = {}
    for line in FROZEN.read_text("utf-8").splitlines():
        place, _, kind = line.partition(":")
        rows[place] = kind.strip()
    stems = [place.split(" ")[1] for place in rows if re.fullmatch(r"json [^ *]\S*", place)]
    found: dict[str, str] = {}
    for place, kind in rows.items():
        own = stems if place.startswith(EVERYWHERE) else [""]
        for stem in own:
            found.update(promises_of(place.replace("*", stem, 1) if stem else place, kind))
    return {place: kind for place, kind in found.items() if not re.fullmatch(r"json \S+", place)}


def promises_of(place: str, kind: str) -> dict[str, str]:
    """The promises of one line."""
    if place.endswith(" ="):
        return {f"{place} {value}": "" for value in kind.split()}
    return {place: kind}


if __name__ == "__main__":
    print(written(contract()), end="")
