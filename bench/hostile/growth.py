"""Prices hostile text: processor time at doubling sizes, for families of repeated signs, from bytes to tagged record.
As text, as a page, and as a record that a person wrote. Prints the families that grow faster than their size, or cost
over a second at 64 KB or over two at 1 MB, whenever they are tried.
Usage: python bench/hostile/growth.py [FIRST LAST]"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path

from pelican.settings import DEFAULT_CONFIG

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "plugins"))

from press.prose import to_html  # noqa: E402
from wire.filing.intake import Bench, prepare_copy  # noqa: E402
from wire.filing.raw import Raw  # noqa: E402
from wire.record import write  # noqa: E402
from wire.settings import Wire  # noqa: E402
from wire.twins import is_retold, sketch  # noqa: E402

OPENING = "A story\n\nThe board of the harbour said on Tuesday that the ferry will sail again.\n\n"
SIZES = (1 << 14, 1 << 15, 1 << 16)
LARGE = 1_000_000
MOST_GROWTH, MOST_SECONDS, MOST_AT_LARGE = 2.6, 1.0, 2.0
TRIES = 4
DESK = Bench(ROOT, Wire(seconds=0))
FAMILIES = [
    *"[](){}<>*_`~#+-=|!&;:.,'\"\\/^$%@?0aé語\u0301\u200d\u202e\t ",
    *"![]( []( ]( [a](b) **a <a <!-- --> <![CDATA[ <script> </ &amp; &#x ``a` http:// www.a.b a@b.c 1/2/2024".split(),
    *"“ ” e\u0301 KYIV: {filename} {{ {% \\\\ ~~~ <div> <ul><li> <b> <table><tr><td> <p> <a=' &lt;".split(),
    *(
        "\n- ",
        "\n> ",
        "\n1. ",
        "\n    ",
        "\n#",
        "\n\n",
        "\n|a|b",
        "\n[x]: y",
        "*a _b ",
        "May 3, 2024 ",
        "By John Smith ",
    ),
    *("By ", "A. B. ", "Share on Facebook\n", "Read more: a\n", "A\n", "12:30 pm ", "Jan ", "```\n", "<x y='1' "),
    "\ud83d\ude00",
]

MORE = [
    "<!DOCTYPE ", "<![if ", "&#0;", "&#x110000;", "</p>", "<p><b>", "<svg>", "<math>", "<option>",
    "<select><option>a", "<noscript>", "<template>", "<frameset>", "<a href=x>", "<img src=x>", '<a href="',
    "<a b='", "<a b=c ", "\r", "\x85", "\u2028", "1,", "1.1.", "a.a.", "a-", "a@", "http://a/ ", "://", "www.",
    "... ", "John Smith, ", "January ", "2024-", "5/5/", "12:", "am ", "A, B, ", "and ", "(AP) ", "Reuters ", "- - ",
    "\u2022 ", "| ", "a | b ", ">> ", "\xa9 ", "@a ", "#a ", "\n\n\n", "\n- - - ", "\n===\n---\n", "'s ", "O'",
    "U.S. ", "Mr. ", "KYIV (Reuters) - ", "Photo: A\n\n", "Continue reading\n\n", "Advertisement\n\n", "\ufdfa",
    "\u0e01\u0e34", "\U0001f468\u200d\U0001f469\u200d", "\U0001f1fa\U0001f1f8", "a\ufe0f", "\u1100\u1161",
    "\u05d0 1 ", "9", "AAAA", "\n* a\n", "\n\t- a", "\n  - a\n", "\n1) a", "\n[^1]: a", "[^1] ", "[^a", "*[a]: b\n",
    "\n: a", "\n~~~\n", "\n```a\n", "``", "` `", "`a`` ", "**a", "__a", "*a**b", "a*", "a_b_", "***", "~~a~~",
    "==a==", "{: a=b }", "{:", "{#", "[[", "]]", "[a][b] ", "![a][b]", '\n[a]: <b> "c"', "\n[a]:", "<a@b.c>",
    "<http://a>", "<http://", "<?", "<?php ", "<!", "<%", "$$", "$a$", "\\(", "\\[", "&", "&a", "&#", "&#1",
    "\n|---|", "\n|a|\n|-|\n", "|a", "\n\n    a", "\n> > ", "\n>a\n", "\n- a\n\n  b\n", "\n***\n", "\n---\n",
    "\n#a#", "\n# a\n\n", "\u200b", "\ufeff", "\x00", "\x1b[31m", "\udc80", "\ufdd0", "\ue000", "\U000e0041",
    "\U000f0000", "\xad", "\xa0", "\u3000", "\u180e", "<br>", "<hr>", "<td>", "<th>", "<li>", "<dd>", "<p>a",
    "<p>a b c d e f g h</p>", "<h1>a</h1>", "<script>a</script>", "<style>a</style>", "<!--a-->", "<a>b",
    "<i><b></i></b>", "<ul>", "<dl><dt>", "<form>", "<input>", "<label>", "<p hidden>", "<div class=share>a</div>",
    "<font>", "<center>", "<nobr>", "<x-y>", "<o:p>", "<ruby><rt>", "<meta a=b>", "<link>", "<title>", "<textarea>",
    "<plaintext>", "<xmp>", "<object>", "<figure><img src=a><figcaption>b", "<blockquote>",
    "<time datetime=2024-01-01>a", "<script type=application/ld+json>{",
    '<script type=application/ld+json>{"@type":"NewsArticle","author":[', '{"a":', "a=b&", "%41", "a;", "a, ", "a. ",
    "A. ", "\n\nA b c.", "Mon, ", "10 May 2024 | ", "3 min read\n\n", "Email\n\n", "a\tb\t", "\n \n", "\n\xa0\n",
    "\n\n\n\n\n",
]  # fmt: skip
"""Families for the bench alone: what a test of every push has no time for."""


def seconds(family: str, size: int, html: bool) -> float:
    """Processor time for `size` bytes of the family."""
    raw = (OPENING + family * size).encode("utf-8", "surrogatepass")[:size]
    start = time.process_time()
    prepared = prepare_copy(Raw("a.html" if html else "a.txt"), raw, DESK)
    if "report this file" in prepared.problem:
        raise AssertionError(f"{family!r}: {prepared.problem}")
    if prepared.record:
        body = prepared.record.body
        write(prepared.record)
        sketch(body)
        is_retold(("A", body), ("B", body))
    return time.process_time() - start


def printing_seconds(family: str, size: int) -> float:
    """Processor time for a hand-written record with a text of `size` bytes, until it is safe HTML."""
    text = (OPENING + family * size).encode("utf-8", "replace")[:size].decode("utf-8", "ignore")
    start = time.process_time()
    to_html(text, DEFAULT_CONFIG["MARKDOWN"])
    return time.process_time() - start


WAYS: dict[str, Callable[[str, int], float]] = {
    "text": lambda family, size: seconds(family, size, False),
    "html": lambda family, size: seconds(family, size, True),
    "record": printing_seconds,
}


def dear(way: Callable[[str, int], float], family: str) -> list[float]:
    """The seconds at each size where the family is dear, each time it is tried; none where it is not."""
    least = [float("inf")] * 4
    for _ in range(TRIES):
        least = [min(old, way(family, size)) for old, size in zip(least, (*SIZES, LARGE), strict=True)]
        small, _, middle, large = least
        if middle <= MOST_SECONDS and large <= MOST_AT_LARGE and middle <= max(0.05, MOST_GROWTH**2 * small):
            return []
    return least


def main() -> None:
    """Prints the dear families, then how many were tried."""
    families = [*FAMILIES, *MORE]
    first, last = (int(sys.argv[1]), int(sys.argv[2])) if len(sys.argv) > 2 else (0, len(families))
    for way in WAYS.values():
        way("a", SIZES[0])
    gc.freeze()  # as the workers do
    found = 0
    for family in families[first:last]:
        for name, way in WAYS.items():
            if took := dear(way, family):
                found += 1
                print(f"{family!r} {name}: {[round(one, 3) for one in took]}", flush=True)
    print(f"{len(families[first:last])} families in {len(WAYS)} ways, {found} dear")


if __name__ == "__main__":
    main()
