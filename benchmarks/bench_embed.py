"""Embedding with bit-equal vectors against the bare library, on the sample: ``python benchmarks/bench_embed.py``.

Prints the rate of both, paired run by run, and their ratio; above 1 means faster than
``SentenceTransformer.encode(batch_size=8)``, whose vectors depend on what else is in the batch.
"""

from __future__ import annotations

import statistics
import time

from corroborate.embed import SentenceEmbedder
from corroborate.sample import load_world
from corroborate.text.sentences import split_sentences

RUNS = 3


def main() -> None:
    texts = sorted({p.body[s.start : s.end] for p in load_world().pieces for s in split_sentences(p.body)})
    embedder = SentenceEmbedder()
    bare = embedder._model
    ratios = []
    for run in range(RUNS + 1):
        begin = time.perf_counter()
        embedder.embed(texts)
        ours = len(texts) / (time.perf_counter() - begin)
        begin = time.perf_counter()
        bare.encode(texts, batch_size=8, show_progress_bar=False, normalize_embeddings=True)
        theirs = len(texts) / (time.perf_counter() - begin)
        if run:  # the first pair warms up
            ratios.append(ours / theirs)
            print(f"run {run}: {ours:.0f} sentences/s, bare library {theirs:.0f}, ratio {ours / theirs:.2f}")
    print(f"{len(texts)} sentences, median ratio {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
