"""What a site knows of its tags: how many stories speak of what, and under which name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from .candidates import DIRECTIONS, Draft, shown
from .names import BODIES
from .stems import key

FILED = 1_000_000
KNOWN = 10_000
CLEARLY = 0.75
PERSON_WORDS = 3
NOT_PERSONS = BODIES | DIRECTIONS | {"of", "for", "and", "the"}


class SiteTags:
    """Counts over stories. They do not depend on the order in which the stories came."""

    def __init__(self) -> None:
        self.stories = 0
        self.mentions: Counter[str] = Counter()
        self.used: Counter[str] = Counter()
        self.names: dict[str, Counter[str]] = {}
        self._bearers: dict[str, list[str]] | None = None

    def add(self, draft: Draft) -> None:
        """Count the draft's candidates: one story more for each."""
        self.stories += 1
        self._bearers = None
        self.mentions.update({c.key for c in draft.names} | {c.key for c in draft.subjects})
        for c in draft.names:
            forms = self.names.setdefault(c.key, Counter())
            forms[shown(c)] += KNOWN if c.known else len(c.spots) + 1

    def file(self, tags: Iterable[str], lang: str) -> None:
        """Count the tags of a story that is already filed."""
        self.stories += 1
        for tag in tags:
            k = key(tag, lang)
            self.used[k] += 1
            self.mentions[k] += 1
            self.names.setdefault(k, Counter())[tag] += FILED
            self._bearers = None

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

    def full_name(self, k: str, name: str) -> tuple[str, str]:
        """The key and the name of the one person whom the site's stories call by the single word `k`, if there is one;
        otherwise `k` and `name` themselves."""
        if self._bearers is None:
            self._bearers = self._index()
        bearers = self._bearers.get(k, [])
        if not bearers:
            return k, name
        best = max(bearers, key=lambda full: (self.mentions[full], full))
        counts = [self.mentions[full] for full in bearers]
        if max(counts) < 2 or max(counts) < CLEARLY * sum(counts) or self.mentions[k] > max(counts):
            return k, name
        return best, self.name(best, best)

    def _index(self) -> dict[str, list[str]]:
        out: dict[str, list[str]] = {}
        for full in self.names:
            words = full.split()
            if 2 <= len(words) <= PERSON_WORDS and not any(w in NOT_PERSONS for w in words):
                out.setdefault(words[-1], []).append(full)
        return out

    def call(self, k: str, name: str, weight: int) -> None:
        """Remember that the site's stories call `k` by this name."""
        self.names.setdefault(k, Counter())[name] += weight
