"""What servers are to know of the site: headers, old addresses, withdrawn stories, in the words of five of them.

`_headers` and `_redirects` are for Netlify and Cloudflare Pages; `_server/nginx.conf` and `_server/Caddyfile` are
included by the site's own block there. A new release brings new ones with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from jinja2 import TemplateNotFound

from ..house import House
from ..publish.headers import FOR_A_DAY, FOR_EVER, JSON_FEED, LASTING, LASTING_ENDS, TYPES
from ..task import Files, Task
from . import aliases
from .kind import Kind

_META = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*?(?:\{%[^%]*%\}[^"]*?)*)"')
_INCLUDE = re.compile(r'\{% include "([^"]+)" %\}')
_MORE = re.compile(r"""\{%-? set policy = "([^"]*)"[^%]*%\}""")
_CODE = re.compile(r"\{\{.*?\}\}")
_MEDIA = "avif gif ico jpeg jpg png svg webp woff2 mp3 mp4".split()
_PACKABLE = (
    "application/atom+xml application/feed+json application/json application/manifest+json application/rss+xml"
    " application/xml image/svg+xml text/css text/javascript text/plain text/xml"
)
# What nginx and Caddy take for another type, by the end of the name.
_ENDS = (".atom.xml", ".rss.xml", ".opml", ".webmanifest", ".avif", ".epub", ".wasm", ".md")


@dataclass(frozen=True)
class Orders:
    """What every server is told, before it is said in its own words."""

    headers: Mapping[str, str]
    moved: Sequence[tuple[str, str]]  # old address, new one in full
    gone: Sequence[str]
    gone_page: str = ""  # what is shown at addresses that are gone and have no page of their own


def make(house: House, _key: str, _: int) -> Files:
    """The files for all servers."""
    page = str(house.settings.get("410_SAVE_AS", "410.html")) if "410" in house.settings["DIRECT_TEMPLATES"] else ""
    orders = Orders(headers(house), moved(house), gone(house), f"/{page}" if page else "")
    files = {
        "_headers": _for_hosts(orders),
        "_redirects": "".join(f"{old} {new} 301\n" for old, new in orders.moved),
        "_server/nginx.conf": _for_nginx(orders),
        "_server/Caddyfile": _for_caddy(orders),
    }
    return {path: text.encode() for path, text in files.items() if text}


def headers(house: House) -> dict[str, str]:
    """What is said with every page."""
    found = {"Content-Security-Policy": said} if (said := policy(house)) else {}
    found |= {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }
    if house.site.startswith("https://"):
        found["Strict-Transport-Security"] = "max-age=31536000"
    return found


def policy(house: House) -> str:
    """One content policy that lets through what any page of the theme does, and the style sheet of the feeds.

    Each page's own is narrower still.
    """
    sources: dict[str, dict[str, None]] = {}
    for said in _policies(house):
        for part in said.split(";"):
            name, *values = part.split() or [""]
            if name:
                sources.setdefault(name, {}).update(dict.fromkeys(values))
    if not sources:
        return ""
    if "style-src" in sources:
        sources["style-src"]["'self'"] = None
    sources["frame-ancestors"] = {"'none'": None}
    return "; ".join(" ".join((name, *_but_none(allowed))) for name, allowed in sources.items())


def _but_none(allowed: Iterable[str]) -> list[str]:
    """What is allowed; "none" only where nothing is."""
    names = list(allowed)
    return [name for name in names if name != "'none'"] or names


def _policies(house: House) -> Iterable[str]:
    loader = house.env.loader
    for name in sorted(house.env.list_templates()) if loader else ():
        if loader is None or name.startswith("!") or not name.endswith(".html"):
            continue
        source = loader.get_source(house.env, name)[0]
        for said in _META.findall(source):
            yield _CODE.sub("", _INCLUDE.sub(lambda found: _source(house, found[1]), said))
        yield from _MORE.findall(source)


def _source(house: House, name: str) -> str:
    try:
        return house.env.loader.get_source(house.env, name)[0].strip() if house.env.loader else ""
    except TemplateNotFound:
        return ""


def moved(house: House) -> list[tuple[str, str]]:
    """Old addresses of stories and tags, and where they stand now; those of another site's making have pages only."""
    pattern = house.settings["ARTICLE_URL"]
    slugs = dict.fromkeys(slug for slug, _ in house.ledger.aliases() if not slug.startswith("/"))
    rows = [(slug, aliases.target(house, slug)) for slug in slugs]
    rows = [(pattern.format(slug=slug), found) for slug, found in rows]
    rows += [(old.url, new.url) for old, new in house.topics.moved()]
    return [(_encoded(f"/{old}"), f"{house.site}/{_encoded(new)}") for old, new in rows if old and new]


def gone(house: House) -> list[str]:
    """The addresses of withdrawn stories, in the text edition too."""
    rows = [kept.row for kept in house.ledger.gone()]
    found = [f"/{house.wardrobe.address(row)}" for row in rows]
    found += [f"/text/{row.slug}/" for row in rows] if house.press.text_edition else []
    return sorted(map(_encoded, found))


def _encoded(address: str) -> str:
    return quote(address, safe="/:@!()*+,=~-._")


def _plain(address: str) -> str:
    """The address as nginx and Caddy compare it: decoded, and safe between double quotes."""
    return unquote(address).replace("\\", "\\\\").replace('"', '\\"')


