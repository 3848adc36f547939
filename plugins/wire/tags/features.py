"""What the ranker looks at: one row of numbers for each candidate of a story."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable

from . import lists
from .candidate import Candidate
from .candidates import Draft
from .words import Shape

LEAD = 60
PRIOR = 50.0
ROMANCE = frozenset({"fr", "es", "pt", "it", "ca", "ro"})
NAMES = (
    "name known place org person subject phrase size full short adjective total density relative rank first "
    "first_log title title_any lead last spread paragraphs idf site common_min common_mean common_max length digits "
    "capitals ing ed role capital_share words density_names names english german romance whole longer untitled"
).split()
DocumentFrequency = Callable[[str], int]


def rows(draft: Draft, df: DocumentFrequency, stories: int) -> list[list[float]]:
    """The features of the draft's candidates, names first, in the order of `NAMES`. `df` counts a key's stories."""
    story = _Story(draft, df, stories)
    return [story.row(c, i) for group in (draft.names, draft.subjects) for i, c in enumerate(group)]


class _Story:
    def __init__(self, draft: Draft, df: DocumentFrequency, stories: int) -> None:
        copy = draft.copy
        self.draft, self.copy, self.df, self.stories = draft, copy, df, stories
        self.size = max(1, len(copy.words) - copy.body)
        self.total = {id(c): len(c.spots) + len(c.short) + len(c.adjectives) for c in [*draft.names, *draft.subjects]}
        self.paragraphs = max(1, copy.para[-1] if copy.para else 1)
        self.common = lists.common(copy.lang)
        self.unknown = lists.unknown(copy.lang)
        named = [self.total[id(c)] for c in draft.names]
        self.most_name = max(named, default=1)
        self.most_phrase = max((self.total[id(c)] for c in draft.subjects), default=1)
        self.order = {n: i for i, n in enumerate(sorted(set(named), reverse=True))}
        self.density = sum(named) / self.size
        self.singles = {c.key: self.total[id(c)] for c in draft.subjects if c.size == 1}
        self.longer = Counter[str]()
        for c in draft.subjects:
            if c.size > 1:
                for part in c.key.split():
                    self.longer[part] = max(self.longer[part], self.total[id(c)])
        shapes = copy.shape
        self.capitals = [s is Shape.CAPITAL or s is Shape.CAPITALS for s in shapes]

    def row(self, c: Candidate, place: int) -> list[float]:
        copy, size = self.copy, self.size
        spots = sorted(c.spots + c.short + c.adjectives)
        total = len(spots)
        phrase = c.kind == "phrase"
        body = [s - copy.body for s in spots if s >= copy.body]
        first = body[0] if body else 0
        last = body[-1] if body else 0
        words = c.key.split() if phrase else c.name.casefold().split()
        rarity = [self.common.get(w, self.unknown) for w in words] or [self.unknown]
        df = self.df(c.key)
        prior = 1 - math.exp(-400 * 10 ** (min(rarity) - 9))
        title = sum(s < copy.body for s in c.spots)
        most = self.most_phrase if phrase else self.most_name
        upper = sum(self.capitals[s] and not copy.opens[s] for s in c.spots) / (len(c.spots) or 1)
        return [
            float(not phrase and c.kind != "subject"),
            float(c.known),
            float(c.kind == "place"),
            float(c.kind == "org"),
            float(c.kind in ("person", "event")),
            float(c.kind == "subject"),
            float(phrase and c.size > 1),
            float(c.size),
            math.log1p(len(c.spots)),
            math.log1p(len(c.short)),
            math.log1p(len(c.adjectives)),
            math.log1p(total),
            100 * total / (size + 50),
            total / most,
            float(min(place, 40) if phrase else self.order.get(total, 0)),
            first / size,
            math.log1p(first),
            float(title > 0),
            float(any(s < copy.body for s in spots)),
            float(any(s < copy.body + LEAD for s in spots)),
            last / size,
            (last - first) / size,
            len({copy.para[s] for s in spots}) / self.paragraphs,
            -math.log((max(0, df - 1) + PRIOR * prior + 0.5) / (self.stories + PRIOR)),
            math.log1p(max(0, df - 1)),
            min(rarity),
            sum(rarity) / len(rarity),
            max(rarity),
            float(len(c.name)),
            float(any(ch.isdigit() for ch in c.name)),
            float(c.name.isupper()),
            float(c.key.endswith("ing")),
            float(c.key.endswith("ed")),
            c.roles / (total or 1),
            upper,
            math.log1p(size),
            self.density,
            math.log1p(len(self.draft.names)),
            float(copy.lang == "en"),
            float(copy.lang == "de"),
            float(copy.lang in ROMANCE),
            total / max((self.singles.get(w, total) for w in words), default=1) if phrase and c.size > 1 else 1.0,
            self.longer[c.key] / (total or 1) if phrase and c.size == 1 else 0.0,
            float(copy.body < 2),
        ]
