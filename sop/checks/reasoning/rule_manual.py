"""A rule's manual page, split into its text and its two examples."""

from __future__ import annotations

from inspect import cleandoc
from textwrap import dedent

from sop.model.value import value


@value
class ManualPage:
    """`title` is the first line, `says` the text after it; `good` and `bad` are YAML workflows."""

    title: str
    says: str
    good: str
    bad: str


def manual_page(text: str) -> ManualPage:
    """Split the page.

    Raises:
        ValueError: An example is missing.
    """
    prose, _, examples = cleandoc(text).partition("\nGood:\n")
    good, _, bad = examples.partition("\nBad:\n")
    if not good.strip() or not bad.strip():
        raise ValueError("A manual page needs one example under 'Good:' and one under 'Bad:'.")
    title, _, says = prose.partition("\n")
    return ManualPage(title, says.strip(), _example(good), _example(bad))


def _example(text: str) -> str:
    return dedent(text).strip() + "\n"
