"""Compiles the logical document of a workflow into a frozen Definition; every mistake on the way is reported."""

from __future__ import annotations

import hashlib
from typing import Any

from sop.definition.compile_context import Context, as_map
from sop.definition.condition_names import Names
from sop.definition.declarations import (
    compile_closing,
    compile_facts,
    compile_languages,
    compile_law,
    compile_stakeholders,
    compile_switches,
    compile_terms,
    compile_validations,
    compile_working_hours,
)
from sop.definition.diagnostics import Report
from sop.definition.guarantee_reader import compile_guarantees
from sop.definition.keywords import RESERVED
from sop.definition.track_reader import compile_tracks, track_names
from sop.definition.workflow_files import canonical_json
from sop.model.definition import Definition

NOT_CONTENT = ("scenarios", "expectations", "curricula")


def compile_definition(
    workflow: str, data: dict[str, Any], report: Report, content: Any
) -> tuple[Definition, Context]:
    """The definition, to be used only if the report has no new error; the context compiles the scenarios.

    `data` is what the shape left over, `content` the document as it was read, for the hash.
    """
    context = Context(data, report)
    read_law = compile_law(context)
    context.verified_law = frozenset(
        name for name, entry in read_law.items() if entry.status == "verified"
    )
    read_stakeholders = compile_stakeholders(context)
    read_facts = compile_facts(context)
    read_switches = compile_switches(context)
    context.names = Names(
        _names_or_anything(context, "fact", read_facts),
        tuple(read_switches),
        (),
        (),
        track_names(data),
    )
    _check_clashes(context)
    read_terms = compile_terms(context)
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
        tracks=compile_tracks(context),
        guarantees=compile_guarantees(context),
        closing=compile_closing(context),
        status=data.get("status") or "draft",
        notice=context.text(("notice",), data.get("notice")),
        validated_by=compile_validations(context),
        law_seen_on=context.moment(("law_seen_on",), data.get("law_seen_on")),
        timezone=data.get("timezone") or "UTC",
        calendar=data.get("calendar"),
        working_hours=compile_working_hours(context),
        translations=context.translations,
        languages=compile_languages(context),
        reviews=context.reviews,
        hash=content_hash(workflow, content),
    )
    return definition, context


def content_hash(workflow: str, content: dict[str, Any]) -> str:
    """The SHA-256 of all that the workflow says, without scenarios, expectations, curricula, comments and layout."""
    kept = {key: value for key, value in content.items() if key not in NOT_CONTENT}
    return hashlib.sha256(canonical_json([workflow, kept]).encode()).hexdigest()


def _names_or_anything(context: Context, kind: str, found: dict[str, Any]) -> Any:
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
