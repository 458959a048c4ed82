"""The faults that a store looks for, told from the nouns themselves; lines as the real store writes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from corroborate.types import (
    Article,
    Build,
    Claim,
    ClaimCluster,
    DecisionKind,
    EffectState,
    Evidence,
    Gate,
    ImpactTerm,
    Modality,
    Stance,
    Story,
    Verdict,
)

_RULED = (DecisionKind.HOLD, DecisionKind.RELEASE)


def faults(revisions: Mapping[str, Sequence[Article]], build: Build | None, decided: Iterable[str] = ()) -> list[str]:
    """Return each fault as one line, sorted.

    Args:
        revisions: all revisions of every article, by article id.
        build: the last build, if any.
        decided: ids of the editors' decisions.
    """
    found = {
        f"articles {url}: {many} rows of one url" for url, many in _twice(each[0].url for each in revisions.values())
    }
    if build is not None:
        texts = {(key, each.revision): each.text for key, list_ in revisions.items() for each in list_}
        found.update(_claim_faults(build, texts))
        found.update(_origin_faults(build, revisions))
        found.update(_count_faults(build, texts, {key: len(list_) for key, list_ in revisions.items()}))
        for story in build.stories:
            found.update(_story_faults(story, build, revisions))
        found.update(_conflict_faults(build))
        for each in build.effects:
            found.update(_missing("decision_effects", each.decision_id, "decision_id", each.decision_id, set(decided)))
    return sorted(found)


def _twice(keys: Iterable[str]) -> Iterator[tuple[str, int]]:
    return ((key, many) for key, many in Counter(keys).items() if many > 1)


def _missing(table: str, name: str, column: str, value: str | None, known: Iterable[str]) -> Iterator[str]:
    if value is not None and value not in known:
        yield f"{table} {name}: {column} {value} does not exist"


def _inside(start: int, end: int, text: str) -> bool:
    return 0 <= start < end <= len(text)


def _claim_faults(build: Build, texts: Mapping[tuple[str, int], str]) -> Iterator[str]:
    yield from (f"claims {key}: {many} rows of one id" for key, many in _twice(each.claim_id for each in build.claims))
    ids = {article_id for article_id, _ in texts}
    for claim in build.claims:
        name = claim.claim_id
        yield from _missing("claims", name, "article_id", claim.article_id, ids)
        sentence = (claim.sentence_start, claim.sentence_end)
        if not _inside(*sentence, texts.get((claim.article_id, claim.revision), "")):
            where = f"{claim.article_id} revision {claim.revision}"
            yield f"claims {name}: sentence {sentence[0]}-{sentence[1]} outside the text of {where}"
        if not sentence[0] <= claim.char_start < claim.char_end <= sentence[1]:
            span = f"{claim.char_start}-{claim.char_end}"
            yield f"claims {name}: span {span} outside its sentence {sentence[0]}-{sentence[1]}"
    grouped = [claim_id for cluster in build.claim_clusters for claim_id in cluster.claim_ids]
    yield from (f"claims {key}: in {many} claim clusters" for key, many in _twice(grouped))


def _origin_faults(build: Build, revisions: Mapping[str, Sequence[Article]]) -> Iterator[str]:
    clusters = [cluster.source_cluster_id for cluster in build.source_clusters]
    yield from (f"source_clusters {key}: {many} rows of one id" for key, many in _twice(clusters))
    places: dict[str, set[str]] = {}
    for cluster in build.source_clusters:
        name, members = cluster.source_cluster_id, [member.article_id for member in cluster.members]
        yield from _missing("source_clusters", name, "origin_article_id", cluster.origin_article_id, revisions)
        if cluster.origin_article_id is not None and cluster.origin_article_id not in members:
            yield f"source_clusters {name}: origin {cluster.origin_article_id} is not a member"
        for key, _ in _twice(members):
            yield f"source_cluster_members {key}: listed twice in one source cluster"
        for member in members:
            yield from _missing("source_cluster_members", name, "article_id", member, revisions)
            places.setdefault(member, set()).add(name)
    for key, names in places.items():
        if len(names) > 1:
            yield f"source_cluster_members {key}: in {len(names)} source clusters"
    for pair in build.dependence:
        for column, key, span in (
            ("article_a", pair.article_a, pair.span_a),
            ("article_b", pair.article_b, pair.span_b),
        ):
            yield from _missing("dependence", key, column, key, revisions)
            longest = max((each.text for each in revisions.get(key, ())), key=len, default=None)
            if span is not None and longest is not None and not _inside(*span, longest):
                yield f"dependence {key}: span {span.start}-{span.end} outside its text"
        if pair.article_a >= pair.article_b:
            yield f"dependence {pair.article_a} {pair.article_b}: not in order of ids"
    for key in build.wire_credits:
        yield from _missing("wire_credits", key, "article_id", key, revisions)


def _count_faults(build: Build, texts: Mapping[tuple[str, int], str], current: Mapping[str, int]) -> Iterator[str]:
    claims = {claim.claim_id: claim for claim in build.claims}
    statements = [cluster.claim_cluster_id for cluster in build.claim_clusters]
    yield from (f"claim_clusters {key}: {many} rows of one id" for key, many in _twice(statements))
    stories = {story.story_id for story in build.stories}
    origins = {cluster.source_cluster_id for cluster in build.source_clusters}
    for cluster in build.claim_clusters:
        name, count = cluster.claim_cluster_id, cluster.corroboration
        yield from _missing("claim_clusters", name, "story_id", cluster.story_id, stories)
        for claim_id in cluster.claim_ids:
            yield from _missing("cluster_claims", name, "claim_id", claim_id, claims)
        for term in count.terms:
            at = ("confidence_terms", term.claim_cluster_id)
            yield from _missing(*at, "claim_cluster_id", term.claim_cluster_id, statements)
            yield from _missing(*at, "source_cluster_id", term.source_cluster_id, origins)
        n, counted = count.verified_sources, _counted(build, name)
        if n != counted:
            yield f"claim_clusters {name}: N is {n}, the evidence counts {counted}"
        if not count.sources_low <= n <= count.sources_high:
            yield f"claim_clusters {name}: N is {n}, outside its bounds {count.sources_low}-{count.sources_high}"
        if not 0 <= count.confidence <= 1:
            yield f"claim_clusters {name}: confidence {count.confidence} outside 0-1"
        for each in cluster.evidence:
            yield from _evidence_faults(each, statements, origins, claims, texts, current)


def _counted(build: Build, statement: str) -> int:
    return len(
        {
            each.source_cluster_id
            for cluster in build.claim_clusters
            for each in cluster.evidence
            if each.claim_cluster_id == statement and each.counted and each.stance is Stance.SUPPORTS
        }
    )


def _evidence_faults(
    each: Evidence,
    statements: Iterable[str],
    origins: Iterable[str],
    claims: Mapping[str, Claim],
    texts: Mapping[tuple[str, int], str],
    current: Mapping[str, int],
) -> Iterator[str]:
    name = each.claim_cluster_id
    yield from _missing("evidence", name, "claim_cluster_id", name, statements)
    yield from _missing("evidence", name, "source_cluster_id", each.source_cluster_id, origins)
    yield from _missing("evidence", name, "claim_id", each.claim_id, claims)
    yield from _missing("evidence", name, "article_id", each.article_id, current)
    claim = claims.get(each.claim_id or "")
    text = texts.get((each.article_id, claim.revision if claim else current.get(each.article_id, 0)))
    if text is not None and not _inside(each.char_start, each.char_end, text):
        yield f"evidence {name}: span {each.char_start}-{each.char_end} outside the text of {each.article_id}"
    if each.counted and each.stance is not Stance.SUPPORTS:
        yield f"evidence {name}: {each.article_id} counts, though it contradicts"


def _story_faults(story: Story, build: Build, revisions: Mapping[str, Sequence[Article]]) -> Iterator[str]:
    name, n = story.story_id, story.verified_sources
    statements: dict[str, ClaimCluster] = {each.claim_cluster_id: each for each in build.claim_clusters}
    claims = {claim.claim_id: claim for claim in build.claims}
    if sum(each.story_id == name for each in build.stories) > 1:
        yield f"stories {name}: {sum(each.story_id == name for each in build.stories)} rows of one id"
    yield from _missing("stories", name, "lead_claim_cluster_id", story.lead_claim_cluster_id, statements)
    lead = statements.get(story.lead_claim_cluster_id or "")
    lead_n = lead.corroboration.verified_sources if lead else 0
    if n != lead_n:
        yield f"stories {name}: N is {n}, its lead statement has {lead_n}"
    rulings = [
        e.kind for e in build.effects if e.kind in _RULED and e.state is EffectState.APPLIED and name in e.targets
    ]
    for kind in rulings:
        held, bare = story.gate is Gate.HELD, story.gate is Gate.PUBLISHED and n < 2
        if (not held) if kind is DecisionKind.HOLD else (held or bare):
            yield f"stories {name}: gate is {story.gate} with N {n}, though an editor decided: {kind}"
    if not rulings and story.gate not in _gates(
        n, story.verdict, lead is not None and lead.modality is Modality.ALLEGED
    ):
        yield f"stories {name}: gate is {story.gate} with N {n} and verdict {story.verdict}"
    for article_id in story.article_ids:
        yield from _missing("story_articles", name, "article_id", article_id, revisions)
    for affected in story.affected:
        yield from _missing("affected", name, "claim_id", affected.claim_id, claims)
    for term in story.impact_terms:
        yield from _missing("impact_terms", name, "claim_id", term.claim_id, claims)
        yield from _term_faults(name, term, claims.get(term.claim_id or ""), revisions)
    for section in (story.key_facts, story.timeline, story.watch, story.takeaways, story.analysis, story.quotes):
        for line in section:
            yield from _missing("story_lines", name, "claim_cluster_id", line.claim_cluster_id, statements)
            for claim_id in line.claim_ids:
                yield from _missing("line_claims", name, "claim_id", claim_id, claims)


def _term_faults(
    story_id: str, term: ImpactTerm, claim: Claim | None, revisions: Mapping[str, Sequence[Article]]
) -> Iterator[str]:
    if claim is None or term.char_start is None or term.char_end is None:
        return
    for each in revisions.get(claim.article_id, ()):
        if each.revision == claim.revision and not _inside(term.char_start, term.char_end, each.text):
            span = f"{term.char_start}-{term.char_end}"
            yield f"impact_terms {story_id}: span {span} outside the text of {each.article_id}"


def _gates(n: int, verdict: Verdict, alleged: bool) -> tuple[Gate, ...]:
    """List the gate decisions that the rule allows."""
    if n == 0:
        return (Gate.HELD, Gate.MARKED) if verdict is Verdict.CANNOT_MEASURE else (Gate.HELD,)
    if n == 1:
        return (Gate.HELD,) if alleged or verdict is Verdict.UNVETTED else (Gate.HELD, Gate.MARKED)
    return (Gate.MARKED,) if verdict in (Verdict.CONTESTED, Verdict.CANNOT_MEASURE) else (Gate.PUBLISHED,)


def _conflict_faults(build: Build) -> Iterator[str]:
    statements = {cluster.claim_cluster_id for cluster in build.claim_clusters}
    claims = {claim.claim_id for claim in build.claims}
    for each in build.conflicts:
        name = each.claim_cluster_a
        yield from _missing("conflicts", name, "claim_cluster_a", each.claim_cluster_a, statements)
        yield from _missing("conflicts", name, "claim_cluster_b", each.claim_cluster_b, statements)
        yield from _missing("conflicts", name, "claim_a", each.claim_a, claims)
        yield from _missing("conflicts", name, "claim_b", each.claim_b, claims)
