"""Lines -> character classes and word hashes, as whole arrays: the whole page is read in a few passes.

A word's hash is a polynomial over its folded characters, taken from running sums, so that no word is ever
cut out as a string. All numbers hash alike; characters of scripts without spaces are words of their own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]

(
    SPACE,
    LOWER,
    UPPER,
    LETTER,
    IDEOGRAPH,
    DIGIT,
    STOP,
    COMMA,
    COLON,
    QUOTE,
    DASH,
    BAR,
    BRACKET,
    UNDERSCORE,
    SIGN,
    PICTURE,
    MARK,
) = range(17)
CLASSES = 17

BASE = 0x9E3779B97F4A7C15 | 1
CHAIN = np.uint64(0xC2B2AE3D27D4EB4F)
EDGE = np.uint64(0x165667B19E3779F9)
OPENING = np.uint64(int(EDGE) * int(CHAIN) & 0xFFFFFFFFFFFFFFFF)
NUMBER = np.uint64(ord("0"))
LONGEST = 10

_BY_CHARACTER = {
    STOP: ".!?…。！？؟।॥։",
    COMMA: ",;،؛、，；",
    COLON: ":：",
    QUOTE: "\"'“”„‟‘’‚«»‹›「」『』《》",
    DASH: "-–—‐‑",
    BAR: "|•·/\\>→►▸▶▼▲●▪■★☆←»›+*#=~^",
    BRACKET: "()[]{}<（）【】",
    UNDERSCORE: "_",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What the passes over the characters found. `n` lines; arrays over characters, words and lines."""

    n: int
    classes: NDArray[np.uint8]
    line_of: Ints
    begins: Ints
    ends: Ints
    counts: NDArray[np.float32]
    word_start: Ints
    word_end: Ints
    word_line: Ints
    hashes: Hashes
    first_word: Ints
    words: Ints


@cache
def _class_table() -> NDArray[np.uint8]:
    table = np.fromiter((_class_of(code) for code in range(0x10000)), np.uint8, 0x10000)
    for kind, characters in _BY_CHARACTER.items():
        table[[ord(character) for character in characters]] = kind
    return table


def _class_of(code: int) -> int:
    if 0x2E80 <= code < 0xA4D0 or 0xF900 <= code < 0xFB00 or 0x0E00 <= code < 0x0F00:
        category = unicodedata.category(chr(code))
        return IDEOGRAPH if category[0] in "LM" else DIGIT if category == "Nd" else SIGN
    category = unicodedata.category(chr(code))
    by_category = {"Lu": UPPER, "Lt": UPPER, "Ll": LOWER, "Nd": DIGIT, "So": PICTURE, "Zs": SPACE, "Cc": SPACE}
    letterlike = LETTER if category[0] == "L" else MARK if category[0] == "M" else SIGN
    return by_category.get(category, letterlike)


@cache
def _powers(size: int) -> tuple[Hashes, Hashes]:
    """The powers of BASE and of its inverse modulo 2**64, up to `size`."""
    inverse = pow(BASE, -1, 1 << 64)
    ones = np.ones(size, np.uint64)
    up, down = ones * np.uint64(BASE), ones * np.uint64(inverse)
    up[0] = down[0] = 1
    return np.cumprod(up, dtype=np.uint64), np.cumprod(down, dtype=np.uint64)


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _folded(text: str) -> NDArray[np.uint32]:
    folded = text.lower()
    if len(folded) != len(text):
        folded = "".join(low if len(low := character.lower()) == 1 else character for character in text)
    return _codes(folded)


def read(lines: Sequence[str]) -> Page:
    """The page the lines make. No line may hold a line break."""
    text = "\n".join(lines) + "\n"
    codes = _codes(text)
    table = _class_table()
    classes = table.take(codes, mode="clip")
    if codes.max() >= 0x10000:
        classes[codes >= 0x10000] = PICTURE
        classes[(codes >= 0x20000) & (codes < 0x32000)] = IDEOGRAPH
    breaks = codes == 10
    ends = np.flatnonzero(breaks)
    n = len(ends)
    begins = np.concatenate(([0], ends[:-1] + 1))
    line_of = np.cumsum(breaks) - breaks
    counts = np.bincount(line_of * CLASSES + classes, minlength=n * CLASSES).reshape(n, CLASSES)
    counts[:, SPACE] -= 1
    starts, stops = _word_bounds(classes)
    hashes = _hash(_folded(text), classes, starts, stops)
    word_line = line_of[starts]
    words = np.bincount(word_line, minlength=n)
    first = np.cumsum(words) - words
    return Page(
        n, classes, line_of, begins, ends, counts.astype(np.float32), starts, stops, word_line, hashes, first, words
    )


