"""Proofs as a person asks for them: with their time, their counterexamples as files, and kept for the next time."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import sop
from sop.definition.load import LoadedWorkflow
from sop.model.calendar import Calendar
from sop.model.finding import Finding, FlowPlace, Position
from sop.model.proof import Counterexample, Proof
from sop.model.refusal import UsageError
from sop.model.value import value

FORMAT = 1
PARTS = ("model", "definition", "engine", "proof")
"""The packages that decide what a proof answers: a change in them makes kept verdicts stale."""


@value
class ProofOptions:
    """How to prove: the budget of nodes, where to write counterexamples, where to keep verdicts, what to tell as it
    goes."""

    nodes: int
    counterexamples: Path | None = None
    shown_as: Path | None = None
    cache: Path | None = None
    tell: Callable[[Proof], None] | None = None


@value
class ProofResults:
    """What was answered. `left` is how many properties were not come to, because somebody interrupted it."""

    proofs: tuple[Proof, ...]
    findings: tuple[Finding, ...]
    left: int = 0


def prove(
    loaded: LoadedWorkflow, workflow: str, proving: ProofOptions, calendar: Calendar
) -> ProofResults:
    """Every property of the workflow, from what was kept if nothing changed since."""
    if loaded.definition is None:
        return ProofResults((), ())
    place = (
        None if proving.cache is None else proving.cache / f"{_key(loaded, workflow, proving)}.json"
    )
    found = None if place is None else _read_cache(place)
    if found is None:
        found = _prove_all(loaded, proving, calendar)
        if (
            place is not None
            and not found.left
            and not any(proof.verdict == "unknown" for proof in found.proofs)
        ):
            _write_cache(place, found)
    return _write_counterexamples(found, proving.counterexamples, proving.shown_as or Path())


def _prove_all(loaded: LoadedWorkflow, proving: ProofOptions, calendar: Calendar) -> ProofResults:
    proofs: list[Proof] = []
    findings: list[Finding] = []
    left = 0
    try:
        for proof, more in _answers(loaded, proving.nodes, calendar):
            findings += more
            if proof is not None:
                proofs.append(proof)
                if proving.tell is not None:
                    proving.tell(proof)
    except (
        KeyboardInterrupt
    ):  # what was decided so far is worth telling; at least one thing was not
        left = max(1, len(_names(loaded)) - len(proofs))
    proofs += [] if left else _unanswered_proofs(loaded, proofs)
    return ProofResults(_sort_proofs(proofs), tuple(findings), left)


def _unanswered_proofs(loaded: LoadedWorkflow, proofs: Sequence[Proof]) -> list[Proof]:
    """What nobody answered, because the system ended a process of the proof."""
    answered = {proof.guarantee for proof in proofs}
    return [
        Proof(name, "unknown", 0, 0.0, bound="the memory of this computer")
        for name in _names(loaded)
        if name not in answered
    ]


def _names(loaded: LoadedWorkflow) -> tuple[str, ...]:
    """The properties that are to be decided."""
    from sop.model.proof import BUILT_IN

    return (*BUILT_IN, *(() if loaded.definition is None else loaded.definition.guarantees))


def _answers(
    loaded: LoadedWorkflow, nodes: int, calendar: Calendar
) -> Iterator[tuple[Proof | None, tuple[Finding, ...]]]:
    """Each answer as it comes, a proof with the seconds that it took."""
    from sop.casework.parallel_proof import answers

    for proof, findings, seconds in answers(loaded, nodes, calendar):
        yield None if proof is None else replace(proof, seconds=seconds), findings


def _sort_proofs(proofs: list[Proof]) -> tuple[Proof, ...]:
    """The built-in properties in the order of the manual, then the guarantees as they came: in file order."""
    from sop.model.proof import BUILT_IN

    def place(proof: Proof) -> int:
        return BUILT_IN.index(proof.guarantee) if proof.guarantee in BUILT_IN else len(BUILT_IN)

    return tuple(sorted(proofs, key=place))


def _write_counterexamples(
    found: ProofResults, folder: Path | None, shown_as: Path
) -> ProofResults:
    """The proofs, each counterexample written into the folder as a scenario that can be replayed."""
    if folder is None:
        return found
    proofs = []
    for proof in found.proofs:
        shown = proof.counterexample
        if shown is not None:
            name = f"{proof.guarantee}.yaml"
            _write(folder / name, shown.scenario, shown_as / name)
            proof = replace(proof, counterexample=replace(shown, path=str(shown_as / name)))
        proofs.append(proof)
    return replace(found, proofs=tuple(proofs))


def _write(path: Path, text: str, shown_as: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"'{shown_as}' cannot be written: {error.strerror}.", "name another folder"
        ) from error


# Kept verdicts


def _key(loaded: LoadedWorkflow, workflow: str, proving: ProofOptions) -> str:
    """The contents of the workflow's files, where they lie, the budget, and the program that proves."""
    digest = hashlib.sha256(
        f"{FORMAT}\0{workflow}\0{proving.nodes}\0{_engine_version()}\0".encode()
    )
    for name, text in sorted(loaded.texts.items()):
        digest.update(f"{name}\0{len(text)}\0{text}".encode())
    digest.update(loaded.source.at(()).path.encode())
    return digest.hexdigest()


def _engine_version() -> str:
    """The version of the program, and the text of the parts that decide what a proof answers."""
    digest = hashlib.sha256(sop.__version__.encode())
    here = Path(sop.__file__).parent
    for part in PARTS:
        for file in sorted((here / part).glob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _read_cache(place: Path) -> ProofResults | None:
    with suppress(OSError, ValueError, KeyError, TypeError):
        content = json.loads(place.read_text(encoding="utf-8"))
        return ProofResults(
            tuple(map(_proof, content["proofs"])), tuple(map(_finding, content["findings"]))
        )
    return None


def _write_cache(place: Path, found: ProofResults) -> None:
    """Kept where it can be written; else the next time proves again."""
    content = {
        "proofs": [asdict(one) for one in found.proofs],
        "findings": [asdict(one) for one in found.findings],
    }
    beside = place.with_suffix(f".{os.getpid()}.part")
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(content), encoding="utf-8")
        beside.replace(place)


def _proof(content: dict[str, Any]) -> Proof:
    shown = content["counterexample"]
    counterexample = None
    if shown is not None:
        counterexample = Counterexample(tuple(map(_turn, shown["turns"])), shown["scenario"])
    return Proof(**{**content, "counterexample": counterexample, "dead": tuple(content["dead"])})


def _turn(content: dict[str, Any]) -> FlowPlace:
    return FlowPlace(Position(**content["position"]), content["text"])


def _finding(content: dict[str, Any]) -> Finding:
    return Finding(
        **{
            **content,
            "position": Position(**content["position"]),
            "excerpt": tuple((number, text) for number, text in content["excerpt"]),
            "path_to": tuple(content["path_to"]),
            "flow": tuple(map(_turn, content["flow"])),
        }
    )
