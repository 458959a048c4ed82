"""Build: articles to counts.  Expensive readings are kept by what they were made from; the rest is made anew.

The result depends on the set of current articles alone, never on the order in which they came.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import orjson

from corroborate import copies, editing, events, ids, independence
from corroborate.backing import Independence, evidence_for
from corroborate.claims import entities_of, extract_claims, kept_tokens
from corroborate.decisions import Rulings
from corroborate.disagreement import conflicts, is_update
from corroborate.matching import Group, match
from corroborate.pipeline import kept
from corroborate.pipeline.kept import Told
from corroborate.ports import Clock, Embedder, Parser, Store, VectorCache, Vectors
from corroborate.reading import Outline, Reading, batches, distinct_sentences, outline, parse_key, parsed, unpack
from corroborate.resources import rules_digest
from corroborate.scoring.beat import Beat
from corroborate.stories import StoryInputs, tell
from corroborate.support.passages import Passage, Statement, statement
from corroborate.support.scorer import Forest
from corroborate.types import (
    Article,
    Build,
    Claim,
    ClaimCluster,
    ConflictKind,
    Decision,
    Dependence,
    EffectState,
    Outlet,
    SourceCluster,
    StageReport,
)

_BATCH = 64  # articles parsed and saved at a time: a crash loses at most so many parses
_USED = "build/used"  # under this key, the keys of what the last build used of the cache
_EMBED = 512  # sentences embedded and saved at a time

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a build works with."""

    store: Store
    parser: Parser
    embedder: Embedder
    vectors: VectorCache
    forest: Forest
    beat: Beat
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A finished build with the outlines of its articles, for the index of ``ask``."""

    build: Build
    outlines: Mapping[str, Outline]
    told: tuple[Told, ...]
    input_digest: str


def input_digest(articles: Sequence[Article], outlets: Sequence[Outlet], tools: Tools, rulings: Rulings) -> str:
    """Digest what a build is made from: articles, register, models, beat, rules and editors' decisions."""
    rows = sorted(f"{a.article_id}/{a.revision}/{a.status}/{a.outlet_id}/{a.order}" for a in articles)
    names = sorted(repr(outlet) for outlet in outlets)
    return ids.content_hash(
        rules_digest(), tools.parser.name, tools.embedder.name, tools.beat.name, *rows, *names, *rulings.rows()
    )


def read_all(articles: Sequence[Article], tools: Tools, progress: Progress) -> dict[str, Outline]:
    """Parse what was not parsed before, and outline everything."""
    keys = {article.article_id: parse_key(tools.parser, article) for article in articles}
    done = 0
    out: dict[str, Outline] = {}
    for batch in batches(articles, _BATCH):
        known = tools.store.analyses([keys[article.article_id] for article in batch])
        fresh = {keys[a.article_id]: parsed(a, tools.parser) for a in batch if keys[a.article_id] not in known}
        if fresh:
            tools.store.save_analyses(fresh)
        payloads = {**known, **fresh}
        for article in batch:
            out[article.article_id] = outline(article, payloads[keys[article.article_id]])
        done += len(batch)
        progress("reading", done, len(articles))
    return out


def embed_all(outlines: Mapping[str, Outline], tools: Tools, progress: Progress) -> dict[str, Vectors]:
    """Embed every distinct sentence that has no vector yet, and return all of them by text."""
    texts = distinct_sentences(outlines.values())
    found = tools.vectors.get(texts)
    missing = [text for text in texts if text not in found]
    missing.sort(key=len)  # like lengths share a batch
    for begin in range(0, len(missing), _EMBED):
        chunk = missing[begin : begin + _EMBED]
        vectors = tools.embedder.embed(chunk)
        tools.vectors.put(chunk, vectors)
        found.update(zip(chunk, vectors, strict=True))
        progress("embedding", begin + len(chunk), len(missing))
    return found


