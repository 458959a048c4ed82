"""Train the support scorer on part ``fit`` of the labelled news: ``python training/support.py``.

Reads ``../shared/data`` (labelled events, contrast passages, changed claims), part ``fit`` only; writes
``data/models/support.json`` with the trees, the digest of the data and the figures of five folds by event.
Nothing of the news itself is written.
"""

from __future__ import annotations

import argparse
import glob
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import average_precision_score, precision_recall_curve

from corroborate.embed import SentenceEmbedder
from corroborate.embed_cache import open_cache
from corroborate.matching import CONFIG as MATCHING
from corroborate.nlp import SpacyParser
from corroborate.reading import Reading, parse_key, parsed, unpack
from corroborate.support.passages import statement
from corroborate.support.scorer import FEATURES, features
from corroborate.types import Article

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
MODEL = Path(__file__).resolve().parents[1] / "data" / "models" / "support.json"
CACHE = Path(__file__).resolve().parents[1] / "var" / "training"
# What a feature may do to the score: +1 never lowers it, -1 never raises it, 0 either.
MONOTONE = {
    "cosine": 1, "cover": 1, "window_cover": 1, "article_cover": 1, "verbs": 1, "names": 1, "window_names": 1,
    "heaviest_missing": -1, "numbers_missing": -1, "numbers_elsewhere": -1, "numbers_contradicted": -1,
    "dates_vague": -1, "dates_elsewhere": -1, "dates_missing": -1, "dates_contradicted": -1, "polarity_differs": -1,
    "weaker": -1, "opposed": -1, "swapped": -1, "token_ratio": 1, "missing_weight": -1,
}  # fmt: skip


class Row(NamedTuple):
    """One claim held against one sentence."""

    group: str
    article: str
    claim: str
    kind: str
    label: int
    features: list[float]


class Reader:
    """Parses and embeds with caches, so that a second training run takes seconds."""

    def __init__(self) -> None:
        self.parser, self.embedder = SpacyParser(), SentenceEmbedder()
        self.cache = open_cache(CACHE, self.embedder)
        (CACHE / "parses").mkdir(parents=True, exist_ok=True)

    def read(self, article: Article) -> Reading:
        path = CACHE / "parses" / parse_key(self.parser, article)
        if not path.exists():
            path.write_bytes(parsed(article, self.parser))
        return unpack(article, path.read_bytes(), {})

    def ask(self, text: str):
        article = Article(article_id="", url="", outlet_id="", title="", text=text)
        return statement(self.read(article).sentences, text)

    def vectors(self, texts: Iterable[str]) -> dict[str, np.ndarray]:
        wanted = sorted(set(texts), key=len)
        found = self.cache.get(wanted)
        missing = [text for text in wanted if text not in found]
        for begin in range(0, len(missing), 512):
            chunk = missing[begin : begin + 512]
            self.cache.put(chunk, self.embedder.embed(chunk))
        return self.cache.get(wanted)


def overlaps(text: str, span: tuple[int, int], sentence: str) -> bool:
    at = text.find(sentence)
    if at < 0:
        return False
    both = min(span[1], at + len(sentence)) - max(span[0], at)
    return both >= 0.5 * min(span[1] - span[0], len(sentence))


