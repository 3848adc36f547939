"""Markdown from blocks, in the plain dialect: every character of the text reaches the reader's screen as it is.

Only what the line's context makes special is escaped, so that the file stays pleasant to edit: `1986\\. What a year`
at the start of a line, `AT&T` as it stands. The escapes are those on which Python-Markdown (with its `extra`
extensions) and CommonMark agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from urllib.parse import quote

from .characters import one_line, wash
from .story import Block, Kind, Mark, Run

DEEPEST_LIST = 6
_MANY_BRACKETS = 8

_RISKY = re.compile(r"[\\`*_\[\]<&{~]")
_SPECIAL = re.compile(r"\\(?=[!-/:-@\[-`{-~]|$)|[`*<{]|(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])|&(?=#|[0-9A-Za-z]+;)")
_BRACKETS_AT_WORK = re.compile(r"\]\s?[(\[:{]|\[[\^ xX]|!\[")
_AT_LINE_START = re.compile(
    r"(?P<mark>[#>|]|[+-](?=\s|$|[+-])|=(?=[=\s]*$)|:(?=\s|$)|~|!(?=!!))|(?P<number>\d+)(?=[.)](?:\s|$))"
)
_REFERENCES = {"<": "&lt;", "&": "&amp;", "~": "&#126;", "=": "&#61;", ":": "&#58;", "|": "&#124;"}

_WEB = re.compile(r"(?:https?://[^\s/?#\\@]|mailto:[^\s@:/]+@[^\s@:/])[^\s]*\Z", re.IGNORECASE)
_URL_SAFE = "!#$%&'+,-./:;=?@_~"


def write(blocks: Sequence[Block]) -> str:
    """The Markdown body for `blocks`: one blank line between blocks, a line feed at the end, or "" for none."""
    groups = groupby(_led_on(blocks), key=lambda block: block.kind)
    parts = [part for kind, group in groups for part in _group(kind, group)]
    return "\n\n".join(parts) + "\n" if parts else ""


def _led_on(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks; a caption under a picture on somebody else's server leads to it, for the picture is not shown."""
    above = ""
    for block in blocks:
        if above and block.kind is Kind.CAPTION:
            text = one_line(block.text)
            yield block._replace(text=text, runs=(Run(text, href=above),))
        else:
            yield block
        sources = [run.href for run in block.runs] if block.kind is Kind.IMAGE else []
        above = next((href for href in sources if href.startswith(("https://", "http://"))), "")


def escape(text: str, *, start: bool = True, linked: bool = False) -> str:
    """`text` (one line) so that Markdown shows these very characters; `start`: it opens a line of the file."""
    if _RISKY.search(text):
        text = _escape_inline(text, linked)
    if linked and text.endswith("!"):
        text = text[:-1] + "\\!"
    return _AT_LINE_START.sub(_escape_start, text, count=1) if start and _AT_LINE_START.match(text) else text


def link(text: str, href: str) -> str:
    """Markdown for `text` linked to `href`; without the link where the address is not one of the open web."""
    if not text or not is_web_address(href):
        return text
    return f"[{text.replace('^', '&#94;', 1) if text.startswith('^') else text}]({address(href)})"


def address(href: str) -> str:
    """`href` with everything percent-encoded that Markdown, HTML or Pelican's `{filename}` could trip over."""
    return quote(href.strip(), safe=_URL_SAFE).replace("&", "&amp;")


def is_web_address(href: str) -> bool:
    """Whether `href` is an absolute http, https or mailto address in which nothing is hidden."""
    return bool(_WEB.match(href.strip())) and href == wash(href)


def _group(kind: Kind, group: Iterable[Block]) -> Iterator[str]:
    """The Markdown of neighbours of one kind."""
    if kind is Kind.ITEM:
        parts = ["\n".join(_items(group))]
    elif kind is Kind.QUOTE:
        parts = ["\n>\n".join(_quoted(_lines(block)) for block in group if block.text.strip())]
    else:
        parts = [_WRITERS.get(kind, _paragraph)(block) for block in group]
    yield from filter(None, parts)


def _paragraph(block: Block) -> str:
    return "  \n".join(_lines(block))


def _heading(block: Block) -> str:
    text = _inline(block, start=False)
    if text.endswith("#"):
        text = text[:-1] + "\\#"
    return f"{'#' * min(max(block.level, 2), 6)} {text}" if text else ""


def _caption(block: Block) -> str:
    text = one_line(block.text)
    if not text:
        return ""
    leads_to = next((run.href for run in block.runs if run.text == text), "")
    return _marked(link(escape(text, start=False, linked=bool(leads_to)), leads_to), "*")


def _image(block: Block) -> str:
    """An image of this site's own; a picture on somebody else's server is not shown."""
    sources = [run.href for run in block.runs if run.href.startswith("/") and not run.href.startswith("//")]
    return f"![{escape(one_line(block.text), start=False, linked=True)}]({address(sources[0])})" if sources else ""


def _code(block: Block) -> str:
    text = wash(block.text).strip("\n")
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}\n{text}\n{fence}" if text.strip() else ""


def _table(block: Block) -> str:
    width = max(map(len, block.cells), default=0)
    rows = [[*map(_cell, row), *[""] * (width - len(row))] for row in block.cells]
    if not width or not any(map(any, rows)):
        return _paragraph(block)
    rows.insert(1, ["---"] * width)
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(text: str) -> str:
    return escape(one_line(text), start=False, linked=True).replace("|", "&#124;")


