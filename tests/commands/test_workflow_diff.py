"""`sop workflow diff`: files, folders, ids and earlier versions in git, compared in words."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from sop import schemas
from tests.commands.typing_in import Typist

GIT = (
    "git",
    "-c",
    "user.name=T. Mokoena",
    "-c",
    "user.email=t@example.org",
    "-c",
    "init.defaultBranch=main",
    "-c",
    "commit.gpgsign=false",
)
LATER = [("dates", "looser", "drill.headcount.count")]


def git(folder: Path, *words: str) -> str:
    return subprocess.run(
        [*GIT, *words], cwd=folder, check=True, capture_output=True, text=True, timeout=60
    ).stdout


def loosen(path: Path) -> None:
    """The people are counted later."""
    text = path.read_text("utf-8")
    assert "due: 1 hours" in text
    path.write_text(text.replace("due: 1 hours", "due: 2 hours"), "utf-8")


@pytest.fixture
def drill(sop: Typist) -> Path:
    return sop.folder / "workflows" / "fire-drill.yaml"


@pytest.fixture
def repository(sop: Typist, drill: Path) -> Path:
    """A folder of a repository; `old` is the version before the drill was loosened."""
    git(sop.folder, "init", "-q")
    git(sop.folder, "add", "workflows")
    git(sop.folder, "commit", "-q", "-m", "first")
    git(sop.folder, "tag", "old")
    loosen(drill)
    return sop.folder


def differences(sop: Typist, old: str, new: str) -> list[tuple[str, str, str]]:
    told = sop.ok("workflow", "diff", old, new).data["differences"]
    return [(one["group"], one["direction"], one["place"]) for one in told]


def test_two_files_are_compared_in_words(sop: Typist, drill: Path) -> None:
    other = Path(shutil.copy(drill, sop.folder / "other.yaml"))
    loosen(other)
    told = sop("workflow", "diff", "fire-drill", "other.yaml")
    assert (told.code, told.out.splitlines()) == (
        0,
        [
            "SIMULATED CLOCK",
            "Old: workflows/fire-drill.yaml (1.0.0)",
            "New: other.yaml (1.0.0)",
            "",
            "DATES",
            "drill.headcount.count: deadline later: 1 hour from the start of the step became 2 "
            "hours from the start of the"
            " step (looser)",
            "",
            "1 difference: 1 dates.",
        ],
    )
    assert differences(sop, "other.yaml", "workflows/fire-drill.yaml") == [
        ("dates", "stricter", LATER[0][2])
    ]


def test_json_counts_every_group(sop: Typist, drill: Path) -> None:
    loosen(Path(shutil.copy(drill, sop.folder / "other.yaml")))
    found = sop.ok("workflow", "diff", "fire-drill", "other.yaml").data
    assert {name: count for name, count in found["summary"].items() if count} == {"dates": 1}
    assert (found["old"]["workflow"], found["new"]["path"]) == ("fire-drill", "other.yaml")
    assert found["old"]["definition"] != found["new"]["definition"]


def test_the_exit_code_says_whether_there_is_a_difference_where_that_is_asked(
    sop: Typist, drill: Path
) -> None:
    loosen(Path(shutil.copy(drill, sop.folder / "other.yaml")))
    assert sop("workflow", "diff", "fire-drill", "other.yaml").code == 0
    assert sop("workflow", "diff", "fire-drill", "other.yaml", "--exit-code").code == 1
    assert sop("workflow", "diff", "fire-drill", "fire-drill", "--exit-code").code == 0


@pytest.mark.parametrize(
    "old",
    [
        "old:workflows/fire-drill.yaml",
        "old:fire-drill",
        "HEAD:./workflows/fire-drill.yaml",
        "main:workflows/fire-drill.yaml",
    ],
)
def test_an_earlier_version_is_read_through_git(sop: Typist, repository: Path, old: str) -> None:
    assert differences(sop, old, "fire-drill") == LATER
    told = sop("workflow", "diff", old, "fire-drill")
    assert told.out.splitlines()[1] == f"Old: {old} (1.0.0)"


def test_two_earlier_versions_are_compared(sop: Typist, repository: Path) -> None:
    git(repository, "commit", "-q", "-a", "-m", "later")
    assert differences(sop, "old:fire-drill", "HEAD:fire-drill") == LATER
    assert differences(sop, "HEAD:fire-drill", "fire-drill") == []


def test_a_folder_of_an_earlier_version_is_read_whole(sop: Typist, repository: Path) -> None:
    folder = repository / "workflows" / "big"
    (folder / "tracks").mkdir(parents=True)
    head = "language: 1\nversion: 1.0.0\ntitle: Big\nstakeholders: {w: {name: W, short: W}}\n"
    (folder / "workflow.yaml").write_text(head, encoding="utf-8")
    first = "{title: A, responsible: w, actions: {go: {do: Go}}, outcomes: {on: {to: z}}}"
    steps = f"{{a: {first}, z: {{end: true, title: Z}}}}"
    track = folder / "tracks" / "main_line.yaml"
    track.write_text(f"title: Big\nlead: w\nsteps: {steps}\n", encoding="utf-8")
    (folder / "tracks" / "link.yaml").symlink_to("/etc/hostname")
    git(repository, "add", "workflows")
    git(repository, "commit", "-q", "-m", "big")
    (folder / "tracks" / "link.yaml").unlink()
    track.write_text(
        track.read_text("utf-8").replace("{do: Go}", "{do: Go, required: false}"), encoding="utf-8"
    )
    wanted = [("looser", "looser", "main_line.a.go")]
    for old in (
        "HEAD:workflows/big",
        "HEAD:workflows/big/",
        "HEAD:workflows/big/workflow.yaml",
        "HEAD:big",
    ):
        assert differences(sop, old, "big") == wanted


@pytest.mark.parametrize(
    "old",
    [
        "nobody:workflows/fire-drill.yaml",
        "old:workflows/none.yaml",
        "old:none",
        "--help:workflows/fire-drill.yaml",
        "old:../secret.yaml",
        "old:",
    ],
)
def test_what_git_does_not_know_is_asked_wrongly(sop: Typist, repository: Path, old: str) -> None:
    told = (
        sop.json("workflow", "diff", "--", old, "fire-drill")
        if old[0] == "-"
        else sop.json("workflow", "diff", old, "fire-drill")
    )
    assert told.code == 2
    assert "Traceback" not in told.out + told.err


def test_outside_of_a_repository_it_is_said_so(sop: Typist) -> None:
    told = sop.json("workflow", "diff", "main:fire-drill", "fire-drill")
    assert (told.code, "git has no version 'main' here" in told.json["message"]) == (2, True)


def test_a_version_that_does_not_compile_is_refused_with_its_errors(
    sop: Typist, repository: Path, drill: Path
) -> None:
    drill.write_text(
        drill.read_text("utf-8").replace("to: headcount}", "to: headcout}"), encoding="utf-8"
    )
    told = sop.json("workflow", "diff", "old:fire-drill", "fire-drill")
    assert (told.code, set(told.reasons)) == (1, {"definition_invalid"})


def test_a_file_with_a_colon_in_its_name_is_a_file(sop: Typist, drill: Path) -> None:
    (sop.folder / "a:b").mkdir()
    shutil.copy(drill, sop.folder / "a:b" / "fire-drill.yaml")
    assert differences(sop, "a:b/fire-drill.yaml", "fire-drill") == []


def test_what_is_no_longer_proved_is_told(sop: Typist, repository: Path, drill: Path) -> None:
    text = drill.read_text("utf-8")
    assert ", after: [tell_fire_brigade]" in text
    drill.write_text(
        text.replace(", after: [tell_fire_brigade]", "").partition("scenarios:")[0], "utf-8"
    )
    told = sop("workflow", "diff", "old:fire-drill", "fire-drill", "--prove")
    assert "brigade_knows_first: is no longer proved: violated (looser)" in told.out.splitlines()
    found = sop.ok("workflow", "diff", "old:fire-drill", "fire-drill", "--prove").data
    verdicts = {
        side: [one["verdict"] for one in proofs] for side, proofs in found["proofs"].items()
    }
    assert verdicts == {"old": ["proved"] * 4, "new": [*["proved"] * 3, "violated"]}
    assert (
        found["proofs"]["new"][-1]["counterexample"]["turns"][0]["text"]
        == "WARDEN does D1.2 Sound the alarm"
    )
    schema = json.loads((Path(schemas.__path__[0]) / "workflow.diff.json").read_text("utf-8"))
    told = sop.ok("workflow", "diff", "old:fire-drill", "fire-drill", "--prove")
    assert Draft202012Validator(schema).is_valid(told.json)
    assert told.data["proofs"] == found["proofs"], (
        "the seconds are those of the first time: nothing is proved twice"
    )


def test_without_prove_nothing_is_said_of_proofs(sop: Typist, repository: Path) -> None:
    assert "proofs" not in sop.ok("workflow", "diff", "old:fire-drill", "fire-drill").data
    assert (
        sop.json("workflow", "diff", "old:fire-drill", "fire-drill", "--budget", "5000").code == 2
    )


def test_a_large_file_of_an_earlier_version_is_never_read_whole(
    sop: Typist, repository: Path
) -> None:
    large = sop.folder / "workflows" / "large.yaml"
    large.write_text(f"# {'x' * 3_000_000}\n")
    folder = sop.folder / "workflows" / "wide"
    folder.mkdir()
    drill = (repository / "workflows" / "fire-drill.yaml").read_text()
    (folder / "workflow.yaml").write_text(drill)
    (folder / "picture.png").write_bytes(bytes(3_000_000))
    git(repository, "add", "workflows")
    git(repository, "commit", "-q", "-m", "large")
    told = sop("workflow", "diff", "HEAD:workflows/large.yaml", "fire-drill")
    assert told.code == 2
    assert "it has more than 2,097,152 bytes" in " ".join(told.err.split())
    assert sop("workflow", "diff", "HEAD:workflows/wide", "fire-drill").code == 0
    (folder / "more.yaml").write_text(f"# {'x' * 3_000_000}\n")
    git(repository, "add", "workflows")
    git(repository, "commit", "-q", "-m", "larger")
    told = sop("workflow", "diff", "HEAD:workflows/wide", "fire-drill")
    assert told.code == 2
    assert "'more.yaml' cannot be read" in " ".join(told.err.split())
