"""The stories of a whole site in memory, for the builds that make every page; reads like `store.Store`.

It is packed: a story is its row's text inside one long run of bytes, a list a run of numbers. Little enough for a large
archive, and forked helpers share it: nothing in it is an object of its own, whose count of references would be touched.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from .claims import settle_claims
from .entries import changed
from .gate import GONE, LIVE
from .record import Row
from .shelves import shelves_of
from .store import Kept, load
from .terms import Terms
from .texts import Place, Texts


class Ledger(Protocol):
    """What pages are made from: stories, and the lists they stand on."""

    def story(self, path: str) -> Kept | None: ...
    def state(self, path: str) -> str: ...
    def body(self, path: str) -> str: ...
    def shelf(self, name: str) -> tuple[int, str]: ...
    def shelves(self, kind: str) -> list[tuple[str, int, str]]: ...
    def slice(self, shelf: str, start: int, stop: int) -> list[str]: ...
    def newer(self, shelf: str, sort: str, count: int) -> list[str]: ...
    def older(self, shelf: str, sort: str, count: int) -> list[str]: ...
    def before(self, shelf: str, sort: str) -> int: ...
    def bearers(self, mark: int, sort: str, count: int) -> list[tuple[str, int]]: ...
    def claimants(self, claim: str) -> list[Kept]: ...
    def aliases(self) -> list[tuple[str, str]]: ...
    def alias_owners(self, slug: str) -> list[str]: ...
    def gone(self) -> list[Kept]: ...
    def lastmod(self, month: str) -> str: ...


class Roll:
    """Stories as they are gathered, before their order is known: the rows' texts, and what has to be known of each."""

    def __init__(self, texts: Texts | None = None) -> None:
        self._texts = texts
        self._rows = bytearray()
        self._ends = array("Q")
        self._places = array("Q")  # three numbers a story: where its HTML stands
        self.digests = bytearray()
        self.keys: list[tuple[str, str, str]] = []  # sort, path, claim
        self.states: list[str] = []
        self.wakes: dict[int, float] = {}
        self._claims: dict[str, int] = {}
        self._rivals: dict[str, list[int]] = {}
        self.unread: list[tuple[str, bytes, str]] = []  # path, digest, and why it is held

    def add(self, kept: Kept, claim: str, text: str, digest: bytes = b"", place: Place = (0, 0, 0)) -> None:
        """One more story: what is kept of it, its row's text, its record's digest, where its HTML stands."""
        self._rows += text.encode("utf-8", "surrogatepass")
        self._ends.append(len(self._rows))
        self._places.extend(place)
        self.digests += digest
        number = len(self.keys)
        self.keys.append((kept.row.sort, kept.row.path, claim))
        first = self._claims.setdefault(claim, number)
        if first != number:
            self._rivals.setdefault(claim, [first]).append(number)
        self.states.append(kept.state)
        if kept.wakes is not None:
            self.wakes[len(self.states) - 1] = kept.wakes

    def settle(self, now: float) -> None:
        """Give each address that several stories claim to one of them."""
        for numbers in self._rivals.values():
            by_path = {self.keys[number][1]: number for number in numbers}
            for kept in settle_claims([self.kept(number) for number in numbers], now):
                self.states[by_path[kept.row.path]] = kept.state

    def claimants(self, claim: str) -> list[Kept]:
        """All stories that want the address `claim`."""
        first = self._claims.get(claim)
        numbers = self._rivals.get(claim) or ([] if first is None else [first])
        return [self.kept(number) for number in numbers]

    def text(self, number: int) -> str:
        """A row's text."""
        start = self._ends[number - 1] if number else 0
        return self._rows[start : self._ends[number]].decode("utf-8", "surrogatepass")

    def kept(self, number: int) -> Kept:
        """A story."""
        return Kept(load(self.text(number)), self.states[number], self.wakes.get(number))

    def body(self, number: int) -> str:
        """A story's HTML."""
        assert self._texts is not None
        writer, start, size = self._places[3 * number : 3 * number + 3]
        return self._texts.read((writer, start, size))


