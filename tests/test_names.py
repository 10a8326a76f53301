"""A name leads to one place: modules and classes are unique and named for what they hold."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath

from tests.coverage_table import COVERED_ELSEWHERE, MOST_ROWS

ROOT = Path(__file__).resolve().parent.parent
SOP = ROOT / "sop"
MODULES = [
    path.relative_to(SOP)
    for path in sorted(SOP.rglob("*.py"))
    if path.stem not in ("__init__", "__main__")
]
SIDES = ("commands", "casework", "views")
"""One thing may have a module in each of these, by one name: the command, what it does, how it
looks.
"""
PARTICIPLES = frozenset(
    """
    advancing allowed answered applied asked asking audited beginning begun being broken built
    checked checking chosen closed compared completing counted cut decided doing done drawn
    driven escaped expected failing fed fired found gathered given giving going gone got held
    hidden holding judged keeping kept knowing known laid leaving left linked listed lost made
    making meaning meant mended met moved moving named noted opened padded paid played playing
    prepared preparing printed proved proving put putting raised reached reading recording
    refused rehearsing relating replayed said saying seeing seen sent shaped showing shown
    signed sold sorted spoken started stood stored taken taking taught telling thought told
    tried typed typing undoing undone used waiting waived walked warned won worded worn wrapped
    writing written
    """.split()  # noqa: SIM905 (a list of words)
)
"""They name an event, not a thing. A noun of the same form (`bound`, `timing`) is not listed."""
POINTERS = frozenset(
    """
    all anew another any both each either else ever everything everywhere he here how it its
    later many mine most none nothing now nowhere one other others ours own same she so some
    such that them then there these they this those together what when where whether which who
    whole whose you yours
    """.split()  # noqa: SIM905 (a list of words)
)
"""Pronouns and adverbs: they refer to something that the reader does not see."""
VAGUE = PARTICIPLES | POINTERS
FIELD_TERMS: Mapping[str, str] = {}
"""Names from `VAGUE` that are nevertheless the term of the field, each with its source."""


def trees() -> Iterator[tuple[PurePath, ast.Module]]:
    for path in MODULES:
        yield path, ast.parse((SOP / path).read_text("utf-8"))


def classes() -> dict[str, list[str]]:
    """The modules of every class by its name."""
    found: dict[str, list[str]] = defaultdict(list)
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                found[node.name].append(path.as_posix())
    return found


def public_functions() -> Iterator[tuple[str, str]]:
    """The module and the name of each function that others may call; a method is read with its
    class.
    """
    for path, tree in trees():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name[0] != "_":
                yield path.as_posix(), node.name


def is_one_thing(paths: list[PurePath]) -> bool:
    """Whether these modules are the sides of one thing: commands/x, casework/x and views/x."""
    sides = {path.parts[0] for path in paths}
    things = {path.parts[1:] for path in paths}
    return sides <= set(SIDES) and len(sides) == len(paths) and len(things) == 1


def test_no_two_modules_have_one_name() -> None:
    by_name: dict[str, list[PurePath]] = defaultdict(list)
    for path in MODULES:
        by_name[path.stem].append(path)
    shared = {
        name: [path.as_posix() for path in paths]
        for name, paths in by_name.items()
        if len(paths) > 1 and not is_one_thing(paths)
    }
    assert len(MODULES) > 200
    assert shared == {}


def test_no_two_classes_have_one_name() -> None:
    found = classes()
    assert len(found) > 200
    assert {name: paths for name, paths in found.items() if len(paths) > 1} == {}


def is_rule(path: PurePath) -> bool:
    """Whether this is the module of a rule: it has the name of the rule, which reports contain."""
    return (
        path.parent == PurePath("checks")
        and (ROOT / "tests/rules" / path.stem.replace("_", "-")).is_dir()
    )


def test_no_module_is_named_by_a_participle_a_pronoun_or_an_adverb() -> None:
    """The last word of a name says what it is: `known_facts` are facts, `together` is nothing."""
    vague = []
    for path in MODULES:
        head = path.stem.strip("_").split("_")[-1]
        if head in VAGUE and not is_rule(path) and path.stem not in FIELD_TERMS:
            vague.append(path.as_posix())
    assert vague == []


def test_no_class_is_named_by_a_participle_a_pronoun_or_an_adverb() -> None:
    vague = {
        name: paths
        for name, paths in classes().items()
        if name.lower().lstrip("_") in VAGUE and name not in FIELD_TERMS
    }
    assert vague == {}


def test_no_public_function_is_named_by_a_participle_a_pronoun_or_an_adverb() -> None:
    vague = [
        f"{path}: {name}"
        for path, name in public_functions()
        if name.strip("_") in VAGUE and name not in FIELD_TERMS
    ]
    assert vague == []


def test_each_field_term_is_still_a_name_and_says_where_it_comes_from() -> None:
    names = {path.stem for path in MODULES} | set(classes())
    names |= {name for _, name in public_functions()}
    assert set(FIELD_TERMS) - names == set()
    assert [name for name, source in FIELD_TERMS.items() if not source.strip()] == []


def mirror_of(module: PurePath) -> str:
    """The test file of a module; a rule has a folder of good and bad workflows instead, which
    tests/checks/test_rules.py runs.
    """
    if is_rule(module):
        return f"tests/rules/{module.stem.replace('_', '-')}"
    return (PurePath("tests") / module.parent / f"test_{module.stem.strip('_')}.py").as_posix()


def has_tests(module: PurePath) -> bool:
    return (ROOT / mirror_of(module)).exists()


def test_each_module_has_a_test_file_of_its_name_or_a_row_in_the_table() -> None:
    missing = {
        path.as_posix(): mirror_of(path)
        for path in MODULES
        if not has_tests(path) and path.as_posix() not in COVERED_ELSEWHERE
    }
    assert missing == {}


def test_the_table_names_modules_without_a_test_file_and_tests_that_are_there() -> None:
    modules = {path.as_posix(): path for path in MODULES}
    assert set(COVERED_ELSEWHERE) - set(modules) == set()
    assert [name for name in COVERED_ELSEWHERE if has_tests(modules[name])] == []
    assert [test for test in COVERED_ELSEWHERE.values() if not (ROOT / test).is_file()] == []


def test_the_table_does_not_become_longer() -> None:
    """A new module has a test file of its own name, or another module gets one."""
    assert len(COVERED_ELSEWHERE) <= MOST_ROWS
