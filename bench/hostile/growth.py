"""Prices hostile text: processor time at doubling sizes, for families of repeated signs, from bytes to tagged record.
Prints the families that grow faster than their size, or cost over a second at 64 KB or over two at 1 MB.
Usage: python bench/hostile/growth.py"""

from __future__ import annotations

import gc
import sys
import time
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "plugins"))

from wire.filing.intake import Bench, prepare_copy  # noqa: E402
from wire.filing.raw import Raw  # noqa: E402
from wire.record import write  # noqa: E402
from wire.settings import Wire  # noqa: E402
from wire.twins import is_retold, sketch  # noqa: E402

OPENING = "A story\n\nThe board of the harbour said on Tuesday that the ferry will sail again.\n\n"
SIZES = (1 << 14, 1 << 15, 1 << 16)
LARGE = 1_000_000
MOST_GROWTH, MOST_SECONDS, MOST_AT_LARGE = 2.6, 1.0, 2.0
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


def main() -> None:
    """Prints the dear families, then how many were tried."""
    seconds("a", SIZES[0], False), seconds("a", SIZES[0], True)
    gc.freeze()  # as the workers do
    dear = 0
    for family in FAMILIES:
        for html in (False, True):
            took = [seconds(family, size, html) for size in SIZES]
            growth = max(after / max(before, 0.01) for before, after in pairwise(took))
            large = seconds(family, LARGE, html)
            if max(took[-1] / MOST_SECONDS, large / MOST_AT_LARGE) > 1 or (growth > MOST_GROWTH and took[-1] > 0.05):
                dear += 1
                print(f"{family!r} {'html' if html else 'text'}: {[round(one, 3) for one in (*took, large)]}")
    print(f"{2 * len(FAMILIES)} families, {dear} dear")


if __name__ == "__main__":
    main()
