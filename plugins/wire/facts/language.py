"""The language of a text: by its script, its letters, and the small words its language cannot do without."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from heapq import nlargest

from ..story import Block
from . import data

SAMPLE, PIECE, LONGEST, ENOUGH = 2000, 500, 4, 3
WORD = re.compile(r"[^\W\d_]+")
SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("he", re.compile(r"[\u05d0-\u05ea]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("ka", re.compile(r"[\u10a0-\u10ff]")),
    ("hy", re.compile(r"[\u0530-\u058f]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("", re.compile(r"[a-zA-Z\u00c0-\u024f]")),
)
OTHER_SCRIPT = re.compile("[" + "".join(letters.pattern[1:-1] for lang, letters in SCRIPTS if lang) + "]")


def detect(blocks: Sequence[Block]) -> str:
    """The language most of the blocks' longest texts are in, "" where nothing tells."""
    longest = nlargest(LONGEST, [block.text for block in blocks], key=len)
    return of(" ".join(text[:PIECE] for text in longest))


def of(text: str) -> str:
    """The language of `text`, "" where nothing tells."""
    sample = text[:SAMPLE]
    script = _script(sample)
    return _by_words(sample, _tables()[script]) if script in _tables() else script or ""


def _script(sample: str) -> str | None:
    """The script most letters are of, named as in SCRIPTS; kana weighs more, for Japanese is mostly kanji."""
    if sample.isascii() or not OTHER_SCRIPT.search(sample):
        return ""
    counts = {lang: len(letters.findall(sample)) * (3 if lang == "ja" else 1) for lang, letters in SCRIPTS}
    best = max(counts, key=lambda lang: counts[lang])
    return best if counts[best] else None


@cache
def _tables() -> dict[str, dict[str, tuple[str, ...]]]:
    """By script as SCRIPTS names it: each small word with the languages it belongs to."""
    tables: dict[str, dict[str, tuple[str, ...]]] = {}
    for line in data.lines("languages.txt"):
        lang, _, words = line.partition(":")
        script = "ru" if lang in ("ru", "uk", "bg", "sr", "be", "mk") else "ar" if lang in ("ar", "fa", "ur") else ""
        table = tables.setdefault(script, {})
        for word in words.split():
            table[word] = (*table.get(word, ()), lang)
    return tables


def _by_words(sample: str, table: dict[str, tuple[str, ...]]) -> str:
    counts = Counter(WORD.findall(sample.casefold()))
    scores: Counter[str] = Counter()
    for word in counts.keys() & table.keys():
        for lang in table[word]:
            scores[lang] += counts[word]
    best = max(scores, key=lambda lang: (scores[lang], -_order()[lang]), default="")
    return best if scores[best] >= ENOUGH else ""


@cache
def _order() -> dict[str, int]:
    """The languages as their file lists them: of two with as many words the first is taken."""
    return {line.partition(":")[0]: row for row, line in enumerate(data.lines("languages.txt"))}


def settle(said: str, found: str) -> str:
    """What the page says of its language, unless its text is plainly in another."""
    tag = said.strip().replace("_", "-")
    main = tag.split("-")[0].casefold()
    return tag if main.isalpha() and len(main) in (2, 3) and (not found or found == main) else found
