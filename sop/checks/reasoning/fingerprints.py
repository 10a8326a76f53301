"""Fingerprints, by which a finding is the same one in the next version of a workflow."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from sop.definition.load import LoadedWorkflow
from sop.model.finding import Finding

FINGERPRINT_DIGITS = 32  # 128 bits: two findings never share one by chance, and it stays readable
_LINE_NUMBER = re.compile(r"\bline \d+(, column \d+)?")


def locate_finding(loaded: LoadedWorkflow, finding: Finding) -> str:
    """Return what the finding is about, for example `tracks.drill.steps.alarm.due`.

    Numbers of list items are left out. Empty for a finding about the whole file.
    """
    path = loaded.source.path_at(finding.position)
    return ".".join(part for part in path if isinstance(part, str))


def fingerprints(
    loaded: LoadedWorkflow, workflow: str, findings: Sequence[Finding]
) -> tuple[str, ...]:
    """Return for each finding a hash of workflow, rule, place and message, without line numbers.

    Findings that agree in all of these are numbered in the order of the files, so that each has its
    own fingerprint.
    """
    return tuple(_hash_words(words) for words in _number_repeats(loaded, workflow, findings))


def _number_repeats(
    loaded: LoadedWorkflow, workflow: str, findings: Sequence[Finding]
) -> Iterator[tuple[str, ...]]:
    seen: Counter[tuple[str, ...]] = Counter()
    for finding in findings:
        message = _LINE_NUMBER.sub("line", finding.message)
        words = (workflow, finding.rule, locate_finding(loaded, finding), message)
        seen[words] += 1
        yield (*words, str(seen[words]))


def _hash_words(words: tuple[str, ...]) -> str:
    text = "\0".join(words)
    digest = hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
    return digest[:FINGERPRINT_DIGITS]
