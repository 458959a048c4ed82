"""The views of what was read: outlets, feeds, articles, coverage, runs, decisions, dropped things."""

from __future__ import annotations

from corroborate.store.catalogue import View, column

# What an editor decided shows as soon as a build has applied it, so that views and counts always agree.
_RULED = "SELECT unnest(targets) FROM base.decision_effects WHERE kind = '{}' AND state = 'applied'"

# An outlet that only articles name is shown as what it is, on probation, so that joins lose no article.
_OUTLETS = """(
    SELECT outlet_id, name, domains, owners, kind, status, country, language, credits, reliability, true AS registered
    FROM base.outlets
    UNION ALL
    SELECT DISTINCT outlet_id, outlet_id, [outlet_id], NULL, 'outlet', 'probation', NULL, NULL, NULL, NULL, false
    FROM base.articles ANTI JOIN base.outlets USING (outlet_id)
)"""

OUTLETS = View(
    name="outlets",
    about="Everybody who publishes under one name; one row an outlet, unregistered ones included.",
    source=_OUTLETS,
    key=("outlet_id",),
    columns=(
        column("outlet_id", "Id of the outlet."),
        column("name", "Name readers know."),
        column("domain", "Main host it publishes on.", "domains[1]"),
        column("domains", "All hosts it publishes on."),
        column("owner", "Owner today, or the last one known; null where unknown.", "owners[-1].owner"),
        column("owners", "Dated spells of ownership, oldest first: owner, start (included), end (excluded)."),
        column("kind", "What it is: wire, outlet, regulator, company, aggregator or blog."),
        column(
            "status",
            "Whether it may raise N: only vetted may; probation is shown as unverified; blocked is not read.",
            f"CASE WHEN outlet_id IN ({_RULED.format('vet')}) THEN 'vetted' ELSE status END",
        ),
        column("reliability", "Reliability set in the registry, 0 to 1; null where its status alone rules."),
        column("country", "Country code, ISO 3166."),
        column("language", "Main language, ISO 639-1."),
        column("credits", "Spellings of the credit line by which others name it."),
        column("registered", "False where only articles name it and nobody registered it."),
    ),
)

FEEDS = View(
    name="feeds",
    about="Subscriptions and their health; one row a feed.",
    source="base.feeds LEFT JOIN base.feed_states USING (feed_id)",
    key=("feed_id",),
    columns=(
        column("feed_id", "Id of the feed."),
        column("url", "Address that is fetched."),
        column("outlet_id", "Outlet it belongs to; null where entries say themselves."),
        column("format", "Format found at the last good parse: rss, atom, jsonfeed ..."),
        column("state", "Health in a word; new before the first fetch."),
        column("last_success_at", "Last time it was fetched and parsed, UTC.", clock=True),
        column("last_attempt_at", "Last time a fetch was tried, UTC.", clock=True),
        column("last_error", "Why the last attempt failed; null after a success."),
        column("etag", "Validator of the last good parse, sent with the next request."),
        column("last_modified", "Date validator of the last good parse, as the server wrote it."),
        column("body_hash", "Hash of the last good body."),
        column("consecutive_failures", "Failures in a row up to now."),
        column("not_before", "No fetch before this time, UTC.", clock=True),
    ),
)

_ARTICLES = """base.articles AS a
    JOIN base.article_revisions AS r USING (article_id, revision)
    LEFT JOIN (SELECT article_id, min(credit) AS name FROM base.wire_credits GROUP BY article_id) AS wire
        USING (article_id)"""

ARTICLES = View(
    name="articles",
    about="Articles in their current revision; one row an article.",
    source=_ARTICLES,
    key=("first_seen_at", "url", "article_id"),
    columns=(
        column("article_id", "Id of the article, a digest of its url."),
        column("url", "Address, kept letter for letter; the article's identity."),
        column(
            "canonical_url", "Address the page itself calls canonical; never merges two articles.", "r.canonical_url"
        ),
        column("outlet_id", "Outlet that published it.", "a.outlet_id"),
        column("title", "Headline as published.", "r.title"),
        column("byline", "Author line as published.", "r.byline"),
        column(
            "published_at",
            "When the publisher says it appeared, UTC; null where unknown or without a zone.",
            "r.published_at",
        ),
        column("published_local", "Publication time as written, where it gave no zone.", "r.published_local"),
        column(
            "first_seen_at", "Earliest time it is known to have existed, UTC; null where unknown.", "a.first_seen_at"
        ),
        column(
            "first_seen_basis",
            "Where first_seen_at comes from: fetched, given, published or unknown.",
            "a.first_seen_basis",
        ),
        column("language", "Language of the text, ISO 639-1.", "r.language"),
        column("text", "Text as stored; all offsets are 0-based code points into it, end exclusive.", "r.text"),
        column("word_count", "Words in the text, split at white space.", "r.word_count"),
        column(
            "wire_credit",
            "Agency or other origin its credit line names; null where none.",
            "coalesce(wire.name, r.credit)",
        ),
        column("credit", "Credit as the feed or page gave it, before any reading.", "r.credit"),
        column("source_name", "Name of the publication as the import or feed gave it.", "r.source_name"),
        column("links", "Addresses the article links to, in order.", "r.links"),
        column("revision", "Number of the current revision, from 1.", "a.revision"),
        column(
            "seen_at",
            "When this revision was first seen, UTC; null where unknown.",
            "r.seen_at",
            digested="CASE WHEN first_seen_basis = 'fetched' THEN seen_at END",
        ),
        column(
            "status",
            "live, or killed where its publisher withdrew it or an editor retracted it.",
            f"CASE WHEN article_id IN ({_RULED.format('retract')}) THEN 'killed' ELSE r.status END",
        ),
        column(
            "change",
            "What the current revision is: correction, update, silent edit or kill; null for a first one.",
            "r.change",
        ),
        column("extra", "Unknown keys of an imported line, JSON.", "r.extra"),
    ),
)

