"""The demo runs by itself, asks nothing, and shows what the workflow's files say."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from sop.commands import demo
from tests.commands.test_json import validator
from tests.commands.typing_in import Outcome, Typist

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    empty = tmp_path_factory.mktemp("empty")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(empty)
        patch.setenv("COLUMNS", "80")
        patch.setenv(
            "SOP_PLAIN", "0"
        )  # the screen of a terminal, though the test reads it from a pipe
        outcome = Typist(empty, patch)("demo")
    assert list(empty.iterdir()) == []
    return outcome


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that came with one small workflow."""
    (tmp_path / "workflows").mkdir()
    shutil.copyfile(HERE / "food_recall.yaml", tmp_path / "workflows" / "food-recall.yaml")
    monkeypatch.setattr(demo, "find_shipped_folder", lambda: tmp_path / "workflows")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_ends_well_and_says_nothing_aside(shown: Outcome) -> None:
    assert (shown.code, shown.err) == (0, "")


def test_it_shows_what_it_promises(shown: Outcome) -> None:
    parts = [
        "$ sop checklist --track",
        "Refused",
        "Nothing was written.",
        "Now the same request again",
        "Advanced: ",
        "a deadline runs out",
        "OVERDUE",
        "$ sop case timeline",
        "Closed on ",
        "sop init",
    ]
    places = [shown.out.find(part) for part in parts]
    assert -1 not in places, dict(zip(parts, places, strict=True))
    assert places[:5] == sorted(places[:5])


def test_every_screen_says_that_the_clock_is_simulated(shown: Outcome) -> None:
    headings = [line for line in shown.out.splitlines() if "Case " in line and "store:" in line]
    assert headings
    assert all(line.startswith("SIMULATED CLOCK") for line in headings)


def test_it_fits_80_columns(shown: Outcome) -> None:
    assert max(map(len, shown.out.splitlines())) <= 80


def test_nothing_is_canned(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another title in the YAML is another title on the screen."""
    before = Typist(small, monkeypatch)("demo").out
    workflow = small / "workflows" / "food-recall.yaml"
    workflow.write_text(
        workflow.read_text("utf-8").replace("Assess the complaint", "Weigh it"), encoding="utf-8"
    )
    after = Typist(small, monkeypatch)("demo").out
    assert ("Assess the complaint" in before, "Weigh it" in before) == (True, False)
    assert ("Assess the complaint" in after, "Weigh it" in after) == (False, True)


def test_its_json_is_as_its_schema_says(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = Typist(small, monkeypatch).ok("demo").json
    check: Draft202012Validator = validator("demo")
    assert list(check.iter_errors(answer)) == []
    assert (answer["data"]["status"], answer["data"]["refusals"]) == ("closed", 1)


def test_without_a_scenario_to_show_it_says_so(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (small / "workflows" / "food-recall.yaml").unlink()
    told = Typist(small, monkeypatch)("demo")
    assert (told.code, "There is no scenario to show" in told.err) == (2, True)
