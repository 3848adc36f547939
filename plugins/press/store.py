"""What the last build knew, in one SQLite file: sources, rows, lists, outputs.

A missing, damaged, older or foreign store is no error: it is an empty one, and the build a cold one. Everything is
written in one transaction, which is committed when the new release stands; until then the old state is whole.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .record import Row

FORMAT = "2"
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE source (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, digest BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE held (path TEXT PRIMARY KEY, reason TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE story (path TEXT PRIMARY KEY, claim TEXT NOT NULL, state TEXT NOT NULL, wakes REAL, row TEXT NOT NULL);
CREATE INDEX story_claim ON story (claim);
CREATE INDEX story_wakes ON story (wakes) WHERE wakes IS NOT NULL;
CREATE INDEX story_state ON story (state) WHERE state NOT IN ('live');
CREATE TABLE body (path TEXT PRIMARY KEY, html TEXT NOT NULL);
CREATE TABLE alias (slug TEXT, path TEXT, PRIMARY KEY (slug, path)) WITHOUT ROWID;
CREATE TABLE link (target TEXT, path TEXT, PRIMARY KEY (target, path)) WITHOUT ROWID;
CREATE TABLE entry (shelf TEXT, sort TEXT, path TEXT NOT NULL, PRIMARY KEY (shelf, sort)) WITHOUT ROWID;
CREATE TABLE mark (mark INTEGER, sort TEXT, path TEXT NOT NULL, weight INTEGER NOT NULL, PRIMARY KEY (mark, sort))
  WITHOUT ROWID;
CREATE TABLE shelf (name TEXT PRIMARY KEY, size INTEGER NOT NULL, title TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE output (path TEXT PRIMARY KEY, task TEXT NOT NULL, digest BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX output_task ON output (task);
CREATE TABLE delta (release INTEGER, path TEXT, PRIMARY KEY (release, path)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A story as the store keeps it: its row, and what the gate said of it."""

    row: Row
    state: str
    wakes: float | None


def dump(row: Row) -> str:
    """The row as text."""
    return json.dumps(astuple_shallow(row), ensure_ascii=False, separators=(",", ":"))


def astuple_shallow(row: Row) -> tuple[object, ...]:
    """The row's fields in order, without the copies `dataclasses.astuple` makes."""
    return tuple(getattr(row, name) for name in Row.__slots__)


def load(text: str) -> Row:
    """The row that `dump` wrote."""
    return Row(*json.loads(text))


