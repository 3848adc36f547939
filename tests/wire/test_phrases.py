"""The phrase files: each phrase is found as a line of its own, and parts an advert from an article."""

from __future__ import annotations

from importlib.resources import files

import pytest
from wire import phrases, words

BOOK = phrases.book()
LANGUAGES = ("ar de en es fa fr he hi it ja ko nl pl pt ru tr uk zh").split()


def test_every_phrase_is_found() -> None:
    """A line that is a phrase is known as one of its section, or of the section of a twin in another language."""
    lines = [text.removesuffix(" *") for text in BOOK.texts]
    page = words.read(lines)
    hits = phrases.find(page)
    missed = [
        line
        for line, row, count in zip(lines, hits.whole, page.words, strict=True)
        if row < 0 and 0 < count <= words.LONGEST
    ]
    assert missed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_phrases(language: str) -> None:
    """Each file names share buttons, related stories, adverts, comments, credits and what readers are sold."""
    entries = phrases.parse(files("wire").joinpath(f"data/phrases/{language}.txt").read_text("utf-8"))
    sections = {section for section, _ in entries}
    assert {"share", "related", "advert", "comments", "credit", "newsletter", "cookies", "copyright"} <= sections
    assert sections <= set(phrases.NAMES)


def test_beginnings() -> None:
    """A phrase with a star may go on for a few words, not for a paragraph."""
    page = words.read(["Read more: the lighthouse went dark", "Read more " + "and more " * 20, "Never read more"])
    assert [row >= 0 for row in phrases.find(page).begin] == [True, False, False]


def test_numbers_are_any_number() -> None:
    """1.2K, 14 and 3,400 are all a number."""
    page = words.read(["14 comments", "3,400 comments", "1.2K shares", "many comments"])
    assert [row >= 0 for row in phrases.find(page).whole] == [True, True, True, False]


def test_a_bare_number_is_no_phrase() -> None:
    """The number of a list's entry stands on a line of its own in copy of many pages."""
    page = words.read(["1", "12", "3D", "87"])
    assert phrases.find(page).whole.tolist() == [-1] * 4
