"""A WordPress post's text -> HTML: paragraphs as WordPress sets them, and the short codes every WordPress knows."""

from __future__ import annotations

import re

_PARTED = re.compile(r"\n[ \t\r]*\n")
_WHOLE = re.compile(r"</?(?:p|div|ul|ol|li|blockquote|h[1-6]|fig\w+|table|t[rdh]|thead|tbody|pre|hr|iframe)\b", re.I)
_PARAGRAPH = re.compile(r"<p[\s>]", re.I)
_CAPTION = re.compile(r"\[caption\b[^\]]{0,500}\](.{0,3000}?)\[/caption\]", re.DOTALL)
_PICTURE = re.compile(r"\s*((?:<a\b[^<>]{0,1000}>\s*)?<img\b[^<>]{0,2000}>(?:\s*</a>)?)", re.I)
_EMBED = re.compile(r"\[embed[^\]]{0,300}\]\s*(https?://[^\s\[\]\"'<>]{1,1000})\s*\[/embed\]")
_MACHINERY = re.compile(r"\[(?:/?(?:audio|video|playlist|gallery|embed))\b[^\]]{0,1000}\]")


def page(post: str) -> str:
    """The post's text as HTML. Short codes that only machines read stay as comments."""
    marked = _PARAGRAPH.search(post)
    post = _CAPTION.sub(_figure, post.replace("\r\n", "\n"))
    post = _EMBED.sub(lambda match: f'<p><a href="{match[1]}">{match[1]}</a></p>', post)
    post = _MACHINERY.sub(lambda match: f"<!-- {match[0].replace('--', '- -').replace('>', '')} -->", post)
    return post if marked else paragraphs(post)


def paragraphs(post: str) -> str:
    """What blank lines part as paragraphs, and single line ends as breaks, but for what is mark-up already."""
    parts = (part.strip() for part in _PARTED.split(post))
    return "\n\n".join(part if _WHOLE.match(part) or not part else _paragraph(part) for part in parts)


def _paragraph(part: str) -> str:
    if part.startswith("<!--") and part.endswith("-->"):
        return part
    return "<p>" + part.replace("\n", "<br>\n") + "</p>"


def _figure(match: re.Match[str]) -> str:
    picture = _PICTURE.match(match[1])
    if not picture:
        return match[1]
    words = match[1][picture.end() :].strip()
    return f"\n\n<figure>{picture[1]}<figcaption>{words}</figcaption></figure>\n\n"
