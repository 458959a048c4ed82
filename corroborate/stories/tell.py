"""One event told: the parts put together."""

from __future__ import annotations

from corroborate.scoring import Beat, affected, category, impact, sentiment
from corroborate.stories import facts, headline, mentions, prose, timeline
from corroborate.stories.gate import gate_of, rests_on_unnamed
from corroborate.stories.inputs import Desk, StoryInputs
from corroborate.types import ClaimCluster, Line, Modality, Story, Verdict

_AFTER = 160  # characters after a sentence within which an article says that its informant is not named


def tell(inputs: StoryInputs, beat: Beat) -> Story:
    """Tell one event.

    Args:
        inputs: the event with everything counted; the order of its sequences makes no difference.
        beat: whose names, words and watch terms are used.

    Returns:
        The story.  Its N, confidence and verdict are those of its lead, the core claim that its headline states;
        every line is made of claim texts and carries the ids of claims.
    """
    desk = Desk.of(inputs)
    title, lead = headline.choose(desk)
    clusters = tuple(desk.clusters.values())
    count = lead.corroboration if lead else None
    n = count.verified_sources if count else 0
    verdict = count.verdict if count else Verdict.UNSUPPORTED
    gate, reason = gate_of(
        n,
        verdict,
        lead.modality if lead else Modality.CONFIRMED,
        lead is not None and n == 1 and _anonymous(desk, lead),
    )
    score, terms = impact(title, clusters, desk.claims, beat)
    tone, tone_score = sentiment(title, clusters, desk.claims, beat)
    name, topic = category(title, clusters, beat)
    named = mentions.mentions(sorted(inputs.mentions_of), beat, [a.text for a in desk.articles.values()])
    tellers = {desk.outlet_name(article_id).casefold() for article_id in desk.articles}
    worth = facts.worth(desk, title)
    chosen = facts.rank(desk, worth)
    key_facts = tuple(
        Line(text=c.text, claim_cluster_id=c.claim_cluster_id, claim_ids=desk.claim_ids(c)) for c in chosen
    )
    takeaways = prose.takeaways(desk, chosen)
    told = prose.analysis(desk, chosen)
    when = timeline.moments(desk)
    steps = timeline.timeline(desk, worth, when)
    ahead = timeline.watch(desk, beat, worth, when)
    quoted = prose.quotes(desk)
    seen = [a.first_seen_at for a in desk.articles.values() if a.first_seen_at is not None]
    changed = seen + [a.published_at for a in desk.articles.values() if a.published_at is not None]
    return Story(
        story_id=inputs.story_id,
        headline=title,
        category=name,
        media_topic=topic,
        sentiment=tone,
        sentiment_score=tone_score,
        impact=score,
        lead_claim_cluster_id=lead.claim_cluster_id if lead else None,
        verified_sources=n,
        confidence=count.confidence if count else 0.0,
        verdict=verdict,
        gate=gate,
        gate_reason=reason,
        article_ids=tuple(desk.articles),
        read_minutes=prose.read_minutes((*takeaways, *key_facts, *told, *quoted, *ahead, *steps)),
        first_seen_at=min(seen, default=None),
        updated_at=max(changed, default=None),
        impact_terms=terms,
        mentions=named,
        affected=affected(clusters, desk.claims, [m for m in named if m.entity.casefold() not in tellers], beat),
        key_facts=key_facts,
        timeline=steps,
        watch=ahead,
        takeaways=takeaways,
        analysis=told,
        quotes=quoted,
    )


def _anonymous(desk: Desk, lead: ClaimCluster) -> bool:
    """Whether the lead's only origin rests on somebody unnamed: its sentence, or the words just after, say so."""
    passages = []
    for row in desk.supports(lead):
        article = desk.articles[row.article_id]
        if row.counted:
            passages.append(article.text[row.char_start : row.char_end + _AFTER])
            claim = desk.claims.get(row.claim_id or "")
            if claim is not None and claim.attributed_to:
                passages.append(claim.attributed_to)
    return rests_on_unnamed(passages)
