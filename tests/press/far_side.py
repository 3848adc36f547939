"""The far side for the tests of publishing: a real ssh server, a real S3 server, and a line that can be cut."""

from __future__ import annotations

import getpass
import logging
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

SSHD = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")


def free_port() -> int:
    """A port nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Return once somebody answers at `port`."""
    for _ in range(400):
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), 1)):
            return
        time.sleep(0.05)
    pytest.fail(f"nobody answers at port {port}")


def make_key(path: Path) -> Path:
    """A new ssh key without a passphrase."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    return path


class Server:
    """An ssh server of this user, for whom `key` opens."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.port = free_port()
        self.key = make_key(folder / "key")
        self._folder = folder

    @contextmanager
    def running(self) -> Iterator[None]:
        """The server listens meanwhile."""
        if not SSHD:
            pytest.fail("no sshd found: run `make test`, which installs it")
        host = make_key(self._folder / "host")
        allowed = self._folder / "allowed"
        shutil.copy(f"{self.key}.pub", allowed)
        config = self._folder / "config"
        config.write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {host}\nAuthorizedKeysFile {allowed}\n"
            f"StrictModes no\nUsePAM no\nPidFile none\nPasswordAuthentication no\nPermitRootLogin yes\n"
        )
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)  # where sshd keeps its child apart
        server = subprocess.Popen([SSHD, "-D", "-e", "-f", str(config)], stderr=subprocess.DEVNULL)
        try:
            wait_for(self.port)
            yield
        finally:
            server.terminate()
            server.wait()

    def command(self, key: Path | None = None) -> str:
        """The ssh command for PRESS."""
        options = "StrictHostKeyChecking=no UserKnownHostsFile=/dev/null IdentitiesOnly=yes LogLevel=ERROR".split()
        return f"ssh -F none {' '.join(f'-o {option}' for option in options)} -i {key or self.key}"

    def target(self, folder: Path, port: int = 0) -> str:
        """The target for PRESS."""
        return f"ssh://{getpass.getuser()}@127.0.0.1:{port or self.port}{folder}"


@contextmanager
def cut_line(port: int, after: int) -> Iterator[int]:
    """A port that leads to `port` until `after` bytes have gone there; then the line is dead."""
    door = socket.create_server(("127.0.0.1", 0))
    left = [after]

    def pump(source: socket.socket, target: socket.socket, counts: bool) -> None:
        with suppress(OSError):
            while (data := source.recv(16384)) and left[0] > 0:
                left[0] -= len(data) if counts else 0
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def serve() -> None:
        with suppress(OSError):
            while True:
                here, _ = door.accept()
                if left[0] <= 0:
                    here.close()
                    continue
                there = socket.create_connection(("127.0.0.1", port))
                threading.Thread(target=pump, args=(here, there, True), daemon=True).start()
                threading.Thread(target=pump, args=(there, here, False), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield int(door.getsockname()[1])
    door.close()


@contextmanager
def storage() -> Iterator[int]:
    """The port of an S3 server that has the bucket `courier`."""
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    port = int(server.get_host_and_port()[1])
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    urlopen(Request(f"http://127.0.0.1:{port}/moto-api/reset", method="POST")).close()  # what other tests left
    client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}")
    client.create_bucket(Bucket="courier")
    yield port
    server.stop()
