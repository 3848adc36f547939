"""The main road: raw copy -> Story. Split it into blocks, label each alone, mend
paragraphs, let neighbours settle what is left, gather the facts."""

from __future__ import annotations

from . import dom, fragments, neighbours, text
from .characters import wash
from .gather import gather
from .label import label
from .story import Story


def clean(copy: str, *, html: bool = False, url: str = "") -> Story:
    """The story in `copy`. Never raises, reads nothing but its arguments, takes time linear in the copy."""
    blocks, clues = dom.split(copy, url=url) if html else text.split(wash(copy))
    return gather(neighbours.settle(fragments.join(label(blocks))), clues, url)
