"""The section a story belongs in: by words that speak for sections, and by what such stories of the set share."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from . import lists
from .words import Shape, cut

TITLE = 3
STRONG = 1.5
ROUNDS = 4
ENOUGH = 60
SMOOTH = 0.3
SEED = 0.35
NO_CASE = frozenset({"zh", "ja"})
Words = Mapping[str, Mapping[str, float]]


@cache
def shipped_words(lang: str) -> dict[str, dict[str, float]]:
    """The package's words for each section in `lang`: section, word, weight. A pair of words has a blank inside."""
    out: dict[str, dict[str, float]] = defaultdict(dict)
    for line in lists.lines("sections.txt"):
        language, section, weight, words = line.split("\t")
        if language == lang:
            for word in words.split():
                out[section].setdefault(word.replace("+", " "), float(weight))
    return dict(out)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A section and how sure it is, from 0 to 1; an empty section: nothing speaks for any."""

    section: str
    sure: float


class Sections:
    """The sections of a site. `like` names the package's list of words a section starts from (by default its own
    name); `words` adds to it, or with a weight of 0 takes from it."""

    def __init__(
        self, allowed: Sequence[str], words: Words | None = None, like: Mapping[str, str] | None = None
    ) -> None:
        self.allowed = list(allowed)
        self._words = words or {}
        self._like = like or {}
        self._tables: dict[str, dict[str, list[tuple[int, float]]]] = {}

    def of_story(self, title: str, text: str, lang: str) -> Verdict:
        """The section of one story, by its words alone."""
        return self._verdict(self._score(_bag(title, text, lang), lang))

    def of_set(self, stories: Iterable[tuple[str, str, str]]) -> list[str]:
        """The sections of a whole set of (title, text, language): words first, then what the sections share."""
        bags = [(_bag(*story), story[2]) for story in stories]
        seeds = np.array([self._score(bag, lang) for bag, lang in bags])
        if len(self.allowed) > 1:
            for lang in sorted({lang for _, lang in bags}):
                mine = [i for i, (_, other) in enumerate(bags) if other == lang]
                if len(mine) >= ENOUGH and self._table(lang):
                    seeds[mine] = _self_train([bags[i][0] for i in mine], seeds[mine])
        return [self._verdict(row).section or self.allowed[0] for row in seeds]

    def _verdict(self, scores: np.ndarray) -> Verdict:
        if not self.allowed or not np.any(scores):
            return Verdict("", 0.0)
        chances = _softmax(scores)
        best = int(np.argmax(chances))
        return Verdict(self.allowed[best], float(chances[best]))

    def _score(self, bag: Counter[str], lang: str) -> np.ndarray:
        table = self._table(lang)
        scores = np.zeros(len(self.allowed))
        for word, n in bag.items():
            for section, weight in table.get(word, ()):
                scores[section] += weight * (1 + math.log(n))
        size = math.sqrt(sum(bag.values()) + 30)
        return scores * (SEED * 8 / size)

    def _table(self, lang: str) -> dict[str, list[tuple[int, float]]]:
        if lang not in self._tables:
            table: dict[str, list[tuple[int, float]]] = defaultdict(list)
            for i, section in enumerate(self.allowed):
                like = self._like.get(section, section.casefold())
                words = {**shipped_words(lang).get(like, {}), **self._words.get(section, {})}
                for word, weight in words.items():
                    table[word].append((i, weight**STRONG))
            for rows in table.values():
                rows[:] = [(i, weight / len(rows)) for i, weight in rows]
            self._tables[lang] = table
        return self._tables[lang]


def _softmax(scores: np.ndarray) -> np.ndarray:
    e = np.exp(scores - scores.max())
    return np.asarray(e / e.sum())


@lru_cache(maxsize=4)
def _stop(lang: str) -> frozenset[str]:
    return lists.stop_words(lang)


def _bag(title: str, text: str, lang: str) -> Counter[str]:
    """How often a story says which words and pairs of words; those of the title count more."""
    copy = cut(title, text, lang)
    bag = Counter[str]()
    last = ""
    for i, (word, shape) in enumerate(zip(copy.low, copy.shape, strict=True)):
        if shape is Shape.MARK or shape is Shape.NUMBER:
            last = ""
            continue
        times = TITLE if i < copy.body else 1
        if last:
            bag[last + " " + word] += times
        bag[word] += times
        last = word
    if lang in NO_CASE:
        for word in {w for words in shipped_words(lang).values() for w in words}:
            if n := text.count(word) + TITLE * title.count(word):
                bag[word] += n
    return bag


def _self_train(bags: Sequence[Counter[str]], seeds: np.ndarray) -> np.ndarray:
    """Scores from the seeds and a naive Bayes model of the set, learned from the set's own surest verdicts."""
    seen = Counter(word for bag in bags for word in bag)
    ids = {word: i for i, word in enumerate(sorted(w for w, n in seen.items() if 2 < n < 0.4 * len(bags)))}
    rows = [np.array(sorted(ids[w] for w in bag if w in ids), dtype=np.int64) for bag in bags]
    chances = np.array([_softmax(row) for row in seeds])
    scores = seeds
    for _ in range(ROUNDS):
        counts = np.full((len(ids), seeds.shape[1]), SMOOTH)
        for row, chance in zip(rows, chances, strict=True):
            counts[row] += chance**2
        prior = chances.sum(axis=0) + 1
        logs = np.log(counts) - np.log(prior + SMOOTH * 2)
        logs -= logs.mean(axis=1, keepdims=True)
        model = np.array([logs[row].sum(axis=0) / math.sqrt(len(row) + 1) for row in rows])
        scores = seeds + model + 0.5 * np.log(prior / prior.sum())
        chances = np.array([_softmax(row) for row in scores])
    return scores


