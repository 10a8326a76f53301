"""Finds the damage in a store that made the program fail.

Values of a definition or a history can be of the wrong type and still have right checksums, if
the checksums were written with them. To check every value at every reading would slow down each
command, so this is done once something has failed.
"""

from __future__ import annotations

from contextlib import suppress

from sop.casework.case_service import CaseService
from sop.casework.history_replay import ThoroughCheck
from sop.casework.library import Library
from sop.store.embedded_store import EmbeddedStore
from sop.store.port import (
    DefinitionChanged,
    IntegrityError,
    StoreError,
    StoreTrouble,
    damaged_case,
)


def find_damage(store: EmbeddedStore, service: CaseService) -> IntegrityError | None:
    """Return the first damage in the store, None where there is none."""
    check = ThoroughCheck(store, service)
    with suppress(Exception):  # the caller reports what failed first
        for content_hash in store.definitions.hashes():
            problem = check.definition_problem(content_hash)
            if problem is not None:
                return DefinitionChanged(
                    problem,
                    "Stop using its cases. Restore the file from a copy of the store, or call your "
                    "administrator.",
                )
        for case_id in store.list_all_cases():
            found = _find_case_damage(check, store, case_id)
            if found is not None:
                return found
    return None


def _find_case_damage(
    check: ThoroughCheck, store: EmbeddedStore, case_id: str
) -> IntegrityError | None:
    try:
        found = check.examine(store.verify(case_id))
    except IntegrityError as error:
        return error
    except StoreError:
        return None
    return None if found.ok else damaged_case(case_id, str(found.problem))


def find_cache_damage(library: Library) -> StoreTrouble | None:
    """Remove the cached definitions that are not those of their files; None if all are."""
    with suppress(Exception):  # the caller reports what failed first
        wrong = library.forget_wrong_caches()
        if wrong:
            return StoreTrouble(
                f"The compiled form of {', '.join(wrong)} in data/compiled was damaged; it was "
                "removed.",
                "Repeat the command: it is made again.",
            )
    return None
