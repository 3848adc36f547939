"""Filing without raw files: prepared stories from an archive become records straight away, by the same clerk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..report import Outcome
from . import House, _entries, _remembered, _turn, removed
from . import raw as raw_copy
from . import shelf as records
from .clerk import Clerk
from .index import Index
from .intake import Bench, Prepared
from .orders import CLEANER, NOTHING
from .shelf import Shelf
from .sources import profiles


class Desk:
    """A clerk at work. What was decided stands on the disk after `flush`."""

    def __init__(self, clerk: Clerk, shelf: Shelf) -> None:
        self._clerk = clerk
        self._shelf = shelf

    def decide(self, prepared: Prepared) -> Outcome:
        """The fate of one story."""
        return self._clerk.decide(prepared)

    def flush(self) -> dict[str, Outcome]:
        """Every record is on the disk. Gives the outcomes of earlier stories that a later one changed, by raw name."""
        self._shelf.flush()
        changed = dict(self._clerk.superseded)
        self._clerk.superseded.clear()
        return changed


@contextmanager
def desk(house: House) -> Iterator[Desk]:
    """A desk for as long as an archive is taken in. Other filing of this site waits."""
    house.news.mkdir(parents=True, exist_ok=True)
    with _turn(house.content):
        index = Index(house.cache / "wire.db", f"{CLEANER} {house.wire}")
        _, remembered = _remembered(index)
        shelved, fresh = _entries(house.news, remembered)
        names = {raw.name for raw in raw_copy.scan(house.copy)} if house.copy.is_dir() else set()
        shelf = Shelf(house.news)
        clerk = Clerk(house.wire, house.now, shelf, shelved, names, {}, NOTHING, removed.read(house.news))
        clerk.vocabulary = house.vocabulary()
        try:
            yield Desk(clerk, shelf)
        finally:
            shelf.close()
            written = [(records.stamp(house.news, path), entry) for path, entry in clerk.written.items()]
            index.shelve([*fresh, *written], [])
            index.close()


def bench_of(house: House) -> Bench:
    """What the workers clean with."""
    return Bench(house.copy, house.wire, house.vocabulary(), profiles=profiles(house))
