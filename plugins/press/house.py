"""The printing house: makes the files of one task from the ledger, the theme and the settings.

A task names what is to be made (`story`, `list`, `feed` …); `House.make` gives its files as bytes, or none when there
is nothing to show any more. Whatever several pages share is made once: masthead, footer, each story's card, each
story's entry in a feed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from html import escape
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, TemplateNotFound
from markupsafe import Markup

from . import feeds
from .gate import GONE, HIDDEN, LIVE
from .ledger import Ledger
from .pages import Page
from .settings import Press
from .shelves import ROOT, full_pages, shelves_of, span, window
from .story import Address, ListPage, Pager, Shelf, Story
from .terms import Terms

RELATED_REACH = 8  # how many older stories of each tag and of the section may be related
NEWEST = 200
REMEMBERED = 5000  # feed entries kept for the next feed; four times as many stories and cards
NEWEST_OF_SECTION = 12
PARTS = ("_head", "_masthead", "_footer", "_card", "_words")  # of a theme that lets the press print them once
TEMPLATES = {
    "index": "index",
    "category": "category",
    "tag": "tag",
    "author": "author",
    "place": "place",
    "month": "period_archives",
}

Files = dict[str, bytes]


class Task(NamedTuple):
    """One thing to make; as text it is what the store remembers of who made a file."""

    kind: str
    key: str = ""
    number: int = 0

    def __str__(self) -> str:
        return f"{self.kind}|{self.key}|{self.number}"


class TemplateError(Exception):
    """A template that failed, with the page it failed on."""

    exitcode = 1


class FlatEnvironment(Environment):
    """Jinja with each template's globals as one dictionary: they are copied for every page, and there are hundreds."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template."""
        return {**self.globals, **d} if d else self.globals


def environment(settings: Mapping[str, Any], bytecode: Any = None) -> Environment:
    """Jinja as Pelican sets it up for its generators, with the site's settings as globals."""
    import pelican
    from pelican.utils import DateFormatter

    simple = FileSystemLoader(os.path.join(os.path.dirname(pelican.__file__), "themes", "simple", "templates"))  # noqa: PTH118, PTH120
    theme = FileSystemLoader(os.path.join(os.path.expanduser(settings["THEME"]), "templates"))  # noqa: PTH111, PTH118
    own = FileSystemLoader(list(settings["THEME_TEMPLATES_OVERRIDES"]))
    env = FlatEnvironment(
        loader=ChoiceLoader([own, theme, simple, PrefixLoader({"!simple": simple, "!theme": theme})]),
        bytecode_cache=bytecode,
        auto_reload=False,
        **settings["JINJA_ENVIRONMENT"],
    )
    env.filters["strftime"] = DateFormatter()
    env.filters.update(settings["JINJA_FILTERS"])
    env.tests["plugin_enabled"] = lambda name: name in settings["PLUGINS"]
    env.tests.update(settings["JINJA_TESTS"])
    env.globals.update(settings["JINJA_GLOBALS"])
    return env


class Printed:
    """What all pages share, made once: for templates as `printed`."""

    def __init__(self, env: Environment, context: Mapping[str, Any]) -> None:
        self._env = env
        self._context = {**context, **_words(env, context)}
        self._mastheads: dict[str, Markup] = {}
        self._cards: dict[tuple[str, str, int], Markup] = {}
        self._moments: dict[str, Markup] = {}
        self._module: Any = None
        self.head = self._part("_head.html", {})
        self.footer = self._part("_footer.html", {})

    def masthead(self, section: Any = None) -> Markup:
        """The top of a page of `section`."""
        key = section.slug if section else ""
        if key not in self._mastheads:
            self._mastheads[key] = self._part("_masthead.html", {"section": section})
        return self._mastheads[key]

    def card(self, story: Story, shape: str = "card", level: int = 3) -> Markup:
        """The story as it stands in lists."""
        key = (story.row.path, shape, level)
        found = self._cards.get(key)
        if found is None:
            if len(self._cards) >= 4 * REMEMBERED:
                self._cards.clear()
            found = self._cards[key] = self._macros.card(story, shape, level)
        return found

    def moment(self, story: Story) -> Markup:
        """The story's date as it stands in lists."""
        found = self._moments.get(story.row.path)
        if found is None:
            found = self._moments[story.row.path] = self._macros.moment(story)
        return found

    def summary(self, story: Any) -> str:
        """The summary, which here is always plain text."""
        return str(story.summary)

    @property
    def _macros(self) -> Any:
        if self._module is None:
            self._module = self._env.get_template("_card.html").make_module(dict(self._context))
        return self._module

    def _part(self, name: str, more: Mapping[str, Any]) -> Markup:
        return Markup(self._env.get_template(name).render({**self._context, **more}))  # noqa: S704


