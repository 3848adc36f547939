"""The preview: a server for this machine only that rebuilds on every save and has open pages load again.

It shows the release as it will be published, and beside it the pages of what is held back, each under a banner.
"""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from .host import pelican_build
from .preview import Waiting, recall

EVENTS = "/.press/events"
SCRIPT = "/.press/refresh.js"
STYLE = "/.press/preview.css"
HELD = "/.press/held"
_REFRESH = f"new EventSource('{EVENTS}').onmessage = () => location.reload()\n".encode()
_CSS = b"""#press-preview { position: fixed; inset: auto 0 0 auto; z-index: 9; margin: 0; padding: .4rem .8rem;
 font: 1rem/1.4 system-ui, sans-serif; background: #fff3c4; color: #000 }
#press-preview.held { inset: 0 0 auto 0; background: #8f1d1d; color: #fff } #press-preview a { color: inherit }
#press-preview.held ~ * { margin-block-start: 2.5rem }
"""
# What the preview adds must be let through the page's policy; the released page knows nothing of it.
_POLICIES = (
    (b"default-src 'none'", b"default-src 'none'; script-src 'self'; connect-src 'self'"),
    (b"style-src ", b"style-src 'self' "),
)
_BODY = re.compile(rb"<body[^>]*>")


class Bell:
    """Rung after each build; open pages wait for it."""

    def __init__(self) -> None:
        self._rung = threading.Condition()
        self.count = 0

    def ring(self) -> None:
        """Tell all who wait."""
        with self._rung:
            self.count += 1
            self._rung.notify_all()

    def wait(self, seen: int, seconds: float) -> int:
        """How often the bell was rung, once that is more than `seen` or the time is over."""
        with self._rung:
            self._rung.wait_for(lambda: self.count > seen, seconds)
            return self.count


@dataclass(frozen=True)
class Shown:
    """What the preview shows: the release, what waits, and where that finds its pictures."""

    output: Path
    waiting: Path
    statics: Mapping[str, Path]  # first part of an address -> folder
    hosts: frozenset[str] = frozenset()  # names it answers to; none: all

    def answers_to(self, host: str) -> bool:
        """Whether the request was meant for it, and not for a name somebody else has pointed here."""
        name = host.rpartition(":")[0] if re.search(r":\d+$", host) else host
        return not self.hosts or name in self.hosts

    def waits(self, path: str) -> Path | None:
        """The file that waits at `path`: a page, or a picture only such a page speaks of."""
        places = [self.waiting / path]
        places += [
            folder / path.removeprefix(f"{start}/")
            for start, folder in self.statics.items()
            if path.startswith(f"{start}/")
        ]
        return next((place for place in places if place.is_file()), None)


def marked(page: bytes, waits_at: str, waiting: Sequence[Waiting]) -> bytes:
    """A page as the preview shows it: it loads again after each build, and says if it is not published."""
    for old, new in _POLICIES:
        page = page.replace(old, new, 1)
    here = next((each for each in waiting if each.address and f"{each.address}index.html" == waits_at), None)
    note = ""
    if waits_at:
        words = f"Not published: {escape(here.why if here else 'held back')}. Only this preview shows it."
        note = f'<p id="press-preview" class="held">{words} <a href="{HELD}">All that is held back</a></p>'
    elif waiting:
        note = f'<p id="press-preview"><a href="{HELD}">{len(waiting)} held back</a></p>'
    head = f'<link rel="stylesheet" href="{STYLE}">\n'.encode() if note else b""
    page = page.replace(b"</head>", head + b"</head>", 1)
    if note and (body := _BODY.search(page)):
        page = page[: body.end()] + note.encode() + page[body.end() :]
    return page + f'<script src="{SCRIPT}"></script>\n'.encode()


def list_page(waiting: Sequence[Waiting]) -> bytes:
    """The list of what is held back, and why."""
    rows = "".join(
        f"<tr><td>{_linked(each)}<td>{escape(each.why)}<td><code>{escape(each.file)}</code>" for each in waiting
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Held back</title>'
        '<meta name="viewport" content="width=device-width"><style>body{font:1rem/1.5 system-ui;margin:2rem}'
        "td,th{text-align:start;padding:.3rem 1rem .3rem 0;vertical-align:top}</style></head><body>"
        f"<h1>{len(waiting)} held back</h1><p>None of this is on the site. <a href='/'>Front page</a></p>"
        f'<table><tr><th>what<th>why<th>file{rows}</table><script src="{SCRIPT}"></script></body></html>\n'
    ).encode()


def _linked(each: Waiting) -> str:
    title = escape(each.title)
    return f'<a href="/{escape(each.address)}">{title}</a>' if each.address else title


