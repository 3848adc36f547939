"""How likely each candidate is a tag: a linear model beside a small network, both in `data/weights.txt`.

A story is weighed alone first, when it is read; what its site says is added later, and may change: it counts in the
linear part alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np

from . import lists
from .candidates import Draft, shown
from .features import SITE, STORY, priors, rows, site_row

BIAS = "bias"
OUT = "out"


@dataclass(frozen=True, slots=True)
class Weights:
    """What speaks for a tag. `linear` has a number for each of the story's features and of the site's, `hidden` a row
    for each of the story's and a column for each unit of the network, whose `bases` stand before its bend and whose
    `out` after it."""

    linear: np.ndarray
    bias: float
    hidden: np.ndarray
    bases: np.ndarray
    out: np.ndarray

    def story(self, table: np.ndarray) -> np.ndarray:
        """How much each of the rows speaks for a tag, as far as the story alone says."""
        bent = np.tanh(table @ self.hidden + self.bases)
        return np.asarray(table @ self.linear[: len(STORY)] + self.bias + bent @ self.out)


class Weighed(NamedTuple):
    """A candidate, weighed as far as its story alone says. `size`: its words; `full`: how often it stands by its whole
    name; `prior`: how many stories anywhere may be expected to say it."""

    key: str
    name: str
    kind: str
    known: bool
    size: int
    full: int
    score: float
    prior: float


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a story could be tagged with, names first. It depends on nothing but the story and the vocabulary."""

    lang: str
    candidates: tuple[Weighed, ...]


@cache
def weights() -> Weights:
    """The weights that ship with the package."""
    table = {}
    for line in lists.lines("weights.txt"):
        name, numbers = line.split("\t")
        table[name] = np.array(numbers.split(), dtype=float)
    linear = np.array([table[name][0] for name in (*STORY, *SITE)])
    hidden = np.stack([table[name][1:] for name in STORY])
    return Weights(linear, float(table[BIAS][0]), hidden, table[BIAS][1:], table[OUT])


@cache
def of_site() -> tuple[float, float]:
    """How much what the site says counts: the weights of the features of `SITE`."""
    by_idf, by_site = weights().linear[len(STORY) :].tolist()
    return by_idf, by_site


def sketch(draft: Draft) -> Sketch:
    """The draft's candidates, weighed."""
    table = rows(draft)
    scores = weights().story(table).tolist()
    return Sketch(
        draft.copy.lang,
        tuple(
            Weighed(c.key, shown(c), c.kind, c.known, c.size, len(c.spots), score, prior)
            for c, score, prior in zip([*draft.names, *draft.subjects], scores, priors(table), strict=True)
        ),
    )


def chance(c: Weighed, df: int, stories: int) -> float:
    """How likely `c` is a tag of its story, between 0 and 1, where `df` of the site's `stories` speak of it."""
    by_idf, by_site = of_site()
    idf, site = site_row(df, c.prior, stories)
    return 1 / (1 + math.exp(-(c.score + by_idf * idf + by_site * site)))
