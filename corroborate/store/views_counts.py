"""The views of the count: dependence, source clusters, claims, evidence, conflicts, history."""

from __future__ import annotations

from corroborate.store.catalogue import View, column

DEPENDENCE = View(
    name="dependence",
    about="Why two articles are held to rest on one origin; one row a pair and reason.",
    source="base.dependence",
    key=("article_a", "article_b", "kind", "strength", "score", "span_a", "span_b"),
    columns=(
        column("article_a", "Id of one article, the smaller id."),
        column("article_b", "Id of the other article."),
        column("strength", "strong (one origin) or weak (a hint, weighed with others)."),
        column("kind", "Why: owner, credit, copy, canonical, link or citation."),
        column("score", "How much, 0 to 1, by the rule of that kind."),
        column(
            "span_a",
            "Where in the text of article_a, code points: start, end (exclusive); null where no span shows it.",
        ),
        column(
            "span_b",
            "Where in the text of article_b, code points: start, end (exclusive); null where no span shows it.",
        ),
        column("rule_version", "Version of the rule that said so."),
    ),
)

_SOURCE_CLUSTERS = """base.source_clusters AS s
    LEFT JOIN (SELECT source_cluster_id, count(*) AS articles FROM base.source_cluster_members GROUP BY ALL) AS m
        USING (source_cluster_id)"""

SOURCE_CLUSTERS = View(
    name="source_clusters",
    about="Independent origins, each with the articles that rest on it; N counts these; one row an origin.",
    source=_SOURCE_CLUSTERS,
    key=("source_cluster_id",),
    columns=(
        column("source_cluster_id", "Id of the source cluster."),
        column("origin_article_id", "Article it starts from; null for an origin known only through relays."),
        column("origin", "Name of the origin."),
        column("articles", "Articles that rest on it.", "CAST(coalesce(m.articles, 0) AS INTEGER)"),
        column("outlets", "Outlets among them.", "CAST(len(s.outlet_ids) AS INTEGER)"),
        column("outlet_ids", "Ids of these outlets."),
        column("counts", "Whether it may count towards N at all."),
        column("gate_reason", "Why it may or may not."),
    ),
)

SOURCE_CLUSTER_MEMBERS = View(
    name="source_cluster_members",
    about="The source cluster of each article; one row an article.",
    source="base.source_cluster_members",
    key=("source_cluster_id", "article_id"),
    columns=(
        column("source_cluster_id", "Id of the source cluster."),
        column("article_id", "Id of the article."),
        column("role", "Its place: origin, reprint, rewrite or derivative."),
        column("reason", "Why it is there, in words."),
    ),
)

_CLAIMS = """base.claims
    LEFT JOIN (SELECT claim_id, min(claim_cluster_id) AS claim_cluster_id FROM base.cluster_claims GROUP BY claim_id)
        USING (claim_id)"""

CLAIMS = View(
    name="claims",
    about="Atomic checkable statements, each made by one sentence of one article revision; one row a claim.",
    source=_CLAIMS,
    key=("article_id", "revision", "sentence_start", "char_start", "char_end", "claim_id"),
    columns=(
        column("claim_id", "Id of the claim."),
        column("article_id", "Article that makes it."),
        column("revision", "Revision of the article that the offsets point into."),
        column("sentence", "Number of the sentence in the article, from 0."),
        column("sentence_start", "First code point of the sentence."),
        column("sentence_end", "End of the sentence, code points, exclusive."),
        column("char_start", "First code point of the part that carries the claim."),
        column("char_end", "End of that part, code points, exclusive."),
        column("kind", "What it pins down: core, quantity, date, place, party, role or quote."),
        column("text", "The claim in words that stand alone."),
        column("modality", "How firmly it is said: denied, alleged, planned or confirmed."),
        column("negated", "True where it says that something is not so."),
        column("attributed_to", "Whom the sentence names as saying so; null where nobody."),
        column(
            "quantities",
            "Numbers it states: start, end (code points), text, low and high (closed), unit, noun, hedge, ordinal.",
        ),
        column("founds", "False where it leans on words outside it and may join a claim cluster but not found one."),
        column("claim_cluster_id", "Statement it makes; null where it is in no claim cluster."),
    ),
)

