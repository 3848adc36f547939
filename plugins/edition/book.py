"""A day's stories as an e-book (EPUB 3) or as sheets to print (PDF); the same stories give the same e-book's bytes.

EbookLib binds, nh3 lets through what reading needs and nothing that runs or loads; WeasyPrint sets the sheets. Both are
optional and loaded only when a day is bound.
"""

from __future__ import annotations

import io
import logging
import re
import uuid
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from .card import text
from .intext import without_pictures
from .words import Say

TAGS = frozenset(
    "a abbr b blockquote br code dd del dl dt em h2 h3 h4 h5 h6 hr i ins li ol p pre q s strong sub sup table tbody td"
    " th thead tr ul".split()
)
DROPPED = frozenset("script style template noscript svg math iframe object embed".split())
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
ADDRESS = re.compile(r"(?:https?://[\w.-]+(?::\d+)?(?:[/?#][\w./?#=&%~:@!$'()*+,;-]*)?|mailto:[\w.+@-]+)", re.A)
# What may not stand inside a phrase, and what may only stand inside one thing.
BLOCKS = frozenset("blockquote dd dl dt h2 h3 h4 h5 h6 hr li ol p pre table ul".split())
PHRASES = frozenset("a abbr b code del em i ins p pre q s strong sub sup h2 h3 h4 h5 h6".split())
ONLY_IN = {"li": {"ul", "ol"}, "dt": {"dl"}, "dd": {"dl"}}
ONLY_HOLDS = {"ul": {"li"}, "ol": {"li"}, "dl": {"dt", "dd"}}
RTL = frozenset("ar he fa ur yi ps sd ug dv ck".split())
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
STYLE = (
    "body { line-height: 1.5 } h1, h2, h3 { line-height: 1.2; text-align: start } .by { font-size: .9em }"
    " .sum { font-style: italic } img { max-width: 100% } blockquote { margin-inline: 1.5em }"
)
SHEETS = (
    "@page { size: A4; margin: 18mm 16mm; @bottom-center { content: counter(page); font: 8pt sans-serif } }"
    " html { font: 9.5pt/1.4 Charter, Georgia, 'Noto Serif', serif }"
    " header { border-bottom: 1pt solid; margin-bottom: 6mm }"
    " .name { font-size: 26pt; font-weight: 700; margin: 0 } .when { margin: 0 0 2mm }"
    " article { columns: 2; column-gap: 8mm; border-bottom: .5pt solid; padding-bottom: 4mm; margin-bottom: 4mm }"
    " h1 { column-span: all; font-size: 17pt; line-height: 1.15; margin: 0 0 1mm; break-after: avoid }"
    " h2, h3 { font-size: 11pt; margin: 3mm 0 1mm; break-after: avoid } p { margin: 0 0 2mm; orphans: 2; widows: 2 }"
    " .sum { font-style: italic } .by { font: 8pt sans-serif } img { width: 100% } a { color: inherit }"
)


@dataclass(frozen=True)
class Imprint:
    """What a day's edition says of itself."""

    name: str
    site: str
    lang: str
    day: str  # 2026-11-20
    title: str  # Friday, 20 November 2026


def epub(imprint: Imprint, stories: Sequence[Any], pictures: Mapping[str, Path], say: Say) -> bytes:
    """The e-book of these stories. `pictures` are files by story's slug."""
    from ebooklib import epub as form

    bound = form.EpubBook()
    bound.set_identifier(uuid.uuid5(uuid.NAMESPACE_URL, f"{imprint.site}/edition/{imprint.day}").urn)
    bound.set_title(plain(f"{imprint.name}, {imprint.title}"))
    bound.set_language(imprint.lang)
    bound.add_author(plain(imprint.name))
    bound.add_metadata("DC", "date", imprint.day)
    style = form.EpubItem("style", "style.css", "text/css", STYLE.encode())
    bound.add_item(style)
    chapters = []
    for number, story in enumerate(stories, 1):
        chapter = form.EpubHtml(f"story-{number}", f"story-{number}.xhtml", lang=story.lang)
        chapter.title = plain(story.title)
        chapter.direction = "rtl" if story.lang[:2] in RTL else "ltr"
        picture = pictures.get(story.slug)
        if picture:
            name = f"picture-{number}{picture.suffix}"
            bound.add_item(form.EpubItem(f"picture-{number}", name, "image/jpeg", picture.read_bytes()))
        chapter.content = _article(story, imprint, name if picture else "", say)
        chapter.add_item(style)
        bound.add_item(chapter)
        chapters.append((story.category.name, chapter))
    bound.toc = _contents(form, chapters)
    bound.add_item(form.EpubNcx())
    bound.add_item(form.EpubNav())
    bound.spine = ["nav", *(chapter for _, chapter in chapters)]
    target = io.BytesIO()
    form.write_epub(target, bound, {"mtime": _newest(stories), "ignore_ncx": False})
    return _settled(target.getvalue())


