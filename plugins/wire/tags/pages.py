"""Which of a story's likely tags are shown: those that lead to other stories, and in a small site the sure ones."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from . import lists
from .phrases import NOUNS_IN_CAPITALS
from .site import SiteTags
from .stems import fold
from .vocabulary import Vocabulary

SHOWN = 5
SHORTEST = 3
EVERYDAY = 4.8
AGENCIES = frozenset(
    "reuters;ap;afp;upi;pa;pa media;dpa;ansa;efe;tass;interfax;xinhua;getty;getty images;associated press;"
    "the associated press;agence france presse;press association;united press international;read more;newsletter;"
    "advertisement;ap photo".split(";")
)
VERBS = {"fr": re.compile(r"(?:[ei]ra|dra|[ei]rai[st]?|ront|aient|[ei]rait|issent)$")}
LIKELY = 0.2
SURE = 0.42
SURER = 0.97
SMALL = 150
LARGE = 600


@dataclass(frozen=True, slots=True)
class Choice:
    """A likely tag of a story. `kind` is the candidate's, "single" for a name of one word or "once" for a
    phrase that stands but once."""

    key: str
    name: str
    chance: float
    known: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Row:
    """A story's best tags: the `likely` ones, the `rest` as lines of key and name, and which names of several words
    the story has at all."""

    lang: str
    likely: tuple[Choice, ...]
    rest: str
    whole: frozenset[int]


def sure(stories: int) -> float:
    """How sure a tag must be to be shown on a single story of a site of this size."""
    part = min(1.0, max(0.0, (stories - SMALL) / (LARGE - SMALL)))
    return SURE + part * (SURER - SURE)


def choose(rows: Sequence[Row], site: SiteTags, vocabulary: Vocabulary) -> list[tuple[str, ...]]:
    """For each story the tags to show, best first."""
    own = {fold(tag.name) for tag in vocabulary.tags}
    fit = [
        [c for c in row.likely if fold(c.name) in own or (_fit(c, row.lang) and fold(c.name) not in vocabulary.blocked)]
        for row in rows
    ]
    pages = Counter(c.key for row in fit for c in row[:SHOWN])
    least = sure(site.stories)

    def leads_somewhere(c: Choice) -> bool:
        return pages[c.key] + site.used(c.key) > 1 or c.chance >= least or fold(c.name) in own

    shown = [_apart([c for c in row if leads_somewhere(c)])[:SHOWN] for row in fit]
    return _whole_names([{c.key: c.name for c in row} for row in shown], rows)


def _apart(row: list[Choice]) -> list[Choice]:
    """The row without phrases that are a part of another of its tags: "yard" beside "ship yard"."""
    words = [set(c.key.split()) for c in row]
    return [
        c
        for c, mine in zip(row, words, strict=True)
        if c.known or c.kind not in ("phrase", "once") or not any(mine < other for other in words)
    ]


def _whole_names(shown: Sequence[dict[str, str]], rows: Sequence[Row]) -> list[tuple[str, ...]]:
    """A story under "Ireland" that also names Northern Ireland is under Northern Ireland too, where that is a tag."""
    longer: dict[str, dict[str, str]] = {}
    for tags in shown:
        for k, name in tags.items():
            words = k.split()
            if len(words) > 1:
                longer.setdefault(words[0], {})[k] = name
                longer.setdefault(words[-1], {})[k] = name
    out = []
    for tags, row in zip(shown, rows, strict=True):
        more = [
            name
            for short in tags
            for k, name in sorted(longer.get(short, {}).items())
            if zlib.crc32(k.encode()) in row.whole
        ]
        out.append(tuple(dict.fromkeys([*tags.values(), *more])))
    return out


def _noun(name: str, lang: str) -> bool:
    """Whether a phrase can end as this one does, as far as the language shows it."""
    last = name.split()[-1]
    if lang in NOUNS_IN_CAPITALS:
        return last[0].isupper()
    return not (lang in VERBS and VERBS[lang].search(last))


def _fit(c: Choice, lang: str) -> bool:
    """Whether a reader could look for it: no agency, no everyday word, no bare unit."""
    if c.known:
        return True
    if c.kind == "once" and lang != "en":
        return False
    if fold(c.name) in AGENCIES or (len(fold(c.name)) < SHORTEST and not c.name.isupper()):
        return False
    if c.kind in ("phrase", "once") and not _noun(c.name, lang):
        return False
    return not (c.kind in ("phrase", "once") and lists.common(lang).get(c.name.casefold(), 0.0) >= EVERYDAY)
