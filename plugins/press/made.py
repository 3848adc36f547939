"""A file that was made, and the short name for its bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


def digest(content: bytes) -> bytes:
    """A short name for some bytes."""
    return hashlib.sha256(content, usedforsecurity=False).digest()[:16]


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made: by which task, its digest, and its bytes if they are still to be written."""

    path: str
    task: str
    digest: bytes
    content: bytes | None = None
