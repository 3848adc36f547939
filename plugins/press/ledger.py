"""The stories of a whole site in memory, for the builds that make every page; reads like `store.Store`."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from .gate import LIVE
from .shelves import shelves_of
from .store import Kept
from .terms import Terms


class Ledger(Protocol):
    """What pages are made from: stories, and the lists they stand on."""

    def story(self, path: str) -> Kept | None: ...
    def body(self, path: str) -> str: ...
    def shelf(self, name: str) -> tuple[int, str]: ...
    def shelves(self, kind: str) -> list[tuple[str, int, str]]: ...
    def slice(self, shelf: str, start: int, stop: int) -> list[str]: ...
    def newer(self, shelf: str, sort: str, count: int) -> list[str]: ...
    def older(self, shelf: str, sort: str, count: int) -> list[str]: ...
    def claimants(self, claim: str) -> list[Kept]: ...
    def aliases(self) -> list[tuple[str, str]]: ...
    def alias_owners(self, slug: str) -> list[str]: ...


@dataclass
class _Stack:
    sorts: list[str]
    paths: list[str]
    title: str


class Memory:
    """All stories at once: every list is sorted by filling the shelves from the oldest story to the newest."""

    def __init__(
        self, kept: Iterable[Kept], claim: Callable[[str], str], terms: Terms, body: Callable[[str], str]
    ) -> None:
        self._kept = {each.row.path: each for each in kept}
        self._stacks: dict[str, _Stack] = {}
        self._claims: dict[str, list[Kept]] = {}
        self._aliases: dict[str, list[str]] = {}
        self._body = body
        for each in sorted(self._kept.values(), key=lambda each: each.row.sort):
            self._claims.setdefault(claim(each.row.slug), []).append(each)
            for alias in each.row.aliases:
                self._aliases.setdefault(alias, []).append(each.row.path)
            if each.state == LIVE:
                self._shelve(each, terms)

    def _shelve(self, each: Kept, terms: Terms) -> None:
        sort = each.row.sort
        for name in shelves_of(each.row, terms):
            stack = self._stacks.get(name)
            if stack is None:
                stack = self._stacks[name] = _Stack([], [], title_of(name, each, terms))
            stack.sorts.append(sort)
            stack.paths.append(each.row.path)

    def entries(self) -> Iterable[tuple[str, str, str]]:
        """Every (shelf, sort, path)."""
        for name, stack in self._stacks.items():
            yield from zip([name] * len(stack.sorts), stack.sorts, stack.paths, strict=True)

    def all_shelves(self) -> list[tuple[str, int, str]]:
        """Every (shelf, size, title)."""
        return [(name, len(stack.sorts), stack.title) for name, stack in self._stacks.items()]

    def kept(self) -> list[Kept]:
        """Every story."""
        return list(self._kept.values())

    def story(self, path: str) -> Kept | None:
        """The story in the record `path`."""
        return self._kept.get(path)

    def body(self, path: str) -> str:
        """The HTML of the record `path`."""
        return self._body(path)

    def shelf(self, name: str) -> tuple[int, str]:
        """Size and title of a shelf."""
        stack = self._stacks.get(name)
        return (len(stack.sorts), stack.title) if stack else (0, "")

    def shelves(self, kind: str) -> list[tuple[str, int, str]]:
        """Name, size and title of every shelf of a kind."""
        return sorted(each for each in self.all_shelves() if each[0].startswith(f"{kind}/"))

    def slice(self, shelf: str, start: int, stop: int) -> list[str]:
        """The records at positions `start` to `stop` (exclusive), counted from the oldest."""
        return self._stacks[shelf].paths[start:stop] if shelf in self._stacks else []

    def newer(self, shelf: str, sort: str, count: int) -> list[str]:
        """The next `count` newer records, the nearest first."""
        stack = self._stacks[shelf]
        start = bisect_right(stack.sorts, sort)
        return stack.paths[start : start + count]

    def older(self, shelf: str, sort: str, count: int) -> list[str]:
        """The next `count` older records, the nearest first."""
        stack = self._stacks[shelf]
        end = bisect_left(stack.sorts, sort)
        return stack.paths[max(0, end - count) : end][::-1]

    def claimants(self, claim: str) -> list[Kept]:
        """All stories that want the address `claim`."""
        return self._claims.get(claim, [])

    def aliases(self) -> list[tuple[str, str]]:
        """Every (old slug, record)."""
        return sorted((slug, path) for slug, paths in self._aliases.items() for path in paths)

    def alias_owners(self, slug: str) -> list[str]:
        """The records that say `slug` is an old address of theirs."""
        return sorted(self._aliases.get(slug, []))


def title_of(shelf: str, oldest: Kept, terms: Terms) -> str:
    """What a shelf is called: its name as its oldest story spells it, so that a new story renames nothing."""
    kind, _, slug = shelf.partition("/")
    row = oldest.row
    names = {
        "category": [row.category],
        "tag": row.tags,
        "author": row.authors,
        "place": [str(row.meta.get("place") or "")],
    }.get(kind, [])
    return next((name for name in names if terms.slug(kind, name) == slug), slug)
