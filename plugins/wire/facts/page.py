"""What every finder of facts looks at: the lines of a copy, where its article begins, its words, its address."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from ..story import BODY, Block, Kind

WORD = re.compile(r"\w+")
PROSE = 100
GAIN_CAP, PRICE, DROPPED_PRICE = 300, 50, 80
LEAD_LINES = 14
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
SLUG_NOISE = frozenset("html htm php aspx asp www com amp index article articles news story blog post posts a id".split())


@dataclass(frozen=True, slots=True)
class Page:
    """`texts` are the blocks' texts; `start` and `end` the lines between which the article's prose lies."""

    blocks: tuple[Block, ...]
    texts: tuple[str, ...]
    keys: tuple[str, ...]
    start: int
    end: int
    lead: frozenset[str]
    words: frozenset[str]
    slug: frozenset[str]
    url: str


def look(blocks: Sequence[Block], url: str = "") -> Page:
    """The blocks with what can be told of them at a glance."""
    texts = tuple(block.text for block in blocks)
    start, end = span(blocks)
    prose = [text[:400] for text in texts[start:end] if len(text) >= 40][:LEAD_LINES]
    return Page(
        blocks=tuple(blocks),
        texts=texts,
        keys=tuple(key(text) if len(text) < 300 else "" for text in texts),
        start=start,
        end=end,
        lead=words(" ".join(prose[:2])),
        words=words(" ".join(prose)),
        slug=slug_words(url),
        url=url,
    )


def span(blocks: Sequence[Block]) -> tuple[int, int]:
    """The first line of prose and the line after the last in the stretch of lines that holds most of it."""
    best = total = 0
    start = low = high = 0
    for index, block in enumerate(blocks):
        total += _gain(block)
        if total <= 0:
            total, start = 0, index + 1
        elif total > best:
            best, low, high = total, start, index + 1
    first = next((i for i in range(low, high) if _is_prose(blocks[i])), low)
    return first, high


def _gain(block: Block) -> int:
    if block.kind not in BODY and block.kind not in (Kind.TITLE, Kind.DATE, Kind.BYLINE, Kind.PLACE):
        return -DROPPED_PRICE
    return min(measure(block.text), GAIN_CAP) - PRICE


def _is_prose(block: Block) -> bool:
    return block.kind in BODY and block.kind is not Kind.HEADING and measure(block.text) >= PROSE


def measure(text: str) -> int:
    """The length of `text` in letters as Latin script would need them."""
    length = len(text)
    return length * 3 if 30 <= length < 400 and not text.isascii() and len(CJK.findall(text)) * 2 > length else length


def key(text: str) -> str:
    """`text` as lines are compared: folded words with single spaces."""
    return " ".join(WORD.findall(text.casefold()))


def fold(word: str) -> str:
    """A word without accents, its umlauts in one form, as addresses write it."""
    plain = word
    if not word.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return plain.replace("ß", "ss").replace("ae", "a").replace("oe", "o").replace("ue", "u")


def words(text: str) -> frozenset[str]:
    """The folded words of `text`."""
    return frozenset(map(fold, WORD.findall(text.casefold())))


def slug_words(url: str) -> frozenset[str]:
    """The telling words of the longest part of the address's path."""
    try:
        parts = unquote(urlsplit(url).path).casefold().replace("_", "-").split("/")
    except ValueError:
        return frozenset()
    longest = max(parts, key=lambda part: (part.count("-"), len(part)), default="")
    return frozenset(fold(w) for w in WORD.findall(longest) if not w.isdigit()) - SLUG_NOISE
