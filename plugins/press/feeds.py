"""Feeds as text: entries bound as Atom, RSS 2.0 and JSON Feed, with what each says of itself.

All forms of a feed hold the same stories. Older stories stand in archive documents (RFC 5005; the next pages of a JSON
Feed), which a feed leads to; stories that were withdrawn leave a tombstone (RFC 6721), in a form of its own where the
format knows none.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from .checks import Sound, trouble
from .entries import xml

TYPES = {"ATOM": "application/atom+xml", "RSS": "application/rss+xml", "JSON": "application/feed+json"}
EMPTY = "1970-01-01T00:00:00+00:00"
STYLE = """\
/* A feed that was opened in a browser: what it is, and its stories. */
@namespace atom "http://www.w3.org/2005/Atom";
:root { color-scheme: light dark; display: block; max-width: 42rem; margin: 2rem auto; padding: 0 1rem;
  font: 1.125rem/1.6 Charter, Georgia, "Noto Serif", serif; color: CanvasText; background: Canvas; }
* { display: none; }
:root, channel, entry, item, title, subtitle, description, summary, published, pubDate { display: block; }
:root::before { content: "\\2139  This is a feed. Copy its address into a feed reader to follow it.";
  display: block; border: 1px solid; padding: .6rem 1rem; margin-bottom: 2rem; font-family: system-ui, sans-serif; }
:root > title, channel > title { font-size: 2rem; font-weight: 700; line-height: 1.2; }
entry, item { border-top: 1px solid; padding: 1rem 0; margin-top: 1rem; }
entry > title, item > title { font-size: 1.25rem; font-weight: 700; line-height: 1.3; }
published, pubDate { font-size: .9rem; }
title, description, summary { overflow-wrap: anywhere; }
"""


@dataclass(frozen=True)
class Tombstone:
    """A story that was withdrawn: its id, and when."""

    ref: str
    when: str


@dataclass(frozen=True)
class Channel:
    """What a feed says of itself. `path` is its own address, `home` that of the page it belongs to."""

    title: str
    subtitle: str
    site: str
    home: str
    path: str
    lang: str
    publisher: str = ""
    hub: str = ""
    style: str = ""  # address of the style sheet
    feed: str = ""  # of an archive document: the path of the feed it is of
    older: str = ""  # paths of the archive documents before and after
    newer: str = ""
    gone: Sequence[Tombstone] = field(default=())

    @property
    def id(self) -> str:
        """What stays when the feed is cut into documents."""
        path = self.feed or self.path
        return f"{self.site}/{path}" if self.site else uuid.uuid5(uuid.NAMESPACE_URL, path).urn

    def links(self, form: str) -> str:
        """The links that both XML forms have, as Atom elements without their prefix."""
        kind = TYPES[form]
        pairs = [("self", kind, self.path)] if self.site else []
        if self.feed:
            pairs.append(("current", kind, self.feed))
        pairs += [(rel, TYPES["ATOM"], path) for rel, path in self._archives() if path]
        links = [f'link rel="{rel}" type="{kind}" href="{xml(self.site)}/{xml(path)}"' for rel, kind, path in pairs]
        if self.hub and not self.feed:
            links.append(f'link rel="hub" href="{xml(self.hub)}"')
        prefix = "" if form == "ATOM" else "atom:"
        return "".join(f"<{prefix}{link}/>" for link in links)

    def _archives(self) -> tuple[tuple[str, str], tuple[str, str]]:
        return ("prev-archive", self.older), ("next-archive", self.newer)

    def head(self) -> str:
        """What stands before the document's first element."""
        sheet = f'<?xml-stylesheet type="text/css" href="{xml(self.style)}"?>\n' if self.style else ""
        return f'<?xml version="1.0" encoding="utf-8"?>\n{sheet}'

    def tombstones(self) -> str:
        """The withdrawn stories, as elements of RFC 6721."""
        space = "http://purl.org/atompub/tombstones/1.0"
        return "".join(
            f'<at:deleted-entry xmlns:at="{space}" ref="{xml(each.ref)}" when="{xml(each.when)}"/>\n'
            for each in self.gone
        )

    def archive_mark(self) -> str:
        """That this document is an archive."""
        return '<fh:archive xmlns:fh="http://purl.org/syndication/history/1.0"/>' if self.feed else ""


Frame = tuple[str, str]  # what stands before and after the entries of a feed


def atom(channel: Channel, updated: datetime | None) -> Frame:
    """The frame of an Atom feed."""
    subtitle = f"<subtitle>{xml(channel.subtitle)}</subtitle>" if channel.subtitle else ""
    home = f"{xml(channel.site)}/{xml(channel.home)}"
    return (
        f'{channel.head()}<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"'
        f' xml:lang="{xml(channel.lang)}"><title>{xml(channel.title)}</title>{subtitle}<id>{xml(channel.id)}</id>'
        f'<link rel="alternate" type="text/html" href="{home}"/>{channel.links("ATOM")}'
        f"<author><name>{xml(channel.publisher or channel.title)}</name></author>"
        f"<updated>{updated.isoformat() if updated else EMPTY}</updated>{channel.archive_mark()}\n",
        f"{channel.tombstones()}</feed>\n",
    )


def rss(channel: Channel, updated: datetime | None) -> Frame:
    """The frame of an RSS 2.0 feed."""
    built = f"<lastBuildDate>{format_datetime(updated.replace(microsecond=0))}</lastBuildDate>" if updated else ""
    return (
        f'{channel.head()}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:media="http://search.yahoo.com/mrss/">'
        f"<channel><title>{xml(channel.title)}</title><link>{xml(channel.site)}/{xml(channel.home)}</link>"
        f"<description>{xml(channel.subtitle or channel.title)}</description><language>{xml(channel.lang)}</language>"
        f"{channel.links('RSS')}{built}{channel.archive_mark()}\n",
        f"{channel.tombstones()}</channel></rss>\n",
    )


def json_feed(channel: Channel, _: datetime | None) -> Frame:
    """The frame of a JSON Feed 1.1."""
    head: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": f"{channel.site}/{channel.home}",
        "feed_url": f"{channel.site}/{channel.path}",
        "language": channel.lang,
        "authors": [{"name": channel.publisher or channel.title, "url": f"{channel.site}/"}],
    }
    if channel.subtitle:
        head["description"] = channel.subtitle
    if channel.older:
        head["next_url"] = f"{channel.site}/{channel.older}"
    if channel.hub and not channel.feed:
        head["hubs"] = [{"type": "WebSub", "url": channel.hub}]
    if channel.gone:
        head["_deleted_entries"] = [{"ref": each.ref, "when": each.when} for each in channel.gone]
    return json.dumps(head, ensure_ascii=False)[:-1] + ', "items": [', "]}\n"


_FRAMES = {"ATOM": atom, "RSS": rss, "JSON": json_feed}
_BETWEEN = {"ATOM": b"", "RSS": b"", "JSON": b",\n"}
ENDINGS = {"ATOM": ".xml", "RSS": ".xml", "JSON": ".json"}


def bind(form: str, channel: Channel, entries: Sequence[bytes], updated: datetime | None) -> bytes:
    """A feed of `entries`, newest first, each of which is known to parse."""
    before, after = (part.encode("utf-8", "replace") for part in _FRAMES[form](channel, updated))
    content = b"".join((before, _BETWEEN[form].join(entries), after))
    return content if trouble(before + after, ENDINGS[form]) else Sound(content)