def _for_hosts(orders: Orders) -> str:
    """Netlify and Cloudflare Pages have browsers ask again for every file, but for those told otherwise."""
    lines = ["/*", *(f"  {name}: {value}" for name, value in orders.headers.items())]
    for folder in LASTING:
        lines += [f"/{folder}*", f"  Cache-Control: {FOR_EVER}"]
    for end in (".atom.xml", ".rss.xml"):
        lines += [f"/feeds/*{end}", f"  Content-Type: {TYPES[end]}; charset=utf-8"]
    return "\n".join(lines) + "\n"


def _for_nginx(orders: Orders) -> str:
    lasting = "|".join(re.escape(folder) for folder in LASTING)
    ends = "|".join(re.escape(end) for end in LASTING_ENDS)
    lines = [
        "# For a server block of nginx: root /srv/site/current; include /srv/site/current/_server/nginx.conf;",
        "# Made with every release: a reload makes the old addresses of newly renamed stories known.",
        "index index.html;",
        "charset utf-8;",
        f"charset_types {_PACKABLE};",
        "absolute_redirect off;",
        "server_tokens off;",
        "gzip_static on;",
        "gzip on;",
        "gzip_vary on;",
        f"gzip_types {_PACKABLE};",
        "# With libnginx-mod-http-brotli-static (or ngx_brotli): brotli_static on;",
        'set $copydesk_keep "no-cache";',
        f'if ($uri ~ "\\.({"|".join(_MEDIA)})$") {{ set $copydesk_keep "{FOR_A_DAY}"; }}',
        f'if ($uri ~ "^/({lasting})|({ends})$") {{ set $copydesk_keep "{FOR_EVER}"; }}',
        "add_header Cache-Control $copydesk_keep always;",
        *(f'add_header {name} "{value}" always;' for name, value in orders.headers.items()),
        "error_page 403 404 =404 /404.html;",
        "location / { try_files $uri $uri/ =404; }",
        *(_typed(f"{re.escape(end)}$", TYPES[end]) for end in _ENDS),
        _typed(r"^/feeds/.*\.json$", JSON_FEED),
        'location ~ "^/(_|\\.(?!well-known/))" { return 404; }',
    ]  # fmt: skip
    for old, new in orders.moved:
        lines.append(f'location = "{_plain(old)}" {{ return 301 "{new}"; }}')
    for address in orders.gone:
        page = f"{address}index.html" if address.endswith("/") else address
        if address.startswith("/text/"):
            page = orders.gone_page
        shown = f'error_page 410 "{_plain(page)}"; ' if page else ""
        lines.append(f'location = "{_plain(address)}" {{ {shown}return 410; }}')
    return "\n".join(lines) + "\n"


def _typed(pattern: str, kind: str) -> str:
    return f'location ~ "{pattern}" {{ types {{ }} default_type {kind}; try_files $uri =404; }}'


def _for_caddy(orders: Orders) -> str:
    lasting = " ".join([*(f"/{folder}*" for folder in LASTING), *(f"*{end}" for end in LASTING_ENDS)])
    always = [*(f'{name} "{value}"' for name, value in orders.headers.items()), "?Cache-Control no-cache", "-Server"]
    lines = [
        "# For a site's block of Caddy: root * /srv/site/current, import /srv/site/current/_server/Caddyfile",
        "# Made with every release: a reload makes the old addresses of newly renamed stories known.",
        *_block("header", always),
        *_block("@copydesk_media", ["path " + " ".join(f"*.{end}" for end in _MEDIA), f"not path {lasting}"]),
        f'header @copydesk_media Cache-Control "{FOR_A_DAY}"',
        f"@copydesk_lasting path {lasting}",
        f'header @copydesk_lasting Cache-Control "{FOR_EVER}"',
    ]
    for end in _ENDS:
        name = end.strip(".").replace(".", "_")
        lines += [f"@copydesk_{name} path *{end}", f'header @copydesk_{name} Content-Type "{TYPES[end]}"']
    lines += [
        "@copydesk_feed path /feeds/*.json",
        f'header @copydesk_feed Content-Type "{JSON_FEED}"',
        *_block("@copydesk_hidden", ["path_regexp ^/(_|\\.)", "not path /.well-known/*"]),
        "error @copydesk_hidden 404",
        *(f'redir "{_plain(old)}" "{new}" 301' for old, new in orders.moved),
    ]
    if orders.gone:
        lines += [
            "@copydesk_gone path " + " ".join(f'"{_plain(address)}"' for address in orders.gone),
            "error @copydesk_gone 410",
        ]
    lines += _block("file_server", ["precompressed br gzip"])
    instead = [f"try_files {{path}}index.html {{path}} {orders.gone_page}"] if orders.gone_page else []
    gone = _block("handle @copydesk_410", [*instead, "file_server"])
    other = _block("handle", ["rewrite * /404.html", "file_server"])
    wrong = [*_block("header", always), "@copydesk_410 expression {http.error.status_code} == 410", *gone, *other]
    return "\n".join([*lines, *_block("handle_errors", wrong)]) + "\n"


def _block(head: str, lines: Iterable[str]) -> list[str]:
    return [f"{head} {{", *(f"\t{line}" for line in lines), "}"]


def the_files(_: House) -> Iterable[Task]:
    """The one task."""
    return (Task("servers"),)


SERVERS = Kind("servers", make, lambda house, _: the_files(house), by_any=the_files)
