"""The slip on raw copy: what its source knew about it, at the head of the file, in a comment that any reader passes.

    <!-- slip
    url: https://example.org/2019/05/night-ferry/
    title: Night ferry returns
    date: 2019-05-03T10:00:00+00:00
    author: Marta Quill
    tag: ferries
    -->

Below it the copy stands byte for byte as it came. What a slip says is known, not guessed, so it goes before whatever
the cleaner finds in the copy. An editor may write one by hand.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from urllib.parse import unquote

from .characters import one_line
from .clues import Clues
from .facts.page import key
from .story import Block, Kind, Story

LONGEST = 64_000
LONGEST_VALUE = 2_000
MOST_VALUES = 60

_SLIP = re.compile(rb"\s{0,40}<!-- slip\r?\n(.{0,%d}?)-->\r?\n?" % LONGEST, re.DOTALL)
_LINE = re.compile(r"([a-z]{2,12}):[ \t]*(.*)")
_PATH = re.compile(r"(?:/[\w~%+,=@!-][\w.~%+,=@!-]{0,200}){2,12}/?")
_MANY = {"author": "authors", "tag": "tags"}


@dataclass(frozen=True, slots=True)
class Known:
    """What a source knows about a piece of copy; what it does not know is empty. `slug` is the story's part of its
    old address, `path` the whole path where that was one of this site's own, `charset` what the copy's carrier (a
    server, a mail) said its bytes are."""

    url: str = ""
    title: str = ""
    date: str = ""
    updated: str = ""
    authors: tuple[str, ...] = ()
    section: str = ""
    tags: tuple[str, ...] = ()
    lang: str = ""
    slug: str = ""
    path: str = ""
    publisher: str = ""
    summary: str = ""
    charset: str = ""


NOTHING = Known()
_NAMES = tuple(field.name for field in fields(Known))


def stamped(known: Known, copy: bytes) -> bytes:
    """The copy under its slip. Copy of which nothing is known stays bare, unless it could pass for having a slip."""
    if known == NOTHING and not _SLIP.match(copy):
        return copy
    return f"<!-- slip\n{''.join(_lines(known))}-->\n".encode("utf-8", "replace") + copy


def split(raw: bytes) -> tuple[Known, bytes]:
    """What the slip says, and the copy below it. Raw copy without a slip comes back as it is."""
    match = _SLIP.match(raw)
    if not match:
        return NOTHING, raw
    values: dict[str, list[str]] = {}
    for line in match[1].decode("utf-8", "replace").splitlines():
        field = _LINE.fullmatch(line.strip())
        value = one_line(html.unescape(field[2]))[:LONGEST_VALUE] if field else ""
        if field and value:
            values.setdefault(_MANY.get(field[1], field[1]), []).append(value)
    many = {name: tuple(dict.fromkeys(values.get(name, ())))[:MOST_VALUES] for name in _MANY.values()}
    one = {name: values[name][0] for name in _NAMES if name in values and name not in many}
    return _checked(Known(**one, **many)), raw[match.end() :]  # type: ignore[arg-type]


def into(known: Known, clues: Clues) -> Clues:
    """The clues, with what is known and cannot be found in lines of the copy. A page's own canonical address goes
    before the one it was fetched from. Headline, date and authors are looked for all the same: the lines that state
    them are to leave the body."""
    if known == NOTHING:
        return clues
    return replace(
        clues,
        section=known.section or clues.section,
        lang=known.lang or clues.lang,
        canonical=clues.canonical or known.url,
        publisher=known.publisher or clues.publisher,
        summary=known.summary or clues.summary,
    )


def over(known: Known, story: Story) -> Story:
    """The story with what is known in place of what was found. A line that passed for the headline and is another
    goes back to the body."""
    if known == NOTHING:
        return story
    body, dropped = _returned(known.title, story) if known.title else (story.body, story.dropped)
    return replace(
        story,
        title=known.title or story.title,
        date=known.date or story.date,
        updated=known.updated or story.updated,
        byline=known.authors or story.byline,
        tags=known.tags or story.tags,
        body=body,
        dropped=dropped,
    )


def _returned(title: str, story: Story) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """Body and dropped blocks, with every dropped headline that shares too little with the known one in the body."""
    own = set(key(title).split())
    lost = [block for block in story.dropped if block.kind is Kind.TITLE and not _is(own, key(block.text).split())]
    if not lost:
        return story.body, story.dropped
    back = [block._replace(kind=Kind.PARAGRAPH, rule="not the known headline") for block in lost]
    body = sorted((*story.body, *back), key=lambda block: block.line)
    return tuple(body), tuple(block for block in story.dropped if block not in lost)


def _is(own: set[str], words: Sequence[str]) -> bool:
    shared = len(own & set(words))
    return 2 * shared >= min(len(own), len(set(words))) > 0


def _lines(known: Known) -> list[str]:
    names = {many: one for one, many in _MANY.items()}
    lines = []
    for name in _NAMES:
        value = getattr(known, name)
        for each in value[:MOST_VALUES] if isinstance(value, tuple) else (value,):
            if line := _safe(one_line(each)[:LONGEST_VALUE]):
                lines.append(f"{names.get(name, name)}: {line}\n")
    return lines


def _safe(value: str) -> str:
    """The value so that it can end neither its comment nor its line."""
    return html.escape(value, quote=False).replace("--", "-&#45;")


def _checked(known: Known) -> Known:
    """A date that is none, and an address or a path that no browser follows to a page, are as good as unknown."""
    return replace(
        known,
        date=_iso(known.date),
        updated=_iso(known.updated),
        path=known.path if _PATH.fullmatch(known.path) and _PATH.fullmatch(unquote(known.path)) else "",
        url=known.url if re.match(r"https?://[^\s/]", known.url, re.I) else "",
    )


def _iso(date: str) -> str:
    try:
        datetime.fromisoformat(date)
    except ValueError:
        return ""
    return date
