"""Which older stories a story is related to, and which tell the course of events it goes on with, by content and time.

A story is known by its *marks*: the words that its headline and first paragraphs make most of, and its tags, each with
a weight. Who keeps for each mark the stories that bear it can find what is like a story without looking at the rest.
A mark counts the less the more of the older stories bear it, as in the cosine of TF-IDF, but only the newest `REACH` of
its bearers are looked at: so what a story is related to depends on a few older stories, and on no newer one.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import log, sqrt
from zlib import crc32

from .card import Card, text

REACH = 24
"""How many of a mark's bearers are looked at."""

MARKS = 14
LEAD = 700  # signs of a text in which its marks are sought
FIRST = 12  # likely stories that are looked at more closely
# Learned from invented courses of events and from stories that are about the same things (bench/related/measure.py).
TITLE, NAME, TAG = 1.5, 1.2, 2.0
SUPPOSED = 8  # stories beside those of a young archive, so that its marks are not all common
SHORT = 8  # letters of a word that counts in full
SCALE = 32
UNSHARED = 0.8  # how rare a mark is, on average, that only the other story bears
RELATED = 0.11
SAME_COURSE = 0.15
TOGETHER = 5  # marks that two stories of one course share
COPY = 0.8  # of the fewer marks, and these no fewer than twelve: one story told twice
STALE = 0.7  # what a very old story is worth beside one of today
HALF = 365.0  # days in which half of the difference is lost

# Words of four letters or more; scripts without spaces are cut into pairs of signs.
WORDS = re.compile(r"[^\W\d_]{4,}|\d{4,}")
DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
NOISE = re.compile(r"\]\([^()\s]*\)|<[^>]*>")
NOUNS_IN_CAPITALS = frozenset({"de", "lb"})

Bearers = Callable[[int], Sequence[tuple[str, int]]]
"""For a mark the older stories that bear it, the newest first and no more than `REACH`, each with the mark's weight."""


def marks(title: str, words: str, tags: Iterable[str], lang: str) -> list[int]:
    """The marks of a story, in order: numbers below 2³² whose last eight bits are the weight. Stories in two languages
    share none."""
    weights = _words(title, NOISE.sub(" ", words[: 2 * LEAD])[:LEAD], lang)
    best = nlargest(MARKS, weights.items(), key=lambda pair: (pair[1], pair[0]))
    best += [(f"#{tag.casefold()}", TAG) for tag in tags]
    found: dict[int, int] = {}
    for word, weight in best:
        number = crc32(f"{lang} {word}".encode("utf-8", "surrogatepass")) >> 8
        found[number] = max(found.get(number, 0), min(255, round(weight * SCALE)))
    return sorted(number << 8 | weight for number, weight in found.items())


def _words(title: str, lead: str, lang: str) -> dict[str, float]:
    """How much a story makes of each of its words."""
    head = set(_cut(title.casefold()))
    times: Counter[str] = Counter()
    small: set[str] = set()
    for word, count in Counter([*_cut(title), *_cut(lead)]).items():
        low = word.casefold()
        times[low] += count
        if word[0] == low[0]:
            small.add(low)
    name = 1.0 if lang in NOUNS_IN_CAPITALS else NAME
    return {
        word: sqrt(count)
        * (TITLE if word in head else 1.0)
        * (1.0 if word in small else name)
        * (min(len(word), SHORT) / SHORT if len(word) > 2 else 1.0)
        for word, count in times.items()
    }


def _cut(words: str) -> list[str]:
    if words.isascii():
        return WORDS.findall(words)
    dense = [run[i : i + 2] for run in DENSE.findall(words) for i in range(len(run) - 1)]
    return dense + WORDS.findall(DENSE.sub(" ", words))


