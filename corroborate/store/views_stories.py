"""The views of stories, of the lines on their pages, and of trends."""

from __future__ import annotations

from corroborate.store.catalogue import Column, View, column

_STORY = column("story_id", "Id of the story.")
_POSITION = column("position", "Place in its list, from 1.")

STORIES = View(
    name="stories",
    about="Events as a page tells them; one row a story.",
    source="base.stories",
    key=("story_id",),
    columns=(
        _STORY,
        # Counted by builds: two builds that add one article each make two revisions, one that adds both makes one.
        column(
            "revision",
            "Number of the story's current revision, from 1; rises when what its page says changed.",
            clock=True,
        ),
        column("headline", "Headline."),
        column("category", "Display name of the beat's category."),
        column("media_topic", "IPTC Media Topic of the top level; null where none fits."),
        column("sentiment", "What it means for those affected: bullish, neutral or bearish."),
        column("sentiment_score", "Sentiment, -1 (bearish) to 1 (bullish)."),
        column("impact", "Impact, 1 to 10; does not grow with the number of articles."),
        column("lead_claim_cluster_id", "Statement that the headline makes."),
        column("verified_sources", "N of that statement."),
        column("confidence", "Capped degree of confidence in that statement, 0 to 1."),
        column("verdict", "Verdict on that statement."),
        column("gate", "Editorial gate: published, marked or held."),
        column("gate_reason", "Why the gate says so."),
        column("first_seen_at", "When its earliest article was first seen, UTC."),
        column("updated_at", "When its latest article was first seen, UTC."),
        column("read_minutes", "Minutes to read its page."),
    ),
)

STORY_ARTICLES = View(
    name="story_articles",
    about="Which articles tell which story; one row a story and article.",
    source="base.story_articles",
    key=("story_id", "article_id"),
    columns=(
        _STORY,
        column("article_id", "Id of the article."),
        column("rank", "1 where this is the article's main story, 2 for its next, and so on."),
    ),
)

MENTIONS = View(
    name="mentions",
    about="Named entities of a story; one row an entity.",
    source="base.mentions",
    key=("story_id", "position"),
    columns=(
        _STORY,
        column("entity", "Name."),
        column("kind", "What it is: organisation, person, place ..."),
        column("wikidata_id", "Its Wikidata id; null where not resolved."),
        column("count", "How often the story's articles name it."),
        _POSITION,
    ),
)

AFFECTED = View(
    name="affected",
    about="Whom a story touches, and how; one row an entity.",
    source="base.affected",
    key=("story_id", "position"),
    columns=(
        _STORY,
        column("entity", "Name."),
        column("kind", "What it is: organisation, person, place ..."),
        column("sentiment", "How it is touched: positive, neutral or negative."),
        column("claim_id", "Claim that shows it."),
        _POSITION,
    ),
)

IMPACT_TERMS = View(
    name="impact_terms",
    about="The terms that make up a story's impact, each with the words that earned it; one row a term.",
    source="base.impact_terms",
    key=("story_id", "position"),
    columns=(
        _STORY,
        column("term", "Name of the term."),
        column("kind", "Part of the sum: base, magnitude, breadth, immediacy or modality."),
        column("value", "Points it adds to the impact."),
        column("claim_id", "Claim that earned it; null where no single claim did."),
        column("char_start", "First code point of these words in that claim's article revision."),
        column("char_end", "End of these words, code points, exclusive."),
        _POSITION,
    ),
)


def _lines(section: str, about: str, *more: Column) -> View:
    cluster = column("claim_cluster_id", "Statement the line makes; null where it draws on claims.")
    claims = column("claim_ids", "Claims the line draws on.")
    named = (cluster, claims) if section in ("key_facts", "timeline", "watch") else (claims, cluster)
    return View(
        name=section,
        about=about,
        source=f"base.story_lines WHERE section = '{section}'",
        key=("story_id", "position"),
        columns=(_STORY, _POSITION, column("text", "The line as the page shows it."), *named, *more),
    )


_TRENDS = """(
    SELECT CAST(first_seen_at AS DATE) AS day, category,
        CAST(count(*) AS INTEGER) AS stories,
        CAST(count(*) FILTER (verdict = 'corroborated') AS INTEGER) AS corroborated,
        avg(impact) AS mean_impact,
        fsum(sentiment_score) / count(*) AS mean_sentiment
    FROM base.stories GROUP BY ALL
)"""

TRENDS = View(
    name="trends",
    about="Stories by day and category; one row a day and category.",
    source=_TRENDS,
    key=("day", "category"),
    columns=(
        column("day", "Day the stories were first seen, UTC; null where unknown."),
        column("category", "Display name of the beat's category."),
        column("stories", "Stories first seen that day."),
        column("corroborated", "Of these, how many have the verdict corroborated."),
        # Rounded, so that the last bits, which depend on the order of summing, never show.
        column("mean_impact", "Mean impact, 1 to 10.", "round(mean_impact, 6)"),
        column("mean_sentiment", "Mean sentiment score, -1 to 1.", "round(mean_sentiment, 6)"),
    ),
)

STORY_VIEWS = (
    STORIES,
    STORY_ARTICLES,
    MENTIONS,
    AFFECTED,
    _lines("key_facts", "Key facts of a story, each with its own count; one row a fact."),
    _lines(
        "timeline",
        "What happened when, by story; one row an entry.",
        column("at", "Day or time as text, as precise as it is known; at is a word of SQL, so quote it."),
    ),
    _lines("watch", "What to watch next in a story; one row an item."),
    _lines("takeaways", "Key takeaways of a story; one row a line."),
    _lines("analysis", "Analysis of a story, from what its articles say; one row a line."),
    _lines("quotes", "Pull quotes of a story; one row a quote."),
    IMPACT_TERMS,
    TRENDS,
)
