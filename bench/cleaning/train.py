"""Train the line model and write its weights. `PYTHONPATH=plugins python bench/cleaning/train.py CORPUS` (needs torch, rapidfuzz)."""

from __future__ import annotations

import argparse
import json
import pickle
import random
import time
from pathlib import Path

import augment
import examples
import numpy as np
import torch
from torch import nn
from wire import features, model, words

VOCABULARY = 3400
VOCABULARY_OF_HTML = 800
VECTOR = 8
WIDTH = 40
LAST = 24
GAP = max(model.DILATIONS)
KIND_ROW = {kind: row for row, kind in enumerate(model.KINDS)}


class Doc:
    """An example turned into arrays."""

    def __init__(self, example: examples.Example) -> None:
        table = features.table(example.blocks)
        self.id, self.group, self.form = example.id, example.group, example.form
        self.values = table.values.astype(np.float16)
        self.hashes, self.term_line = table.terms, table.term_lines
        self.words = table.page.words.astype(np.float32)
        self.keep = np.array(example.keep, np.float32)
        self.weight = np.array(example.weight, np.float32)
        self.kind = np.array([KIND_ROW.get(k, -1) if k else -1 for k in example.kinds], np.int64)
        self.kind = np.where((self.kind < 0) & (self.keep < 0.3), _kinds_by_phrase(table), self.kind)
        self.rows: np.ndarray | None = None


def _kinds_by_phrase(table: features.Table) -> np.ndarray:
    """Dropped lines of a page have no kind given; the phrase they are, if any, says it."""
    from wire import phrases

    book = phrases.book()
    section = np.array([*book.sections, -1])[table.hits.whole]
    rows = [KIND_ROW[kind] for kind in phrases.SECTIONS.values()]
    return np.where(section >= 0, np.array(rows)[section], -1)


