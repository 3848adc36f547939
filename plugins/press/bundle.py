"""A Pagefind bundle put in order: the same stories give the same bytes.

Pagefind writes the filters, and the values of each, in the order chance gave them. Here they are sorted, and files that
are named by their content get the names of what they now hold. What this does not understand it leaves as it was.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

SIGNATURE = b"pagefind_dcd"  # before the CBOR (RFC 8949) that each packed file holds
ENTRY = "pagefind-entry.json"
_NUMBER, _NEGATIVE, _TEXT, _LIST = 0, 1, 3, 4
_SIZES = {24: 1, 25: 2, 26: 4, 27: 8}


class StrangeError(ValueError):
    """Bytes that are no bundle of the kind known here."""


def in_order(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The bundle's files by their paths in it, put in order."""
    try:
        return _ordered(files)
    except (ValueError, KeyError, IndexError, TypeError, OSError, EOFError):
        return dict(files)


def _ordered(files: Mapping[str, bytes]) -> dict[str, bytes]:
    done = dict(files)
    entry = json.loads(done[ENTRY])
    for language in entry["languages"].values():
        meta = f"pagefind.{language['hash']}.pf_meta"
        version, pages, chunks, filters, *rest = _unpacked(done.pop(meta))
        renamed = []
        for name, old in sorted(filters):
            title, values = _unpacked(done.pop(f"filter/{old}.pf_filter"))
            packed, mark = _packed([title, sorted(values)])
            new = f"{old.rpartition('_')[0]}_{mark[:7]}"
            done[f"filter/{new}.pf_filter"] = packed
            renamed.append([name, new])
        packed, mark = _packed([version, pages, chunks, renamed, *rest])
        language["hash"] = f"{language['hash'].rpartition('_')[0]}_{mark[:10]}"
        done[f"pagefind.{language['hash']}.pf_meta"] = packed
    done[ENTRY] = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
    return done


def _unpacked(content: bytes) -> list[Any]:
    plain = gzip.decompress(content)
    if not plain.startswith(SIGNATURE):
        raise StrangeError("no signature")
    said, end = _read(plain, len(SIGNATURE))
    if end != len(plain) or not isinstance(said, list):
        raise StrangeError("no list")
    return said


def _packed(said: list[Any]) -> tuple[bytes, str]:
    """The file and a mark of its content."""
    plain = b"".join(_written(said))
    return gzip.compress(SIGNATURE + plain, 9, mtime=0), hashlib.sha1(plain, usedforsecurity=False).hexdigest()


def _read(data: bytes, at: int) -> tuple[Any, int]:
    """The value at `at`, and where it ends."""
    kind, size, at = data[at] >> 5, data[at] & 31, at + 1
    if width := _SIZES.get(size, 0):
        size, at = int.from_bytes(data[at : at + width], "big"), at + width
    elif size > 27 and not (kind == _LIST and size == 31):
        raise StrangeError("an unknown size")
    if kind == _NUMBER:
        return size, at
    if kind == _NEGATIVE:
        return -1 - size, at
    if kind == _TEXT:
        return data[at : at + size].decode(), at + size
    if kind != _LIST:
        raise StrangeError("an unknown kind")
    found: list[Any] = []
    while data[at] != 0xFF if size == 31 else len(found) < size:
        value, at = _read(data, at)
        found.append(value)
    return found, at + (size == 31)


def _written(value: Any) -> Iterator[bytes]:
    if isinstance(value, list):
        yield _head(_LIST, len(value))
        for each in value:
            yield from _written(each)
    elif isinstance(value, str):
        text = value.encode()
        yield _head(_TEXT, len(text)) + text
    else:
        yield _head(_NUMBER, value) if value >= 0 else _head(_NEGATIVE, -1 - value)


def _head(kind: int, size: int) -> bytes:
    if size < 24:
        return bytes([kind << 5 | size])
    code, width = next((code, width) for code, width in _SIZES.items() if size < 1 << 8 * width)
    return bytes([kind << 5 | code]) + size.to_bytes(width, "big")
