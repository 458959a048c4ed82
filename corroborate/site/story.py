"""Turns the rows of one story into the page readers see.

Every sentence is kept only with the articles it rests on; one that rests on none is left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from corroborate.site import words
from corroborate.site.model import (
    Change,
    Cited,
    Contribution,
    Disagreement,
    EvidenceGroup,
    MemberView,
    MentionView,
    Quotation,
    Reference,
    SourceView,
    Statement,
    StoryPage,
)
from corroborate.site.snapshot import LINES, Batch, Row, id_list

# A "sentence" longer than this is no sentence (a table, a page without full stops): it is cut around the part
# that carries the claim, so that setting publish_text = spans never lets a whole article out.
_LONGEST_SENTENCE = 600
_AROUND = 160
_LAST = datetime.max.replace(tzinfo=UTC)
_WITHDRAWN = frozenset(("killed", "kill", "withdrawn", "retracted", "canceled"))
_CHANGES = {
    "correction": "corrected",
    "kill": "withdrawn by its publisher",
    "silent edit": "changed without a notice",
    "silent_edit": "changed without a notice",
}


def build_page(row: Row, batch: Batch, decisions: Sequence[Row], publish_text: str) -> StoryPage:
    """Assemble one story page.

    Args:
        row: the story's row of ``stories``.
        batch: what :meth:`Snapshot.batch` read for it.
        decisions: the rows of ``decisions``, oldest first.
        publish_text: ``full`` (whole articles in the list of sources), ``spans`` (quotations) or ``none``
            (statements, counts and links only).
    """
    return _Builder(row=row, batch=batch, publish_text=publish_text).page(decisions)


@dataclass(slots=True, kw_only=True)
class _Builder:
    row: Row
    batch: Batch
    publish_text: str
    references: dict[str, Reference] = field(default_factory=dict)
    untraced: int = 0

    def page(self, decisions: Sequence[Row]) -> StoryPage:
        row, lead_id = self.row, self.row["lead_claim_cluster_id"]
        order = self._source_order()
        self._number(order)
        lead = self._statement(lead_id)
        facts = self._statements("key_facts")
        disagreements = tuple(self._disagreement(conflict) for conflict in self.batch.conflicts.get(self._id, ()))
        quoting = self.publish_text != "none"
        return StoryPage(
            story_id=self._id,
            revision=int(row["revision"]),
            headline=words.clean(row["headline"]),
            category=words.clean(row["category"] or "Uncategorised"),
            media_topic=row["media_topic"],
            tone=str(row["sentiment"]),
            impact=int(row["impact"]),
            read_minutes=max(1, int(row["read_minutes"] or 1)),
            verified_sources=int(row["verified_sources"]),
            sources_low=lead.sources_low if lead else int(row["verified_sources"]),
            sources_high=lead.sources_high if lead else int(row["verified_sources"]),
            unverified_sources=lead.unverified_sources if lead else 0,
            verdict=str(row["verdict"]),
            confidence=float(row["confidence"] or 0.0),
            gate=str(row["gate"]),
            gate_reason=words.clean(row["gate_reason"] or ""),
            first_seen_at=row["first_seen_at"],
            updated_at=row["updated_at"],
            lead=lead,
            takeaways=self._lines("takeaways"),
            mentions=tuple(self._mention(mention) for mention in self._rows("mentions")),
            key_facts=facts,
            affected=self._affected(),
            analysis=self._lines("analysis") if quoting else (),
            quotes=self._lines("quotes") if quoting else (),
            watch=self._statements("watch"),
            timeline=self._statements("timeline"),
            disagreements=disagreements,
            impact_terms=self._impact_terms(),
            changes=self._changes(decisions),
            sources=tuple(self._source(source, lead, facts) for source in order),
            articles=tuple(sorted(self.references.values(), key=lambda reference: reference.number)),
            outlets=len({reference.outlet for reference in self.references.values()}),
            untraced=self.untraced,
        )

    @property
    def _id(self) -> str:
        return str(self.row["story_id"])

    def _rows(self, view: str) -> Sequence[Row]:
        return self.batch.of_story[view].get(self._id, ())

    # -- sources and their numbers ----------------------------------------------------------------

    def _statement_ids(self) -> list[str]:
        found = [self.row["lead_claim_cluster_id"]]
        found += [row["claim_cluster_id"] for view in ("key_facts", "watch", "timeline") for row in self._rows(view)]
        conflicts = self.batch.conflicts.get(self._id, ())
        found += [row[side] for row in conflicts for side in ("claim_cluster_a", "claim_cluster_b")]
        return list(dict.fromkeys(str(item) for item in found if item is not None))

    def _evidence(self) -> Iterable[Row]:
        for cluster in self._statement_ids():
            yield from self.batch.evidence.get(cluster, ())

    def _source_order(self) -> list[str]:
        own = {str(row["article_id"]) for row in self._rows("story_articles")}
        found = {
            source for source, members in self.batch.members.items() if any(m["article_id"] in own for m in members)
        }
        found |= {str(row["source_cluster_id"]) for row in self._evidence()}
        lead = self.batch.evidence.get(str(self.row["lead_claim_cluster_id"]), ())
        counted = {row["source_cluster_id"] for row in lead if row["counted"]}
        spoke = {row["source_cluster_id"] for row in lead}

        def key(source: str) -> tuple[bool, bool, datetime, str]:
            seen = [self._seen(row["article_id"]) for row in self.batch.members.get(source, ())]
            return (source not in counted, source not in spoke, min(seen, default=_LAST), source)

        return sorted((source for source in found if source in self.batch.sources), key=key)

    def _seen(self, article_id: str) -> datetime:
        row = self.batch.articles.get(str(article_id))
        at: datetime | None = row["first_seen_at"] if row else None
        return at or _LAST

    def _number(self, order: Sequence[str]) -> None:
        """Number the articles in the order the list of sources shows them."""
        own = {str(row["article_id"]) for row in self._rows("story_articles")}
        cited = {str(row["article_id"]) for row in self._evidence()}
        found: list[str] = []
        for source in order:
            members = [row for row in self.batch.members.get(source, ()) if row["article_id"] in own | cited]
            members.sort(key=lambda row: (row["role"] != "origin", self._seen(row["article_id"]), row["article_id"]))
            found += [str(row["article_id"]) for row in members]
        found += sorted(own | cited)
        for claim in sorted(self._line_claims()):
            if claim in self.batch.claims:
                found.append(str(self.batch.claims[claim]["article_id"]))
        for article_id in dict.fromkeys(found):
            row = self.batch.articles.get(article_id)
            if row is not None:
                self.references[article_id] = _reference(row, len(self.references) + 1)

    def _line_claims(self) -> set[str]:
        found = {claim for view in LINES for row in self._rows(view) for claim in id_list(row)}
        found |= {str(row["claim_id"]) for view in ("affected", "impact_terms") for row in self._rows(view)}
        return found

    def _cites(self, articles: Iterable[object]) -> tuple[Reference, ...]:
        found = {str(article): self.references[str(article)] for article in articles if str(article) in self.references}
        return tuple(sorted(found.values(), key=lambda reference: reference.number))

    def _claim_cites(self, claims: Iterable[str]) -> tuple[Reference, ...]:
        return self._cites(self.batch.claims[claim]["article_id"] for claim in claims if claim in self.batch.claims)

    # -- statements and evidence ------------------------------------------------------------------

    def _statement(self, cluster_id: object) -> Statement | None:
        row = self.batch.clusters.get(str(cluster_id))
        if row is None:
            return None
        return Statement(
            claim_cluster_id=str(cluster_id),
            text=words.clean(row["text"]),
            verified_sources=int(row["verified_sources"]),
            sources_low=int(row["sources_low"]),
            sources_high=int(row["sources_high"]),
            unverified_sources=int(row["unverified_sources"]),
            verdict=str(row["verdict"]),
            confidence=float(row["confidence"] or 0.0),
            single_origin=bool(row["single_origin"]),
            groups=self._groups(str(cluster_id)),
        )

    def _groups(self, cluster_id: str) -> tuple[EvidenceGroup, ...]:
        rows: dict[tuple[str, str], list[Row]] = {}
        for row in self.batch.evidence.get(cluster_id, ()):
            rows.setdefault((str(row["stance"]), str(row["source_cluster_id"])), []).append(row)
        groups = [self._group(stance, source, found) for (stance, source), found in rows.items()]
        return tuple(
            sorted(groups, key=lambda g: (g.stance != "supports", not g.counted, g.origin, g.source_cluster_id))
        )

    def _group(self, stance: str, source: str, rows: Sequence[Row]) -> EvidenceGroup:
        counted = any(row["counted"] for row in rows)
        reasons = [str(row["gate_reason"]) for row in rows if row["counted"] == counted and row["gate_reason"]]
        known = self.batch.sources.get(source)
        origin = (known or {}).get("origin") or next((row["origin"] for row in rows if row["origin"]), source)
        quotations = tuple(found for row in rows if (found := self._quotation(row)) is not None)
        return EvidenceGroup(
            source_cluster_id=source,
            origin=words.clean(origin),
            relayed=known is not None and known["origin_article_id"] is None,
            stance=stance,
            counted=counted,
            reason=words.clean("; ".join(dict.fromkeys(reasons)) or "no reason recorded"),
            quotations=quotations,
            members=self._members(source),
        )

    def _members(self, source: str) -> tuple[MemberView, ...]:
        rows = [row for row in self.batch.members.get(source, ()) if str(row["article_id"]) in self.references]
        found = [
            MemberView(
                article=self.references[str(row["article_id"])],
                role=words.ROLES.get(str(row["role"]), words.clean(row["role"])),
                reason=words.clean(row["reason"] or ""),
            )
            for row in rows
        ]
        return tuple(sorted(found, key=lambda member: member.article.number))

    def _quotation(self, row: Row) -> Quotation | None:
        """Quote the span of one piece of evidence, in its sentence; offsets are into the claim's own revision."""
        claim = self.batch.claims.get(str(row["claim_id"]))
        article_id = str(row["article_id"] or (claim["article_id"] if claim else ""))
        article, reference = self.batch.articles.get(article_id), self.references.get(article_id)
        if article is None or reference is None:
            return None
        explanation = words.clean(row.get("explanation") or "")
        text, earlier = str(article["text"] or ""), False
        own = claim if claim is not None and claim["article_id"] == article_id else None
        revision = row.get("revision") or (own["revision"] if own else article["revision"])
        if revision != article["revision"]:
            older = [r for r in self.batch.revisions.get(article_id, ()) if r["revision"] == revision]
            text, earlier = (str(older[0]["text"] or ""), True) if older else (text, True)
        start, end = row["char_start"], row["char_end"]
        known = start is not None and end is not None and 0 <= start < end <= len(text)
        if self.publish_text == "none" or not known:
            return Quotation(before="", part="", after="", article=reference, explanation=explanation, earlier=earlier)
        a, b = start, end
        if own is not None and own["revision"] == revision:
            # The sentence around the span; where the span is the sentence, the part of it that carries the claim.
            if 0 <= own["sentence_start"] <= start < end <= own["sentence_end"] <= len(text):
                a, b = own["sentence_start"], own["sentence_end"]
            if a <= own["char_start"] < own["char_end"] <= b and (start, end) == (a, b):
                start, end = own["char_start"], own["char_end"]
        before, part, after = text[a:start], text[start:end], text[end:b]
        if b - a > _LONGEST_SENTENCE:
            before = "… " + before[-_AROUND:] if len(before) > _AROUND else before
            part = part if len(part) <= _LONGEST_SENTENCE else part[:_LONGEST_SENTENCE] + " …"
            after = after[:_AROUND] + " …" if len(after) > _AROUND else after
        return Quotation(
            before=words.clean(before),
            part=words.clean(part),
            after=words.clean(after),
            article=reference,
            explanation=explanation,
            earlier=earlier,
        )

    # -- the parts --------------------------------------------------------------------------------

    def _lines(self, view: str) -> tuple[Cited, ...]:
        found = []
        for row in self._rows(view):
            cites = self._claim_cites(id_list(row))
            if cites:
                found.append(Cited(text=words.clean(row["text"]), articles=cites))
            else:
                self.untraced += 1
        return tuple(found)

    def _statements(self, view: str) -> tuple[Cited, ...]:
        found = []
        for row in self._rows(view):
            statement = self._statement(row["claim_cluster_id"])
            evidence = self.batch.evidence.get(str(row["claim_cluster_id"]), ())
            cites = self._cites(item["article_id"] for item in evidence if item["stance"] == "supports")
            if statement is None and view != "key_facts" and "claim_ids" in row:
                cites = self._claim_cites(id_list(row))  # a dated step may rest on claims that found no statement
            if not cites or (statement is None and view == "key_facts"):
                self.untraced += 1
                continue
            at = words.clean(row["at"]) if view == "timeline" and row["at"] else None
            found.append(Cited(text=words.clean(row["text"]), articles=cites, statement=statement, at=at))
        return tuple(found)

    def _affected(self) -> tuple[Cited, ...]:
        found = []
        for row in self._rows("affected"):
            cites = self._claim_cites((str(row["claim_id"]),))
            if not cites:
                self.untraced += 1
                continue
            entity, kind = words.clean(row["entity"]), words.clean(row["kind"] or "")
            found.append(Cited(text=entity, articles=cites, kind=kind, value=words.clean(row["sentiment"])))
        return tuple(found)

    def _impact_terms(self) -> tuple[Cited, ...]:
        return tuple(
            Cited(
                text=words.clean(row["term"]),
                kind=words.clean(row["kind"]),
                value=f"{float(row['value']):+g}",
                articles=self._claim_cites((str(row["claim_id"]),)),
            )
            for row in self._rows("impact_terms")
        )

    def _mention(self, row: Row) -> MentionView:
        item = str(row["wikidata_id"] or "")
        known = item[:1] == "Q" and item[1:].isascii() and item[1:].isdigit()
        return MentionView(
            entity=words.clean(row["entity"]),
            kind=words.clean(row["kind"] or ""),
            count=int(row["count"]),
            url=f"https://www.wikidata.org/wiki/{item}" if known else None,
        )

    def _disagreement(self, row: Row) -> Disagreement:
        sides = []
        for side in ("a", "b"):
            statement = self._statement(row[f"claim_cluster_{side}"])
            if statement is None:
                continue
            quoted = [
                quotation
                for item in self.batch.evidence.get(statement.claim_cluster_id, ())
                if item["claim_id"] == row[f"claim_{side}"]
                and item["stance"] == "supports"
                and (quotation := self._quotation(item)) is not None
            ]
            sides.append((statement, quoted[0] if quoted else None))
        return Disagreement(
            kind=words.CONFLICTS.get(str(row["kind"]), words.clean(row["kind"])),
            explanation=words.clean(row["explanation"] or ""),
            sides=tuple(sides),
        )

    def _changes(self, decisions: Sequence[Row]) -> tuple[Change, ...]:
        found = [
            Change(
                at=row["seen_at"], kind="article", text=_CHANGES[str(row["change"])], article=self.references[article]
            )
            for article in self.references
            for row in self.batch.revisions.get(article, ())
            if row["change"] in _CHANGES
        ]
        subjects = {self._id, str(self.row["lead_claim_cluster_id"]), *self.references}
        subjects |= {str(self.batch.articles[article]["url"]) for article in self.references}
        for row in decisions:
            named = (row["subject"], *str(row["subject"]).split(), *(row.get("applies_to") or ()))
            if row["active"] and not subjects.isdisjoint(named):
                text = f"An editor ({row['decided_by']}) decided: {row['kind']}. {row['reason']}"
                found.append(Change(at=row["decided_at"], kind="decision", text=words.clean(text)))
        return tuple(sorted(found, key=lambda change: (change.at or _LAST, change.kind, change.text)))

    def _source(self, source: str, lead: Statement | None, facts: Sequence[Cited]) -> SourceView:
        stations = [("the headline", "headline", lead)]
        stations += [(f"key fact {at}", f"fact-{at}", fact.statement) for at, fact in enumerate(facts, 1)]
        contributions = [
            Contribution(label=label, anchor=anchor, stance=group.stance, counted=group.counted)
            for label, anchor, statement in stations
            for group in (statement.groups if statement else ())
            if group.source_cluster_id == source
        ]
        row, members = self.batch.sources[source], self._members(source)
        own = {member.article.article_id for member in members}
        relays = self._cites(item["article_id"] for item in self._evidence() if item["source_cluster_id"] == source)
        texts: tuple[tuple[Reference, str], ...] = ()
        if self.publish_text == "full":
            texts = tuple((m.article, words.clean(self.batch.articles[m.article.article_id]["text"])) for m in members)
        return SourceView(
            source_cluster_id=source,
            origin=words.clean(row["origin"] or source),
            relayed=row["origin_article_id"] is None,
            counted=any(c.counted and c.anchor == "headline" for c in contributions),
            members=members,
            relays=tuple(reference for reference in relays if reference.article_id not in own),
            contributions=tuple(contributions),
            texts=texts,
        )


def _reference(row: Row, number: int) -> Reference:
    return Reference(
        article_id=str(row["article_id"]),
        number=number,
        title=words.clean(row["title"] or "").strip() or "Untitled",
        url=words.safe_url(row["url"]),
        outlet=words.clean(row["outlet_name"] or row["outlet_id"] or "unknown outlet"),
        published_at=row["published_at"],
        language=words.safe_language(row["language"]),
        vetted=row["outlet_status"] == "vetted",
        withdrawn=str(row["status"]) in _WITHDRAWN,
    )
