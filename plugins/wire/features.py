"""What is looked at in a line: one table of named numbers, shared by the rules, the model and its training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from . import cues, markup, phrases, words
from .story import Block, Kind
from .words import Hashes, Index, Ints, Page

Floats = NDArray[np.float32]

WORDS_OF_PROSE = 12


@dataclass(frozen=True, slots=True)
class Table:
    """`values[line, feature]`; the page and its phrase hits, from which they came; whether a line speaks of junk at
    all; the vocabulary terms of each line."""

    values: Floats
    page: Page
    hits: phrases.Hits
    cued: NDArray[np.bool_]
    terms: Hashes
    term_lines: Ints


PLAIN = (
    "length", "words", "word length", "capitalised words", "capital letters", "digits", "signs", "sentence ends",
    "commas", "colons", "quotes", "dashes", "bars", "brackets", "underscores", "pictures", "ideographs",
    "other letters",
    "ends a sentence", "ends with a colon", "ends with a quote", "ends with a comma", "ends with a bracket",
    "starts small", "starts with a capital", "starts with a digit", "starts with a quote", "starts with a bar",
    "starts with a bracket", "starts with a stop", "class names", "glued words", "address", "at sign", "copyright sign",
    "year", "clock", "common words", "common at all", "blank lines before", "blank lines after", "next line touches",
    "from the top", "to the bottom", "lines above", "lines below", "text above", "text below", "lines of the page",
    "repeated line", "repeated later", "repeated words", "words of the prose", "rare words of the prose",
    "alphabet of the page", "prose of the page", "usual length", "bullet", "heading", "one word", "word numbers",
    "stops inside",
)  # fmt: skip
NAMES = (
    *PLAIN,
    *(f"is a phrase: {name}" for name in phrases.NAMES),
    *(f"begins with a phrase: {name}" for name in phrases.NAMES),
)
NAMES_IN_HTML = (*NAMES, *markup.NAMES)
NAMES_IN_TEXT = (
    *NAMES,
    *(f"words of: {name}" for name in cues.NAMES),
    *(f"made of words of: {name}" for name in cues.NAMES),
)


@cache
def _common_words() -> Index:
    """The commonest words of many languages: prose is full of them, menus are not."""
    lines = files(__package__).joinpath("data/common_words.txt").read_text("utf-8").splitlines()
    listed = words.read([line for line in lines if not line.startswith("#")])
    return Index(np.unique(listed.hashes))


def table(blocks: Sequence[Block]) -> Table:
    """The features of the blocks of a page: `NAMES_IN_TEXT`, or `NAMES_IN_HTML` where they bring evidence."""
    page = words.read(_lines(blocks))
    prefixes = words.prefixes(page)
    hits = phrases.find(page, prefixes)
    common = _common_words().find(page.hashes) >= 0
    columns = {
        **_shape(page),
        **_edges(page),
        **_words(page, common),
        **_place(page, np.array([block.line for block in blocks], np.float32)),
        **_company(page, ~common),
        "bullet": np.array([block.kind is Kind.ITEM for block in blocks]),
        "heading": np.array([block.kind is Kind.HEADING for block in blocks]),
    }
    cued = cues.count(page)
    marked = all(block.evidence for block in blocks)
    values = np.empty((page.n, len(NAMES_IN_HTML if marked else NAMES_IN_TEXT)), np.float32)
    for place, name in enumerate(PLAIN):
        values[:, place] = columns[name]
    values[:, len(PLAIN) : len(NAMES)] = _phrases(hits)
    values[:, len(NAMES) :] = markup.columns(blocks) if marked else _cues(page, cued)
    return Table(values, page, hits, _speaks_of_junk(page, hits, cued, values), *_terms(page, prefixes))


def _cues(page: Page, cued: Floats) -> Floats:
    """How many telling words of each section a line holds, and their share of all its words."""
    count = np.maximum(page.words, 1).astype(np.float32)[:, None]
    return np.hstack((np.minimum(cued, np.float32(3)), cued / count))


def _lines(blocks: Sequence[Block]) -> list[str]:
    """The blocks' texts, a line each."""
    texts = [block.text for block in blocks]
    broken = len("\n".join(texts).splitlines()) != len(texts)
    return [" ".join(text.splitlines()) for text in texts] if broken else texts


def _speaks_of_junk(page: Page, hits: phrases.Hits, cued: Floats, values: Floats) -> NDArray[np.bool_]:
    """Lines that are or begin with a phrase, hold a telling word, or the name of an icon or an address."""
    named = values[:, [NAMES.index("class names"), NAMES.index("underscores"), NAMES.index("address")]].any(1)
    spoken: NDArray[np.bool_] = (hits.whole >= 0) | (hits.begin >= 0) | cued.any(1) | named | (page.words == 0)
    return spoken


