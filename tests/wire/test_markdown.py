"""What the record's Markdown shows is the text it was made from, in every engine that may read it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pyromark
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from markdown import Markdown
from wire.characters import wash
from wire.markdown import write
from wire.story import Block, Kind, Mark, Run

DATA = Path(__file__).parent / "data"


@cache
def _python_markdown() -> Markdown:
    return Markdown(extensions=["markdown.extensions.extra", "markdown.extensions.codehilite"])


def stock(body: str) -> str:
    """HTML as Pelican's own reader makes it."""
    return str(_python_markdown().reset().convert(body))


def bare(body: str) -> str:
    """HTML by Python-Markdown without any extension."""
    return str(Markdown().convert(body))


def fast(body: str) -> str:
    """HTML as the press's fast engine makes it."""
    return str(pyromark.html(body, options=pyromark.Options.ENABLE_TABLES))


ENGINES: tuple[Callable[[str], str], ...] = (stock, fast)


def fold(text: str) -> str:
    return " ".join(text.split())


def shown(html: str) -> str:
    """What a reader sees, white space folded; no space is made up between inline tags."""
    html = re.sub(r"</(?:p|li|h\d|td|th|blockquote|tr|pre)>|<br ?/?>", r"\g<0> ", html)
    return fold(lxml_html.fromstring(f"<div>{html}</div>").text_content()) if html.strip() else ""


def assert_shows(blocks: list[Block], text: str) -> None:
    body = write(blocks)
    for engine in ENGINES:
        assert shown(engine(body)) == fold(text), (engine.__name__, body, engine(body))


def cases(name: str) -> list[str]:
    return [str(json.loads(line)["text"]) for line in (DATA / name).read_text("utf-8").splitlines()]


def block(text: str, kind: Kind = Kind.PARAGRAPH, level: int = 0) -> Block:
    return Block(kind, text, 1, level)


SIGNS = (
    "\\ ` * _ { } [ ] ( ) < > # + - . ! & | ~ : = ^ $ @ \" ' % / ; , ? 1 a Z \\\\ ** __ ![ ]( ]: [^"
    " &amp; &#60; &lt &#x41 &ampx http://a.b 1. ``` ~~~ {: {# {{ {% %} <b> </p> <!-- --> === --- |- é ß ش 語 😀 ١"
)
TRAPS = st.sampled_from([*SIGNS.split(), " ", "  ", "\t", "1. ", "- ", "\u00a0"])
LINE = st.lists(TRAPS, max_size=14).map("".join) | st.text(max_size=40).map(lambda text: wash(text).replace("\n", " "))


@given(LINE)
@settings(max_examples=1500, deadline=None)
@example("1986. What a year")
@example("\\")
def test_a_line_shows_as_it_is(text: str) -> None:
    text = wash(text)
    assert_shows([block(text)], text)
    assert_shows([block(f"He said {text} twice.")], f"He said {text} twice.")


@given(st.lists(st.tuples(st.sampled_from([Kind.PARAGRAPH, Kind.HEADING, Kind.ITEM, Kind.QUOTE, Kind.CAPTION]), LINE,
                          st.integers(-3, 7)), max_size=5))  # fmt: skip
@settings(max_examples=700, deadline=None)
def test_blocks_of_every_kind_show_their_text(parts: list[tuple[Kind, str, int]]) -> None:
    blocks = [block(fold(wash(text)), kind, level) for kind, text, level in parts]
    assert_shows(blocks, " ".join(item.text for item in blocks))


ADDRESS = "https://a.example/x_(y)?a=1&copy=2"


RUNS = st.lists(st.tuples(LINE, st.sampled_from(list(Mark)), st.sampled_from(["", ADDRESS])), min_size=1, max_size=5)
TEXTUAL = [Kind.PARAGRAPH, Kind.HEADING, Kind.ITEM, Kind.QUOTE]


@given(RUNS, st.sampled_from(TEXTUAL))
@example([("\\", Mark.PLAIN, ""), ("\\\xa0", Mark.PLAIN, "")], Kind.HEADING)
@settings(max_examples=1200, deadline=None)
def test_marked_runs_show_their_text(parts: list[tuple[str, Mark, str]], kind: Kind) -> None:
    runs = tuple(Run("\n" if mark is Mark.BREAK else wash(text), mark, href) for text, mark, href in parts)
    text = "".join(run.text for run in runs)
    assert_shows([Block(kind, text, 1, 2, runs)], text)


@given(st.lists(LINE, min_size=2, max_size=4))
@settings(max_examples=700, deadline=None)
def test_lines_of_one_block_show_their_text(lines: list[str]) -> None:
    text = "\n".join(fold(wash(line)) for line in lines)
    assert_shows([block(text)], text)
    assert_shows([block(text, Kind.QUOTE), block(text)], f"{text} {text}")


@given(st.lists(st.lists(LINE, min_size=1, max_size=3), min_size=2, max_size=3))
@settings(max_examples=400, deadline=None)
def test_tables_show_their_cells(rows: list[list[str]]) -> None:
    cells = tuple(tuple(fold(wash(cell)) for cell in row) for row in rows)
    if any(any(row) for row in cells):
        assert_shows([Block(Kind.TABLE, "", 1, cells=cells)], " ".join(" ".join(row) for row in cells))


def test_a_caption_leads_to_the_picture_on_somebody_else_s_server() -> None:
    def shown(address: str, caption: str = "The [old] quay.") -> str:
        picture = Block(Kind.IMAGE, "Quay", 1, runs=(Run("Quay", href=address),))
        return write([picture, Block(Kind.CAPTION, caption, 2), Block(Kind.PARAGRAPH, "Words.", 3)])

    body = shown("https://a.example/q(1).jpg?x=1&y")
    for render in (stock, bare, fast):
        tree = lxml_html.fromstring(render(body))
        [link] = tree.iter("a")
        assert (link.get("href"), link.text_content()) == ("https://a.example/q%281%29.jpg?x=1&y", "The [old] quay.")
        assert not list(tree.iter("img"))
    assert shown("javascript:alert(1)") == shown("") == "*The [old] quay.*\n\nWords.\n"
    assert "](" not in write([Block(Kind.CAPTION, "Alone.", 1)])
    assert shown("/images/q.jpg").startswith("![Quay](/images/q.jpg)\n\n*The [old] quay.*")
