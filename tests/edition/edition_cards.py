"""Stories as the edition sees them, for its tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

START = datetime(2026, 1, 1, 8, 30, tzinfo=UTC)


def term(name: str) -> SimpleNamespace:
    """A section or tag."""
    return SimpleNamespace(name=name, slug=name.casefold().replace(" ", "-"), url=f"section/{name.casefold()}/")


def card(number: int, section: str = "World", title: str = "", tags: tuple[str, ...] = (), **more: Any) -> Any:
    """Story `number`, an hour younger than the one before."""
    return SimpleNamespace(
        slug=f"story-{number:05}",
        title=title or f"Story {number}",
        url=f"news/story-{number}/",
        lang=more.pop("lang", "en"),
        date=START + timedelta(hours=number),
        category=term(section),
        tags=[term(tag) for tag in tags],
        **more,
    )
