"""What a name stands for in the last build, told from the nouns themselves; as ``store.editing`` says it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corroborate import ids
from corroborate.types import Anchor, Article, Build, Claim, Outlet, Stance, Subject


def subject_of(
    name: str, articles: Sequence[Article], outlets: Iterable[Outlet], build: Build | None
) -> Subject | None:
    """Find a claim cluster, claim, story, source cluster, article or outlet by its id, url or domain.

    Args:
        name: as an editor gives it.
        articles: current revisions in canonical order.
        outlets: the register.
        build: the last build, if any.
    """
    found = _built(name, articles, build) if build else None
    return found or _article(name, articles, build) or _outlet(name, articles, outlets)


def _built(name: str, articles: Sequence[Article], build: Build) -> Subject | None:
    for cluster in build.claim_clusters:
        if cluster.claim_cluster_id == name:
            inside = set(cluster.claim_ids)
            backing = {e.claim_id for e in cluster.evidence if e.stance is Stance.SUPPORTS and e.claim_id} - inside
            members = _anchors(inside, articles, build)
            return Subject(
                what="claim cluster",
                id=name,
                text=cluster.text,
                story_id=cluster.story_id,
                claim_cluster_id=name,
                anchors=tuple(sorted(members, key=lambda each: ids.digest("cluster", each.id) != name)),
                supports=tuple(_anchors(backing, articles, build)),
            )
    for claim in build.claims:
        if claim.claim_id == name:
            home = [c.claim_cluster_id for c in build.claim_clusters if name in c.claim_ids]
            return Subject(
                what="claim",
                id=name,
                text=claim.text,
                claim_cluster_id=home[0] if home else "",
                story_id=_story_of(claim.article_id, build),
                anchors=tuple(_anchors({name}, articles, build)),
            )
    for story in build.stories:
        if story.story_id == name:
            inside = set(story.article_ids)
            order = [article.article_id for article in articles if article.article_id in inside]
            order.sort(key=lambda each: ids.digest("story", each) != name)
            anchors = tuple(Anchor(what="article", id=each, article_id=each) for each in order)
            return Subject(what="story", id=name, text=story.headline, story_id=name, anchors=anchors)
    for source in build.source_clusters:
        if source.source_cluster_id == name:
            return Subject(what="source cluster", id=name, text=source.origin)
    return None


def _anchors(names: Iterable[str], articles: Sequence[Article], build: Build) -> list[Anchor]:
    place = {article.article_id: i for i, article in enumerate(articles)}

    def within(claim: Claim) -> tuple[int, int, str]:
        return (claim.sentence_start, claim.char_start, claim.claim_id)

    def alike(claim: Claim) -> int:
        same = [c for c in build.claims if (c.article_id, c.kind, c.text) == (claim.article_id, claim.kind, claim.text)]
        return sorted(same, key=within).index(claim)

    wanted = set(names)
    claims = [claim for claim in build.claims if claim.claim_id in wanted and claim.article_id in place]
    return [
        Anchor(
            what="claim",
            id=claim.claim_id,
            article_id=claim.article_id,
            claim_kind=claim.kind.value,
            text=claim.text,
            nth=alike(claim),
            sentence=claim.sentence,
        )
        for claim in sorted(claims, key=lambda claim: (place[claim.article_id], *within(claim)))
    ]


def _story_of(article_id: str, build: Build | None) -> str:
    return next((s.story_id for s in (build.stories if build else ()) if article_id in s.article_ids), "")


def _article(name: str, articles: Sequence[Article], build: Build | None) -> Subject | None:
    for article in sorted(articles, key=lambda article: article.url != name):
        if name in (article.url, article.article_id):
            return Subject(
                what="article",
                id=article.article_id,
                text=article.title,
                status=article.status,
                story_id=_story_of(article.article_id, build),
                anchors=(Anchor(what="article", id=article.article_id, article_id=article.article_id),),
            )
    return None


def _outlet(name: str, articles: Sequence[Article], outlets: Iterable[Outlet]) -> Subject | None:
    known = sorted(outlets, key=lambda outlet: (outlet.outlet_id != name, outlet.outlet_id))
    for outlet in known:
        if name == outlet.outlet_id or name.lower() in outlet.domains:
            anchor = Anchor(what="outlet", id=outlet.outlet_id)
            return Subject(
                what="outlet", id=outlet.outlet_id, text=outlet.name, status=outlet.status.value, anchors=(anchor,)
            )
    if any(article.outlet_id == name for article in articles):
        anchor = Anchor(what="outlet", id=name)
        return Subject(what="outlet", id=name, text=name, status="probation", anchors=(anchor,))
    return None