def _word_bounds(classes: NDArray[np.uint8]) -> tuple[Ints, Ints]:
    """Where each word begins and where it has ended. An ideograph is a word."""
    alone = classes == IDEOGRAPH
    digit = np.concatenate(([False], classes == DIGIT, [False]))
    in_number = ((classes == STOP) | (classes == COMMA)) & digit[:-2] & digit[2:]
    inside = ((classes >= LOWER) & (classes <= DIGIT)) | (classes == MARK) | in_number
    before = np.concatenate(([False], inside[:-1]))
    alone_before = np.concatenate(([False], alone[:-1]))
    starts = inside & (~before | alone | alone_before)
    after = np.concatenate((starts[1:], [True]))
    outside_after = np.concatenate((~inside[1:], [True]))
    return np.flatnonzero(starts), np.flatnonzero(inside & (after | outside_after)) + 1


def _hash(codes: NDArray[np.uint32], classes: NDArray[np.uint8], starts: Ints, stops: Ints) -> Hashes:
    size = max(1024, 1 << len(codes).bit_length())
    up, down = _powers(size)
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(codes * up[: len(codes)], dtype=np.uint64)))
    hashes: Hashes = (sums[stops] - sums[starts]) * down[starts]
    return np.where(classes[starts] == DIGIT, NUMBER, hashes)


def pairs(page: Page) -> Hashes:
    """A hash for each word with the next one of its line; the last word is paired with the line's end."""
    following = np.concatenate((page.hashes[1:], [EDGE]))
    following[page.first_word[page.words > 0][1:] - 1] = EDGE
    hashes: Hashes = page.hashes * CHAIN + following
    return hashes


def openings(page: Page) -> Hashes:
    """For each line with words, in order: the hash of the line's beginning with its first word."""
    hashes: Hashes = OPENING + page.hashes[page.first_word[page.words > 0]]
    return hashes


def prefixes(page: Page) -> Hashes:
    """[n, LONGEST]: the hash of each line's first 1 to LONGEST words; 0 where the line has fewer."""
    if not len(page.hashes):
        return np.zeros((page.n, LONGEST), np.uint64)
    order = np.arange(LONGEST)
    words = page.hashes[np.minimum(page.first_word[:, None] + order, len(page.hashes) - 1)]
    return np.where(page.words[:, None] > order, words @ _chains(), 0)


@cache
def _chains() -> Hashes:
    """[word, size]: what a word counts for in the hash of the first words, so many of them."""
    chains = [
        [int(CHAIN) ** (size - word) if word <= size else 0 for size in range(LONGEST)] for word in range(LONGEST)
    ]
    return np.array([[power % (1 << 64) for power in row] for row in chains], np.uint64)


class Index:
    """Hash -> row, for whole arrays at once: -1 where a hash is unknown; of equal keys the first counts."""

    BITS = np.uint64(16)
    MIX = np.uint64(0xD1342543DE82EF95)  # words of one letter differ in their last bits only

    def __init__(self, keys: Hashes) -> None:
        unique, first = np.unique(keys, return_index=True)
        bucket = self._buckets(unique)
        order = np.argsort(bucket, kind="stable")
        held = np.bincount(bucket, minlength=1 << int(self.BITS))
        self._fullest = int(held.max())
        self._begin = np.where(held > 0, np.cumsum(held) - held, -1)
        self._keys = np.concatenate((unique[order], np.zeros(self._fullest, np.uint64)))
        self._rows = np.concatenate((first[order], np.full(self._fullest, -1)))

    def find(self, hashes: Hashes) -> Ints:
        """The row of each hash. Most hashes are unknown, and turned away where their bucket is empty."""
        rows = np.full(hashes.shape, -1, np.int64)
        begin = self._begin[self._buckets(hashes)]
        maybe = np.flatnonzero(begin >= 0)
        at, wanted = begin[maybe], hashes[maybe]
        for _ in range(self._fullest):
            hit = self._keys[at] == wanted
            rows[maybe[hit]] = self._rows[at[hit]]
            at = at + 1
        return rows

    def _buckets(self, hashes: Hashes) -> Ints:
        buckets: Ints = ((hashes * self.MIX) >> (np.uint64(64) - self.BITS)).astype(np.int64)
        return buckets
