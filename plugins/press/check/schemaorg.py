"""JSON-LD held to schema.org's own types: every property is one its type has, and holds what schema.org says it may.

`data/schemaorg.json` is schema.org's vocabulary as far as papers need it, made by `bench/schemaorg.py`. What it does
not know is left to those who do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

_URL = re.compile(r"(?:https?:/)?/\S*|urn:\S+")  # a site that does not know its address gives paths
_DATE = r"\d{4}-\d\d-\d\d"
_TIME = r"T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)"
_ANNOTATED = re.compile(r"(.+)-(?:input|output)")
# What a plain value may be, by the name of the kind. Text takes any words; a URL that is expected must be one.
PLAIN = {
    "Text": lambda said: isinstance(said, str) and bool(said.strip()),
    "URL": lambda said: isinstance(said, str) and bool(_URL.fullmatch(said)),
    "Date": lambda said: isinstance(said, str) and bool(re.fullmatch(_DATE, said)),
    "DateTime": lambda said: isinstance(said, str) and bool(re.fullmatch(_DATE + _TIME, said)),
    "Time": lambda said: isinstance(said, str) and bool(re.fullmatch(_TIME[1:], said)),
    "Boolean": lambda said: isinstance(said, bool),
    "Number": lambda said: isinstance(said, int | float) and not isinstance(said, bool),
    "Integer": lambda said: isinstance(said, int) and not isinstance(said, bool),
    "Float": lambda said: isinstance(said, float),
}


@cache
def vocabulary() -> Mapping[str, Any]:
    """The types: `of`, those each is a kind of, and `has`, its own properties with the kinds they may hold."""
    found: Mapping[str, Any] = json.loads(files(__package__).joinpath("data", "schemaorg.json").read_bytes())
    return found


@cache
def properties(kind: str) -> Mapping[str, tuple[str, ...]]:
    """The properties of a type, inherited ones too."""
    known = vocabulary()[kind]
    found: dict[str, tuple[str, ...]] = {}
    for parent in known["of"]:
        found |= properties(parent)
    return found | {name: tuple(kinds) for name, kinds in known["has"].items()}


@cache
def is_a(kind: str, wanted: str) -> bool:
    """Whether a type is another, or a kind of it."""
    known = vocabulary().get(kind)
    return kind == wanted or (known is not None and any(is_a(parent, wanted) for parent in known["of"]))


def faults(node: Mapping[str, Any]) -> Iterator[str]:
    """What a node and the nodes in it break of schema.org's types."""
    kind = node.get("@type")
    if not isinstance(kind, str) or kind not in vocabulary():
        return
    known = properties(kind)
    for name, said in node.items():
        if name.startswith("@") or (is_a(kind, "Action") and _ANNOTATED.fullmatch(name)):
            continue
        if name not in known:
            yield f"{kind} has no property {name}"
            continue
        for value in said if isinstance(said, list) else [said]:
            yield from _value(kind, name, known[name], value)


def _value(kind: str, name: str, kinds: tuple[str, ...], value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        inner = value.get("@type")
        if inner is None and "@id" in value:
            return
        if isinstance(inner, str) and inner in vocabulary() and not any(is_a(inner, wanted) for wanted in kinds):
            yield f"the {name} of {kind} cannot hold a {inner}"
        yield from faults(value)
    elif not any(PLAIN[each](value) for each in kinds if each in PLAIN):
        yield f"the {name} of {kind} must be {' or '.join(kinds)}, not {str(value)[:60]!r}"
