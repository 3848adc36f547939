"""Sections, tags, authors and places: each name made into a `Term` once, with the address the settings give it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from .story import Term

KINDS = ("category", "tag", "author", "place")
LONGEST = 100


class Terms:
    """The terms of one build, by kind and name."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._settings = settings
        self.tag_page = int((settings.get("PRESS") or {}).get("tag_page", 2))
        self.days = bool(settings.get("DAY_ARCHIVE_SAVE_AS"))
        self._slugs: dict[tuple[str, str], str] = {}
        self._terms: dict[tuple[str, str], Term] = {}

    def slug(self, kind: str, name: str) -> str:
        """The slug of `name`: readable if any of it can be, never empty, never too long for a file's name."""
        key = (kind, name)
        found = self._slugs.get(key)
        if found is None:
            found = self._slugs[key] = self._make_slug(kind, name)
        return found

    def term(self, kind: str, name: str) -> Term:
        """The term called `name`."""
        key = (kind, name)
        found = self._terms.get(key)
        if found is None:
            slug = self.slug(kind, name)
            found = self._terms[key] = Term(
                kind, name, slug, self._address(kind, "URL", slug), self._address(kind, "SAVE_AS", slug)
            )
        return found

    def _address(self, kind: str, ending: str, slug: str) -> str:
        default = f"{kind}/{{slug}}/" + ("index.html" if ending == "SAVE_AS" else "")
        pattern = self._settings.get(f"{kind.upper()}_{ending}", default)
        return str(pattern).format(slug=slug) if pattern else ""

    def _make_slug(self, kind: str, name: str) -> str:
        from pelican.utils import slugify

        settings = self._settings
        rules = settings.get(f"{kind.upper()}_REGEX_SUBSTITUTIONS") or settings["SLUG_REGEX_SUBSTITUTIONS"]
        slug = slugify(
            name,
            regex_subs=rules,
            preserve_case=settings["SLUGIFY_PRESERVE_CASE"],
            use_unicode=settings["SLUGIFY_USE_UNICODE"],
        ).strip("./")
        digest = hashlib.sha256(name.encode(errors="replace")).hexdigest()[:8]
        if len(slug.encode()) > LONGEST:
            return f"{slug[: LONGEST // 4]}-{digest}"
        return slug or digest
