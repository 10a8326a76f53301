"""The compiled form: nothing is lost on the way to JSON and back; it loads fast and without yaml or
jsonschema.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from sop.definition.definition_codec import definition_from_json, definition_to_json
from tests.definition.sample import EVERYTHING, SHIPPED, SMALL, compiled, written


@pytest.mark.parametrize("path", [EVERYTHING, *SHIPPED], ids=lambda path: path.stem)
def test_a_definition_comes_back_from_its_compiled_form_as_it_was(path: Path) -> None:
    definition = compiled(path)
    text = definition_to_json(definition)
    again = definition_from_json(text)
    assert again == definition
    assert definition_to_json(again) == text
    assert "\n" not in text


def parts(value: Any) -> list[Any]:
    """Every dataclass inside the value."""
    if is_dataclass(value):
        inner = [part for each in fields(value) for part in parts(getattr(value, each.name))]
        return [value, *inner]
    items = (
        value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple) else ()
    )
    return [part for item in items for part in parts(item)]


def default(field: Any) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def test_the_example_gives_every_field_of_every_class_a_value_that_is_not_its_default() -> None:
    """Only so does the test above say something about each field."""
    said: dict[str, set[str]] = {}
    known: dict[str, set[str]] = {}
    for part in parts(compiled(EVERYTHING)):
        name = type(part).__name__
        known[name] = {field.name for field in fields(part)}
        said.setdefault(name, set()).update(
            field.name for field in fields(part) if getattr(part, field.name) != default(field)
        )
    unsaid = {name: known[name] - said[name] for name in known if known[name] - said[name]}
    assert unsaid == {"Definition": {"language"}}  # there is one version of the language
    assert {
        "Action",
        "Outcome",
        "Interrupt",
        "Due",
        "Wait",
        "Takes",
        "Closing",
        "Guarantee",
        "Not",
        "Or",
    } <= set(known)


def big(tmp_path: Path) -> str:
    """The compiled form of 60 steps with 200 actions."""
    steps = ""
    for number in range(60):
        steps += f"      s{number}:\n        title: Step {number}\n        responsible: shop\n"
        steps += "        actions:\n"
        when = "recall.s0 is visited and not recall.over is current"
        for at in range(4 if number < 20 else 3):
            steps += f"          a{at}: {{do: Do it, when: {when}, due: 2 days}}\n"
        steps += (
            f"        outcomes: {{go: {{to: {f's{number + 1}' if number < 59 else 'over'}}}}}\n"
        )
    head, tail = SMALL.split(
        "      look: {title: Look, responsible: shop, outcomes: {good: {to: over}}}\n"
    )
    definition = compiled(written(tmp_path, head + steps + tail))
    assert sum(len(step.actions) for step in definition.tracks["recall"].steps.values()) == 200
    return definition_to_json(definition)


def test_sixty_steps_and_two_hundred_actions_come_back_as_they_were(tmp_path: Path) -> None:
    text = big(tmp_path)
    assert definition_to_json(definition_from_json(text)) == text


def test_reading_the_compiled_form_imports_neither_yaml_nor_jsonschema() -> None:
    code = (
        "import sys; import sop.definition.definition_codec; "
        "print([name for name in ('yaml', 'jsonschema', 'rich', 'typer') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