def pdf(imprint: Imprint, stories: Sequence[Any], pictures: Mapping[str, Path], say: Say) -> bytes:
    """The sheets of these stories. Fonts are the machine's own, so two machines may set them differently."""
    HTML, CSS, URLFetcherResponse = _setter()  # noqa: N806

    head = f'<p class="name">{escape(imprint.name)}</p><p class="when">{escape(imprint.title)}</p>'
    told = "".join(
        f'<article lang="{escape(story.lang)}" dir="{"rtl" if story.lang[:2] in RTL else "ltr"}">'
        f"{_article(story, imprint, pictures[story.slug].name if story.slug in pictures else '', say)}</article>"
        for story in stories
    )
    title = f"<title>{escape(plain(imprint.name))}, {escape(imprint.title)}</title>"
    page = f'<html lang="{imprint.lang}"><head>{title}</head><body><header>{head}</header>{told}</body></html>'
    files = {path.name: path for path in pictures.values()}

    def fetch(address: str, **_: Any) -> Any:
        name = address.removeprefix("paper:///")
        if name not in files:
            raise ValueError(f"{address} is not fetched")
        return URLFetcherResponse(address, files[name].read_bytes(), {"Content-Type": "image/jpeg"})

    made = HTML(string=page, base_url="paper:///", url_fetcher=fetch).write_pdf(stylesheets=[CSS(string=SHEETS)])
    return bytes(made)


def _setter() -> tuple[Any, Any, Any]:
    """WeasyPrint's HTML, CSS and answer to a request, loaded without what loading it changes for everybody."""
    from PIL import ImageFile

    strict = ImageFile.LOAD_TRUNCATED_IMAGES
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # a sign that no font has is no trouble of the build
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcherResponse

    ImageFile.LOAD_TRUNCATED_IMAGES = strict
    return HTML, CSS, URLFetcherResponse


def plain(words: str) -> str:
    """`words` without what XML cannot say."""
    return NOT_XML.sub("", words)


def _article(story: Any, imprint: Imprint, picture: str, say: Say) -> str:
    """A story's mark-up, sanitised."""
    names = ", ".join(author.name for author in getattr(story, "authors", None) or ())
    by = " · ".join(filter(None, (f"{say('By')} {names}" if names else "", story.shown_date)))
    shown = f'<p><img src="{escape(picture)}" alt="{escape(plain(text(story, "image_alt")))}"/></p>' if picture else ""
    updated, noted = (_notes(story, name, say) for name in ("Update", "Correction"))
    original = escape(f"{imprint.site}/{story.url}") if imprint.site else ""
    link = f'<p class="by"><a href="{original}">{original}</a></p>' if original else ""
    return (
        f'<h1>{escape(plain(story.title))}</h1><p class="sum">{_summary(story)}</p>'
        f'<p class="by">{escape(plain(by))}</p>{shown}{updated}'
        f"{_clean(without_pictures(story.content), imprint.site)}{noted}{link}"
    )


def _notes(story: Any, name: str, say: Say) -> str:
    lines = "".join(f"<p>{escape(plain(line))}</p>" for line in getattr(story, f"{name.lower()}s", None) or ())
    return f"<h2>{escape(say(name))}</h2>{lines}" if lines else ""


def _summary(story: Any) -> str:
    return escape(plain(re.sub(r"<[^>]*>", "", str(story.summary)))) if "summary" in story.metadata else ""


def _clean(html: str, site: str) -> str:
    import nh3

    def attribute(_: str, name: str, value: str) -> str | None:
        if name != "href":
            return value if value.isascii() and value.isdigit() else None
        rooted = value.startswith("/") and not value.startswith("//")
        whole = f"{site}{value}" if rooted else value
        return whole if ADDRESS.fullmatch(whole) else None

    clean = nh3.clean(
        plain(html),
        tags=set(TAGS),
        clean_content_tags=set(DROPPED),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=attribute,
        link_rel=None,
    )
    return _well_nested(clean)


def _well_nested(html: str) -> str:
    """`html` as e-book readers insist on it: what stands where it may not is unwrapped, its words stay."""
    from lxml import html as tree

    root: Any = tree.fragment_fromstring(html, create_parent="div")  # type: ignore[no-untyped-call]
    while wrong := [each for each in root.iterdescendants() if isinstance(each.tag, str) and _misplaced(each)]:
        for each in wrong:
            each.drop_tag()
    return str(tree.tostring(root, encoding="unicode"))  # type: ignore[no-untyped-call]


def _misplaced(element: Any) -> bool:
    tag = element.tag
    if tag in PHRASES and any(inner.tag in BLOCKS or inner.tag == tag == "a" for inner in element.iterdescendants()):
        return True
    if tag in ONLY_IN and element.getparent().tag not in ONLY_IN[tag]:
        return True
    return tag in ONLY_HOLDS and (not len(element) or not _holds_only(element, ONLY_HOLDS[tag]))


def _holds_only(element: Any, tags: set[str]) -> bool:
    loose = [element.text, *(child.tail for child in element)]
    return all(child.tag in tags for child in element) and not any((words or "").strip() for words in loose)


def _contents(form: Any, chapters: Iterable[tuple[str, Any]]) -> list[Any]:
    """The table of contents: sections, and in them stories."""
    sections: dict[str, list[Any]] = {}
    for name, chapter in chapters:
        sections.setdefault(plain(name), []).append(chapter)
    return [(form.Section(name, href=found[0].file_name), found) for name, found in sections.items()]


def _newest(stories: Iterable[Any]) -> datetime:
    moments: list[datetime] = [getattr(story, "modified", None) or story.date for story in stories]
    return max(moments).astimezone(UTC)


def _settled(raw: bytes) -> bytes:
    """The archive anew with one date on every file, the kind of book first and unpacked."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(target, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "mimetype", name)):
            packed = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system, info.external_attr = packed, 3, 0o644 << 16
            new.writestr(info, old.read(name))
    return target.getvalue()
