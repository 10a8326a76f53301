"""Which tests are quick: `pytest -q -m quick` runs them in less than a minute on two cores.

A test is quick where its name begins with a line of `QUICK` and with none of `SLOW`. The names are
those that pytest prints: a folder, a file, or `file::test`. Seconds are processor seconds of the
whole entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

QUICK: Mapping[str, str] = {
    "tests/model/": "the values that everything is made of",
    "tests/definition/": "YAML to a definition",
    "tests/engine/": "what may happen and why not",
    "tests/checks/": "every rule with its examples",
    "tests/casework/": "what a coordinator does with a case",
    "tests/store/test_port.py": "what every store promises",
    "tests/store/test_event_codec.py": "events as they are stored",
    "tests/store/test_index.py": "rows of worklists",
    "tests/store/test_index_sync.py": "what a dead writer leaves",
    "tests/store/test_frozen_sample.py": "a store of the first format",
    "tests/views/": "every screen as it was looked at",
    "tests/commands/test_open.py": "a case with its opening facts",
    "tests/commands/test_do.py": "actions, all or none",
    "tests/commands/test_set.py": "facts in each form in which they are given",
    "tests/commands/test_advance.py": "outcomes",
    "tests/commands/test_undo.py": "what was recorded in error",
    "tests/commands/test_close.py": "reasons that are required",
    "tests/commands/test_note.py": "notes",
    "tests/commands/test_exit_codes.py": "how a command ends",
    "tests/commands/test_keys.py": "a key stands for one request",
    "tests/commands/test_prompts.py": "what is asked at a terminal",
    "tests/commands/test_json.py": "JSON as its schemas say",
    "tests/commands/test_contract.py": "JSON keys, codes and the grammar as they were",
    "tests/test_house.py": "layers, names, density, lint",
    "tests/test_density.py": "one decision per line",
    "tests/test_names.py": "names that lead to one place",
}
SLOW: Mapping[str, str] = {
    "tests/test_house.py::test_lint_and_types_are_clean[mypy]": "9 s, a minute without its cache",
    "tests/engine/test_reference.py": "1,000 random cases compared with the reference: 25 s",
    "tests/checks/reasoning/test_earliest_time.py": "random definitions, every course of each: "
    "10 s",
    "tests/views/test_sheet.py": "a browser prints the longest sheets: 20 s",
    "tests/casework/test_pdf_printing.py": "a browser: 2 s",
    "tests/views/test_widths.py": "15 screens at 9 sizes, 500 labels: 5 s",
    "tests/definition/test_fast_validation.py": "every change of a file, judged twice: 4 s",
}
_QUICK, _SLOW = tuple(QUICK), tuple(SLOW)


def is_quick(name: str) -> bool:
    """Whether the test of this name is quick."""
    return name.startswith(_QUICK) and not name.startswith(_SLOW)


def may_hold_quick(path: PurePath, root: PurePath) -> bool:
    """Whether a file may hold quick tests; a folder always may."""
    return path.suffix != ".py" or is_quick(path.relative_to(root).as_posix())
