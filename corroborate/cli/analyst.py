"""Commands that read only what is published: stories, claims, sources, ask, explain, sql."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from corroborate import wiring
from corroborate.answers import Answer
from corroborate.cli.terminal import complain, print_json, say, table
from corroborate.errors import ParseError, UsageError
from corroborate.published import Published

_BATCH = 256  # questions read, answered and printed at a time
Json = Annotated[bool, typer.Option("--json", help="JSON Lines.")]
Limit = Annotated[int, typer.Option("--limit", min=1, help="At most so many rows.")]


def _published(context: typer.Context) -> Published:
    return wiring.open_house(context.obj.home, context.obj.config).published()


def add_to(app: typer.Typer) -> None:
    """Register the commands."""

    @app.command(epilog="Example: corroborate stories --json")
    def stories(context: typer.Context, json: Json = False, limit: Limit = 50) -> None:
        """List the published stories, weightiest first."""
        rows = _published(context).rows(
            "SELECT story_id, verified_sources, confidence, verdict, gate, impact, sentiment, category, headline "
            "FROM stories ORDER BY impact DESC, verified_sources DESC, story_id LIMIT ?",
            limit,
        )
        if json:
            print_json(rows)
            return
        story_table(rows)

    @app.command(epilog='Example: corroborate claims --like "port of Halden"')
    def claims(
        context: typer.Context,
        like: Annotated[str | None, typer.Option(help="Only statements that hold these words.")] = None,
        json: Json = False,
        limit: Limit = 50,
    ) -> None:
        """List statements, best supported first."""
        rows = _published(context).rows(
            "SELECT claim_cluster_id, verified_sources, sources_low, sources_high, unverified_sources, confidence, "
            "verdict, kind, story_id, text FROM claim_clusters WHERE contains(lower(text), lower(?)) "
            "ORDER BY verified_sources DESC, articles DESC, claim_cluster_id LIMIT ?",
            like or "",
            limit,
        )
        if json:
            print_json(rows)
            return
        table("", (("N", "right"), ("bounds", "left"), ("verdict", "left"), ("statement", "left"), ("id", "left")), [
            (r["verified_sources"], f"{r['sources_low']}-{r['sources_high']}", r["verdict"], r["text"], r["claim_cluster_id"])
            for r in rows
        ])  # fmt: skip

    @app.command(epilog="Example: corroborate sources")
    def sources(context: typer.Context, json: Json = False, limit: Limit = 50) -> None:
        """List source clusters: origins, and how many articles and outlets carry each."""
        rows = _published(context).rows(
            "SELECT source_cluster_id, origin, articles, outlets FROM source_clusters "
            "ORDER BY articles DESC, origin, source_cluster_id LIMIT ?",
            limit,
        )
        if json:
            print_json(rows)
            return
        table("", (("origin", "left"), ("articles", "right"), ("outlets", "right"), ("id", "left")), [
            (r["origin"], r["articles"], r["outlets"], r["source_cluster_id"]) for r in rows
        ])  # fmt: skip

    @app.command(epilog='Example: corroborate ask "Six people died in the fire on the Corvane Aurelia."')
    def ask(
        context: typer.Context,
        text: Annotated[str | None, typer.Argument(help="A claim in your own words.")] = None,
        file: Annotated[Path | None, typer.Option(help='JSON Lines: {"id", "text"}; - for standard input.')] = None,
        json: Json = False,
    ) -> None:
        """Say how many independent sources say this."""
        if (text is None) == (file is None):
            raise typer.BadParameter("give a claim, or --file with questions")
        published = _published(context)
        questions, bad = ([("1", text)], []) if text is not None else _questions(file or Path("-"))
        for line in bad:
            complain(line)
        for begin in range(0, len(questions), _BATCH):
            answers = published.ask([(key, words) for key, words in questions[begin : begin + _BATCH]])
            if json:
                print_json(answers)
            else:
                for answer in answers:
                    _tell(answer)
        if bad:
            raise ParseError(f"{len(bad)} of {len(bad) + len(questions)} questions could not be read")

    @app.command(epilog="Example: corroborate explain CLAIM_CLUSTER_ID")
    def explain(
        context: typer.Context,
        subject: Annotated[
            str, typer.Argument(metavar="ID", help="A claim cluster, story, source cluster, article or url.")
        ],
        json: Json = False,
    ) -> None:
        """Say why: the count in one sentence, then everything it rests on."""
        found = _published(context).explain(subject)
        if json:
            print_json([found])
            return
        say(found.sentence, "bold")
        for block in found.blocks:
            say()
            say(block.title, "underline")
            for line in block.lines:
                say(line)

    @app.command(epilog='Example: corroborate sql "SELECT headline, verified_sources FROM stories"')
    def sql(
        context: typer.Context,
        query: Annotated[str | None, typer.Argument(help="One query; standard input where it is left out.")] = None,
        json: Json = False,
        seconds: Annotated[float, typer.Option(help="Stop it after so long.")] = 30.0,
    ) -> None:
        """Query the newest snapshot, read-only."""
        text = query if query is not None else sys.stdin.read()
        if not text.strip():
            raise UsageError('give a query, for example: corroborate sql "FROM stories"')
        found = _published(context).sql(text, seconds=seconds)
        if json:
            print_json(found.to_pylist())
            return
        names = [(name, "right" if _numeric(found.schema.field(name).type) else "left") for name in found.column_names]
        table("", names, [tuple(row.values()) for row in found.to_pylist()])


def _numeric(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind))


def story_table(rows: list[dict[str, Any]], title: str = "") -> None:
    """Print stories with N, confidence and verdict."""
    table(title, (("N", "right"), ("conf.", "right"), ("verdict", "left"), ("gate", "left"), ("impact", "right"), ("story", "left"), ("id", "left")), [
        (r["verified_sources"], f"{r['confidence']:.2f}", r["verdict"], r["gate"], r["impact"], r["headline"], r["story_id"])
        for r in rows
    ])  # fmt: skip


def _questions(path: Path) -> tuple[list[tuple[str, str]], list[str]]:
    """Read questions, and say of each line that is none where it stands and why."""
    name = "standard input" if str(path) == "-" else str(path)
    try:
        data = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise ParseError(f"{path}: {error.strerror or error}") from error
    out, bad = [], []
    for number, line in enumerate(data.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            bad.append(f"{name}:{number}: bad json: {error}")
            continue
        if isinstance(row, dict) and isinstance(row.get("text"), str):
            out.append((str(row.get("id", number)), row["text"]))
        else:
            bad.append(f'{name}:{number}: a question is {{"id", "text"}} with a text')
    return out, bad


def _tell(answer: Answer) -> None:
    say(answer.sentence, "bold")
    say(
        f"verdict {answer.verdict}, confidence {answer.confidence:.2f}, "
        f"between {answer.sources_low} and {answer.sources_high} sources, {answer.unverified_sources} unverified"
    )
    for title, cited in (("says so", answer.supports), ("says otherwise", answer.contradicts)):
        for c in cited:
            say(f"  {title}: {c.origin} ({'counted' if c.counted else 'not counted'}: {c.reason})")
            say(f"    “{' '.join(c.text.split())}”  {c.url}")
    for near in answer.nearest:
        lacks = "; ".join(
            part
            for part in ("lacks " + ", ".join(near.missing) if near.missing else "", ", ".join(near.different))
            if part
        )
        say(f"  nearest: “{' '.join(near.text.split())}” {near.url}" + (f" ({lacks})" if lacks else ""))
