"""Names in a story: runs of capitals and what joins them, freed of titles, openers and owners."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from . import lists
from .lexicon import CAPITAL, CAPITALS, IS_CAPITAL, LOWER, MARK, NUMBER
from .words import Copy

JOINERS = {
    "en": "of de la del von van der den bin ibn al da di du dos y & and for on the",
    "fr": "de du des la le les d' l' d l von van et & en",
    "es": "de la del las los y e & von van",
    "pt": "de da do dos das e & von van",
    "it": "di de del della dei delle dell d da la e & von van",
    "de": "von van der den und & zu zum am im für of de",
    "nl": "van de der den het en & ter ten voor",
    "pl": "i z & de von van",
    "ca": "de del la les els i &",
}
ONLY_BODIES = frozenset({"and", "for", "on", "und", "et", "für", "i", "e", "y", "en", "z", "voor", "zu", "im", "am"})
GIVEN = frozenset("jan mar april may june august".split())
BEFORE_DATES = frozenset("in on since until by last next of from to early late mid this and".split())
LOUD = frozenset({"US", "IT", "WHO"})
SMALL = frozenset("the la le les las los der den de het".split())
BODIES = frozenset(
    "bank university ministry department house office council committee commission organization organisation "
    "association federation society college school institute academy court board agency centre center bureau union "
    "church museum party ministers campaign foundation fund league society game order confederation conference "
    "convention treaty ministère ministerio ministério ministero ministerium universität université universidad "
    "universidade università institut instituto istituto comité comissão comisión commissione amt bundesamt verband "
    "committee programme program coalition national royal international front movement congress "
    "chamber act enforcement".split()
)
ROLES = frozenset(
    "managing president vice vice-president "
    "prime minister premier chancellor secretary general secretary-general governor "
    "senator sen. representative rep. congressman congresswoman mp judge justice attorney lawyer chief chairman "
    "chairwoman chair ceo cto cfo coo director manager coach captain general lieutenant colonel sergeant major "
    "admiral commander officer inspector superintendent professor prof. doctor dr. dr mr. mrs. ms. mr mrs ms miss "
    "sir dame mayor deputy former ex acting rev. reverend bishop archbishop minister ambassador envoy spokesman "
    "spokeswoman spokesperson leader head foreign interior senior gen. lt. col. sgt. capt. gov. speaker king's "
    "councillor detective constable sheriff engineer flight pilot crew astronaut "
    "cosmonaut dictator activist candidate journalist commissioner "
    "undersecretary analyst editor author actor actress singer "
    "striker midfielder defender goalkeeper ayatollah sheikh imam executive cardinal "
    "président présidente ministre premier première monsieur madame m. mme docteur député sénateur maire secrétaire "
    "présidents chef directeur directrice général juge procureur "
    "presidente ministro ministra primer primera señor señora sr. sra. doctor senador diputado alcalde secretario rey "
    "primeiro ministro deputado prefeito secretário governador juiz senhor dom "
    "signor sindaco senatore deputato dottor "
    "präsident präsidentin kanzler kanzlerin bundeskanzler bundeskanzlerin minister ministerin herr frau dr "
    "ministerpräsident bundespräsident außenminister innenminister finanzminister chef sprecher trainer "
    "us-präsident vorsitzende vorsitzender professor bürgermeister "
    "prezydent premier minister pan pani prezes "
    "президент премьер министр премьер-министр господин глава "
    "президента прем'єр-міністр міністр пан голова "
    "cumhurbaşkanı başbakan bakanı sayın".split()
)
PORTFOLIO = frozenset(
    "state foreign affairs defense defence interior justice finance health education treasury home labor labour "
    "energy transportation agriculture commerce homeland security war culture environment staff the office officer "
    "council cabinet executive minister secretary exchequer".split()
)
TAILS = frozenset(
    "administration government jr. sr. minister spokesman spokeswoman mp inc inc. corp corp. ltd ltd. "
    "plc co co. llc gmbh ag report photo image video".split()
)
COMPOUNDS = ("-based", "-born", "-led", "-backed", "-owned", "-inspired", "-style", "-controlled", "-era", "-run")
TITLE_CASE = 0.7
YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
NOUNS_TOO = frozenset({"de"})


@dataclass(frozen=True, slots=True)
class Run:
    """A name from word `start` up to, not including, word `end`. `role`: a title or office stood before it."""

    start: int
    end: int
    role: bool = False


def title_case(copy: Copy) -> bool:
    """Whether the headline capitalises its words, so that capitals say nothing there."""
    stop = lists.stop_words(copy.lang)
    shapes = [copy.shape[i] for i in range(copy.body) if copy.shape[i] and copy.low[i] not in stop]
    return len(shapes) > 2 and sum(s in (CAPITAL, CAPITALS) for s in shapes) >= TITLE_CASE * len(shapes)


def find(copy: Copy) -> list[Run]:
    """The names in `copy`, in order, none over another."""
    reader = _Reader(copy)
    runs = [run for start, end in reader.stretches() for run in reader.trim(start, end)]
    return _proper(runs, copy) if copy.lang in NOUNS_TOO else runs


def _proper(runs: list[Run], copy: Copy) -> list[Run]:
    """Where nouns are capitals too, a single word is a name only if it is part of a longer one, or all capitals."""
    parts = {copy.words[i] for run in runs if run.end - run.start > 1 for i in (run.start, run.end - 1)}
    return [
        run
        for run in runs
        if run.end - run.start > 1 or copy.words[run.start] in parts or copy.shape[run.start] == CAPITALS
    ]


def skip_roles(copy: Copy, start: int, end: int) -> tuple[int, bool]:
    """Past "Prime Minister", "Secretary of State", "Sen."; the second value says whether there was any."""
    at = start
    while at < end:
        low = copy.low[at]
        goes_on = at > start and (low in PORTFOLIO or copy.shape[at] == LOWER)
        if not (goes_on or low in ROLES or low.rpartition("-")[2] in ROLES):
            break
        at += 1
    return at, at > start


class _Reader:
    def __init__(self, copy: Copy) -> None:
        self.copy = copy
        self.stop = lists.stop_words(copy.lang)
        self.common = lists.common(copy.lang)
        self.joiners = frozenset(JOINERS.get(copy.lang, "").split())
        self.headline = copy.body if title_case(copy) else 0
        body = zip(copy.low[self.headline :], copy.shape[self.headline :], strict=True)
        self.lower = {low for low, shape in body if shape == LOWER}
        rest = zip(copy.words[self.headline :], copy.part[self.headline :], copy.opens[self.headline :], strict=True)
        self.inside = Counter([word for word, p, opens in rest if p & IS_CAPITAL and not opens])

    def capital(self, at: int) -> bool:
        return self.copy.part[at] & IS_CAPITAL != 0

    def stretches(self) -> Iterator[tuple[int, int]]:
        """Capitals that stand together, joined by the language's small words."""
        copy, size, end = self.copy, len(self.copy.words), 0
        part = copy.part
        for at in [at for at, p in enumerate(part) if p & IS_CAPITAL]:
            if at < end:
                continue
            end = at + 1
            while end < size and not copy.owner[end - 1]:
                if part[end] & IS_CAPITAL or (copy.shape[end] == NUMBER and self._number_in(at, end)):
                    end += 1
                    continue
                step = self._join(at, end)
                if not step:
                    break
                end += step
            yield at, end

    def _number_in(self, start: int, end: int) -> bool:
        """ "Expedition 10", "Channel 5", "RTX 3080": a short number after a capital, or a longer one that is no year
        after capitals, the sentence going on in lower case."""
        copy = self.copy
        follows = copy.shape[end + 1] if end + 1 < len(copy.words) else MARK
        number = copy.words[end]
        model = copy.shape[end - 1] == CAPITALS and number.isdigit() and len(number) < 5 and not YEAR.fullmatch(number)
        return (
            (len(number) < 3 or model)
            and end - start < 3
            and not (end - start == 1 and copy.opens[start])
            and copy.low[end - 1] not in self.stop
            and follows in (MARK, LOWER)
        )

    def _join(self, start: int, end: int) -> int:
        """How many small words and the capital after them go on with the name; 0: it ends here."""
        copy = self.copy
        word = copy.low[end]
        if word not in self.joiners or copy.low[end - 1] in self.stop:
            return 0
        if word in ONLY_BODIES and not self._body(start, end):
            return 0
        if word in ("the", "le", "les"):
            return 0
        for step in (1, 2):
            nxt = end + step
            if nxt >= len(copy.words):
                return 0
            if self.capital(nxt):
                return step + 1 if copy.low[nxt] not in self.stop else 0
            if copy.low[nxt] not in SMALL:
                return 0
        return 0

    def _body(self, start: int, end: int) -> bool:
        """ "Department of Health and …", "Securities and Exchange Commission", but not "the Army and Fatah"."""
        low = self.copy.low
        if any(low[i] in BODIES for i in range(start, end)):
            return self.copy.low[end] != "and" or any(low[i] in ("of", "for") for i in range(start, end))
        at = end + 1
        while low[end] == "and" and at < min(end + 4, len(low)) and self.capital(at):
            if low[at] in BODIES:
                return True
            at += 1
        return False

    def trim(self, start: int, end: int) -> list[Run]:
        """What is left of a stretch without openers, offices and loose ends; nothing, or one run, or its lines."""
        copy = self.copy
        if end <= self.headline:
            return self._headline(start, end)
        if end - start > 6 and not any(copy.shape[i] == LOWER for i in range(start, end)):
            return []
        for i in range(start, end):
            if copy.low[i].endswith(COMPOUNDS):
                return self.trim(i + 1, end) if i + 1 < end else self.trim(start, i) if i > start else []
        start = self._skip_opener(start, end)
        start, role = skip_roles(self.copy, start, end)
        while end > start and self._loose(end - 1):
            end -= 1
        if start >= end or not any(self.capital(i) for i in range(start, end)):
            return []
        if end - start == 1 and not self._stands_alone(start):
            return []
        return [Run(start, end, role)]

    def _loose(self, at: int) -> bool:
        """Whether no name ends with this word."""
        low = self.copy.low[at]
        return low in TAILS or self.copy.shape[at] == LOWER or (low in self.stop and not self._given(at))

    def _headline(self, start: int, end: int) -> list[Run]:
        """In a capitalised headline: what the body also sets in capitals, the longest first."""
        out: list[Run] = []
        at = start
        while at < end:
            stop = at
            while stop < end and self._settled(stop):
                stop += 1
            if stop > at:
                out.extend(self.trim_inner(at, stop))
            at = max(stop, at + 1)
        return out

    def _settled(self, at: int) -> bool:
        """Whether the body, too, sets this word of the headline in capitals, and never in lower case."""
        word, low = self.copy.words[at], self.copy.low[at]
        return self.inside[word] > 0 and low not in self.lower and (low not in self.stop or word in LOUD)

    def trim_inner(self, start: int, end: int) -> list[Run]:
        start, role = skip_roles(self.copy, start, end)
        return [Run(start, end, role)] if start < end else []

    def _skip_opener(self, start: int, end: int) -> int:
        """Past the words that are capitals only because they open a sentence, or could not open a name."""
        while start < end and (self._says_nothing(start) or (end - start > 1 and self._only_opens(start))):
            start += 1
        return start

    def _says_nothing(self, at: int) -> bool:
        """Whether no name opens with this word; US, IT and WHO in capitals may."""
        copy = self.copy
        low = copy.low[at]
        if low in GIVEN and self._given(at):
            return False
        return copy.shape[at] == LOWER or (low in self.stop and copy.words[at] not in LOUD)

    def _given(self, at: int) -> bool:
        """Whether a word like "May" or "Jan" stands beside a capital and no number: then it names a person."""
        copy = self.copy
        if copy.low[at] not in GIVEN or copy.words[at].isupper():
            return False
        around = [i for i in (at - 1, at + 1) if 0 <= i < len(copy.words)]
        if any(copy.shape[i] == NUMBER or copy.low[i] in BEFORE_DATES for i in around):
            return False
        return any(self.capital(i) and copy.low[i] not in self.stop for i in around)

    def _only_opens(self, at: int) -> bool:
        """Whether an opener is an everyday word here."""
        copy = self.copy
        if not copy.opens[at] or self.inside[copy.words[at]] or copy.shape[at] == CAPITALS:
            return False
        low = copy.low[at]
        if low in self.lower:
            return True
        return copy.lang == "en" and lists.word_classes().get(low) in ("adverb", "verb")

    def _stands_alone(self, at: int) -> bool:
        """Whether one capital word is a name: set so inside a sentence, or unknown as an everyday word."""
        copy = self.copy
        word, low = copy.words[at], copy.low[at]
        if low in self.stop and word not in LOUD:
            return False
        if len(word) < 2 or low in ROLES:
            return False
        if copy.shape[at] == CAPITALS:
            return True
        if not copy.opens[at]:
            return True
        if self.inside[word]:
            return True
        if low in self.lower:
            return False
        return self.common.get(low, 0.0) < 4.0 and copy.lang != "de"