def event_rows(reader: Reader, part: str) -> Iterable[Row]:
    negatives = defaultdict(list)
    for line in (DATA / "negatives.jsonl").open():
        row = json.loads(line)
        negatives[row["id"][4:].rsplit("#", 1)[0]].append(row["text"])
    for path in sorted(glob.glob(str(DATA / "corroboration" / "*.gold.json"))):
        gold = json.load(open(path))
        if gold["part"] != part:
            continue
        event = json.load(open(path.replace(".gold.json", ".event.json")))
        readings = {
            a["id"]: reader.read(
                Article(article_id=a["id"], url=a["url"], outlet_id="", title=a.get("title") or "", text=a["text"])
            )
            for a in event["articles"]
        }
        passages = {key: reading.passages() for key, reading in readings.items()}
        asked = [(c["text"], c) for c in gold["claims"]] + [(t, None) for t in negatives[gold["event"]]]
        vectors = reader.vectors([p.text for ps in passages.values() for p in ps] + [text for text, _ in asked])
        for n, (text, claim) in enumerate(asked):
            claimed = reader.ask(text)
            supports = {s["article"]: s["sentence"] for s in claim["supports"]} if claim else {}
            against = {c["article"]: c["sentence"] for c in claim.get("contradicts", [])} if claim else {}
            for key, ps in passages.items():
                for p in ps:
                    cosine = float(np.round(vectors[text] @ vectors[p.text], 4))
                    if cosine < MATCHING.cosine:
                        continue
                    label, kind = 0, "other"
                    if key in supports:
                        if not overlaps(readings[key].article.text, (p.start, p.end), supports[key]):
                            continue
                        label, kind = 1, "support"
                    elif key in against and overlaps(readings[key].article.text, (p.start, p.end), against[key]):
                        kind = "contradiction"
                    elif claim is None:
                        kind = "negative"
                    yield Row(gold["event"], key, f"{gold['event']}#{n}", kind, label, features(claimed, p, cosine)[0])


def contrast_rows(reader: Reader, part: str) -> Iterable[Row]:
    kinds = {"same": 1, "less": 1, "close": 1, "changed": 0, "same_wrong": 0, "more": 0}
    for line in (DATA / "contrast.jsonl").open():
        r = json.loads(line)
        if r["part"] != part:
            continue
        text = "\n".join(r[k] for k in ("prev", "sent", "next") if r.get(k))
        reading = reader.read(
            Article(article_id=r["id"], url=r["url"], outlet_id="", title=r.get("title") or "", text=text)
        )
        at = text.find(r["sent"])
        ps = [p for p in reading.passages() if p.start < at + len(r["sent"]) and p.end > at]
        claims = {kind: r[kind] for kind in kinds if r.get(kind)}
        vectors = reader.vectors([p.text for p in ps] + list(claims.values()))
        for kind, claim in claims.items():
            claimed = reader.ask(claim)
            options = [features(claimed, p, float(np.round(vectors[claim] @ vectors[p.text], 4)))[0] for p in ps]
            if options:
                yield Row(
                    "contrast:" + r["id"][:4] + r["id"][-1],
                    r["id"],
                    f"{r['id']}#{kind}",
                    kind,
                    kinds[kind],
                    max(options),
                )


def digest() -> str:
    names = ["contrast.jsonl", "negatives.jsonl"] + sorted(
        f"corroboration/{p.name}" for p in (DATA / "corroboration").iterdir()
    )
    whole = hashlib.blake2b(digest_size=8)
    for name in names:
        whole.update((DATA / name).read_bytes())
    return whole.hexdigest()


def new_model() -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(
        max_iter=120, learning_rate=0.08, max_depth=4, max_leaf_nodes=12, min_samples_leaf=40, l2_regularization=2.0,
        monotonic_cst=[MONOTONE.get(name, 0) for name in FEATURES], early_stopping=False, random_state=0,
    )  # fmt: skip


def fit(rows: list[Row], contrast_weight: float) -> HistGradientBoostingClassifier:
    weights = [contrast_weight if row.group.startswith("contrast") else 1.0 for row in rows]
    return new_model().fit(
        np.array([row.features for row in rows]), np.array([row.label for row in rows]), sample_weight=np.array(weights)
    )


