"""Atom, RSS and JSON feeds as text: the same stories, the same ids, the full text, whatever characters it holds.

Ids come from the record, so no change of headline, date, section or domain makes a reader show a story again;
`updated` moves only when the record's `Modified` does. Each story's entry is made once and stands in all its feeds.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape

from .story import Story

_ROOTED = re.compile(r'(<[^<>]*? (?:href|src)=")/(?!/)')
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Channel:
    """What a feed says of itself. `path` is its own address, `home` that of the page it belongs to."""

    title: str
    subtitle: str
    site: str
    home: str
    path: str
    lang: str


def absolute(html: str, site: str) -> str:
    """`html` with every address inside the site made a full one, if the site knows its own."""
    return _ROOTED.sub(lambda found: f"{found[1]}{site}/", html) if site else html


def _xml(text: str) -> str:
    return _NOT_XML.sub("", escape(str(text), quote=True))


def _updated(story: Story) -> datetime:
    moment: datetime = getattr(story, "modified", None) or story.date
    return moment


def _feed_id(channel: Channel) -> str:
    return f"{channel.site}/{channel.path}" if channel.site else uuid.uuid5(uuid.NAMESPACE_URL, channel.path).urn


def atom_entry(story: Story, site: str) -> str:
    """The story as an Atom entry."""
    authors = "".join(f"<author><name>{_xml(author.name)}</name></author>" for author in story.authors)
    tags = "".join(f'<category term="{_xml(tag.name)}"/>' for tag in (story.category, *story.tags))
    return (
        f'<entry xml:lang="{_xml(story.lang)}"><title>{_xml(story.title)}</title><id>{_xml(story.id)}</id>'
        f'<link rel="alternate" type="text/html" href="{_xml(site)}/{_xml(story.url)}"/>'
        f"<published>{story.date.isoformat()}</published><updated>{_updated(story).isoformat()}</updated>"
        f"{authors}{tags}<summary>{_xml(story.summary)}</summary>"
        f'<content type="html">{_xml(absolute(story.content, site))}</content></entry>\n'
    )


def atom(channel: Channel, entries: Sequence[str], updated: datetime | None) -> str:
    """An Atom feed of `entries`, newest first."""
    moment = updated.isoformat() if updated else "1970-01-01T00:00:00+00:00"
    own = f'<link rel="self" type="application/atom+xml" href="{_xml(channel.site)}/{_xml(channel.path)}"/>'
    subtitle = f"<subtitle>{_xml(channel.subtitle)}</subtitle>" if channel.subtitle else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{_xml(channel.lang)}">'
        f"<title>{_xml(channel.title)}</title>{subtitle}<id>{_xml(_feed_id(channel))}</id>"
        f'<link rel="alternate" type="text/html" href="{_xml(channel.site)}/{_xml(channel.home)}"/>'
        f"{own if channel.site else ''}<updated>{moment}</updated>\n{''.join(entries)}</feed>\n"
    )


def rss_item(story: Story, site: str) -> str:
    """The story as an RSS item."""
    authors = "".join(f"<dc:creator>{_xml(author.name)}</dc:creator>" for author in story.authors)
    tags = "".join(f"<category>{_xml(tag.name)}</category>" for tag in (story.category, *story.tags))
    return (
        f"<item><title>{_xml(story.title)}</title><link>{_xml(site)}/{_xml(story.url)}</link>"
        f'<guid isPermaLink="false">{_xml(story.id)}</guid><pubDate>{format_datetime(story.date)}</pubDate>'
        f"{authors}{tags}<description>{_xml(escape(str(story.summary), quote=False))}</description>"
        f"<content:encoded>{_xml(absolute(story.content, site))}</content:encoded></item>\n"
    )


def rss(channel: Channel, items: Sequence[str], updated: datetime | None) -> str:
    """An RSS 2.0 feed of `items`, newest first."""
    own = f'<atom:link rel="self" type="application/rss+xml" href="{_xml(channel.site)}/{_xml(channel.path)}"/>'
    built = f"<lastBuildDate>{format_datetime(updated)}</lastBuildDate>" if updated else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>{_xml(channel.title)}</title><link>{_xml(channel.site)}/{_xml(channel.home)}</link>"
        f"<description>{_xml(channel.subtitle or channel.title)}</description><language>{_xml(channel.lang)}</language>"
        f"{own if channel.site else ''}{built}\n{''.join(items)}</channel></rss>\n"
    )


def json_item(story: Story, site: str) -> str:
    """The story as an item of a JSON Feed."""
    item = {
        "id": story.id,
        "url": f"{site}/{story.url}",
        "title": story.title,
        "summary": story.summary,
        "content_html": absolute(story.content, site),
        "date_published": story.date.isoformat(),
        "date_modified": _updated(story).isoformat(),
        "authors": [{"name": author.name} for author in story.authors],
        "tags": [story.category.name, *(tag.name for tag in story.tags)],
        "language": story.lang,
    }
    return json.dumps(item, ensure_ascii=False)


def json_feed(channel: Channel, items: Sequence[str], updated: datetime | None) -> str:
    """A JSON Feed 1.1 of `items`, newest first."""
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": f"{channel.site}/{channel.home}",
        "feed_url": f"{channel.site}/{channel.path}",
        "language": channel.lang,
    }
    return json.dumps(head, ensure_ascii=False)[:-1] + ', "items": [' + ",\n".join(items) + "]}\n"


# What there is, by the ending of a feed's setting: how to make an entry, how to bind entries.
FORMS = {"ATOM": (atom_entry, atom), "RSS": (rss_item, rss), "JSON": (json_item, json_feed)}
