"""Names and subjects that are known beforehand: the package's lists and the site's own vocabulary, found in a story."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from . import lists
from .scripts import SPACED
from .stems import INFLECTED, stem
from .words import Copy, Shape, cut


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


class Gazetteer:
    """Known names, ready to be looked up. Names match in their own case, subjects by their stems."""

    def __init__(self, entries: Iterable[Known]) -> None:
        self._names: dict[str, list[Known]] = defaultdict(list)
        self._subjects: dict[str, list[Known]] = defaultdict(list)
        self.loud: dict[tuple[str, ...], Known] = {}
        for entry in entries:
            table = self._subjects if entry.kind == "subject" else self._names
            table[entry.form[0]].append(entry)
            if entry.kind != "subject" and not entry.needs and sum(map(len, entry.form)) > 4:
                self.loud.setdefault(tuple(word.upper() for word in entry.form), entry)
        for table in (self._names, self._subjects):
            for rows in table.values():
                rows.sort(key=lambda e: (-len(e.form), e.name))

    def find(self, copy: Copy) -> list[Found]:
        """The known names in `copy`, longest first at each place, none over another."""
        out: list[Found] = []
        at = 0
        inflected = copy.lang in INFLECTED
        stems = [stem(word, copy.lang) for word in copy.low] if self._subjects or inflected else copy.low
        while at < len(copy.words):
            if inflected:
                entry = self._match(self._names, stems, at) if copy.words[at][0].isupper() else None
            else:
                entry = self._match(self._names, copy.words, at) or self._in_capitals(copy, at)
            entry = entry or self._match(self._subjects, stems, at)
            if entry is None or (at and copy.words[at - 1] == "-"):
                at += 1
                continue
            out.append(Found(at, at + len(entry.form), entry))
            at += len(entry.form)
        return _supported(out, copy)

    def _in_capitals(self, copy: Copy, at: int) -> Known | None:
        """A known name set all in capitals, as in a headline or before a dateline's dash."""
        if copy.shape[at] is not Shape.CAPITALS:
            return None
        forms = (tuple(copy.words[at : at + size]) for size in (4, 3, 2, 1))
        return next((self.loud[form] for form in forms if form in self.loud), None)

    @staticmethod
    def _match(table: dict[str, list[Known]], words: list[str], at: int) -> Known | None:
        for entry in table.get(words[at], ()):
            if tuple(words[at : at + len(entry.form)]) == entry.form:
                return entry
        return None


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
