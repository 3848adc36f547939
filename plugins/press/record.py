"""A record's bytes as a `Row`: everything the press wants to know of one story or page, as plain values.

A row never raises later: what cannot be published is a `Held`, with a sentence that says why and what would help.
"""

from __future__ import annotations

import html as html_module
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Any
from urllib.parse import unquote

from .corrections import EDGES, changes, last_change
from .prose import to_html

Header = dict[str, list[str]]

_KEY = re.compile(r" {0,3}([A-Za-z0-9_-]+):[ \t]*(.*)")
_MORE = re.compile(r"(?: {4}|\t)[ \t]*(.*)")
# What no page, feed or terminal may carry; tabs and line ends are white space and stay.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
_SLUG = re.compile(r"[^\s/\\?#%<>\"'&:*|{}\x00-\x1f.][^\s/\\?#%<>\"'&:*|{}\x00-\x1f]*")
# An address of an earlier site, two folders deep at least and a name that a file may have: /2019/05/story.html
_OLD_PATH = re.compile(r"(?:/(?!\.)[\w.~%+,=@!-]+){2,12}/?")
_LOCAL = re.compile(r'<(?:a|img)\b[^>]*? (?:href|src)="(/[^"#?]*|\{filename\}[^"#?]*)')
_LANG = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,6}")
_INTERNAL = re.compile(r"\s*(?:\{(?:static|attach)\}|\|static\|)")
_TAG = re.compile(r"<[^>]*>")
_HEADLINE_KEYS = frozenset(("title", "summary", "place", "agency", "category"))
_TEMPLATE_EPOCH = 62_135_596_800  # seconds from year 1 to 1970: keeps sort keys positive, hence sortable as text

LONGEST, LONGEST_PATH = 200, 1000
"""Bytes of a name, and of a path: what every file system takes, with room for the site's own folders."""

OUT = ("", "published")
"""What a status line says of a story that is out. Of several lines, any other word keeps the story in."""


@dataclass(frozen=True, slots=True)
class Held:
    """A source that is not published, and the sentence that says why."""

    path: str
    reason: str


@dataclass(slots=True)
class Row:
    """One record as the press keeps it: plain values only."""

    path: str
    uid: str
    slug: str
    title: str
    date: str
    moment: float
    modified: str
    category: str
    tags: list[str]
    authors: list[str]
    lang: str
    summary: str
    status: str
    embargo: float | None
    expires: float | None
    aliases: list[str]
    words: int
    links: list[str]
    meta: dict[str, Any] = field(default_factory=dict)
    marks: list[int] = field(default_factory=list)  # what the desk knows the story by, in the order of the marks

    @property
    def sort(self) -> str:
        """The story's place in every list: by time, then by slug; text so that a database sorts it alike."""
        return sort_key(self.moment, self.slug)


def sort_key(moment: float, slug: str) -> str:
    """The place of a story of this moment in every list; without a slug it is before all of the same second."""
    return f"{int(moment) + _TEMPLATE_EPOCH:012d} {slug}"


@dataclass(frozen=True)
class Rules:
    """What reading depends on beside the bytes: a handful of the site's settings."""

    zone: tzinfo
    lang: str
    category: str
    author: str
    summary_words: int
    markdown: Mapping[str, Any]
    slugify: Callable[[str], str]
    is_page: bool = False
    remote_pictures: str = "link"
    marks: Callable[[str, str, Iterable[str], str], list[int]] | None = None  # of headline, text, tags and language


def read(path: str, raw: bytes, rules: Rules) -> tuple[Row, str] | Held:
    """The row and the safe HTML of the record `raw`, or why it is held."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Held(path, f"it is not UTF-8 (byte {error.start}); save it as UTF-8")
    header, body = split(text)
    try:
        row = _row(path, header, body, rules)
    except ValueError as error:
        return Held(path, str(error))
    html = to_html(_CONTROL.sub("", body), rules.markdown, rules.remote_pictures)
    row.links = [_address(html_module.unescape(link)) for link in _LOCAL.findall(html)]
    if picture := _picture(row.meta.get("image")):
        row.links.append(picture)
    if rules.marks:
        row.marks = rules.marks(row.title, body, row.tags, row.lang)
    if not row.summary:
        row.summary = _opening(html, rules.summary_words)
    return row, html


def split(text: str) -> tuple[Header, str]:
    """Header and body, as Python-Markdown's meta extension divides them."""
    header: Header = {}
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = 1 if lines[0].strip() == "---" else 0
    key = ""
    for number in range(start, len(lines)):
        line = lines[number]
        if not line.strip():
            return header, "\n".join(lines[number + 1 :])
        if line.strip() in ("---", "..."):
            return header, "\n".join(lines[number + 1 :])
        if found := _KEY.fullmatch(line):
            key = found[1].lower()
            header.setdefault(key, []).append(found[2].strip())
        elif key and (found := _MORE.fullmatch(line)):
            header[key].append(found[1].strip())
        else:
            return header, "\n".join(lines[number:])
    return header, ""


