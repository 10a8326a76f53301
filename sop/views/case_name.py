"""How a case is named: its ID, followed by its label where it has one."""

from __future__ import annotations


def case_name(case: str, label: str | None) -> str:
    """Return the ID and the label.

    >>> case_name("7K3M-9QTD-X", "person 3, green jersey"), case_name("7K3M-9QTD-X", None)
    ('7K3M-9QTD-X "person 3, green jersey"', '7K3M-9QTD-X')
    """
    return f'{case} "{label}"' if label else case
