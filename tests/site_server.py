"""Serves a built site on this machine, for tests and benches that look at it."""

from __future__ import annotations

import functools
import gzip
import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Packed(http.server.SimpleHTTPRequestHandler):
    """Sends text gzipped, as any host does."""

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        found = path.is_file()
        body = path.read_bytes() if found else b""
        kind = self.guess_type(str(path))
        self.send_response(200 if found else 404)
        if kind.startswith("text/") or kind.endswith("xml"):
            body = gzip.compress(body, 9)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(ConnectionError):  # the browser may have gone on to another page
            self.wfile.write(body)


@contextmanager
def serve(output: Path) -> Iterator[str]:
    """The address `output` is served at meanwhile."""
    with answering(functools.partial(Packed, directory=str(output))) as address:
        yield address


@contextmanager
def answering(handler: Callable[..., http.server.BaseHTTPRequestHandler]) -> Iterator[str]:
    """The address on loopback at which `handler` answers meanwhile."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
