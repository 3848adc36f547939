"""A folder, here or on a server: releases beside each other, of which the link `current` shows one.

A release is sent into a folder nobody serves, beside the last one, from which rsync takes by hard link whatever is the
same; when all of it has arrived, it gets its name, and the link is swapped by one rename. A journey that breaks off
leaves the half-filled folder, and the next one begins from it.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from .cargo import Cargo
from .target import Place
from .trouble import STANDS, PublishError, explain

_NAME = re.compile(r"\d{8}T\d{12}Z-[0-9a-f]{12}")
_COMING = re.compile(r"\.coming-[0-9a-f]{12}")
_MOVED = re.compile(r"^[<>c][fLd]\S* (.+)$", re.MULTILINE)
_GOING = re.compile(r"^\*deleting +(.+)$", re.MULTILINE)
_PATIENCE = ("BatchMode=yes", "ConnectTimeout=20", "ServerAliveInterval=15", "ServerAliveCountMax=4")


@dataclass(frozen=True)
class Sent:
    """What a journey moved (or would move): paths, and how many bytes crossed."""

    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    bytes: int = 0
    shown: str = ""  # the release that is live now


@dataclass(frozen=True)
class Standing:
    """What stands at the place: the release that is shown, all of them from the oldest, and half-filled ones."""

    current: str = ""
    names: tuple[str, ...] = ()
    coming: tuple[str, ...] = ()


@dataclass(frozen=True)
class Carrier:
    """Runs commands at a place: here, or on the server through `ssh`."""

    place: Place
    ssh: str = "ssh"

    @property
    def shell(self) -> list[str]:
        """The command that reaches the server."""
        port = ["-p", str(self.place.port)] if self.place.port else []
        patience = [word for option in _PATIENCE for word in ("-o", option)]
        return [*shlex.split(self.ssh), *patience, *port]

    def run(self, script: str) -> str:
        """What `script` prints, run by `sh` in the place's folder."""
        script = f"set -e\nmkdir -p {shlex.quote(self.place.folder)}\ncd {shlex.quote(self.place.folder)}\n{script}"
        command = [*self.shell, self.place.login, "sh -s"] if self.place.login else ["sh", "-s"]
        return self._said(command, script)

    def rsync(self, cargo: Cargo, to: str, more: Sequence[str]) -> str:
        """What rsync prints of carrying the tree to the folder `to` of the place."""
        if not shutil.which("rsync"):
            raise PublishError(f"rsync is not installed here (Debian: apt-get install rsync); {STANDS}")
        far = f"{self.place.folder}/{to}/"
        reach = ["-s", "-z", "-e", shlex.join(self.shell)] if self.place.login else []
        command = ["rsync", "-rlc", "--delete", "--stats", "--out-format=%i %n", "--chmod=D755,F644", *reach, *more]
        return self._said([*command, f"{cargo.tree}/", f"{self.place.login}:{far}" if self.place.login else far])

    def _said(self, command: Sequence[str], script: str = "") -> str:
        try:
            run = subprocess.run(command, input=script, capture_output=True, text=True, errors="replace", check=False)
        except OSError as error:
            raise PublishError(f"{command[0]} cannot be run ({error.strerror}); {STANDS}") from error
        if run.returncode:
            raise explain(self.place, run.stderr or f"{command[0]} ended with {run.returncode}")
        return run.stdout


def look(carrier: Carrier) -> Standing:
    """What stands at the place; an error if `current` there is no link of ours."""
    said = carrier.run(
        "if [ -e current ] && [ ! -L current ]; then echo taken; exit 0; fi\n"
        "mkdir -p releases\n"
        "if [ -L current ]; then readlink current; else echo none; fi\n"
        "ls -1a releases\n"
    ).splitlines()
    if said[:1] == ["taken"]:
        raise PublishError(f"{carrier.place}/current is a folder of its own: move it away, then publish again")
    current = said[0].removeprefix("releases/").rstrip("/") if said else ""
    names = tuple(sorted(name for name in said[1:] if _NAME.fullmatch(name)))
    return Standing(current if current in names else "", names, tuple(n for n in said[1:] if _COMING.fullmatch(n)))


