"""A case is named by its ID and its label."""

from __future__ import annotations

from sop.views.case_name import case_name


def test_a_label_is_quoted_after_the_id() -> None:
    assert case_name("7K3M-9QTD-X", "red cap") == '7K3M-9QTD-X "red cap"'
    assert case_name("7K3M-9QTD-X", None) == case_name("7K3M-9QTD-X", "") == "7K3M-9QTD-X"