class Preview(SimpleHTTPRequestHandler):
    """Serves the release that is shown at the moment of each request."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, bell: Bell, site: Shown, **kwargs: Any) -> None:
        self.bell = bell
        self.site = site
        super().__init__(*args, directory=str(site.output), **kwargs)

    def do_GET(self) -> None:
        """A page, a file, or the preview's own list, script, style and events."""
        if not self.site.answers_to(self.headers.get("Host", "")):
            return self._answer(HTTPStatus.MISDIRECTED_REQUEST, "text/plain", b"This preview is for this machine.\n")
        own = {SCRIPT: ("text/javascript", _REFRESH), STYLE: ("text/css", _CSS)}.get(self.path)
        if own:
            return self._answer(HTTPStatus.OK, *own)
        if self.path == EVENTS:
            return self._events()
        if self.path == HELD:
            return self._answer(HTTPStatus.OK, "text/html; charset=utf-8", list_page(recall(self.site.waiting)))
        return self._file()

    def _file(self) -> None:
        """The file of the release at the path, else what waits there, else the page that says there is none."""
        path = Path(self.translate_path(self.path))
        if path.is_dir() and not self.path.partition("?")[0].endswith("/"):
            return super().do_GET()
        page = path / "index.html" if path.is_dir() or self.path.endswith("/") else path
        if page.is_file() and page.suffix != ".html":
            return super().do_GET()
        inside = page.relative_to(self.directory).as_posix()
        waits = not page.is_file() and self.site.waits(inside)
        if waits and waits.suffix != ".html":
            return self._answer(HTTPStatus.OK, self.guess_type(str(waits)), waits.read_bytes())
        found = waits or (page if page.is_file() else None)
        content = found.read_bytes() if found else self._not_found()
        content = marked(content, inside if waits else "", recall(self.site.waiting))
        return self._answer(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND, "text/html; charset=utf-8", content)

    def _not_found(self) -> bytes:
        page = Path(self.directory) / "404.html"
        return page.read_bytes() if page.is_file() else b"<!doctype html><title>Not found</title><body>Not found"

    def _answer(self, status: HTTPStatus, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def _events(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        seen = self.bell.count
        try:
            while True:
                now = self.bell.wait(seen, 15.0)
                self.wfile.write(b"data: built\n\n" if now > seen else b": still here\n\n")
                self.wfile.flush()
                seen = now
        except OSError:
            return

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing of each request."""


def rebuild(settings: str, waiting: Path) -> int:
    """The exit code of a build in a process of its own, which finds everything imported already."""
    os.environ["PRESS_PREVIEW"] = str(waiting)
    if not hasattr(os, "fork"):
        return pelican_build(settings)
    child = os.fork()
    if not child:
        code = 1
        try:
            code = pelican_build(settings)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def shown(settings: Mapping[str, Any], bind: str) -> Shown:
    """What the preview of a site shows."""
    content, cache = Path(settings["PATH"]), Path(settings["CACHE_PATH"])
    statics = {str(name): content / name for name in settings["STATIC_PATHS"]}
    # Sized copies of pictures are made there by whoever makes them, and named in the settings only during a build.
    copies = next(iter(sorted(cache.rglob("out/p"))), None)
    statics |= {f"{settings['THEME_STATIC_DIR']}/p": copies} if copies else {}
    everyone = bind in ("0.0.0.0", "::", "")  # noqa: S104
    hosts = frozenset() if everyone else frozenset((bind, f"[{bind}]", "localhost", "127.0.0.1", "[::1]"))
    return Shown(Path(settings["OUTPUT_PATH"]), cache / "preview", statics, hosts)


def serve_site(settings: Mapping[str, Any], watched: Sequence[Path], bind: str, port: int, conf: str) -> int:
    """Build, then serve the site and build again on every save, until interrupted."""
    from watchfiles import watch

    site = shown(settings, bind)
    if rebuild(conf, site.waiting) not in (0, 3):
        print("the build failed; the site as it was is served, and the next save builds again")
    site = shown(settings, bind)
    bell = Bell()
    try:
        server = ThreadingHTTPServer((bind, port), partial(Preview, bell=bell, site=site))
    except OSError as error:
        print(f"cannot listen on {bind}:{port} ({error.strerror}); choose another with --port", file=sys.stderr)
        return 1
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://{bind}:{server.server_port}/ – saving a file rebuilds the site; Ctrl-C ends this", flush=True)
    if waiting := recall(site.waiting):
        print(f"{len(waiting)} held back: http://{bind}:{server.server_port}{HELD}", flush=True)
    try:
        for _ in watch(*watched, debounce=200, step=20, raise_interrupt=False):
            if rebuild(conf, site.waiting) in (0, 3):
                bell.ring()
    except KeyboardInterrupt:
        pass
    server.shutdown()
    print()
    return 0
