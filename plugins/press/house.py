"""The printing house: what every kind of file is made from. Stories, lists, terms, templates, the site's context.

What is made of them stands in `kinds/`, a module for each kind of file. Whatever several pages share is made once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from jinja2 import Environment, TemplateNotFound

from .dress import Wardrobe
from .feed_list import Discovery
from .jinja import TemplateError
from .ledger import Ledger
from .pages import Page
from .printed import PARTS, Printed
from .record import Row
from .settings import Press
from .story import Shelf, Story
from .task import Files
from .terms import Terms

REMEMBERED = 20_000  # stories


class House:
    """One site in one build. Everything it is given stays as it is for the whole build."""

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
        self.wardrobe = Wardrobe(settings, ledger, terms)
        self.entries: dict[tuple[str, str], str] = {}  # by form and record: what stands in each feed the same
        self.withdrawn: dict[str, list[Row]] | None = None  # by list; known once a feed has asked
        self.contexts: dict[str, dict[str, Any]] | None = None  # of each page made, for those who listen
        self._stories: dict[str, Story] = {}
        self._templates: dict[str, Any] = {}
        self.sections = self._sections()
        self._shared = self._context()
        self.env.globals.update(self._shared)
        self.env.globals["feed_links"] = Discovery(settings, press)
        if all(self.has_template(name) for name in PARTS):
            self.env.globals["printed"] = Printed(self.env, self._shared)

    # stories and lists

    def story(self, path: str) -> Story:
        """The story of the record `path`, ready for templates."""
        found = self._stories.get(path)
        if found is None:
            kept = self.ledger.story(path)
            if kept is None:
                raise KeyError(path)
            if len(self._stories) >= REMEMBERED:
                self._stories.clear()
            found = self._stories[path] = self.wardrobe.dress(kept.row)
        return found

    def stories(self, paths: Iterable[str]) -> list[Story]:
        """The stories of several records."""
        return [self.story(path) for path in paths]

    def shelf(self, name: str) -> Shelf:
        """A list, newest first, fetched only as far as it is looked at."""
        total = self.ledger.shelf(name)[0]

        def fetch(start: int, stop: int) -> list[Story]:
            return self.stories(self.ledger.slice(name, total - stop, total - start)[::-1])

        return Shelf(total, fetch)

    def newest(self, shelf: str, count: int) -> list[str]:
        """The records of a list's newest stories, oldest first."""
        total = self.ledger.shelf(shelf)[0]
        return self.ledger.slice(shelf, max(0, total - count), total)

    def _sections(self) -> list[Any]:
        found = [self.terms.term("category", title) for _, _, title in self.ledger.shelves("category")]
        order = getattr(self.desk, "sections", None)
        return list(order(found)) if order else sorted(found, key=lambda term: (term.name.casefold(), term.slug))

    # templates

    def _context(self) -> dict[str, Any]:
        index = self.shelf("index")
        return {
            **self.settings,
            **self.settings["JINJA_GLOBALS"],
            "sections": self.sections,
            "categories": [(term, self.shelf(f"category/{term.slug}")) for term in self.sections],
            "articles": index,
            "dates": index,
            "pages": [page for page in self.pages if page.status == "published"],
            "hidden_pages": [],
        }

    def has_template(self, name: str) -> bool:
        """Whether the theme has a template of that name."""
        try:
            self._template(name)
        except TemplateNotFound:
            return False
        return True

    def _template(self, name: str) -> Any:
        if name not in self._templates:
            self._templates[name] = self.env.get_template(f"{name}.html")
        return self._templates[name]

    def page(self, template: str, save_as: str, context: dict[str, Any]) -> Files:
        """A page of a template."""
        context["output_file"] = save_as
        if self.contexts is not None:
            self.contexts[save_as] = context
        try:
            return {save_as: self._template(template).render(context).encode("utf-8", "replace")}
        except Exception as error:
            where = getattr(error, "lineno", None)
            line = f", line {where}" if where else ""
            raise TemplateError(f"template {template}.html failed on {save_as}{line}: {error}") from error

    def text_page(self, template: str, save_as: str, context: dict[str, Any]) -> Files:
        """A page of the text edition, where there is one."""
        wanted = self.press.text_edition and self.has_template(template)
        return self.page(template, f"text/{save_as}", context) if wanted else {}
