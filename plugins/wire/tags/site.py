"""What a site knows of its tags: how many stories speak of what, and under which name."""

from __future__ import annotations

import zlib
from array import array
from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from .candidates import DIRECTIONS
from .names import BODIES
from .stems import key

FILED = 1_000_000
KNOWN = 10_000
CLEARLY = 0.75
PERSON_WORDS = 3
NOT_PERSONS = BODIES | DIRECTIONS | {"of", "for", "and", "the"}
MANY = 5_000
SLOTS = 1 << 24
MOST = 65_535


class Counts(Protocol):
    """How many stories speak of each key."""

    def update(self, keys: Iterable[str], /) -> None:
        """One story more for each of `keys`."""

    def __getitem__(self, k: str, /) -> int: ...


class Tally:
    """Counts in a fixed 32 MB, however many keys: two keys share a count now and then, in the same way each time."""

    def __init__(self) -> None:
        self._slots = array("H", bytes(2 * SLOTS))

    def update(self, keys: Iterable[str]) -> None:
        """One more for each of `keys`."""
        for k in keys:
            at = zlib.crc32(k.encode()) % SLOTS
            if self._slots[at] < MOST:
                self._slots[at] += 1

    def __getitem__(self, k: str) -> int:
        return self._slots[zlib.crc32(k.encode()) % SLOTS]


class SiteTags:
    """Counts over stories. They do not depend on the order in which the stories came.

    `beneath` is what was known before: it is read and never changed, so that a story can be weighed against a large
    site without a copy of all that is known there.
    """

    def __init__(self, beneath: SiteTags | None = None, expected: int = 0) -> None:
        self._beneath = beneath
        self._own = 0
        self._mentions: Counts = Tally() if expected > MANY else Counter()
        self._used: Counter[str] = Counter()
        self._names: dict[str, dict[str, int]] = {}
        self._bearers: dict[str, list[str]] = {}

    @property
    def stories(self) -> int:
        """How many stories there are."""
        return self._own + (self._beneath.stories if self._beneath else 0)

    def add(self, keys: Iterable[str]) -> None:
        """Count a story that speaks of `keys`."""
        self._own += 1
        self._mentions.update(set(keys))

    def file(self, tags: Iterable[str], lang: str) -> None:
        """Count the tags of a story that is already filed."""
        self._own += 1
        for tag in tags:
            k = key(tag, lang)
            self._used[k] += 1
            self._mentions.update((k,))
            self.call(k, tag, FILED)

    def call(self, k: str, name: str, weight: int) -> None:
        """Remember that a story calls `k` by this name; names that weigh more are shown."""
        forms = self._names.get(k)
        if forms is None:
            forms = self._names[k] = {}
            words = k.split()
            if 2 <= len(words) <= PERSON_WORDS and not any(w in NOT_PERSONS for w in words):
                self._bearers.setdefault(words[-1], []).append(k)
        forms[name] = forms.get(name, 0) + weight

    def stories_with(self, k: str) -> int:
        """How many stories speak of `k`."""
        return self._mentions[k] + (self._beneath.stories_with(k) if self._beneath else 0)

    def used(self, k: str) -> int:
        """How many filed stories carry the tag `k`."""
        return self._used[k] + (self._beneath.used(k) if self._beneath else 0)

    def forms(self, k: str) -> dict[str, int]:
        """The names under which `k` goes, and how much each weighs."""
        mine = self._names.get(k, {})
        below = self._beneath.forms(k) if self._beneath else {}
        return {name: mine.get(name, 0) + below.get(name, 0) for name in {**below, **mine}} if below else mine

    def name(self, k: str, otherwise: str) -> str:
        """The form under which the site shows `k`."""
        forms = self.forms(k)
        return min(forms, key=lambda f: (-forms[f], len(f), f)) if forms else otherwise

    def full_name(self, k: str, name: str) -> tuple[str, str]:
        """The key and the name of the one person whom the site's stories call by the single word `k`, if there is one;
        otherwise `k` and `name` themselves."""
        bearers = self.bearers(k)
        if not bearers:
            return k, name
        counts = {full: self.stories_with(full) for full in bearers}
        best = max(counts, key=lambda full: (counts[full], full))
        clear = counts[best] > 1 and counts[best] >= CLEARLY * sum(counts.values())
        return (best, self.name(best, best)) if clear and self.stories_with(k) <= counts[best] else (k, name)

    def bearers(self, k: str) -> set[str]:
        """The full names that end with the word `k`."""
        return set(self._bearers.get(k, ())) | (self._beneath.bearers(k) if self._beneath else set())
