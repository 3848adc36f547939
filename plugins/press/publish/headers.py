"""What a server says of a file beside its bytes: type, how long it may be kept, whether it travels packed."""

from __future__ import annotations

import mimetypes
from pathlib import PurePosixPath

# Names in these folders hold a digest of what is in the file: they never change, so they may be kept for ever.
LASTING = ("theme/p/", "share/")
# So do those of these files, which are the parts of the search index.
LASTING_ENDS = (".pf_fragment", ".pf_filter", ".pf_index", ".pf_meta")
FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_DAY = "public, max-age=86400"
ASK_FIRST = "no-cache"
# What servers and Python's own table do not know, by the end of the name; the first that fits counts.
TYPES = {
    # Feeds by their general name: browsers show what bears the special ones as bare text, without its style sheet.
    ".atom.xml": "application/xml",
    ".rss.xml": "application/xml",
    ".opml": "text/x-opml",
    ".webmanifest": "application/manifest+json",
    ".avif": "image/avif",
    ".webp": "image/webp",
    ".epub": "application/epub+zip",
    ".wasm": "application/wasm",
    ".js": "text/javascript",
    ".md": "text/markdown",
    ".html": "text/html",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".xml": "application/xml",
    ".xsl": "application/xml",
    ".json": "application/json",
    ".txt": "text/plain",
}
JSON_FEED = "application/feed+json"
_TEXT = ("text/", "application/json", "application/xml", "image/svg+xml")
_TEXT_ENDS = ("+xml", "+json")
_MEDIA = ("image/", "audio/", "video/", "font/")


def kind(path: str) -> str:
    """The content type of the file at `path` of the site, without its character set."""
    if path.startswith("feeds/") and path.endswith(".json"):
        return JSON_FEED
    found = next((kind for end, kind in TYPES.items() if path.endswith(end)), None)
    return found or mimetypes.guess_type(path)[0] or "application/octet-stream"


def content_type(path: str) -> str:
    """The header's value: the type, for text with its character set."""
    found = kind(path)
    return f"{found}; charset=utf-8" if is_text(path) and not found.startswith("image/") else found


def is_text(path: str) -> bool:
    """Whether packing makes the file smaller."""
    found = kind(path)
    return found.startswith(_TEXT) or found.endswith(_TEXT_ENDS)


def cache_control(path: str) -> str:
    """How long a browser may keep the file without asking."""
    if path.startswith(LASTING) or path.endswith(LASTING_ENDS):
        return FOR_EVER
    return FOR_A_DAY if kind(path).startswith(_MEDIA) else ASK_FIRST


def is_for_servers(path: str) -> bool:
    """Whether the file tells a server what to do and is no part of the site."""
    return PurePosixPath(path).parts[0] in ("_server", "_headers", "_redirects")
