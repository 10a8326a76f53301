"""A session at the keyboard: choices, typed commands, and leaving at every prompt.

No turn is lost, and the store of real cases is never touched.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from sop.commands.train.train import app
from sop.views.train.sheets import SHEETS
from tests.commands.typing_in import Outcome, Typist, new_typist
from tests.training.games import HERE, WORKFLOWS, game, loaded, started

SCENARIO = "parcel/monday"


@pytest.fixture
def sop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typist:
    typist = new_typist(tmp_path, monkeypatch)
    shutil.copyfile(HERE / "parcel.yaml", typist.folder / "workflows" / "parcel.yaml")
    return typist


def run(sop: Typist, keys: str, *words: str) -> Outcome:
    return sop("train", "run", *words, terminal=True, stdin=keys)


def place(turn: str, answer: str, seed: int = 7, tried: tuple[str, ...] = ()) -> str:
    """The number of the answer on the screen."""
    stage = started(seed)
    found = stage.find_turn(turn)
    assert found is not None
    return str(
        [one.id for one in stage.shuffle_answers(found) if one.id not in tried].index(answer) + 1
    )


def right() -> str:
    return "".join(f"{place(turn, turn)}\n" for turn in ("hears", "guard_knows", "wound"))


def sessions(sop: Typist) -> list[dict[str, object]]:
    found: list[dict[str, object]] = sop.ok("train", "list").data["sessions"]
    return found


def test_a_session_is_played_to_its_end(sop: Typist) -> None:
    told = run(sop, right(), SCENARIO, "--seed", "7")
    assert told.code == 0, told.err
    assert told.out.splitlines()[0].startswith('TRAINING  "A parcel on Monday"')
    text = " ".join(told.out.split())
    for part in (
        "Content: a loud noise",
        "MARKSTORY",
        "The telephone rings: MARKPOST3",
        "Something else",
        "Clock: Mon 2 Mar 08:15 SAST (simulated; 5 min since the beginning)",
        "Passed: 10 of 10 (100 %)",
        "Look back: sop train debrief T-",
    ):
        assert part in text, part
    assert sessions(sop)[0]["turns"] == 3


def test_every_screen_begins_with_the_word_training(sop: Typist) -> None:
    """Each question is a screen of its own; its first line has the word."""
    lines = run(sop, right(), SCENARIO, "--seed", "7").out.splitlines()
    asked = [number for number, line in enumerate(lines) if line.startswith("Clock:")]
    assert len(asked) == 3
    assert all(lines[number - 1].startswith("TRAINING") for number in asked)


def test_the_first_line_has_both_the_simulated_clock_and_training(sop: Typist) -> None:
    for words in (
        ("list",),
        ("course",),
        ("print", "--sheet", "player", SCENARIO),
        ("check", SCENARIO),
    ):
        first = sop("train", *words).out.splitlines()[0]
        assert first.startswith("SIMULATED CLOCK  TRAINING"), words


def test_a_refusal_is_shown_as_in_a_real_case(sop: Typist) -> None:
    told = run(sop, "advance clear_room --as guard\nq\n", SCENARIO, "--seed", "7")
    at_work = sop("open", "parcel", "--as", "post")
    case = at_work.out.split()[1] if "Case" in at_work.out else ""
    case = sop.ok("case", "list").data["cases"][0]["case"]
    sop("note", "-", "-c", case, "--as", "post", stdin="x")
    refused = sop("advance", "clear_room", "--as", "guard", "-c", case, terminal=True)
    start = refused.out.index("Refused")
    assert refused.out[start:].strip() in told.out
    assert "P1.1" in told.out


def test_something_else_takes_a_command_and_answers_the_question(sop: Typist) -> None:
    told = run(sop, "4\nsop do listen --set ticking=yes\nq\n", SCENARIO, "--seed", "7")
    assert "Done: P1.1 Listen to the parcel" in told.out
    assert "What does GUARD do?" in told.out


def test_a_command_that_lacks_a_value_asks_for_it_as_in_a_real_case(sop: Typist) -> None:
    told = run(sop, "do listen\nyes\nset hurt --as clinic\nno\nq\n", SCENARIO)
    assert (
        told.code,
        "Done: P1.1 Listen" in told.out,
        told.err.count("[1 yes, 2 no]"),
    ) == (0, True, 2)
    assert [turn["turns"] for turn in sessions(sop)] == [2]


def test_text_that_is_not_a_command_is_reported_and_asked_again(sop: Typist) -> None:
    told = run(
        sop,
        "9\ndo\nsop jump\ndo listen --set ticking=perhaps\nset x=1\nback\n?\n4\nback\nq\n",
        SCENARIO,
    )
    assert told.code == 0
    said = (
        "That is not one of the choices",
        "takes one action",
        "'perhaps'",
        "An answer cannot be changed",
        "leave; the session is kept",
    )
    for part in said:
        assert part in " ".join((told.err + told.out).split()), part
    assert sessions(sop)[0]["turns"] == 0


def test_the_checklist_next_and_why_are_a_key_away(sop: Typist) -> None:
    told = run(sop, "c\nnext\nwhy listen\nq\n", SCENARIO)
    assert "P1.1  Listen to the parcel" in told.out.replace("\n", " ") or "P1.1" in told.out
    assert "TO DO" in told.out
    assert sessions(sop)[0]["turns"] == 0


@pytest.mark.parametrize(
    ("mode", "after"),
    [("now", "Another answer is better"), ("step", "Another answer is better"), ("end", None)],
)
def test_feedback_comes_when_it_is_asked_for(sop: Typist, mode: str, after: str | None) -> None:
    keys = f"{place('hears', 'shake')}\n{place('hears', 'hears', tried=('shake',))}\nq\n"
    told = run(sop, keys, SCENARIO, "--seed", "7", "--feedback", mode).out
    rattles, next_question = told.index("It rattles"), told.index("What does GUARD do?")
    if after is None:
        assert "Another way" not in told
    elif mode == "now":
        assert rattles < told.index(after) < told.index("turn 2")
    else:
        assert after not in told[:next_question]  # no step is left before the guard is asked


def test_harm_stops_the_scene_but_an_assessment_gives_no_hint(sop: Typist) -> None:
    key = place("hears", "throw") + "\n"
    assert (
        "STOP. This does harm: It bursts."
        in run(sop, key + "q\n", SCENARIO, "--seed", "7", "--feedback", "end").out
    )
    silent = run(sop, key + "1\n1\n", SCENARIO, "--seed", "7", "--assess").out
    before, _, result = silent.partition("Not passed")
    assert "STOP" not in before
    assert "It bursts" in result


def test_an_assessment_writes_a_sealed_result_with_three_hashes(sop: Typist) -> None:
    told = run(sop, right(), SCENARIO, "--seed", "7", "--assess", "--learner", "L07")
    file = next((sop.folder / "training" / "results").glob("T-*.json"))
    assert f"Result: {file}" in " ".join(told.out.split())
    result = json.loads(file.read_text("utf-8"))
    lines = (
        next((sop.folder / "training" / "sessions").iterdir())
        .read_bytes()
        .splitlines(keepends=True)
    )
    assert result["session_hash"] == sha256(lines[-1]).hexdigest()
    assert result["workflow_hash"] == game()[0].hash
    assert len(result["scenario_hash"]) == 64
    assert (result["result"], result["learner"], result["training"]) == ("passed", "L07", True)
    rest = {key: value for key, value in result.items() if key != "seal"}
    text = json.dumps(rest, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert result["seal"] == sha256(text.encode()).hexdigest()


# ---- leaving

PROMPTS = ("", "1\n", "1\n1\n", "4\n")


@pytest.mark.parametrize("keys", PROMPTS, ids=["first", "second", "third", "command"])
@pytest.mark.parametrize("how", ["end of input", "interrupt", "q"])
def test_leaving_at_every_prompt_loses_no_turn(sop: Typist, keys: str, how: str) -> None:
    if how == "interrupt" and not keys:
        told = sop(
            "train", "run", SCENARIO, "--seed", "7", terminal=True, raises=KeyboardInterrupt()
        )
    else:
        told = run(sop, keys + ("q\n" if how == "q" else ""), SCENARIO, "--seed", "7")
    assert told.code == (0 if how == "q" else 130)
    assert "is saved with" in told.out
    made = keys.count("1")
    assert sessions(sop)[0]["turns"] == made
    name = str(sessions(sop)[0]["session"])
    gone_on = run(sop, "q\n", "--resume", name)
    assert f"turn {made + 1}" in gone_on.out
    assert sessions(sop)[0]["turns"] == made


def test_an_earlier_turn_is_a_new_session(sop: Typist) -> None:
    run(sop, "1\n1\nq\n", SCENARIO, "--seed", "7")
    first = sessions(sop)[0]
    run(sop, "q\n", "--resume", str(first["session"]), "--turn", "2")
    found = sessions(sop)
    assert sorted((one["turns"], one["branch_of"]) for one in found if one["branch_of"]) == [
        (1, first["session"])
    ]
    assert first in found
    assert run(sop, "q\n", "--resume", str(first["session"]), "--turn", "9").code == 2


def test_without_a_person_nothing_begins(sop: Typist) -> None:
    told = sop("train", "run", SCENARIO)
    assert (told.code, "train play with a file of answers" in " ".join(told.err.split())) == (
        2,
        True,
    )
    assert not (sop.folder / "training" / "sessions").exists()


@pytest.mark.parametrize("name", ["Thandi", "A. Person", "x", "L" * 13 + "1"])
def test_a_learner_has_a_code_and_never_a_name(sop: Typist, name: str) -> None:
    assert run(sop, "q\n", SCENARIO, "--learner", name).code == 2


def test_a_role_is_asked_only_what_is_its_own(sop: Typist) -> None:
    told = run(sop, "q\n", SCENARIO, "--role", "CLINIC", "--seed", "7").out
    assert "What does CLINIC do?" in told
    assert "What does POST do?" not in told
    wrong = run(sop, "q\n", "fire-drill/a_door_that_sticks", "--role", "owner")
    assert wrong.code in (0, 2)


def test_it_fits_40_columns(sop: Typist) -> None:
    sop.patch.setenv("COLUMNS", "40")
    sop.patch.setenv("SOP_PLAIN", "0")
    told = run(sop, "c\n?\n1\n1\nadvance leave\nq\n", SCENARIO, "--seed", "7")
    assert max(map(len, told.out.splitlines())) <= 40


def test_helplines_of_the_workspace_are_shown_before_the_story_and_on_leaving(
    sop: Typist,
) -> None:
    assert "Someone to talk to" not in run(sop, "q\n", SCENARIO).out
    settings = (
        'clock = "simulated"\nhelplines = ["Night line: 0000", "The \\u001b[31mroom next door"]\n'
    )
    (sop.folder / "sop.toml").write_text(settings, "utf-8")
    told = run(sop, "q\n", SCENARIO).out
    assert told.count("Someone to talk to: Night line: 0000") == 2
    assert told.index("Content:") < told.index("Night line") < told.index("MARKSTORY")
    assert "\x1b[31m" not in told
    assert "Night line: 0000" in sop("train", "class", SCENARIO, "--roles", "post").out


# ---- answers in a file


def play(sop: Typist, text: str, *words: str) -> Outcome:
    (sop.folder / "answers.yaml").write_text(text, "utf-8")
    return sop.json("train", "play", SCENARIO, "--answers", "answers.yaml", *words)


MODEL = "[{choice: hears}, {choice: guard_knows}, {choice: wound}]"


def test_answers_in_a_file_are_a_session(sop: Typist) -> None:
    told = play(sop, MODEL)
    assert (told.code, told.data["result"], told.data["score"], told.data["max_score"]) == (
        0,
        "passed",
        10.0,
        10,
    )
    assert [one["right"] for one in told.data["turns"]] == [True, True, True]
    assert told.data["ends"]["parcel"] == {"status": "ended", "step": "delivered"}


def test_a_session_that_is_not_passed_fails_the_pipeline(sop: Typist) -> None:
    assert play(sop, "[{choice: hears}]").code == 1
    assert play(sop, "[{choice: throw}, {choice: wait}, {choice: sing}]").data["result"] == "failed"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {choice: shak}\n", "answers.yaml:1: 'shak' is not a choice at hears"),
        ("- {choice: hears}\n- {command: jump}\n", "answers.yaml:2: 'jump' is not a daily command"),
        (f"{MODEL[:-1]}, {{choice: more}}]\n", "The session ended before this answer"),
        ("choice: hears\n", "does not contain a list of answers"),
        ("- {chose: hears}\n", "answers.yaml:1: This is not a valid answer"),
        ("- [\n", "The answers file cannot be read"),
    ],
)
def test_an_answer_that_fits_nothing_is_reported_with_its_line(
    sop: Typist, text: str, said: str
) -> None:
    told = play(sop, text)
    assert told.code == 2
    assert said in told.json["message"]


def test_answers_for_another_version_say_so_and_offer_the_nearest(sop: Typist) -> None:
    old = (
        "for: {workflow: parcel, version: 0.9.0}\n"
        "answers:\n  - {choice: hears}\n  - {choice: guard_know}\n"
    )
    told = play(sop, old)
    assert told.code == 2
    assert "written for parcel 0.9.0; this is parcel 1.0.0" in " ".join(
        told.json["message"].split()
    )
    assert "The nearest at guard_knows is guard_knows" in told.json["message"]


# ---- the store of real cases


def everything(folder: Path) -> Iterator[tuple[str, int, bytes]]:
    for path in sorted((folder, *folder.rglob("*"))):
        content = path.read_bytes() if path.is_file() else b""
        yield str(path), path.stat().st_mtime_ns, content


def test_no_training_command_touches_the_store_of_real_cases(sop: Typist) -> None:
    """The bytes and times of every file in the store stay the same after each command."""
    sop.open()
    sop.ok("do", "D1.1", "D1.2")
    sop.ok("workflow", "list")
    before = list(everything(sop.folder / "data"))
    assert len(before) > 8
    scenario = "fire-drill/a_door_that_sticks"
    (sop.folder / "a.yaml").write_text(
        "".join(f"- choice: turn_{n}\n" for n in (4, 8, 10, 12)), "utf-8"
    )
    answered = ("play", scenario, "--answers", "a.yaml")
    played = sop.ok("train", *answered, "--assess", "--learner", "L07").data["session"]
    second = sop.ok("train", *answered, "--seed", "3").data["session"]
    begun = ("class", SCENARIO, "--roles", "post,guard", "--seed", "4", "--file", "c.session")
    done = [
        ("list",),
        ("list", "--sessions"),
        ("play", scenario),
        answered,
        ("score", played),
        ("debrief", played),
        ("debrief", played, "--format", "html", "-o", "d.html"),
        ("compare", played, second),
        ("record", played, "-o", "r.yaml"),
        ("check", scenario, "--walks", "3"),
        ("new", "fresh", "--from", "fire-drill"),
        begun,
        ("class", "--file", "c.session", "--seat", "post", "--answer", "hears"),
        ("class", "--file", "c.session", "--facilitate", "pause"),
        ("class", "--rollup", "c.session"),
        ("course",),
        ("course", "za-trafficking/medical_staff"),
        ("progress",),
        ("run", "--resume", played),
        *(("print", "--sheet", sheet, scenario) for sheet in SHEETS),
    ]
    assert {words[0] for words in done} >= {str(one.name) for one in app.registered_commands}
    for words in done:
        assert sop("train", *words).code == 0, words
        assert list(everything(sop.folder / "data")) == before, words
    run(sop, right() + "q\n", SCENARIO, "--seed", "7")
    assert list(everything(sop.folder / "data")) == before


# ---- every shipped scenario

SHIPPED = [
    f"{path.name.removesuffix('.yaml')}/{one.id}"
    for path in sorted(WORKFLOWS.glob("[a-z]*"))
    for one in loaded(path).scenarios
]


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_scenario_is_played_at_the_keyboard_in_40_columns(
    sop: Typist, name: str
) -> None:
    """It takes the second answer, so that wrong ones are met too, and types a refused command."""
    sop.patch.setenv("COLUMNS", "40")
    sop.patch.setenv("SOP_PLAIN", "0")
    told = run(sop, "close\n" + "2\nback\n1\n" * 15, name, "--seed", "5")
    assert told.code == 0, told.err
    assert told.out.startswith("TRAINING")
    assert all(
        part in " ".join(told.out.split())
        for part in ("pass mark 60 %", "Look back: sop train debrief T-")
    )
    rows = [
        row for row in told.out.splitlines() if not row.strip().startswith(("sop ", "Do: sop "))
    ]
    assert max(map(len, rows)) <= 40  # a command stays one row, so that it can be copied