class Memory:
    """All stories at once. Each has a place, its number in order of time; a list is the places of its stories."""

    def __init__(self, roll: Roll, terms: Terms, body: Callable[[str], str] | None = None) -> None:
        self._roll = roll
        keys = roll.keys
        order = sorted(range(len(keys)), key=lambda number: keys[number])
        self._numbers = array("I", order)  # where the story of each place stands on the roll
        self._paths = [keys[number][1] for number in order]
        self._sorts = [keys[number][0] for number in order]
        self._places = {path: place for place, path in enumerate(self._paths)}
        self._shelves: dict[str, array[int]] = {}
        self._titles: dict[str, str] = {}
        self._aliases: dict[str, list[str]] = {}
        self._links: list[tuple[str, str]] = []
        # A number for each mark of each story, in order: the mark, the story's place, the weight. In parts, by the
        # mark's last bits, so that putting them in order takes little room.
        self._marks = [array("Q") for _ in range(PARTS)]
        for place, number in enumerate(order):
            self._shelve(place, number, terms)
        self._marks = [array("Q", sorted(part)) for part in self._marks]
        self._asked = "", 0  # a sort key, and how many are older
        self._body = body or (lambda path: roll.body(self._numbers[self._places[path]]))

    def _shelve(self, place: int, number: int, terms: Terms) -> None:
        """Put a story on its lists."""
        row = load(self._roll.text(number))
        path = self._paths[place]
        self._links += [(target, path) for target in row.links]
        for alias in row.aliases:
            self._aliases.setdefault(alias, []).append(path)
        if self._roll.states[number] != LIVE:
            return
        for name in shelves_of(row, terms):
            shelf = self._shelves.get(name)
            if shelf is None:
                shelf = self._shelves[name] = array("I")
                self._titles[name] = title_of(name, row, terms)
            shelf.append(place)
        for mark in row.marks:
            self._marks[(mark >> 8) % PARTS].append(mark >> 8 << 40 | place << 8 | mark & 255)

    # for the store

    def rows(self) -> Iterator[tuple[str, str, str, float | None, str]]:
        """Every (path, claim, state, wakes, text), in order of paths."""
        roll = self._roll
        for path in sorted(self._paths):
            number = self._numbers[self._places[path]]
            yield path, roll.keys[number][2], roll.states[number], roll.wakes.get(number), roll.text(number)

    def entries(self) -> Iterator[tuple[str, str, str]]:
        """Every (shelf, sort, path)."""
        for name in sorted(self._shelves):
            for place in self._shelves[name]:
                yield name, self._sorts[place], self._paths[place]

    def all_shelves(self) -> list[tuple[str, int, str]]:
        """Every (shelf, size, title)."""
        return [(name, len(shelf), self._titles[name]) for name, shelf in self._shelves.items()]

    def marks(self) -> Iterator[tuple[int, str, str, int]]:
        """Every (mark, sort, path, weight)."""
        for part in self._marks:
            for packed in part:
                place = packed >> 8 & 0xFFFFFFFF
                yield packed >> 40, self._sorts[place], self._paths[place], packed & 255

    def digests(self) -> Iterator[tuple[str, bytes]]:
        """Every (path, digest of the record)."""
        digests = self._roll.digests
        for path in sorted(self._paths):
            number = self._numbers[self._places[path]]
            yield path, bytes(digests[16 * number : 16 * number + 16])

    def bodies(self) -> Iterator[tuple[str, str]]:
        """Every (path, html)."""
        return ((path, self._body(path)) for path in sorted(self._paths))

    def unread(self) -> list[tuple[str, bytes, str]]:
        """Every (path, digest, reason) of records that are held."""
        return self._roll.unread

    def links(self) -> list[tuple[str, str]]:
        """Every (address, record that links to it)."""
        return self._links

    # for pages

    def paths(self) -> Sequence[str]:
        """Every record, in order of time."""
        return self._paths

    def place(self, path: str) -> int:
        """The number of the record `path`."""
        return self._places[path]

    def story(self, path: str) -> Kept | None:
        """The story in the record `path`."""
        place = self._places.get(path)
        return None if place is None else self._roll.kept(self._numbers[place])

    def state(self, path: str) -> str:
        """What the gate says of the record `path`; nothing if there is none."""
        place = self._places.get(path)
        return "" if place is None else self._roll.states[self._numbers[place]]

    def body(self, path: str) -> str:
        """The HTML of the record `path`."""
        return self._body(path)

    def shelf(self, name: str) -> tuple[int, str]:
        """Size and title of a shelf."""
        return len(self._shelves.get(name, ())), self._titles.get(name, "")

    def shelves(self, kind: str) -> list[tuple[str, int, str]]:
        """Name, size and title of every shelf of a kind."""
        return sorted(each for each in self.all_shelves() if each[0].startswith(f"{kind}/"))

    def slice(self, shelf: str, start: int, stop: int) -> list[str]:
        """The records at positions `start` to `stop` (exclusive), counted from the oldest."""
        return [self._paths[place] for place in self._shelves.get(shelf, _EMPTY)[start:stop]]

    def newer(self, shelf: str, sort: str, count: int) -> list[str]:
        """The next `count` newer records, the nearest first."""
        places = self._shelves.get(shelf, _EMPTY)
        start = bisect_left(places, bisect_right(self._sorts, sort))
        return [self._paths[place] for place in places[start : start + count]]

    def older(self, shelf: str, sort: str, count: int) -> list[str]:
        """The next `count` older records, the nearest first."""
        places = self._shelves.get(shelf, _EMPTY)
        end = bisect_left(places, bisect_left(self._sorts, sort))
        return [self._paths[place] for place in places[max(0, end - count) : end][::-1]]

    def bearers(self, mark: int, sort: str, count: int) -> list[tuple[str, int]]:
        """The next `count` older records that bear a mark, the nearest first, each with the mark's weight."""
        if self._asked[0] != sort:  # all marks of a story are asked for one after the other
            self._asked = sort, bisect_left(self._sorts, sort)
        part = self._marks[mark % PARTS]
        first = bisect_left(part, mark << 40)
        end = bisect_left(part, mark << 40 | self._asked[1] << 8, first)
        found = part[max(first, end - count) : end][::-1]
        return [(self._paths[packed >> 8 & 0xFFFFFFFF], packed & 255) for packed in found]

    def before(self, shelf: str, sort: str) -> int:
        """How many stories on the shelf are older than `sort`."""
        return bisect_left(self._shelves.get(shelf, _EMPTY), bisect_left(self._sorts, sort))

    def claimants(self, claim: str) -> list[Kept]:
        """All stories that want the address `claim`, where it is an old address or has translations."""
        return self._roll.claimants(claim)

    def aliases(self) -> list[tuple[str, str]]:
        """Every (old slug, record)."""
        return sorted((slug, path) for slug, paths in self._aliases.items() for path in paths)

    def alias_owners(self, slug: str) -> list[str]:
        """The records that say `slug` is an old address of theirs."""
        return sorted(self._aliases.get(slug, []))

    def gone(self) -> list[Kept]:
        """The withdrawn stories."""
        return [self._roll.kept(number) for number in self._numbers if self._roll.states[number] == GONE]

    def lastmod(self, month: str) -> str:
        """When a story of a month last changed."""
        places = self._shelves.get(f"month/{month}", _EMPTY)
        return last_change(self._roll.kept(self._numbers[place]).row for place in places)


def last_change(rows: Iterable[Row]) -> str:
    """When the last of these stories changed; nothing where there is none."""
    moments = [changed(row) for row in rows]
    return max(moments).isoformat() if moments else ""


PARTS = 64
_EMPTY: array[int] = array("I")


def title_of(shelf: str, row: Row, terms: Terms) -> str:
    """What a shelf is called: its name as its oldest story spells it, so that a new story renames nothing."""
    kind, _, slug = shelf.partition("/")
    names = {
        "category": [row.category],
        "tag": row.tags,
        "author": row.authors,
        "place": [str(row.meta.get("place") or "")],
    }.get(kind, [])
    return next((name for name in names if terms.slug(kind, name) == slug), slug)