_WRITERS = {
    Kind.HEADING: _heading,
    Kind.CAPTION: _caption,
    Kind.IMAGE: _image,
    Kind.CODE: _code,
    Kind.TABLE: _table,
}


def _items(blocks: Iterable[Block]) -> Iterator[str]:
    """The lines of a list. Each level is set in by four columns, which both engines read as one level deeper."""
    numbers = [0] * (DEEPEST_LIST + 1)
    above = 0
    for block in blocks:
        text = _inline(block, start=True)
        if not text:
            continue
        depth = min(max(abs(block.level), 1), DEEPEST_LIST, above + 1)
        numbers[depth] = numbers[depth] + 1 if depth <= above else 1
        marker = f"{numbers[depth]}." if block.level < 0 else "-"
        yield f"{'    ' * (depth - 1)}{marker} {text}"
        above = depth


def _quoted(lines: Sequence[str]) -> str:
    return "  \n".join(f"> {line}" for line in lines)


def _inline(block: Block, *, start: bool) -> str:
    """The block's text on one line, with marks and links."""
    lines = _lines(block, start=start)
    return lines[0] if len(lines) == 1 else " ".join(lines)


def _lines(block: Block, *, start: bool = True) -> list[str]:
    """The block's lines as Markdown, without the empty ones; line breaks only where the copy had them."""
    lines = _set_lines(block.runs, start) if block.runs else _plain_lines(block.text, start)
    return [line.replace("|", "&#124;") for line in lines] if len(lines) > 1 else lines


def _set_lines(runs: Sequence[Run], start: bool) -> list[str]:
    """The lines of text with marks and links."""
    linked = any(run.href for run in runs)
    return [line for part in _split_lines(runs) if (line := _join(part, start, linked))]


def _plain_lines(text: str, start: bool) -> list[str]:
    """The lines of text without marks."""
    lines = [" ".join(line.split()) for line in wash(text).split("\n")]
    return [escape(line, start=start) for line in lines if line]


def _split_lines(runs: Iterable[Run]) -> list[list[Run]]:
    lines: list[list[Run]] = [[]]
    for run in runs:
        pieces = ["", ""] if run.mark is Mark.BREAK else wash(run.text).split("\n")
        for number, piece in enumerate(pieces):
            if number:
                lines.append([])
            if piece:
                lines[-1].append(Run(piece, run.mark, run.href))
    return lines


def _join(runs: Sequence[Run], start: bool, linked: bool) -> str:
    """One line of Markdown. A mark is set only where no letter or other mark touches it from outside."""
    if len(runs) == 1 and not runs[0].mark and not runs[0].href:
        return escape(_fold(runs[0].text).strip(), start=start)
    parts = [
        _run(run, _stands_free(runs[:number][-1:], runs[number + 1 : number + 2]), linked)
        for number, run in enumerate(runs)
    ]
    text = "".join(parts).strip()
    return _AT_LINE_START.sub(_escape_start, text, count=1) if start and _AT_LINE_START.match(text) else text


def _stands_free(before: Sequence[Run], after: Sequence[Run]) -> bool:
    """Whether a mark can open after `before` and close ahead of `after` in either engine."""
    opens = not before or before[0].text[-1:].isspace()
    return opens and (not after or after[0].text[:1].isspace() or after[0].text[:1] in ".,;:!?)’”")


def _run(run: Run, free: bool, linked: bool) -> str:
    text = _fold(run.text)
    core = text.strip()
    lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    if not core or not (run.href or run.mark):
        last = tail if core.endswith("\\") else ""  # a backslash that may come to end the line is escaped as if it did
        return escape(text.removesuffix(last), start=False, linked=True) + last
    marked = _mark(run.mark, core) if free or (lead and tail) else escape(core, start=False, linked=True)
    return f"{lead}{link(marked, run.href)}{tail}"


def _mark(mark: Mark, text: str) -> str:
    if mark is Mark.CODE:
        return escape(text, start=False, linked=True) if set(text) & set("`\\|[]&") else f"`{text}`"
    escaped = escape(text, start=False, linked=True)
    return _marked(escaped, {Mark.EMPHASIS: "*", Mark.STRONG: "**"}.get(mark, ""))


def _marked(escaped: str, mark: str) -> str:
    return f"{mark}{escaped}{mark}"


def _fold(text: str) -> str:
    """Runs of white space as one space, at the ends too."""
    folded = " ".join(text.split())
    if not folded:
        return text and " "
    return f"{' ' * text[0].isspace()}{folded}{' ' * text[-1].isspace()}"


def _escape_inline(text: str, linked: bool) -> str:
    brackets = linked or text.count("[") + text.count("]") > _MANY_BRACKETS or _BRACKETS_AT_WORK.search(text)
    text = _SPECIAL.sub(_escape_special, text)
    if brackets:
        # Python-Markdown reads `[…]:` as a reference even where the bracket is escaped.
        text = text.replace("]:", "&#93;:").replace("[", "\\[").replace("]", "\\]")
    return text.replace("~", "&#126;") if text.count("~") > 1 else text


def _escape_special(match: re.Match[str]) -> str:
    return _REFERENCES.get(match[0], "\\" + match[0])


def _escape_start(match: re.Match[str]) -> str:
    if match["number"]:
        return match["number"] + "\\"
    return _REFERENCES.get(match["mark"], "\\" + match["mark"])
