"""Write the pages that the program itself dictates: the data dictionary, the commands and the glossary.

``make docs`` runs this; ``tests/docs`` fails where a page on disk is not what this would write.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from corroborate import resources
from corroborate.cli.app import app
from corroborate.store import DuckStore
from corroborate.store.dictionary import data_dictionary

DOCS = Path(__file__).parent
_HEAD = """# Commands

This page is written by `make docs` from the program's own help.
The options of `corroborate` itself stand before the command: `corroborate --home news run`.

Exit codes: 0 done; 1 something you must see, said on standard error in one line; 2 wrong usage.
Every command that lists something takes `--json` and then prints JSON Lines, one object a line.
"""


_TERMS = """# Glossary

The words of the pages, of the views and of this documentation, written by `make docs` from `data/beats/glossary.toml`.
Bare "source" is avoided in the code.
It is an Outlet (who publishes), a Feed (what is fetched) or a SourceCluster (an origin and what rests on it).

| word | in the code | in the views |
|---|---|---|
| outlet | `Outlet` | `outlets` |
| feed | `Feed`, `FeedState` | `feeds` |
| sign of a shared origin | `Dependence` | `dependence` |
| origin, source cluster | `SourceCluster` | `source_clusters`, `source_cluster_members` |
| claim | `Claim` | `claims` |
| statement, claim cluster | `ClaimCluster` | `claim_clusters` |
| evidence | `Evidence` | `evidence` |
| N and its bounds | `Corroboration` | `claim_clusters.verified_sources`, `sources_low`, `sources_high` |
| disagreement | `Conflict` | `conflicts` |
| what was set aside | `Dropped` | `dropped` |
"""


def dictionary_page() -> str:
    """Write the data dictionary from an empty store: its views carry the same comments as a full one's."""
    with tempfile.TemporaryDirectory() as folder:
        snapshot = Path(folder) / "current.duckdb"
        with DuckStore(Path(folder) / "work.duckdb") as store:
            store.snapshot(snapshot)
        return data_dictionary(snapshot)


def commands() -> Iterator[tuple[str, Any]]:
    """Yield every command, groups before their members, as (its words, the command)."""
    yield from _walk("corroborate", typer.main.get_command(app))


def _walk(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    yield name, command
    for inner, member in getattr(command, "commands", {}).items():
        yield from _walk(f"{name} {inner}", member)


def commands_page() -> str:
    """Write every command with its arguments, options and example."""
    lines = [_HEAD, *(line for name, command in commands() for line in _command(name, command))]
    return "\n".join(lines).rstrip("\n") + "\n"


def _command(name: str, command: Any) -> list[str]:
    group = hasattr(command, "commands")
    words = [name, *(_place(p) for p in _arguments(command))]
    lines = [f"## {name}", "", *(line.strip() for line in (command.help or "").splitlines()), ""]
    words += ["[OPTIONS]"] if _options(command) else []
    lines += ["```text", " ".join([*words, *(["COMMAND"] if group else [])]), "```", ""]
    rows = [_argument(p) for p in _arguments(command)] + [_option(p) for p in _options(command)]
    if rows:
        lines += ["| option | default | meaning |", "|---|---|---|", *rows, ""]
    if command.epilog:
        lines += [command.epilog.replace("Example: ", "Example: `", 1) + "`", ""]
    return lines


def _place(parameter: Any) -> str:
    name = _name(parameter) + ("..." if parameter.nargs == -1 else "")
    return name if parameter.required else f"[{name}]"


def _name(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper())


def _arguments(command: Any) -> list[Any]:
    return [p for p in command.params if p.param_type_name == "argument"]


def _options(command: Any) -> list[Any]:
    return [p for p in command.params if p.param_type_name == "option" and p.name != "help"]


def _argument(parameter: Any) -> str:
    return f"| `{_name(parameter)}` | {'required' if parameter.required else ''} | {_cell(parameter.help)} |"


def _option(parameter: Any) -> str:
    names = " ".join(f"`{name}`" for name in parameter.opts)
    default = "" if parameter.default in (None, False) else f"`{parameter.default}`"
    variable = f" Or `{parameter.envvar}` in the environment." if parameter.envvar else ""
    return f"| {names} | {default} | {_cell(parameter.help)}{variable} |"


def _cell(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


def glossary_page() -> str:
    """Write the words that the published pages explain, with what to read beside each."""
    lines = [_TERMS]
    for term in sorted(resources.read_toml("beats", "glossary.toml")["term"], key=lambda term: term["term"].casefold()):
        lines += [f"## {term['term']}", "", term["means"], ""]
        if term.get("see"):
            beside = ", ".join(f"[{name}](#{name.lower().replace(' ', '-')})" for name in term["see"])
            lines += [f"See {beside}.", ""]
    return "\n".join(lines).rstrip("\n") + "\n"


PAGES = {
    DOCS / "glossary.md": glossary_page,
    DOCS / "reference" / "cli.md": commands_page,
    DOCS / "reference" / "data-dictionary.md": dictionary_page,
}

if __name__ == "__main__":
    for path, write in PAGES.items():
        path.write_text(write(), encoding="utf-8")
