"""A row dressed as a `Story`: the attributes templates look for, with the addresses the settings give it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from . import corrections
from .entries import absolute
from .gate import HIDDEN, LIVE
from .ledger import Ledger
from .recent import Recent
from .record import Row
from .story import Story
from .terms import Terms
from .topics import Topics

BODIES = 4  # texts kept at hand: a page asks for its own several times
_NOT_FROM_HEADER = ("save_as", "url", "template", "content")


class Wardrobe:
    """Dresses the rows of one site."""

    def __init__(self, settings: Mapping[str, Any], ledger: Ledger, terms: Terms, topics: Topics) -> None:
        self._settings = settings
        self._ledger = ledger
        self._terms = terms
        self._topics = topics
        self._site = str(settings["SITEURL"] or "")
        self._zone = ZoneInfo(settings["TIMEZONE"])
        self._desk_dress: Callable[[Story], None] | None = getattr(settings.get("DESK"), "dress", None)
        self._in_text: Callable[[str], str] | None = getattr(settings.get("DESK"), "in_text", None)
        self.adopt: Callable[[Story], None] | None = None
        self._bodies: Recent[str, str] = Recent(BODIES)

    def dress(self, row: Row) -> Story:
        """The story of `row`, with no stories around it yet."""
        story = Story(row, self._facts(row), self._body)
        if self._desk_dress:
            self._desk_dress(story)
        if self.adopt:
            self.adopt(story)
        return story

    def shape(self, row: Row) -> dict[str, Any]:
        """As much of a story as tells what it is about, when it was written and where it stands."""
        from pelican.utils import SafeDatetime

        date = SafeDatetime.fromisoformat(row.date)
        return {
            "slug": row.slug,
            "title": row.title,
            "summary": row.summary,
            "lang": row.lang,
            "date": date,
            "url": self._address(row, date, "URL"),
            "tags": [self._topics.term(name) for name in row.tags],
            "thread": row.meta.get("thread") or "",
            "sort": row.sort,
            "marks": row.marks,
        }

    def address(self, row: Row, ending: str = "URL") -> str:
        """Where the story stands."""
        from pelican.utils import SafeDatetime

        return self._address(row, SafeDatetime.fromisoformat(row.date), ending)

    def _address(self, row: Row, date: Any, ending: str) -> str:
        return str(self._settings[f"ARTICLE_{ending}"].format(slug=row.slug, date=date, lang=row.lang))

    def _facts(self, row: Row) -> dict[str, Any]:
        from pelican.utils import SafeDatetime

        meta = row.meta
        terms = self._terms
        settings = self._settings
        authors = [terms.term("author", name) for name in row.authors]
        date = SafeDatetime.fromisoformat(row.date)
        shown = settings["DATE_FORMATS"].get(row.lang, settings["DEFAULT_DATE_FORMAT"])
        facts = {
            **{key: value for key, value in meta.items() if key not in _NOT_FROM_HEADER},
            "id": row.uid,
            "slug": row.slug,
            "title": row.title,
            "date": date,
            "date_format": shown if isinstance(shown, str) else shown[1],
            "timezone": self._zone,
            "category": terms.term("category", row.category),
            "tags": [self._topics.term(name) for name in row.tags],
            "authors": authors,
            "lang": row.lang,
            "in_default_lang": row.lang == settings["DEFAULT_LANG"],
            "summary": row.summary,
            "status": row.status,
            "metadata": {**meta, "summary": row.summary},
            "words": row.words,
            "date_only": len(str(meta.get("date", ""))) == 10,
            "url": self._address(row, date, "URL"),
            "save_as": self._address(row, date, "SAVE_AS"),
            "source_path": os.path.join(settings["PATH"], row.path),  # noqa: PTH118
            "relative_source_path": row.path,
            "translations": [],
            "template": "article",
            "newer": None,
            "older": None,
            "related": [],
            "so_far": [],
        }
        if isinstance(place := meta.get("place"), str) and place:
            facts["place"] = terms.term("place", place)
        if authors:
            facts["author"] = authors[0]
        if row.modified:
            facts["modified"] = SafeDatetime.fromisoformat(row.modified)
        facts["corrections"] = corrections.lines(meta)
        facts["updates"] = corrections.lines(meta, "update")
        return facts

    def _body(self, path: str) -> str:
        found = self._bodies.get(path)
        return self._bodies.put(path, self._made_body(path)) if found is None else found

    def _made_body(self, path: str) -> str:
        html = self._ledger.body(path)
        if "{filename}" in html:
            html = self._resolve(html)
        if self._in_text and "<img" in html:
            html = self._in_text(html)
        return absolute(html, self._site) if "/" in self._site.partition("//")[2] else html

    def _resolve(self, html: str) -> str:
        for kept in (self._ledger.story(path) for path in _targets(html)):
            if kept and kept.state in (LIVE, HIDDEN):
                html = html.replace(f"{{filename}}/{kept.row.path}", f"/{self.address(kept.row)}")
        return html


def _targets(html: str) -> list[str]:
    return sorted(set(re.findall(r'="\{filename\}/([^"#?]*)', html)), key=len, reverse=True)