def _row(path: str, header: Header, body: str, rules: Rules) -> Row:
    clean = {key: [_one_line(value) for value in values] for key, values in header.items()}
    one = {key: next(filter(None, values), "") for key, values in clean.items()}
    title = one.get("title", "")
    if not title:
        raise ValueError("it has no Title; write one in the first line of its header")
    date = _date(one.get("date", ""), "Date", rules)
    if date is None and not rules.is_page:
        raise ValueError("it has no Date; write one in its header, as in 2023-05-16 18:30+02:00")
    modified = _date(one.get("modified", ""), "Modified", rules)
    embargo = max(filter(None, (_date(when, "Embargo", rules) for when in clean.get("embargo", ()))), default=None)
    expires = min(filter(None, (_date(when, "Expires", rules) for when in clean.get("expires", ()))), default=None)
    meta: dict[str, Any] = {key: values if len(values) > 1 else values[0] for key, values in clean.items()}
    changed = last_change(date, modified, changes(meta, rules.zone)) if date else modified
    authors = _names(header.get("authors") or header.get("author") or []) or [rules.author]
    return Row(
        path=path,
        uid=_identity(one.get("id", ""), path),
        slug=_slug(one.get("slug", ""), title, path, rules),
        title=title,
        date=date.isoformat() if date else "",
        moment=date.timestamp() if date else 0.0,
        modified=changed.isoformat() if changed else "",
        category=one.get("category") or rules.category,
        tags=_names(header.get("tags", [])),
        authors=[author for author in authors if author],
        lang=lang if _LANG.fullmatch(lang := one.get("lang", "")) else rules.lang,
        summary=one.get("summary", ""),
        status=next((word for said in clean.get("status", ()) if (word := said.lower()) not in OUT), "published"),
        embargo=embargo.timestamp() if embargo else None,
        expires=expires.timestamp() if expires else None,
        aliases=[name for name in _names(header.get("aliases", [])) if _is_alias(name)],
        words=len(body.split()),
        links=[],
        meta=meta,
    )


def _is_alias(name: str) -> bool:
    """Whether a name can be an old address: a slug, or a path of an earlier site whose every step is a name that a
    file may have, however it is written."""
    plain = unquote(name)
    is_path = _OLD_PATH.fullmatch(name) and _OLD_PATH.fullmatch(plain) and len(plain.encode()) <= LONGEST_PATH
    return bool(is_path or _SLUG.fullmatch(name)) and all(len(step.encode()) <= LONGEST for step in plain.split("/"))


def _address(link: str) -> str:
    """A link into the site as its files are named: `/images/f%C3%A4hre.png` is `/images/fähre.png`."""
    plain = unquote(link)
    return normpath(plain) if "/." in plain or "//" in plain else plain


def _picture(image: object) -> str:
    """The address of the picture of the site's own that a header names; "" for none."""
    name = _INTERNAL.sub("", image) if isinstance(image, str) else ""
    return "" if not name or "://" in name or name.startswith("//") else _address(f"/{name.lstrip('/')}")


def _one_line(value: str) -> str:
    if value.isprintable() and "  " not in value and value[:1] != " " and value[-1:] != " ":
        return value
    return " ".join(_CONTROL.sub("", value).split())


def _names(values: list[str]) -> list[str]:
    """Names divided as Pelican divides them: by `;` if there is one, else by `,`; doubles fold, order stays."""
    joined = ";".join(values) if len(values) > 1 else "".join(values)
    parts = joined.split(";" if ";" in joined else ",")
    return list(dict.fromkeys(name for part in parts if (name := _one_line(part))))


def _date(text: str, key: str, rules: Rules) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = _loose_date(text, key)
    moment = found if found.tzinfo else found.replace(tzinfo=rules.zone)
    if moment.year not in EDGES:
        return moment
    if key in ("Date", "Modified"):
        raise ValueError(f"its {key} {text!r} is out of any calendar's range")
    return moment.replace(year=2 if moment.year == 1 else 9998)  # as good as always, or never


def _loose_date(text: str, key: str) -> datetime:
    from pelican.utils import get_date

    try:
        return datetime.fromisoformat(get_date(text).isoformat())
    except (ValueError, OverflowError, TypeError):
        raise ValueError(f"its {key} {text!r} is no date; write it as in 2023-05-16 18:30+02:00") from None


def _identity(given: str, path: str) -> str:
    try:
        return uuid.UUID(given.removeprefix("urn:uuid:")).urn
    except ValueError:
        return uuid.uuid5(uuid.NAMESPACE_URL, f"record:{path}").urn


def _slug(given: str, title: str, path: str, rules: Rules) -> str:
    if given:
        if not _SLUG.fullmatch(given) or len(given.encode()) > LONGEST:
            raise ValueError(f"its Slug {given!r} cannot be an address; use letters, digits and hyphens")
        return given
    made = rules.slugify(title) or rules.slugify(PurePosixPath(path).stem)
    return made[:100].strip("-") or uuid.uuid5(uuid.NAMESPACE_URL, path).hex[:12]


def _opening(html: str, words: int) -> str:
    """The first words of the text, for a story whose record has no summary."""
    text = html_module.unescape(_TAG.sub(" ", html[: words * 60])).split()
    return " ".join(text[:words]) + ("…" if len(text) > words else "")
