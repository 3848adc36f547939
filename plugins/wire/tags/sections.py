"""The section a story belongs in: by words that speak for sections, and by what such stories of the set share."""

from __future__ import annotations

import math
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Protocol

import numpy as np

from . import lists
from .lexicon import MARK, NUMBER
from .words import Copy, cut

TITLE = 3
STRONG = 1.5
ROUNDS = 4
ENOUGH = 60
SMOOTH = 0.3
COMMON = 0.4
LEARNED = 4000
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


class Readable(Protocol):
    """A story, as far as its section goes."""

    @property
    def title(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def lang(self) -> str: ...


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

    def of_words(self, title: str, text: str, copy: Copy) -> Verdict:
        """The section of one story, by its words alone; `copy` is the story cut into them."""
        return self._verdict(self._score(_words(title, text, copy), copy.lang))

    def of_set(self, stories: Sequence[Readable]) -> list[str]:
        """The sections of a whole set of stories: words first, then what the sections share.

        A very large set is learned from a part of it, chosen by what the stories say and not by their order.
        """
        if len(self.allowed) < 2:
            return [(self.allowed or [""])[0]] * len(stories)
        some = [i for i, s in enumerate(stories) if len(stories) <= LEARNED or _falls(s.text, len(stories)) < LEARNED]
        bags = {i: _bag(stories[i]) for i in some}
        langs = {i: stories[i].lang for i in some}
        models = {}
        for lang in sorted(set(langs.values())):
            mine = [bags[i] for i in some if langs[i] == lang]
            if len(mine) >= ENOUGH and self._table(lang):
                models[lang] = _self_train(mine, np.array([self._score(bag, lang) for bag in mine]))
        return [self._settle(bags.get(i) or _bag(s), s.lang, models) for i, s in enumerate(stories)]

    def _settle(self, bag: Counter[str], lang: str, models: Mapping[str, Model]) -> str:
        scores = self._score(bag, lang)
        if lang in models:
            scores = scores + models[lang].score(bag)
        return self._verdict(scores).section or self.allowed[0]

    def _verdict(self, scores: np.ndarray) -> Verdict:
        if not self.allowed or not np.any(scores):
            return Verdict("", 0.0)
        chances = _softmax(scores)
        best = int(np.argmax(chances))
        return Verdict(self.allowed[best], float(chances[best]))

    def _score(self, bag: Counter[str], lang: str) -> np.ndarray:
        table = self._table(lang)
        scores = np.zeros(len(self.allowed))
        for word in sorted(table.keys() & bag.keys()):
            loud = 1 + math.log(bag[word])
            for section, weight in table[word]:
                scores[section] += weight * loud
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


def _falls(text: str, size: int) -> int:
    return zlib.crc32(text.encode()) % size


def _bag(story: Readable) -> Counter[str]:
    return _words(story.title, story.text, cut(story.title, story.text, story.lang))


def _words(title: str, text: str, copy: Copy) -> Counter[str]:
    """How often a story says which words and pairs of words; those of the title count more."""
    low = [word if shape not in (MARK, NUMBER) else "" for word, shape in zip(copy.low, copy.shape, strict=True)]
    pairs = [f"{first} {second}" if first and second else "" for first, second in pairwise(low)]
    bag = Counter(low)
    bag.update(pairs)
    head = low[: copy.body] + pairs[: max(0, copy.body - 1)]
    for _ in range(1, TITLE):
        bag.update(head)
    del bag[""]
    if copy.lang in NO_CASE:
        for word in {w for words in shipped_words(copy.lang).values() for w in words}:
            if n := text.count(word) + TITLE * title.count(word):
                bag[word] += n
    return bag


@dataclass(frozen=True, slots=True)
class Model:
    """What the words of a set say about its sections: a naive Bayes model."""

    ids: Mapping[str, int]
    logs: np.ndarray
    prior: np.ndarray

    def score(self, bag: Iterable[str]) -> np.ndarray:
        """How much the words of `bag` speak for each section."""
        row = np.array(sorted(self.ids[w] for w in bag if w in self.ids), dtype=np.int64)
        return np.asarray(self.logs[row].sum(axis=0) / math.sqrt(len(row) + 1) + self.prior)


def _self_train(bags: Sequence[Counter[str]], seeds: np.ndarray) -> Model:
    """A model learned from the set's own surest verdicts, starting with the `seeds`."""
    seen = Counter(word for bag in bags for word in bag)
    ids = {word: i for i, word in enumerate(sorted(w for w, n in seen.items() if 2 < n < COMMON * len(bags)))}
    rows = [np.array(sorted(ids[w] for w in bag if w in ids), dtype=np.int64) for bag in bags]
    scores = seeds
    model = Model(ids, np.zeros((len(ids), seeds.shape[1])), np.zeros(seeds.shape[1]))
    for _ in range(ROUNDS):
        chances = np.array([_softmax(row) for row in scores])
        counts = np.full((len(ids), seeds.shape[1]), SMOOTH)
        for row, chance in zip(rows, chances, strict=True):
            counts[row] += chance**2
        prior = chances.sum(axis=0) + 1
        logs = np.log(counts) - np.log(prior + SMOOTH * 2)
        model = Model(ids, logs - logs.mean(axis=1, keepdims=True), 0.5 * np.log(prior / prior.sum()))
        scores = seeds + np.array([model.score(bag) for bag in bags])
    return model
