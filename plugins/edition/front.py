"""The front page: which story leads, which stand beside it, what each section shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .card import Card, age, flag, number, text
from .settings import Edition

# What makes a story important, in hours: a point of Priority lets it lead as if it were a day fresher.
PRIORITY_HOURS = 24
PICTURE_HOURS = 12
LENGTH_HOURS = 6
FULL_LENGTH = 600
# Numbers of cards that leave one alone in a last row, of two, three or four columns.
UNEVEN = frozenset({5, 7})


@dataclass(frozen=True)
class Front:
    """The front page. A block is (section, stories); the section of the last one may be None: the rest of the news."""

    lead: Card | None
    secondary: tuple[Card, ...]
    blocks: tuple[tuple[Any, tuple[Card, ...]], ...]
    breaking: Card | None = None


def lay_out(newest: Iterable[Card], sections: Sequence[Any], settings: Edition) -> Front:
    """The front page of these stories: no story stands on it twice, nor beside its translation.

    Only the stories' own clock counts.
    """
    stories = sorted(_untranslated(list(newest)), key=age, reverse=True)
    if not stories:
        return Front(None, (), ())
    ranked = sorted(stories, key=lambda story: rank(story, dict(settings.weights)), reverse=True)
    top = ranked[: 1 + settings.secondary]
    placed = {story.slug for story in top}
    rest = [story for story in ranked if story.slug not in placed]
    return Front(top[0], tuple(top[1:]), _blocks(rest, sections, settings), _breaking(stories, settings))


def _untranslated(newest: Sequence[Card]) -> Iterable[Card]:
    """The stories without translations of others among them."""
    slugs = {story.slug for story in newest}
    return (story for story in newest if text(story, "translation_of") not in slugs)


def rank(story: Card, weights: dict[str, int]) -> tuple[bool, float, str]:
    """What puts stories in order of importance: pinned ones first, then freshness with hours added for merit."""
    merit = (
        PRIORITY_HOURS * number(story, "priority")
        + weights.get(story.category.slug, weights.get(story.category.name, 0))
        + PICTURE_HOURS * bool(getattr(story, "image", None))
        + LENGTH_HOURS * min(_length(story), FULL_LENGTH) / FULL_LENGTH
    )
    return flag(story, "pinned"), story.date.timestamp() / 3600 + merit, story.slug


def _length(story: Card) -> int:
    words = getattr(story, "words", 0)
    return words if isinstance(words, int) else 0


def _breaking(stories: Sequence[Card], settings: Edition) -> Card | None:
    """The newest story marked so, while it is fresh beside the newest of all."""
    since = stories[0].date.timestamp() - settings.breaking_hours * 3600
    fresh = (story for story in stories if story.date.timestamp() >= since)
    return next((story for story in fresh if flag(story, "breaking")), None)


def _blocks(
    rest: Sequence[Card], sections: Sequence[Any], settings: Edition
) -> tuple[tuple[Any, tuple[Card, ...]], ...]:
    """A block for each section with two stories or more; single stories share the last block."""
    shelves = {section.slug: (section, [s for s in rest if s.category.slug == section.slug]) for section in sections}
    full = [(section, shelf) for section, shelf in shelves.values() if len(shelf) > 1][: settings.blocks]
    blocks = [(section, _row(shelf, settings.block)) for section, shelf in full]
    shown = {section.slug for section, _ in full}
    single = [story for story in rest if story.category.slug not in shown]
    return (*blocks, *([(None, _row(single, 2 * settings.block))] if single else []))


def _row(shelf: Sequence[Card], most: int) -> tuple[Card, ...]:
    """The first cards of a shelf, as many as fill their rows; those with a picture first."""
    count = min(len(shelf), most)
    count -= count in UNEVEN
    return tuple(sorted(shelf[:count], key=lambda story: not getattr(story, "image", None)))


def in_order(sections: Iterable[Any], settings: Edition) -> list[Any]:
    """The sections as the masthead lists them: those named in the settings first, in that order."""
    places = {name.casefold(): place for place, name in enumerate(settings.sections)}
    last = len(places)

    def place(section: Any) -> tuple[int, str]:
        found = places.get(section.slug, places.get(section.name.casefold(), last))
        return found, section.name.casefold()

    return sorted(sections, key=place)
