"""The main road: raw copy -> Story. Split it into blocks, label each alone, mend
paragraphs, let neighbours settle what is left, strike what the source repeats, gather the facts."""

from __future__ import annotations

from . import fragments, neighbours, profile, slip, text
from .characters import wash
from .clues import Clues
from .gather import gather
from .label import label
from .profile import Profile
from .slip import Known
from .story import Block, Story


def clean(
    copy: str, *, html: bool = False, url: str = "", known: Known = slip.NOTHING, source: Profile = profile.NONE
) -> Story:
    """The story in `copy`. Never raises, reads nothing but its arguments, takes time linear in the copy. `known` is
    what the source knows about it, `source` the lines that source is known to repeat."""
    url = url or known.url
    blocks, clues = _split_page(copy, url) if html else text.split(wash(copy))
    settled = profile.strike(neighbours.settle(fragments.join(label(blocks))), source)
    return slip.over(known, gather(settled, slip.into(known, clues), url))


def _split_page(copy: str, url: str) -> tuple[list[Block], Clues]:
    from . import dom  # whoever cleans bare text need not wait for what reads HTML

    return dom.split(copy, url=url)