def article_vectors(outlines: Mapping[str, Outline], vectors: Mapping[str, Vectors]) -> dict[str, Vectors]:
    """One unit vector an article: the mean of headline and first sentences."""
    out = {}
    for article_id, each in outlines.items():
        texts = [*([each.title] if each.title else ()), *each.sentences[:6]]
        mean = np.sum([vectors[text] for text in texts], axis=0) if texts else np.zeros(1, dtype=np.float32)
        norm = float(np.linalg.norm(mean))
        out[article_id] = (mean / norm if norm else mean).astype(np.float32)
    width = max((len(vector) for vector in out.values()), default=1)
    return {key: vector if len(vector) == width else np.zeros(width, np.float32) for key, vector in out.items()}


def build(tools: Tools, run_id: str, progress: Progress, force: bool = False) -> tuple[StageReport, Built | None]:
    """Make every derived table anew from the current articles, unless nothing has changed.

    Returns:
        The report, and what was built; None where the last build was made from the same input.
    """
    register = tools.store.outlets()
    rulings = Rulings.of(tools.store.decisions())
    outlets = {outlet.outlet_id: outlet for outlet in rulings.outlets(register)}
    filed = {outlet.outlet_id: outlet for outlet in rulings.outlets(register, filed=True)}
    stored = sorted(tools.store.articles(), key=lambda article: article.order)
    articles = rulings.read(stored)
    digest = input_digest(stored, register, tools, rulings)
    if not force and digest == tools.store.input_digest():
        return StageReport(stage="build", total=len(articles), kept=len(articles), counts={"unchanged": 1}), None
    # A withdrawn article keeps its last text: what it alone said must be shown as retracted, not forgotten.
    readable = [article for article in articles if article.text.strip()]
    outlines = read_all(readable, tools, progress)
    vectors = embed_all(outlines, tools, progress)
    story_of, regrouped = rulings.stories(events.group(readable, article_vectors(outlines, vectors)), readable)
    by_story: dict[str, list[Article]] = defaultdict(list)
    for article in readable:
        by_story[story_of[article.article_id]].append(article)
    templates = template_sentences(outlines, story_of)
    told, ground, used = [], _ground(filed, tools), [parse_key(tools.parser, article) for article in readable]
    for number, (story_id, members) in enumerate(sorted(by_story.items()), start=1):
        shaping = rulings.shaping({a.article_id for a in members}, {a.outlet_id for a in members})
        key = _story_key(ground, story_id, members, templates, shaping)
        payload = tools.store.analyses([key]).get(key)
        each = kept.unpack(payload, {a.article_id: a for a in members}, outlets) if payload is not None else None
        if each is None:
            each = tell_story(story_id, members, outlines, vectors, outlets, templates, tools, shaping)
            tools.store.save_analyses({key: kept.pack(each)})
        told.append(each)
        used.append(key)
        progress("matching", number, len(by_story))
    stories, gated = rulings.gated([t.story for t in told], story_of)
    effects = rulings.effects(register, stored, story_of, (*regrouped, *gated, *(e for t in told for e in t.effects)))
    built = Build(
        dependence=_sorted(d for t in told for d in t.dependence),
        source_clusters=tuple(c for t in told for c in t.clusters),
        claims=tuple(c for t in told for c in t.claims),
        claim_clusters=tuple(c for t in told for c in t.claim_clusters),
        conflicts=tuple(c for t in told for c in t.conflicts),
        stories=tuple(stories),
        wire_credits={article: credit for t in told for article, credit in t.credits.items()},
        effects=effects,
    )
    tools.store.save_build(built, run_id=run_id, at=tools.clock.now(), input_digest=digest)
    tools.store.save_analyses({_USED: orjson.dumps(used)})
    dropped: Counter[str] = Counter()
    for each in told:
        dropped.update(each.dropped)
    counts = {
        "stories": len(built.stories),
        "claims": len(built.claims),
        "claim_clusters": len(built.claim_clusters),
        "source_clusters": len(built.source_clusters),
        "conflicts": len(built.conflicts),
        "templates": len(templates),
        **{f"decisions {state}": n for state in EffectState if (n := sum(e.state is state for e in effects))},
        **{f"sentences dropped: {reason}": n for reason, n in sorted(dropped.items())},
    }
    report = StageReport(
        stage="build",
        total=len(articles),
        kept=len(readable),
        dropped_by_reason={"empty": len(articles) - len(readable)} if len(articles) > len(readable) else {},
        counts=counts,
    )
    return report, Built(build=built, outlines=outlines, told=tuple(told), input_digest=digest)


