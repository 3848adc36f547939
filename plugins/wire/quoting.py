"""Names of raw files as one harmless word, for a record's header and for lists."""

from __future__ import annotations

from urllib.parse import quote, unquote_to_bytes

from .characters import one_line


def quoted(name: str) -> str:
    """A raw file's name as one harmless word: strange bytes, blanks and signs that part values as %XX."""
    raw = name.encode("utf-8", "surrogateescape")
    plain = name.isprintable() and not set(name) & set('%;="<>&\\{|}') and name == one_line(name)
    return name if plain else quote(raw, safe="/ .,()!+@~-_'")


def unquoted(name: str) -> str:
    """The name that `quoted` gave."""
    return unquote_to_bytes(name).decode("utf-8", "surrogateescape")
