"""A translated text on a page says its language and its direction."""

from __future__ import annotations

from dataclasses import replace

from sop.views.formats.print_html import print_html
from sop.views.formats.text_language import mark_languages
from sop.views.print_content import Paper

PERSIAN = "می\u200cخواهم کمک کنم"


def test_a_text_of_another_language_is_marked_with_language_and_direction() -> None:
    assert mark_languages(f"<body><p>{PERSIAN}</p>", {PERSIAN: "fa"}) == (
        f'<body><p><bdi lang="fa" dir="rtl">{PERSIAN}</bdi></p>'
    )


def test_a_label_before_the_text_stays_outside() -> None:
    assert mark_languages("<body><li>Say: Sawubona</li>", {"Sawubona": "zu"}) == (
        '<body><li>Say: <bdi lang="zu" dir="ltr">Sawubona</bdi></li>'
    )


def test_unknown_text_that_runs_from_right_to_left_finds_its_own_direction() -> None:
    assert mark_languages("<body><td>سلام</td>", {}) == (
        '<body><td><bdi dir="auto">سلام</bdi></td>'
    )


def test_neither_the_title_nor_an_attribute_nor_other_text_is_changed() -> None:
    page = '<title>سلام</title><body><p class="سلام">Help now</p></body>'
    assert mark_languages(page, {"Help": "zu", "سلام": "ar"}) == page


def test_the_paper_marks_its_translated_texts_and_keeps_their_joiners() -> None:
    paper = Paper("Case", (("Say", PERSIAN),), (), ())
    page = print_html(replace(paper, languages={PERSIAN: "fa"}))
    assert f'<dd><bdi lang="fa" dir="rtl">{PERSIAN}</bdi></dd>' in page


def test_the_label_before_a_written_text_does_not_decide_its_direction() -> None:
    page = mark_languages("<body><li>Note: سلام</li></body>", {})
    assert page == '<body><li>Note: <bdi dir="auto">سلام</bdi></li></body>'