def tidy(store: Store) -> StageReport:
    """Forget the parses and stories that the last build did not use: of old revisions, and of stories that grew."""
    payload = store.analyses([_USED]).get(_USED)
    used = orjson.loads(payload) if payload is not None else None
    forgotten = store.keep_analyses([*used, _USED]) if used is not None else 0
    return StageReport(stage="tidy", total=len(used or ()), kept=len(used or ()), counts={"forgotten": forgotten})


def _sorted(rows: Iterable[Dependence]) -> tuple[Dependence, ...]:
    return tuple(sorted(rows, key=lambda d: (d.article_a, d.article_b, d.kind, d.strength)))


def _ground(outlets: Mapping[str, Outlet], tools: Tools) -> str:
    """Digest what every story is told with, whatever its articles: rules, models, beat and register as filed."""
    register = sorted(repr(outlet) for outlet in outlets.values())
    return ids.content_hash(rules_digest(), tools.parser.name, tools.embedder.name, tools.beat.name, *register)


def _story_key(
    ground: str,
    story_id: str,
    members: Sequence[Article],
    templates: frozenset[tuple[str, str]],
    shaping: Sequence[Decision],
) -> str:
    """Digest everything one story is told from."""
    houses = {article.outlet_id for article in members}
    furniture = sorted(f"{outlet}/{text}" for outlet, text in templates if outlet in houses)
    decided = Rulings(active=tuple(shaping)).rows()
    return "story/" + ids.content_hash(ground, story_id, *(repr(a) for a in members), *furniture, *decided)


