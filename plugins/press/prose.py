"""A record's Markdown body as safe HTML.

Python-Markdown is the definition of what a body means. A body in the plain dialect (what `wire` writes: paragraphs,
headings, lists, quotes, links, emphasis) means the same to CommonMark, and pyromark renders it several hundred times
faster; `is_plain` lets through only what both are known to agree on. Whatever the engine, the result passes one
allow-list, so nothing that runs, loads from elsewhere or dresses up as the page itself survives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import nh3
import pyromark

TAGS = frozenset(
    "a abbr b blockquote br code dd del dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins li ol p pre"
    " q s strong sub sup table tbody td tfoot th thead tr ul".split()
)
DROPPED_WITH_TEXT = frozenset("script style template noscript svg math iframe object".split())
ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
SCHEMES = {"http", "https", "mailto", "tel"}

# Bodies that Python-Markdown would need more than linear time for go to the linear engine, whatever they hold.
LARGE = 200_000
BRACKETS = 500

# Inside a line: what both engines read alike. Everything else that Markdown could act on is `_SPECIAL`.
_WORDS = r"[\w ,.;:'’“”()/–—-]"
_LINK = (
    rf"\[\w(?:{_WORDS}{{0,300}}[\w.)])?\]\((?:https?://[\w\-.]+|/(?!/))"
    r"[\w\-./?=%,;:@+~#]{0,500}(?:&(?!\w{1,9};)\w[\w=]{0,99}){0,9}\)"
)
_KNOWN = re.compile(
    r"\\[\\`*_{}\[\]()#+\-.!>]"
    r"|&(?:amp|lt|gt|quot|#(?:3[2-9]|[4-9]\d|1[01]\d|12[0-6]));"
    r"|&(?=[^#\w]|[A-Za-z]+(?:[^\w;]|$))"
    r"|(?<=[0-9A-Za-z])_(?=[0-9A-Za-z])"
    rf"|(?<!!){_LINK}"
    rf"|^\*{_LINK}\*$"  # the caption of a picture elsewhere
    rf"|(?<![^\s(“‘\"'])(?:\*\*\w(?:{_WORDS}{{0,300}}\w)?\*\*|\*\w(?:{_WORDS}{{0,300}}\w)?\*)(?![\w*])"
)
_SPECIAL = re.compile(r"[\\`*_\[\]<&{|\t\f\v\r\x1c-\x1f\x85\u2028\u2029]")
# At a line's start: nothing that opens a block.
_OPENS = re.compile(r"[#>=:+~-]|\d+[.)](?:\s|$)|\s|$")
_MARKS = {"heading": re.compile(r"#{2,6} (?=[^\s#])[^#]+$"), "quote": re.compile(r"> "), "item": re.compile(r"- ")}
_NUMBER = re.compile(r"(\d{1,3})\. ")


def is_plain(body: str) -> bool:
    """Whether `body` keeps to the dialect that both engines render alike."""
    before = ""
    for block in body.strip("\n").split("\n\n"):
        kind = _plain_kind(block.strip("\n"))
        # One list or quotation right after another: one engine joins them, the other does not.
        if not kind or (kind != "paragraph" and kind != "heading" and _joins(before, kind)):
            return False
        before = kind
    return True


def _joins(before: str, kind: str) -> bool:
    return before == kind or {before, kind} == {"item", "number"}


def _plain_kind(block: str) -> str:
    """What the block is, or nothing if the engines might not agree on it."""
    if block[:1].isalpha() and "\n" not in block:
        return "paragraph" if _is_plain_line(block) else ""
    lines = block.split("\n")
    kind = next((name for name, mark in _MARKS.items() if mark.match(block if name != "heading" else lines[0])), "")
    if kind == "heading" and len(lines) == 1:
        return kind if _is_plain_line(lines[0].lstrip("#")[1:]) else ""
    if kind in ("quote", "item"):
        return kind if all(line.startswith(block[:2]) and _is_plain_line(line[2:]) for line in lines) else ""
    numbers = [_NUMBER.match(line) for line in lines]
    if all(found and int(found[1]) == place for place, found in enumerate(numbers, 1)):
        return "number" if all(_is_plain_line(line.partition(" ")[2]) for line in lines) else ""
    return "paragraph" if not kind and all(map(_is_plain_line, lines)) else ""


def _is_plain_line(line: str) -> bool:
    if _OPENS.match(line) or line[-1:].isspace():
        return False
    return not _SPECIAL.search(line) or not _SPECIAL.search(_KNOWN.sub("x", line))


def to_html(body: str, markdown: Mapping[str, Any] | None = None, remote_pictures: str = "link") -> str:
    """Safe HTML of `body`; `markdown` holds the site's MARKDOWN settings (None: the plain dialect will do).

    A picture on somebody else's server is a request the reader never asked for: it becomes a link, or nothing.
    """
    html = _clean(_render(body, markdown))
    if remote_pictures == "drop":
        html = _CAPTION.sub("", html)
    return _IMG.sub(lambda found: _shown(found, remote_pictures), html) if "<img" in html else html


def _render(body: str, markdown: Mapping[str, Any] | None) -> str:
    if markdown is None or _is_heavy(body) or (_is_stock(markdown) and is_plain(body)):
        return str(pyromark.html(body, options=pyromark.Options.ENABLE_TABLES))
    return _python_markdown(body, markdown)


def _is_heavy(body: str) -> bool:
    return len(body) > LARGE or max(body.count(mark) for mark in "[(<*_`>!&\\") > BRACKETS * 4


def _is_stock(markdown: Mapping[str, Any]) -> bool:
    return set(markdown.get("extensions") or markdown.get("extension_configs", ())) <= {
        "markdown.extensions.codehilite",
        "markdown.extensions.extra",
        "markdown.extensions.meta",
    }


_engines: dict[str, Callable[[str], str]] = {}


def _python_markdown(body: str, settings: Mapping[str, Any]) -> str:
    key = repr(sorted(settings.items()))
    if key not in _engines:
        from markdown import Markdown

        configs = dict(settings.get("extension_configs", {}))
        names = dict.fromkeys([*configs, *settings.get("extensions", [])])
        # The header has been read: a body that opens like one is text.
        names.pop("markdown.extensions.meta", None)
        # Colours need a style sheet with the very same classes; the allow-list would drop the classes anyway.
        names.pop("markdown.extensions.codehilite", None)
        configs = {name: config for name, config in configs.items() if name in names}
        others = {k: v for k, v in settings.items() if k not in ("extensions", "extension_configs")}
        engine = Markdown(extensions=list(names), extension_configs=configs, **others)
        _engines[key] = lambda text: str(engine.reset().convert(text))
    return _engines[key](body)


MOST_DEAR = 5_000
_DEAR = re.compile("[\x80-\xbf]")
_STANDINS = re.compile("[\U0010ff80-\U0010ffbf]")
_AWAY = {0x80 + at: 0x10FF80 + at for at in range(64)}
_BACK = {there: here for here, there in _AWAY.items()}


def _clean(html: str) -> str:
    """What the allow-list lets through. nh3 needs time with the square of the signs from U+0080 to U+00BF in a text:
    where they are very many, others stand for them meanwhile."""
    if len(_DEAR.findall(html)) > MOST_DEAR and not _STANDINS.search(html):
        return _allowed(html.translate(_AWAY)).translate(_BACK)
    return _allowed(html)


def _allowed(html: str) -> str:
    clean = nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags=set(DROPPED_WITH_TEXT),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=_keep_attribute,
        # Wide tables scroll in their own box: the keyboard must get there.
        set_tag_attribute_values={"table": {"tabindex": "0"}},
        url_schemes=SCHEMES,
        link_rel=None,
    )
    # One h1 a page, and it is the headline. `<` stands only in tags here.
    return clean.replace("<h1>", "<h2>").replace("</h1>", "</h2>").replace("<img>", "").strip()


_INTERNAL = re.compile(r"(?:\{|%7B)(static|attach|filename)(?:\}|%7D)/*", re.IGNORECASE)


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    if name in ("href", "src"):
        value = _internal(value)
    if tag == "img" and name == "src":
        return _local(value)
    return value


def _internal(value: str) -> str:
    """Pelican's `{static}images/a.png` is the site's `/images/a.png`; `{filename}` is resolved when a page is made."""
    found = _INTERNAL.match(value)
    if not found:
        return value
    rest = value[found.end() :]
    if ".." in rest.split("/"):
        return "#"
    return f"{{filename}}/{rest}" if found[1].lower() == "filename" else f"/{rest}"


# Of what the allow-list lets through, each attribute stands in double quotes, which it escapes inside them.
_IMG = re.compile(r'<img((?: [a-z]+="[^"]*")*)>')
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
# The caption of a picture on another server, as `wire` writes it: a paragraph that is a link to the file, and no more.
_CAPTION = re.compile(
    r'<p><em><a href="https?://[^"?#]{1,2000}\.(?:avif|gif|jpe?g|png|svg|webp)(?:[?#][^"]*)?"[^<>]*>[^<]*</a></em></p>\n?',
    re.IGNORECASE,
)


def _shown(found: re.Match[str], remote_pictures: str) -> str:
    """A picture of the site's own; a remote one as a link, named by its caption, its alternative text or its file."""
    facts = dict(_ATTRIBUTE.findall(found[1]))
    source = facts.get("src", "")
    if source.startswith("/"):
        return found[0]
    if remote_pictures != "link" or not source:
        return ""
    words = facts.get("title") or facts.get("alt") or source.rpartition("/")[2] or source
    return f'<a href="{source}">{words.replace("<", "&lt;").replace(">", "&gt;")}</a>'


def _local(source: str) -> str | None:
    """The address of a picture: the site's own from its root, a remote one as it stands, any other none."""
    if re.match(r"https?://[^/\\]", source, re.IGNORECASE):
        return source
    if re.match(r"[a-z][a-z0-9+.\-]*:|[/\\]{2}|/\\", source, re.IGNORECASE):
        return None
    return source if source.startswith("/") else f"/{source}"
