"""Compiles the logical document of a workflow into a frozen Definition; every mistake on the way is reported."""

from __future__ import annotations

import hashlib
from typing import Any

from sop.definition.context import Context, as_map
from sop.definition.folder import canonical_json
from sop.definition.guarantees import guarantees
from sop.definition.names import Names
from sop.definition.report import Report
from sop.definition.tracks import track_names, tracks
from sop.definition.vocabulary import (
    closing,
    facts,
    languages,
    law,
    stakeholders,
    switches,
    terms,
    validations,
    working_hours,
)
from sop.definition.words import RESERVED
from sop.model.definition import Definition

NOT_CONTENT = ("scenarios", "expectations", "curricula")


def compile_definition(
    workflow: str, data: dict[str, Any], report: Report, content: Any
) -> tuple[Definition, Context]:
    """The definition, to be used only if the report has no new error; the context compiles the scenarios.

    `data` is what the shape left over, `content` the document as it was read, for the hash.
    """
    context = Context(data, report)
    read_law = law(context)
    context.verified_law = frozenset(
        name for name, entry in read_law.items() if entry.status == "verified"
    )
    read_stakeholders = stakeholders(context)
    read_facts = facts(context)
    read_switches = switches(context)
    context.names = Names(
        _or_any(context, "fact", read_facts), tuple(read_switches), (), (), track_names(data)
    )
    _check_clashes(context)
    read_terms = terms(context)
    definition = Definition(
        id=workflow,
        version=data.get("version") or "",
        title=context.text(("title",), data.get("title")),
        stakeholders=read_stakeholders,
        facts={name: fact for name, fact in read_facts.items() if fact is not None},
        switches=read_switches,
        terms=read_terms,
        law=read_law,
        forms={
            name: canonical_json(form)
            for name, form in as_map(data.get("forms")).items()
            if form is not None
        },
        tracks=tracks(context),
        guarantees=guarantees(context),
        closing=closing(context),
        status=data.get("status") or "draft",
        notice=context.text(("notice",), data.get("notice")),
        validated_by=validations(context),
        law_seen_on=context.moment(("law_seen_on",), data.get("law_seen_on")),
        timezone=data.get("timezone") or "UTC",
        calendar=data.get("calendar"),
        working_hours=working_hours(context),
        translations=context.translations,
        languages=languages(context),
        reviews=context.reviews,
        hash=content_hash(workflow, content),
    )
    return definition, context


def content_hash(workflow: str, content: dict[str, Any]) -> str:
    """The SHA-256 of all that the workflow says, without scenarios, expectations, curricula, comments and layout."""
    kept = {key: value for key, value in content.items() if key not in NOT_CONTENT}
    return hashlib.sha256(canonical_json([workflow, kept]).encode()).hexdigest()


def _or_any(context: Context, kind: str, found: dict[str, Any]) -> Any:
    """What was compiled; where the whole part was unreadable, every name passes."""
    return found if isinstance(context.data.get(f"{kind}s", {}), dict) else context.known[kind]


def _check_clashes(context: Context) -> None:
    """One word, one meaning: facts, switches, terms and tracks share the conditions."""
    seen: dict[str, str] = {}
    for part, kind in (
        ("tracks", "track"),
        ("facts", "fact"),
        ("switches", "switch"),
        ("terms", "term"),
    ):
        for name in as_map(context.data.get(part)):
            if name in seen and name not in RESERVED:
                context.report.error(
                    "name-clash",
                    (part, name),
                    f"the {kind} '{name}' has the name of a {seen[name]}",
                    "Conditions could not tell them apart: rename one.",
                    key=True,
                )
            seen.setdefault(name, kind)
