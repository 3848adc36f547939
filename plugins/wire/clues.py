"""What a page says about its article outside the article's text. Plain text says nothing: `Clues()`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clues:
    """Evidence for the facts, each tuple best first, each value as the page wrote it. What is not said is empty.

    The best come from structured data (JSON-LD), then Open Graph and other metadata, then marked-up elements
    (`<time>`, itemprop, rel=author), then `<h1>` and `<title>`. `text` is the article's text as structured data gives
    it, `summary` the page's description of itself.
    """

    title_candidates: tuple[str, ...] = ()
    date_candidates: tuple[str, ...] = ()
    updated: str = ""
    authors: tuple[str, ...] = ()
    section: str = ""
    lang: str = ""
    canonical: str = ""
    image: str = ""
    image_alt: str = ""
    image_caption: str = ""
    image_credit: str = ""
    breadcrumb: tuple[str, ...] = ()
    publisher: str = ""
    summary: str = ""
    keywords: tuple[str, ...] = ()
    text: str = ""
