"""The lives of authors below an article, told from people the article speaks of by the byline."""

from __future__ import annotations

from wire.clues import Clues
from wire.gather import gather
from wire.story import Block, Kind

PROSE = "The night ferry sails again from the first of December, the harbour board said on Monday."
LIFE = "Ada Lund writes about harbours for the Almery Post and lives there with a cat."


def body(*lines: str) -> list[str]:
    texts = ["Night ferry sails again", "By Ada Lund", PROSE, *lines]
    kinds = [Kind.TITLE, Kind.BYLINE, *[Kind.PARAGRAPH] * (len(texts) - 2)]
    blocks = [Block(kind, text, number) for number, (kind, text) in enumerate(zip(kinds, texts, strict=True), 1)]
    return [block.text for block in gather(blocks, Clues()).body]


def test_the_last_paragraph_goes() -> None:
    """It opens with the name that the byline gave; a short line below it changes nothing."""
    assert body(LIFE) == [PROSE]
    assert body(LIFE, "More soon") == [PROSE, "More soon"]


def test_others_stay() -> None:
    """Somebody else's life is the article's matter."""
    other = LIFE.replace("Ada Lund", "Ida Holm")
    assert body(other) == [PROSE, other]


def test_within_the_article_it_stays() -> None:
    """Where the article goes on, the author speaks of herself."""
    assert body(LIFE, PROSE) == [PROSE, LIFE, PROSE]