class Store:
    """One open store. Reading methods see what was written before, in this transaction too."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.db = connection

    @classmethod
    def open(cls, path: Path, key: str) -> Store | None:
        """The store at `path`, if it is whole, of this format, and was written under `key`."""
        if not path.is_file():
            return None
        try:
            db = _connect(path)
            facts = dict(db.execute("SELECT key, value FROM meta").fetchall())
        except sqlite3.DatabaseError:
            return None
        if facts.get("format") != FORMAT or facts.get("key") != key:
            db.close()
            return None
        store = cls(path, db)
        db.execute("BEGIN IMMEDIATE")
        return store

    @classmethod
    def create(cls, path: Path, key: str) -> Store:
        """A new, empty store at `path`; what stood there is gone."""
        for ending in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        db = _connect(path)
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA cache_size = -8000")  # what is written here is not read before the next build
        db.executescript(_SCHEMA)
        db.execute("BEGIN")
        store = cls(path, db)
        store.set("format", FORMAT)
        store.set("key", key)
        return store

    def set(self, key: str, value: str) -> None:
        """Remember `value` under `key`."""
        self.db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def get(self, key: str) -> str:
        """What was remembered under `key`, or nothing."""
        found = self.db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(found[0]) if found else ""

    def commit(self) -> None:
        """Make everything since opening last."""
        self.db.execute("COMMIT")

    def close(self) -> None:
        """Close; what is not committed is forgotten."""
        with contextlib.suppress(sqlite3.Error):
            self.db.close()

    # sources

    def stamps(self) -> dict[str, str]:
        """Every source with the stamp it had."""
        return dict(self.db.execute("SELECT path, stamp FROM source"))

    def digest(self, path: str) -> bytes:
        """The digest of the source `path` when it was read."""
        found = self.db.execute("SELECT digest FROM source WHERE path = ?", (path,)).fetchone()
        return bytes(found[0]) if found else b""

    def set_sources(self, sources: Iterable[tuple[str, str, bytes]]) -> None:
        """Remember (path, stamp, digest)."""
        self.db.executemany("INSERT OR REPLACE INTO source VALUES (?, ?, ?)", sources)

    def drop_sources(self, paths: Iterable[str]) -> None:
        """Forget sources that are gone, and why they were held."""
        keys = [(path,) for path in paths]
        self.db.executemany("DELETE FROM source WHERE path = ?", keys)
        self.db.executemany("DELETE FROM held WHERE path = ?", keys)

    def set_held(self, path: str, reason: str) -> None:
        """Remember why `path` is held; an empty reason: it is not."""
        self.db.execute("DELETE FROM held WHERE path = ?", (path,))
        if reason:
            self.db.execute("INSERT INTO held VALUES (?, ?)", (path, reason))

    def held(self) -> list[tuple[str, str]]:
        """Every held source with its reason."""
        return self.db.execute("SELECT path, reason FROM held ORDER BY path").fetchall()

    # stories

    def story(self, path: str) -> Kept | None:
        """The story in the record `path`."""
        found = self.db.execute("SELECT row, state, wakes FROM story WHERE path = ?", (path,)).fetchone()
        return Kept(load(found[0]), found[1], found[2]) if found else None

    def state(self, path: str) -> str:
        """What the gate says of the record `path`; nothing if there is none."""
        found = self.db.execute("SELECT state FROM story WHERE path = ?", (path,)).fetchone()
        return str(found[0]) if found else ""

    def texts(self) -> Iterator[tuple[Kept, str, str]]:
        """All stories with the addresses they claim and their rows' texts."""
        for row, state, wakes, claim in self.db.execute("SELECT row, state, wakes, claim FROM story ORDER BY path"):
            yield Kept(load(row), state, wakes), claim, row

    def claimants(self, claim: str) -> list[Kept]:
        """All stories that want the address `claim`."""
        found = self.db.execute("SELECT row, state, wakes FROM story WHERE claim = ?", (claim,))
        return [Kept(load(row), state, wakes) for row, state, wakes in found]

    def unlisted(self) -> list[Kept]:
        """The stories that are in no list: hidden, withdrawn, held back."""
        found = self.db.execute("SELECT row, state, wakes FROM story WHERE state NOT IN ('live') ORDER BY path")
        return [Kept(load(row), state, wakes) for row, state, wakes in found]

    def lastmod(self, month: str) -> str:
        """When a story of a month last changed."""
        return self.get(f"lastmod/{month}")

    def gone(self) -> list[Kept]:
        """The withdrawn stories."""
        query = "SELECT row, state, wakes FROM story WHERE state NOT IN ('live') AND state = 'gone' ORDER BY path"
        return [Kept(load(row), state, wakes) for row, state, wakes in self.db.execute(query)]

    def waking(self, now: float) -> list[str]:
        """The records whose state the clock has changed by `now`."""
        return [path for (path,) in self.db.execute("SELECT path FROM story WHERE wakes <= ?", (now,))]

    def next_wake(self) -> float | None:
        """When the clock will next change a story's state."""
        found = self.db.execute("SELECT min(wakes) FROM story WHERE wakes IS NOT NULL").fetchone()
        return None if found is None or found[0] is None else float(found[0])

    def set_stories(self, kept: Sequence[Kept], claims: Sequence[str]) -> None:
        """Remember stories with the addresses they claim."""
        self.drop_stories([each.row.path for each in kept])
        self.db.executemany(
            "INSERT INTO story VALUES (?, ?, ?, ?, ?)",
            (
                (each.row.path, claim, each.state, each.wakes, dump(each.row))
                for each, claim in zip(kept, claims, strict=True)
            ),
        )
        self.db.executemany(
            "INSERT OR IGNORE INTO alias VALUES (?, ?)",
            [(alias, each.row.path) for each in kept for alias in each.row.aliases],
        )
        self.db.executemany(
            "INSERT OR IGNORE INTO link VALUES (?, ?)",
            [(target, each.row.path) for each in kept for target in each.row.links],
        )

    def drop_stories(self, paths: Iterable[str]) -> None:
        """Forget stories (not their bodies)."""
        keys = [(path,) for path in paths]
        for table in ("story", "alias", "link"):
            self.db.executemany(f"DELETE FROM {table} WHERE path = ?", keys)  # noqa: S608

    def set_bodies(self, bodies: Iterable[tuple[str, str]]) -> None:
        """Remember (path, html)."""
        self.db.executemany("INSERT OR REPLACE INTO body VALUES (?, ?)", bodies)

    def body(self, path: str) -> str:
        """The HTML of the record `path`."""
        found = self.db.execute("SELECT html FROM body WHERE path = ?", (path,)).fetchone()
        return str(found[0]) if found else ""

    def drop_bodies(self, paths: Iterable[str]) -> None:
        """Forget bodies."""
        self.db.executemany("DELETE FROM body WHERE path = ?", [(path,) for path in paths])

    def alias_owners(self, slug: str) -> list[str]:
        """The records that say `slug` is an old address of theirs."""
        return [p for (p,) in self.db.execute("SELECT path FROM alias WHERE slug = ? ORDER BY path", (slug,))]

    def aliases(self) -> list[tuple[str, str]]:
        """Every (old slug, record)."""
        return self.db.execute("SELECT slug, path FROM alias ORDER BY slug, path").fetchall()

    def linking(self, target: str) -> list[str]:
        """The records whose text links to `target`."""
        return [p for (p,) in self.db.execute("SELECT path FROM link WHERE target = ?", (target,))]

    def fill(
        self,
        rows: Iterable[tuple[str, str, str, float | None, str]],
        sources: Iterable[tuple[str, str, bytes]],
        links: Iterable[tuple[str, str]],
        aliases: Iterable[tuple[str, str]],
    ) -> None:
        """Remember every story of a site at once, in a store that holds none."""
        self.db.executemany("INSERT INTO story VALUES (?, ?, ?, ?, ?)", rows)
        self.set_sources(sources)
        self.db.executemany("INSERT OR IGNORE INTO link VALUES (?, ?)", links)
        self.db.executemany("INSERT OR IGNORE INTO alias VALUES (?, ?)", aliases)

    # lists

    def set_entries(self, entries: Iterable[tuple[str, str, str]]) -> None:
        """Put (shelf, sort, path) on the shelves."""
        self.db.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?)", entries)

    def drop_entries(self, entries: Iterable[tuple[str, str]]) -> None:
        """Take (shelf, sort) off the shelves."""
        self.db.executemany("DELETE FROM entry WHERE shelf = ? AND sort = ?", entries)

    def set_shelf(self, name: str, size: int, title: str) -> None:
        """Remember how many stories stand on a shelf and what it is called; an empty one is forgotten."""
        if size:
            self.db.execute("INSERT OR REPLACE INTO shelf VALUES (?, ?, ?)", (name, size, title))
        else:
            self.db.execute("DELETE FROM shelf WHERE name = ?", (name,))

    def shelf(self, name: str) -> tuple[int, str]:
        """Size and title of a shelf."""
        found = self.db.execute("SELECT size, title FROM shelf WHERE name = ?", (name,)).fetchone()
        return (int(found[0]), str(found[1])) if found else (0, "")

    def shelves(self, kind: str) -> list[tuple[str, int, str]]:
        """Name, size and title of every shelf of a kind."""
        return self.db.execute(
            "SELECT name, size, title FROM shelf WHERE name >= ? AND name < ? ORDER BY name", (f"{kind}/", f"{kind}0")
        ).fetchall()

    def before(self, shelf: str, sort: str) -> int:
        """How many stories on the shelf are older than `sort`."""
        query = "SELECT count(*) FROM entry WHERE shelf = ? AND sort < ?"
        return int(self.db.execute(query, (shelf, sort)).fetchone()[0])

    def after(self, shelf: str, sort: str) -> int:
        """How many stories on the shelf are newer than `sort`."""
        query = "SELECT count(*) FROM entry WHERE shelf = ? AND sort > ?"
        return int(self.db.execute(query, (shelf, sort)).fetchone()[0])

    def slice(self, shelf: str, start: int, stop: int) -> list[str]:
        """The records at positions `start` to `stop` (exclusive), counted from the oldest."""
        size = self.shelf(shelf)[0]
        if start > size // 2:  # walk from the nearer end
            query = "SELECT path FROM entry WHERE shelf = ? ORDER BY sort DESC LIMIT ? OFFSET ?"
            found = self.db.execute(query, (shelf, max(0, min(stop, size) - start), max(0, size - stop)))
            return [path for (path,) in found][::-1]
        query = "SELECT path FROM entry WHERE shelf = ? ORDER BY sort LIMIT ? OFFSET ?"
        return [path for (path,) in self.db.execute(query, (shelf, max(0, stop - start), start))]

    def newer(self, shelf: str, sort: str, count: int) -> list[str]:
        """The next `count` newer records, the nearest first."""
        query = "SELECT path FROM entry WHERE shelf = ? AND sort > ? ORDER BY sort LIMIT ?"
        return [path for (path,) in self.db.execute(query, (shelf, sort, count))]

    def older(self, shelf: str, sort: str, count: int) -> list[str]:
        """The next `count` older records, the nearest first."""
        query = "SELECT path FROM entry WHERE shelf = ? AND sort < ? ORDER BY sort DESC LIMIT ?"
        return [path for (path,) in self.db.execute(query, (shelf, sort, count))]

    # marks

    def set_marks(self, marks: Iterable[tuple[int, str, str, int]]) -> None:
        """Remember (mark, sort, path, weight): which story bears which mark."""
        self.db.executemany("INSERT OR REPLACE INTO mark VALUES (?, ?, ?, ?)", marks)

    def drop_marks(self, marks: Iterable[tuple[int, str]]) -> None:
        """Forget (mark, sort)."""
        self.db.executemany("DELETE FROM mark WHERE mark = ? AND sort = ?", marks)

    def bearers(self, mark: int, sort: str, count: int) -> list[tuple[str, int]]:
        """The next `count` older records that bear a mark, the nearest first, each with the mark's weight."""
        query = "SELECT path, weight FROM mark WHERE mark = ? AND sort < ? ORDER BY sort DESC LIMIT ?"
        return self.db.execute(query, (mark, sort, count)).fetchall()

    def newer_bearers(self, mark: int, sort: str, count: int) -> list[str]:
        """The next `count` newer records that bear a mark."""
        query = "SELECT path FROM mark WHERE mark = ? AND sort > ? ORDER BY sort LIMIT ?"
        return [path for (path,) in self.db.execute(query, (mark, sort, count))]

    # outputs and releases

    def outputs(self) -> dict[str, tuple[str, bytes]]:
        """Every file of the release: what made it, and its digest."""
        found = self.db.execute("SELECT path, task, digest FROM output")
        return {path: (task, digest) for path, task, digest in found}

    def output(self, path: str) -> bytes:
        """The digest of a file of the release, or nothing."""
        found = self.db.execute("SELECT digest FROM output WHERE path = ?", (path,)).fetchone()
        return bytes(found[0]) if found else b""

    def count_outputs(self) -> int:
        """How many files the release has."""
        return int(self.db.execute("SELECT count(*) FROM output").fetchone()[0])

    def outputs_after(self, path: str, count: int) -> list[str]:
        """The next `count` files after `path`, by name."""
        query = "SELECT path FROM output WHERE path > ? ORDER BY path LIMIT ?"
        return [found for (found,) in self.db.execute(query, (path, count))]

    def made_by(self, task: str) -> dict[str, bytes]:
        """The files a task made, with their digests."""
        return dict(self.db.execute("SELECT path, digest FROM output WHERE task = ?", (task,)))

    def set_outputs(self, outputs: Iterable[tuple[str, str, bytes]]) -> None:
        """Remember (path, task, digest)."""
        self.db.executemany("INSERT OR REPLACE INTO output VALUES (?, ?, ?)", outputs)

    def drop_outputs(self, paths: Iterable[str]) -> None:
        """Forget files."""
        self.db.executemany("DELETE FROM output WHERE path = ?", [(path,) for path in paths])

    def add_delta(self, release: int, paths: Iterable[str]) -> None:
        """Remember which files differ between `release` and the one before."""
        self.db.executemany("INSERT OR IGNORE INTO delta VALUES (?, ?)", [(release, path) for path in paths])

    def delta_since(self, release: int) -> list[str]:
        """The files that changed in any release after `release`."""
        return [p for (p,) in self.db.execute("SELECT DISTINCT path FROM delta WHERE release > ?", (release,))]


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None, timeout=30)
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA cache_size = -32000")
    db.execute("PRAGMA temp_store = MEMORY")
    return db
