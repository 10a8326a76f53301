"""Compiles the logical document of a workflow into a frozen Definition.

Every mistake is reported; compiling does not stop at the first.
"""

from __future__ import annotations

import hashlib
from typing import Any

from sop.definition.compile_context import Context, as_map, drop_unreadable
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
from sop.definition.finding_report import Report
from sop.definition.guarantee_reader import compile_guarantees
from sop.definition.keywords import RESERVED
from sop.definition.track_reader import compile_tracks, read_track_names
from sop.definition.workflow_files import canonical_json
from sop.model.definition import MEANING, Definition

# Changing these changes no case, so the content hash leaves them out.
NOT_CONTENT = ("scenarios", "expectations", "curricula")


def compile_definition(
    workflow: str, data: dict[str, Any], report: Report, content: Any
) -> tuple[Definition, Context]:
    """Return the definition, and the context that compiles its scenarios.

    Use the definition only if the report has no new error. `data` has None in place of each node
    that the schema rejected; `content` is the document as it was read, for the hash.
    """
    context = Context(data, report)
    # Declarations come first: deadlines need the verified law, conditions need all names.
    law = compile_law(context)
    context.verified_law = frozenset(
        name for name, entry in law.items() if entry.status == "verified"
    )
    stakeholders = compile_stakeholders(context)
    facts = compile_facts(context)
    switches = compile_switches(context)
    context.names = Names(
        facts=_select_names(context, "fact", facts),
        switches=tuple(switches),
        tracks=read_track_names(data),
    )
    _check_clashes(context)
    terms = compile_terms(context)
    definition = Definition(
        id=workflow,
        version=data.get("version") or "",
        title=context.text(("title",), data.get("title")),
        stakeholders=stakeholders,
        facts=drop_unreadable(facts),
        switches=switches,
        terms=terms,
        law=law,
        forms=_compile_forms(data),
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
        meaning=MEANING,
        hash=content_hash(workflow, content),
    )
    return definition, context


def content_hash(workflow: str, content: dict[str, Any], meaning: int = MEANING) -> str:
    """Return the SHA-256 (hex) of the content of a workflow and of its meaning.

    Scenarios, expectations, curricula, comments and layout are not part of the content. A store
    keeps definitions by this hash, so the same text with another meaning needs another one: old
    cases keep theirs. The hash of meaning 1 has no meaning in it, because none was written then.
    """
    kept = {key: value for key, value in content.items() if key not in NOT_CONTENT}
    hashed: list[Any] = [workflow, kept]
    if meaning > 1:
        hashed.append({"meaning": meaning})
    return hashlib.sha256(canonical_json(hashed).encode()).hexdigest()


def _compile_forms(data: dict[str, Any]) -> dict[str, str]:
    forms = drop_unreadable(as_map(data.get("forms")))
    return {name: canonical_json(form) for name, form in forms.items()}


def _select_names(context: Context, kind: str, compiled: dict[str, Any]) -> Any:
    """Return what was compiled; if the whole part was unreadable, accept every name."""
    if isinstance(context.data.get(f"{kind}s", {}), dict):
        return compiled
    return context.known[kind]


def _check_clashes(context: Context) -> None:
    """Report one name for two things: conditions use facts, switches, terms and tracks alike."""
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
                    "Conditions could not distinguish them: rename one.",
                    key=True,
                )
            seen.setdefault(name, kind)