def alike(mine: Sequence[int], older: int, bearers: Bearers, marks_of: Callable[[str], Sequence[int]]) -> list[Alike]:
    """The older stories most like the one with these marks, the most alike first. `older`: how many older stories there
    are; more than `REACH` are as good as that many."""
    most = log(min(REACH, older + SUPPOSED) + 2)
    worth: dict[int, float] = {}
    shared: dict[str, float] = {}
    for mark in mine:
        found = bearers(mark >> 8)
        if len(found) >= REACH:  # what so many say tells nothing
            worth[mark >> 8] = 0.0
            continue
        rare = worth[mark >> 8] = most - log(len(found) + 1)
        part = (mark & 255) * rare * rare
        for key, weight in found:
            shared[key] = shared.get(key, 0.0) + part * weight
    usual = UNSHARED * max(0.5, most - log(2))
    own = _length(mine, worth, usual)
    # Few are worth a comparison of names: those that may still be among the first when their sums are rounded.
    least = sorted(shared.values(), reverse=True)[:FIRST][-1:]
    likely = [pair for pair in shared.items() if pair[1] >= least[0] - 1e-6]
    best = nlargest(FIRST, likely, key=lambda pair: (round(pair[1], 6), pair[0]))
    scored = [Alike(key, round(sum_ / (own * _length(marks_of(key), worth, usual)), 6)) for key, sum_ in best if sum_]
    return sorted(scored, key=lambda each: (-each.score, each.key))


@dataclass(frozen=True, slots=True)
class Alike:
    """An older story, and how like it is: 1 where all is the same."""

    key: str
    score: float


def _length(all_marks: Sequence[int], worth: dict[int, float], usual: float) -> float:
    total, known = 0.0, worth.get
    for mark in all_marks:
        part = (mark & 255) * known(mark >> 8, usual)
        total += part * part
    return sqrt(total) or 1.0


def is_copy(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether two stories have so many marks in common that they are one story told twice."""
    return _shared(one, other) >= COPY * max(12, min(len(one), len(other)))


def _shared(one: Sequence[int], other: Sequence[int]) -> int:
    return len({mark >> 8 for mark in one} & {mark >> 8 for mark in other})


@dataclass(frozen=True, slots=True)
class Around:
    """The stories around one: those it goes on with, the oldest first, and others that are related, the best first."""

    so_far: list[Card]
    related: list[Card]


def around(
    card: Card,
    mine: Sequence[int],
    found: Sequence[tuple[Card, Sequence[int], float]],
    most: tuple[int, int],
    days: int,
) -> Around:
    """What to show of `found` (story, marks, likeness): at most so many earlier stories of its course, no older than
    `days`, and so many related ones; of stories told twice the likelier one, and never the story itself again."""
    likely = [(_faded(card, other, score), other, its) for other, its, score in found if score >= RELATED]
    chosen = list(_told_once(mine, sorted((each for each in likely if each[0] >= RELATED), key=_best)))
    course = [other for score, other, its in chosen if score >= SAME_COURSE and _shared(mine, its) >= TOGETHER]
    so_far = [other for other in course if days and _days(card, other) <= days][: most[0]]
    shown = {other.slug for other in so_far}
    related = [other for _, other, _ in chosen if other.slug not in shown]
    return Around(sorted(so_far, key=lambda other: (other.date, other.slug)), related[: most[1]])


_Found = tuple[float, Card, Sequence[int]]


def _best(each: _Found) -> tuple[float, str]:
    return -each[0], each[1].slug


def _told_once(mine: Sequence[int], found: Iterable[_Found]) -> Iterator[_Found]:
    told = [mine]
    for each in found:
        if not any(is_copy(each[2], other) for other in told):
            told.append(each[2])
            yield each


def _faded(card: Card, other: Card, score: float) -> float:
    return round(score * (STALE + (1 - STALE) * 2 ** (-_days(card, other) / HALF)), 6)


def _days(card: Card, other: Card) -> float:
    return abs(float((card.date - other.date).total_seconds())) / 86_400


class Archive:
    """The stories so far, for who keeps them in memory."""

    def __init__(self) -> None:
        self._stories: dict[str, tuple[Card, Sequence[int]]] = {}
        self._bearers: dict[int, deque[tuple[str, int]]] = {}

    def add(self, card: Card, marks: Sequence[int]) -> None:
        """One story more, younger than the others."""
        key = f"{len(self._stories):09}"
        self._stories[key] = card, marks
        for mark in marks:
            self._bearers.setdefault(mark >> 8, deque(maxlen=REACH)).appendleft((key, mark & 255))

    def __len__(self) -> int:
        return len(self._stories)

    def bearers(self, mark: int) -> Sequence[tuple[str, int]]:
        """The stories that bear a mark, see `Bearers`."""
        return self._bearers.get(mark, ())

    def story(self, key: str) -> tuple[Card, Sequence[int]]:
        """A bearer, and its own marks."""
        return self._stories[key]


def thread_of(card: Card) -> str:
    """The thread a person put the story in."""
    return text(card, "thread")
