"""Packs style.css for the page's head and names its hash for the content policy: `python theme/style.py`."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "style.css"
PACKED = HERE / "templates" / "_style.css"
NAMED = HERE / "templates" / "_style.sha256"


def pack(css: str) -> str:
    """The style sheet without comments and without white space that means nothing."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,>]) ?", r"\1", css)
    return re.sub(r": (?=[^{}]*[;}])", ":", css).replace(";}", "}").strip()


def fingerprint(css: str) -> str:
    """The source expression for `style-src`."""
    return "sha256-" + base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()


def main() -> None:
    packed = pack(SOURCE.read_text(encoding="utf-8"))
    PACKED.write_text(packed, encoding="utf-8")
    NAMED.write_text(fingerprint(packed), encoding="utf-8")


if __name__ == "__main__":
    main()
