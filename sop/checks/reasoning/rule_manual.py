"""A rule's manual page taken apart: what it says, and the two examples that the tests and the manual use."""

from __future__ import annotations

from inspect import cleandoc
from textwrap import dedent

from sop.model.value import value


@value
class ManualPage:
    """`title` is the first line, `says` the text after it; `good` and `bad` are whole workflows in YAML."""

    title: str
    says: str
    good: str
    bad: str


def manual_page(docstring: str) -> ManualPage:
    """The page; ValueError where an example is missing."""
    text, _, examples = cleandoc(docstring).partition("\nGood:\n")
    good, _, bad = examples.partition("\nBad:\n")
    if not good.strip() or not bad.strip():
        raise ValueError("a manual page has an example under 'Good:' and one under 'Bad:'")
    title, _, says = text.partition("\n")
    return ManualPage(title, says.strip(), dedent(good).strip() + "\n", dedent(bad).strip() + "\n")
