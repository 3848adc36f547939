"""The preview: a server for this machine only that rebuilds on every save and has open pages load again."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Sequence
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from .host import pelican_build

EVENTS = "/.press/events"
SCRIPT = "/.press/refresh.js"
_REFRESH = f"new EventSource('{EVENTS}').onmessage = () => location.reload()\n".encode()
# The preview's own script must be let through the page's policy; the released page knows nothing of it.
_POLICY = b"default-src 'none'"
_PREVIEW_POLICY = b"default-src 'none'; script-src 'self'; connect-src 'self'"


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


class Preview(SimpleHTTPRequestHandler):
    """Serves the release that is shown at the moment of each request."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, bell: Bell, **kwargs: Any) -> None:
        self.bell = bell
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        """A page, a file, or the preview's own script and events."""
        if self.path == EVENTS:
            return self._events()
        if self.path == SCRIPT:
            return self._answer(HTTPStatus.OK, "text/javascript", _REFRESH)
        path = Path(self.translate_path(self.path))
        if path.is_dir() and not self.path.partition("?")[0].endswith("/"):
            return super().do_GET()
        page = path / "index.html" if path.is_dir() else path
        if page.is_file() and page.suffix != ".html":
            return super().do_GET()
        found = page.is_file()
        page = page if found else Path(self.directory) / "404.html"
        content = page.read_bytes() if page.is_file() else b"<!doctype html><title>Not found</title>Not found"
        content = content.replace(_POLICY, _PREVIEW_POLICY, 1) + f'<script src="{SCRIPT}"></script>\n'.encode()
        return self._answer(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND, "text/html; charset=utf-8", content)

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


def rebuild(settings: str) -> int:
    """The exit code of a build in a process of its own, which finds everything imported already."""
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


def serve_site(output: Path, watched: Sequence[Path], bind: str, port: int, settings: str) -> int:
    """Build, then serve `output` and build again on every save, until interrupted."""
    from watchfiles import watch

    code = rebuild(settings)
    if code not in (0, 3):
        print("the build failed; the site as it was is served, and the next save builds again")
    bell = Bell()
    try:
        server = ThreadingHTTPServer((bind, port), partial(Preview, bell=bell, directory=str(output)))
    except OSError as error:
        print(f"cannot listen on {bind}:{port} ({error.strerror}); choose another with --port", file=sys.stderr)
        return 1
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://{bind}:{server.server_port}/ – saving a file rebuilds the site; Ctrl-C ends this", flush=True)
    try:
        for _ in watch(*watched, debounce=200, step=20, raise_interrupt=False):
            if rebuild(settings) in (0, 3):
                bell.ring()
    except KeyboardInterrupt:
        pass
    server.shutdown()
    print()
    return 0
