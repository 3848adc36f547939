"""The Nu HTML checker, the W3C's own, where Java and its jar are on the machine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .finding import FAULT, NOTICE, Finding

MOST = 150  # pages of one run; of more, an even choice is judged
PLACES = (".venv/share/vnu.jar", "vnu.jar", "/usr/share/java/vnu.jar")


def command() -> list[str]:
    """How the checker is run here: `vnu`, or Java with $VNU_JAR or a jar where `make test` puts it; else nothing."""
    if vnu := shutil.which("vnu"):
        return [vnu]
    jar = next((path for path in (os.environ.get("VNU_JAR", ""), *PLACES) if path and Path(path).is_file()), "")
    java = shutil.which("java")
    return [java, "-Xss8m", "-jar", jar] if java and jar else []


def sample(pages: Sequence[str], everything: bool) -> list[str]:
    """The pages to judge: all of a small site, an even choice of a large one with one page of each kind."""
    if everything or len(pages) <= MOST:
        return list(pages)
    kinds: dict[str, str] = {}
    for page in pages:
        kinds.setdefault(page.split("/")[0], page)
    step = len(pages) // MOST + 1
    return sorted({*kinds.values(), *pages[::step]})


def judge(output: Path, pages: Sequence[str], how: Sequence[str]) -> Iterator[Finding]:
    """What the checker says of these pages: each sentence once, where it stands first."""
    if not pages:
        return
    run = subprocess.run(
        [*how, "--format", "json", "--stdout", "--exit-zero-always", *(str(output / page) for page in pages)],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        messages = json.loads(run.stdout)["messages"]
    except (ValueError, KeyError):
        last = run.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        yield Finding(how[-1], 0, "html", f"the Nu checker could not be run ({last[0]})", "look at Java and the jar")
        return
    seen: dict[str, int] = defaultdict(int)
    for said in messages:
        words = str(said.get("message", "")).replace("\n", " ")
        seen[words] += 1
        # A page that lies in a file has no origin, so its own pictures look foreign to its content policy.
        if said.get("type") not in ("error", "info") or seen[words] > 1 or "Content Security Policy" in words:
            continue
        weight = FAULT if said["type"] == "error" else NOTICE
        file = unquote(urlsplit(str(said.get("url", ""))).path)
        line = int(said.get("lastLine", 0))
        yield Finding(_short(file, output), line, "html", words.rstrip("."), "look at its template", weight)


def _short(file: str, output: Path) -> str:
    for base in (output, output.absolute(), output.resolve()):
        if file.startswith(f"{base}/"):
            return f"{output}/{file[len(str(base)) + 1 :]}"
    return file
