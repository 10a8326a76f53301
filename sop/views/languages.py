"""The screen of a workflow's languages, with how far each is translated."""

from __future__ import annotations

from sop.definition.translations import measure_translations
from sop.model.definition import Definition
from sop.views.terminal.blocks import BLANK, Blocks, Column, Section, Span, Table, line, row, words

COLUMNS = (Column(most=4), Column(flex=True), Column(most=18), Column(most=24))


def languages_screen(definition: Definition) -> Blocks:
    """Return each language with its translated texts.

    Words that are read to a person count only where the translation was reviewed.
    """
    measured = measure_translations(definition)
    if not measured:
        return (BLANK, line("The workflow lists no languages.", indent=1))
    rows = [
        row(
            language.code,
            language.name,
            f"{language.texts} of {language.all_texts} texts",
            f"{language.words} of {language.all_words} words reviewed",
        )
        for language in measured
    ]
    note = (
        "Words to the person are shown in another language only if the file names the translator "
        "and the day of the review."
    )
    return (
        BLANK,
        line(Span(definition.title, "strong")),
        BLANK,
        Table(COLUMNS, (Section(words("LANGUAGES")), *rows)),
        BLANK,
        line(note, indent=1),
    )
