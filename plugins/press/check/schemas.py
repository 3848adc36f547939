"""Files for machines held to schemas: RELAX NG, written from each format's specification, in `data/`.

A schema is closed for the format's own elements and open for those of other namespaces, as the formats are.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from lxml import etree

# The schema by the name of a document's root.
OF_ROOT = {"feed": "atom", "rss": "rss", "urlset": "sitemap", "sitemapindex": "sitemap", "opml": "opml"}
PARTS = {"atom": "entry", "rss": "item"}  # what such a document holds many of
_RELAX = "{http://relaxng.org/ns/structure/1.0}"


def xml_faults(root: Any) -> Iterator[str]:
    """What the document `root` breaks of its format's schema, one fault a part; nothing for formats without one."""
    name = OF_ROOT.get(etree.QName(root).localname)
    if not name or _schema(name).validate(root):
        return
    part = PARTS.get(name, "")
    # Judged alone, for of a whole document the library often says no more than that a part of it is wrong.
    wrong = [said for each in root.iter("{*}" + part) if (said := _why(name, each, part))] if part else []
    yield from wrong or [_why(name, root)]


def _why(name: str, element: Any, part: str = "") -> str:
    """The first thing that is wrong with an element; nothing where all is well."""
    schema = _schema(name, part)
    if schema.validate(element):
        return ""
    entries = list(schema.error_log)
    line = next((entry.line for entry in entries if entry.line), element.sourceline)
    return f"line {line} breaks the {name} schema: {'; '.join(dict.fromkeys(entry.message for entry in entries[:2]))}"


@cache
def _schema(name: str, part: str = "") -> Any:
    """The schema of a document, or of a part of one."""
    grammar = etree.fromstring(files(__package__).joinpath("data", f"{name}.rng").read_bytes())
    if part:
        start = grammar.find(f"{_RELAX}start")
        for child in list(start):
            start.remove(child)
        etree.SubElement(start, f"{_RELAX}ref", name=part)
    return etree.RelaxNG(grammar)