def template_sentences(outlines: Mapping[str, Outline], story_of: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    """Find furniture: (outlet, sentence) that one outlet repeats in three or more stories."""
    seen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for article_id, each in outlines.items():
        for text in each.sentences:
            seen[(each.article.outlet_id, text)].add(story_of[article_id])
    return frozenset(key for key, stories in seen.items() if len(stories) >= 3)


def tell_story(
    story_id: str,
    members: Sequence[Article],
    outlines: Mapping[str, Outline],
    vectors: Mapping[str, Vectors],
    outlets: Mapping[str, Outlet],
    templates: frozenset[tuple[str, str]],
    tools: Tools,
    shaping: Sequence[Decision] = (),
) -> Told:
    """Work out one story: who copied whom, who says what, and how many origins each statement has."""
    articles = {article.article_id: article for article in members}
    dependence = copies.find_dependence(members, outlets)
    dependence = (*dependence, *independence.find_retold(members, dependence, outlets))
    clustering = independence.cluster(members, dependence, outlets)
    gated = []
    for cluster in clustering.source_clusters:
        counts, reason = independence.gate(cluster, articles, outlets)
        gated.append(replace(cluster, counts=counts, gate_reason=reason))
    known = Independence(
        story_id=story_id,
        articles=articles,
        outlets=outlets,
        source_clusters={cluster.source_cluster_id: cluster for cluster in gated},
        cluster_of=clustering.cluster_of,
        low_of=clustering.low_of,
        high_of=clustering.high_of,
        keys=clustering.keys,
    )
    # A story's grammar is unpacked while the story is told, and forgotten: all of it at once would fill the memory.
    readings = {a.article_id: unpack(a, outlines[a.article_id].parse, outlets) for a in members}
    passages: list[Passage] = []
    claims: list[Claim] = []
    statements: dict[str, Statement] = {}
    for article in members:
        reading = readings[article.article_id]
        passages.extend(reading.passages())
        kept = [
            s if (article.outlet_id, s.text) not in templates else replace(s, dropped="template")
            for s in reading.sentences
        ]
        made = extract_claims(article, kept)
        claims.extend(made)
        statements.update(_statements(made, reading))
    matrix = np.stack([vectors[p.text] for p in passages]) if passages else np.zeros((0, 1), np.float32)
    joining = [each for each in shaping if each.anchors[0].what == "claim"]
    links = editing.links_among(joining, claims)
    groups, _ = match(claims, statements, passages, matrix, tools.forest, links=links)
    material = editing.Material(
        claims=claims, statements=statements, passages=passages, vectors=matrix, forest=tools.forest
    )
    groups, effects = editing.edited(groups, links, joining, material)
    said_at = {article.article_id: article.published_at or article.first_seen_at for article in members}
    names = {article.article_id: known.outlet(article).name for article in members}
    clashes = conflicts(groups, said_at, names)
    claim_at: dict[tuple[str, int], str] = {}
    for claim in claims:
        claim_at.setdefault((claim.article_id, claim.sentence), claim.claim_id)
    founded: dict[tuple[str, int], list[Group]] = defaultdict(list)
    for group in groups:
        for claim in (group.founder, *group.also):
            founded[(claim.article_id, claim.sentence)].append(group)
    clusters = tuple(_cluster(group, known, claim_at, said_at, founded) for group in groups)
    relayed = _relay_clusters(clusters, known)
    credited = {
        article.article_id: credit.name
        for article in members
        if (credit := copies.wire_credit(article, outlets)) is not None
    }
    story = tell(
        StoryInputs(
            story_id=story_id,
            articles=tuple([article for article in members if article.status != "killed"] or members),
            outlets=outlets,
            claims=tuple(claims),
            clusters=clusters,
            conflicts=clashes,
            mentions_of=tuple(
                (article.article_id, text, label)
                for article in members
                for sentence in readings[article.article_id].sentences
                for text, label in entities_of(sentence)
            ),
            source_cluster_of=clustering.cluster_of,
        ),
        tools.beat,
    )
    return Told(
        story=story,
        dependence=dependence,
        clusters=(*gated, *relayed),
        claims=tuple(claims),
        claim_clusters=clusters,
        conflicts=clashes,
        credits=credited,
        known=known,
        dropped=Counter(s.dropped for reading in readings.values() for s in reading.sentences if s.dropped),
        effects=effects,
    )


def _statements(claims: Sequence[Claim], reading: Reading) -> Iterator[tuple[str, Statement]]:
    by_sentence: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_sentence[claim.sentence].append(claim)
    for index, made in by_sentence.items():
        sentence = reading.sentences[index]
        for claim, (_, words, _) in zip(made, kept_tokens(sentence), strict=True):
            yield claim.claim_id, statement([sentence], claim.text, frozenset(words))


def _cluster(
    group: Group,
    known: Independence,
    claim_at: Mapping[tuple[str, int], str],
    said_at: Mapping[str, datetime | None],
    founded: Mapping[tuple[str, int], Sequence[Group]],
) -> ClaimCluster:
    updates = frozenset(
        hit.passage.article_id
        for hit in group.contradicts
        if hit.support.conflict is ConflictKind.NUMBER
        and any(
            is_update(group, rival, said_at) for rival in founded.get((hit.passage.article_id, hit.passage.index), ())
        )
    )
    evidence, corroboration = evidence_for(
        group.claim_cluster_id, group.supports, group.contradicts, known, claim_at=claim_at, updates=updates
    )
    articles = [known.articles[hit.passage.article_id] for hit in group.supports]
    seen = sorted(article.first_seen_at for article in articles if article.first_seen_at is not None)
    return ClaimCluster(
        claim_cluster_id=group.claim_cluster_id,
        frame_id=group.frame_id,
        story_id=known.story_id,
        text=group.founder.text,
        claim_ids=tuple(claim.claim_id for claim in group.members),
        evidence=evidence,
        corroboration=corroboration,
        kind=group.founder.kind,
        modality=group.founder.modality,
        articles=len(articles),
        outlets=len({article.outlet_id for article in articles}),
        first_seen_at=seen[0] if seen else None,
        last_seen_at=seen[-1] if seen else None,
    )


def _relay_clusters(clusters: Sequence[ClaimCluster], known: Independence) -> tuple[SourceCluster, ...]:
    """Name the origins that are known only through relays, so that evidence has something to point at."""
    named = {
        evidence.source_cluster_id: evidence.origin
        for cluster in clusters
        for evidence in cluster.evidence
        if evidence.source_cluster_id not in known.source_clusters
    }
    return tuple(
        SourceCluster(
            source_cluster_id=key, origin=origin, origin_article_id=None, gate_reason="known only through relays"
        )
        for key, origin in sorted(named.items())
    )
