"""Tags for stories: one story against what its site knows, or a whole set that agrees with itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from . import features, rank
from .candidate import Candidate
from .candidates import Draft, draft, shown
from .site import SiteTags
from .vocabulary import EMPTY, Vocabulary

RANKED = 10
SHOWN = 5
SURE = 0.5
LIKELY = 0.3


@dataclass(frozen=True, slots=True)
class Copy:
    """A story to tag."""

    id: str
    title: str
    text: str
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class Tagged:
    """A story's tags: `ranked`, the best first, with how likely each is, and those to show."""

    id: str
    ranked: tuple[tuple[str, float], ...]
    publish: tuple[str, ...]


def ranking(d: Draft, site: SiteTags) -> list[tuple[float, Candidate]]:
    """The draft's candidates, the likeliest first."""
    rows = [*d.names, *d.subjects]
    chances = rank.chances(features.rows(d, site.stories_with, site.stories))
    order = sorted(zip(chances, rows, strict=True), key=lambda pair: (-round(pair[0], 9), pair[1].key))
    return _distinct(order)


def _distinct(order: Iterable[tuple[float, Candidate]]) -> list[tuple[float, Candidate]]:
    seen: set[str] = set()
    out = []
    for chance, c in order:
        if c.key not in seen:
            seen.add(c.key)
            out.append((chance, c))
    return out


def tag_set(stories: Sequence[Copy], vocabulary: Vocabulary = EMPTY, site: SiteTags | None = None) -> list[Tagged]:
    """The tags of `stories`, in their order; they agree with each other and with the `site` so far."""
    site = site or SiteTags()
    drafts = [draft(s.title, s.text, s.lang, vocabulary.gazetteer(s.lang)) for s in stories]
    for d in drafts:
        site.add(d)
    return [_tagged(s, d, site) for s, d in zip(stories, drafts, strict=True)]


def _tagged(story: Copy, d: Draft, site: SiteTags) -> Tagged:
    best = ranking(d, site)[:RANKED]
    named = [(site.name(c.key, shown(c)) if c.kind == "name" else shown(c), p, c) for p, c in best]
    publish = [
        name for name, p, c in named[:SHOWN] if p >= SURE or (p >= LIKELY and site.stories_with(c.key) > 1)
    ]
    return Tagged(story.id, tuple((name, p) for name, p, _ in named), tuple(publish))
