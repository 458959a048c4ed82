"""A small finished snapshot, invented from end to end, with the hostile strings a real feed may carry.

``tables()`` gives the rows of every analyst view, so that a test can change some before ``write`` makes the file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

Row = dict[str, Any]
Tables = dict[str, list[Row]]

HALDEN, SILICA, RUMOUR, PULLED = "s1halden00000001", "s1silica00000002", "s1rumour00000003", "s1pulled00000004"

SCRIPT = "<script>alert(1)</script>"
RTL = "\u202eمرفأ هالدن\u202c"
ESCAPES = "\x1b[31mred\x1b[0m\x07"

# Types of the columns; a view that is not named here holds only what its rows hold.
COLUMNS: dict[str, str] = {
    "outlets": "outlet_id VARCHAR, name VARCHAR, domain VARCHAR, owner VARCHAR, kind VARCHAR, status VARCHAR, "
    "reliability DOUBLE",
    "articles": "article_id VARCHAR, url VARCHAR, canonical_url VARCHAR, outlet_id VARCHAR, title VARCHAR, "
    "byline VARCHAR, published_at TIMESTAMPTZ, first_seen_at TIMESTAMPTZ, first_seen_basis VARCHAR, "
    "language VARCHAR, text VARCHAR, word_count INTEGER, wire_credit VARCHAR, revision INTEGER, status VARCHAR",
    "article_revisions": "article_id VARCHAR, revision INTEGER, seen_at TIMESTAMPTZ, content_hash VARCHAR, "
    "text VARCHAR, change VARCHAR",
    "source_clusters": "source_cluster_id VARCHAR, origin_article_id VARCHAR, origin VARCHAR, articles INTEGER, "
    "outlets INTEGER",
    "source_cluster_members": "source_cluster_id VARCHAR, article_id VARCHAR, role VARCHAR, reason VARCHAR",
    "claims": "claim_id VARCHAR, article_id VARCHAR, revision INTEGER, sentence_start INTEGER, sentence_end INTEGER, "
    "char_start INTEGER, char_end INTEGER, kind VARCHAR, text VARCHAR, modality VARCHAR, negated BOOLEAN, "
    "attributed_to VARCHAR, quantities VARCHAR, claim_cluster_id VARCHAR",
    "claim_clusters": "claim_cluster_id VARCHAR, frame_id VARCHAR, story_id VARCHAR, text VARCHAR, "
    "verified_sources INTEGER, sources_low INTEGER, sources_high INTEGER, unverified_sources INTEGER, "
    "outlets INTEGER, articles INTEGER, confidence DOUBLE, p_corroborated DOUBLE, single_origin BOOLEAN, "
    "verdict VARCHAR, first_seen_at TIMESTAMPTZ, last_seen_at TIMESTAMPTZ, kind VARCHAR, reason VARCHAR",
    "evidence": "claim_cluster_id VARCHAR, source_cluster_id VARCHAR, claim_id VARCHAR, stance VARCHAR, "
    "weight DOUBLE, counted BOOLEAN, gate_reason VARCHAR, article_id VARCHAR, revision INTEGER, "
    "char_start INTEGER, char_end INTEGER, score DOUBLE, origin VARCHAR, explanation VARCHAR",
    "conflicts": "claim_cluster_a VARCHAR, claim_cluster_b VARCHAR, kind VARCHAR, claim_a VARCHAR, claim_b VARCHAR, "
    "explanation VARCHAR",
    "stories": "story_id VARCHAR, revision INTEGER, headline VARCHAR, category VARCHAR, media_topic VARCHAR, "
    "sentiment VARCHAR, sentiment_score DOUBLE, impact INTEGER, lead_claim_cluster_id VARCHAR, "
    "verified_sources INTEGER, confidence DOUBLE, verdict VARCHAR, gate VARCHAR, gate_reason VARCHAR, "
    "first_seen_at TIMESTAMPTZ, updated_at TIMESTAMPTZ, read_minutes INTEGER",
    "story_articles": "story_id VARCHAR, article_id VARCHAR, rank INTEGER",
    "mentions": "story_id VARCHAR, entity VARCHAR, kind VARCHAR, wikidata_id VARCHAR, count INTEGER",
    "affected": "story_id VARCHAR, entity VARCHAR, kind VARCHAR, sentiment VARCHAR, claim_id VARCHAR",
    "key_facts": "story_id VARCHAR, position INTEGER, text VARCHAR, claim_cluster_id VARCHAR",
    "timeline": 'story_id VARCHAR, position INTEGER, text VARCHAR, claim_cluster_id VARCHAR, "at" VARCHAR',
    "watch": "story_id VARCHAR, position INTEGER, text VARCHAR, claim_cluster_id VARCHAR",
    "takeaways": "story_id VARCHAR, position INTEGER, text VARCHAR, claim_ids VARCHAR[]",
    "analysis": "story_id VARCHAR, position INTEGER, text VARCHAR, claim_ids VARCHAR[]",
    "quotes": "story_id VARCHAR, position INTEGER, text VARCHAR, claim_ids VARCHAR[]",
    "impact_terms": "story_id VARCHAR, term VARCHAR, kind VARCHAR, value DOUBLE, claim_id VARCHAR, "
    "char_start INTEGER, char_end INTEGER",
    "confidence_terms": "claim_cluster_id VARCHAR, source_cluster_id VARCHAR, reliability DOUBLE, weight DOUBLE, "
    "sign INTEGER",
    "corroboration_history": "claim_cluster_id VARCHAR, valid_at TIMESTAMPTZ, recorded_at TIMESTAMPTZ, "
    "verified_sources INTEGER, sources_low INTEGER, sources_high INTEGER, confidence DOUBLE, verdict VARCHAR, "
    "reason VARCHAR, run_id VARCHAR",
    "decisions": "decision_id VARCHAR, kind VARCHAR, subject VARCHAR, decided_by VARCHAR, decided_at TIMESTAMPTZ, "
    "reason VARCHAR, active BOOLEAN",
    "trends": "day DATE, category VARCHAR, stories INTEGER, corroborated INTEGER, mean_impact DOUBLE, "
    "mean_sentiment DOUBLE",
}

TEXTS: dict[str, str] = {
    "a-meridian": "HALDEN, Oct 5 (Meridian) - Dockers at the port of Halden walked out at 6 a.m. on Monday over night "
    "shifts. About 340 workers joined, the Halden Dockers' Union said. Two container ships waited outside the mole. "
    "\u201cWe load in the dark so that others may sleep,\u201d said Ebba Lund, the union's secretary. "
    "The port authority expects a backlog of four days. Talks resume on Thursday at the harbour office.",
    "a-harbour": "I stood on Quay 7 before dawn on Monday as the cranes at Halden fell silent and the dockers walked "
    'out. Stewards counted 410 people at the gate by seven. A foreman called the night rota <b>"a slow & cruel '
    'joke"</b>. Ferries were not touched. The walkout will cost shippers weeks, he said.',
    "a-courier": "HALDEN, Oct 5 (Meridian) - Dockers at the port of Halden walked out at 6 a.m. on Monday over night "
    "shifts. About 340 workers joined, the Halden Dockers' Union said.",
    "a-whisper": "BREAKING: Halden is shut, everyone out, thousands on the quay!!! " + SCRIPT,
    "a-silica": "The customs union will ask for a licence for each lot of silica gel from 1 November, Orient Cargo "
    "Monitor has learned. Importers have until then to register. " + ESCAPES + " " + SCRIPT,
    "a-rumour": "Grenmark is in talks to buy Tessel Terminals, according to two people familiar with the matter.",
    "a-pulled": "This report has been withdrawn. It said, wrongly, that the Pallion yard had closed.",
}
OLD_PULLED = "The Pallion yard closed its gates for good on Friday, the Velden Standard has established."


def _span(article: str, part: str, text: str | None = None) -> tuple[int, int]:
    whole = TEXTS[article] if text is None else text
    start = whole.index(part)
    return start, start + len(part)


def _claim(claim: str, article: str, sentence: str, part: str, cluster: str, **more: Any) -> Row:
    old = more.pop("old", None)
    start, end = _span(article, sentence, old)
    a, b = _span(article, part, old)
    return {
        "claim_id": claim, "article_id": article, "revision": 1, "sentence_start": start, "sentence_end": end,
        "char_start": a, "char_end": b, "kind": "core", "text": part, "modality": "confirmed", "negated": False,
        "claim_cluster_id": cluster, **more,
    }  # fmt: skip


def _cluster(cluster: str, story: str, text: str, n: int, verdict: str, **more: Any) -> Row:
    return {
        "claim_cluster_id": cluster, "frame_id": "g-" + cluster, "story_id": story, "text": text,
        "verified_sources": n, "sources_low": n, "sources_high": n, "unverified_sources": 0, "outlets": n,
        "articles": n, "confidence": 0.62, "p_corroborated": 0.5, "single_origin": False, "verdict": verdict,
        "kind": "core", "reason": "", **more,
    }  # fmt: skip


def _evidence(cluster: str, source: str, claim: Row, origin: str, counted: bool, why: str, **more: Any) -> Row:
    return {
        "claim_cluster_id": cluster, "source_cluster_id": source, "claim_id": claim["claim_id"],
        "stance": "supports", "weight": 1.0, "counted": counted, "gate_reason": why,
        "article_id": claim["article_id"], "char_start": claim["char_start"], "char_end": claim["char_end"],
        "score": 0.93, "origin": origin, "explanation": "asserts every specific", **more,
    }  # fmt: skip


def _article(article: str, outlet: str, url: str, title: str, seen: str, **more: Any) -> Row:
    text = TEXTS[article]
    return {
        "article_id": article, "url": url, "outlet_id": outlet, "title": title, "first_seen_at": seen,
        "published_at": seen, "first_seen_basis": "fetched", "language": "en", "text": text,
        "word_count": len(text.split()), "revision": 1, "status": "live", **more,
    }  # fmt: skip


def tables() -> Tables:
    """Return the rows of a snapshot with two published stories, one held and one withdrawn."""
    walk_m = _claim("c-walk-m", "a-meridian", TEXTS["a-meridian"].split(" About")[0],
                    "Dockers at the port of Halden walked out at 6 a.m. on Monday", "k-walk")  # fmt: skip
    walk_h = _claim("c-walk-h", "a-harbour", TEXTS["a-harbour"].split(" Stewards")[0], "the dockers walked out",
                    "k-walk")  # fmt: skip
    walk_c = _claim("c-walk-c", "a-courier", TEXTS["a-courier"].split(" About")[0],
                    "Dockers at the port of Halden walked out at 6 a.m. on Monday", "k-walk")  # fmt: skip
    walk_w = _claim("c-walk-w", "a-whisper", TEXTS["a-whisper"], "everyone out, thousands on the quay!!! " + SCRIPT,
                    "k-walk")  # fmt: skip
    n340 = _claim("c-340", "a-meridian", "About 340 workers joined, the Halden Dockers' Union said.",
                  "About 340 workers joined", "k-340", kind="quantity",
                  attributed_to="the Halden Dockers' Union")  # fmt: skip
    n410 = _claim("c-410", "a-harbour", "Stewards counted 410 people at the gate by seven.",
                  "410 people at the gate", "k-410", kind="quantity")  # fmt: skip
    joke = _claim("c-joke", "a-harbour", 'A foreman called the night rota <b>"a slow & cruel joke"</b>.',
                  '<b>"a slow & cruel joke"</b>', "k-joke", kind="quote")  # fmt: skip
    dark = _claim("c-dark", "a-meridian", "\u201cWe load in the dark so that others may sleep,\u201d said Ebba Lund, "
                  "the union's secretary.", "We load in the dark so that others may sleep", "k-dark",
                  kind="quote")  # fmt: skip
    talks = _claim("c-talks", "a-meridian", "Talks resume on Thursday at the harbour office.",
                   "Talks resume on Thursday", "k-talks", modality="planned")  # fmt: skip
    backlog = _claim("c-backlog", "a-meridian", "The port authority expects a backlog of four days.",
                     "a backlog of four days", "k-backlog")  # fmt: skip
    silica = _claim("c-silica", "a-silica", TEXTS["a-silica"].split(" Importers")[0],
                    "The customs union will ask for a licence for each lot of silica gel from 1 November",
                    "k-silica", modality="planned")  # fmt: skip
    rumour = _claim("c-rumour", "a-rumour", TEXTS["a-rumour"], "Grenmark is in talks to buy Tessel Terminals",
                    "k-rumour", modality="alleged")  # fmt: skip
    pulled = _claim("c-pulled", "a-pulled", OLD_PULLED, "The Pallion yard closed its gates for good", "k-pulled",
                    old=OLD_PULLED)  # fmt: skip
    story = {
        "media_topic": "economy, business and finance", "sentiment_score": -0.4, "confidence": 0.71,
        "first_seen_at": "2026-10-05T06:40:00Z", "read_minutes": 3, "revision": 1,
    }  # fmt: skip
    return {
        "outlets": [
            {"outlet_id": "meridian", "name": "Meridian Newswire", "domain": "meridian.example", "kind": "wire",
             "status": "vetted", "reliability": 0.8},
            {"outlet_id": "harbour", "name": "Harbour Times", "domain": "harbourtimes.example", "kind": "outlet",
             "status": "vetted", "reliability": 0.8},
            {"outlet_id": "courier", "name": "Brackwater Courier", "domain": "brackwatercourier.example",
             "owner": "Brackwater Media", "kind": "outlet", "status": "vetted", "reliability": 0.8},
            {"outlet_id": "dockwhisper.example", "name": "dockwhisper.example" + SCRIPT,
             "domain": "dockwhisper.example", "kind": "blog", "status": "probation", "reliability": 0.5},
            {"outlet_id": "orient", "name": "Orient Cargo Monitor", "domain": "orientcargo.example",
             "kind": "outlet", "status": "vetted", "reliability": 0.8},
            {"outlet_id": "velden", "name": "Velden Standard", "domain": "veldenstandard.example",
             "kind": "outlet", "status": "vetted", "reliability": 0.8},
        ],
        "articles": [
            _article("a-meridian", "meridian", "https://meridian.example/2026/10/05/halden",
                     "Dockers at Halden walk out over night shifts", "2026-10-05T06:40:00Z"),
            _article("a-harbour", "harbour", "https://harbourtimes.example/quay-7?a=1&b=2#top",
                     "\u201cA slow & cruel joke\u201d: on the quay as Halden stops", "2026-10-05T09:00:00Z"),
            _article("a-courier", "courier", "https://brackwatercourier.example/halden-walkout", RTL,
                     "2026-10-05T10:00:00Z", wire_credit="Meridian Newswire", language="ar"),
            _article("a-whisper", "dockwhisper.example", "javascript:alert(document.domain)//x",
                     SCRIPT + "\" onmouseover=\"alert(2)", "2026-10-05T11:00:00Z"),
            _article("a-silica", "orient", "https://orientcargo.example/silica", "Silica gel " + ESCAPES,
                     "2026-10-06T08:00:00Z"),
            _article("a-rumour", "orient", "https://orientcargo.example/grenmark", "Grenmark eyes Tessel",
                     "2026-10-06T09:00:00Z"),
            _article("a-pulled", "velden", "https://veldenstandard.example/pallion", "Withdrawn: Pallion yard",
                     "2026-10-06T10:00:00Z", revision=2, status="killed"),
        ],
        "article_revisions": [
            {"article_id": "a-meridian", "revision": 1, "seen_at": "2026-10-05T06:40:00Z", "content_hash": "h1",
             "text": TEXTS["a-meridian"]},
            {"article_id": "a-pulled", "revision": 1, "seen_at": "2026-10-06T10:00:00Z", "content_hash": "h2",
             "text": OLD_PULLED},
            {"article_id": "a-pulled", "revision": 2, "seen_at": "2026-10-07T10:00:00Z", "content_hash": "h3",
             "text": TEXTS["a-pulled"], "change": "kill"},
        ],
        "source_clusters": [
            {"source_cluster_id": "o-meridian", "origin_article_id": "a-meridian", "origin": "Meridian Newswire",
             "articles": 2, "outlets": 2},
            {"source_cluster_id": "o-harbour", "origin_article_id": "a-harbour", "origin": "Harbour Times",
             "articles": 1, "outlets": 1},
            {"source_cluster_id": "o-whisper", "origin_article_id": "a-whisper", "origin": "dockwhisper.example",
             "articles": 1, "outlets": 1},
            {"source_cluster_id": "o-union", "origin": "Halden Dockers' Union (statement)", "articles": 0,
             "outlets": 0},
            {"source_cluster_id": "o-silica", "origin_article_id": "a-silica", "origin": "Orient Cargo Monitor",
             "articles": 1, "outlets": 1},
            {"source_cluster_id": "o-rumour", "origin_article_id": "a-rumour", "origin": "Orient Cargo Monitor",
             "articles": 1, "outlets": 1},
            {"source_cluster_id": "o-pulled", "origin_article_id": "a-pulled", "origin": "Velden Standard",
             "articles": 1, "outlets": 1},
        ],
        "source_cluster_members": [
            {"source_cluster_id": "o-meridian", "article_id": "a-meridian", "role": "origin", "reason": "first seen"},
            {"source_cluster_id": "o-meridian", "article_id": "a-courier", "role": "reprint",
             "reason": "credits Meridian Newswire; 41 words in a row are the same"},
            {"source_cluster_id": "o-harbour", "article_id": "a-harbour", "role": "origin", "reason": "own byline"},
            {"source_cluster_id": "o-whisper", "article_id": "a-whisper", "role": "origin", "reason": "own text"},
            {"source_cluster_id": "o-silica", "article_id": "a-silica", "role": "origin", "reason": "own text"},
            {"source_cluster_id": "o-rumour", "article_id": "a-rumour", "role": "origin", "reason": "own text"},
            {"source_cluster_id": "o-pulled", "article_id": "a-pulled", "role": "origin", "reason": "own text"},
        ],
        "claims": [walk_m, walk_h, walk_c, walk_w, n340, n410, joke, dark, talks, backlog, silica, rumour, pulled],
        "claim_clusters": [
            _cluster("k-walk", HALDEN, "Dockers at the port of Halden walked out on Monday.", 2, "corroborated",
                     sources_high=3, unverified_sources=1, outlets=4, articles=4, confidence=0.71),
            _cluster("k-340", HALDEN, "About 340 workers joined the walkout.", 1, "contested", single_origin=True),
            _cluster("k-410", HALDEN, "410 people were at the gate.", 1, "contested", sources_low=0),
            _cluster("k-joke", HALDEN, "A foreman called the night rota a joke.", 1, "single_source"),
            _cluster("k-dark", HALDEN, "Ebba Lund said dockers load in the dark.", 1, "single_source"),
            _cluster("k-talks", HALDEN, "Talks resume on Thursday.", 1, "single_source"),
            _cluster("k-backlog", HALDEN, "The port authority expects a backlog of four days.", 1, "single_source"),
            _cluster("k-silica", SILICA, "The customs union will ask for a licence for each lot of silica gel.", 1,
                     "cannot_measure"),
            _cluster("k-rumour", RUMOUR, "Grenmark is in talks to buy Tessel Terminals.", 1, "single_source"),
            _cluster("k-pulled", PULLED, "The Pallion yard closed.", 0, "retracted"),
        ],
        "evidence": [
            _evidence("k-walk", "o-meridian", walk_m, "Meridian Newswire", True, "first to report"),
            _evidence("k-walk", "o-meridian", walk_c, "Meridian Newswire", False, "reprint of Meridian Newswire"),
            _evidence("k-walk", "o-harbour", walk_h, "Harbour Times", True, "own reporter on the quay"),
            _evidence("k-walk", "o-whisper", walk_w, "dockwhisper.example", False, "outlet not vetted " + SCRIPT),
            _evidence("k-340", "o-union", n340, "Halden Dockers' Union (statement)", True,
                      "relayed by Meridian Newswire"),
            _evidence("k-340", "o-harbour", n410, "Harbour Times", False, "contradicts", stance="contradicts",
                      explanation="410 against about 340"),
            _evidence("k-410", "o-harbour", n410, "Harbour Times", True, "first to report"),
            _evidence("k-joke", "o-harbour", joke, "Harbour Times", True, "first to report"),
            _evidence("k-dark", "o-meridian", dark, "Meridian Newswire", True, "first to report"),
            _evidence("k-talks", "o-meridian", talks, "Meridian Newswire", True, "first to report"),
            _evidence("k-backlog", "o-meridian", backlog, "Meridian Newswire", True, "first to report"),
            _evidence("k-silica", "o-silica", silica, "Orient Cargo Monitor", True, "first to report"),
            _evidence("k-rumour", "o-rumour", rumour, "Orient Cargo Monitor", True, "first to report"),
            _evidence("k-pulled", "o-pulled", pulled, "Velden Standard", False, "withdrawn by its publisher"),
        ],
        "conflicts": [
            {"claim_cluster_a": "k-340", "claim_cluster_b": "k-410", "kind": "number", "claim_a": "c-340",
             "claim_b": "c-410", "explanation": "about 340 against 410 people"},
        ],
        "stories": [
            {**story, "story_id": HALDEN, "headline": 'Dockers at Halden walk out & "stop" <the port>',
             "category": "Ports & labour", "sentiment": "bearish", "impact": 7, "lead_claim_cluster_id": "k-walk",
             "verified_sources": 2, "verdict": "corroborated", "gate": "published",
             "gate_reason": "two independent origins", "updated_at": "2026-10-05T11:00:00Z", "revision": 2},
            {**story, "story_id": SILICA, "headline": "Licence for silica gel " + ESCAPES + SCRIPT,
             "category": "Trade policy", "sentiment": "neutral", "sentiment_score": 0.0, "impact": 5,
             "lead_claim_cluster_id": "k-silica", "verified_sources": 1, "verdict": "cannot_measure",
             "gate": "marked", "gate_reason": "feeds were down on 6 October",
             "updated_at": "2026-10-06T08:00:00Z", "read_minutes": 1},
            {**story, "story_id": RUMOUR, "headline": "Grenmark in talks to buy Tessel Terminals",
             "category": "Deals", "sentiment": "bullish", "impact": 6, "lead_claim_cluster_id": "k-rumour",
             "verified_sources": 1, "verdict": "single_source", "gate": "held",
             "gate_reason": "one origin, anonymous sources", "updated_at": "2026-10-06T09:00:00Z"},
            {**story, "story_id": PULLED, "headline": "Pallion yard closes for good", "category": "Shipbuilding",
             "sentiment": "bearish", "impact": 6, "lead_claim_cluster_id": "k-pulled", "verified_sources": 0,
             "verdict": "retracted", "gate": "held", "gate_reason": "its only origin withdrew the report",
             "updated_at": "2026-10-07T10:00:00Z", "revision": 2},
        ],
        "story_articles": [
            {"story_id": HALDEN, "article_id": a, "rank": 1}
            for a in ("a-meridian", "a-harbour", "a-courier", "a-whisper")
        ] + [
            {"story_id": SILICA, "article_id": "a-silica", "rank": 1},
            {"story_id": RUMOUR, "article_id": "a-rumour", "rank": 1},
            {"story_id": PULLED, "article_id": "a-pulled", "rank": 1},
        ],
        "mentions": [
            {"story_id": HALDEN, "entity": "Halden", "kind": "place", "count": 5},
            {"story_id": HALDEN, "entity": RTL, "kind": "place", "count": 1},
            {"story_id": HALDEN, "entity": "Ebba Lund", "kind": "person", "wikidata_id": "Q0\"><b>", "count": 1},
        ],
        "affected": [
            {"story_id": HALDEN, "entity": "Shippers", "kind": "company", "sentiment": "negative",
             "claim_id": "c-backlog"},
        ],
        "key_facts": [
            {"story_id": HALDEN, "position": 1, "text": "Dockers at the port of Halden walked out on Monday.",
             "claim_cluster_id": "k-walk"},
            {"story_id": HALDEN, "position": 2, "text": "About 340 workers joined the walkout.",
             "claim_cluster_id": "k-340"},
            {"story_id": HALDEN, "position": 3, "text": "A foreman called the night rota a joke.",
             "claim_cluster_id": "k-joke"},
            {"story_id": HALDEN, "position": 4, "text": "Nobody said this.", "claim_cluster_id": "k-missing"},
            {"story_id": SILICA, "position": 1,
             "text": "The customs union will ask for a licence for each lot of silica gel.",
             "claim_cluster_id": "k-silica"},
            {"story_id": RUMOUR, "position": 1, "text": "Grenmark is in talks to buy Tessel Terminals.",
             "claim_cluster_id": "k-rumour"},
        ],
        "timeline": [
            {"story_id": HALDEN, "position": 1, "text": "Dockers walk out.", "claim_cluster_id": "k-walk",
             "at": "2026-10-05"},
            {"story_id": HALDEN, "position": 2, "text": "Talks resume.", "claim_cluster_id": "k-talks",
             "at": "Thursday"},
        ],
        "watch": [
            {"story_id": HALDEN, "position": 1, "text": "Talks resume on Thursday.", "claim_cluster_id": "k-talks"},
        ],
        "takeaways": [
            {"story_id": HALDEN, "position": 1, "text": "Dockers at the port of Halden walked out on Monday.",
             "claim_ids": ["c-walk-m", "c-walk-h"]},
            {"story_id": HALDEN, "position": 2, "text": "This line rests on nothing.", "claim_ids": []},
        ],
        "analysis": [
            {"story_id": HALDEN, "position": 1, "text": "The port authority expects a backlog of four days.",
             "claim_ids": ["c-backlog"]},
        ],
        "quotes": [
            {"story_id": HALDEN, "position": 1, "text": "We load in the dark so that others may sleep",
             "claim_ids": ["c-dark"]},
        ],
        "impact_terms": [
            {"story_id": HALDEN, "term": "strike", "kind": "base", "value": 6.0, "claim_id": "c-walk-m",
             "char_start": walk_m["char_start"], "char_end": walk_m["char_end"]},
            {"story_id": HALDEN, "term": "backlog of days", "kind": "magnitude", "value": 1.0,
             "claim_id": "c-backlog", "char_start": backlog["char_start"], "char_end": backlog["char_end"]},
        ],
        "confidence_terms": [
            {"claim_cluster_id": "k-walk", "source_cluster_id": "o-meridian", "reliability": 0.8, "weight": 0.83,
             "sign": 1},
        ],
        "corroboration_history": [
            {"claim_cluster_id": "k-walk", "valid_at": "2026-10-05T06:40:00Z", "recorded_at": "2026-10-07T12:00:00Z",
             "verified_sources": 1, "sources_low": 1, "sources_high": 1, "confidence": 0.6,
             "verdict": "single_source", "reason": "first report", "run_id": "r1"},
            {"claim_cluster_id": "k-walk", "valid_at": "2026-10-05T11:00:00Z", "recorded_at": "2026-10-07T12:00:00Z",
             "verified_sources": 2, "sources_low": 2, "sources_high": 3, "confidence": 0.71,
             "verdict": "corroborated", "reason": "own reporter on the quay", "run_id": "r1"},
            {"claim_cluster_id": "k-pulled", "valid_at": "2026-10-06T10:00:00Z",
             "recorded_at": "2026-10-07T12:00:00Z", "verified_sources": 1, "sources_low": 1, "sources_high": 1,
             "confidence": 0.6, "verdict": "single_source", "reason": "first report", "run_id": "r1"},
            {"claim_cluster_id": "k-pulled", "valid_at": "2026-10-07T10:00:00Z",
             "recorded_at": "2026-10-07T12:00:00Z", "verified_sources": 0, "sources_low": 0, "sources_high": 0,
             "confidence": 0.1, "verdict": "retracted", "reason": "withdrawn by its publisher " + SCRIPT,
             "run_id": "r1"},
        ],
        "decisions": [
            {"decision_id": "d1", "kind": "hold", "subject": RUMOUR, "decided_by": "A. Editor",
             "decided_at": "2026-10-06T12:00:00Z", "reason": "anonymous", "active": True},
        ],
        "trends": [
            {"day": "2026-10-05", "category": "Ports & labour", "stories": 3, "corroborated": 2, "mean_impact": 6.5,
             "mean_sentiment": -0.4},
            {"day": "2026-10-06", "category": "Trade policy", "stories": 4, "corroborated": 1, "mean_impact": 5.0,
             "mean_sentiment": 0.0},
            {"day": "2026-10-06", "category": SCRIPT, "stories": 1, "corroborated": 0, "mean_impact": 2.0,
             "mean_sentiment": 0.1},
        ],
    }  # fmt: skip


def write(path: Path, rows: Tables | None = None) -> Path:
    """Write a snapshot file with these rows (default: ``tables()``)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    rows = tables() if rows is None else rows
    with duckdb.connect(str(path)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("BEGIN")
        for view, columns in COLUMNS.items():
            connection.execute(f"CREATE TABLE {view} ({columns})")
            for row in rows.get(view, []):
                names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
                connection.execute(f"INSERT INTO {view} ({names}) VALUES ({marks})", list(row.values()))
        connection.execute("COMMIT")
    return path
