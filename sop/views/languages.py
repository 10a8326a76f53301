"""The screen that lists the languages of a workflow, and how far each is."""

from __future__ import annotations

from sop.definition.translations import measure_translations
from sop.model.definition import Definition
from sop.views.terminal.blocks import BLANK, Blocks, Column, Section, Span, Table, line, row, words

COLUMNS = (Column(most=4), Column(flex=True), Column(most=18), Column(most=24))


def languages_screen(definition: Definition) -> Blocks:
    """Each language with what is translated; words to a person count only where they were reviewed."""
    told = measure_translations(definition)
    if not told:
        return (BLANK, line("The workflow lists no languages.", indent=1))
    heading = Section(words("LANGUAGES"))
    rows = [
        row(
            one.code,
            one.name,
            f"{one.texts} of {one.all_texts} texts",
            f"{one.words} of {one.all_words} words reviewed",
        )
        for one in told
    ]
    return (
        BLANK,
        line(Span(definition.title, "strong")),
        BLANK,
        Table(COLUMNS, (heading, *rows)),
        BLANK,
        line(
            "Words to the person are shown in another language only with a translator and the day of a review.",
            indent=1,
        ),
    )
