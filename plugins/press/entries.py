"""What a story says in a feed, in each form: the full text with its picture, every author, the notes, the source.

Ids come from the record, so no change of headline, date, section or domain makes a reader show a story again;
`updated` moves only when the record says that the text did.
"""

from __future__ import annotations

import json
import mimetypes
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import cache
from html import escape
from typing import Any, NamedTuple
from urllib.parse import urljoin

from . import corrections
from .recent import Recent
from .record import Row
from .story import Story

_LOCAL = re.compile(r'(<[^<>]*? (?:href|src)=")(?![a-zA-Z][a-zA-Z0-9+.-]*:|//)([^"]*)')
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})\b")
LATELY = 100  # stories; a feed has fifty


class Image(NamedTuple):
    """A story's lead picture."""

    url: str
    kind: str
    alt: str
    caption: str
    credit: str
    width: int
    height: int


def xml(text: object) -> str:
    """`text` as it may stand in XML, in elements and in attributes."""
    made = escape(str(text), quote=True)
    return made if made.replace("\n", "").isprintable() else _not_xml().sub("", made)


@cache
def _not_xml() -> re.Pattern[str]:
    """What may not stand in XML; such a set takes milliseconds to compile, and few texts ask for it."""
    return re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def absolute(html: str, site: str, page: str = "") -> str:
    """`html` with every address inside the site made a full one, if the site knows its own; `page` is its own."""
    if not site:
        return html
    base = f"{site}/{page}"

    def full(found: re.Match[str]) -> str:
        target = found[2]
        if target.startswith("/"):
            return f"{found[1]}{site}{target}"
        if not page:
            return found[0]
        return found[1] + (base + target if target[:1] in ("#", "") else urljoin(base, target))

    return _LOCAL.sub(full, html)


def changed(row: Row) -> datetime:
    """When the text last changed: at its date or `Modified`; a note that names no day makes it another text."""
    moments = [datetime.fromisoformat(moment) for moment in (row.date, row.modified) if moment]
    notes = (words for key in corrections.KEYS for words in corrections.lines(row.meta, key))
    undated = sum(1 for words in notes if not _DAY.match(words))
    return max(moments) + timedelta(seconds=undated)


def updated(row: Row) -> datetime:
    """`changed` for Atom, told apart from other stories of the same minute by a fraction that comes from the id."""
    moment = changed(row)
    return moment if moment.microsecond else moment.replace(microsecond=int(row.uid[-5:], 16) % 1_000_000)


def image_of(story: Story, site: str) -> Image | None:
    """The story's lead picture, with a full address where the site knows its own."""
    picture = getattr(story, "picture", None)
    source = picture.src if picture else str(getattr(story, "image", "") or "")
    if not source:
        return None
    if not source.startswith(("http://", "https://", "/")):
        source = f"/{source}"
    alt, caption, credit = (str(getattr(story, f"image_{name}", "") or "") for name in ("alt", "caption", "credit"))
    width, height = (picture.width, picture.height) if picture else (0, 0)
    kind = mimetypes.guess_type(source)[0] or "image/jpeg"
    url = site + source if source.startswith("/") else source
    return Image(url, kind, alt, caption, credit, width, height)