def _shape(page: Page) -> dict[str, NDArray[np.generic]]:
    """How much of each class of characters a line holds."""
    count = page.counts
    length = np.maximum(count.sum(1), 1)
    letters = np.maximum(count[:, words.LOWER] + count[:, words.UPPER] + count[:, words.LETTER], 1)
    share = {
        "capital letters": words.UPPER, "digits": words.DIGIT, "signs": words.SIGN, "dashes": words.DASH,
        "bars": words.BAR, "brackets": words.BRACKET, "underscores": words.UNDERSCORE, "pictures": words.PICTURE,
        "ideographs": words.IDEOGRAPH, "other letters": words.LETTER,
    }  # fmt: skip
    counted = {"sentence ends": words.STOP, "commas": words.COMMA, "colons": words.COLON, "quotes": words.QUOTE}
    shape: dict[str, NDArray[np.generic]] = {name: count[:, kind] / length for name, kind in share.items()}
    shape |= {name: np.log1p(count[:, kind]) for name, kind in counted.items()}
    shape["capital letters"] = count[:, words.UPPER] / letters
    shape["length"] = np.log1p(length) / 3
    shape["words"] = np.log1p(page.words) / 2
    shape["word length"] = np.minimum(length / np.maximum(page.words, 1), 30) / 10
    shape["one word"] = page.words == 1
    return shape


def _edges(page: Page) -> dict[str, NDArray[np.generic]]:
    """What a line begins and ends with, and what stands between its words."""
    first = page.classes[page.begins]
    last = page.classes[np.maximum(page.ends - 1, page.begins)]
    before_last = page.classes[np.maximum(page.ends - 2, page.begins)]
    closed = (last == words.QUOTE) | (last == words.BRACKET)
    return {
        "ends a sentence": (last == words.STOP) | (closed & (before_last == words.STOP)),
        "ends with a colon": last == words.COLON,
        "ends with a quote": last == words.QUOTE,
        "ends with a comma": last == words.COMMA,
        "ends with a bracket": last == words.BRACKET,
        "starts small": first == words.LOWER,
        "starts with a capital": first == words.UPPER,
        "starts with a digit": first == words.DIGIT,
        "starts with a quote": first == words.QUOTE,
        "starts with a bar": (first == words.BAR) | (first == words.PICTURE) | (first == words.DASH),
        "starts with a bracket": first == words.BRACKET,
        "starts with a stop": (first == words.STOP) | (first == words.COMMA),
        **_joints(page),
    }


def _joints(page: Page) -> dict[str, NDArray[np.generic]]:
    """Pairs of neighbouring characters that tell: class-names, gluedWords, times, a stop inside the line."""
    here, after = page.classes[:-1], page.classes[1:]
    wordish = (here == words.LOWER) | (here == words.DIGIT)
    after2 = np.concatenate((after[1:], [words.SPACE]))
    inner = ((after == words.DASH) | (after == words.UNDERSCORE)) & (here == words.LOWER) & (after2 == words.LOWER)
    pairs = {
        "class names": inner,
        "glued words": wordish & (after == words.UPPER),
        "clock": (here == words.DIGIT) & (after == words.COLON) & (after2 == words.DIGIT),
        "stops inside": (here == words.STOP) & (after == words.SPACE),
    }
    lines = page.line_of[:-1]
    return {name: np.log1p(np.bincount(lines[np.flatnonzero(mask)], minlength=page.n)) for name, mask in pairs.items()}


@cache
def _marks() -> Index:
    return Index(words.read(["http https www com html href"]).hashes)


def _words(page: Page, is_common: NDArray[np.bool_]) -> dict[str, NDArray[np.generic]]:
    """Which words a line holds: common ones, addresses, years."""
    count = np.maximum(page.words, 1)
    common = _per_line(page, is_common)
    capital = _per_line(page, page.classes[page.word_start] == words.UPPER)
    numbers = page.classes[page.word_start] == words.DIGIT
    year = numbers & (page.word_end - page.word_start == 4)
    return {
        "common words": common / count,
        "common at all": np.log1p(common),
        "capitalised words": capital / count,
        "word numbers": _per_line(page, numbers) / count,
        "year": np.minimum(_per_line(page, year), 3),
        "address": np.minimum(_per_line(page, _marks().find(page.hashes) >= 0), 3),
        "at sign": np.minimum(_per_line(page, page.classes[np.maximum(page.word_start - 1, 0)] == words.SIGN), 3),
        "copyright sign": page.counts[:, words.PICTURE] > 0,
    }


def _per_line(page: Page, mask: NDArray[np.bool_]) -> Ints:
    return np.bincount(page.word_line[mask], minlength=page.n)


