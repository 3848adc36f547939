"""What is done of each archive, and what became of every entry: SQLite, in the cache.

A part is written here in one transaction, after its raw copies or records are on the disk for good. A run that was
killed goes on after the last whole part; what it had done of the next is met again by name and bytes, and not done
twice. The journal may be lost: the next run then looks at every entry once more, and finds it there.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..report import Fate, Outcome

_LAYOUT = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS archive (id INTEGER PRIMARY KEY, place TEXT, target TEXT, stamp TEXT, whole INTEGER,
  UNIQUE (place, target));
CREATE TABLE IF NOT EXISTS part (archive INTEGER, key TEXT, PRIMARY KEY (archive, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS row (archive INTEGER, begin INTEGER, number INTEGER, offset INTEGER, label TEXT, raw TEXT,
  fate TEXT, record TEXT, reason TEXT, news TEXT, PRIMARY KEY (archive, begin, number)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS row_raw ON row (archive, raw);
CREATE TABLE IF NOT EXISTS passed (archive INTEGER, begin INTEGER, what TEXT, count INTEGER,
  PRIMARY KEY (archive, begin, what)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One entry's fate. `raw` is the name of its raw copy, "" where it has none."""

    offset: int
    label: str
    raw: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Tally:
    """How many entries an archive has, by their fate; `passed` counts what is no article, by what it is instead."""

    filed: int = 0
    new: int = 0
    folded: int = 0
    held: int = 0
    passed: Mapping[str, int] | None = None

    @property
    def entries(self) -> int:
        """All entries."""
        return self.filed + self.folded + self.held + sum((self.passed or {}).values())

    def __str__(self) -> str:
        """One line: "10 entries: 7 brought in (7 new), 1 folded, 1 held, 1 passed over (1 image/png)"."""
        counts = sorted((self.passed or {}).items(), key=lambda pair: (-pair[1], pair[0]))
        shown = ", ".join(f"{count:,} {what}" for what, count in counts[:5])
        more = f", {len(counts) - 5} other kinds" if len(counts) > 5 else ""
        over = f", {sum(count for _, count in counts):,} passed over ({shown}{more})" if counts else ""
        new = f" ({self.new:,} new)" if self.new else ""
        entries = "1 entry" if self.entries == 1 else f"{self.entries:,} entries"
        return f"{entries}: {self.filed:,} brought in{new}, {self.folded:,} folded, {self.held:,} held{over}"