class Net(nn.Module):
    def __init__(self, size: int, mean: np.ndarray, spread: np.ndarray) -> None:
        super().__init__()
        self.register_buffer("mean", torch.tensor(mean))
        self.register_buffer("spread", torch.tensor(spread))
        self.vectors = nn.Embedding(size + 1, VECTOR, padding_idx=size)
        nn.init.normal_(self.vectors.weight, std=0.1)
        self.line = nn.Linear(len(mean), WIDTH)
        self.words = nn.Linear(VECTOR, WIDTH, bias=False)
        self.alone = nn.Linear(WIDTH, 1)
        self.page = nn.Linear(3 * WIDTH, WIDTH)
        self.among = nn.ModuleList(nn.Linear(3 * WIDTH, WIDTH) for _ in model.DILATIONS)
        self.mass = nn.Linear(WIDTH, 1)
        self.last = nn.Linear(WIDTH + 4, LAST)
        self.kind = nn.Linear(LAST, len(model.KINDS))
        self.drop = nn.Dropout(0.2)

    def forward(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        x = (batch.values - self.mean) / self.spread
        if self.training:
            x = x * (torch.rand_like(x) > 0.08)
        n = len(x)
        known = batch.rows
        total = torch.zeros(n, VECTOR).index_add_(0, batch.term_line, self.vectors(known))
        count = torch.zeros(n).index_add_(0, batch.term_line, torch.ones(len(known)))
        seen = self.line(x) + self.words(total / torch.sqrt(1 + count)[:, None])
        alone = torch.relu(seen) * batch.real
        weight = torch.sqrt(batch.words)[:, None]
        h = self.drop(alone)
        h = (h + torch.relu(self.page(self._page_view(alone, weight, batch)))[batch.doc]) * batch.real
        for layer, step in zip(self.among, model.DILATIONS, strict=True):
            pad = torch.zeros(step, WIDTH)
            side = torch.cat((torch.cat((pad, h[:-step])), h, torch.cat((h[step:], pad))), 1)
            h = (h + self.drop(torch.relu(layer(side)))) * batch.real
        mass = torch.sigmoid(self.mass(h)) * weight * batch.real
        last = torch.relu(self.last(torch.cat((h, self._around(mass, batch)), 1)))
        return self.kind(last), self.alone(alone)[:, 0], self.mass(h)[:, 0]

    @staticmethod
    def _page_view(h: torch.Tensor, weight: torch.Tensor, batch: Batch) -> torch.Tensor:
        zeros = torch.zeros(batch.docs, h.shape[1])
        mean = zeros.index_add(0, batch.doc, h) / batch.sizes[:, None]
        total = torch.zeros(batch.docs, 1).index_add(0, batch.doc, weight * batch.real).clamp_min(1e-6)
        heavy = zeros.index_add(0, batch.doc, h * weight) / total
        top = zeros.scatter_reduce(0, batch.doc[:, None].expand_as(h), h, "amax")
        return torch.cat((mean, heavy, top), 1)

    @staticmethod
    def _around(mass: torch.Tensor, batch: Batch) -> torch.Tensor:
        total = torch.zeros(batch.docs, 1).index_add(0, batch.doc, mass).clamp_min(1e-6)
        run = torch.cumsum(mass.double(), 0)
        start = (run - mass)[batch.first]
        of = total[batch.doc]
        above = ((run - mass) - start[batch.doc]).float() / of
        return torch.cat((above, 1 - above - mass / of, torch.log1p(of) / 4, mass / 4), 1)


class Batch:
    """Documents end to end with empty lines between, so that no line sees another page."""

    def __init__(self, docs: list[Doc], size: int, word_dropout: float = 0.0) -> None:
        gap = np.zeros((GAP, docs[0].values.shape[1]), np.float32)
        self.docs = len(docs)
        lengths = [len(d.keep) for d in docs]
        offsets = np.cumsum([0, *[n + GAP for n in lengths]])[:-1]
        fill = lambda name, value, kind: torch.tensor(  # noqa: E731
            np.concatenate([np.concatenate((getattr(d, name), np.full(GAP, value, kind))) for d in docs])
        )
        self.values = torch.tensor(np.concatenate([x for d in docs for x in (d.values.astype(np.float32), gap)]))
        self.keep, self.weight = fill("keep", 0, np.float32), fill("weight", 0, np.float32)
        self.words, self.kind = fill("words", 0, np.float32), fill("kind", -1, np.int64)
        self.doc = torch.tensor(np.repeat(np.arange(len(docs)), [n + GAP for n in lengths]))
        self.real = torch.zeros(len(self.keep), 1)
        for offset, length in zip(offsets, lengths, strict=True):
            self.real[offset : offset + length] = 1
        self.first = torch.tensor(offsets)
        self.sizes = torch.tensor(lengths, dtype=torch.float32)
        rows = np.concatenate([d.rows[0] for d in docs])
        lines = np.concatenate([d.rows[1] + offset for d, offset in zip(docs, offsets, strict=True)])
        if word_dropout:
            stay = np.random.rand(len(rows)) > word_dropout
            rows, lines = rows[stay], lines[stay]
        self.rows, self.term_line = torch.tensor(rows), torch.tensor(lines)


def vocabulary(docs: list[Doc], size: int) -> np.ndarray:
    """The `size` terms that best tell kept lines from dropped ones and occur on several sites."""
    groups = {group: row for row, group in enumerate(sorted({d.group for d in docs}))}
    hashes, kept, group = [], [], []
    for doc in docs:
        pair = np.unique(np.stack((doc.hashes, doc.keep[doc.term_line].round().astype(np.uint64))), axis=1)
        hashes.append(pair[0])
        kept.append(pair[1].astype(np.int64))
        group.append(np.full(pair.shape[1], groups[doc.group]))
    flat, kept_all, group_all = np.concatenate(hashes), np.concatenate(kept), np.concatenate(group)
    keys = np.unique(np.stack((flat, (kept_all * 100_000 + group_all).astype(np.uint64))), axis=1)
    terms, which = np.unique(keys[0], return_inverse=True)
    positive = keys[1] >= 100_000
    yes = np.bincount(which[positive], minlength=len(terms))
    no = np.bincount(which[~positive], minlength=len(terms))
    total_yes, total_no = yes.sum() / len(terms), no.sum() / len(terms)
    p, q = (yes + 0.5) / len(groups), (no + 0.5) / len(groups)
    gain = (yes + no) * np.abs(np.log(p / q)) ** 1.2 * np.log1p(np.maximum(yes, no))
    gain[np.maximum(yes, no) < 6] = 0
    gain[terms == 0] = 0
    del total_yes, total_no
    chosen = np.argsort(-gain, kind="stable")[:size]
    return np.sort(terms[chosen])


def attach(docs: list[Doc], terms: np.ndarray) -> None:
    for doc in docs:
        at = np.minimum(np.searchsorted(terms, doc.hashes), len(terms) - 1)
        hit = terms[at] == doc.hashes
        doc.rows = (at[hit].astype(np.int64), doc.term_line[hit])


def loss_of(net: Net, batch: Batch) -> torch.Tensor:
    logits, alone, mass = net(batch)
    log_p = torch.log_softmax(logits, 1)
    keep = log_p[:, 0]
    drop = torch.logsumexp(log_p[:, 1:], 1)
    main = -(batch.keep * keep + (1 - batch.keep) * drop)
    kinds = torch.where(batch.kind > 0, -log_p.gather(1, batch.kind.clamp_min(0)[:, None])[:, 0] + drop, 0.0)
    side = nn.functional.binary_cross_entropy_with_logits
    aux = side(alone, batch.keep, reduction="none") + side(mass, batch.keep, reduction="none")
    return ((main + 0.3 * kinds + 0.15 * aux) * batch.weight).sum() / batch.docs


def fit(docs: list[Doc], epochs: int, seed: int = 1, size: int = VOCABULARY, log=print) -> tuple[Net, np.ndarray]:
    torch.manual_seed(seed)
    np.random.seed(seed)
    rng = random.Random(seed)
    terms = vocabulary(docs, size)
    attach(docs, terms)
    values = np.concatenate([d.values[:: max(1, len(d.keep) // 60)] for d in docs]).astype(np.float32)
    net = Net(len(terms), values.mean(0), np.maximum(values.std(0), 0.05))
    optimiser = torch.optim.AdamW(net.parameters(), lr=3e-3, weight_decay=1e-2)
    average = torch.optim.swa_utils.AveragedModel(net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.995))
    batches = batched(docs, rng)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, 4e-3, total_steps=epochs * len(batches) + 1, pct_start=0.15
    )
    for epoch in range(epochs):
        start, total = time.time(), 0.0
        net.train()
        order = batched(docs, rng)
        for chunk in order:
            optimiser.zero_grad()
            loss = loss_of(net, Batch(chunk, len(terms), word_dropout=0.35))
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            average.update_parameters(net)
            total += float(loss.detach())
        log(f"epoch {epoch + 1}/{epochs} loss {total / len(order):.4f} {time.time() - start:.0f}s", flush=True)
    net.load_state_dict(average.module.state_dict())
    net.eval()
    return net, terms


def batched(docs: list[Doc], rng: random.Random) -> list[list[Doc]]:
    """One epoch: every second document (of few: each), drawn anew, in batches of pages of every form."""
    few = len(docs) < 2000
    order = rng.sample(docs, len(docs) if few else len(docs) // 2)
    size = 16 if few else 24
    return [order[i : i + size] for i in range(0, len(order), size)]


def export(net: Net, terms: np.ndarray, names: dict[int, str], reason: np.ndarray, path: Path) -> None:
    """The weights as whole numbers of 8 bits, with the step that gives each column its size back."""
    state = {name: value.detach().numpy().astype(np.float64) for name, value in net.state_dict().items()}
    spread, mean = state["spread"], state["mean"]
    line = state["line.weight"].T / spread[:, None]
    layers = {
        "line": line,
        "line bias": (state["line.bias"] - mean @ line)[None],
        "words": state["words.weight"].T,
        "usual": mean[None],
        "reason": reason[None],
        **_pair("page", state["page.weight"], state["page.bias"]),
        **_pair("mass", state["mass.weight"], state["mass.bias"]),
        **_pair("last", state["last.weight"], state["last.bias"]),
        **_pair("kind", state["kind.weight"], state["kind.bias"]),
    }
    for row, step in enumerate(model.DILATIONS):
        layers |= _pair(f"among {step}", state[f"among.{row}.weight"], state[f"among.{row}.bias"])
    vectors = state["vectors.weight"][: len(terms)]
    step = float(np.abs(vectors).max() / 127) or 1.0
    whole = np.round(vectors / step).astype(int)
    known = sorted((names[int(t)], v.tolist()) for t, v in zip(terms, whole, strict=True) if int(t) in names)
    lines = [f"{json.dumps(name)}: {_dump(matrix, name)}" for name, matrix in layers.items()]
    entries = [json.dumps(list(entry), ensure_ascii=False, separators=(",", ":")) for entry in known]
    path.write_text(
        '{"layers": {\n' + ",\n".join(lines) + f'\n}},\n"vocabulary step": {step:.6g},\n"vocabulary": [\n'
        + ",\n".join(entries) + "\n]}\n", "utf-8",
    )  # fmt: skip


def reasons(docs: list[Doc]) -> np.ndarray:
    """A weight for each feature: ridge regression of kept against dropped, to name what speaks for a verdict."""
    values = np.concatenate([d.values for d in docs]).astype(np.float64)
    keep = np.concatenate([d.keep for d in docs]) - 0.5
    centred = values - values.mean(0)
    return np.linalg.solve(centred.T @ centred + len(values) * 0.01 * np.eye(values.shape[1]), centred.T @ keep)


def _pair(name: str, weight: np.ndarray, bias: np.ndarray) -> dict[str, np.ndarray]:
    return {name: weight.T, f"{name} bias": bias[None]}


def _dump(matrix: np.ndarray, name: str) -> str:
    if name.endswith("bias") or name in ("usual", "reason"):
        return json.dumps({"step": [1], "rows": [[float(f"{x:.5g}") for x in matrix[0]]]}, separators=(",", ":"))
    # The first layer's rows differ much in size: finer steps where a feature's own scale is folded in.
    top = 2047 if name == "line" else 127
    steps = np.maximum(np.abs(matrix).max(0), 1e-9) / top
    rows = np.round(matrix / steps).astype(int).tolist()
    return json.dumps({"step": [float(f"{s:.5g}") for s in steps], "rows": rows}, separators=(",", ":"))


def term_names(all_examples: list[examples.Example], terms: np.ndarray) -> dict[int, str]:
    """How the chosen terms are written, found where they occur."""
    names: dict[int, str] = {}
    for example in all_examples:
        flat = [" ".join(line.splitlines()) for line in example.lines]
        page, text = words.read(flat), ("\n".join(flat) + "\n").lower()
        table = features.table(example.blocks)
        hashes, lines = table.terms, table.term_lines
        found = np.flatnonzero(np.isin(hashes, terms))
        for at in found[[int(key) not in names for key in hashes[found]]]:
            names.setdefault(int(hashes[at]), _name(page, text, at, int(lines[at])))
    ordered = sorted(names)
    right = model.keys([names[key] for key in ordered]) == np.array(ordered, np.uint64)
    return {key: names[key] for key, ok in zip(ordered, right, strict=True) if ok}


def _name(page: words.Page, text: str, at: int, line: int) -> str:
    spell = lambda i: "0" if text[page.word_start[i]].isdigit() else text[page.word_start[i] : page.word_end[i]]  # noqa: E731
    count, held = len(page.hashes), int((page.words > 0).sum())
    if at < count:
        return spell(at)
    if at < 2 * count:
        i = at - count
        last = i + 1 == page.first_word[line] + page.words[line]
        return f"{spell(i)} $" if last else f"{spell(i)} {spell(i + 1)}"
    first = int(page.first_word[line])
    if at < 2 * count + held:
        return f"^ {spell(first)}"
    return "= " + " ".join(spell(first + k) for k in range(int(page.words[line])))


def load(corpus: Path, cache: Path | None = None) -> tuple[list[examples.Example], list[examples.Example]]:
    """Examples of whole pages, and of documents with injected junk."""
    if cache and cache.exists():
        return pickle.loads(cache.read_bytes())
    both = list(examples.pages(corpus)), list(examples.injected(corpus))
    if cache:
        cache.write_bytes(pickle.dumps(both))
    return both


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--epochs", type=int, help="11 for text, 14 for HTML unless told")
    parser.add_argument("--html", action="store_true", help="train the model for HTML")
    args = parser.parse_args()
    torch.set_num_threads(1)  # on a busy machine two are slower than one
    everything = pages_in_html(args.corpus) if args.html else texts(args.corpus)
    docs = [Doc(e) for e in everything]
    net, terms = fit(docs, args.epochs or (14 if args.html else 11), size=VOCABULARY_OF_HTML if args.html else VOCABULARY)
    out = Path(model.__file__).parent / "data" / ("model_html.json" if args.html else "model.json")
    export(net, terms, term_names(everything, terms), reasons(docs), out)


def pages_in_html(corpus: Path) -> list[examples.Example]:
    """Pages as HTML, and the same with junk lines put into the article."""
    pages = list(examples.html_pages(corpus))
    return [*pages, *examples.with_junk(pages, list(examples.injected(corpus)), seed=1)]


def texts(corpus: Path) -> list[examples.Example]:
    """Examples of whole pages and of documents with injected junk, and more made from them."""
    whole, injected = load(corpus)
    return [*whole, *injected, *augment.documents(whole, injected, seed=1)]


if __name__ == "__main__":
    main()
