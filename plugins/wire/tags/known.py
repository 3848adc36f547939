"""Names and subjects that are known beforehand: the package's lists and the site's own vocabulary, found in a story."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from . import lists
from .lexicon import CAPITALS
from .scripts import SPACED
from .stems import INFLECTED, stem
from .words import Copy, cut


@dataclass(frozen=True, slots=True)
class Known:
    """One other name of a known thing. `adjective`: it says "Iranian" for Iran. `needs`: what else must be there."""

    name: str
    kind: str
    form: tuple[str, ...]
    adjective: bool = False
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A known name from word `start` up to, not including, word `end`."""

    start: int
    end: int
    known: Known


_Forms = dict[str, dict[str, list[Known]]]
"""Other names by their first word and their second, the longest first."""
ALONE = ""
"""In place of the second word of a name of one word."""


class Gazetteer:
    """Known names, ready to be looked up. Names match in their own case, subjects by their stems."""

    def __init__(self, entries: Iterable[Known]) -> None:
        self._names: _Forms = {}
        self._subjects: _Forms = {}
        self.loud: dict[tuple[str, ...], Known] = {}
        for entry in entries:
            table = self._subjects if entry.kind == "subject" else self._names
            second = entry.form[1] if len(entry.form) > 1 else ALONE
            table.setdefault(entry.form[0], {}).setdefault(second, []).append(entry)
            if entry.kind != "subject" and not entry.needs and sum(map(len, entry.form)) > 4:
                self.loud.setdefault(tuple(word.upper() for word in entry.form), entry)
        for table in (self._names, self._subjects):
            for rows in (rows for seconds in table.values() for rows in seconds.values()):
                rows.sort(key=lambda e: (-len(e.form), e.name))
        self._loud_first = frozenset(form[0] for form in self.loud)

    def find(self, copy: Copy) -> list[Found]:
        """The known names in `copy`, longest first at each place, none over another."""
        out: list[Found] = []
        inflected = copy.lang in INFLECTED
        words = copy.stems if inflected else copy.words
        end = 0
        for at in self._places(copy, words):
            if at < end or (at and copy.words[at - 1] == "-"):
                continue
            entry = None
            if not inflected:
                entry = self._match(self._names, words, at) or self._in_capitals(copy, at)
            elif copy.words[at][0].isupper():
                entry = self._match(self._names, words, at)
            entry = entry or self._match(self._subjects, copy.stems, at)
            if entry:
                end = at + len(entry.form)
                out.append(Found(at, end, entry))
        return _supported(out, copy)

    def _places(self, copy: Copy, words: list[str]) -> list[int]:
        """Where a known name or subject could start."""
        names, subjects, loud = self._names, self._subjects, self._loud_first
        return [
            at
            for at, (word, stem) in enumerate(zip(words, copy.stems, strict=True))
            if word in names or stem in subjects or word in loud
        ]

    def _in_capitals(self, copy: Copy, at: int) -> Known | None:
        """A known name set all in capitals, as in a headline or before a dateline's dash."""
        if copy.shape[at] != CAPITALS:
            return None
        forms = (tuple(copy.words[at : at + size]) for size in (4, 3, 2, 1))
        return next((self.loud[form] for form in forms if form in self.loud), None)

    @staticmethod
    def _match(table: _Forms, words: list[str], at: int) -> Known | None:
        seconds = table.get(words[at])
        if seconds is None:
            return None
        for entry in seconds.get(words[at + 1], ()) if at + 1 < len(words) else ():
            size = len(entry.form)
            if size == 2 or tuple(words[at : at + size]) == entry.form:
                return entry
        return seconds[ALONE][0] if ALONE in seconds else None


def _supported(found: list[Found], copy: Copy) -> list[Found]:
    """Those of `found` whose needed company is in the story."""
    if not any(f.known.needs for f in found):
        return found
    names = {f.known.name for f in found if not f.known.needs}
    low = set(copy.low)

    def holds(needs: str) -> bool:
        return needs in names or all(word in low for word in needs.casefold().split())

    return [f for f in found if not f.known.needs or holds(f.known.needs)]


def entries(kind: str, names: str, lang: str = "en") -> list[Known]:
    """The rows that one line of the lists stands for: "Name; other name; ~adjective; word@Company"."""
    out = []
    first = ""
    for raw in names.split(";"):
        form, _, needs = raw.strip().partition("@")
        adjective = form.startswith("~")
        form = form.removeprefix("~").strip()
        first = first or form
        copy = cut("", form, "" if lang in SPACED else lang)
        parts = [(w, low) for w, low in zip(copy.words, copy.low, strict=True) if w != "\n"]
        words = tuple(stem(low, lang) if kind == "subject" or lang in INFLECTED else word for word, low in parts)
        if words:
            out.append(Known(first, kind, words, adjective, needs))
    return out


@cache
def shipped_entries(lang: str) -> tuple[Known, ...]:
    """What the package's lists know for `lang`."""
    if lang != "en":
        return tuple(entry for name in lists.places(lang) for entry in entries("place", name, lang))
    return tuple(entry for kind, names in lists.known_lines() for entry in entries(kind, names))


@cache
def shipped(lang: str) -> Gazetteer:
    """The package's own lists for `lang`."""
    return Gazetteer(shipped_entries(lang))