def _words(env: Environment, context: Mapping[str, Any]) -> dict[str, Any]:
    """The interface's words as `base.html` sets them for the parts it includes."""
    words: Any = env.get_template("_words.html").module
    words_in = context.get("words_in")
    say = words_in(context["DEFAULT_LANG"]) if words_in else words.say
    return {"say": words.say, "rtl": words.rtl, "site_": say, "_": say}


class House:
    """Makes files. Everything it is given stays as it is for the whole build."""

    def __init__(
        self,
        settings: Mapping[str, Any],
        press: Press,
        ledger: Ledger,
        terms: Terms,
        pages: Sequence[Page],
        env: Environment,
        claim: Callable[[str], str],
    ) -> None:
        self.settings = settings
        self.press = press
        self.ledger = ledger
        self.terms = terms
        self.env = env
        self.claim = claim
        self.pages = pages
        self.site = str(settings["SITEURL"] or "")
        self.desk = settings.get("DESK")
        self.size = int(settings["DEFAULT_PAGINATION"] or 20)
        self._zone = ZoneInfo(settings["TIMEZONE"])
        self._stories: dict[str, Story] = {}
        self._entries: dict[tuple[str, str], str] = {}
        self._templates: dict[str, Any] = {}
        self._makers: dict[str, Callable[[str, int], Files]] = {
            "story": self._story_page,
            "alias": self._alias_page,
            "list": self._list_page,
            "year": self._year_page,
            "feed": self._feed_files,
            "direct": self._direct_page,
            "page": self._plain_page,
            "sitemap": self._sitemap,
            "moved": self._moved,
        }
        self.contexts: dict[str, dict[str, Any]] | None = None  # of each page made, for those who listen
        self.adopt: Callable[[Story], None] | None = None
        self.sections = self._sections()
        self._shared = self._context()
        self.env.globals.update(self._shared)
        if all(self._has_template(name) for name in PARTS):
            self.env.globals["printed"] = Printed(self.env, self._shared)

    # what is to be made

    def all_tasks(self, paths: Iterable[str]) -> Iterable[Task]:
        """Every task of the site, whose records are `paths`."""
        yield from (Task("page", page.row.path) for page in self.pages)
        yield from (Task("story", path) for path in paths)
        yield from (Task("alias", slug) for slug in dict.fromkeys(slug for slug, _owner in self.ledger.aliases()))
        yield from self.list_tasks("index")
        for kind in ("category", "tag", "author", "place", "month"):
            for name, _, _ in self.ledger.shelves(kind):
                yield from self.list_tasks(name)
        yield from self.site_tasks()

    def list_tasks(self, shelf: str) -> Iterable[Task]:
        """Every page and feed of a list."""
        total = self.ledger.shelf(shelf)[0]
        yield from (Task("list", shelf, number) for number in range(full_pages(total, self.size) + 1))
        yield Task("feed", shelf)
        if shelf.startswith("month/"):
            yield from self.month_tasks(shelf)

    def month_tasks(self, shelf: str) -> Iterable[Task]:
        """What a month's page is not, but changes with it."""
        yield Task("year", shelf[6:10])
        yield Task("sitemap", shelf[6:])

    def site_tasks(self) -> Iterable[Task]:
        """What any change to the list of stories may touch."""
        yield Task("list", "index", ROOT)
        yield from (Task("direct", name) for name in self.settings["DIRECT_TEMPLATES"] if name != "index")
        yield Task("sitemap")
        yield Task("moved")

    def make(self, task: Task) -> Files:
        """The files of `task`: path under the output, and bytes."""
        return self._makers[task.kind](task.key, task.number)

    # stories

    def story(self, path: str) -> Story:
        """The story of the record `path`, ready for templates."""
        found = self._stories.get(path)
        if found is None:
            kept = self.ledger.story(path)
            if kept is None:
                raise KeyError(path)
            if len(self._stories) >= 4 * REMEMBERED:
                self._stories.clear()
            found = self._stories[path] = self._dress(kept.row)
        return found

    def stories(self, paths: Iterable[str]) -> list[Story]:
        """The stories of several records."""
        return [self.story(path) for path in paths]

    def _dress(self, row: Any) -> Story:
        from pelican.utils import SafeDatetime

        meta = row.meta
        terms = self.terms
        authors = [terms.term("author", name) for name in row.authors]
        date = SafeDatetime.fromisoformat(row.date)
        formats = self.settings["DATE_FORMATS"]
        shown = formats.get(row.lang, self.settings["DEFAULT_DATE_FORMAT"])
        facts = {
            **{key: value for key, value in meta.items() if key not in ("save_as", "url", "template", "content")},
            "id": row.uid,
            "slug": row.slug,
            "title": row.title,
            "date": date,
            "date_format": shown if isinstance(shown, str) else shown[1],
            "timezone": self._zone,
            "category": terms.term("category", row.category),
            "tags": [terms.term("tag", name) for name in row.tags],
            "authors": authors,
            "lang": row.lang,
            "in_default_lang": row.lang == self.settings["DEFAULT_LANG"],
            "summary": row.summary,
            "status": row.status,
            "metadata": {**meta, "summary": row.summary},
            "words": row.words,
            "date_only": len(str(meta.get("date", ""))) == 10,
            "url": self.settings["ARTICLE_URL"].format(slug=row.slug, date=date, lang=row.lang),
            "save_as": self.settings["ARTICLE_SAVE_AS"].format(slug=row.slug, date=date, lang=row.lang),
            "source_path": os.path.join(self.settings["PATH"], row.path),  # noqa: PTH118
            "relative_source_path": row.path,
            "translations": [],
            "template": "article",
            "newer": None,
            "older": None,
            "related": [],
            "so_far": [],
        }
        if authors:
            facts["author"] = authors[0]
        if row.modified:
            facts["modified"] = SafeDatetime.fromisoformat(row.modified)
        correction = meta.get("correction")
        facts["corrections"] = [correction] if isinstance(correction, str) else correction or []
        story = Story(row, facts, self._body)
        if dress := getattr(self.desk, "dress", None):
            dress(story)
        if self.adopt:
            self.adopt(story)
        return story

    def _body(self, path: str) -> str:
        html = self.ledger.body(path)
        if "{filename}" in html:
            html = self._resolve(html)
        return feeds.absolute(html, self.site) if "/" in self.site.partition("//")[2] else html

    def _resolve(self, html: str) -> str:
        for kept in (self.ledger.story(path) for path in _targets(html)):
            if kept and kept.state in (LIVE, HIDDEN):
                html = html.replace(f"{{filename}}/{kept.row.path}", f"/{self.story(kept.row.path).url}")
        return html

    def _story_page(self, path: str, _: int) -> Files:
        kept = self.ledger.story(path)
        if kept is None or kept.state not in (LIVE, HIDDEN, GONE):
            return {}
        if kept.state == GONE:
            return self._tombstone(kept.row)
        story = self.story(path)
        if kept.state == LIVE:
            self._place(story)
        context = {"article": story, "category": story.category, "page_name": story.url}
        text = self._text("text_article", f"{story.slug}/index.html", {"article": story}) if kept.state == LIVE else {}
        return self._page("article", story.save_as, context) | text

    def _text(self, template: str, save_as: str, context: dict[str, Any]) -> Files:
        """A page of the text edition, where there is one."""
        wanted = self.press.text_edition and self._has_template(template)
        return self._page(template, f"text/{save_as}", context) if wanted else {}

    def _place(self, story: Story) -> None:
        """Set what depends on the stories around: the next older and newer of the section, related ones."""
        section, sort = f"category/{story.category.slug}", story.row.sort
        newer = self.ledger.newer(section, sort, 1)
        older = self.ledger.older(section, sort, 1)
        story.newer = self.story(newer[0]) if newer else None
        story.older = self.story(older[0]) if older else None
        related = getattr(self.desk, "related", None)
        if related:
            story.related = list(related(story, self._candidates(story)))
        thread = getattr(self.desk, "thread", None)
        if thread and (name := str(story.row.meta.get("thread") or "")):
            shelf = f"thread/{self.terms.slug('thread', name)}"
            story.so_far = list(thread(story, self.stories(self.ledger.older(shelf, sort, RELATED_REACH))))

    def _candidates(self, story: Story) -> list[Story]:
        shelves = [f"category/{story.category.slug}", *(f"tag/{tag.slug}" for tag in story.tags)]
        sort = story.row.sort
        paths = dict.fromkeys(path for shelf in shelves for path in self.ledger.older(shelf, sort, RELATED_REACH))
        return sorted(self.stories(paths), key=lambda each: each.row.sort, reverse=True)

    def _tombstone(self, row: Any) -> Files:
        address = self.settings["ARTICLE_SAVE_AS"].format(slug=row.slug, date=row.date, lang=row.lang)
        if self._has_template("withdrawn"):
            return self._page("withdrawn", address, {})
        words = "This story has been withdrawn."
        page = (
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="robots" content="noindex">'
            f"<title>{words}</title></head><body><main><h1>{words}</h1>"
            f'<p><a href="{escape(self.site)}/">{escape(str(self.settings["SITENAME"]))}</a></p></main></body></html>\n'
        )
        return {address: page.encode()}

    def _alias_page(self, slug: str, _: int) -> Files:
        target = self._alias_target(slug)
        if not target:
            return {}
        url = escape(f"{self.site}/{target}")
        page = (
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Moved</title>'
            f'<link rel="canonical" href="{url}"><meta http-equiv="refresh" content="0; url={url}">'
            f'<meta name="robots" content="noindex"></head><body><p><a href="{url}">{url}</a></p></body></html>\n'
        )
        return {self.settings["ARTICLE_SAVE_AS"].format(slug=slug): page.encode()}

    def _alias_target(self, slug: str) -> str:
        """Where an old slug leads: nowhere if a story stands there now, or if its own is not to be seen."""
        if any(kept.state in (LIVE, HIDDEN, GONE) for kept in self.ledger.claimants(self.claim(slug))):
            return ""
        owners = [self.ledger.story(path) for path in self.ledger.alias_owners(slug)]
        seen = [kept.row.path for kept in owners if kept and kept.state in (LIVE, HIDDEN)]
        return str(self.story(seen[0]).url) if seen else ""

    # lists

    def _list_page(self, shelf: str, number: int) -> Files:
        total, title = self.ledger.shelf(shelf)
        kind, _, slug = shelf.partition("/")
        if number > full_pages(total, self.size) or (not total and kind != "index") or not self._listed(kind):
            return {}
        save_as, context = self._list_frame(kind, slug, title)
        if not save_as:
            return {}
        start, stop = span(number, total, self.size)
        stories = self.stories(self.ledger.slice(shelf, start, stop)[::-1])
        pager = self._pager(save_as, number, total)
        page = ListPage(stories, pager)
        context |= {
            "articles": self._shelf(shelf),
            "articles_page": page,
            "articles_next_page": Address(pager.older_url or "", ""),
            "articles_previous_page": Address(pager.newer_url or "", ""),
            "pager": pager,
            "page_name": save_as.removesuffix(".html").removesuffix("/index"),
        }
        context["dates"] = context["articles"]
        text: Files = {}
        if kind == "index" and number == ROOT:
            context["front"] = self._front()
            text = self._text("text_index", "index.html", {"articles": stories})
        return self._page(TEMPLATES[kind], _numbered(save_as, number), context) | text

    def _listed(self, kind: str) -> bool:
        return kind in TEMPLATES and (kind != "place" or self._has_template("place"))

    def _list_frame(self, kind: str, slug: str, title: str) -> tuple[str, dict[str, Any]]:
        if kind == "index":
            return str(self.settings.get("INDEX_SAVE_AS") or "index.html"), {}
        if kind == "month":
            return self._month_frame(slug)
        term = self.terms.term(kind, title)
        return term.save_as, {kind: term}

    def _month_frame(self, month: str) -> tuple[str, dict[str, Any]]:
        period = self._period(month)
        return period["save_as"], period

    def _pager(self, save_as: str, number: int, total: int) -> Pager:
        last = full_pages(total, self.size)
        here = number or last + 1
        newer = None if number == ROOT else _url(_numbered(save_as, number + 1 if number < last else ROOT))
        older = _url(_numbered(save_as, here - 1)) if here > 1 else None
        shown = [(page, _url(_numbered(save_as, page))) for page in window(number, total, self.size)]
        if number == ROOT and last:
            shown.append((here, _url(save_as)))
        return Pager(here, number == ROOT, newer, older, tuple(shown), _url(_numbered(save_as, number)))

    def _shelf(self, name: str) -> Shelf:
        total = self.ledger.shelf(name)[0]

        def fetch(start: int, stop: int) -> list[Story]:
            return self.stories(self.ledger.slice(name, total - stop, total - start)[::-1])

        return Shelf(total, fetch)

    def _front(self) -> Any:
        """The front page's order, from the newest stories of the site and of each section."""
        front = getattr(self.desk, "front", None)
        if front is None:
            return None
        names = [("index", NEWEST), *((f"category/{term.slug}", NEWEST_OF_SECTION) for term in self.sections)]
        names.append(("pinned", NEWEST))
        paths = dict.fromkeys(path for name, count in names for path in self._newest(name, count))
        newest = sorted(self.stories(paths), key=lambda each: each.row.sort, reverse=True)
        return front(newest, self.sections)

    def _newest(self, shelf: str, count: int) -> list[str]:
        total = self.ledger.shelf(shelf)[0]
        return self.ledger.slice(shelf, max(0, total - count), total)

    # archives and other single pages

    def _period(self, name: str) -> dict[str, Any]:
        """A year ("2023") or a month ("2023-05") as Pelican's archive templates want it."""
        from pelican.utils import SafeDatetime

        year, _, month = name.partition("-")
        date = SafeDatetime(int(year), int(month or 1), 1)
        kind = "MONTH" if month else "YEAR"
        save_as = str(self.settings[f"{kind}_ARCHIVE_SAVE_AS"] or "").format(date=date, slug="")
        return {
            "period": (date.year, _month_name(date)) if month else (date.year,),
            "period_num": (date.year, date.month) if month else (date.year,),
            "save_as": save_as,
            "url": str(self.settings[f"{kind}_ARCHIVE_URL"] or save_as).format(date=date, slug=""),
        }

    def _months(self, year: str = "") -> list[dict[str, Any]]:
        """The months with stories, newest first."""
        found = [each for each in self.ledger.shelves("month") if each[0].startswith(f"month/{year}")]
        return [
            {**self._period(name[6:]), "count": size, "articles": self._shelf(name), "dates": self._shelf(name)}
            for name, size, _ in reversed(found)
        ]

    def _years(self, months: list[dict[str, Any]]) -> list[tuple[int, int, str, list[tuple[int, int, str]]]]:
        """Year, count, address and months of each year, newest first."""
        years: dict[int, list[dict[str, Any]]] = {}
        for month in months:
            years.setdefault(month["period_num"][0], []).append(month)
        return [
            (year, sum(month["count"] for month in found), self._period(f"{year:04d}")["url"], _calendar(found))
            for year, found in years.items()
        ]

    def _year_page(self, year: str, _: int) -> Files:
        months = self._months(year)
        period = self._period(year)
        if not months or not period["save_as"]:
            return {}
        stories = _Chain([month["articles"] for month in months])
        context = {**period, "months": _calendar(months), "articles": stories, "dates": stories}
        return self._page("period_archives", period["save_as"], context)

    def _direct_page(self, name: str, _: int) -> Files:
        save_as = self.settings.get(f"{name.upper()}_SAVE_AS", f"{name}.html")
        if not save_as:
            return {}
        months = self._months() if name == "archives" else []
        context: dict[str, Any] = {
            "articles": self._shelf("index"),
            "dates": self._shelf("index"),
            "period_archives": {"month": months} if months else {},
            "years": self._years(months),
            "page_name": save_as.removesuffix(".html"),
        }
        for kind, plural in (("tag", "tags"), ("category", "categories"), ("author", "authors"), ("place", "places")):
            if name == plural or name not in ("tags", "categories", "authors", "archives", "404"):
                context[plural] = self._index(kind)
        return self._page(name, str(save_as), context)

    def _index(self, kind: str) -> list[tuple[Any, Shelf]]:
        found = [(self.terms.term(kind, title), self._shelf(shelf)) for shelf, _, title in self.ledger.shelves(kind)]
        return sorted(found, key=lambda pair: (pair[0].name.casefold(), pair[0].slug))

    def _plain_page(self, path: str, _: int) -> Files:
        page = next((page for page in self.pages if page.row.path == path), None)
        return self._page("page", page.save_as, {"page": page, "page_name": page.url}) if page else {}

    def _moved(self, _key: str, _: int) -> Files:
        """Old addresses for static hosts that can redirect, in their own words."""
        slugs = dict.fromkeys(alias[0] for alias in self.ledger.aliases())
        rows = [(slug, self._alias_target(slug)) for slug in slugs]
        pattern = self.settings["ARTICLE_URL"]
        lines = [f"/{pattern.format(slug=slug)} {self.site}/{target} 301\n" for slug, target in rows if target]
        return {"_redirects": "".join(lines).encode()} if lines else {}

    # for machines

    def _feed_files(self, shelf: str, _number: int) -> Files:
        kind, _, slug = shelf.partition("/")
        total, title = self.ledger.shelf(shelf)
        wanted = self._feed_paths(kind, slug)
        if not wanted or (not total and kind != "index"):
            return {}
        stories = self.stories(self._newest(shelf, int(self.settings["FEED_MAX_ITEMS"] or 50))[::-1])
        updated = max((getattr(story, "modified", None) or story.date for story in stories), default=None)
        made: Files = {}
        for form, path in wanted:
            entry, bind = feeds.FORMS[form]
            entries = [self._entry(form, entry, story) for story in stories]
            made[path] = bind(self._channel(kind, title, path), entries, updated).encode("utf-8", "replace")
        return made

    def _feed_paths(self, kind: str, slug: str) -> list[tuple[str, str]]:
        name = {"index": "FEED_ALL", "category": "CATEGORY_FEED", "tag": "TAG_FEED", "author": "AUTHOR_FEED"}.get(kind)
        if not name:
            return []
        patterns = [(form, self.settings.get(f"{name}_{form}")) for form in ("ATOM", "RSS")]
        paths = [(form, str(pattern).format(slug=slug)) for form, pattern in patterns if pattern]
        if self.press.json_feeds and paths and paths[0][1].endswith(".atom.xml"):
            paths.append(("JSON", paths[0][1].removesuffix(".atom.xml") + ".json"))
        return paths

    def _channel(self, kind: str, title: str, path: str) -> feeds.Channel:
        name = str(self.settings["SITENAME"])
        home = "" if kind == "index" else self.terms.term(kind, title).url
        return feeds.Channel(
            f"{name} – {title}" if title else name,
            str(self.settings.get("SITESUBTITLE") or ""),
            self.site,
            home,
            path,
            str(self.settings["DEFAULT_LANG"]),
        )

    def _entry(self, form: str, make: Callable[[Story, str], str], story: Story) -> str:
        key = (form, story.row.path)
        found = self._entries.get(key)
        if found is None:
            if len(self._entries) >= REMEMBERED:
                self._entries.clear()
            found = self._entries[key] = make(story, self.site)
        return found

    def _sitemap(self, month: str, _: int) -> Files:
        if not self.press.sitemap or not self.site:
            return {}
        return self._sitemap_of(month) if month else self._sitemap_index()

    def _sitemap_of(self, month: str) -> Files:
        shelf = f"month/{month}"
        stories = self.stories(self.ledger.slice(shelf, 0, self.ledger.shelf(shelf)[0]))
        lines = [
            f"<url><loc>{escape(self.site)}/{escape(story.url)}</loc>"
            f"<lastmod>{story.row.modified or story.row.date}</lastmod></url>\n"
            for story in stories
        ]
        return {f"sitemap/{month}.xml": _sitemap_file("urlset", lines)} if stories else {}

    def _sitemap_index(self) -> Files:
        lines = [
            f"<sitemap><loc>{escape(self.site)}/sitemap/{name[6:]}.xml</loc></sitemap>\n"
            for name, _, _ in self.ledger.shelves("month")
        ]
        return {"sitemap.xml": _sitemap_file("sitemapindex", lines)} if lines else {}

    # templates

    def _sections(self) -> list[Any]:
        found = [self.terms.term("category", title) for _, _, title in self.ledger.shelves("category")]
        order = getattr(self.desk, "sections", None)
        return list(order(found)) if order else sorted(found, key=lambda term: (term.name.casefold(), term.slug))

    def _context(self) -> dict[str, Any]:
        index = self._shelf("index")
        return {
            **self.settings,
            **self.settings["JINJA_GLOBALS"],
            "sections": self.sections,
            "categories": [(term, self._shelf(f"category/{term.slug}")) for term in self.sections],
            "articles": index,
            "dates": index,
            "pages": [page for page in self.pages if page.status == "published"],
            "hidden_pages": [],
        }

    def _has_template(self, name: str) -> bool:
        try:
            self._template(name)
        except TemplateNotFound:
            return False
        return True

    def _template(self, name: str) -> Any:
        if name not in self._templates:
            self._templates[name] = self.env.get_template(f"{name}.html")
        return self._templates[name]

    def _page(self, template: str, save_as: str, context: dict[str, Any]) -> Files:
        context["output_file"] = save_as
        if self.contexts is not None:
            self.contexts[save_as] = context
        try:
            return {save_as: self._template(template).render(context).encode("utf-8", "replace")}
        except Exception as error:
            where = getattr(error, "lineno", None)
            line = f", line {where}" if where else ""
            raise TemplateError(f"template {template}.html failed on {save_as}{line}: {error}") from error