class Journal:
    """The journal at `path`; a damaged one is begun anew."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._db = self._opened(path)
        except sqlite3.DatabaseError:
            for each in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
                each.unlink(missing_ok=True)
            self._db = self._opened(path)

    def _opened(self, path: Path) -> sqlite3.Connection:
        db = sqlite3.connect(path, timeout=60, isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        if db.execute("PRAGMA user_version").fetchone()[0] != _LAYOUT:
            for name in ("archive", "part", "row", "passed"):
                db.execute(f"DROP TABLE IF EXISTS {name}")
            db.execute(f"PRAGMA user_version = {_LAYOUT}")
        db.executescript(_TABLES)
        return db

    def begin(self, place: str, target: str, stamp: str) -> int:
        """The archive's number. An archive that changed since is begun anew."""
        known = "SELECT id, stamp FROM archive WHERE (place, target) = (?, ?)"
        row = self._db.execute(known, (place, target)).fetchone()
        if row and row[1] == stamp:
            return int(row[0])
        with self._transaction():
            if row:
                for name in ("part", "row", "passed"):
                    self._db.execute(f"DELETE FROM {name} WHERE archive = ?", (row[0],))  # noqa: S608
                self._db.execute("UPDATE archive SET stamp = ?, whole = 0 WHERE id = ?", (stamp, row[0]))
                return int(row[0])
            fresh = "INSERT INTO archive (place, target, stamp, whole) VALUES (?, ?, ?, 0)"
            return int(self._db.execute(fresh, (place, target, stamp)).lastrowid or 0)

    def done(self, archive: int) -> frozenset[str]:
        """The keys of the parts that are done."""
        return frozenset(key for (key,) in self._db.execute("SELECT key FROM part WHERE archive = ?", (archive,)))

    def is_whole(self, archive: int) -> bool:
        """Whether every part is done."""
        return bool(self._db.execute("SELECT whole FROM archive WHERE id = ?", (archive,)).fetchone()[0])

    def finish(self, archive: int) -> None:
        """Every part is done: the next run need not look at the archive's bytes."""
        self._db.execute("UPDATE archive SET whole = 1 WHERE id = ?", (archive,))

    def write(
        self, archive: int, key: str, begin: int, rows: Iterable[Row], passed: Mapping[str, int],
        changed: Mapping[str, Outcome],
    ) -> Iterator[Row]:  # fmt: skip
        """The rows as they stand, with the part done for good once all are taken. An entry whose raw copy an earlier
        entry has already is folded. `changed` are new outcomes of raw copies from earlier parts."""
        with self._transaction():
            for number, row in enumerate(rows):
                row = self._settled(archive, begin, row)
                out = row.outcome
                fate = (out.fate.value, out.record, out.reason, out.news)
                values = (archive, begin, number, row.offset, row.label, row.raw, *fate)
                self._db.execute("REPLACE INTO row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
                yield row
            counts = [(archive, begin, what, count) for what, count in passed.items()]
            self._db.executemany("REPLACE INTO passed VALUES (?, ?, ?, ?)", counts)
            for raw, out in changed.items():
                later = (out.fate.value, out.record, out.reason, archive, raw)
                self._db.execute("UPDATE row SET fate = ?, record = ?, reason = ? WHERE (archive, raw) = (?, ?)", later)
            self._db.execute("REPLACE INTO part VALUES (?, ?)", (archive, key))

    def _settled(self, archive: int, begin: int, row: Row) -> Row:
        if not row.raw or row.outcome.fate is not Fate.FILED:
            return row
        sql = "SELECT offset FROM row INDEXED BY row_raw WHERE archive = ? AND raw = ? ORDER BY begin, number LIMIT 1"
        first = self._db.execute(sql, (archive, row.raw)).fetchone()
        if first is None:
            return row
        reason = f"the same copy as the entry at {first[0]}"
        return replace(row, outcome=replace(row.outcome, fate=Fate.FOLDED, reason=reason, news=""))

    def tally(self, archive: int) -> Tally:
        """What became of the archive's entries so far."""
        counts = dict(self._db.execute("SELECT fate, count(*) FROM row WHERE archive = ? GROUP BY fate", (archive,)))
        fresh = "SELECT count(*) FROM row WHERE archive = ? AND news != '' AND fate = ?"
        new = self._db.execute(fresh, (archive, Fate.FILED.value)).fetchone()[0]
        passed = self._db.execute("SELECT what, sum(count) FROM passed WHERE archive = ? GROUP BY what", (archive,))
        filed, folded, held = (counts.get(fate.value, 0) for fate in Fate)
        return Tally(filed, new, folded, held, dict(passed))

    def rows(self, archive: int, fate: Fate | None = None) -> Iterator[Row]:
        """The rows of an archive in order, one at a time; of one fate only, where it is named."""
        sql = "SELECT offset, label, raw, fate, record, reason, news FROM row WHERE archive = ?"
        both = f"{sql} AND fate = ?" if fate else sql
        found = self._db.execute(f"{both} ORDER BY begin, number", (archive, fate.value) if fate else (archive,))
        for offset, label, raw, kind, record, reason, news in found:
            yield Row(offset, label, raw, Outcome("", Fate(kind), record, reason, news))

    def close(self) -> None:
        """The journal is on the disk."""
        self._db.close()

    def _transaction(self) -> _Transaction:
        return _Transaction(self._db)


class _Transaction:
    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, *rest: object) -> None:
        self._db.execute("ROLLBACK" if kind else "COMMIT")


def report(archives: Iterable[tuple[str, Tally, Iterable[Row]]]) -> Iterator[str]:
    """The report as JSON, piece by piece: the keys of `wire file --report`, and what was passed over. `raw` is an
    entry's raw copy, `record` its record where it became one at once."""
    listed = list(archives)
    passed: dict[str, int] = {}
    for _, tally, _ in listed:
        for what, count in (tally.passed or {}).items():
            passed[what] = passed.get(what, 0) + count
    totals = {
        "raw": sum(tally.entries for _, tally, _ in listed),
        "filed": sum(tally.filed for _, tally, _ in listed),
        "folded": sum(tally.folded for _, tally, _ in listed),
        "held": sum(tally.held for _, tally, _ in listed),
        "passed": passed,
    }
    yield json.dumps(totals, indent=1)[:-2] + ',\n "files": ['
    comma = "\n"
    for place, _, rows in listed:
        for row in rows:
            out = row.outcome
            values = {
                "name": f"{place}#{row.offset}", "entry": row.label, "raw": row.raw, "fate": out.fate.value,
                "record": out.record, "reason": out.reason, "news": out.news,
            }  # fmt: skip
            yield f"{comma}  {json.dumps(values)}"
            comma = ",\n"
    yield "\n ]\n}\n"
