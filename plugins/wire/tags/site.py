"""What a site knows of its tags: how many stories speak of what, and under which name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from .candidates import Draft, shown
from .stems import key


class SiteTags:
    """Counts over stories. They do not depend on the order in which the stories came."""

    def __init__(self) -> None:
        self.stories = 0
        self.mentions: Counter[str] = Counter()
        self.used: Counter[str] = Counter()
        self.names: dict[str, Counter[str]] = {}

    def add(self, draft: Draft) -> None:
        """Count the draft's candidates: one story more for each."""
        self.stories += 1
        self.mentions.update({c.key for c in draft.names} | {c.key for c in draft.subjects})
        for c in draft.names:
            self.names.setdefault(c.key, Counter())[shown(c)] += len(c.spots) + 1

    def file(self, tags: Iterable[str], lang: str) -> None:
        """Count the tags of a story that is already filed."""
        self.stories += 1
        for tag in tags:
            k = key(tag, lang)
            self.used[k] += 1
            self.mentions[k] += 1
            self.names.setdefault(k, Counter())[tag] += 100

    def stories_with(self, k: str) -> int:
        """How many stories speak of `k`."""
        return self.mentions[k]

    def name(self, k: str, otherwise: str) -> str:
        """The form under which the site shows `k`."""
        forms = self.names.get(k)
        if not forms:
            return otherwise
        return min(forms, key=lambda f: (-forms[f], len(f), f))

    def copy(self) -> SiteTags:
        """Another with the same counts."""
        other = SiteTags()
        other.stories = self.stories
        other.mentions = self.mentions.copy()
        other.used = self.used.copy()
        other.names = {k: forms.copy() for k, forms in self.names.items()}
        return other