@dataclass(frozen=True)
class Entries:
    """Makes entries for one site. `words_in` gives the interface's words in a language."""

    site: str
    prefix: str = ""  # before the headline of a corrected story
    words_in: Callable[[str], Callable[[str], str]] | None = None
    # What one form of a feed has asked for, the next will ask for, too.
    _texts: Recent[str, tuple[str, str]] = field(default_factory=lambda: Recent(LATELY), repr=False, compare=False)

    def title(self, story: Story) -> str:
        """The headline, marked where the story was corrected."""
        return f"{self.prefix}{story.title}" if self.prefix and story.corrections else str(story.title)

    def text(self, story: Story) -> str:
        """The full text: picture, updates, story, corrections, source."""
        return self._text(story)[0]

    def _text(self, story: Story) -> tuple[str, str]:
        """The full text, and how it stands in XML."""
        found = self._texts.get(story.path)
        if found is None:
            text = self._made(story)
            found = self._texts.put(story.path, (text, xml(text)))
        return found

    def _made(self, story: Story) -> str:
        say = self.words_in(story.lang) if self.words_in else str
        text = _notes(story.updates, say("Update")) + absolute(story.content, self.site, story.url)
        if image := image_of(story, self.site):
            text = _figure(image, say) + text
        return text + _notes(story.corrections, say("Correction")) + _credit(story, say)

    def atom(self, story: Story) -> str:
        """The story as an Atom entry."""
        row = story.row
        authors = "".join(f"<author><name>{xml(author.name)}</name></author>" for author in story.authors)
        tags = "".join(f'<category term="{xml(tag.name)}"/>' for tag in (story.category, *story.tags))
        original = original_of(story)
        via = f'<link rel="via" href="{xml(original)}"/>' if original else ""
        return (
            f'<entry xml:lang="{xml(story.lang)}"><title>{xml(self.title(story))}</title><id>{xml(row.uid)}</id>'
            f'<link rel="alternate" type="text/html" href="{xml(self.site)}/{xml(story.url)}"/>'
            f"{via}"
            f"<published>{row.date}</published><updated>{updated(row).isoformat()}</updated>"
            f"{authors}{tags}<summary>{xml(story.summary)}</summary>"
            # Last, for there are readers that take the picture's description for the text if it comes first.
            f'<content type="html">{self._text(story)[1]}</content>{_media(image_of(story, self.site))}</entry>\n'
        )

    def rss(self, story: Story) -> str:
        """The story as an RSS item."""
        authors = "".join(f"<dc:creator>{xml(author.name)}</dc:creator>" for author in story.authors)
        tags = "".join(f"<category>{xml(tag.name)}</category>" for tag in (story.category, *story.tags))
        source = str(getattr(story, "source", "") or "")
        return (
            f"<item><title>{xml(self.title(story))}</title><link>{xml(self.site)}/{xml(story.url)}</link>"
            f'<guid isPermaLink="false">{xml(story.row.uid)}</guid><pubDate>{format_datetime(story.date)}</pubDate>'
            f"{authors}<dc:language>{xml(story.lang)}</dc:language>"
            f"{f'<dc:source>{xml(source)}</dc:source>' if source else ''}{tags}"
            f"<description>{xml(escape(str(story.summary), quote=False))}</description>"
            f"<content:encoded>{self._text(story)[1]}</content:encoded>"
            f"{_media(image_of(story, self.site))}</item>\n"
        )

    def json(self, story: Story) -> str:
        """The story as an item of a JSON Feed."""
        image = image_of(story, self.site)
        item: dict[str, Any] = {
            "id": story.row.uid,
            "url": f"{self.site}/{story.url}",
            "title": self.title(story),
            "summary": story.summary,
            "content_html": self.text(story),
            "date_published": story.row.date,
            "date_modified": updated(story.row).isoformat(),
            "authors": [{"name": author.name, "url": f"{self.site}/{author.url}"} for author in story.authors],
            "tags": [story.category.name, *(tag.name for tag in story.tags)],
            "language": story.lang,
        }
        if image:
            item["image"] = image.url
            item["_image"] = {"alt": image.alt, "caption": image.caption, "credit": image.credit}
        if via := original_of(story):
            item["external_url"] = via
        return json.dumps(item, ensure_ascii=False)


def original_of(story: Story) -> str:
    """The address that syndicated copy came from, if it is one."""
    address = str(getattr(story, "original", "") or "")
    return address if address.startswith(("https://", "http://")) else ""


def _figure(image: Image, say: Callable[[str], str]) -> str:
    credit = f"{say('Picture:')} {image.credit}" if image.credit else ""
    words = escape(" ".join(part for part in (image.caption, credit) if part))
    size = f' width="{image.width}" height="{image.height}"' if image.width else ""
    caption = f"<figcaption>{words}</figcaption>" if words else ""
    return f'<figure><img src="{escape(image.url)}" alt="{escape(image.alt)}"{size}>{caption}</figure>\n'


def _notes(lines: Sequence[str], name: str) -> str:
    return "".join(f"<p><strong>{escape(name)}:</strong> {escape(words)}</p>" for words in lines)


def _credit(story: Story, say: Callable[[str], str]) -> str:
    source, original = str(getattr(story, "source", "") or ""), original_of(story)
    if not source and not original:
        return ""
    name = escape(source or original)
    link = f'<a href="{escape(original)}">{name}</a>' if original else name
    return f"<p>{escape(say('Source:'))} {link}</p>"


def _media(image: Image | None) -> str:
    if image is None:
        return ""
    size = f' width="{image.width}" height="{image.height}"' if image.width else ""
    alt = f'<media:description type="plain">{xml(image.alt)}</media:description>' if image.alt else ""
    credit = f'<media:credit role="photographer" scheme="urn:ebu">{xml(image.credit)}</media:credit>'
    return (
        f'<media:content url="{xml(image.url)}" medium="image" type="{xml(image.kind)}"{size}>'
        f"{alt}{credit if image.credit else ''}</media:content>"
    )


# How to make an entry, by the form of a feed.
MAKERS: dict[str, Callable[[Entries, Story], str]] = {
    "ATOM": Entries.atom,
    "RSS": Entries.rss,
    "JSON": Entries.json,
}
