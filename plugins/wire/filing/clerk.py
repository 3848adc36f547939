"""Decides what becomes of each prepared file: a new record, a changed one, a copy folded into another, or held.

Decisions fall in the order of the files' names, in one process, so that slugs come out the same on every machine.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from difflib import unified_diff
from types import MappingProxyType

from ..record import (
    Filed,
    Record,
    folded,
    header_date,
    identified,
    joined,
    merge,
    renamed,
    sign,
    with_folded,
    write,
)
from ..report import Fate, Outcome
from ..settings import Wire
from ..slug import LONGEST, RESERVED, key, mint
from ..tags import SiteTags, settle
from ..tags.stems import fold
from ..tags.vocabulary import EMPTY
from ..twins import headline_key, is_alike, is_retold, is_version, sketch
from .index import Entry, Seen, entry_of
from .intake import Prepared
from .orders import CLEANER, Again
from .removed import Removed
from .shelf import Shelf

NAMESPACE = uuid.UUID("6f1c3b0e-6c0b-5d0e-9a51-3c8f3a1c9b7d")
EARLIEST = "1600"
MOST_COMPARED = 8


class Clerk:
    """Holds what is taken (slugs, digests, texts) while one run decides."""

    def __init__(
        self,
        wire: Wire,
        now: float,
        shelf: Shelf,
        shelved: Iterable[Entry],
        names: set[str],
        seen: Mapping[str, Seen],
        again: Again,
        removed: Mapping[str, Removed] = MappingProxyType({}),
    ) -> None:
        self._wire = wire
        self._now = datetime.fromtimestamp(now, UTC)
        self._shelf = shelf
        self._names = names
        self._seen = seen
        self._again = again
        self.removed = dict(removed)
        self._slugs: set[str] = set()
        self._by_path: dict[str, Entry] = {}
        self._by_name: dict[str, str] = {}
        self._by_digest: dict[str, str] = {}
        self._by_text: dict[str, str] = {}
        self._by_headline: dict[str, list[str]] = {}
        self._by_sentence: dict[int, str] = {}
        self._site: SiteTags | None = None
        self.vocabulary = EMPTY
        self.written: dict[str, Entry] = {}
        self.differences: list[str] = []
        self.superseded: dict[str, Outcome] = {}
        for entry in shelved:
            self._know(entry)

    def known_digests(self) -> Iterator[str]:
        """The digests of raw files that a record already came from."""
        return iter(self._by_digest)

    def decide(self, prepared: Prepared) -> Outcome:
        """The fate of one file."""
        name = prepared.raw.name
        if prepared.problem:
            return Outcome(name, Fate.HELD, reason=prepared.problem)
        if self._again.covers(name) and name in self._by_name:
            return self._changed(prepared, self._by_path[self._by_name[name]])
        if prepared.digest in self._by_digest:
            return self._met_again(prepared)
        if where := self._removed_by_hand(prepared):
            return Outcome(name, Fate.HELD, reason=_REMOVED.format(where))
        if prepared.record is None:
            return Outcome(name, Fate.HELD, reason="it changed while it was read. File again.")
        if name in self._by_name:
            return self._changed(prepared, self._by_path[self._by_name[name]])
        twin = self._by_text.get(prepared.text, "")
        version, alike = ("", "") if twin else self._versions(prepared.record)
        if (twin or version) and self._wire.twins == "keep":
            return self._new(prepared, prepared.record, twin or version)
        if twin:
            return self._fold(prepared, self._by_path[twin], "the same text as")
        if version:
            return self._versioned(prepared, prepared.record, self._by_path[version])
        return self._new(prepared, prepared.record, alike)

    def _new(self, prepared: Prepared, record: Record, alike: str = "") -> Outcome:
        date, notes = self._date(prepared)
        if not date:
            return Outcome(prepared.raw.name, Fate.HELD, reason=_UNDATED)
        id = uuid.uuid5(NAMESPACE, f"{prepared.digest} {prepared.raw.name.encode('utf-8', 'surrogateescape')!r}")
        said = record.get("slug") or record.get("title")  # an archive's own slug keeps old addresses alive
        own = mint(said, self._slugs, keep=self._wire.slugs == "keep", fallback=f"story-{id.hex[:8]}")
        if old := _old_name(record.get("slug"), own, self._slugs):
            record = record.with_part("Aliases", joined([*record.all("Aliases"), old]))
        path = f"{date[:4]}/{date[5:7]}/{own}.md"
        origin = Filed(prepared.raw.name, prepared.digest, CLEANER, prepared.text)
        record = self._tagged(record, prepared)
        record = identified(self._not_ahead(record), id=id.urn, slug=own, date=date, filed=origin)
        self._put(path, record)
        if not alike:
            return self._filed(prepared.raw.name, path, "new", (*prepared.notes, *notes))
        like = f"much like {self._where(alike)}"
        return self._filed(prepared.raw.name, path, f"new, {like}", (*prepared.notes, *notes, f"it reads {like}"))

    def _changed(self, prepared: Prepared, entry: Entry) -> Outcome:
        """The raw file of a story changed: what nobody edited in its record changes with it."""
        mine = self._shelf.get(entry.path)
        if mine is None or prepared.record is None:
            return Outcome(prepared.raw.name, Fate.HELD, reason=_REMOVED.format(self._where(entry.path)))
        origin = Filed(prepared.raw.name, prepared.digest, CLEANER, prepared.text)
        fresh = sign(self._tagged(prepared.record, prepared), origin)
        merged = merge(mine, fresh, take=self._again.take)
        if prepared.digest != entry.raw and {"title", "body"} & set(merged.changed):
            moment = datetime.fromtimestamp(prepared.raw.mtime_ns / 1e9, UTC).isoformat(" ", "minutes")
            modified = self._not_ahead(fresh).get("modified")
            later = modified if modified > mine.get("modified") else moment
            merged = replace(merged, record=merged.record.with_part("Modified", later))
        if merged.record != mine:
            self.differences += _difference(mine, merged.record, self._where(entry.path))
            self._put(entry.path, merged.record)
        if merged.conflicts:
            parts = ", ".join(merged.conflicts)
            reason = _CONFLICT.format(parts, self._where(entry.path))
            return Outcome(prepared.raw.name, Fate.HELD, self._where(entry.path), reason)
        return self._filed(
            prepared.raw.name, entry.path, f"changed {', '.join(merged.changed)}" if merged.changed else ""
        )

    def _met_again(self, prepared: Prepared) -> Outcome:
        """The bytes are known: this very file, the file under a new name, or a copy of it."""
        path = self._by_digest[prepared.digest]
        entry = self._by_path[path]
        name = prepared.raw.name
        if entry.name == name:
            return self._filed(name, path)
        if any(of == name for of, _ in entry.folded):
            return self._is_folded(name, path, "a copy of")
        if entry.raw == prepared.digest and entry.name not in self._names:
            record = self._shelf.get(path)
            if record:
                self._put(path, renamed(record, name))
            return self._filed(name, path, "renamed")
        return self._fold(prepared, entry, "the same file as")

    def _fold(self, prepared: Prepared, entry: Entry, why: str) -> Outcome:
        record = self._shelf.get(entry.path)
        if record:
            copies = (*folded(record), Filed(prepared.raw.name, prepared.digest))
            self._put(entry.path, with_folded(record, copies))
        return self._is_folded(prepared.raw.name, entry.path, why)

    def _versions(self, record: Record) -> tuple[str, str]:
        """The path of a record that holds another version of the same story, and that of one that reads much like it;
        "" for none."""
        named = self._by_headline.get(headline_key(record.get("title")), [])[-MOST_COMPARED:]
        near = [path for sentence in sketch(record.body) if (path := self._by_sentence.get(sentence))]
        alike = ""
        for path in dict.fromkeys([*named, *near]):
            other = self._shelf.get(path)
            if other is None:
                continue
            if path in named and is_version(record.body, other.body):
                return path, ""
            if is_retold(*((each.get("title"), each.body) for each in (record, other))):
                return path, ""
            if not alike and is_alike(record.body, other.body):
                alike = path
        return "", alike

    def _versioned(self, prepared: Prepared, record: Record, entry: Entry) -> Outcome:
        """Two versions of a story: the newer, or on one day the longer, is the one that stands."""
        mine = self._shelf.get(entry.path)
        day = header_date(prepared.date)[:10] or entry.date[:10]
        if mine is None or (day, len(record.body)) <= (entry.date[:10], len(mine.body)) or not entry.name:
            return self._fold(prepared, entry, "a version of")
        outcome = self._changed(prepared, entry)
        mine = self._shelf.get(entry.path)
        if outcome.fate is Fate.FILED and mine:
            copies = [copy for copy in folded(mine) if copy.name != entry.name]
            self._put(entry.path, with_folded(mine, [*copies, Filed(entry.name, entry.raw)]))
            self.superseded[entry.name] = self._is_folded(entry.name, entry.path, "an earlier version of")
        return replace(outcome, news=outcome.news or "a newer version")

    def _is_folded(self, name: str, path: str, why: str) -> Outcome:
        other = self._by_path[path].name
        reason = (
            f"{why} {other or path}, which is {self._where(path)}. Remove one of them, or set WIRE['twins'] = 'keep'."
        )
        return Outcome(name, Fate.FOLDED, self._where(path), reason)

    def _removed_by_hand(self, prepared: Prepared) -> str:
        """The place of the file's record, where a person removed that; "" where nobody did."""
        if self._again.covers(prepared.raw.name):
            self.removed.pop(prepared.digest, None)
            return ""
        before = self._seen.get(prepared.raw.name)
        gone = before and before.digest == prepared.digest and before.outcome.fate is not Fate.HELD
        if before and gone and self._by_path:
            self.removed[prepared.digest] = Removed(prepared.raw.name, before.outcome.record)
        known = self.removed.get(prepared.digest)
        return known.record if known else ""

    def _tagged(self, record: Record, prepared: Prepared) -> Record:
        """The record with its tags, chosen so that they agree with what the site has."""
        if prepared.topics is None:
            return record
        if self._site is None:
            self._site = SiteTags()
            for entry in self._by_path.values():
                self._site.file(entry.tags, entry.lang)
        given = [tag for part in record.get("Tags").split(";") if (tag := part.strip())]
        if given:  # a desk's own tags, under the names the site has for them
            names = dict.fromkeys(self.vocabulary.names.get(fold(tag), tag) for tag in given)
            self._site.file(names, record.get("lang"))
            return record.with_part("Tags", joined(names))
        return record.with_part("Tags", joined(settle(prepared.topics, self.vocabulary, self._site)))

    def _date(self, prepared: Prepared) -> tuple[str, tuple[str, ...]]:
        """The story's date as the header writes it. A raw date never decides whether a story is out: one in the
        future, or from before there were newspapers, gives way to the file's own day."""
        own = header_date(prepared.date)
        if own and own >= EARLIEST and _instant(own) <= self._now:
            return own, ()
        if own and own[:10] == self._now.date().isoformat():
            return own[:10], ()
        if self._wire.undated == "hold":
            return "", ()
        stamp = datetime.fromtimestamp(prepared.raw.mtime_ns / 1e9, UTC)
        day = min(max(stamp, datetime(1970, 1, 1, tzinfo=UTC)), self._now).date().isoformat()
        found = f"its date, {own}, cannot be" if own else "no date was found in it"
        return day, (f"{found}; the file's own day, {day}, stands in its place",)

    def _not_ahead(self, record: Record) -> Record:
        """The record without a day of change that is yet to come: what copy says of that decides nothing either."""
        said = record.get("modified")
        return record if not said or _instant(said) <= self._now else record.with_part("Modified")

    def _put(self, path: str, record: Record) -> None:
        self._shelf.put(path, record)
        entry = entry_of(path, record)
        self.written[path] = entry
        self._know(entry)

    def _know(self, entry: Entry) -> None:
        self._by_path[entry.path] = entry
        self._slugs.update(key(taken) for taken in entry.slugs)
        if entry.name:
            self._by_name[entry.name] = entry.path
            self._by_digest.setdefault(entry.raw, entry.path)
        for _, raw in entry.folded:
            self._by_digest.setdefault(raw, entry.path)
        if entry.text:
            self._by_text.setdefault(entry.text, entry.path)
        self._by_sentence.update(dict.fromkeys(entry.sketch, entry.path))
        paths = self._by_headline.setdefault(headline_key(entry.title), [])
        if entry.path not in paths[-MOST_COMPARED:]:
            paths.append(entry.path)

    def _filed(self, name: str, path: str, news: str = "", notes: tuple[str, ...] = ()) -> Outcome:
        return Outcome(name, Fate.FILED, self._where(path), news=news, notes=notes)

    def _where(self, path: str) -> str:
        return f"{self._wire.news}/{path}"


_REMOVED = "its record {} was removed by hand. Take the raw file away too, or run `wire refile` on it to file it anew."
_UNDATED = "no date was found in it that can be. Write one into the copy, or set WIRE['undated'] = 'file'."
_CONFLICT = (
    "the copy and a person both changed the {} of {}. Both are kept; settle it with `wire refile --take raw` or"
    " `wire refile --take mine`."
)


def _difference(old: Record, new: Record, where: str) -> Iterator[str]:
    """The lines in which two states of a record differ, but for the machine's own."""
    before, after = (write(record.with_part("Filed")).splitlines() for record in (old, new))
    return unified_diff(before, after, where, where, n=0, lineterm="")


def _old_name(said: str, own: str, taken: Container[str]) -> str:
    """The slug an archive says, where it is another than the story's own, fit for an address, and nobody's yet."""
    fits = said != own and len(said) <= LONGEST and _FIT.fullmatch(said) and key(said) not in taken
    return said if fits and key(said) not in RESERVED else ""


_FIT = re.compile(r"\w[\w.~-]*")


def _instant(date: str) -> datetime:
    found = datetime.fromisoformat(date)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
