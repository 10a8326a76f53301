"""Sixty files that were made to break a reader, and whether each ends as every file must: with
findings, soon.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from sop.commands.main import run
from sop.definition.forms import check_form
from tests.definition.sample import SMALL
from tests.hostile.mutants import only_findings
from tests.hostile.nursery import Case

FORM = "language: 1\nversion: 1.0.0\ntitle: T\nstakeholders: {a: {name: A}}\n"


def with_title(value: str) -> bytes:
    return SMALL.replace("title: Food recall", f"title: {value}").encode("utf-8", "surrogatepass")


def aliases(levels: int, wide: int) -> bytes:
    rows = ["a0: &a0 [lol]"] + [
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * wide)}]" for n in range(1, levels)
    ]
    return "\n".join(rows).encode()


def with_form(schema: object) -> bytes:
    return (SMALL + f"forms:\n  sample: {json.dumps(schema)}\n").encode()


def gate(condition: str) -> bytes:
    """A condition as the way out of the first step."""
    return SMALL.replace("{to: over}", "{to: over, when: " + json.dumps(condition) + "}").encode()


def steps(count: int) -> bytes:
    rows = [
        f"      s{n}: {{title: S{n}, outcomes: {{on: {{to: s{n + 1}}}}}}}" for n in range(count)
    ]
    return (SMALL.split("    steps:")[0] + "    steps:\n" + "\n".join(rows) + "\n").encode()


DEEP = 100_000
DOUBLING = {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(40)} | {
    "d40": {"type": "object"}
}

FILES: Mapping[str, bytes] = {
    "aliases of nine levels": aliases(10, 9),
    "aliases of fifty levels": aliases(50, 2),
    "aliases in a form": SMALL.encode() + b"forms:\n  f: &a {allOf: [*a, *a, *a]}\n",
    "an anchor inside itself": b"a: &a {b: *a}\n",
    "an anchor inside its own key": b"? &a [*a]\n: 1\n",
    "an alias of nothing": b"a: *nowhere\n",
    "a hundred thousand anchors": b"".join(b"k%d: &a%d 1\n" % (n, n) for n in range(DEEP)),
    "merge keys": b"base: &b {a: 1}\nother: {<<: *b, <<: *b}\n",
    "a merge of itself": b"a: &a\n  <<: *a\n",
    "brackets without an end": b"a: " + b"[" * DEEP,
    "brackets with an end": b"a: " + b"[" * DEEP + b"]" * DEEP,
    "braces without an end": b"{a: " * DEEP,
    "dashes on one line": b"- " * DEEP,
    "question marks on one line": b"? " * DEEP,
    "colons on one line": b": " * DEEP,
    "levels by indentation": b"".join(b" " * n + b"a:\n" for n in range(1500)),
    "four megabytes of brackets": b"[" * (4 << 20),
    "five megabytes of nothing": b" " * (5 << 20),
    "four megabytes of blanks": b" " * ((4 << 20) - 1) + b"\n",
    "four megabytes of line ends": b"\n" * (4 << 20),
    "four megabytes of hashes": b"#" * (4 << 20),
    "a scalar of three megabytes": with_title("x" * (3 << 20)),
    "a quoted scalar of three megabytes": with_title('"' + "x " * (3 << 19) + '"'),
    "a block scalar of a million lines": with_title("|\n" + "  x\n" * 1_000_000),
    "a key of a megabyte": b"k" * (1 << 20) + b": 1\n",
    "a quoted key of a megabyte": b'"' + b"k" * (1 << 20) + b'": 1\n',
    "a hundred thousand keys": b"".join(b"k%d: 1\n" % n for n in range(DEEP)),
    "a hundred thousand keys of one name": b"k: 1\n" * DEEP,
    "a hundred thousand steps in a list": b"tracks: [" + b"a," * DEEP + b"]\n",
    "half a million commas": b"tracks: [" + b"," * (1 << 19) + b"]\n",
    "two thousand steps in a row": steps(2000),
    "ten thousand documents": b"---\na: 1\n" * 10_000,
    "ends of documents only": b"...\n" * 10_000,
    "a tag that would run a program": b"!!python/object/apply:os.system ['exit 3']\n",
    "a tag that would make an object": with_title("!!python/object/new:type [x, [], {}]"),
    "a tag of a megabyte": b"!" + b"x" * (1 << 20) + b" 1\n",
    "a set and an ordered map": b"a: !!set {x, y}\nb: !!omap [x: 1]\n",
    "binary": with_title("!!binary R0lGODlhDAAMAIQAAP=="),
    "a directive of another version": b"%YAML 9.9\n---\n" + SMALL.encode(),
    "a directive of a million handles": b"".join(
        b"%%TAG !e%d! tag:x,2000:\n" % n for n in range(20_000)
    )
    + b"--- 1\n",
    "NUL": with_title("a\x00b"),
    "only NULs": b"\x00" * 10_000,
    "escaped NUL": with_title('"a\\0b"'),
    "bytes that are no UTF-8": SMALL.encode().replace(b"Food", b"\xc3\x28\xff"),
    "UTF-16": SMALL.encode("utf-16"),
    "UTF-16 without a mark": SMALL.encode("utf-16-le"),
    "UTF-32": SMALL.encode("utf-32"),
    "UTF-7": SMALL.replace("Food", "F+AOk-").encode("utf-7"),
    "a surrogate in UTF-8": with_title("\ud800"),
    "an escaped surrogate": with_title('"\\ud800\\udc00 \\udfff"'),
    "an escape beyond Unicode": with_title('"\\U00110000"'),
    "an escape without its end": with_title('"\\x'),
    "bidirectional overrides": with_title('"\u202eabc" # \u2066'),
    "a mark in the middle": with_title("a\ufeffb"),
    "nothing": b"",
    "a newline": b"\n",
    "a number of ten thousand digits": SMALL.replace(
        "language: 1", "language: " + "9" * 10_000
    ).encode(),
    "a number of a million digits": SMALL.replace(
        "language: 1", "language: " + "9" * 1_000_000
    ).encode(),
    "numbers in sixties and infinities": SMALL.encode()
    + b"facts: {a: {min: 1:30:30, max: .inf}, b: {min: 0x_, max: 1e400}}\n",
    "a day that does not exist": SMALL.replace("version: 1.0.0", "version: 2026-02-30").encode(),
    "a duration of a thousand digits": SMALL.replace(
        "{title: Look,", "{title: Look, due: " + "9" * 1000 + " weeks,"
    ).encode(),
    "a form with a pattern that never ends": with_form({"type": "string", "pattern": "^(a+)+$"}),
    "a form with an alternative that never ends": with_form(
        {"type": "string", "pattern": "^(a|a|aa)*$"}
    ),
    "a form with counted repeats": with_form(
        {"type": "string", "pattern": "((a{1,9999}){1,9999}){1,9999}"}
    ),
    "a form with a pattern of brackets": with_form({"pattern": "(" * 190}),
    "a form from elsewhere": with_form({"$ref": "http://127.0.0.1:9/x.json"}),
    "a form from a file": with_form({"properties": {"a": {"$ref": "file:///etc/passwd"}}}),
    "a form of another dialect": with_form(
        {"$schema": "http://127.0.0.1:9/schema", "type": "object"}
    ),
    "a form that is itself": with_form({"$ref": "#"}),
    "a form in a circle": with_form(
        {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}
    ),
    "a form that doubles forty times": with_form({"$ref": "#/$defs/d0", "$defs": DOUBLING}),
    "a form under another name": with_form(
        {
            "properties": {"a": {"$id": "urn:x", "properties": {"b": {"$ref": "#/$defs/c"}}}},
            "$defs": {"c": {"type": "null"}},
        }
    ),
    "a form that names itself": with_form(
        {"$id": "http://127.0.0.1:9/y", "$ref": "#/$defs/c", "$defs": {"c": True}}
    ),
    "a form with a dynamic reference": with_form({"$dynamicRef": "#gone"}),
    "a form with strange counts": with_form(
        {"minItems": -1, "multipleOf": 0, "maxLength": 10**30, "required": "a"}
    ),
    "a form of every wrong type": with_form(
        {"properties": [], "items": 3, "enum": {}, "type": [[]], "allOf": {}}
    ),
    "a form of strings that format": with_form(
        {"format": "regex", "pattern": "(?P<a>x)(?P<a>y)", "const": {"$ref": 1}}
    ),
    "a condition of ten thousand nots": gate("not " * 10_000 + "x"),
    "a condition of a thousand brackets": gate("(" * 1000 + "x" + ")" * 1000),
    "a condition of two thousand ands": gate(" and ".join(["x"] * 2000)),
    "a term that is itself": SMALL.encode()
    + b"terms: {a: {say: x, when: b}, b: {say: y, when: a}}\n",
    "terms that double": SMALL.encode()
    + b"facts: {f: {type: boolean, ask: F?}}\nterms:\n  t0: {say: x, when: f}\n"
    + b"".join(b"  t%d: {say: x, when: t%d and t%d}\n" % (n, n - 1, n - 1) for n in range(1, 60)),
    "two to the fortieth worlds": SMALL.encode().replace(
        b"{to: over}",
        b'{to: over, when: "'
        + b" or ".join(b"f%d and not f%d" % (n, n + 1) for n in range(39))
        + b'"}',
    )
    + b"facts:\n"
    + b"".join(b"  f%d: {type: boolean, ask: F?}\n" % n for n in range(40)),
    "choices by the ten thousand": SMALL.encode()
    + b"facts: {f: {ask: F?, choices: ["
    + b", ".join(b"c%d" % n for n in range(10_000))
    + b"]}}\n",
}

EVIDENCE = ("a" * 40 + "!", {"a": {"b": 1}}, {}, None, [[]], 1e308)


def told_by_check(path: Path) -> str | None:
    """What is wrong with how `sop check` ends."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(("check", str(path)))
    told = out.getvalue() + err.getvalue()
    if code not in (0, 1) or "Traceback" in told or "mistake" in err.getvalue():
        return f"sop check ends {code}: {told[-600:]}"
    return None


