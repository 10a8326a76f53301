"""The GitHub Action and the pre-commit hooks, run on a sample repository with a good and a bad
workflow.

The action's own steps run as they stand in action.yml, but for the two that install Python and the
program. The hooks run in pre-commit itself; only the installing of the program is left to the test
(`language: system`).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
BAD = (
    "        outcomes:\n          reviewed: {to: finished}\n",
    "        outcomes:\n          reviewed: {to: finished, when: everyone_out and not "
    "everyone_out}\n",
)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A repository: workflows/good.yaml, workflows/bad.yaml, and a folder workflows/large."""
    folder = tmp_path / "sample"
    (folder / "workflows" / "large" / "tracks").mkdir(parents=True)
    good = (ROOT / "workflows" / "fire-drill.yaml").read_text("utf-8")
    assert BAD[0] in good
    (folder / "workflows" / "good.yaml").write_text(good, "utf-8")
    (folder / "workflows" / "bad.yaml").write_text(good.replace(*BAD), "utf-8")
    head = "language: 1\nversion: 1.0.0\ntitle: Large\nstakeholders: {w: {name: W, short: W}}\n"
    (folder / "workflows" / "large" / "workflow.yaml").write_text(head, "utf-8")
    step = "a: {title: A, responsible: w, actions: {go: {do: Go}}, outcomes: {on: {to: z}}}"
    track = f"title: Line\nlead: w\nsteps:\n  {step}\n  z: {{end: true, title: Z}}\n"
    (folder / "workflows" / "large" / "tracks" / "line.yaml").write_text(track, "utf-8")
    (folder / "notes.yaml").write_text("just: notes\n", "utf-8")
    run(folder, "git", "init", "-q")
    run(folder, "git", "add", ".")
    return folder


def environment(folder: Path) -> dict[str, str]:
    """A shell in which `sop` is the program under test."""
    commands = folder.parent / "bin"
    commands.mkdir(exist_ok=True)
    sop = commands / "sop"
    sop.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sop "$@"\n', "utf-8")
    sop.chmod(0o755)
    home = folder.parent / "home"
    return {
        "PATH": f"{commands}:{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "NO_COLOR": "1",
        "LANG": os.environ.get("LANG", "C.UTF-8"),
    }


