"""How likely each candidate is a tag: a linear model, its weights in `data/weights.txt`.

A story is weighed alone first, when it is read; what its site says is added later, and may change.
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
def _weights() -> tuple[np.ndarray, tuple[float, float], float]:
    """The weights of the story's features and of the site's, and the bias."""
    table = {name: float(value) for name, value in (line.split("\t") for line in lists.lines("weights.txt"))}
    idf, site = (table.get(name, 0.0) for name in SITE)
    return np.array([table.get(name, 0.0) for name in STORY]), (idf, site), table.get(BIAS, 0.0)


def sketch(draft: Draft) -> Sketch:
    """The draft's candidates, weighed."""
    table = rows(draft)
    vector, _, bias = _weights()
    scores = (table @ vector + bias).tolist()
    return Sketch(
        draft.copy.lang,
        tuple(
            Weighed(c.key, shown(c), c.kind, c.known, c.size, len(c.spots), score, prior)
            for c, score, prior in zip([*draft.names, *draft.subjects], scores, priors(table), strict=True)
        ),
    )


def chance(c: Weighed, df: int, stories: int) -> float:
    """How likely `c` is a tag of its story, between 0 and 1, where `df` of the site's `stories` speak of it."""
    _, (by_idf, by_site), _ = _weights()
    idf, site = site_row(df, c.prior, stories)
    return 1 / (1 + math.exp(-(c.score + by_idf * idf + by_site * site)))
