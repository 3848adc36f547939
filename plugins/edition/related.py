"""Which older stories a story is related to, by what they say. A newer story never changes an older page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain
from sys import intern

from .card import Card, text

# Words of four letters or more; scripts without spaces are cut into pairs of signs.
WORDS = re.compile(r"[^\W\d_]{4,}|\d{4,}")
DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
TAG_WORTH = 2.0
ENOUGH = 0.5


def signs(card: Card) -> frozenset[str]:
    """What a story is about: its tags, its thread and the words of its headline and summary."""
    tags = {f"#{tag.slug}" for tag in getattr(card, "tags", None) or ()}
    thread = text(card, "thread")
    line = f"{card.title} {text(card, 'summary')}".casefold()
    words = set(WORDS.findall(line))
    if runs := DENSE.findall(line):
        words = {word for word in words if not DENSE.match(word)} | {pair for run in runs for pair in _pairs(run)}
    # The same words come again and again: each is kept once.
    return frozenset(map(intern, tags | words | ({f"#{thread.casefold()}"} if thread else set())))


def _pairs(run: str) -> Iterable[str]:
    return (run[i : i + 2] for i in range(len(run) - 1))


def related(about: frozenset[str], older: Iterable[tuple[Card, frozenset[str]]], k: int) -> list[Card]:
    """The `k` stories of `older` that share most with `about`, best first.

    A sign counts for less the more of the older stories bear it. `older` comes newest first; the newer of two
    equals wins.
    """
    shared = [(card, both) for card, theirs in older if (both := about & theirs)]
    bearers = Counter(chain.from_iterable(both for _, both in shared))
    worth = {sign: (TAG_WORTH if sign.startswith("#") else 1.0) / count for sign, count in bearers.items()}
    scored = [(-_score(both, worth), place) for place, (_, both) in enumerate(shared)]
    best = sorted(scored)[:k]
    return [shared[place][0] for score, place in best if -score >= ENOUGH or _tagged(shared[place][1])]


def _score(both: frozenset[str], worth: Mapping[str, float]) -> float:
    """What the signs are worth together; in one order, for the last digit of a sum depends on it from three on."""
    return sum([worth[sign] for sign in (sorted(both) if len(both) > 2 else both)])


def _tagged(both: frozenset[str]) -> bool:
    return any(sign.startswith("#") for sign in both)
