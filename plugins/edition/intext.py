"""The pictures inside a text: sized copies in the place of the file the writer named, with room kept for them.

A picture that stands alone in its paragraph becomes a figure, its title the caption; one that is held or missing goes
without a trace. What is no picture is left as it was, letter for letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

from .pictures import Picture

IMG = r'<img((?:\s+[\w-]+="[^"]*")*)\s*/?>'
ANY = re.compile(IMG)
SHOWN = re.compile(rf"<p>\s*{IMG}\s*</p>|{IMG}")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
FIGURE = re.compile(r"<figure\b.*?</figure>\n?", re.S)
CAPTION = re.compile(r"<figcaption>(.*?)</figcaption>", re.S)
SIZES = "(min-width:44rem) 42rem, 92vw"
LARGEST = 1200

Find = Callable[[str], Picture | None]


def with_pictures(html: str, find: Find, missing: Callable[[str], bool]) -> str:
    """`html` with its pictures shown well. `missing` says of an address that a picture should be there and is not."""
    if "<img" not in html:
        return html
    return SHOWN.sub(lambda found: _shown(found, find, missing), html)


def without_pictures(html: str) -> str:
    """`html` for readers without pictures: of a figure its caption stays, of a picture its alternative text."""
    if "<img" not in html:
        return html
    html = FIGURE.sub(lambda found: _paragraph(" ".join(CAPTION.findall(found[0])) or _alt(found[0])), html)
    return ANY.sub(lambda found: _facts(found[1]).get("alt", ""), html)


def _shown(found: re.Match[str], find: Find, missing: Callable[[str], bool]) -> str:
    """The picture of one `<img>`: a figure where it stands alone."""
    alone = found[1] is not None
    facts = _facts(found[1] if alone else found[2])
    source = unescape(facts.get("src", ""))
    picture = find(source)
    if picture is None:
        return "" if missing(source) else found[0]
    shown = _picture(facts, picture)
    return _figure(shown, facts, picture) if alone else shown


def _figure(shown: str, facts: dict[str, str], picture: Picture) -> str:
    words = " ".join(filter(None, (facts.get("title", "") or escape(picture.caption), escape(picture.credit))))
    caption = f"<figcaption>{words}</figcaption>" if words else ""
    tall = ' class="tall"' if picture.height > picture.width else ""
    return f"<figure{tall}>{shown}{caption}</figure>"


def _picture(facts: dict[str, str], picture: Picture) -> str:
    """The mark-up of a picture. `facts` are attributes as they stood in HTML: escaped already."""
    alt = facts.get("alt", "") or escape(picture.alt)
    offers = [part for part in picture.srcset.split(", ") if int(part.rsplit(" ", 1)[1][:-1]) <= LARGEST]
    source = f'<source type="{picture.type}" srcset="{escape(", ".join(offers))}" sizes="{SIZES}">'
    size = f'width="{picture.width}" height="{picture.height}"'
    plain = f'<img src="{escape(picture.src)}" {size} alt="{alt}" loading="lazy" decoding="async">'
    return f"<picture>{source if offers else ''}{plain}</picture>"


def _facts(attributes: str) -> dict[str, str]:
    return dict(ATTRIBUTE.findall(attributes))


def _paragraph(words: str) -> str:
    return f"<p>{words}</p>\n" if words.strip() else ""


def _alt(figure: str) -> str:
    found = ANY.search(figure)
    return _facts(found[1]).get("alt", "") if found else ""
