"""HTML -> blocks with evidence, and the clues the page gives about its article."""

from __future__ import annotations

from ..clues import Clues
from ..evidence import Element, Evidence
from ..story import Block, Kind
from . import meta, tame
from .hints import hinted
from .page import read

LEFT_OVER = "html: beyond the longest page that is read"


def split(html: str, url: str = "") -> tuple[list[Block], Clues]:
    """The page's blocks in document order, and its clues. Never raises; time and memory are linear in the page.

    Each block has its text, inline runs with absolute links, the kind its mark-up suggests, and its evidence. Whether
    it belongs to the article is for the labeller to say.
    """
    head, rest = tame.tame(html)
    page = read(head, url)
    clues = meta.clues(page)
    blocks = hinted(page.blocks, clues)
    if rest:
        outside = Evidence(Element("", (), 0))
        blocks.append(Block(Kind.OTHER, rest, len(blocks) + 1, rule=LEFT_OVER, evidence=outside))
    return blocks, clues
