"""Which feeds a site has, by Pelican's own settings, and what leads readers to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from .feeds import TYPES
from .settings import Press

# Pelican's settings by the kind of list; Pelican knows a language's feed as that of a translation.
SETTINGS = {
    "index": "FEED_ALL",
    "category": "CATEGORY_FEED",
    "tag": "TAG_FEED",
    "author": "AUTHOR_FEED",
    "lang": "TRANSLATION_FEED",
}
OPML = "feeds/all.opml"
STYLE = "feeds/style.css"
_LINK = Markup('<link rel="alternate" type="{}" title="{}" href="{}/{}">\n')
NAMES = {"ATOM": "Atom", "RSS": "RSS", "JSON": "JSON Feed"}


@dataclass(frozen=True)
class Feed:
    """One feed in all its forms: the list it is of, what that is called, the path of each form."""

    kind: str
    title: str
    home: str
    paths: Mapping[str, str]

    @property
    def forms(self) -> list[tuple[str, str, str]]:
        """Name, media type and path of each form."""
        return [(NAMES[form], TYPES[form], path) for form, path in self.paths.items()]


def paths_of(settings: Mapping[str, Any], press: Press, kind: str, slug: str = "") -> dict[str, str]:
    """The path of each form of a list's feed; none where the settings ask for none."""
    name = SETTINGS.get(kind)
    if not name:
        return {}
    patterns = {form: settings.get(f"{name}_{form}") for form in ("ATOM", "RSS")}
    paths = {form: str(pattern).format(slug=slug, lang=slug) for form, pattern in patterns.items() if pattern}
    if press.json_feeds and paths.get("ATOM", "").endswith(".atom.xml"):
        paths["JSON"] = paths["ATOM"].removesuffix(".atom.xml") + ".json"
    return paths


def volume_path(path: str, number: int) -> str:
    """Where the archive document `number` of the feed at `path` stands."""
    folder, slash, name = path.rpartition("/")
    stem, dot, ending = name.partition(".")
    return f"{folder}{slash}{stem}/{number}{dot}{ending}"


class Discovery:
    """For templates: the `<link>` elements that lead a reader's program to the feeds of what a page shows."""

    def __init__(self, settings: Mapping[str, Any], press: Press) -> None:
        self._settings = settings
        self._press = press
        self._site = str(settings["SITEURL"] or "")
        self._known: dict[tuple[str, str, bool], Markup] = {}

    def __call__(self, term: Any = None, short: object = False) -> Markup:
        """The links to the feeds of the site, and of `term`; only to the Atom ones where `short` holds."""
        # Templates say `short` by the story itself: as a key it would stay in memory, and be found by no other.
        key = (term.kind, term.slug, bool(short)) if term else ("", "", bool(short))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Markup("").join(self._links(term, short))
        return found

    def _links(self, term: Any, short: object) -> Iterable[Markup]:
        name = str(self._settings["SITENAME"])
        wanted = [(name, paths_of(self._settings, self._press, "index"))]
        if term:
            wanted.append((f"{name}: {term.name}", paths_of(self._settings, self._press, term.kind, term.slug)))
        for title, paths in wanted:
            for form, path in list(paths.items())[: 1 if short else None]:
                yield _LINK.format(TYPES[form], title, self._site, path)


def opml(title: str, site: str, groups: Iterable[tuple[str, Iterable[Feed]]]) -> str:
    """An outline of all feeds, for readers that take many at once."""
    parts = []
    for heading, feeds in groups:
        lines = [_outline(feed, site) for feed in feeds]
        if lines:
            parts.append(f'<outline text="{escape(heading)}">\n{"".join(lines)}</outline>\n')
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<opml version="2.0"><head><title>{escape(title)}</title></head><body>\n{"".join(parts)}</body></opml>\n'
    )


def _outline(feed: Feed, site: str) -> str:
    form = "ATOM" if "ATOM" in feed.paths else "RSS"
    return (
        f'<outline type="rss" version="{"ATOM1" if form == "ATOM" else "RSS2"}" text="{escape(feed.title)}"'
        f' title="{escape(feed.title)}" xmlUrl="{escape(site)}/{escape(feed.paths[form])}"'
        f' htmlUrl="{escape(site)}/{escape(feed.home)}"/>\n'
    )
