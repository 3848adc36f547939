"""Jinja as Pelican sets it up for its generators, and the error that names a template that failed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

_ASSIGNING = re.compile(r"\{%[-+]?\s*set\s[^=%]*|\{%[-+]?\s*with\s(?:[^%]*)|\bimport\s[^%]*|\bfor\s[^%]*?\sin\s")
_NAME = re.compile(r"\w+")
_ESCAPED = re.compile("[&<>\"']").search


class TemplateError(Exception):
    """A template that failed, with the page it failed on."""

    exitcode = 1


def shown(value: Any) -> str:
    """What `value` is on a page: escaped unless it is mark-up, or has nothing to escape."""
    kind = type(value)
    if kind is Markup or (kind is str and not _ESCAPED(value)):
        return value  # type: ignore[no-any-return]
    return escape(value)


class _NoNames(set[str]):
    """No names, whatever is taken from them: to find that out, others would go through all there are."""

    def __sub__(self, _: object) -> set[Any]:
        return self


_NO_NAMES = _NoNames()


class FlatContext(Context):
    """A page's context that keeps no list of the globals' names: all templates here have the same ones."""

    def __init__(
        self, environment: Environment, parent: dict[str, Any], name: str | None, blocks: Any, globals: Any = None
    ) -> None:
        super().__init__(environment, parent, name, blocks)
        self.globals_keys = _NO_NAMES


class ShowingGenerator(CodeGenerator):
    """Templates whose output takes the short way: mark-up that is at hand is not copied once more."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.shown(")


class FlatEnvironment(Environment):
    """Jinja with each template's globals as one dictionary: they are copied for every page, and there are hundreds.

    Settings that are plain text are compiled into the templates, escaped and joined with the text around them.
    """

    context_class = FlatContext
    code_generator_class = ShowingGenerator
    shown = staticmethod(shown)
    constants: Mapping[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._loaded: dict[str, Template] = {}

    def _load_template(self, name: str, globals: MutableMapping[str, Any] | None) -> Template:
        """The template of that name; it is asked for on every page, and stays what it was."""
        found = self._loaded.get(name)
        if found is None:
            found = self._loaded[name] = super()._load_template(name, globals)
        return found

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        own = {found.name for found in tree.find_all(nodes.Name) if found.ctx != "load"}
        _Constants({key: value for key, value in self.constants.items() if key not in own}).visit(tree)
        return tree

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template."""
        return {**self.globals, **d} if d else self.globals


class _Constants(NodeTransformer):
    """Puts values in the place of names."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def visit_Name(self, node: nodes.Name) -> nodes.Node:  # noqa: N802  Jinja looks for this name
        """The value of the name, if it is one of them."""
        if node.ctx != "load" or node.name not in self._values:
            return node
        return nodes.Const(self._values[node.name], lineno=node.lineno, environment=node.environment)


def constants(settings: Mapping[str, Any]) -> dict[str, str]:
    """The settings that are plain text, and are no other thing to any of the theme's templates."""
    folders = [f"{os.path.expanduser(settings['THEME'])}/templates", *settings["THEME_TEMPLATES_OVERRIDES"]]  # noqa: PTH111
    others = {name for folder in folders for path in Path(folder).rglob("*.html") for name in _assigned(path)}
    others.update(settings["JINJA_GLOBALS"])
    return {key: value for key, value in settings.items() if type(value) is str and key not in others}


def _assigned(template: Path) -> Iterator[str]:
    """The names a template gives a value, which its parts may look up."""
    text = template.read_text("utf-8", "replace")
    for found in _ASSIGNING.finditer(text):
        yield from _NAME.findall(found[0])


def environment(settings: Mapping[str, Any], fixed: Mapping[str, str], bytecode: Any = None) -> Environment:
    """The environment of a site; its theme's templates come before Pelican's own. `fixed` are its `constants`, by which
    `bytecode` has to tell sites apart."""
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
    env.constants = fixed
    env.filters["strftime"] = DateFormatter()
    env.filters.update(settings["JINJA_FILTERS"])
    env.tests["plugin_enabled"] = lambda name: name in settings["PLUGINS"]
    env.tests.update(settings["JINJA_TESTS"])
    env.globals.update(settings["JINJA_GLOBALS"])
    return env
