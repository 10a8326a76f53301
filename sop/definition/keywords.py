"""The words of the language: what an id looks like, which words are taken, how long conditions may be."""

from __future__ import annotations

import re

RESERVED = frozenset(
    {
        *(
            "and",
            "or",
            "not",
            "is",
            "one",
            "of",
            "at",
            "least",
            "most",
            "known",
            "unknown",
            "done",
            "current",
            "visited",
        ),
        *("waiting", "running", "ended", "true", "false"),
    }
)
ID = re.compile(r"[a-z][a-z0-9_]*\Z")
WORKFLOW_ID = re.compile(r"[a-z][a-z0-9_-]*\Z")
CODE = re.compile(r"[A-Z]{1,4}\Z")
UNITS = ("hours", "working_hours", "days", "working_days", "court_days", "weeks", "months")