def run(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words,
        cwd=folder,
        env=environment(folder) | more,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def act(folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The action's last step as GitHub runs it: its inputs put in, then its script in bash."""
    given = {name: str(one.get("default", "")) for name, one in ACTION["inputs"].items()} | inputs
    return step_run(
        folder,
        ACTION["runs"]["steps"][-1],
        given,
        GITHUB_OUTPUT=given.get("github_output", os.devnull),
    )


def step_run(
    folder: Path, step: Mapping[str, Any], given: Mapping[str, str], **more: str
) -> subprocess.CompletedProcess[str]:
    variables = {name: filled(text, given) for name, text in step["env"].items()}
    return run(
        folder,
        "bash",
        "--noprofile",
        "--norc",
        "-eo",
        "pipefail",
        "-c",
        step["run"],
        **variables | more,
    )


def filled(text: str, given: Mapping[str, str]) -> str:
    found = text.replace("${{ github.action_path }}", str(ROOT))
    return re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda match: given[match[1]], found)


def test_the_action_passes_a_good_workflow(sample: Path) -> None:
    done = act(sample, paths="workflows/good.yaml\nworkflows/large\n")
    assert (done.returncode, done.stdout) == (0, "No findings in 2 workflows.\n"), done.stderr


def test_the_action_fails_on_a_bad_workflow_and_names_the_line(sample: Path) -> None:
    done = act(sample)
    assert done.returncode == 1, done.stderr
    *commands, last = done.stdout.splitlines()
    assert [row.split(",")[0] for row in commands] == [
        "::warning file=workflows/bad.yaml",
        "::error file=workflows/bad.yaml",
    ]
    assert last == "1 error, 1 warning in 3 workflows."


def test_the_action_writes_a_file_for_the_next_step(sample: Path) -> None:
    told = sample.parent / "outputs"
    done = act(sample, format="sarif", output="found.sarif", github_output=str(told))
    assert done.returncode == 1
    assert '"ruleId": "constant-condition"' in (sample / "found.sarif").read_text("utf-8")
    assert told.read_text("utf-8") == "file=found.sarif\n"


def test_the_action_knows_a_baseline(sample: Path) -> None:
    run(sample, "sop", "check", "workflows", "--baseline", "known.json", "--write-baseline")
    assert act(sample, baseline="known.json").returncode == 0


def test_the_action_proves_where_that_is_asked(sample: Path) -> None:
    good = act(sample, paths="workflows/good.yaml", prove="true")
    assert (good.returncode, good.stdout) == (0, "No findings in 1 workflow.\n"), good.stderr
    text = (
        (sample / "workflows" / "good.yaml")
        .read_text("utf-8")
        .replace(", after: [tell_fire_brigade]", "")
    )
    (sample / "workflows" / "weak.yaml").write_text(text.partition("scenarios:")[0], "utf-8")
    assert act(sample, paths="workflows/weak.yaml").returncode == 0
    weak = act(sample, paths="workflows/weak.yaml", prove="true")
    assert weak.returncode == 1, weak.stderr
    assert "title=sop%3A guarantee::" in weak.stdout
    assert "%0A1. WARDEN does D1.2 Sound the alarm" in weak.stdout


@pytest.mark.parametrize(("prove", "extra"), [("true", "[prove]"), ("false", "")])
def test_the_action_installs_what_a_proof_needs(sample: Path, prove: str, extra: str) -> None:
    (step,) = (one for one in ACTION["runs"]["steps"] if one["name"] == "Install sop")
    commands = Path(environment(sample)["PATH"].split(":")[0])
    (commands / "python").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n', "utf-8")
    (commands / "python").chmod(0o755)
    done = step_run(sample, step, {"prove": prove})
    assert done.stdout.splitlines() == ["-m", "pip", "install", "--quiet", f"{ROOT}{extra}"], (
        done.stderr
    )


def test_no_input_of_the_action_is_run_as_shell(sample: Path) -> None:
    done = act(
        sample, paths="$(touch pwned); `touch pwned`\n--explain\n* ; touch pwned", baseline=""
    )
    assert done.returncode == 2
    assert not (sample / "pwned").exists()
    assert "${{" not in ACTION["runs"]["steps"][-1]["run"] + ACTION["runs"]["steps"][-2]["run"]


def test_every_input_of_the_action_reaches_its_script() -> None:
    script = (ROOT / ".github-action" / "check.sh").read_text("utf-8")
    variables = [name for name in ACTION["runs"]["steps"][-1]["env"] if name.startswith("CHECK_")]
    reached = {name.removeprefix("CHECK_").lower() for name in variables}
    assert reached == set(ACTION["inputs"]) - {"python"}
    assert [name for name in variables if name not in script] == []


def commit_check(folder: Path, hook: str, *files: str) -> subprocess.CompletedProcess[str]:
    """The hook as pre-commit runs it for these changed files."""
    (one,) = (found for found in HOOKS if found["id"] == hook)
    config = {"repos": [{"repo": "local", "hooks": [{**one, "language": "system"}]}]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), "utf-8")
    run(folder, "git", "add", ".pre-commit-config.yaml")
    return run(folder, sys.executable, "-m", "pre_commit", "run", "--files", *files)


def test_the_hook_passes_a_good_file_and_fails_a_bad_one(sample: Path) -> None:
    good = commit_check(sample, "sop-check", "workflows/good.yaml")
    assert good.returncode == 0 and "Passed" in good.stdout, good.stdout + good.stderr
    bad = commit_check(sample, "sop-check", "workflows/good.yaml", "workflows/bad.yaml")
    assert bad.returncode == 1 and "workflows/bad.yaml:" in bad.stdout, bad.stdout + bad.stderr
    assert "[constant-condition]" in bad.stdout


def test_the_hook_checks_the_workflow_of_a_changed_file(sample: Path) -> None:
    line = "workflows/large/tracks/line.yaml"
    assert commit_check(sample, "sop-check", line).returncode == 0
    text = (sample / line).read_text("utf-8")
    (sample / line).write_text(text.replace("{on: {to: z}}", "{on: {to: zz}}"), "utf-8")
    bad = commit_check(sample, "sop-check", line, "workflows/large/workflow.yaml")
    assert bad.returncode == 1 and f"{line}:4:" in bad.stdout
    assert "1 error in 1 workflow." in bad.stdout


def test_the_hook_leaves_other_files_alone(sample: Path) -> None:
    done = commit_check(sample, "sop-check", "notes.yaml")
    assert done.returncode == 0 and "(no files to check)Skipped" in done.stdout


def test_the_hook_for_all_checks_all(sample: Path) -> None:
    bad = commit_check(sample, "sop-check-all", "notes.yaml")
    assert bad.returncode == 1 and "in 3 workflows." in bad.stdout
    (sample / "workflows" / "bad.yaml").unlink()
    assert commit_check(sample, "sop-check-all", "notes.yaml").returncode == 0


def test_the_manifest_of_hooks_is_one() -> None:
    done = run(
        ROOT, sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml"
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stdout
