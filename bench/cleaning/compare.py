"""The cleaner beside other extractors on the same pages: one program that speaks the scorer's JSON lines.

`python bench/cleaning/compare.py TOOL < pages.jsonl > out.jsonl` with TOOL one of the names in `TOOLS`. Text copy is
given to the others as the paragraphs of a page: they read nothing else. Needs the tools it names, each in an
environment of its own if need be.
"""

from __future__ import annotations

import html
import json
import sys
from collections.abc import Callable


def trafilatura(page: str) -> str:
    from trafilatura import extract

    return extract(page, include_comments=False) or ""


def readability(page: str) -> str:
    from lxml.html import fromstring
    from readability import Document

    return "\n".join(fromstring(Document(page).summary()).itertext())


def justext(page: str) -> str:
    from justext import get_stoplist, justext

    paragraphs = justext(page.encode(), get_stoplist("English"))
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)


def goose3(page: str) -> str:
    from goose3 import Goose

    return Goose({"enable_image_fetching": False}).extract(raw_html=page).cleaned_text


TOOLS: dict[str, Callable[[str], str]] = {
    "trafilatura": trafilatura,
    "readability-lxml": readability,
    "justext": justext,
    "goose3": goose3,
}


def as_page(row: dict[str, str]) -> str:
    """The row's copy as HTML: text copy becomes a bare page of paragraphs."""
    if row["kind"] == "html":
        return row["raw"]
    lines = (f"<p>{html.escape(line)}</p>" for line in row["raw"].splitlines() if line.strip())
    return f"<html><body><article>{''.join(lines)}</article></body></html>"


def main() -> None:
    tool = TOOLS[sys.argv[1]]
    for line in sys.stdin.buffer:
        row = json.loads(line)
        try:
            text = tool(as_page(row))
        except Exception as error:
            print(f"{row['id']}: {error}", file=sys.stderr)
            text = ""
        sys.stdout.write(json.dumps({"id": row["id"], "text": text}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
