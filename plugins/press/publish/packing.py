"""Text files packed for the journey: `.gz` and `.br` beside each, made once for each content and kept by its digest."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ..workers import cores, fan_out

SMALLEST = 1000  # bytes; below, packing gains less than a packet
CHUNK = 50
# Brotli's closest packing takes forty times as long as its middle one and saves a twelfth: it is for what changed,
# not for the first journey of a whole archive.
CLOSEST, MIDDLE, MANY = 11, 5, 2000


def forms() -> tuple[str, ...]:
    """The forms that can be made here."""
    try:
        import brotli  # noqa: F401
    except ImportError:
        return ("gz",)
    return ("gz", "br")


def packed_path(cache: Path, digest: str, form: str) -> Path:
    """Where the packed form of a content is kept."""
    return cache / digest[:2] / f"{digest}.{form}"


def pack_all(cache: Path, wanted: Sequence[tuple[str, Path]], workers: int = 0) -> int:
    """Make what is missing of the packed forms of `wanted`, digests with their files; how many contents were packed."""
    kinds = forms()
    new = dict(wanted)
    missing = [
        (digest, source)
        for digest, source in sorted(new.items())
        if not all(packed_path(cache, digest, form).exists() for form in kinds)
    ]
    chunks = [missing[at : at + CHUNK] for at in range(0, len(missing), CHUNK)]
    work = partial(_pack_some, cache, kinds, CLOSEST if len(missing) <= MANY else MIDDLE)
    for _ in fan_out(chunks, work, workers or cores()) if len(chunks) > 1 else map(work, chunks):
        pass
    return len(missing)


def _pack_some(cache: Path, kinds: Iterable[str], quality: int, chunk: Iterable[tuple[str, Path]]) -> None:
    for digest, source in chunk:
        content = source.read_bytes()
        for form in kinds:
            _write(packed_path(cache, digest, form), _pack(content, form, quality))


def _pack(content: bytes, form: str, quality: int) -> bytes:
    if form == "gz":
        return gzip.compress(content, 9, mtime=0)
    import brotli

    squeeze: Any = brotli.compress
    return bytes(squeeze(content, quality=quality))


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}")
    part.write_bytes(content)
    part.replace(target)


def forget_others(cache: Path, digests: set[str]) -> None:
    """Remove the packed forms of contents that are no longer in the site."""
    for path in cache.glob("*/*"):
        if path.name.split(".")[0] not in digests:
            path.unlink(missing_ok=True)