def read(path: Path) -> str | None:
    """What is wrong with how reading the file, and taking evidence by its forms, ends."""
    return only_findings(path) or _evidence(path)


def _evidence(path: Path) -> str | None:
    """What is wrong with how the forms of an accepted definition take strange evidence."""
    from sop.definition.load import load_workflow

    definition = load_workflow(path).definition
    for schema in definition.forms.values() if definition is not None else ():
        for content in EVIDENCE:
            if any(not isinstance(sentence, str) for sentence in check_form(schema, content)):
                return "the form does not answer in sentences"
    return None


def _case(folder: Path, content: bytes, ended: Callable[[Path], str | None]) -> Case:
    def case() -> str | None:
        office = folder / f"of-{os.getpid()}"
        office.mkdir(exist_ok=True)
        os.chdir(office)
        path = office / "food.yaml"
        path.write_bytes(content)
        return ended(path)

    return case


def cases(kind: str, count: int, folder: Path) -> list[tuple[str, Case]]:
    work = Path(tempfile.mkdtemp(dir=folder))
    ways: dict[str, Callable[[Path], str | None]] = {"read": read, "checked": told_by_check}
    found = [
        (f"{name}, {way}", _case(work, content, ended))
        for name, content in FILES.items()
        for way, ended in ways.items()
    ]
    return found[:count]
