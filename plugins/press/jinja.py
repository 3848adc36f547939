"""Jinja as Pelican sets it up for its generators, and the error that names a template that failed."""

from __future__ import annotations

import os
from collections.abc import Mapping, MutableMapping
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader


class TemplateError(Exception):
    """A template that failed, with the page it failed on."""

    exitcode = 1


class FlatEnvironment(Environment):
    """Jinja with each template's globals as one dictionary: they are copied for every page, and there are hundreds."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template."""
        return {**self.globals, **d} if d else self.globals


def environment(settings: Mapping[str, Any], bytecode: Any = None) -> Environment:
    """The environment of a site; its theme's templates come before Pelican's own."""
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
