"""Why a drawing (SVG) may not be published: it is a page of its own, and what runs in it runs as the site."""

from __future__ import annotations

import re
from xml.parsers import expat

FORBIDDEN = frozenset("script foreignobject iframe object embed audio video handler listener set".split())
STYLE = re.compile(r"url\s*\(\s*[\"']?\s*(?!#)|@import|expression", re.I)


class _RefusedError(ValueError):
    """What was found in the drawing."""


def trouble(raw: bytes) -> str:
    """What is wrong with the drawing; "" where it can do nothing but be looked at."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.StartElementHandler = _element
    parser.CharacterDataHandler = _text
    parser.ProcessingInstructionHandler = _no_instruction
    try:
        parser.Parse(raw, True)
    except (expat.ExpatError, _RefusedError) as error:
        return f"the drawing is not shown: {error}"
    return ""


def _element(name: str, attributes: dict[str, str]) -> None:
    tag = name.rpartition(" ")[2].lower()
    if tag in FORBIDDEN:
        raise _RefusedError(f"it holds a <{tag}>")
    for key, value in attributes.items():
        plain = key.rpartition(" ")[2].lower()
        if plain.startswith("on"):
            raise _RefusedError(f"it holds {plain}=")
        if plain in ("href", "src") and not value.strip().startswith("#"):
            raise _RefusedError("it leads or loads from elsewhere")
        _text(value)


def _text(words: str) -> None:
    if STYLE.search(words):
        raise _RefusedError("its style loads from elsewhere")


def _no_doctype(*_: object) -> None:
    raise _RefusedError("it has a document type of its own")


def _no_instruction(*_: object) -> None:
    raise _RefusedError("it has processing instructions")
