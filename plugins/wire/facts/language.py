"""The language of a text: by its script, its letters, and the small words its language cannot do without."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from ..story import Block
from . import data

SAMPLE, ENOUGH = 3000, 3
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


def detect(blocks: Sequence[Block]) -> str:
    """The language most of the blocks' longest texts are in, "" where nothing tells."""
    longest = sorted((block.text[:600] for block in blocks), key=len, reverse=True)[:6]
    return of(" ".join(longest))


def of(text: str) -> str:
    """The language of `text`, "" where nothing tells."""
    sample = text[:SAMPLE]
    counts = Counter({lang: len(letters.findall(sample)) for lang, letters in SCRIPTS})
    if not sum(counts.values()):
        return ""
    script = max(counts, key=lambda lang: counts[lang] * (3 if lang == "ja" else 1))
    return _by_words(sample, _tables()[script]) if script in _tables() else script


@cache
def _tables() -> dict[str, dict[str, frozenset[str]]]:
    """Small words by language, those of one script together under the name SCRIPTS gives it."""
    tables: dict[str, dict[str, frozenset[str]]] = {}
    for line in data.lines("languages.txt"):
        lang, _, words = line.partition(":")
        script = "ru" if lang in ("ru", "uk", "bg", "sr", "be", "mk") else "ar" if lang in ("ar", "fa", "ur") else ""
        tables.setdefault(script, {})[lang] = frozenset(words.split())
    return tables


def _by_words(sample: str, table: dict[str, frozenset[str]]) -> str:
    counts = Counter(WORD.findall(sample.casefold()))
    scores = {lang: sum(counts[word] for word in words) for lang, words in table.items()}
    best = max(scores, key=lambda lang: scores[lang])
    return best if scores[best] >= ENOUGH else ""


def settle(said: str, found: str) -> str:
    """What the page says of its language, unless its text is plainly in another."""
    tag = said.strip().replace("_", "-")
    main = tag.split("-")[0].casefold()
    return tag if main.isalpha() and len(main) in (2, 3) and (not found or found == main) else found
