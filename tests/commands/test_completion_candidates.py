"""What a shell offers: verbs, case ids, codes, facts; no names of people, no Typer, no message."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from sop.commands import completion_candidates
from sop.commands.cases import app as case_app
from sop.commands.main import COMMANDS
from sop.commands.store import app as store_app
from sop.commands.train.train import app as train_app
from sop.commands.workflows import app as workflow_app
from tests.commands.typing_in import Typist


def offered(sop: Typist, *words: str) -> list[str]:
    return completion_candidates.candidates(words, os.environ, sop.folder)


def test_every_verb_is_offered() -> None:
    assert set(completion_candidates.VERBS) == set(COMMANDS)


COMPLETED = [
    ("case", case_app),
    ("store", store_app),
    ("workflow", workflow_app),
    ("train", train_app),
]


@pytest.mark.parametrize(("name", "group"), COMPLETED)
def test_every_second_word_is_offered(name: str, group: typer.Typer) -> None:
    assert set(completion_candidates.GROUPS[name]) == {
        one.name for one in group.registered_commands
    }


def test_verbs_cases_codes_facts_and_workflows_are_completed(sop: Typist) -> None:
    case = sop.open("food-recall", as_="plant")
    assert offered(sop, "che") == ["checklist", "check"]
    assert offered(sop, "case", "ti") == ["timeline", "time"]
    assert offered(sop, "use", case[:3].lower()) == [case]
    assert offered(sop, "next", "-c", "") == [case]
    assert offered(sop, "do", "") == offered(sop, "do", "r1") == ["R1.1"]
    assert offered(sop, "do", "R1.2", "--set", "haz") == ["hazard="]
    assert "illness=" in offered(sop, "set", "")
    assert offered(sop, "why", "prod") == ["product"]
    assert offered(sop, "open", "food") == ["food-recall"]
    assert offered(sop, "workflow", "new", "ours", "--from", "fire") == ["fire-drill"]
    assert "authority" in offered(sop, "next", "--as", "")
    assert offered(sop, "completion", "f") == ["fish"]


def test_outcomes_and_interrupts_of_the_current_steps_are_completed(sop: Typist) -> None:
    sop.open("fire-drill", as_="warden")
    assert offered(sop, "advance", "") == ["drill", "started"]
    assert offered(sop, "advance", "--why", "x", "drill", "") == ["started"]
    assert offered(sop, "advance", "drill", "st") == ["started"]
    assert offered(sop, "advance", "repair", "") == []
    assert offered(sop, "raise", "") == ["fire"]
    assert {"advance", "started", "fire", "D1.1"} <= set(offered(sop, "why", ""))
    sop.ok("raise", "fire")
    assert offered(sop, "advance", "") == offered(sop, "raise", "") == []


def test_no_name_is_offered(sop: Typist) -> None:
    sop.ok("as", "plant", "--name", "T. Mokoena", terminal=True)
    sop.open("food-recall", as_="plant")
    asked = ("as", "use", "do", "why", "advance", "raise")
    for words in (*((verb, "") for verb in asked), ("next", "--as", ""), ("T",)):
        assert not [word for word in offered(sop, *words) if "Mokoena" in word]


def test_the_completer_imports_neither_typer_nor_rich(sop: Typist) -> None:
    sop.open("food-recall", as_="plant")
    code = (
        "import os, sys, pathlib\n"
        "from sop.commands.completion_candidates import candidates\n"
        "assert candidates(['do', ''], os.environ, pathlib.Path.cwd()) == ['R1.1']\n"
        "assert candidates(['set', 'haz'], os.environ, pathlib.Path.cwd()) == ['hazard=']\n"
        "assert candidates(['advance', ''], os.environ, pathlib.Path.cwd())\n"
        "print(sorted({'typer', 'rich', 'yaml', 'jsonschema', 'transitions'} & set(sys.modules)))"
    )
    root = Path(completion_candidates.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_a_wrong_place_offers_nothing_and_says_nothing(sop: Typist) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sop.commands.completion_candidates", "use", ""],
        capture_output=True,
        text=True,
        env={**os.environ, "SOP_WORKSPACE": "no/such/place"},
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_its_script(sop: Typist, shell: str) -> None:
    told = sop("completion", shell)
    assert (told.code, "-m sop.commands.completion_candidates" in told.out) == (0, True)


def test_an_unknown_shell_is_asked_wrongly(sop: Typist) -> None:
    assert sop.json("completion", "command.com").code == 2


def test_bash_completes_with_the_script(sop: Typist) -> None:
    case = sop.open("food-recall", as_="plant")
    script = sop("completion", "bash").out
    typed = f"{script}\nCOMP_WORDS=(sop use {case[:4]})\nCOMP_CWORD=2\n"
    typed += '_sop_complete\necho "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "-c", typed], capture_output=True, text=True)
    assert done.stdout.strip() == case


def test_behind_an_equals_sign_the_values_are_completed(sop: Typist) -> None:
    sop.open("fire-drill", as_="warden")
    assert offered(sop, "next", "--as=w") == ["--as=warden"]
    assert offered(sop, "do", "D1.2", "--set", "everyone_out=") == [
        "everyone_out=yes",
        "everyone_out=no",
    ]
    assert offered(sop, "set", "everyone_out=n") == ["everyone_out=no"]
    assert offered(sop, "set", "nothing=") == offered(sop, "do", "a=") == []


def test_bash_splits_at_the_equals_sign_and_gets_the_rest_only(sop: Typist) -> None:
    sop.open("fire-drill", as_="warden")
    assert offered(sop, "next", "--as", "=", "w") == ["warden"]
    assert offered(sop, "do", "D1.2", "--set", "everyone_out", "=") == ["yes", "no"]
    assert offered(sop, "do", "D1.2", "--set", "everyone_out", "=", "y") == ["yes"]
    assert "everyone_out=" in offered(sop, "do", "--set", "everyone_out", "=", "yes", "--set", "")


def test_a_real_bash_completes_behind_the_equals_sign(sop: Typist) -> None:
    sop.open("fire-drill", as_="warden")
    root = Path(completion_candidates.__file__).parents[2]
    script = sop("completion", "bash").out + (
        "\ncompopt() { :; }\n"
        'COMP_WORDS=(sop next --as = w); COMP_CWORD=4; _sop_complete; echo "${COMPREPLY[*]}"\n'
        "COMP_WORDS=(sop do D1.2 --set everyone_out =); COMP_CWORD=5; _sop_complete\n"
        'echo "${COMPREPLY[*]}"\n'
    )
    done = subprocess.run(
        ["bash", "-c", script],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert done.stdout.split() == ["warden", "yes", "no"]


def test_the_facts_of_the_named_action_come_first(sop: Typist) -> None:
    sop.open("food-recall", as_="plant")
    everything = offered(sop, "do", "--set", "")
    own = offered(sop, "do", "R1.2", "--set", "")
    assert own[0] == "hazard="
    assert sorted(own) == sorted(everything)


def test_only_the_stakeholders_of_the_workflows_here_are_offered_by_id_and_short_name(
    sop: Typist,
) -> None:
    here = offered(sop, "as", "")
    assert {"warden", "plant"} <= set(here)  # no case yet: the workflows of the workspace
    assert "police" not in here  # of a shipped workflow
    sop.open("food-recall", as_="plant")
    own = sop.ok("workflow", "show", "food-recall").data["stakeholders"]
    assert offered(sop, "as", "") == [*own, "FSA"]
    assert offered(sop, "as", "fs") == ["FSA"]
    sop.open("fire-drill", as_="warden")
    assert offered(sop, "as", "") == ["warden", "owner", *own, "FSA"]


def test_the_stakeholders_of_the_current_case_come_first(sop: Typist) -> None:
    sop.open("fire-drill", as_="warden")
    case = sop.open("food-recall", as_="plant")
    own = sop.ok("workflow", "show", "food-recall").data["stakeholders"]
    assert offered(sop, "as", "")[: len(own)] == list(own)
    assert offered(sop, "next", "-c", case, "--as", "")[: len(own)] == list(own)
    assert len(offered(sop, "as", "")) > len(own)
