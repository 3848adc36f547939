"""Every kind of file of a site. To add one, write its module and add its line here.

Where two kinds want one address, the one that stands first has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..house import House
from ..record import Row
from ..task import Files, Task
from . import (
    aliases,
    archives,
    books,
    directs,
    feed_files,
    lists,
    policies,
    servers,
    sitemaps,
    standing,
    stories,
    topics,
)

KINDS = {
    kind.name: kind
    for kind in (
        standing.PAGE,
        stories.STORY,
        aliases.ALIAS,
        lists.LIST,
        topics.TOPICS,
        feed_files.FEED,
        feed_files.VOLUME,
        feed_files.OUTLINE,
        archives.YEAR,
        books.BOOK,
        directs.DIRECT,
        sitemaps.SITEMAP,
        policies.POLICIES,
        servers.SERVERS,
    )
}


def make(house: House, task: Task) -> Files:
    """The files of `task`; none if there is nothing to show any more."""
    return KINDS[task.kind].make(house, task.key, task.number)


def every_task(house: House, paths: Sequence[str]) -> list[Task]:
    """All tasks of a site whose records are `paths`."""
    return list(dict.fromkeys(task for kind in KINDS.values() for task in kind.every(house, paths)))


def by_story(row: Row) -> Iterable[Task]:
    """What a story that came, went or changed calls for."""
    return (task for kind in KINDS.values() for task in kind.by_story(row))


def by_shelf(shelf: str) -> Iterable[Task]:
    """What a change to a list calls for beside its own pages and feeds."""
    return (task for kind in KINDS.values() for task in kind.by_shelf(shelf))


def by_any(house: House) -> Iterable[Task]:
    """What any change to any list calls for."""
    return (task for kind in KINDS.values() for task in kind.by_any(house))
