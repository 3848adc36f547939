"""`press check`: every gate in a row, one list of findings, one exit code."""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..held import recall
from ..job import Job
from ..store import Store
from . import machines, nu, pages, stories
from .finding import FAULT, Finding
from .records import read_all

CLEAN, FAULTY, NO_SITE, LOOK = 0, 1, 2, 3
SHOWN = 10  # of one kind, unless all are asked for
FEW = {"unknown-tag": 3, "summary": 3}  # kinds that come in crowds


@dataclass(frozen=True)
class Verdict:
    """All findings, and what they were found in."""

    findings: Sequence[Finding]
    pages: int
    records: int
    judged_by: str
    seconds: float

    @property
    def code(self) -> int:
        """0: nothing to say; 1: do not publish this; 3: a person should look."""
        if any(finding.weight == FAULT for finding in self.findings):
            return FAULTY
        return LOOK if self.findings else CLEAN


def check_site(settings: Mapping[str, Any], everything: bool = False) -> Verdict:
    """The verdict on the content and the built site."""
    started = time.perf_counter()
    job = Job(settings)
    content = os.path.relpath(settings["PATH"])
    output = Path(os.path.relpath(settings["OUTPUT_PATH"]))
    copies = read_all(job)
    built = pages.read_site(output, str(settings["SITEURL"] or ""), content, copies, job.workers)
    how = nu.command()
    chosen = nu.sample([facts.path for facts in built.facts], everything) if how else []

    def gates() -> Iterator[Iterator[Finding]]:
        yield pages.links(built)
        yield pages.html_rules(built, bool(how))
        yield nu.judge(output, chosen, how)
        yield pages.weight(built, job.press.page_weight)
        yield machines.feeds(built)
        yield stories.held(copies, recall(job.cache), content)
        yield stories.headers(copies, content)
        yield stories.times(copies, content)
        yield stories.out_of_date(copies, _built_at(job), job.now, content)
        yield stories.leaks(copies, sorted(built.files), content)
        yield stories.tags(copies, content)
        yield stories.twins(copies, content)

    found = sorted({finding for gate in gates() for finding in gate}, key=lambda each: (each.weight != FAULT, each))
    by = f"the Nu checker ({len(chosen)} pages)" if how else "built-in rules alone, as java and vnu.jar are not here"
    return Verdict(found, len(built.facts), len(copies), by, time.perf_counter() - started)


def _built_at(job: Job) -> float:
    """The moment of the last build."""
    from .. import keys

    store = Store.open(job.store_path, keys.reading(job.settings))
    if store is None:
        return job.now
    moment = store.get("now")
    store.close()
    return float(moment) if moment else job.now


def say(verdict: Verdict, everything: bool) -> str:
    """The findings, faults first, and one line about all of it."""
    counts = Counter(finding.kind for finding in verdict.findings)
    told: Counter[str] = Counter()
    lines = []
    for finding in verdict.findings:
        told[finding.kind] += 1
        most = FEW.get(finding.kind, SHOWN)
        if everything or told[finding.kind] <= most:
            lines.append(f"{'FAULT' if finding.weight == FAULT else 'look '}  {finding}")
        elif told[finding.kind] == most + 1:
            lines.append(
                f"       and {counts[finding.kind] - most} more of this kind ({finding.kind}): --all shows them"
            )
    faults = sum(finding.weight == FAULT for finding in verdict.findings)
    lines.append(
        f"{faults} faults, {len(verdict.findings) - faults} things to look at; {verdict.records} records and "
        f"{verdict.pages} pages in {verdict.seconds:.1f} s; HTML judged by {verdict.judged_by}"
    )
    return "\n".join(lines)


def as_json(verdict: Verdict) -> str:
    """The verdict for programs."""
    said = {
        "code": verdict.code,
        "records": verdict.records,
        "pages": verdict.pages,
        "html": verdict.judged_by,
        "findings": [finding.as_dict() for finding in verdict.findings],
    }
    return json.dumps(said, ensure_ascii=True, indent=1)
