"""What a story could be tagged with: names and subjects, each with where and how the story speaks of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from . import lists, names
from .candidate import Candidate
from .known import Found, Gazetteer
from .phrases import phrases
from .stems import INFLECTED, fold, key
from .words import Copy, Shape, cut

PERSON_PARTS = frozenset("bin ibn al van von der de la del da di dos el ben".split())


@dataclass(frozen=True, slots=True)
class Draft:
    """A story's candidates, and the words they were found in."""

    copy: Copy
    names: list[Candidate]
    subjects: list[Candidate]


def draft(title: str, text: str, lang: str, gazetteer: Gazetteer) -> Draft:
    """All that the story could be tagged with."""
    copy = cut(title, text, lang)
    found = gazetteer.find(copy)
    runs = names.find(copy)
    table = _Table(copy)
    covered = table.add_names(runs, found)
    table.add_known(found, covered)
    named = join(table.rows(), copy)
    return Draft(copy, named, phrases(copy, covered, {c.key for c in named}))


class _Table:
    def __init__(self, copy: Copy) -> None:
        self.copy = copy
        self._rows: dict[str, Candidate] = {}

    def rows(self) -> list[Candidate]:
        return list(self._rows.values())

    def _row(self, name: str, kind: str, known: bool, size: int) -> Candidate:
        k = key(name, self.copy.lang)
        row = self._rows.get(k)
        if row is None:
            row = self._rows[k] = Candidate(k, name, kind, known, size)
        return row

    def add_names(self, runs: Iterable[names.Run], found: Iterable[Found]) -> list[int]:
        """Enter the runs; the words that belong to them come back marked."""
        covered = [0] * len(self.copy.words)
        at: dict[int, Found] = {f.start: f for f in found if f.known.kind != "subject"}
        for number, run in enumerate(runs, 1):
            covered[run.start : run.end] = [number] * (run.end - run.start)
            self._enter(run, at)
        return covered

    def _enter(self, run: names.Run, at: dict[int, Found]) -> None:
        copy = self.copy
        whole = at.get(run.start)
        if whole is not None and whole.end >= run.end:
            self._mention(whole)
            return
        if whole is not None:
            rest, role = names.skip_roles(copy, whole.end, run.end)
            person = whole.known.kind == "person" or (role and rest < run.end)
            if person or rest >= run.end:
                self._mention(whole)
                if rest < run.end and copy.shape[rest] is not Shape.LOWER:
                    self._enter(names.Run(rest, run.end, role), at)
                return
        for i in range(run.start, run.end):
            inner = at.get(i)
            if inner is None or inner.end > run.end:
                continue
            if inner.end == run.end and inner.known.kind == "person":
                self._mention(inner)
                return
            row = self._row(inner.known.name, inner.known.kind, True, len(inner.known.form))
            row.adjectives.append(i)
        text = " ".join(copy.words[run.start : run.end])
        if text.endswith("-based") or not fold(text):
            return
        row = self._row(text, "name", False, run.end - run.start)
        row.spots.append(run.start)
        row.roles += run.role
        row.forms[text] += 1

    def _mention(self, f: Found) -> None:
        row = self._row(f.known.name, f.known.kind, True, len(f.known.form))
        row.known = True
        row.kind = f.known.kind
        (row.adjectives if f.known.adjective else row.spots).append(f.start)
        row.forms[" ".join(self.copy.words[f.start : f.end])] += 1

    def add_known(self, found: Iterable[Found], covered: list[int]) -> None:
        """Enter known things outside the runs, and mark their words."""
        for f in found:
            if not any(covered[f.start : f.end]):
                self._mention(f)
                if f.known.kind != "subject":
                    covered[f.start : f.end] = [-f.start - 1] * (f.end - f.start)


# --- one thing under several names, inside a story ---------------------------------------------------------


