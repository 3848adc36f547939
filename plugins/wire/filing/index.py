"""What filing remembers between runs, so that a file that did not change costs one look at its stamp.

The index lives in the cache and may be lost or damaged at any time: whatever it held can be read again from the raw
files and from the records' `Filed:` lines. It decides nothing, and where the disk is full it forgets.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path, PurePosixPath

from ..record import Record, aliases, filed, folded
from ..report import Fate, Outcome
from ..slug import slug
from ..twins import sketch
from .raw import Raw
from .shelf import Stamp

_LAYOUT = "3"
_TABLES = """
CREATE TABLE IF NOT EXISTS about (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS raw (name BLOB PRIMARY KEY, mtime INTEGER, size INTEGER, digest TEXT,
  fate TEXT, record TEXT, reason TEXT, notes TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS record (path BLOB PRIMARY KEY, mtime INTEGER, size INTEGER, entry TEXT) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """What filing needs to know of a record: who it is, which names it holds, which raw files it came from."""

    path: str
    id: str
    slugs: tuple[str, ...]
    title: str = ""
    date: str = ""
    name: str = ""
    raw: str = ""
    folded: tuple[tuple[str, str], ...] = ()
    text: str = ""
    tags: tuple[str, ...] = ()
    lang: str = ""
    slug: str = ""
    sketch: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """A raw file as the last run met it."""

    mtime_ns: int
    size: int
    digest: str
    outcome: Outcome


class Index:
    """The memory of earlier runs. `key` names cleaner and settings: what was held is tried again when it differs."""

    def __init__(self, path: Path, key: str) -> None:
        self._path = path
        self._db = _opened(path)
        with suppress(sqlite3.Error):
            if self._about("layout") != _LAYOUT:
                self._db.executescript("DELETE FROM raw; DELETE FROM record; DELETE FROM about;")
            if self._about("key") != key:
                self._db.execute("DELETE FROM raw WHERE fate = ?", (Fate.HELD.value,))
            self._db.executemany("REPLACE INTO about VALUES (?, ?)", (("layout", _LAYOUT), ("key", key)))

    def _about(self, key: str) -> str:
        row = self._db.execute("SELECT value FROM about WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def seen(self) -> dict[str, Seen]:
        """Every raw file of the last run, by name."""
        rows = self._db.execute("SELECT name, mtime, size, digest, fate, record, reason, notes FROM raw")
        return {
            (name := bytes(row[0]).decode("utf-8", "surrogateescape")): Seen(
                row[1],
                row[2],
                row[3],
                Outcome(name, Fate(row[4]), row[5], row[6], "", tuple(json.loads(row[7])) if row[7] else ()),
            )
            for row in rows
        }

    def entries(self) -> dict[Stamp, Entry]:
        """Every record of the last run, by its stamp."""
        rows = self._db.execute("SELECT path, mtime, size, entry FROM record")
        return {
            Stamp(path := bytes(row[0]).decode("utf-8", "surrogateescape"), row[1], row[2]): _entry(path, row[3])
            for row in rows
        }

    def remember(self, files: Iterable[tuple[Raw, str, Outcome]], gone: Iterable[str]) -> None:
        """The next run will know these raw files with their digests and fates, and not those that are gone."""
        rows = (
            (_name(raw.name), raw.mtime_ns, raw.size, digest, outcome.fate.value, outcome.record, outcome.reason,
             json.dumps(outcome.notes) if outcome.notes else "")
            for raw, digest, outcome in files
        )  # fmt: skip
        with suppress(sqlite3.Error):
            self._db.executemany("REPLACE INTO raw VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
            self._db.executemany("DELETE FROM raw WHERE name = ?", ((_name(name),) for name in gone))

    def shelve(self, entries: Iterable[tuple[Stamp, Entry]], gone: Iterable[str]) -> None:
        """The next run will know these records by their stamps."""
        rows = ((_name(at.path), at.mtime_ns, at.size, _text(entry)) for at, entry in entries)
        with suppress(sqlite3.Error):
            self._db.executemany("REPLACE INTO record VALUES (?, ?, ?, ?)", rows)
            self._db.executemany("DELETE FROM record WHERE path = ?", ((_name(path),) for path in gone))

    def close(self) -> None:
        """What was remembered is on the disk."""
        with suppress(sqlite3.Error):
            self._db.commit()
        self._db.close()


def _opened(path: Path) -> sqlite3.Connection:
    """The database at `path`, made anew where it is missing or damaged; in memory where the cache cannot be written."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
    for attempt in (path, path, ":memory:"):
        db = None
        try:
            db = sqlite3.connect(attempt, timeout=60)
            db.execute("PRAGMA synchronous = OFF")
            db.executescript(_TABLES)
            db.execute("SELECT count(*) FROM raw, record WHERE fate = ''").fetchone()
            return db
        except sqlite3.Error:
            if db:
                db.close()
            with suppress(OSError):
                path.unlink()
    raise AssertionError("a database in memory can always be made")


def _name(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def _text(entry: Entry) -> str:
    return json.dumps([getattr(entry, name) for name in _STORED])


def _entry(path: str, text: str) -> Entry:
    values = dict(zip(_STORED, json.loads(text), strict=True))
    for name in ("slugs", "tags", "sketch"):
        values[name] = tuple(values[name])
    return Entry(path, **values | {"folded": tuple((name, raw) for name, raw in values["folded"])})


_STORED = tuple(field.name for field in fields(Entry) if field.name != "path")


def entry_of(path: str, record: Record) -> Entry:
    """What filing needs to know of `record`. A hand-written one takes its slug from file name and headline."""
    origin = filed(record)
    own = record.get("slug")
    slugs = {own or slug(record.get("title")), PurePosixPath(path).stem, *aliases(record)}
    copies = tuple((copy.name, copy.raw) for copy in folded(record))
    return Entry(
        path,
        record.get("id"),
        tuple(sorted(slugs - {""})),
        record.get("title"),
        record.get("date"),
        origin.name if origin else "",
        origin.raw if origin else "",
        copies,
        origin.text if origin else "",
        tuple(tag for part in record.get("tags").split(";") if (tag := part.strip())),
        record.get("lang"),
        own,
        sketch(record.body),
    )
