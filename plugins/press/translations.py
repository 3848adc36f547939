"""Stories that are translations of each other.

A translation names its original: `Translation_Of: <the original's slug>`. The original names nobody; the list
`translation/<slug>` has its translations. Only what the public may see is ever named.
"""

from __future__ import annotations

from collections.abc import Iterable

from .gate import LIVE
from .house import House
from .record import Row
from .shelves import original_of, translations_of
from .store import Kept
from .story import Story


def translations(house: House, row: Row) -> list[Story]:
    """The story of `row` in other languages, one each, by language."""
    slug = original_of(row) or row.slug
    translated = house.ledger.shelf(translations_of(slug))[0]
    if not translated:
        return []
    paths = house.ledger.slice(translations_of(slug), 0, translated)
    if original_of(row):
        paths = [*_originals(house.ledger.claimants(house.claim(slug))), *paths]
    others = {story.lang: story for story in reversed(house.stories(paths))}
    return [others[lang] for lang in sorted(others) if lang != row.lang]


def _originals(claimants: Iterable[Kept]) -> list[str]:
    return [kept.row.path for kept in claimants if kept.state == LIVE and not original_of(kept.row)]
