"""Filing: raw files become records, once each. The one place that touches content on the disk.

    scan raw files and records -> set the unchanged aside -> prepare the rest (every core) -> decide -> write

The raw files are only ever read. A record is written whole or not at all. Two runs at once take turns.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from ..report import Fate, Outcome, Report
from ..settings import Wire
from ..topics import Topic, topics_of
from . import raw as raw_copy
from . import removed
from . import shelf as records
from .index import Entry, Index, Seen, entry_of
from .orders import CLEANER, NOTHING, Again
from .raw import Raw
from .shelf import Shelf, Stamp

if TYPE_CHECKING:
    from ..tags import Vocabulary
    from .clerk import Clerk


@dataclass(frozen=True, slots=True)
class House:
    """Where things are: the content folder, the cache, and the settings. `now` is the time of filing, `site` the host
    the site is published under, where it has one."""

    content: Path
    cache: Path
    wire: Wire
    now: float
    site: str = ""

    @property
    def copy(self) -> Path:
        """The folder of raw copy."""
        return self.content / self.wire.copy

    @property
    def news(self) -> Path:
        """The folder of records."""
        return self.content / self.wire.news

    def vocabulary(self) -> Vocabulary:
        """The site's own sections and tag names; the package's where it keeps none."""
        from ..tags import parse
        from ..tags.vocabulary import EMPTY

        try:
            return parse((self.content / "vocabulary.toml").read_text("utf-8"))
        except FileNotFoundError:
            return EMPTY

    def topics(self) -> dict[str, dict[str, Topic]]:
        """What the vocabulary says to readers; nothing where there is none that can be read."""
        try:
            return topics_of((self.content / "vocabulary.toml").read_text("utf-8"))
        except (OSError, UnicodeDecodeError):
            return {}


def file_copy(house: House) -> Report:
    """What became of every raw file, after filing what is new or changed."""
    if not house.copy.is_dir():
        return Report()
    with _turn(house.content):
        return _file(house)[0]


def refile(house: House, names: Sequence[str] | None, *, take: str = "", dry: bool = False) -> tuple[Report, list[str]]:
    """The report after cleaning the named raw files again (None: all of them), and what changed in the records as the
    lines of a difference. `take` settles conflicts: "raw" for the copy, "mine" for the record; `dry` writes nothing."""
    if not house.copy.is_dir():
        return Report(), []
    with _turn(house.content):
        return _file(house, Again(None if names is None else frozenset(names), take, dry))


def _file(house: House, again: Again = NOTHING) -> tuple[Report, list[str]]:
    index = Index(house.cache / "wire.db", f"{CLEANER} {house.wire}")
    seen, entries = _remembered(index)
    shelved, fresh = _entries(house.news, entries)
    shelf = Shelf(house.news, dry=again.dry)
    moves = _moves(shelf, entries, shelved, fresh)
    files = raw_copy.scan(house.copy)
    settled = dict(_settled(files, seen, _unchanged(house, shelved, fresh), again))
    gone_records = {at.path for at in entries} - {entry.path for entry in shelved}
    decided, written, differences = _decided(house, shelf, shelved, files, seen, settled, again)
    if not again.dry:
        stamped = [(records.stamp(house.news, path), entry) for path, entry in written.items()]
        index.shelve([*fresh, *stamped], gone_records)
        index.remember(decided, set(seen) - {raw.name for raw in files})
    index.close()
    outcomes = settled | {raw.name: outcome for raw, _, outcome in decided}
    return Report(tuple(_moved(house, outcomes[raw.name], moves) for raw in files)), differences


def _decided(
    house: House,
    shelf: Shelf,
    shelved: list[Entry],
    files: Sequence[Raw],
    seen: Mapping[str, Seen],
    settled: Mapping[str, Outcome],
    again: Again,
) -> tuple[list[tuple[Raw, str, Outcome]], dict[str, Entry], list[str]]:
    """The files that are not settled, each with the digest of its bytes and its fate; the records written for them;
    what changed in those."""
    if len(settled) == len(files):
        return [], {}, []
    # The cleaner takes longer to import than a day without news takes to file.
    from .clerk import Clerk

    clerk = Clerk(
        house.wire, house.now, shelf, shelved, {raw.name for raw in files}, seen, again, removed.read(house.news)
    )
    try:
        decided = list(_decide(house, [raw for raw in files if raw.name not in settled], clerk, again))
        shelf.put_text(removed.FILE, removed.text(clerk.removed))
    finally:
        shelf.close()
    decided = [(raw, digest, clerk.superseded.get(raw.name, outcome)) for raw, digest, outcome in decided]
    later = [
        (raw, seen[raw.name].digest, clerk.superseded[raw.name])
        for raw in files
        if raw.name in settled and raw.name in clerk.superseded
    ]
    return decided + later, clerk.written, clerk.differences


def _moves(
    shelf: Shelf, entries: Mapping[Stamp, Entry], shelved: list[Entry], fresh: list[tuple[Stamp, Entry]]
) -> dict[str, tuple[str, ...]]:
    """The addresses that stories left, by their records' paths; {} where no record changed."""
    if not fresh:
        return {}
    from .moved import keep_addresses

    return keep_addresses(shelf, entries, shelved, fresh)


