"""What all pages share, printed once: head, masthead, footer, each story's card.

A theme takes part by having the templates in `PARTS`; it finds `printed` among its globals.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from .fragments import Fragments
from .story import Glimpse, Story

PARTS = ("_head", "_masthead", "_footer", "_card", "_words")
# Signs that no text of a record holds. The head is long, and the same on each page: it takes its place when the page
# is bytes.
LEVEL, HEAD = "\x1a", "\x1b"


class Printed:
    """For templates: `printed`."""

    def __init__(self, env: Environment, context: Mapping[str, Any], fragments: Fragments) -> None:
        self._env = env
        self._fragments = fragments
        self._context = {**context, **_words(env, context)}
        self._mastheads: dict[str, Markup] = {}
        self._module: Any = None
        self.whole_head = str(self._part("_head.html", {})).encode("utf-8", "replace")
        self._asked = False
        self.footer = self._part("_footer.html", {})

    @property
    def head(self) -> Markup:
        """What stands for the head until the page is made."""
        self._asked = True
        return Markup(HEAD)  # noqa: S704

    def headed(self, page: bytes) -> bytes:
        """The page with its head, if it has asked for it since the last one did."""
        asked, self._asked = self._asked, False
        return page.replace(HEAD.encode(), self.whole_head, 1) if asked else page

    def masthead(self, section: Any = None) -> Markup:
        """The top of a page of `section`."""
        key = section.slug if section else ""
        if key not in self._mastheads:
            self._mastheads[key] = self._part("_masthead.html", {"section": section})
        return self._mastheads[key]

    def card(self, story: Story | Glimpse, shape: str = "card", level: int = 3) -> Markup:
        """The story as it stands in lists. It is made once for all levels: a theme's card may only print the level."""
        made = self._fragments.get(shape, story.path, lambda: str(self._macros.card(story.whole, shape, LEVEL)))
        return Markup(made.replace(LEVEL, str(level)))  # noqa: S704

    def moment(self, story: Story | Glimpse) -> Markup:
        """The story's date as it stands in lists."""
        return Markup(self._fragments.get("moment", story.path, lambda: str(self._macros.moment(story.whole))))  # noqa: S704

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
