"""Reading YAML: what is typed, where it stands, and what hostile files do (nothing, quickly)."""

from __future__ import annotations

import time

import pytest
import yaml

from sop.definition import yaml_reader
from sop.definition.source_map import SourceMap
from sop.definition.yaml_reader import YamlDocument, read_yaml

SECONDS = 10  # generous: a quadratic reader needs minutes


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("false", False),
        ("0", 0),
        ("-12", -12),
        ("123456789012345678", 123456789012345678),
        ("1234567890123456789", "1234567890123456789"),
        ("Null", "Null"),
        ("True", "True"),
        ("no", "no"),
        ("on", "on"),
        ("yes", "yes"),
        ("1.10", "1.10"),
        ("1e3", "1e3"),
        ("0x1F", "0x1F"),
        ("007", "007"),
        ("1_000", "1_000"),
        ("+5", "+5"),
        ("10:30", "10:30"),
        ("2026-03-02", "2026-03-02"),
        ("'5'", "5"),
        ('"true"', "true"),
        ("'~'", "~"),
        ("|-\n  5", "5"),
        (".inf", ".inf"),
        ("<<", "<<"),
    ],
)
def test_only_null_booleans_and_decimal_whole_numbers_are_typed(
    written: str, value: object
) -> None:
    found = read_yaml(f"key: {written}\n", "f").data["key"]
    assert (found, type(found)) == (value, type(value))


def test_keys_are_always_text() -> None:
    assert read_yaml("1: a\ntrue: b\n~: c\n", "f").data == {"1": "a", "true": "b", "~": "c"}


TEXT = "title: Recall\nfacts:\n  batch: {choices: [fresh, spoiled],\n    ask: 'How?'}\n"
TEXT += "list:\n  - one\n  - two: 2\n"
PLACES = {
    ("title",): (1, 8, 1, 1),
    ("facts",): (3, 3, 2, 1),
    ("facts", "batch"): (3, 10, 3, 3),
    ("facts", "batch", "choices", 1): (3, 28, 3, 28),
    ("facts", "batch", "ask"): (4, 10, 4, 5),
    ("list", 0): (6, 5, 6, 5),
    ("list", 1, "two"): (7, 10, 7, 5),
}


def places(text: str) -> dict[tuple[str | int, ...], tuple[int, int, int, int]]:
    source = SourceMap(read_yaml(text, "f").place, {"f": text})
    found = {}
    for path in PLACES:
        value, key = source.at(path), source.at(path, key=True)
        found[path] = (value.line, value.column, key.line, key.column)
    return found


def test_every_key_and_value_has_its_line_and_column() -> None:
    assert places(TEXT) == PLACES


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_other_line_ends_change_no_place_and_no_value(line_end: str) -> None:
    text = TEXT.replace("\n", line_end)
    assert places(text) == PLACES
    assert read_yaml(text, "f").data == read_yaml(TEXT, "f").data


def test_without_the_c_parser_the_same_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = read_yaml(TEXT, "f")
    monkeypatch.setattr(yaml_reader, "_Parser", yaml.SafeLoader)
    assert read_yaml(TEXT, "f").data == fast.data
    assert places(TEXT) == PLACES


def test_a_place_that_is_missing_is_that_of_its_nearest_ancestor() -> None:
    source = SourceMap(read_yaml(TEXT, "f").place, {"f": TEXT})
    assert source.at(("facts", "batch", "anytime", 0)) == source.at(("facts", "batch"))
    assert source.at(("nothing",)).line == 1


def test_an_excerpt_is_the_line_after_two_before_it() -> None:
    source = SourceMap(read_yaml(TEXT, "f").place, {"f": TEXT})
    assert source.excerpt(source.at(("list", 0))) == (
        (4, "    ask: 'How?'}"),
        (5, "list:"),
        (6, "  - one"),
    )
    assert source.excerpt(source.at(("title",))) == ((1, "title: Recall"),)


@pytest.mark.parametrize(
    ("written", "line", "column"),
    [
        ("when: sold and bach is fresh", 1, 16),
        ("when: 'sold and bach is fresh'", 1, 17),
        ('when: "sold \\\n  and bach is fresh"', 2, 7),
        ("when: sold\n  and\n  bach is fresh", 3, 3),
        ("when: >\n  sold\n  and bach is fresh", 3, 7),
        ("when: |-\n    sold and\n\n    bach is fresh\n", 4, 5),
        ("when: >2\n   sold and bach is fresh\n", 2, 13),
    ],
)
def test_a_place_inside_a_text_is_found_however_it_is_folded_or_quoted(
    written: str, line: int, column: int
) -> None:
    reading = read_yaml(written, "f")
    source = SourceMap(reading.place, {"f": written})
    value = reading.data["when"]
    position = source.inside(("when",), value.index("bach"), value)
    assert (position.line, position.column) == (line, column)


def timed(text: str) -> tuple[YamlDocument, float]:
    began = time.perf_counter()
    reading = read_yaml(text, "f")
    return reading, time.perf_counter() - began


HOSTILE = {
    "open brackets": "[" * 100_000,
    "closed brackets": "[" * 100_000 + "]" * 100_000,
    "braces": "{a: " * 100_000,
    "dashes": "- " * 100_000,
    "question marks": "? " * 100_000,
    "nested keys": "".join(f"{' ' * depth}a:\n" for depth in range(1_500)),
    "entries": "[" + "[]," * 300_000 + "]",
    "a long text": "a: " + "x" * 1_000_000,
    "aliases": "a: &a 1\nb: [" + "*a," * 200_000 + "]",
    "laughs": "a0: &a0 [x]\n"
    + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 100)),
    "repeated keys": "a: 1\n" * 200_000,
    "tags": "- !x 1\n" * 100_000,
    "quotes": '"' * 500_000,
    "lines without keys": "a\n" * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gives_a_finding_quickly(name: str) -> None:
    reading, seconds = timed(HOSTILE[name])
    assert reading.findings
    assert all(
        finding.severity == "error" and finding.message and finding.remedy
        for finding in reading.findings
    )
    assert len(reading.findings) <= yaml_reader.MOST_FINDINGS + 1
    assert seconds < SECONDS


def test_what_is_just_within_the_limits_is_read() -> None:
    depth = yaml_reader.MOST_DEPTH
    assert read_yaml("[" * depth + "]" * depth, "f").findings == []
    assert read_yaml("[" * (depth + 1) + "]" * (depth + 1), "f").findings != []
    assert read_yaml("x" * yaml_reader.MOST_CHARACTERS, "f").findings == []
    assert read_yaml("x" * (yaml_reader.MOST_CHARACTERS + 1), "f").findings != []
