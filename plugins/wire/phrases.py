"""The phrases junk is made of: read once from `data/phrases`, looked up for all lines of a page at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from . import words
from .story import Kind

# The sections of the files, in the order of the features; what a dropped line of that section is.
SECTIONS = {
    "share": Kind.SHARE,
    "network": Kind.SHARE,
    "follow": Kind.SHARE,
    "count": Kind.SHARE,
    "related": Kind.RELATED,
    "more": Kind.RELATED,
    "newsletter": Kind.PROMO,
    "app": Kind.PROMO,
    "paywall": Kind.NOTICE,
    "advert": Kind.ADVERT,
    "nav": Kind.NAV,
    "tags": Kind.NAV,
    "cookies": Kind.NOTICE,
    "copyright": Kind.NOTICE,
    "comments": Kind.COMMENT,
    "credit": Kind.CREDIT,
    "video": Kind.OTHER,
    "tools": Kind.SHARE,
    "author": Kind.BYLINE,
    "dated": Kind.DATE,
    "end": Kind.OTHER,
}
NAMES = tuple(SECTIONS)
# How many words may follow the beginning of a phrase: the more of it there is, the more.
MORE_WORDS = 5


@dataclass(frozen=True, slots=True)
class Book:
    """All phrases: their text and section, and indexes by whole line and by beginning."""

    texts: tuple[str, ...]
    sections: tuple[int, ...]
    whole: words.Index
    whole_rows: words.Ints
    begin: words.Index
    begin_rows: words.Ints


@dataclass(frozen=True, slots=True)
class Hits:
    """For each line the row of the phrase it is, and of the longest phrase it begins with; -1 where none."""

    whole: words.Ints
    begin: words.Ints


@cache
def book() -> Book:
    """The phrases of every language."""
    folder = files(__package__).joinpath("data/phrases")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".txt"))
    entries = [entry for name in names for entry in parse(folder.joinpath(name).read_text("utf-8"))]
    texts = tuple(text for _, text in entries)
    page = words.read([text.removesuffix(" *") for text in texts])
    keys = words.prefixes(page)[np.arange(page.n), np.clip(page.words, 1, words.LONGEST) - 1]
    open_end = np.array([text.endswith(" *") for text in texts])
    short = (page.words > 0) & (page.words <= words.LONGEST)
    whole, begin = np.flatnonzero(short), np.flatnonzero(short & open_end)
    sections = tuple(NAMES.index(section) for section, _ in entries)
    return Book(texts, sections, words.Index(keys[whole]), whole, words.Index(keys[begin]), begin)


def parse(text: str) -> list[tuple[str, str]]:
    """(section, phrase) for each line of a phrase file; `#` begins a remark."""
    entries, section = [], ""
    for line in text.splitlines():
        if line.startswith("["):
            section = line.strip("[] ")
        elif line.strip() and not line.startswith("#"):
            entries.append((section, line.strip()))
    return entries


def find(page: words.Page, prefixes: words.Hashes | None = None) -> Hits:
    """Which phrases the lines of `page` are or begin with; `prefixes` are the page's, where they are known."""
    all_phrases = book()
    prefixes = words.prefixes(page) if prefixes is None else prefixes
    whole = np.full(page.n, -1, np.int64)
    short = np.flatnonzero((page.words > 0) & (page.words <= words.LONGEST))
    rows = all_phrases.whole.find(prefixes[short, page.words[short] - 1])
    whole[short] = np.where(rows >= 0, all_phrases.whole_rows[rows], -1)
    begin = np.full(page.n, -1, np.int64)
    flat = all_phrases.begin.find(prefixes.ravel())
    found = np.flatnonzero(flat >= 0)
    lines, k = np.divmod(found, words.LONGEST)
    fits = (page.words[lines] > k) & (page.words[lines] <= (k + 1) * (1 + MORE_WORDS) + 1)
    # In the order of the lines and of the words: of several phrases the longest is written last.
    begin[lines[fits]] = all_phrases.begin_rows[flat[found[fits]]]
    return Hits(whole, begin)
