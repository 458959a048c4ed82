"""Measure who-copied-whom and relays on the labelled events that lie outside the repository.

    python training/measure_origins.py --part fit [--show]

``--show`` lists errors; it is refused for part ``check``, whose texts and labels nobody reads.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

from dateutil import parser as dates

from corroborate import ids, urls
from corroborate.copies import find_dependence, same_words
from corroborate.independence import Clustering, cluster
from corroborate.independence.retold import find_retold
from corroborate.outlets import load_outlets, merge, packaged
from corroborate.text.attribution import document_said, find_attribution, find_attributions, origin_of
from corroborate.text.sentences import split_sentences
from corroborate.types import Article, Attribution, FirstSeenBasis, Outlet, OutletStatus

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One labelled event: articles by the labels' names and the labels themselves."""

    name: str
    part: str
    articles: dict[str, Article]
    origins: dict[str, str]
    roles: dict[str, str]
    claims: list[dict[str, Any]] = field(default_factory=list)


def register(data: Path = DATA) -> dict[str, Outlet]:
    """Read the packaged register with the labelled news' outlets laid over it."""
    merged = merge(packaged(), load_outlets(data / "outlets.toml", origin="outlets.toml"))
    return {outlet.outlet_id: outlet for outlet in merged}


def events(part: str, outlets: dict[str, Outlet], data: Path = DATA) -> Iterator[Event]:
    """Read the labelled events of one part."""
    by_domain = {domain: o.outlet_id for o in outlets.values() for domain in o.domains}
    for path in sorted((data / "corroboration").glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        if gold["part"] != part:
            continue
        event = json.loads(Path(str(path).replace(".gold.", ".event.")).read_text(encoding="utf-8"))
        articles = {}
        for number, row in enumerate(event["articles"], 1):
            name = row.get("id") or f"A{number}"
            when = dates.isoparse(row["published_at"]) if row.get("published_at") else None
            host = row["outlet"] or urls.host(row["url"])
            articles[name] = Article(
                article_id=ids.digest("article", row["url"]),
                url=row["url"],
                outlet_id=host if host in outlets else by_domain.get(host, host),
                title=row["title"],
                text=row["text"],
                published_at=when,
                first_seen_at=when,
                first_seen_basis=FirstSeenBasis.PUBLISHED if when else FirstSeenBasis.UNKNOWN,
            )
        yield Event(
            name=gold["event"],
            part=gold["part"],
            articles=articles,
            origins={name: label["origin"] for name, label in gold["origins"].items()},
            roles={name: label["role"] for name, label in gold["origins"].items()},
            claims=gold["claims"],
        )


def _score(right: int, said: int, true: int) -> str:
    precision, recall = right / said if said else 0.0, right / true if true else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  ({right} right, {said} said, {true} true)"


def main() -> int:
    """Print the figures of one part."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--part", choices=("fit", "check"), required=True)
    arguments.add_argument("--show", action="store_true")
    arguments.add_argument("--no-retold", action="store_true", help="rules over words alone")
    arguments.add_argument("--documents", action="store_true", help="a plain 'X said' is X's known document")
    options = arguments.parse_args()
    if options.show and options.part == "check":
        print("the errors of part check are not to be read", file=sys.stderr)
        return 2
    if not DATA.is_dir():
        print(f"labelled news is not here: {DATA}", file=sys.stderr)
        return 1
    outlets = register()
    totals: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for event in events(options.part, outlets):
        found = _pairs(event, outlets, options, totals, kinds)
        _relays(event, outlets, found, options, totals)
    print("unvetted articles", totals["unvetted"])
    print("pairs, clusters   ", _score(totals["both"], totals["said"], totals["true"]))
    print("pairs, high bound ", _score(totals["high both"], totals["high said"], totals["true"]))
    print("pairs, low bound  ", _score(totals["low both"], totals["low said"], totals["true"]))
    for kind in sorted({name.rsplit(" ", 1)[0] for name in kinds}):
        print(f"  edge {kind:22s} right {kinds[kind + ' right']:4d}  wrong {kinds[kind + ' wrong']:4d}")
    print("relays            ", _score(totals["relay right"], totals["relay said"], totals["relay true"]))
    print("N from the labelled supports, origins by:")
    for way in dict.fromkeys(name[2:].split("|")[0] for name in totals if name.startswith("N ")):
        right, false = totals[f"N {way}|true said"], totals[f"N {way}|no said"]
        missed, quiet = totals[f"N {way}|true not"], totals[f"N {way}|no not"]
        f1 = 2 * right / max(1, 2 * right + false + missed)
        exact = totals[f"N {way}|exact"] / max(1, right + false + missed + quiet)
        print(
            f"  {way:36s} verified F1 {f1:.3f}  false verified {false / max(1, false + quiet):.3f}  exact {exact:.3f}"
        )
    return 0


def _pairs(
    event: Event, outlets: dict[str, Outlet], options: argparse.Namespace, totals: Counter[str], kinds: Counter[str]
) -> Clustering:
    articles = list(event.articles.values())
    totals["unvetted"] += sum(
        a.outlet_id not in outlets or outlets[a.outlet_id].status is not OutletStatus.VETTED for a in articles
    )
    edges = find_dependence(articles, outlets)
    if not options.no_retold:
        edges += find_retold(articles, edges, outlets)
    found = cluster(articles, edges, outlets)
    label = {article.article_id: event.origins[name] for name, article in event.articles.items()}
    names = {article.article_id: name for name, article in event.articles.items()}
    for edge in edges:
        right = label[edge.article_a] == label[edge.article_b]
        rule = f"{edge.strength} {edge.kind} {edge.rule_version.split('-')[0]}"
        kinds[f"{rule} {'right' if right else 'wrong'}"] += 1
        if options.show and not right:
            a, b = event.articles[names[edge.article_a]], event.articles[names[edge.article_b]]
            print(
                f"EDGE wrong {event.name} {rule} {edge.score:.2f}: {names[a.article_id]} {a.outlet_id} "
                f"[{label[a.article_id]}] / {names[b.article_id]} {b.outlet_id} [{label[b.article_id]}]"
            )
    for a, b in combinations(articles, 2):
        true = label[a.article_id] == label[b.article_id]
        said = found.cluster_of[a.article_id] == found.cluster_of[b.article_id]
        totals["true"] += true
        totals["said"] += said
        totals["both"] += true and said
        for bound, of in (("high", found.high_of), ("low", found.low_of)):
            joined = of[a.article_id] == of[b.article_id]
            totals[f"{bound} said"] += joined
            totals[f"{bound} both"] += true and joined
        if options.show and true != said:
            print(
                f"PAIR {'missed' if true else 'false '} {event.name}: {names[a.article_id]} {a.outlet_id} "
                f"[{label[a.article_id]}] / {names[b.article_id]} {b.outlet_id} [{label[b.article_id]}]"
            )
    return found


def _relays(
    event: Event, outlets: dict[str, Outlet], found: Clustering, options: argparse.Namespace, totals: Counter[str]
) -> None:
    sentences: dict[str, tuple[list[str], list[Attribution | None]]] = {}
    documents: set[str] = set()
    for name, article in event.articles.items():
        texts = [article.text[span.start : span.end] for span in split_sentences(article.text)]
        sentences[name] = (texts, find_attributions(texts, outlets))
        own = _own(article, outlets)
        origins = [origin_of(a, own, outlets, event.name) for a in sentences[name][1] if a is not None]
        documents |= {origin for origin in origins if origin is not None and origin.startswith("document:")}
    for claim in event.claims:
        rows: list[tuple[str, str | None, str]] = []
        for support in claim["supports"]:
            article = event.articles[support["article"]]
            own = _own(article, outlets)
            texts, attributions = sentences[support["article"]]
            said = find_attribution(support["sentence"], (), outlets)
            if said is None or said.kind == "person":
                at = [n for n, t in enumerate(texts) if support["sentence"][:40] in t or t in support["sentence"]]
                said = next((attributions[n] for n in at if attributions[n] is not None), said)
            origin = origin_of(said, own, outlets, event.name) if said is not None else None
            if origin is None and said is not None and options.documents:
                origin = document_said(said, documents)
            mine = found.cluster_of[article.article_id]
            rows.append((mine, found.keys.get(origin, origin) if origin is not None else None, support["sentence"]))
            true = "origin" in support
            given = origin is not None and found.keys.get(origin) != mine
            totals["relay true"] += true
            totals["relay said"] += given
            totals["relay right"] += true and given
            if options.show and (true or given):
                mark = "right " if true and given else "missed" if true else "false "
                print(
                    f"RELAY {mark} {event.name} {support['article']} [{support.get('origin')}] -> {origin} :: "
                    f"{support['sentence'][:230]}"
                )
        _count(claim, rows, event, totals)


def _own(article: Article, outlets: dict[str, Outlet]) -> Outlet:
    return outlets.get(article.outlet_id) or Outlet(outlet_id=article.outlet_id, name=article.outlet_id, domains=())


def _count(claim: dict[str, Any], rows: list[tuple[str, str | None, str]], event: Event, totals: Counter[str]) -> None:
    """Count N from the labelled supports in several ways, to see what each rule is worth."""
    clusters = {mine for mine, _, _ in rows}
    relayed = {origin or mine for mine, origin, _ in rows}
    # A relay by a member of a cluster that carries the fact in its own voice too is that cluster's.
    own_voice = {mine for mine, origin, _ in rows if origin is None}
    folded = [mine if mine in own_voice else origin or mine for mine, origin, _ in rows]
    joined = {n: n for n in range(len(rows))}
    for one, other in combinations(range(len(rows)), 2):
        if folded[one] == folded[other] or same_words(rows[one][2], rows[other][2]):
            joined = {n: joined[one] if root == joined[other] else root for n, root in joined.items()}
    ways = {
        "articles": len(rows),
        "clusters": len(clusters),
        "clusters, relays": len(relayed),
        "clusters, relays folded": len(set(folded)),
        "clusters, relays folded, same words": len(set(joined.values())),
        "labels, article only": len({event.origins[s["article"]] for s in claim["supports"]}),
    }
    for way, count in ways.items():
        true, said = claim["n"] >= 2, count >= 2
        totals[f"N {way}|{'true' if true else 'no'} {'said' if said else 'not'}"] += 1
        totals[f"N {way}|exact"] += count == claim["n"]


if __name__ == "__main__":
    raise SystemExit(main())