ARTICLE_REVISIONS = View(
    name="article_revisions",
    about="Every revision of every article, never changed once written; one row a revision.",
    source="base.article_revisions",
    key=("article_id", "revision"),
    columns=(
        column("article_id", "Id of the article."),
        column("revision", "Number of the revision, from 1."),
        column(
            "seen_at",
            "When this revision was first seen, UTC; null where unknown.",
            digested="CASE WHEN seen_basis = 'fetched' THEN seen_at END",
        ),
        column("seen_basis", "Where seen_at comes from: fetched, given, published or unknown."),
        column("content_hash", "Hash of title, text and status."),
        column("title", "Headline of this revision."),
        column("text", "Text of this revision; offsets of claims made from it point into it."),
        column("word_count", "Words in the text, split at white space."),
        column("byline", "Author line of this revision."),
        column("published_at", "When the publisher says it appeared, UTC."),
        column("status", "live, or killed where its publisher withdrew it."),
        column("change", "What changed: correction, update, silent edit or kill; null for a first revision."),
    ),
)

COVERAGE = View(
    name="coverage",
    about="Where we looked: articles seen by day and outlet; a gap means N cannot be measured, not that N is 1.",
    source="(SELECT CAST(first_seen_at AS DATE) AS day, outlet_id, CAST(count(*) AS INTEGER) AS seen "
    "FROM base.articles WHERE first_seen_at IS NOT NULL GROUP BY ALL)",
    key=("day", "outlet_id"),
    columns=(
        column("day", "Day, UTC."),
        column("outlet_id", "Id of the outlet."),
        column(
            "expected",
            "Articles expected that day; null where nothing was measured to expect.",
            "CAST(NULL AS INTEGER)",
        ),
        column("seen", "Articles first seen that day."),
    ),
)

_DECISIONS = """(
    SELECT d.*, e.decision_id IS NOT NULL AS in_force, e.state, e.detail, e.targets, e.replaces AS replaced
    FROM base.decisions AS d LEFT JOIN base.decision_effects AS e USING (decision_id)
)"""

DECISIONS = View(
    name="decisions",
    about="Editors' decisions; they survive rebuilding and each can be undone; one row a decision.",
    source=_DECISIONS,
    key=("decision_id",),
    # What was decided and undone leaves no trace in what the news says.
    digested="active",
    columns=(
        # Counts how often the same was decided before.
        column("decision_id", "Id of the decision.", clock=True),
        column("kind", "merge, split, vet, retract, hold or release."),
        column("subject", "Ids or address it is about, as the editor named them, separated by spaces."),
        column("decided_by", "Name of who decided."),
        column("decided_at", "When, UTC.", clock=True),
        column("reason", "Why, in the editor's words."),
        column("active", "False once it was undone."),
        column(
            "effect",
            "What the last build made of it: applied, applied in part or not applied, and why.",
            """CASE
        WHEN active AND in_force THEN concat_ws(': ', state, nullif(detail, ''))
        WHEN active THEN 'waits for the next build'
        WHEN in_force THEN 'undone, and in force until the next build'
        ELSE 'undone'
    END""",
        ),
        column("applies_to", "Ids it took hold of in the last build, as they are called now.", "targets"),
        column("replaces", "Ids that stand no more because of it.", "replaced"),
        column("anchors", "Ids of the claims, articles and outlet it holds on to.", "[a.id for a in anchors]"),
        column("undone_by", "Name of who undid it; null while it is active."),
        column("undone_at", "When it was undone, UTC.", clock=True),
        column("undone_reason", "Why it was undone, in the editor's words."),
    ),
)

RUNS = View(
    name="runs",
    about="Stages of runs; one row a stage of a run.",
    source="base.runs",
    key=("started_at", "run_id", "stage"),
    log=True,
    columns=(
        column("run_id", "Id of the run.", clock=True),
        column("stage", "Which stage: ingest, import, build, publish ..."),
        column("started_at", "When it began, UTC.", clock=True),
        column("finished_at", "When it ended, UTC.", clock=True),
        column("counts", "What it did, JSON: for each step total, kept, dropped (by reason) and counts."),
        column("settings_hash", "Hash of all settings but the home folder."),
        column("code_version", "Version of the program."),
    ),
)

DROPPED = View(
    name="dropped",
    about="What was set aside, with the reason, so that it can be shown and retried; one row a thing and reason.",
    source="base.dropped",
    key=("stage", "subject", "reason", "detail", "location"),
    log=True,
    columns=(
        column("stage", "Stage that set it aside."),
        column("subject", "What: an address, a file and line, an id."),
        column("reason", "Why, in a few words; counted by these."),
        column("detail", "More about why."),
        column("location", "Where it was found: a file and line, a feed."),
        column("last_at", "Last time it happened, UTC.", clock=True),
    ),
)

NEWS_VIEWS = (OUTLETS, FEEDS, ARTICLES, ARTICLE_REVISIONS, COVERAGE, DECISIONS, RUNS, DROPPED)
