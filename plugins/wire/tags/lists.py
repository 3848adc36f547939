"""The word lists that ship with the package, read once."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from importlib.resources import files

UNKNOWN_EN = 3.2
UNKNOWN = 3.9


def lines(name: str) -> list[str]:
    """The lines of a data file, without comments."""
    text = files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def _stop() -> dict[str, frozenset[str]]:
    rows = (line.split("\t", 1) for line in lines("stop.txt"))
    return {lang: frozenset(words.split()) for lang, words in rows}


def stop_words(lang: str) -> frozenset[str]:
    """The words of `lang` that no tag starts or ends with."""
    return _stop().get(lang, frozenset())


@cache
def _common() -> dict[str, dict[str, float]]:
    out: dict[str, dict[str, float]] = defaultdict(dict)
    for line in lines("common.txt"):
        lang, band, words = line.split("\t", 2)
        out[lang].update(dict.fromkeys(words.split(), float(band)))
    return dict(out)


@cache
def common(lang: str) -> dict[str, float]:
    """How common the words of `lang` are: the decimal logarithm of their number in a thousand million."""
    return _common().get(lang, {})


def unknown(lang: str) -> float:
    """How common, at most, a word is that `common` does not list."""
    return UNKNOWN_EN if lang == "en" else UNKNOWN


@cache
def word_classes() -> dict[str, str]:
    """English words that are no nouns: "verb", "adjective" or "adverb"."""
    rows = (line.split("\t", 1) for line in lines("classes.txt"))
    return {word: kind for kind, words in rows for word in words.split()}


@cache
def known_lines() -> tuple[tuple[str, str], ...]:
    """What `known.txt` and `subjects.txt` say, as (kind, names) rows."""
    named = [line.split("\t", 1) for line in lines("known.txt")]
    return (*((kind, names) for kind, names in named), *(("subject", line) for line in lines("subjects.txt")))


@cache
def places(lang: str) -> tuple[str, ...]:
    """The names of countries and continents in `lang`."""
    rows = dict(line.split("\t", 1) for line in lines("places.txt"))
    return tuple(rows[lang].split("; ")) if lang in rows else ()
