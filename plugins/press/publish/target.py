"""Where a release goes, read from `PRESS["target"]`: a folder, a server reached by ssh, a bucket."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

FORMS = "a folder (/srv/www/site), a server (ssh://user@host/srv/www/site) or a bucket (s3://name/prefix)"
_SCP = re.compile(r"(?P<login>[A-Za-z0-9_.-]+@[A-Za-z0-9_.\[\]:-]+?):(?P<folder>[^:].*)")
_LOGIN = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9_.-]*@)?[A-Za-z0-9_][A-Za-z0-9_.-]*")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


@dataclass(frozen=True)
class Place:
    """A folder that holds `releases/` and `current`, here or (with a login) on a server."""

    folder: str
    login: str = ""
    port: int = 0

    def __str__(self) -> str:
        port = f":{self.port}" if self.port else ""
        return f"ssh://{self.login}{port}/{self.folder.lstrip('/')}" if self.login else self.folder


@dataclass(frozen=True)
class Bucket:
    """A bucket of S3-compatible storage, and the folder in it."""

    name: str
    prefix: str = ""

    def __str__(self) -> str:
        return f"s3://{self.name}/{self.prefix}"


Target = Place | Bucket


def parse(text: str) -> Target | None:
    """The target that `text` names, none for no text; raises ValueError with a sentence."""
    if not text:
        return None
    if text.startswith("s3://"):
        return _bucket(text)
    if text.startswith("ssh://"):
        return _server(text)
    if found := _SCP.fullmatch(text):
        return Place(_folder(found["folder"], text), found["login"])
    if text.startswith(("/", "~", "./", "../")):
        return Place(_folder(str(Path(text).expanduser().absolute()), text))
    raise ValueError(f"{text!r} is no target; write {FORMS}")


def _bucket(text: str) -> Bucket:
    name, _, prefix = text.removeprefix("s3://").partition("/")
    if not _BUCKET.fullmatch(name):
        raise ValueError(f"{text!r} names no bucket: small letters, digits, dots and hyphens, as in s3://my-paper/")
    prefix = prefix.strip("/")
    return Bucket(name, f"{prefix}/" if prefix else "")


def _server(text: str) -> Place:
    try:
        parts = urlsplit(text)
        port = parts.port or 0
    except ValueError:
        raise ValueError(f"{text!r} has a port that is no number; write ssh://user@host:22/srv/www/site") from None
    login = f"{parts.username}@{parts.hostname}" if parts.username else str(parts.hostname or "")
    if not _LOGIN.fullmatch(login) or parts.password is not None:
        raise ValueError(f"{text!r} names no server; write ssh://user@host/srv/www/site, and use a key for the login")
    return Place(_folder(parts.path, text), login, port)


def _folder(folder: str, text: str) -> str:
    plain = folder.rstrip("/")
    if not plain or not plain.isprintable() or plain.startswith("-"):
        raise ValueError(f"{text!r} names no folder of its own; the site needs one, as in /srv/www/site")
    return plain
