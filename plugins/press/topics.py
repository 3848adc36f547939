"""Which tags have pages, and what the site says of them: `settings["TOPICS"]`, left there by whoever knows.

A tag has a page when `PRESS["tag_page"]` stories bear it, or when the site's own vocabulary names it; until then it is
a plain word on its story.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from .ledger import Ledger
from .story import Glimpse, Story, Term
from .terms import Terms

FEWEST = 2  # stories of a tag's newest that bear another, for it to stand there
MOST = 6


class Topics:
    """The tags of one build."""

    def __init__(self, settings: Mapping[str, Any], least: int, ledger: Ledger, terms: Terms) -> None:
        tags: Mapping[str, Mapping[str, Any]] = (settings.get("TOPICS") or {}).get("tag") or {}
        self._least = least
        self._ledger = ledger
        self._terms = terms
        self._own = {terms.slug("tag", name) for name in tags}
        self._aliases = {alias: name for name, topic in tags.items() for alias in topic.get("aliases", ())}
        self._known: dict[str, Term] = {}

    def has_page(self, slug: str) -> bool:
        """Whether the tag with this slug has a page and feeds."""
        total = self._ledger.shelf(f"tag/{slug}")[0]
        return total >= self._least or (total > 0 and slug in self._own)

    def term(self, name: str) -> Term:
        """The tag called `name`; without an address where it has no page."""
        found = self._known.get(name)
        if found is None:
            found = self._terms.term("tag", name)
            if not self.has_page(found.slug):
                found = Term("tag", name, found.slug, "", "")
            self._known[name] = found
        return found

    def moved(self) -> list[tuple[Term, Term]]:
        """The other names of tags that have a page, each with the tag; none where stories still stand under it."""
        pairs = [(self._terms.term("tag", old), self.term(new)) for old, new in sorted(self._aliases.items())]
        return [
            (old, new)
            for old, new in pairs
            if new.url and old.slug != new.slug and old.slug not in self._own and not self.has_page(old.slug)
        ]


def beside(tag: Term, stories: Iterable[Glimpse | Story]) -> list[Term]:
    """The tags that most of a tag's newest stories bear too, the most frequent first. They all have pages, now and
    later, as several stories bear them."""
    found = Counter(other.slug for story in stories for other in story.tags)
    terms = {other.slug: other for story in stories for other in story.tags}
    return [
        terms[slug]
        for slug, n in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
        if n >= FEWEST and slug != tag.slug and terms[slug].url
    ][:MOST]
