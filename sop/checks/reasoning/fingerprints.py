"""What a finding is known by from one version of a workflow to the next, wherever its lines have moved."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from sop.definition.load import LoadedWorkflow
from sop.model.finding import Finding

_PLACE_IN_A_FILE = re.compile(r"\bline \d+(, column \d+)?")


def locate_finding(loaded: LoadedWorkflow, finding: Finding) -> str:
    """`tracks.drill.steps.alarm.due`: what the finding is about, without numbers of lists; empty for a whole file."""
    path = loaded.source.path_at(finding.position)
    return ".".join(part for part in path if isinstance(part, str))


def fingerprints(
    loaded: LoadedWorkflow, workflow: str, findings: Sequence[Finding]
) -> tuple[str, ...]:
    """For each finding a hash of workflow, rule, dotted place and message, without any line number.

    Findings alike in all of these are numbered in the order of the files, so that each has a fingerprint of its own.
    """
    return tuple(_hash_words(words) for words in _number_repeats(loaded, workflow, findings))


def _number_repeats(
    loaded: LoadedWorkflow, workflow: str, findings: Sequence[Finding]
) -> Iterator[tuple[str, ...]]:
    seen: Counter[tuple[str, ...]] = Counter()
    for one in findings:
        message = _PLACE_IN_A_FILE.sub("line", one.message)
        words = (workflow, one.rule, locate_finding(loaded, one), message)
        seen[words] += 1
        yield (*words, str(seen[words]))


def _hash_words(words: tuple[str, ...]) -> str:
    text = "\0".join(words)
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]
