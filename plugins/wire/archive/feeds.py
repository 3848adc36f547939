"""RSS, Atom and WordPress's export -> items. Each entry is parsed by itself, without document types, entities or files.

What a bad export leaves broken (control characters, bare ampersands, names of HTML's entities) is mended before an
entry is given up.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html.entities import html5
from urllib.parse import unquote

import lxml.etree as etree

from ..decode import decode
from ..slip import Known
from .item import Item, Slice, labelled
from .tape import MOST_HEAD
from .wordpress import page

HEAD = 4 * MOST_HEAD

_ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF|channel)\b[^>]{0,20000}>")
_SPACE = re.compile(rb"""\sxmlns(?::[\w.-]{1,40})?\s{0,9}=\s{0,9}(?:"[^"<>]{0,300}"|'[^'<>]{0,300}')""")
_ENCODING = re.compile(rb"""^\s{0,40}<\?xml[^>]{0,80}?encoding\s{0,9}=\s{0,9}["']([A-Za-z0-9._:-]{1,40})["']""")
_START = re.compile(rb"<(?:item|entry)[\s>]")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CDATA = re.compile(rb"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_AMPERSAND = re.compile(rb"&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,31};)?")
_SLUG_SAFE = re.compile(r"[\w.~%-]+")


@dataclass(frozen=True, slots=True)
class Context:
    """What entries need from the head of their feed: encoding, name spaces, title, language, addresses, authors."""

    encoding: str = "utf-8"
    spaces: bytes = b""
    title: str = ""
    lang: str = ""
    home: str = ""
    authors: tuple[tuple[str, str], ...] = ()


def context(head: bytes) -> Context:
    """What the beginning of a feed, up to its first entry, says about the entries."""
    encoding = _ENCODING.match(head)
    root = _ROOT.search(head)
    spaces = b"".join(dict.fromkeys(_SPACE.findall(root[0]))) if root else b""
    said = encoding[1].decode("ascii").lower() if encoding else "utf-8"
    found = Context("utf-8" if said.startswith("utf-16") else said, spaces)  # that was unpacked on the way
    tree = _parsed(only_head(head)[root.end() :], found, mend=True, open_ended=True) if root else None
    if tree is None:
        return found
    channel = next((child for child in tree if _local(child) == "channel"), tree)
    values = {_local(child): (child.text or "").strip() for child in channel}
    lang = values.get("language", "") or _attribute(root[0] if root else b"", rb"xml:lang")
    authors = tuple((_under(a, "author_login"), _under(a, "author_display_name")) for a in channel if _is_author(a))
    home = values.get("base_blog_url", "") or values.get("link", "")
    return Context(found.encoding, spaces, values.get("title", ""), lang, home, authors)


def only_head(start: bytes) -> bytes:
    """What stands before a feed's first entry."""
    cut = _START.search(start)
    return start[: cut.start()] if cut else start


def items(piece: Slice, feed: Context) -> Iterator[Item]:
    """The item in an entry's bytes. Where they cannot be parsed, what went wrong, and then the whole entry that may
    stand at their end."""
    if problem := _decoded(piece.data, feed.encoding)[1]:
        yield Item(piece.offset, problem=problem)
        return
    tree = _parsed(piece.data, feed)
    entry = tree[0] if tree is not None and len(tree) == 1 else None
    if entry is None and (tree := _parsed(piece.data, feed, mend=True)) is not None and len(tree) == 1:
        entry = tree[0]
    if entry is not None:
        yield _item(entry, piece.offset, feed)
        return
    yield Item(piece.offset, problem="its XML is broken")
    inner = [match.start() for match in _START.finditer(piece.data)][1:]
    if inner:
        rest = _parsed(piece.data[inner[-1] :], feed, mend=True)
        if rest is not None and len(rest) == 1:
            yield _item(rest[0], piece.offset + inner[-1], feed)


