"""What machines read in the head of a page: structured data in schema.org's words, Open Graph, how to index it.

Made in Python once a page, for templates would need a hundred times as long. `&`, `<` and `>` are written as escapes,
so no headline can end the element it stands in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from markupsafe import Markup

from .entries import Image, image_of, original_of
from .settings import Press
from .story import Story

Thing = dict[str, Any]
_ESCAPES = (("&", "\\u0026"), ("<", "\\u003c"), (">", "\\u003e"))


class Structured:
    """Makes these heads for one site."""

    def __init__(self, settings: Mapping[str, Any], press: Press) -> None:
        self.site = str(settings["SITEURL"] or "")
        self.home = f"{self.site}/"
        self.name = str(settings["SITENAME"])
        self._subtitle = str(settings.get("SITESUBTITLE") or "")
        self._lang = str(settings["DEFAULT_LANG"])
        self._syndicated = press.syndicated
        search = settings.get("SEARCH_SAVE_AS") if "search" in settings["DIRECT_TEMPLATES"] else ""
        self._search = str(search or "").removesuffix("index.html") if press.search != "off" else ""
        logo = {"@type": "ImageObject", "url": f"{self.home}{settings['THEME_STATIC_DIR']}/icon.svg"}
        self._publisher = {"@type": "NewsMediaOrganization", "name": self.name, "url": self.home, "logo": logo}

    def story(self, story: Story, card: Any = None) -> Markup:
        """The head of a story's page; `card` is the picture made of its headline, if there is one."""
        lead = image_of(story, self.site)
        image, article = lead, self.article(story, lead)
        if card:
            image = Image(f"{self.home}{card.path}", "image/png", card.alt, "", "", card.width, card.height)
            if not lead:
                article["image"] = [_drawn(image)]
        lines = [
            f'<meta name="robots" content="{self._robots(story)}">',
            *self._graph("article", story.title, story.summary, f"{self.home}{story.url}", image),
            script({"@graph": [article, self.trail(story)]}),
        ]
        return _lines(lines)

    def canonical(self, story: Story) -> str:
        """The address that stands for the story elsewhere; nothing where its own does."""
        return original_of(story) if self._syndicated == "canonical" else ""

    def article(self, story: Story, image: Image | None) -> Thing:
        """The story as a NewsArticle."""
        address = f"{self.home}{story.url}"
        people = [{"@type": "Person", "name": who.name, "url": f"{self.home}{who.url}"} for who in story.authors]
        thing: Thing = {
            "@type": "NewsArticle",
            "headline": story.title,
            "description": story.summary,
            "mainEntityOfPage": address,
            "url": address,
            "datePublished": story.row.date,
            "dateModified": story.row.modified or story.row.date,
            "author": people or [{"@type": "Organization", "name": self.name, "url": self.home}],
            "publisher": self._publisher,
            "articleSection": story.category.name,
            "keywords": [tag.name for tag in story.tags],
            "inLanguage": story.lang,
            "isAccessibleForFree": True,
            "wordCount": story.words,
        }
        if image:
            crops: Sequence[str] = getattr(getattr(story, "picture", None), "crops", ())
            thing["image"] = [*crops, image.url]
        if place := getattr(story, "place", ""):
            thing["contentLocation"] = {"@type": "Place", "name": str(place)}
        if story.corrections:
            thing["correction"] = list(story.corrections)
        if original := original_of(story):
            thing["isBasedOn"] = original
        return thing

    def trail(self, story: Story) -> Thing:
        """The way from the front page to the story."""
        section = story.category
        return _trail([(self.name, self.home), (section.name, f"{self.home}{section.url}"), (story.title, "")])

    def front(self) -> Markup:
        """The front page: the site, and how to search it."""
        thing: Thing = {
            "@type": "WebSite",
            "name": self.name,
            "url": self.home,
            "description": self._subtitle or self.name,
            "inLanguage": self._lang,
            "publisher": self._publisher,
        }
        if self._search:
            address = f"{self.home}{self._search}?q={{search_term_string}}"
            target = {"@type": "EntryPoint", "urlTemplate": address}
            action = {"@type": "SearchAction", "target": target, "query-input": "required name=search_term_string"}
            thing["potentialAction"] = action
        graph = self._graph("website", self.name, self._subtitle or self.name, self.home, None)
        return _lines([*graph, script(thing)])

    def item(self, story: Any) -> str:
        """What a list says of a story, but for its position."""
        return _json({"url": f"{self.home}{story.url}", "name": story.title})[1:]

    def collection(self, name: str, url: str, items: Sequence[str]) -> Markup:
        """A list of stories: what it is of, and the items in its order."""
        address = f"{self.home}{url}"
        thing = {
            "@type": "CollectionPage",
            "name": name,
            "url": address,
            "inLanguage": self._lang,
            "isPartOf": {"@type": "WebSite", "name": self.name, "url": self.home},
        }
        placed = ",".join(f'{{"@type":"ListItem","position":{place},{item}' for place, item in enumerate(items, 1))
        whole = f'{_json(thing)[:-1]},"mainEntity":{{"@type":"ItemList","itemListElement":[{placed}]}}}}'
        trail = _trail([(self.name, self.home), (name, "")])
        graph = self._graph("website", f"{name} – {self.name}", f"{self.name}: {name}", address, None)
        return _lines([*graph, _script(f'"@graph":[{whole},{_json(trail)}]}}')])

    def _robots(self, story: Story) -> str:
        if self._syndicated == "noindex" and (original_of(story) or getattr(story, "source", "")):
            return "noindex"
        return "max-image-preview:large"

    def _graph(self, kind: str, title: str, words: str, url: str, image: Image | None) -> list[str]:
        pairs = [("type", kind), ("title", title), ("description", words), ("site_name", self.name)]
        if self.site.startswith("http"):
            pairs.append(("url", url))
        if image:
            pairs.append(("image", image.url))
            pairs += [("image:width", str(image.width)), ("image:height", str(image.height))] if image.width else []
            pairs += [("image:alt", image.alt)] if image.alt else []
        card = "summary_large_image" if image else "summary"
        lines = [f'<meta property="og:{name}" content="{escape(value)}">' for name, value in pairs]
        return [*lines, f'<meta name="twitter:card" content="{card}">']


def script(thing: Thing) -> str:
    """Structured data as an element of a page."""
    return _script(_json(thing)[1:])


def _script(facts: str) -> str:
    """The same of what stands between the outermost brackets, the last of them with it."""
    text = f'{{"@context":"https://schema.org",{facts}'
    for sign, escaped in _ESCAPES:
        text = text.replace(sign, escaped)
    return f'<script type="application/ld+json">{text}</script>'


def _json(thing: Thing) -> str:
    return json.dumps(thing, ensure_ascii=False, separators=(",", ":"))


def _drawn(image: Image) -> Thing:
    width, height = ({"@type": "QuantitativeValue", "value": each, "unitCode": "E37"} for each in image[-2:])
    return {"@type": "ImageObject", "url": image.url, "width": width, "height": height, "caption": image.alt}


def _trail(steps: Sequence[tuple[str, str]]) -> Thing:
    items: list[Thing] = []
    for place, (name, address) in enumerate(steps, 1):
        item: Thing = {"@type": "ListItem", "position": place, "name": name}
        items.append(item | {"item": {"@id": address}} if address else item)
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _lines(lines: Sequence[str]) -> Markup:
    return Markup("\n".join(lines) + "\n")  # noqa: S704
