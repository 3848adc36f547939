"""What templates see: `Story` (in the place of Pelican's Article), `Term` (of its Category, Tag, Author), `Shelf`.

They have the names Pelican's objects have, so any theme works, but every value is computed once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    from .record import Row


class Term:
    """A section, tag, author or place: a name, a slug, an address."""

    __slots__ = ("kind", "name", "save_as", "slug", "url")

    def __init__(self, kind: str, name: str, slug: str, url: str, save_as: str) -> None:
        self.kind = kind
        self.name = name
        self.slug = slug
        self.url = url
        self.save_as = save_as

    @property
    def page_name(self) -> str:
        """The address without its ending, as Pelican's paginator wants it."""
        return self.url.removesuffix("/")

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"<{self.kind} {self.name!r}>"

    def __hash__(self) -> int:
        return hash((self.kind, self.slug))

    def __eq__(self, other: object) -> bool:
        return str(getattr(other, "slug", other)) == self.slug

    def __lt__(self, other: Any) -> bool:
        return self.slug < str(getattr(other, "slug", other))


class Story:
    """A story as templates see it: the attributes of Pelican's Article, and some more."""

    newer: Story | Glimpse | None
    older: Story | Glimpse | None
    related: Sequence[Story | Glimpse]
    so_far: Sequence[Story | Glimpse]
    machine_head: str  # what machines read in the head of its page; set when the page is made
    canonical: str
    translations: list[Story]

    def __init__(self, row: Row, facts: dict[str, Any], body: Callable[[str], str]) -> None:
        self.row = row
        self._body = body
        self.__dict__.update(facts)

    @property
    def path(self) -> str:
        """Its record."""
        return self.row.path

    @property
    def sort(self) -> str:
        """Its place in every list."""
        return self.row.sort

    @property
    def marks(self) -> list[int]:
        """What the desk knows it by."""
        return self.row.marks

    @property
    def whole(self) -> Story:
        """The story itself, as a glimpse of it would give it."""
        return self

    @property
    def content(self) -> str:
        """The text as safe HTML, fetched when a page wants it."""
        return str(self.__dict__.get("changed_body") or self._body(self.row.path))

    def __repr__(self) -> str:
        return f"<Story {self.row.slug}>"

    def __getattr__(self, name: str) -> Any:
        late = _LATE.get(name)
        if late is None:
            raise AttributeError(name)
        value = late(self)
        setattr(self, name, value)
        return value


class Glimpse:
    """A story from afar: no more is looked up than is asked for, and often that is nothing but its path."""

    __slots__ = (
        "_row",
        "_shape",
        "_whole",
        "date",
        "lang",
        "marks",
        "path",
        "slug",
        "sort",
        "summary",
        "tags",
        "thread",
        "title",
        "url",
    )

    def __init__(
        self,
        path: str,
        row: Callable[[str], Row],
        shape: Callable[[Row], dict[str, Any]],
        whole: Callable[[str], Story],
    ) -> None:
        self.path = path
        self._row = row
        self._shape = shape
        self._whole = whole

    @property
    def whole(self) -> Story:
        """The whole story."""
        return self._whole(self.path)

    def __getattr__(self, name: str) -> Any:
        if name not in Glimpse.__slots__:
            return getattr(self._whole(self.path), name)
        for known, value in self._shape(self._row(self.path)).items():
            setattr(self, known, value)
        return getattr(self, name)


def _locale_date(story: Story) -> str:
    return str(story.date.strftime(story.date_format))


def _locale_modified(story: Story) -> str:
    return str(story.modified.strftime(story.date_format))


# Costly to make and seldom asked for.
_LATE: dict[str, Callable[[Story], Any]] = {
    "locale_date": _locale_date,
    "locale_modified": _locale_modified,
}


class Shelf(Sequence[Any]):
    """Stories in order, newest first: a list that is fetched only as far as it is looked at."""

    def __init__(self, size: int, fetch: Callable[[int, int], list[Any]]) -> None:
        self._size = size
        self._fetch = fetch

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            start, stop, step = index.indices(self._size)
            return self._fetch(start, stop)[::step] if step > 0 else list(self)[index]
        if not -self._size <= index < self._size:
            raise IndexError(index)
        index %= self._size
        return self._fetch(index, index + 1)[0]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._fetch(0, self._size))


@dataclass(frozen=True)
class Pager:
    """One page of a list that is numbered from the oldest; the newest page has no number in its address."""

    number: int
    root: bool
    newer_url: str | None
    older_url: str | None
    pages: tuple[tuple[int, str], ...]
    url: str


class ListPage:
    """A page of a list with the names of Pelican's paginator page, for themes that know no other."""

    def __init__(self, stories: Sequence[Story | Glimpse], pager: Pager) -> None:
        self.object_list = stories
        self.number = pager.number
        self._pager = pager

    def has_next(self) -> bool:
        """Whether there are older stories."""
        return bool(self._pager.older_url)

    def has_previous(self) -> bool:
        """Whether there are newer stories."""
        return bool(self._pager.newer_url)

    def has_other_pages(self) -> bool:
        """Whether this is one page of several."""
        return self.has_next() or self.has_previous()

    def next_page_number(self) -> int:
        """The number of the page with older stories."""
        return self.number - 1

    def previous_page_number(self) -> int:
        """The number of the page with newer stories."""
        return self.number + 1


@dataclass(frozen=True)
class Address:
    """Where a page of a list stands: what a paginator's page says of itself in Pelican's themes."""

    url: str
    save_as: str
