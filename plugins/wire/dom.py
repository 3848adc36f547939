"""HTML -> blocks and clues."""

from __future__ import annotations

from bs4 import BeautifulSoup

from . import text
from .clues import Clues
from .story import Block


def split(copy: str, *, url: str = "") -> tuple[list[Block], Clues]:
    """The blocks of the page and what it says about its article."""
    soup = BeautifulSoup(copy, "lxml")
    for tag in soup(["script", "style", "template", "noscript"]):
        tag.decompose()
    return text.split(soup.get_text("\n"))