def report(rows: list[Row], scores: np.ndarray) -> dict[str, float]:
    out: dict[str, float] = {}
    events = [(row, s) for row, s in zip(rows, scores, strict=True) if not row.group.startswith("contrast")]
    # The unit of the events is the article: its best sentence decides.
    best: dict[tuple[str, str], tuple[float, int, str]] = {}
    for row, s in events:
        key = (row.claim, row.article)
        before = best.get(key, (-1.0, 0, "other"))
        kind = row.kind if row.kind != "other" else before[2]
        best[key] = (max(before[0], s), max(before[1], row.label), kind)
    y = np.array([b[1] for b in best.values()])
    s = np.array([b[0] for b in best.values()])
    precision, recall, cuts = precision_recall_curve(y, s)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    at = int(f1[:-1].argmax())
    out |= {"average_precision": average_precision_score(y, s), "best_f1": f1[at], "best_cut": cuts[at]}
    out["f1_at_.5"] = float(f1[np.searchsorted(cuts, 0.5)])
    against = [b[0] for b in best.values() if b[2] == "contradiction" and b[1] == 0]
    out["contradictions_as_support"] = float(np.mean(np.array(against) >= cuts[at]))
    kinds = defaultdict(list)
    for row, s_ in zip(rows, scores, strict=True):
        if row.group.startswith("contrast"):
            kinds[row.kind].append(s_ >= cuts[at])
    out |= {f"yes:{kind}": float(np.mean(v)) for kind, v in kinds.items()}
    if kinds:
        right = np.mean([np.mean(kinds[k]) for k in ("same", "less", "close")])
        wrong = np.mean([np.mean(kinds[k]) for k in ("more", "changed", "same_wrong")])
        out["contrast_balanced"] = float(right + 1 - wrong) / 2
    return {key: round(float(value), 3) for key, value in out.items()}


def folds(rows: list[Row], contrast_weight: float) -> np.ndarray:
    groups = sorted({row.group for row in rows})
    fold = {group: int(hashlib.blake2b(group.encode(), digest_size=2).hexdigest(), 16) % 5 for group in groups}
    scores = np.zeros(len(rows))
    for k in range(5):
        model = fit([row for row in rows if fold[row.group] != k], contrast_weight)
        held = [i for i, row in enumerate(rows) if fold[row.group] == k]
        scores[held] = model.predict_proba(np.array([rows[i].features for i in held]))[:, 1]
    return scores


def export(model: HistGradientBoostingClassifier, figures: dict[str, float]) -> None:
    nodes: list[list[float]] = []
    roots, deepest = [], 0
    for (tree,) in model._predictors:
        base = len(nodes)
        roots.append(base)
        for i, node in enumerate(tree.nodes):
            leaf = bool(node["is_leaf"])
            deepest = max(deepest, int(node["depth"]))
            nodes.append(
                [
                    0 if leaf else int(node["feature_idx"]),
                    0.0 if leaf else float(f"{node['num_threshold']:.6g}"),
                    base + i if leaf else base + int(node["left"]),
                    base + i if leaf else base + int(node["right"]),
                    float(f"{node['value']:.6g}") if leaf else 0.0,
                ]
            )
    body = {
        "what": "boosted trees: does a sentence in its window support a claim? made by training/support.py",
        "data": {"digest": digest(), "part": "fit"},
        "figures_in_five_folds_by_event": figures,
        "features": list(FEATURES),
        "base": float(model._baseline_prediction.ravel()[0]),
        "depth": deepest,
        "roots": roots,
    }
    text = json.dumps(body, indent=1)[:-2] + ',\n "nodes": [\n  ' + ",\n  ".join(map(json.dumps, nodes)) + "\n ]\n}\n"
    MODEL.write_text(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contrast-weight", type=float, default=0.0)
    parser.add_argument("--dry", action="store_true", help="print the figures of the folds, write nothing")
    options = parser.parse_args()
    reader = Reader()
    rows = [*event_rows(reader, "fit"), *(contrast_rows(reader, "fit") if options.contrast_weight else ())]
    print(len(rows), "pairs,", sum(row.label for row in rows), "supports")
    figures = report(rows, folds(rows, options.contrast_weight))
    print(json.dumps(figures, indent=1))
    if not options.dry:
        export(fit(rows, options.contrast_weight), figures)


if __name__ == "__main__":
    main()
