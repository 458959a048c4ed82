"""Adding articles twice, in another order or in other batches says the same; the store agrees with a plain oracle."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corroborate.ports import Store
from corroborate.store import DuckStore
from corroborate.store.revisions import Head, plan
from corroborate.testing.memory_store import MemoryStore
from corroborate.types import Article, FirstSeenBasis

START = datetime(2026, 1, 1, tzinfo=UTC)
# Opening a real store takes a quarter of a second, so few examples and no deadline.
FEW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MANY = settings(max_examples=100, deadline=None)

texts = st.sampled_from(["", "A.", "B.", "naïve \u202e \x00 🦊", "'; DROP TABLE x; --"])
known_times = st.integers(0, 5).map(lambda hours: START + timedelta(hours=hours))
times = st.one_of(
    st.just((None, FirstSeenBasis.UNKNOWN)),
    st.tuples(known_times, st.sampled_from([FirstSeenBasis.FETCHED, FirstSeenBasis.GIVEN, FirstSeenBasis.PUBLISHED])),
)


def build(number: int, title: str, text: str, when: tuple[datetime | None, FirstSeenBasis], status: str) -> Article:
    return Article(
        article_id=f"a{number}",
        url=f"https://x.example/{number}",
        outlet_id="x.example",
        title=title,
        text=text,
        first_seen_at=when[0],
        first_seen_basis=when[1],
        status=status,
    )


statuses = st.sampled_from(["live", "killed"])
mixed = st.lists(st.builds(build, st.integers(0, 2), texts, texts, times, statuses), max_size=12)
distinct = st.lists(
    st.builds(build, st.integers(0, 99), texts, texts, times, statuses), max_size=10, unique_by=lambda each: each.url
)


def in_time_order(articles: list[Article]) -> list[Article]:
    """Order a batch as an archive is: each article's revisions in the order they were seen, or none with a time."""
    untimed = {each.url for each in articles if each.first_seen_at is None}
    plain = {"first_seen_at": None, "first_seen_basis": FirstSeenBasis.UNKNOWN}
    same = [dataclasses.replace(each, **plain) if each.url in untimed else each for each in articles]  # type: ignore[arg-type]
    return sorted(same, key=lambda each: each.first_seen_at or START)


@contextmanager
def duck() -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder, DuckStore(Path(folder) / "work.duckdb") as store:
        yield store


@contextmanager
def memory() -> Iterator[Store]:
    yield MemoryStore()


def adding_again_changes_nothing(new: Callable[[], AbstractContextManager[Store]], articles: list[Article]) -> None:
    with new() as store:
        store.add_articles(articles)
        digest, current = store.digest(), store.articles()
        report = store.add_articles(articles)
        assert report.counts == {"new": 0, "revised": 0, "unchanged": len(articles)}
        assert (store.digest(), store.articles(), store.check()) == (digest, current, [])


def order_does_not_matter(
    new: Callable[[], AbstractContextManager[Store]], articles: list[Article], turned: list[Article], size: int
) -> None:
    with new() as one, new() as two:
        one.add_articles(articles)
        for start in range(0, len(turned), size):
            two.add_articles(turned[start : start + size])
        two.add_articles(turned[:1])
        assert one.digest() == two.digest()
        assert one.articles() == two.articles()


archives = mixed.map(in_time_order)
turns = distinct.flatmap(lambda articles: st.tuples(st.just(articles), st.permutations(articles)))


@FEW
@given(archives)
def test_adding_again_changes_nothing(articles: list[Article]) -> None:
    adding_again_changes_nothing(duck, articles)


@MANY
@given(archives)
def test_adding_again_changes_nothing_in_memory(articles: list[Article]) -> None:
    adding_again_changes_nothing(memory, articles)


@FEW
@given(turns, st.integers(1, 4))
def test_order_and_batches_do_not_matter(turned: tuple[list[Article], list[Article]], size: int) -> None:
    order_does_not_matter(duck, *turned, size)


@MANY
@given(turns, st.integers(1, 4))
def test_order_and_batches_do_not_matter_in_memory(turned: tuple[list[Article], list[Article]], size: int) -> None:
    order_does_not_matter(memory, *turned, size)


@FEW
@given(st.lists(mixed, max_size=4))
def test_the_store_agrees_with_the_oracle(batches: list[list[Article]]) -> None:
    with duck() as store, memory() as oracle:
        for batch in batches:
            assert store.add_articles(batch) == oracle.add_articles(batch)
        assert store.articles() == oracle.articles()
        assert store.check() == oracle.check() == []


@MANY
@given(st.lists(mixed, max_size=4))
def test_the_plan_agrees_with_the_oracle(batches: list[list[Article]]) -> None:
    """The same, without a database: the decision itself, many times over."""
    oracle = MemoryStore()
    heads: dict[str, Head] = {}
    for batch in batches:
        made = plan(batch, heads)
        assert oracle.add_articles(batch).counts == {
            "new": made.new,
            "revised": made.revised,
            "unchanged": made.unchanged,
        }
        for head in made.heads:
            heads[head.article_id] = dataclasses.replace(
                head, known=dict(heads[head.article_id].known) if head.article_id in heads else {}
            )
        for article, hashed in made.revisions:
            known = dict(heads[article.article_id].known)
            times = [at for at in (known.get(hashed), article.seen_at) if at is not None]
            known[hashed] = max(times, default=None)
            heads[article.article_id] = dataclasses.replace(heads[article.article_id], known=known)
    current = {
        each.article_id: (each.revision, each.first_seen_at, each.first_seen_basis) for each in oracle.articles()
    }
    assert current == {key: (head.revision, head.first_seen_at, head.first_seen_basis) for key, head in heads.items()}