def _place(page: Page, numbers: Floats) -> dict[str, NDArray[np.generic]]:
    """Where on the page a line stands, counted in lines and in characters, and the blank lines around it."""
    n = page.n
    order = np.arange(n, dtype=np.float32)
    size = (page.ends - page.begins).astype(np.float32)
    above = np.cumsum(size) - size
    total = max(float(size.sum()), 1.0)
    gap = numbers - np.concatenate((numbers[:1] - 1, numbers[:-1])) - 1
    after = np.concatenate((gap[1:], [0]))
    return {
        "blank lines before": np.log1p(np.minimum(np.maximum(gap, 0), 50)),
        "blank lines after": np.log1p(np.minimum(np.maximum(after, 0), 50)),
        "next line touches": after == 0,
        "from the top": np.log1p(order) / 3,
        "to the bottom": np.log1p(n - 1 - order) / 3,
        "lines above": order / max(n, 1),
        "lines below": np.full(n, np.log1p(n) / 3),
        "text above": above / total,
        "text below": np.log1p(above) / 5,
        "lines of the page": np.full(n, np.log1p(total) / 5),
    }


def _company(page: Page, rare: NDArray[np.bool_]) -> dict[str, NDArray[np.generic]]:
    """What a line shares with the rest of its page: whole lines, words of the prose, alphabet, usual length."""
    n = page.n
    prose = page.words >= WORDS_OF_PROSE
    weight = np.where(prose, page.words, 0)
    counts = page.counts
    letters = (
        counts[:, [words.LOWER, words.LETTER, words.IDEOGRAPH]]
        + counts[:, [words.UPPER, words.LETTER, words.IDEOGRAPH]]
    )
    whole = letters.sum(0) / max(float(letters.sum()), 1.0)
    own = letters / np.maximum(letters.sum(1, keepdims=True), 1)
    long_share = weight.sum() / max(int(page.words.sum()), 1)
    usual = float(np.sort(page.words[prose])[prose.sum() // 2]) if prose.any() else 0.0
    return {
        **_repeats(page),
        **_shared_words(page, prose, rare),
        "alphabet of the page": own @ whole,
        "prose of the page": np.full(n, long_share),
        "usual length": np.log1p(page.words) - np.log1p(usual),
    }


def _repeats(page: Page) -> dict[str, NDArray[np.generic]]:
    line_hash = np.zeros(page.n, np.uint64)
    if len(page.hashes):
        held = np.flatnonzero(page.words > 0)
        line_hash[held] = np.add.reduceat(page.hashes * (page.hashes | np.uint64(1)), page.first_word[held])
    _, first, which, count = np.unique(line_hash, return_index=True, return_inverse=True, return_counts=True)
    return {
        "repeated line": np.log1p(count[which] - 1) * (page.words > 0),
        "repeated later": (first[which] != np.arange(page.n)) & (page.words > 0),
    }


def _shared_words(page: Page, prose: NDArray[np.bool_], uncommon: NDArray[np.bool_]) -> dict[str, NDArray[np.generic]]:
    """How far a line speaks of what the long lines of the page speak of, its own words not counted."""
    _, which, total = np.unique(page.hashes, return_inverse=True, return_counts=True)
    in_prose = prose[page.word_line] if page.n else prose[:0]
    prosaic = np.bincount(which[in_prose], minlength=len(total))
    elsewhere = prosaic[which] - in_prose
    shared = elsewhere > 0
    rare = shared & uncommon
    rest = np.maximum(np.bincount(page.word_line[uncommon], minlength=page.n), 1)
    return {
        "repeated words": np.bincount(page.word_line[total[which] > 1], minlength=page.n) / np.maximum(page.words, 1),
        "words of the prose": _per_line(page, shared) / np.maximum(page.words, 1),
        "rare words of the prose": _per_line(page, rare) / rest,
    }


@cache
def _section_of() -> Ints:
    return np.array([*phrases.book().sections, -1])


def _phrases(hits: phrases.Hits) -> Floats:
    section_of = _section_of()
    out = np.zeros((len(hits.whole), 2 * len(phrases.NAMES)), np.float32)
    for column, rows in ((0, hits.whole), (len(phrases.NAMES), hits.begin)):
        found = np.flatnonzero(rows >= 0)
        out[found, column + section_of[rows[found]]] = 1
    return out


def _terms(page: Page, prefixes: Hashes) -> tuple[Hashes, Ints]:
    """The vocabulary's view of a page: hashes of words, word pairs, line openings and short whole lines,
    each with its line."""
    held = np.flatnonzero(page.words > 0)
    short = np.flatnonzero((page.words > 0) & (page.words <= 4))
    whole = prefixes[short, page.words[short] - 1] ^ words.EDGE
    hashes = np.concatenate((page.hashes, words.pairs(page), words.openings(page), whole))
    return hashes, np.concatenate((page.word_line, page.word_line, held, short))