def _parsed(data: bytes, feed: Context, *, mend: bool = False, open_ended: bool = False) -> etree._Element | None:
    """The element `<x>` around the data, or None. With `mend`, after the usual repairs;
    `open_ended` data may leave elements open."""
    data = _decoded(data, feed.encoding)[0].encode("utf-8", "replace")
    if mend:
        data = _mended(data)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, recover=open_ended
    )
    try:
        return etree.fromstring(b"<x" + feed.spaces + b">" + data + b"</x>", parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _decoded(data: bytes, encoding: str) -> tuple[str, str]:
    """The data as text, in the encoding the feed names, else in the one it reads well in; and why it cannot be read as
    text, or ""."""
    try:
        return data.decode(encoding), ""
    except (UnicodeError, LookupError):
        found = decode(data, html=True)
        return found.text or data.decode("utf-8", "replace"), found.problem


def _mended(data: bytes) -> bytes:
    parts = _CDATA.split(_CONTROL.sub(b"", data))
    return b"".join(part if at % 2 else _AMPERSAND.sub(_entity, part) for at, part in enumerate(parts))


def _entity(match: re.Match[bytes]) -> bytes:
    """A name of HTML's as a number; any other ampersand as itself."""
    char = html5.get(match[1].decode("ascii")) if match[1] else None
    return "".join(f"&#{ord(c)};" for c in char).encode() if char else b"&amp;" + (match[1] or b"")


def _item(entry: etree._Element, offset: int, feed: Context) -> Item:
    values: dict[str, list[etree._Element]] = {}
    for child in entry:
        values.setdefault(_name(child), []).append(child)

    def first(*names: str) -> str:
        return next((text for name in names for each in values.get(name, ()) if (text := _text(each))), "")

    own = first("guid", "id")
    url = _link(values) or (own if own.startswith("http") else "")
    label = labelled(url or own or first("title"))
    if verdict := _no_post(first("wp:post_type"), first("wp:status"), first("wp:post_password")):
        passed, problem = verdict
        return Item(offset, label, passed=passed, problem=problem)
    wordpress = "wp:post_type" in values
    sections, tags = _terms(values, wordpress)
    body = first("content:encoded", "content", "description", "summary", "encoded")
    excerpt = first("excerpt:encoded")
    known = Known(
        url=url,
        title=labelled(_plain(first("title"))),
        date=_first_date(first, (*_PUBLISHED, *_CHANGED) if not wordpress else _PUBLISHED),
        updated=_first_date(first, _CHANGED),
        authors=_authors(values, feed),
        section=sections[0] if sections else "",
        tags=tuple(dict.fromkeys((*tags, *sections[1:]))),
        lang=feed.lang,
        slug=_slug(first("wp:post_name")),
        publisher=labelled(feed.title),
        summary=labelled(_plain(excerpt)) if excerpt else "",
    )
    return Item(offset, label, (page(body) if wordpress else body).encode("utf-8", "replace"), True, known)


def _no_post(kind: str, status: str, password: str) -> tuple[str, str] | None:
    """What else than a post an export's entry is, and why a post may not be published."""
    if kind not in ("", "post"):
        return f"WordPress {labelled(kind)}", ""
    if password:
        return "", "it is protected by a password in the export"
    if status not in ("", "publish"):
        return "", f"its status in the export is {labelled(status)!r}, not 'publish'"
    return None


def _link(values: dict[str, list[etree._Element]]) -> str:
    links = values.get("link", [])
    for each in links:
        if each.get("href") and each.get("rel", "alternate") == "alternate":
            return str(each.get("href")).strip()
    return next((text for each in links if (text := _text(each)).startswith(("http://", "https://"))), "")


def _terms(values: dict[str, list[etree._Element]], wordpress: bool) -> tuple[list[str], list[str]]:
    """Sections and tags. Feeds do not tell one from the other: there the first category is the section."""
    sections: list[str] = []
    tags: list[str] = []
    for each in values.get("category", []):
        name = labelled(_plain(each.get("term") or _text(each)))
        if not name or name.casefold() in _NO_SECTION:
            continue
        (tags if wordpress and each.get("domain") != "category" else sections).append(name)
    return list(dict.fromkeys(sections)), list(dict.fromkeys(tags))


_NO_SECTION = frozenset({"uncategorized", "uncategorised"})


def _authors(values: dict[str, list[etree._Element]], feed: Context) -> tuple[str, ...]:
    logins = dict(feed.authors)
    found: list[str] = []
    for each in (*values.get("dc:creator", ()), *values.get("author", ())):
        inner = next((_text(child) for child in each if _local(child) == "name"), "")
        name = labelled(inner or _text(each))
        in_brackets = re.fullmatch(r"\S+@\S+ \((.+)\)", name)  # RSS: "jo@example.org (Jo Doe)"
        name = logins.get(name) or (in_brackets[1] if in_brackets else name)
        if name and "@" not in name:
            found.append(name)
    return tuple(dict.fromkeys(found))


_PUBLISHED = ("wp:post_date_gmt", "pubDate", "published", "dc:date", "issued", "wp:post_date")
_CHANGED = ("wp:post_modified_gmt", "updated", "modified")


def _first_date(first: Callable[[str], str], names: Sequence[str]) -> str:
    return next((date for name in names if (date := iso(first(name), gmt=name.endswith("_gmt")))), "")


def iso(text: str, *, gmt: bool = False) -> str:
    """An ISO date, with its time and zone where they are said; "" where it is none. With `gmt`, UTC is meant."""
    if not text or text.startswith("0000"):
        return ""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        try:
            found = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return ""
    if len(text) <= 10:
        return found.date().isoformat()
    return (found.replace(tzinfo=UTC) if gmt and found.tzinfo is None else found).isoformat(timespec="seconds")


def _slug(name: str) -> str:
    return unquote(name) if _SLUG_SAFE.fullmatch(name) else ""


def _plain(text: str) -> str:
    return html.unescape(re.sub(r"<[^<>]{0,500}>", " ", text)) if "<" in text or "&" in text else text


def _text(element: etree._Element) -> str:
    """The element's text; of XHTML content, its mark-up."""
    if len(element) and element.get("type") == "xhtml":
        return "".join(etree.tostring(child, encoding="unicode", with_tail=True) for child in element)
    return "".join(element.itertext()).strip()


_PREFIXES = (
    ("http://wordpress.org/export/", "wp:"),
    ("http://purl.org/dc/", "dc:"),
    ("http://search.yahoo.com/", "media:"),
)


def _name(element: etree._Element) -> str:
    """The element's name with the prefix it usually has."""
    tag = element.tag if isinstance(element.tag, str) else ""
    space, _, local = tag.removeprefix("{").rpartition("}")
    if space.startswith("http://purl.org/rss/1.0/modules/content"):
        return "content:encoded"
    if "excerpt" in space:
        return "excerpt:encoded"
    return next((prefix for start, prefix in _PREFIXES if space.startswith(start)), "") + local


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _is_author(element: etree._Element) -> bool:
    return _name(element) == "wp:author"


def _under(element: etree._Element, name: str) -> str:
    return next((labelled(child.text or "") for child in element if _local(child) == name), "")


def _attribute(tag: bytes, name: bytes) -> str:
    match = re.search(rb"\s" + name + rb"""\s{0,9}=\s{0,9}["']([A-Za-z0-9-]{1,35})["']""", tag)
    return match[1].decode("ascii") if match else ""