class _Chain(Sequence[Any]):
    """Several shelves read as one."""

    def __init__(self, shelves: Sequence[Shelf]) -> None:
        self._shelves = shelves

    def __len__(self) -> int:
        return sum(map(len, self._shelves))

    def __getitem__(self, index: Any) -> Any:
        if not isinstance(index, slice):
            return self[index : index + 1 or None][0]
        start, stop, _ = index.indices(len(self))
        found: list[Any] = []
        for shelf in self._shelves:
            found += shelf[max(start, 0) : max(stop, 0)]
            start, stop = start - len(shelf), stop - len(shelf)
        return found


def _calendar(months: Iterable[Mapping[str, Any]]) -> list[tuple[int, int, str]]:
    """Number, count and address of each month."""
    return [(month["period_num"][1], month["count"], month["url"]) for month in months]


def _month_name(date: Any) -> str:
    return str(date.strftime("%B"))


def _targets(html: str) -> list[str]:
    return sorted(set(re.findall(r'="\{filename\}/([^"#?]*)', html)), key=len, reverse=True)


def _numbered(save_as: str, number: int) -> str:
    """Where page `number` of the list at `save_as` is written."""
    if number == ROOT:
        return save_as
    stem = save_as.removesuffix(".html").removesuffix("index").removesuffix("/")
    return f"{stem}/page/{number}/index.html".removeprefix("/")


def _url(save_as: str) -> str:
    return save_as.removesuffix("index.html")


def _sitemap_file(root: str, lines: Sequence[str]) -> bytes:
    head = f'<?xml version="1.0" encoding="utf-8"?>\n<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{''.join(lines)}</{root}>\n".encode()


__all__ = ["Files", "House", "Task", "TemplateError", "environment", "shelves_of"]
