"""What one word says by itself, in a language: worked out once for each word, as stories use the same words again."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from . import lists
from .stems import key, stem

POSSESSIVE = re.compile(r"['’]s?$")
PARTICIPLES = ("ed", "ing")
MOST = 200_000
INNER = {
    "fr": frozenset("de du des d la à l".split()),
    "es": frozenset("de del la".split()),
    "pt": frozenset("de da do das dos".split()),
    "it": frozenset("di del della dei delle d".split()),
    "ca": frozenset("de del d la".split()),
}
_ENDINGS = frozenset({"'s", "’s", "'S", "’S"})


# How a word is set.
MARK, LOWER, CAPITAL, CAPITALS, NUMBER = range(5)

# What a word may do in a phrase, and whether it has a capital; the values are added up.
STANDS = 1  # a content word
OPENS = 2  # a phrase may start with it
GOES_ON = 4  # it may stand after other content words
ENDS = 8  # a phrase may end with it
JOINS = 16  # a small word between others
IS_CAPITAL = 32


class Word(NamedTuple):
    """A word without its possessive ending (`owner`: it had one), its lower case, its stem, its key in phrases, how it
    is set, what it may do in a phrase, and how rare it is, from 0 up."""

    word: str
    low: str
    stem: str
    key: str
    shape: int
    owner: bool
    part: int
    rare: float


class Lexicon(dict[str, Word]):
    """From a word as it stands in a text to what it says. Nothing is lost when it is emptied."""

    def __init__(self, lang: str) -> None:
        super().__init__()
        self._lang = lang
        self._stop = lists.stop_words(lang)
        self._classes = lists.word_classes() if lang == "en" else {}
        self._inner = INNER.get(lang, frozenset[str]())
        self._common = lists.common(lang)
        self._unknown = lists.unknown(lang)

    def __missing__(self, token: str) -> Word:
        if len(self) >= MOST:
            self.clear()
        word, low, shape, owner = _describe(token)
        part = self._part(low, shape)
        found = self[token] = Word(
            word,
            low,
            stem(low, self._lang),
            key(low, self._lang),
            shape,
            owner,
            part,
            8 - self._common.get(low, self._unknown),
        )
        return found

    def _part(self, low: str, shape: int) -> int:
        part = JOINS if low in self._inner else 0
        part += IS_CAPITAL if shape in (CAPITAL, CAPITALS) else 0
        if shape in (MARK, NUMBER) or len(low) < 2 or low in self._stop:
            return part
        kind = self._classes.get(low, "")
        part += STANDS
        if kind != "adverb" and (kind != "verb" or low.endswith(PARTICIPLES)):
            part += OPENS
        if kind not in ("verb", "adverb"):
            part += GOES_ON
        if kind not in ("adjective", "verb"):
            part += ENDS
        return part


@cache
def lexicon(lang: str) -> Lexicon:
    """The words of `lang` met so far."""
    return Lexicon(lang)


def _describe(token: str) -> tuple[str, str, int, bool]:
    first = token[0]
    if first == "\n":
        return "\n", "\n", MARK, False
    if not first.isalnum():
        return token, token, MARK, False
    if first.isdigit():
        return token, token.casefold(), NUMBER, False
    word = POSSESSIVE.sub("", token) if token[-2:] in _ENDINGS or token[-1] in "'’" else token
    if not first.isupper():
        shape = CAPITAL if any(c.isupper() for c in word[1:]) else LOWER
    else:
        letters = [c for c in word if c.isalpha()]
        shape = CAPITALS if len(letters) > 1 and all(c.isupper() for c in letters) else CAPITAL
    return word, word.casefold().replace("’", "'"), shape, word != token
