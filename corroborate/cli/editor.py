"""Editors' decisions: merge, split, vet, retract, hold, release, decisions, undo."""

from __future__ import annotations

from typing import Annotated

import typer

from corroborate import wiring
from corroborate.cli.terminal import print_json, say, table
from corroborate.types import Decision, DecisionKind


def _given(text: str) -> str:
    if not text.strip():
        raise typer.BadParameter("must not be empty: a decision says who made it and why")
    return text


By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides.", callback=_given)]
Why = Annotated[
    str, typer.Option("--why", metavar="TEXT", help="Why; kept as given and shown to readers.", callback=_given)
]
Json = Annotated[bool, typer.Option("--json", help="JSON Lines.")]

_NEXT = "takes effect at the next build (run: corroborate build, then corroborate publish)"


def _house(context: typer.Context) -> wiring.House:
    return wiring.open_house(context.obj.home, context.obj.config)


def _decide(context: typer.Context, kind: DecisionKind, names: list[str], by: str, why: str, json: bool) -> None:
    made = _house(context).decide(kind, names, by=by, reason=why)
    if json:
        print_json([_row(made)])
    else:
        say(f"{made.decision_id}: {made.kind} {made.subject}, by {made.decided_by}; {_NEXT}")


def _row(made: Decision) -> dict[str, object]:
    names = ("decision_id", "kind", "subject", "decided_by", "decided_at", "reason", "active")
    return {name: getattr(made, name) for name in names}


def add_to(app: typer.Typer) -> None:
    """Register the commands."""

    @app.command(epilog='Example: corroborate merge CLUSTER_A CLUSTER_B --by "A. Editor" --why "the same statement"')
    def merge(
        context: typer.Context,
        a: Annotated[str, typer.Argument(help="A claim cluster, or a story.")],
        b: Annotated[str, typer.Argument(help="Another one.")],
        by: By,
        why: Why,
        json: Json = False,
    ) -> None:
        """Make two claim clusters one, or two stories: the older id stays, with what supports either."""
        _decide(context, DecisionKind.MERGE, [a, b], by, why, json)

    @app.command(epilog='Example: corroborate split CLUSTER CLAIM --by "A. Editor" --why "speaks of another fire"')
    def split(
        context: typer.Context,
        ids: Annotated[
            list[str],
            typer.Argument(
                metavar="ID...",
                help="A claim cluster and claims to take out of it; or claims to part from each other; or a story and "
                "urls to take out of it.",
            ),
        ],
        by: By,
        why: Why,
        json: Json = False,
    ) -> None:
        """Take claims out of a claim cluster: their sentences support it no more."""
        _decide(context, DecisionKind.SPLIT, ids, by, why, json)

    @app.command(
        epilog='Example: corroborate vet paper.example --by "A. Editor" --why "own reporters, corrects errors"'
    )
    def vet(
        context: typer.Context,
        outlet: Annotated[str, typer.Argument(help="An outlet's id or domain.")],
        by: By,
        why: Why,
        json: Json = False,
    ) -> None:
        """Vouch for an outlet, whatever the register says: it may raise N."""
        _decide(context, DecisionKind.VET, [outlet], by, why, json)

    @app.command(epilog='Example: corroborate retract https://paper.example/a --by "A. Editor" --why "made up"')
    def retract(
        context: typer.Context,
        url: Annotated[str, typer.Argument(help="An article's url, letter for letter, or its id.")],
        by: By,
        why: Why,
        json: Json = False,
    ) -> None:
        """Take an article for withdrawn: its text is kept and counts no more."""
        _decide(context, DecisionKind.RETRACT, [url], by, why, json)

    @app.command(epilog='Example: corroborate hold STORY --by "A. Editor" --why "we are asking the ministry"')
    def hold(
        context: typer.Context,
        story: Annotated[str, typer.Argument(help="A story.")],
        by: By,
        why: Why,
        json: Json = False,
    ) -> None:
        """Hold a story back, whatever its N."""
        _decide(context, DecisionKind.HOLD, [story], by, why, json)

    @app.command(epilog='Example: corroborate release STORY --by "A. Editor" --why "confirmed by telephone"')
    def release(
        context: typer.Context,
        story: Annotated[str, typer.Argument(help="A story.")],
        by: By,
        why: Why,
        json: Json = False,
    ) -> None:
        """Let a held story through, marked; N stays what it is and is shown."""
        _decide(context, DecisionKind.RELEASE, [story], by, why, json)

    @app.command(epilog="Example: corroborate decisions --active")
    def decisions(
        context: typer.Context,
        active: Annotated[bool, typer.Option("--active", help="Leave out what was undone.")] = False,
        json: Json = False,
    ) -> None:
        """List editors' decisions and what the last build made of each."""
        rows, stale = _house(context).decisions()
        rows = [row for row in rows if row["active"] or not active]
        if json:
            print_json(rows)
            return
        if stale:
            say("another process is writing to the store: as last published")
        table("", (("id", "left"), ("decision", "left"), ("by", "left"), ("when", "left"), ("effect", "left"), ("why", "left")), [
            (r["decision_id"], f"{r['kind']} {r['subject']}", r["decided_by"], f"{r['decided_at']:%Y-%m-%d %H:%M}", r.get("effect", ""), " ".join(r["reason"].split()))
            for r in rows
        ])  # fmt: skip

    @app.command(
        epilog='Example: corroborate undo DECISION --by "A. Editor" --why "the two are not the same after all"'
    )
    def undo(
        context: typer.Context,
        decision: Annotated[str, typer.Argument(metavar="ID", help="A decision.")],
        by: By,
        why: Why,
        json: Json = False,
    ) -> None:
        """Undo a decision: the next build is as if it had never been made."""
        undone = _house(context).undo(decision, by=by, reason=why)
        if json:
            print_json([_row(undone) | {"active": False, "undone_by": by, "undone_reason": why}])
        else:
            say(f"{undone.decision_id}: {undone.kind} {undone.subject} is undone, by {by}; {_NEXT}")