def _moved(house: House, outcome: Outcome, moves: Mapping[str, tuple[str, ...]]) -> Outcome:
    """The outcome, with a word on the addresses that its story left."""
    left = moves.get(outcome.record.removeprefix(f"{house.wire.news}/"))
    if not left or outcome.fate is not Fate.FILED or outcome.news:
        return outcome
    return replace(outcome, news=f"its old address {' and '.join(left)} leads to its new one")


def _decide(house: House, pending: Sequence[Raw], clerk: Clerk, again: Again) -> Iterator[tuple[Raw, str, Outcome]]:
    """Each pending file with the digest of its bytes and its fate."""
    from .crew import prepare_all
    from .intake import Bench
    from .sources import profiles

    known = frozenset(clerk.known_digests()) if again is NOTHING else frozenset[str]()
    clerk.vocabulary = house.vocabulary()
    bench = Bench(house.copy, house.wire, clerk.vocabulary, known, profiles(house))
    for prepared in prepare_all(pending, bench):
        yield prepared.raw, prepared.digest, clerk.decide(prepared)


def _unchanged(house: House, shelved: Iterable[Entry], fresh: Iterable[tuple[Stamp, Entry]]) -> dict[str, bool]:
    """Every record's place, with whether it stands as the last run knew it."""
    changed = {at.path for at, _ in fresh}
    return {f"{house.wire.news}/{entry.path}": entry.path not in changed for entry in shelved}


def _settled(
    files: Iterable[Raw], seen: Mapping[str, Seen], places: Mapping[str, bool], again: Again
) -> Iterator[tuple[str, Outcome]]:
    """The files whose fate stands: they cannot be read, or they did not change and their record is where it was. What
    was held in conflict with a record is looked at again when the record changed."""
    for raw in files:
        if raw.problem:
            yield raw.name, Outcome(raw.name, Fate.HELD, reason=raw.problem)
            continue
        before = seen.get(raw.name)
        if before is None or again.covers(raw.name):
            continue
        if (before.mtime_ns, before.size) != (raw.mtime_ns, raw.size):
            continue
        place = before.outcome.record
        if places.get(place, False) if before.outcome.fate is Fate.HELD and place else place in places or not place:
            yield raw.name, before.outcome


def _remembered(index: Index) -> tuple[dict[str, Seen], dict[Stamp, Entry]]:
    """What the index holds; nothing where its contents make no sense."""
    try:
        return index.seen(), index.entries()
    except (ValueError, TypeError, LookupError, sqlite3.Error):
        return {}, {}


def _entries(news: Path, remembered: dict[Stamp, Entry]) -> tuple[list[Entry], list[tuple[Stamp, Entry]]]:
    """An entry for each record on the disk, and those that had to be read because they are new or changed. Of one that
    cannot be read, the name is known: nothing is written over it."""
    found, fresh = [], []
    for at in records.scan(news):
        entry = remembered.get(at)
        if entry is None:
            record = records.read(news / at.path)
            entry = entry_of(at.path, record) if record else Entry(at.path, "", (PurePosixPath(at.path).stem,))
            fresh.append((at, entry))
        found.append(entry)
    return found, fresh


@contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """One filing at a time for a content folder: a second one waits until the first has ended, however it ended."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
