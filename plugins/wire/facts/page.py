"""What every finder of facts looks at: the lines of a copy, where its article begins, its words, its address."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from ..clues import Clues
from ..story import BODY, Block, Kind
from . import dates
from .bylines import is_byline, may_open

WORD = re.compile(r"\w+")
SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-]\d")
NO_CLUES = Clues()
KEYED = 300
PROSE = 100
GAIN_CAP, PRICE, DROPPED_PRICE = 300, 50, 80
LEAD_LINES = 14
BELOW = 60
COUNTED = BODY | {Kind.TITLE, Kind.DATE, Kind.BYLINE, Kind.PLACE}
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
EXTENSION = re.compile(r"\.(?:[a-z]?html?|php|aspx?|jsp|ece|amp)$|,\d+$", re.I)
HASH = re.compile(r"(?=[a-z]*\d)[\da-z]{6,}", re.I)


@dataclass(frozen=True, slots=True)
class Page:
    """`texts` are the blocks' texts; `start` and `end` the lines between which the article's prose lies. `folded` are
    the keys as addresses write them, up to some lines below the article."""

    blocks: tuple[Block, ...]
    texts: tuple[str, ...]
    keys: tuple[str, ...]
    folded: tuple[str, ...]
    start: int
    end: int
    lead: frozenset[str]
    words: frozenset[str]
    slug: frozenset[str]
    path: tuple[str, ...]
    address: str
    dates: dict[int, list[dates.Found]]
    dated: frozenset[int]
    signed: frozenset[int]
    url: str
    lang: str
    order: str
    clues: Clues


def look(blocks: Sequence[Block], url: str = "", lang: str = "", clues: Clues = NO_CLUES) -> Page:
    """The blocks with what can be told of them at a glance."""
    texts = tuple(block.text for block in blocks)
    start, end = span(blocks)
    found = dates.in_lines(texts, lang)
    keys = keys_of(texts)
    said = address(url) if url else ""
    path = tuple(WORD.findall(fold(said.casefold())))
    prose = [text[:400] for text in texts[start:end] if len(text) >= 40][:LEAD_LINES]
    return Page(
        blocks=tuple(blocks),
        texts=texts,
        keys=keys,
        folded=fold_lines(keys[: max(start, end) + BELOW]),
        start=start,
        end=end,
        lead=words(" ".join(prose[:2])),
        words=words(" ".join(prose)),
        slug=frozenset(path),
        path=path,
        address=said,
        dates=found,
        dated=frozenset(i for i, some in found.items() if dates.about(texts[i], some)),
        signed=frozenset(i for i, t in enumerate(texts) if may_open(keys[i]) and is_byline(t)),
        url=url,
        lang=lang,
        clues=clues,
        order=order(texts, found),
    )


def order(texts: Sequence[str], found: dict[int, list[dates.Found]]) -> str:
    """ "dmy" or "mdy" where the page itself writes dates in figures that can be read in one way only, else ""."""
    votes = {"dmy": 0, "mdy": 0}
    for line, some in found.items():
        for one in some:
            match = SLASHED.match(texts[line], one.start) if not one.doubt else None
            if match and max(int(match[1]), int(match[2])) > 12:
                votes["dmy" if int(match[1]) > 12 else "mdy"] += 1
    return "" if bool(votes["dmy"]) == bool(votes["mdy"]) else max(votes, key=lambda name: votes[name])


def kept(block: Block) -> float:
    """How likely the block is the article's, as its label has it."""
    return block.confidence if block.kind in BODY else 1 - block.confidence


def span(blocks: Sequence[Block]) -> tuple[int, int]:
    """The first line of prose and the line after the last in the stretch of lines that holds most of it."""
    best = total = 0
    start = low = high = 0
    for index, block in enumerate(blocks):
        total += min(measure(block.text), GAIN_CAP) - PRICE if block.kind in COUNTED else -DROPPED_PRICE
        if total <= 0:
            total, start = 0, index + 1
        elif total > best:
            best, low, high = total, start, index + 1
    first = next((i for i in range(low, high) if _is_prose(blocks[i])), low)
    return first, high


def _is_prose(block: Block) -> bool:
    return block.kind in BODY and block.kind is not Kind.HEADING and measure(block.text) >= PROSE


def measure(text: str) -> int:
    """The length of `text` in letters as Latin script would need them."""
    length = len(text)
    return length * 3 if 30 <= length < 400 and not text.isascii() and len(CJK.findall(text)) * 2 > length else length


def key(text: str) -> str:
    """`text` as lines are compared: folded words with single spaces."""
    low = text.casefold()
    return " ".join(low.split() if low.replace(" ", "").isalnum() else WORD.findall(low))


def keys_of(texts: Sequence[str]) -> tuple[str, ...]:
    """The key of every text, "" for long ones."""
    return tuple([key(text) if len(text) < KEYED else "" for text in texts])


def fold(text: str) -> str:
    """`text` without accents, its umlauts in one form, as addresses write words."""
    plain = text
    if not text.isascii():
        plain = ACCENTED.sub(lambda letter: PLAIN.get(letter[0], letter[0]), text)
    return plain.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _plain() -> dict[str, str]:
    """Letters with accents -> letters without."""
    letters = [chr(code) for code in (*range(0xC0, 0x180), *range(0x1E00, 0x1F00))]
    bare = {letter: unicodedata.normalize("NFKD", letter)[0] for letter in letters}
    marks = dict.fromkeys("\u0300\u0301\u0308", "")
    return {letter: plain for letter, plain in bare.items() if plain.isascii()} | {"ß": "ss"} | marks


PLAIN = _plain()
ACCENTED = re.compile("[\u00c0-\u017f\u1e00-\u1eff\u0300\u0301\u0308]")


def fold_lines(keys: Sequence[str]) -> tuple[str, ...]:
    """Every key folded; one pass over them all."""
    return tuple(fold("\n".join(keys)).split("\n"))


def words(text: str) -> frozenset[str]:
    """The folded words of `text`."""
    return frozenset(WORD.findall(fold(text.casefold())))


def address(url: str) -> str:
    """The part of the address that reads most like words, without extension, numbers at its ends and hyphens."""
    try:
        parts = unquote(urlsplit(url).path).replace("_", "-").split("/")
    except ValueError:
        return ""
    longest = max(parts, key=lambda part: (part.count("-"), len(part)), default="")
    said = WORD.findall(EXTENSION.sub("", longest))
    while said and ((said[0].isdigit() and len(said[0]) > 4) or HASH.fullmatch(said[0])):
        said = said[1:]
    while said and ((said[-1].isdigit() and len(said[-1]) > 4) or HASH.fullmatch(said[-1])):
        said = said[:-1]
    text = " ".join(said)
    return text[:1].upper() + text[1:]
