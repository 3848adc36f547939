"""Addresses as pages write them -> absolute addresses that are safe to follow, or ""."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

LONGEST = 2000

_SAFE = re.compile(r"(?:https?://[^/?#\[\]]|mailto:[^,])", re.IGNORECASE)
_JUNK = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@lru_cache(maxsize=4096)
def absolute(address: str, base: str) -> str:
    """`address` seen from `base`: an http, https or mailto address, or "" for all else and for places in the page."""
    if not address or len(address) > LONGEST:
        return ""
    address = _JUNK.sub("", address)
    if address.startswith("#"):
        return ""
    if address.startswith("/") and "/." not in address and "//" not in address:
        address = _origin(base) + address
    elif not _SAFE.match(address):
        address = _join(base, address)
    return address if _SAFE.match(address) else ""


@lru_cache(maxsize=64)
def _origin(base: str) -> str:
    return _join(base, "/").removesuffix("/")


def _join(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return ""


def host(address: str) -> str:
    """The host name in an address, without "www."; "" where it has none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
