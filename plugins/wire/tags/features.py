"""What the ranker looks at: one row of numbers for each candidate of a story."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from . import lists
from .candidate import Candidate
from .candidates import Draft
from .lexicon import IS_CAPITAL

DIGIT = re.compile(r"\d")
LEAD = 60
PRIOR = 50.0
ROMANCE = frozenset({"fr", "es", "pt", "it", "ca", "ro"})
STORY = (
    "name known place org person subject phrase size full short adjective total density relative rank first "
    "first_log title title_any lead last spread paragraphs common_min common_mean common_max length digits "
    "capitals ing ed role capital_share words density_names names english german romance whole longer untitled "
    "subject_title"
).split()
SITE = ("idf", "site")
NAMES = (*STORY, *SITE)


def rows(draft: Draft) -> np.ndarray:
    """What the story alone says of its candidates, names first: a row each, the features of `STORY` in order."""
    story = _Story(draft)
    counts = [story.counts(c, i) for group in (draft.names, draft.subjects) for i, c in enumerate(group)]
    return story.table(np.array([*zip(*counts, strict=True)], dtype=float)) if counts else np.zeros((0, len(STORY)))


def priors(table: np.ndarray) -> list[float]:
    """For each of the `rows` the share of stories anywhere that may be expected to say its rarest word."""
    return [1 - math.exp(-400 * 10 ** (rarest - 9)) for rarest in table[:, STORY.index("common_min")].tolist()]


def site_row(df: int, prior: float, stories: int) -> tuple[float, float]:
    """What the site says of a candidate, the features of `SITE`: `df` of its `stories` speak of it."""
    others = max(0, df - 1)
    return -math.log((others + PRIOR * prior + 0.5) / (stories + PRIOR)), math.log1p(others)


class _Story:
    """What the candidates' features are measured against."""

    def __init__(self, draft: Draft) -> None:
        copy = draft.copy
        self.copy = copy
        self.size = max(1, len(copy.words) - copy.body)
        self.common = lists.common(copy.lang)
        self.unknown = lists.unknown(copy.lang)
        named = [_total(c) for c in draft.names]
        self.named = len(named)
        self.most_name = max(named, default=1)
        self.most_phrase = max((len(c.spots) for c in draft.subjects), default=1)
        self.order = {n: i for i, n in enumerate(sorted(set(named), reverse=True))}
        self.density = sum(named) / self.size
        self.singles = {c.key: len(c.spots) for c in draft.subjects if c.size == 1}
        self.longer: dict[str, int] = {}
        for c in draft.subjects:
            if c.size > 1:
                for part in c.key.split():
                    self.longer[part] = max(self.longer.get(part, 0), len(c.spots))

    def counts(self, c: Candidate, place: int) -> Sequence[float]:
        """What is counted of one candidate."""
        copy = self.copy
        phrase = c.kind == "phrase"
        spots = c.spots if phrase else sorted(c.spots + c.short + c.adjectives)
        total = len(spots)
        begin = bisect_left(spots, copy.body)
        first, last = (spots[begin] - copy.body, spots[-1] - copy.body) if begin < total else (0, 0)
        words = (c.key if phrase else c.name.casefold()).split()
        common = [self.common.get(w, self.unknown) for w in words] or [self.unknown]
        part, opens, para, name = copy.part, copy.opens, copy.para, c.name
        alone = longer = 0
        if phrase and c.size == 1:
            longer = self.longer.get(c.key, 0)
        elif phrase:
            alone = max([self.singles.get(w, total) for w in words], default=1)
        return (
            not phrase and c.kind != "subject",
            c.known,
            c.kind == "place",
            c.kind == "org",
            c.kind == "person" or c.kind == "event",
            c.kind == "subject",
            phrase and c.size > 1,
            c.size,
            len(c.spots),
            len(c.short),
            len(c.adjectives),
            total,
            self.most_phrase if phrase else self.most_name,
            min(place, 40) if phrase else self.order.get(total, 0),
            first,
            begin > 0 and any(s < copy.body for s in c.spots),
            begin > 0,
            total > 0 and spots[0] < copy.body + LEAD,
            last,
            1 if total == 1 else len({para[s] for s in spots}),
            min(common),
            sum(common) / len(common),
            max(common),
            len(name),
            DIGIT.search(name) is not None,
            name.isupper(),
            c.key.endswith("ing"),
            c.key.endswith("ed"),
            c.roles,
            sum([1 for s in c.spots if part[s] & IS_CAPITAL and not opens[s]]),
            alone,
            longer,
        )

    def table(self, counts: np.ndarray) -> np.ndarray:
        """The features of all candidates from the columns of what was counted."""
        copy, size, none = self.copy, self.size, np.zeros(counts.shape[1])
        kinds, size_of, full = counts[:7], counts[7], counts[8]
        total, most, rank, first = counts[11:15]
        title, title_any, lead, last, lines = counts[15:20]
        rarity, (length, digits, capitals, ing, ed, roles, upper, alone, longer) = counts[20:23], counts[23:]
        spoken = np.maximum(total, 1)
        logs = np.log1p(counts[[8, 9, 10, 11, 14]])
        columns = np.array(
            [
                *kinds,
                size_of,
                *logs[:4],
                100 * total / (size + 50),
                total / most,
                rank,
                first / size,
                logs[4],
                title,
                title_any,
                lead,
                last / size,
                (last - first) / size,
                lines / max(1, copy.para[-1] if copy.para else 1),
                *rarity,
                length,
                digits,
                capitals,
                ing,
                ed,
                roles / spoken,
                upper / np.maximum(full, 1),
                none + math.log1p(size),
                none + self.density,
                none + math.log1p(self.named),
                none + (copy.lang == "en"),
                none + (copy.lang == "de"),
                none + (copy.lang in ROMANCE),
                np.where(alone > 0, total / np.maximum(alone, 1), 1.0),
                longer / spoken,
                none + (copy.body < 2),
                kinds[5] * title_any,
            ]
        )
        return np.ascontiguousarray(columns.T)


def _total(c: Candidate) -> int:
    return len(c.spots) + len(c.short) + len(c.adjectives)
