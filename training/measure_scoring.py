"""Measure impact, tone, category and entity sentiment on labelled news.

    python training/measure_scoring.py ../shared/data [--errors]

Prints figures for the parts `fit` and `check`.  ``--errors`` lists errors, of part `fit` only.
The first sentences of an event's articles stand for its claim clusters, so the figures say what the rules do
without the rest of the program.  The headlines with entity sentiment have no parts: odd numbers are taken as `fit`.
"""

from __future__ import annotations

import argparse
import ast
import csv
import json
from collections import Counter
from pathlib import Path

from corroborate.scoring import category, impact, load_beat, sentiment
from corroborate.scoring.phrases import words_of
from corroborate.scoring.sentiment import entity_tone, label
from corroborate.scoring.statements import overlap
from corroborate.text.polarity import read_polarity
from corroborate.text.quantities import find_quantities
from corroborate.text.sentences import split_sentences
from corroborate.types import Claim, ClaimCluster, ClaimKind, Corroboration, Verdict

SENTENCES = 5  # of each article: the lead and what follows it at once
ARTICLES = 6  # of each event
NOTHING = Corroboration(
    verified_sources=1,
    sources_low=1,
    sources_high=1,
    unverified_sources=0,
    confidence=0.5,
    p_corroborated=None,
    single_origin=False,
    verdict=Verdict.SINGLE_SOURCE,
)


def read_lines(path: Path) -> list[dict]:
    """Read JSON Lines."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def as_clusters(articles: list[dict]) -> tuple[list[ClaimCluster], dict[str, Claim]]:
    """Make a claim cluster of each of the first sentences; the same sentence twice is one."""
    clusters: dict[str, ClaimCluster] = {}
    claims: dict[str, Claim] = {}
    for article in articles:
        for span in split_sentences(article["text"][:3000])[:SENTENCES]:
            text = article["text"][span.start : span.end]
            if len(words_of(text)) < 5 or text in clusters:
                continue
            polarity = read_polarity(text, ())
            claim = Claim(
                claim_id=f"c{len(claims):04}",
                article_id=article["url"],
                revision=1,
                sentence_start=span.start,
                sentence_end=span.end,
                char_start=span.start,
                char_end=span.end,
                kind=ClaimKind.CORE,
                text=text,
                modality=polarity.modality,
                negated=polarity.negated,
                quantities=find_quantities(text, ()),
            )
            claims[claim.claim_id] = claim
            clusters[text] = ClaimCluster(
                claim_cluster_id=f"k{len(clusters):04}",
                frame_id="g",
                story_id="s",
                text=text,
                claim_ids=(claim.claim_id,),
                evidence=(),
                corroboration=NOTHING,
                modality=polarity.modality,
            )
    return list(clusters.values()), claims


def headline_of(articles: list[dict]) -> str:
    """Choose the title that the other articles' titles and leads say most of."""

    def said(article: dict) -> float:
        title = words_of(article.get("title") or "")
        others = [words_of((a.get("title") or "") + " " + a["text"][:400]) for a in articles if a is not article]
        return sum(overlap(other, title) for other in others) - 0.01 * abs(len(title) - 9)

    return max(sorted(articles, key=lambda a: a["url"]), key=said).get("title") or ""


def kappa(pairs: list[tuple[int, int]]) -> float:
    """Weigh agreement on the scale of 1 to 10 by the squared distance.  Source: J. Cohen 1968."""
    rows, columns = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    seen = sum((a - b) ** 2 for a, b in pairs)
    chance = sum(rows[a] * columns[b] * (a - b) ** 2 for a in rows for b in columns) / len(pairs)
    return 1 - seen / chance if chance else 1.0


def measure_stories(data: Path, show: bool) -> None:
    """Print impact, tone and category figures for both parts."""
    beat = load_beat("general")
    articles = {row["url"]: row for row in read_lines(data / "articles.jsonl")}
    events: dict[str, list[dict]] = {}
    part: dict[str, str] = {}
    for row in read_lines(data / "stories.jsonl"):
        part[row["event"]] = row["part"]
        if row["url"] in articles:
            events.setdefault(row["event"], []).append(articles[row["url"]])
    for wanted in ("fit", "check"):
        scores, tones, topics, off = [], [], [], []
        for row in read_lines(data / "impact.jsonl"):
            if part[row["event"]] != wanted:
                continue
            mine = events[row["event"]][:ARTICLES]
            headline = headline_of(mine)
            clusters, claims = as_clusters(mine)
            value, terms = impact(headline, clusters, claims, beat)
            tone, score = sentiment(headline, clusters, claims, beat)
            _, topic = category(headline, clusters, beat)
            scores.append((int(row["impact"] + 0.5), value))
            off.append(abs(row["impact"] - value))
            topics.append(topic in row["category"])
            if row["tone"]:
                tones.append(row["tone"] == tone.value)
            if show and wanted == "fit":
                wrong = [
                    f"impact {row['impact']} got {value}" if abs(row["impact"] - value) >= 1 else "",
                    f"tone {row['tone']} got {tone.value} {score}" if row["tone"] not in (None, tone.value) else "",
                    f"topic {row['category']} got {topic}" if topic not in row["category"] else "",
                ]
                if any(wrong):
                    print(f"  {row['event']} {headline[:70]!r}: {'; '.join(w for w in wrong if w)}")
                    print("     ", [(t.term, t.kind, t.value) for t in terms], row["event_types"])
        print(
            f"{wanted}: {len(scores)} events  impact quadratic kappa {kappa(scores):.3f}, mean distance"
            f" {sum(off) / len(off):.2f}  tone {sum(tones) / len(tones):.3f} of {len(tones)}"
            f"  category {sum(topics) / len(topics):.3f}"
        )


def measure_entities(data: Path, show: bool) -> None:
    """Print how often an entity's sentiment in a headline is the labelled one."""
    right: dict[str, list[bool]] = {"fit": [], "check": []}
    table: Counter[tuple[str, str]] = Counter()
    shown = 0
    with (data / "sentfin.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            try:
                decisions = ast.literal_eval(row["Decisions"])
            except (ValueError, SyntaxError):
                continue
            wanted = "fit" if int(row["S No."]) % 2 else "check"
            for entity, gold in decisions.items():
                got = label(entity_tone(row["Title"], entity))
                right[wanted].append(got == gold)
                if wanted == "fit":
                    table[gold, got] += 1
                    if show and got != gold and int(row["S No."]) % 40 == 1 and shown < 120:
                        shown += 1
                        print(f"  {gold:8} got {got:8} [{entity}] {row['Title']}")
    for wanted, values in right.items():
        print(f"{wanted}: {len(values)} entities in headlines  accuracy {sum(values) / len(values):.3f}")
    print("fit, (labelled, given):", dict(sorted(table.items())))


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--only", choices=("stories", "entities"))
    options = parser.parse_args()
    if options.only != "entities":
        measure_stories(options.data, options.errors)
    if options.only != "stories":
        measure_entities(options.data, options.errors)


if __name__ == "__main__":
    main()
