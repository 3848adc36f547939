"""The site's standing pages (About, Corrections …): few, so they are all made ready in every build."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .record import Row


class Page:
    """A page as templates see it: the names of Pelican's Page."""

    def __init__(self, row: Row, html: str, settings: Mapping[str, Any]) -> None:
        self.row = row
        self.title = row.title
        self.slug = row.slug
        self.content = html
        self.summary = row.summary
        self.lang = row.lang
        self.status = row.status
        self.metadata = row.meta
        self.url = str(settings["PAGE_URL"]).format(slug=row.slug, lang=row.lang)
        self.save_as = str(settings["PAGE_SAVE_AS"]).format(slug=row.slug, lang=row.lang)
        self.source_path = row.path
        self.relative_source_path = row.path
        self.template = str(row.meta.get("template") or "page")
        self.translations: list[Page] = []
