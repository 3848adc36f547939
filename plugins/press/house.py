"""The printing house: what every kind of file is made from. Stories, lists, terms, templates, the site's context.

What is made of them stands in `kinds/`, a module for each kind of file. Whatever several pages share is made once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from jinja2 import Environment, TemplateNotFound

from .dress import Wardrobe
from .entries import Entries
from .feed_list import Discovery
from .fragments import Fragments
from .jinja import TemplateError
from .ledger import Ledger
from .pages import Page
from .printed import PARTS, Printed
from .recent import Recent
from .record import Row
from .settings import Press
from .shelves import page_size
from .story import Glimpse, Shelf, Story
from .structured import Structured
from .task import Files
from .terms import Terms
from .topics import Topics

STORIES, GLIMPSES = 250, 4000  # that many, and up to as many again, are kept at hand


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
        fragments: Fragments | None = None,
        now: float = 0.0,
    ) -> None:
        self.settings = settings
        self.press = press
        self.ledger = ledger
        self.terms = terms
        self.env = env
        self.claim = claim
        self.now = now
        self.pages = pages
        self.site = str(settings["SITEURL"] or "")
        self.desk = settings.get("DESK")
        self.size = page_size(settings)
        self.topics = Topics(settings, press.tag_page, ledger, terms)
        self.wardrobe = Wardrobe(settings, ledger, terms, self.topics)
        self.fragments = fragments or Fragments()
        self.withdrawn: dict[str, list[Row]] | None = None  # by list; known once a feed has asked
        self.contexts: dict[str, dict[str, Any]] | None = None  # of each page made, for those who listen
        self._stories: Recent[str, Story] = Recent(STORIES)
        self._glimpses: Recent[str, Glimpse] = Recent(GLIMPSES)
        self._templates: dict[str, Any] = {}
        self.structured = Structured(settings, press)
        self.entries = Entries(self.site, press.corrected, settings["JINJA_GLOBALS"].get("words_in"))
        self.sections = self._sections()
        self._shared = self._context()
        self.env.globals.update(self._shared)
        self.env.globals["feed_links"] = Discovery(settings, press)
        self._printed: Printed | None = None
        if all(self.has_template(name) for name in PARTS):
            self._printed = self.env.globals["printed"] = Printed(self.env, self._shared, self.fragments)

    # stories and lists

    def story(self, path: str) -> Story:
        """The story of the record `path`, ready for templates."""
        found = self._stories.get(path)
        if found is None:
            found = self._stories.put(path, self.wardrobe.dress(self._row(path)))
        return found

    def glimpses(self, paths: Iterable[str]) -> list[Glimpse | Story]:
        """What the stories of several records are about: enough for lists that show cards."""
        return [self.glimpse(path) for path in paths]

    def glimpse(self, path: str) -> Glimpse | Story:
        """What the story of the record `path` is about."""
        if self.wardrobe.adopt:  # other people's plugins may have put anything on it
            return self.story(path)
        found = self._glimpses.get(path)
        if found is None:
            found = self._glimpses.put(path, Glimpse(path, self._row, self.wardrobe.shape, self.story))
        return found

    def prepare(self, story: Story) -> None:
        """Make now, while the story is at hand, what lists will show of it, where others can take it from."""
        if self._printed and self.fragments.shared:
            with self.fragments.together():
                self._printed.card(story)
                self._printed.card(story, "line")
                self._printed.moment(story)
                self.item(story)

    def item(self, story: Story | Glimpse) -> str:
        """What lists say of the story to machines."""
        return self.fragments.get("item", story.path, lambda: self.structured.item(story))

    def rows(self, paths: Iterable[str]) -> list[Row]:
        """What the records say, for files that show no more of a story than that."""
        return [self._row(path) for path in paths]

    def _row(self, path: str) -> Row:
        kept = self.ledger.story(path)
        if kept is None:
            raise KeyError(path)
        return kept.row

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
            made = self._template(template).render(context).encode("utf-8", "replace")
        except Exception as error:
            where = getattr(error, "lineno", None)
            line = f", line {where}" if where else ""
            raise TemplateError(f"template {template}.html failed on {save_as}{line}: {error}") from error
        return {save_as: self._printed.headed(made) if self._printed else made}

    def text_page(self, template: str, save_as: str, context: dict[str, Any]) -> Files:
        """A page of the text edition, where there is one."""
        wanted = self.press.text_edition and self.has_template(template)
        return self.page(template, f"text/{save_as}", context) if wanted else {}