CLAIM_CLUSTERS = View(
    name="claim_clusters",
    about="Statements with the count of independent origins behind each; one row a statement.",
    source="base.claim_clusters",
    key=("claim_cluster_id",),
    columns=(
        column("claim_cluster_id", "Id of the statement."),
        column("frame_id", "Proposition slot it fills; variants of one frame are compared with each other."),
        column("story_id", "Story it belongs to."),
        column("text", "The statement in words."),
        column("kind", "What it pins down: core, quantity, date, place, party, role or quote."),
        column("modality", "How firmly it is said: denied, alleged, planned or confirmed."),
        column("verified_sources", "N: independent origins that support it and pass the counting rule."),
        column("sources_low", "Lower bound of N: strong and weak dependence both join origins."),
        column("sources_high", "Upper bound of N: only strong dependence joins origins."),
        column("unverified_sources", "Origins that support it and do not count."),
        column("outlets", "Outlets that say it, copies included."),
        column("articles", "Articles that say it, copies included."),
        column("confidence", "Capped degree of confidence, 0 to 1."),
        column(
            "p_corroborated",
            "Calibrated probability that careful readers would count N >= 2; null where not calibrated.",
        ),
        column("single_origin", "True where all support goes back to one speaker or document."),
        column(
            "verdict", "corroborated, single_source, contested, unvetted, retracted, cannot_measure or unsupported."
        ),
        column("reason", "Why this count and verdict, in words."),
        column("first_seen_at", "When the earliest article that says it was first seen, UTC."),
        column("last_seen_at", "When the latest article that says it was first seen, UTC."),
    ),
)

EVIDENCE = View(
    name="evidence",
    about="Every sentence for or against a statement, and whether its origin counts; one row a sentence and statement.",
    source="base.evidence",
    key=(
        ("claim_cluster_id", "stance", "source_cluster_id", "article_id", "char_start", "char_end")
        + ("claim_id", "score", "explanation")
    ),
    columns=(
        column("claim_cluster_id", "Statement it is about."),
        column("source_cluster_id", "Origin it is credited to."),
        column("claim_id", "Claim that carries it; null where no single claim does."),
        column("stance", "supports or contradicts."),
        column(
            "weight",
            "Share of its origin in the log-odds: damping x firmness x logit of reliability; 0 where not counted.",
        ),
        column("counted", "True where it counts towards N."),
        column("gate_reason", "Why it counts or does not."),
        column("article_id", "Article it stands in."),
        column("revision", "Revision of the article that the offsets point into."),
        column("char_start", "First code point of the sentence."),
        column("char_end", "End of the sentence, code points, exclusive."),
        column("score", "How sure it is that the sentence asserts or contradicts the statement, 0 to 1."),
        column("origin", "Name of the origin it is credited to."),
        column("explanation", "Which specifics it asserts, misses or contradicts, in words."),
    ),
)

CONFLICTS = View(
    name="conflicts",
    about="Pairs of statements that cannot both hold, or of which one updates the other; one row a pair and kind.",
    source="base.conflicts",
    key=("claim_cluster_a", "claim_cluster_b", "kind", "claim_a", "claim_b"),
    columns=(
        column("claim_cluster_a", "One statement."),
        column("claim_cluster_b", "The other statement."),
        column("kind", "What they differ in: number, date, polarity, modality or update."),
        column("claim_a", "Claim that shows the first."),
        column("claim_b", "Claim that shows the second."),
        column("explanation", "The difference in words."),
    ),
)

CONFIDENCE_TERMS = View(
    name="confidence_terms",
    about="Each independent origin's share in the log-odds of a statement; one row an origin and statement.",
    source="base.confidence_terms",
    key=("claim_cluster_id", "source_cluster_id", "sign", "weight", "reliability"),
    columns=(
        column("claim_cluster_id", "Statement."),
        column("source_cluster_id", "Origin."),
        column("reliability", "Reliability of the origin, 0 to 1."),
        column("weight", "Its weight in log-odds, natural logarithm."),
        column("sign", "1 supports, -1 contradicts."),
    ),
)

CORROBORATION_HISTORY = View(
    name="corroboration_history",
    about="Every change of a statement's count, append-only; the last row of a statement is what holds now.",
    source="base.corroboration_history",
    key=("claim_cluster_id", "build"),
    # Which changes were published one by one depends on when builds ran, so all of it is a matter of the clock.
    log=True,
    columns=(
        column("claim_cluster_id", "Statement."),
        column("valid_at", "Articles seen by then support this count, UTC."),
        column("recorded_at", "When we recorded it, UTC.", clock=True),
        column("verified_sources", "N; 0 where the statement vanished."),
        column("sources_low", "Lower bound of N."),
        column("sources_high", "Upper bound of N."),
        column("confidence", "Capped degree of confidence, 0 to 1; null where the statement vanished."),
        column("verdict", "Verdict; unsupported where the statement vanished."),
        column("reason", "Why, in words."),
        column("run_id", "Run that recorded it.", clock=True),
        column("text", "The statement in words, as it then was."),
        column("build", "Number of the build that recorded it, from 1.", clock=True),
    ),
)

COUNT_VIEWS = (DEPENDENCE, SOURCE_CLUSTERS, SOURCE_CLUSTER_MEMBERS, CLAIMS, CLAIM_CLUSTERS) + (
    EVIDENCE,
    CONFLICTS,
    CONFIDENCE_TERMS,
    CORROBORATION_HISTORY,
)
