"""Standing questions: ``watch add|list|remove``."""

from __future__ import annotations

from typing import Annotated

import typer

from corroborate import wiring
from corroborate.cli.terminal import complain, print_json, say, table
from corroborate.errors import StoreLocked

app = typer.Typer(help="Standing questions, asked at every publish.", no_args_is_help=True)


def _house(context: typer.Context) -> wiring.House:
    return wiring.open_house(context.obj.home, context.obj.config)


@app.command(epilog='Example: corroborate watch add "The port of Halden is open again." --by "A. Lind"')
def add(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="A claim in your own words.")],
    by: Annotated[str, typer.Option(help="Who asks.")],
) -> None:
    """Ask at every publish how many independent sources say this."""
    question, added = _house(context).watch(text, by)
    if added:
        say(f"{question.question_id}  is asked from the next publish on")
    else:
        say(f"{question.question_id}  is asked already, since {question.added_at:%Y-%m-%d}, for {question.added_by}")


@app.command("list", epilog="Example: corroborate watch list --json")
def list_(context: typer.Context, json: Annotated[bool, typer.Option("--json", help="JSON Lines.")] = False) -> None:
    """List the standing questions, each with its answer as last published."""
    house = _house(context)
    try:
        rows = house.watched()
    except StoreLocked as error:
        complain(f"{error}; these are the questions as last published")
        rows = house.watched(as_published=True)
    if json:
        print_json(rows)
        return
    columns = (("N", "right"), ("bounds", "left"), ("verdict", "left"), ("answered", "left"), ("question", "left"))
    table("", (*columns, ("for", "left"), ("id", "left")), [
        (
            r["verified_sources"],
            "" if r["sources_low"] is None else f"{r['sources_low']}-{r['sources_high']}",
            r["verdict"] or "not asked yet",
            r["answered_at"],
            r["text"],
            r["added_by"],
            r["question_id"],
        )
        for r in rows
    ])  # fmt: skip


@app.command(epilog="Example: corroborate watch remove q1a2b3c4d5e6f70819")
def remove(
    context: typer.Context,
    question_id: Annotated[str, typer.Argument(metavar="ID", help="As watch list shows it.")],
) -> None:
    """Ask a question no longer."""
    _house(context).unwatch(question_id)
    say(f"{question_id}  is asked no longer")
