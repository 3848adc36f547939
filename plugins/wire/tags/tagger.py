"""Tags for stories: one story against what its site knows, or a whole set that agrees with itself."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from . import features, rank
from .candidate import Candidate
from .candidates import Draft, draft, shown
from .pages import LIKELY, Choice, Row, choose
from .site import KNOWN, MANY, SiteTags
from .vocabulary import EMPTY, Vocabulary

RANKED = 10


@dataclass(frozen=True, slots=True)
class Copy:
    """A story to tag."""

    id: str
    title: str
    text: str
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class Tagged:
    """A story's tags: `ranked`, the best first, and those to `publish`."""

    id: str
    ranked: tuple[str, ...]
    publish: tuple[str, ...]


def tag_set(stories: Sequence[Copy], vocabulary: Vocabulary = EMPTY, site: SiteTags | None = None) -> list[Tagged]:
    """The tags of `stories`, in their order; they agree with each other and with the `site` so far.

    Small sets are read once. Large ones are read twice, so that no more than the likely tags stay in memory.
    """
    counted = SiteTags(site, expected=len(stories))
    kept = []
    for d in _drafts(stories, vocabulary):
        counted.add(d)
        if len(stories) <= MANY:
            kept.append(d)
    rows = [_row(d, counted) for d in kept or _drafts(stories, vocabulary)]
    rows = [_settled(row, counted) for row in rows]
    publish = choose(rows, counted, vocabulary)
    return [Tagged(s.id, _names(row), tags) for s, row, tags in zip(stories, rows, publish, strict=True)]


def publish(d: Draft, vocabulary: Vocabulary, site: SiteTags) -> tuple[str, ...]:
    """The tags to show on one drafted story; the `site` is left as it was."""
    counted = SiteTags(site, expected=1)
    counted.add(d)
    return tuple(choose([_settled(_row(d, counted), counted)], counted, vocabulary)[0])


def _drafts(stories: Sequence[Copy], vocabulary: Vocabulary) -> Iterator[Draft]:
    for s in stories:
        yield draft(s.title, s.text, s.lang, vocabulary.gazetteer(s.lang))


def ranking(d: Draft, site: SiteTags) -> list[tuple[float, Candidate]]:
    """The draft's candidates, the likeliest first."""
    rows = [*d.names, *d.subjects]
    chances = rank.chances(features.rows(d, site.stories_with, site.stories))
    best: dict[str, tuple[float, Candidate]] = {}
    for p, c in sorted(zip(chances, rows, strict=True), key=lambda pair: (-round(pair[0], 9), pair[1].key)):
        if c.key not in best and not (c.kind == "phrase" and _only_longer(c.key, best)):
            best[c.key] = (p, c)
            if len(best) >= RANKED:
                break
    return list(best.values())


def _only_longer(k: str, best: dict[str, tuple[float, Candidate]]) -> bool:
    """Whether the phrase `k` is a likelier name of several words and what stands around it: "Oda Renn resigns"."""
    padded = f" {k} "
    return any(f" {other} " in padded for other, (_, c) in best.items() if " " in other and c.kind != "phrase")


def _row(d: Draft, site: SiteTags) -> Row:
    """The story's best candidates; the site learns what the likely ones are called."""
    best = ranking(d, site)[:RANKED]
    likely = [_choice(p, c) for p, c in best if p >= LIKELY]
    for _, c in best:
        site.call(c.key, shown(c), KNOWN if c.known else len(c.spots) + 1)
    rest = "\n".join(f"{c.key}\t{shown(c)}" for p, c in best if p < LIKELY)
    whole = array_of(c.key for c in d.names if " " in c.key)
    return Row(d.copy.lang, tuple(likely), rest, whole)


def array_of(keys: Iterator[str]) -> frozenset[int]:
    """The keys as numbers, to save memory."""
    return frozenset(zlib.crc32(k.encode()) for k in keys)


def _choice(chance: float, c: Candidate) -> Choice:
    kind = c.kind
    if kind == "name" and c.size == 1:
        kind = "single"
    elif kind == "phrase" and len(c.spots) < 2:
        kind = "once"
    return Choice(c.key, shown(c), chance, c.known, kind)


def _settled(row: Row, site: SiteTags) -> Row:
    """The row with every tag under the name that the site has for it."""
    likely = []
    for c in row.likely:
        key, name = site.full_name(c.key, c.name) if c.kind == "single" else (c.key, c.name)
        likely.append(Choice(key, site.name(key, name), c.chance, c.known, c.kind))
    return Row(row.lang, tuple(likely), row.rest, row.whole)


def _names(row: Row) -> tuple[str, ...]:
    """All the row's tags by name."""
    rest = [line.partition("\t")[2] for line in row.rest.split("\n") if line]
    return tuple(dict.fromkeys([*(c.name for c in row.likely), *rest]))
