"""Packs style.css and text.css for the pages' heads and names their hashes for the content policy.

`python theme/style.py`
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
NAMES = ("style", "text")


def pack(css: str) -> str:
    """The style sheet without comments and without white space that means nothing."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,>]) ?", r"\1", css)
    css = re.sub(r"[^{}]*\{", lambda head: re.sub(r" \+ |(?<=-width): ", lambda sign: sign[0].strip(), head[0]), css)
    return re.sub(r": (?=[^{}]*[;}])", ":", css).replace(";}", "}").strip()


def fingerprint(css: str) -> str:
    """The source expression for `style-src`."""
    return "sha256-" + base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()


def main() -> None:
    for name in NAMES:
        packed = pack((HERE / f"{name}.css").read_text(encoding="utf-8"))
        (HERE / "templates" / f"_{name}.css").write_text(packed, encoding="utf-8")
        (HERE / "templates" / f"_{name}.sha256").write_text(fingerprint(packed), encoding="utf-8")


if __name__ == "__main__":
    main()