def join(rows: list[Candidate], copy: Copy) -> list[Candidate]:
    """`rows` with short names, acronyms and inflected forms entered under the full name."""
    by_key = {row.key: row for row in rows}
    target: dict[str, str] = {}
    longer = _longer(rows)
    acronyms = _acronyms(rows)
    twins = _twins(rows, copy.lang)
    for row in sorted(rows, key=lambda r: (r.size, r.key)):
        if row.kind == "subject":
            continue
        full = twins.get(row.key) or acronyms.get(row.key) or _full_name(row, longer)
        if full and full != row.key:
            target[row.key] = full
    out: dict[str, Candidate] = {}
    for row in rows:
        end = _last(row.key, target)
        host = by_key[end]
        if host is not row:
            _move(row, host)
        out[end] = host
    return [row for row in rows if row.key in out]


def _last(k: str, target: dict[str, str]) -> str:
    seen = {k}
    while k in target and target[k] not in seen:
        k = target[k]
        seen.add(k)
    return k


def _move(row: Candidate, host: Candidate) -> None:
    host.short.extend(row.spots + row.short)
    host.adjectives.extend(row.adjectives)
    host.roles += row.roles


def _longer(rows: Iterable[Candidate]) -> dict[str, list[Candidate]]:
    """Names of several words, by each of the words at which they start or end."""
    out: dict[str, list[Candidate]] = defaultdict(list)
    for row in rows:
        parts = row.key.split()
        if len(parts) > 1 and row.kind != "subject":
            for part in {parts[0], parts[-1]}:
                out[part].append(row)
    return out


def _full_name(row: Candidate, longer: dict[str, list[Candidate]]) -> str:
    """The key of the longest-standing name that `row` is a part of; empty when it stands for itself."""
    if row.known and row.kind in ("place", "person", "org", "event"):
        return ""
    parts = row.key.split()
    hosts = [
        h for h in longer.get(parts[-1], []) + longer.get(parts[0], [])
        if h is not row and len(h.key.split()) > len(parts) and _part_of(parts, h.key.split())
    ]
    if not hosts:
        return ""
    ends = [h for h in hosts if h.key.split()[-len(parts) :] == parts]
    best = max(ends or hosts, key=lambda h: (len(h.spots) + len(h.short), -len(h.key.split()), h.key))
    return best.key


def _part_of(parts: list[str], whole: list[str]) -> bool:
    return whole[-len(parts) :] == parts or whole[: len(parts)] == parts


def _acronyms(rows: Iterable[Candidate]) -> dict[str, str]:
    """From the key of an acronym to the key of the name whose first letters it is."""
    by_letters: dict[str, list[Candidate]] = defaultdict(list)
    rows = list(rows)
    for row in rows:
        if row.kind != "subject" and row.size > 1:
            for letters in _initials(row.name):
                by_letters[letters].append(row)
    out = {}
    for row in rows:
        if row.size == 1 and row.name.replace(".", "").isupper() and 2 <= len(row.key) <= 7 and not row.known:
            hosts = by_letters.get(row.key, [])
            if hosts:
                out[row.key] = max(hosts, key=lambda h: (len(h.spots), h.key)).key
    return out


def _initials(name: str) -> set[str]:
    words = name.replace("-", " ").split()
    big = "".join(w[0] for w in words if w[0].isupper()).casefold()
    every = "".join(w[0] for w in words if w[0].isalnum()).casefold()
    return {letters for letters in (big, every) if len(letters) > 1}


def _twins(rows: Iterable[Candidate], lang: str) -> dict[str, str]:
    """In inflected languages nothing to do: their keys are stems. Elsewhere: one letter more or less, or accents."""
    if lang in INFLECTED:
        return {}
    by_form: dict[str, list[Candidate]] = defaultdict(list)
    for row in rows:
        if row.kind != "subject":
            by_form[row.key.replace(" ", "").replace("-", "")].append(row)
    out = {}
    for same in by_form.values():
        best = max(same, key=lambda r: (r.known, len(r.spots), r.key))
        out.update({row.key: best.key for row in same if row is not best and not row.known})
    return out


def shown(row: Candidate) -> str:
    """The form of a name to show: as known, or as most often written."""
    if row.known or not row.forms:
        return row.name
    return min(row.forms, key=lambda f: (-row.forms[f], f.isupper(), len(f), f))


def iter_all(d: Draft) -> Iterator[Candidate]:
    """Names, then subjects."""
    yield from d.names
    yield from d.subjects


def stop(lang: str) -> frozenset[str]:
    """The stop words of the language."""
    return lists.stop_words(lang)
