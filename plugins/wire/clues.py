"""What a page says about its article outside the article's text. Plain text says nothing: `Clues()`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clues:
    """Evidence for the facts, best first, each value as the page wrote it. What the page does not say is empty."""

    title_candidates: tuple[str, ...] = ()
    date_candidates: tuple[str, ...] = ()
    updated: str = ""
    authors: tuple[str, ...] = ()
    section: str = ""
    lang: str = ""
    canonical: str = ""
    image: str = ""
    image_alt: str = ""
    breadcrumb: tuple[str, ...] = ()
    publisher: str = ""
