"""Tags for stories: one story against what its site knows, or a whole set that agrees with itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import features, rank
from .candidate import Candidate
from .candidates import Draft, draft, shown
from .pages import Choice, choose
from .site import KNOWN, SiteTags
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
    """A story's tags: `ranked`, the best first, with how likely each is, and those to show."""

    id: str
    ranked: tuple[tuple[str, float], ...]
    publish: tuple[str, ...]


def ranking(d: Draft, site: SiteTags) -> list[tuple[float, Candidate]]:
    """The draft's candidates, the likeliest first."""
    rows = [*d.names, *d.subjects]
    chances = rank.chances(features.rows(d, site.stories_with, site.stories))
    order = sorted(zip(chances, rows, strict=True), key=lambda pair: (-round(pair[0], 9), pair[1].key))
    seen: set[str] = set()
    return [(p, c) for p, c in order if not (c.key in seen or seen.add(c.key))]  # type: ignore[func-returns-value]


def tag_set(stories: Sequence[Copy], vocabulary: Vocabulary = EMPTY, site: SiteTags | None = None) -> list[Tagged]:
    """The tags of `stories`, in their order; they agree with each other and with the `site` so far."""
    site = site.copy() if site else SiteTags()
    drafts = [draft(s.title, s.text, s.lang, vocabulary.gazetteer(s.lang)) for s in stories]
    for d in drafts:
        site.add(d)
    best = [ranking(d, site)[:RANKED] for d in drafts]
    for row in best:
        for _, c in row:
            if c.kind in ("phrase", "subject"):
                site.call(c.key, shown(c), KNOWN if c.known else len(c.spots))
    choices = [[_choice(p, c, site) for p, c in row] for row in best]
    publish = choose(choices, drafts, site, vocabulary)
    return [
        Tagged(s.id, tuple((c.name, c.chance) for c in row), tags)
        for s, row, tags in zip(stories, choices, publish, strict=True)
    ]


def _choice(chance: float, c: Candidate, site: SiteTags) -> Choice:
    key, name = site.full_name(c.key, shown(c)) if c.kind == "name" and c.size == 1 else (c.key, shown(c))
    return Choice(key, site.name(key, name), chance, c.known, c.kind)
