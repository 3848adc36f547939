"""What HTML says about a block besides its words. Plain text says nothing: its blocks carry no evidence.

This file imports nothing of ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Element:
    """An element that stands open around a block.

    `words` are the lower-case words of its class, id, role and kin, split at hyphens and capitals. `order` counts
    elements from the top of the page, so it names an element; `parent` is the nearest one outside. `hidden` says that
    this element or one outside it is not shown.
    """

    tag: str
    words: tuple[str, ...]
    order: int
    depth: int = 0
    hidden: bool = False
    parent: Element | None = field(default=None, repr=False, compare=False)

    def outward(self) -> Iterator[Element]:
        """This element, its parent, and so on to the outermost."""
        element: Element | None = self
        while element is not None:
            yield element
            element = element.parent


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands around a block and how it is set.

    `element` is the innermost element that holds all of the block's text. `linked` and `marked` are the shares of its
    characters that stand in links and in strong or emphasised text. `told` is the share of its words that the page's
    own structured data gives as the article's text, -1.0 where it gives none.
    """

    element: Element
    linked: float = 0.0
    marked: float = 0.0
    told: float = -1.0
    titled: float = 0.0
    summed: float = 0.0
