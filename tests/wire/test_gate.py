"""The gate: how well the cleaner parts junk from articles in eighteen languages. A floor only ever rises."""

from __future__ import annotations

import tomllib
from pathlib import Path

from wire.clean import clean

LANGUAGES: dict[str, dict[str, list[str]]] = tomllib.loads((Path(__file__).parent / "gate.toml").read_text("utf-8"))

MOST_JUNK_LEFT = 12  # of 144 lines
MOST_LINES_LOST = 0  # of 108 lines in clean articles
MOST_LINES_LOST_AMID_JUNK = 2  # of 54 lines
MOST_LOOKALIKES_LOST = 3  # of 54 lines


def kept(lines: list[str]) -> set[str]:
    return {block.text for block in clean("\n\n".join(lines)).body}


def amid_junk(language: dict[str, list[str]]) -> list[str]:
    """The article with half of the junk above it, the rest between its paragraphs and below."""
    junk, article = language["junk"], language["article"]
    return [*junk[:2], article[0], junk[2], article[1], junk[3], article[2], *junk[4:]]


def test_junk_goes() -> None:
    """Junk lines around and inside articles are removed."""
    left = [line for language in LANGUAGES.values() for line in language["junk"] if line in kept(amid_junk(language))]
    assert len(left) <= MOST_JUNK_LEFT, left


def test_articles_stay() -> None:
    """Of a clean article nothing is removed; of one amid junk hardly anything."""
    lost = [
        line
        for language in LANGUAGES.values()
        for line in language["article"] * 2
        if line not in kept(language["article"] * 2)
    ]
    assert len(lost) <= MOST_LINES_LOST, lost
    amid = [
        line for language in LANGUAGES.values() for line in language["article"] if line not in kept(amid_junk(language))
    ]
    assert len(amid) <= MOST_LINES_LOST_AMID_JUNK, amid


def test_lookalikes_stay() -> None:
    """Article lines that only look like junk are kept."""
    lost = []
    for language in LANGUAGES.values():
        article, looks = language["article"], language["lookalikes"]
        whole = [line for pair in zip(article, looks, strict=True) for line in pair]
        lost += [line for line in looks if line not in kept(whole)]
    assert len(lost) <= MOST_LOOKALIKES_LOST, lost
