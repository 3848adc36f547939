"""Stories whose slug a person changed: the old address is kept among the record's `Aliases`, and leads to the new
one."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from pathlib import PurePosixPath

from ..record import Record, aliases, joined
from ..slug import key
from .index import Entry, entry_of
from .shelf import Shelf, Stamp, stamp


def keep_addresses(
    shelf: Shelf, remembered: Mapping[Stamp, Entry], shelved: list[Entry], fresh: list[tuple[Stamp, Entry]]
) -> dict[str, tuple[str, ...]]:
    """The addresses that stories left since the last run, by their records' paths. Their records on the disk, in
    `shelved` and in `fresh` (those that changed) have them among their aliases now."""
    before = {entry.id: entry for entry in remembered.values() if entry.id}
    taken = {key(entry.slug) for entry in shelved}
    found: dict[str, tuple[str, ...]] = {}
    for _, entry in fresh:
        left = _left(entry, before.get(entry.id))
        record = shelf.get(entry.path) if left else None
        gone = _unkept(record, left, taken) if record else ()
        if record and gone:
            others = (alias for alias in aliases(record) if alias != entry.slug)
            shelf.put(entry.path, record.with_part("Aliases", joined([*others, *gone])))
            found[entry.path] = gone
    shelf.flush()
    _renew(shelf, shelved, fresh, found)
    return found


def _left(entry: Entry, before: Entry | None) -> list[str]:
    """A record is filed under the name of its first address, and the last run knew the last one."""
    first = PurePosixPath(entry.path).stem if entry.raw and entry.id else ""
    last = before.slug if before else ""
    return [slug for slug in dict.fromkeys((first, last)) if entry.slug and slug not in ("", entry.slug)]


def _unkept(record: Record, left: Iterable[str], taken: Container[str]) -> tuple[str, ...]:
    return tuple(slug for slug in left if slug not in aliases(record) and key(slug) not in taken)


def _renew(shelf: Shelf, shelved: list[Entry], fresh: list[tuple[Stamp, Entry]], paths: Container[str]) -> None:
    """Entries of records that were written anew, with their new stamps."""
    for at, (_, entry) in enumerate(fresh):
        record = shelf.get(entry.path) if entry.path in paths else None
        if record:
            fresh[at] = stamp(shelf.news, entry.path), entry_of(entry.path, record)
    renewed = {entry.path: entry for _, entry in fresh}
    shelved[:] = [renewed.get(entry.path, entry) for entry in shelved]
