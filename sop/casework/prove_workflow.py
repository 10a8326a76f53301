"""Proves a workflow for a user: times the proofs, writes counterexamples, caches verdicts."""

from __future__ import annotations

import hashlib
import json
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
from sop.store.durable_files import FAULTS_OF_THE_DISK, store_trouble
from sop.store.private_files import replace_private, write_output
from sop.store.sealed_json import seal, unseal

FORMAT = 1
"""Part of the cache's key: another form of the cache needs another number."""
PARTS = ("model", "definition", "engine", "proof")
"""The packages that decide a verdict: a change in them makes cached verdicts stale."""


@value
class ProofOptions:
    """How to prove: the budget of nodes, the folders of counterexamples and of cached verdicts.

    `report` is called with each proof as it comes.
    """

    nodes: int
    counterexamples: Path | None = None
    shown_as: Path | None = None
    cache: Path | None = None
    report: Callable[[Proof], None] | None = None


@value
class ProofResults:
    """The proofs and their findings.

    `left` is how many properties have no verdict because the user interrupted the proof.
    """

    proofs: tuple[Proof, ...]
    findings: tuple[Finding, ...]
    left: int = 0


def prove(
    loaded: LoadedWorkflow, workflow: str, proving: ProofOptions, calendar: Calendar
) -> ProofResults:
    """Return the proofs of every property, from the cache if nothing has changed since."""
    if loaded.definition is None:
        return ProofResults((), ())
    if proving.cache is None:
        found = _prove_all(loaded, proving, calendar)
    else:
        place = proving.cache / f"{_key(loaded, workflow, proving)}.json"
        found = _read_cache(place) or _prove_and_cache(place, loaded, proving, calendar=calendar)
    return _write_counterexamples(found, proving.counterexamples, proving.shown_as or Path())


def _prove_and_cache(
    place: Path, loaded: LoadedWorkflow, proving: ProofOptions, *, calendar: Calendar
) -> ProofResults:
    """Prove, and keep the verdicts if there is one for every property."""
    found = _prove_all(loaded, proving, calendar)
    if not found.left and all(proof.verdict != "unknown" for proof in found.proofs):
        _write_cache(place, found)
    return found


def _prove_all(loaded: LoadedWorkflow, proving: ProofOptions, calendar: Calendar) -> ProofResults:
    proofs: list[Proof] = []
    findings: list[Finding] = []
    left = 0
    try:
        for proof, more in _answers(loaded, proving.nodes, calendar):
            findings += more
            if proof is None:
                continue
            proofs.append(proof)
            if proving.report is not None:
                proving.report(proof)
    except KeyboardInterrupt:
        # The verdicts so far are worth showing; at least one is missing.
        left = max(1, len(_names(loaded)) - len(proofs))
    if not left:
        proofs += _unanswered_proofs(loaded, proofs)
    return ProofResults(_sort_proofs(proofs), tuple(findings), left)


def _unanswered_proofs(loaded: LoadedWorkflow, proofs: Sequence[Proof]) -> list[Proof]:
    """Return an unknown verdict for each property of a process that the system killed."""
    answered = {proof.guarantee for proof in proofs}
    return [
        Proof(name, "unknown", 0, 0.0, bound="the memory of this computer")
        for name in _names(loaded)
        if name not in answered
    ]


def _names(loaded: LoadedWorkflow) -> tuple[str, ...]:
    """Return the names of all properties."""
    from sop.model.proof import BUILT_IN  # late: start-up

    if loaded.definition is None:
        return BUILT_IN
    return (*BUILT_IN, *loaded.definition.guarantees)


def _answers(
    loaded: LoadedWorkflow, nodes: int, calendar: Calendar
) -> Iterator[tuple[Proof | None, tuple[Finding, ...]]]:
    """Yield each answer as it comes, a proof with the seconds that it took."""
    from sop.casework.parallel_proof import answers  # late: start-up

    for proof, findings, seconds in answers(loaded, nodes, calendar):
        if proof is not None:
            proof = replace(proof, seconds=seconds)
        yield proof, findings


def _sort_proofs(proofs: list[Proof]) -> tuple[Proof, ...]:
    """Sort: the built-in properties as in the manual, then the guarantees in file order."""
    from sop.model.proof import BUILT_IN  # late: start-up

    def place(proof: Proof) -> int:
        return BUILT_IN.index(proof.guarantee) if proof.guarantee in BUILT_IN else len(BUILT_IN)

    return tuple(sorted(proofs, key=place))


def _write_counterexamples(
    found: ProofResults, folder: Path | None, shown_as: Path
) -> ProofResults:
    """Write each counterexample into the folder as a scenario that can be replayed.

    Return the proofs with the paths of these files.
    """
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
        write_output(path, text.encode(), overwrite=True)
    except OSError as error:
        if error.errno in FAULTS_OF_THE_DISK:
            raise store_trouble("The file cannot be written", path, error) from error
        raise UsageError(
            f"'{shown_as}' cannot be written: {error.strerror}.", "Name another folder."
        ) from error


def _key(loaded: LoadedWorkflow, workflow: str, proving: ProofOptions) -> str:
    """Return a digest of the workflow's files and their place, the budget, and the program."""
    digest = hashlib.sha256(
        f"{FORMAT}\0{workflow}\0{proving.nodes}\0{_engine_version()}\0".encode()
    )
    for name, text in sorted(loaded.texts.items()):
        digest.update(f"{name}\0{len(text)}\0{text}".encode())
    digest.update(loaded.source.at(()).path.encode())
    return digest.hexdigest()


def _engine_version() -> str:
    """Return a digest of the program's version and of the packages that decide a verdict."""
    digest = hashlib.sha256(sop.__version__.encode())
    here = Path(sop.__file__).parent
    for part in PARTS:
        for file in sorted((here / part).glob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _read_cache(place: Path) -> ProofResults | None:
    with suppress(OSError, ValueError, KeyError, TypeError):
        content = json.loads(unseal(place.read_bytes()))
        proofs = tuple(map(_proof, content["proofs"]))
        return ProofResults(proofs, tuple(map(_finding, content["findings"])))
    return None


def _write_cache(place: Path, found: ProofResults) -> None:
    """Keep the verdicts. If the folder cannot be written, the next run proves again."""
    content = {
        "proofs": list(map(asdict, found.proofs)),
        "findings": list(map(asdict, found.findings)),
    }
    with suppress(OSError):
        replace_private(place, seal(json.dumps(content).encode()))


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