def rehearse(carrier: Carrier, cargo: Cargo) -> Sent:
    """What `send` would move, with nothing moved."""
    standing = look(carrier)
    if not standing.current:
        return Sent(tuple(item.path for item in cargo.items), shown="")
    said = carrier.rsync(cargo, f"releases/{standing.current}", ["--dry-run"])
    return Sent(*_moved(said), shown=standing.current)


def send(carrier: Carrier, cargo: Cargo, keep: int, now: datetime | None = None) -> Sent:
    """What was moved; the place shows the cargo, and keeps the `keep` newest releases."""
    standing = look(carrier)
    mark = cargo.mark
    if standing.current.endswith(f"-{mark}"):
        return Sent(shown=standing.current)
    stage = f".coming-{mark}"
    bases = [standing.current, *(name for name in standing.coming if name != stage)]
    links = [f"--link-dest=../{name}" for name in bases[:10] if name]
    said = carrier.rsync(cargo, f"releases/{stage}", links)
    name = f"{(now or datetime.now(UTC)):%Y%m%dT%H%M%S%fZ}-{mark}"
    stale = " ".join(f"releases/{each}" for each in _beyond(standing, keep))
    went = carrier.run(
        f"touch releases/{stage}\nmv releases/{stage} releases/{name}\nsync -f releases/{name} 2>/dev/null || :\n"
        + _swap(name)
        + (_list_gone(standing.current, name) if standing.current else "")
        + (f"rm -rf {stale}\n" if stale else "")
        + "find releases -maxdepth 1 -name '.coming-*' -mtime +0 -exec rm -rf {} +\n"
    )
    gone = sorted(line.removeprefix("./") for line in went.splitlines() if not line.endswith((".gz", ".br")))
    return Sent(_moved(said)[0], tuple(gone), _bytes(said), name)


def _beyond(standing: Standing, keep: int) -> list[str]:
    """The releases that are one too many once a new one is shown; the one shown before goes last."""
    others = [name for name in standing.names if name != standing.current]
    kept = [*others, standing.current] if standing.current else others
    return kept[: len(kept) - (keep - 1)] if len(kept) >= keep else []


def roll_back(carrier: Carrier) -> str:
    """The name of the release before the one that is shown, which is shown now."""
    standing = look(carrier)
    older = [name for name in standing.names if standing.current and name < standing.current]
    if not older:
        raise PublishError(f"{carrier.place} holds no earlier release to go back to")
    carrier.run(_swap(older[-1]))
    return older[-1]


def _swap(name: str) -> str:
    """The link is swapped by one rename: `mv` of GNU and of the BSDs call that differently."""
    return (
        f"rm -f .current-next\nln -s releases/{name} .current-next\n"
        "mv -fT .current-next current 2>/dev/null || mv -fh .current-next current\n"
    )


def _list_gone(old: str, new: str) -> str:
    """Prints the files of the old release that the new one has not."""
    return (
        f"(cd releases/{old} && find . -type f | LC_ALL=C sort) > releases/.old\n"
        f"(cd releases/{new} && find . -type f | LC_ALL=C sort) > releases/.new\n"
        "LC_ALL=C comm -23 releases/.old releases/.new || :\nrm -f releases/.old releases/.new\n"
    )


def _moved(said: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The files that rsync sent and those it removed, without folders and packed forms."""
    ends = ("/", ".gz", ".br")
    sent = tuple(sorted(path for path in _MOVED.findall(said) if not path.endswith(ends)))
    return sent, tuple(sorted(p for p in _GOING.findall(said) if not p.endswith(ends)))


def _bytes(said: str) -> int:
    found = re.search(r"Total bytes sent: ([\d,.]+)", said)
    return int(re.sub(r"\D", "", found[1])) if found else 0
