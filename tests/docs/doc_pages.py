"""The pages under test: their fenced blocks, their links, and the commands that stand in them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]

_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
# A command in a command, with one pair of brackets inside a bracket, as SQL has them.
_INNER = re.compile(r"\$\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)")
_ENDS = frozenset(("|", ">", "<", ";", "&&", "||", ")", "&"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One fenced block; ``info`` is what stands behind the fence, ``line`` where it begins."""

    page: Path
    line: int
    info: str
    text: str

    def __str__(self) -> str:
        return f"{name(self.page)}:{self.line}"


def name(page: Path) -> str:
    """Name a page from the top of the checkout."""
    return str(page.relative_to(ROOT))


def blocks(page: Path, *infos: str) -> list[Block]:
    """List the fenced blocks of a page, of the given kinds where any are given."""
    text = page.read_text(encoding="utf-8")
    found = [
        Block(page=page, line=text.count("\n", 0, m.start()) + 1, info=m["info"].strip(), text=m["text"])
        for m in _FENCE.finditer(text)
    ]
    return [block for block in found if not infos or block.info in infos]


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def inline(page: Path) -> list[str]:
    """List what stands between single backticks in the prose of a page."""
    return _INLINE.findall(prose(page))


def links(page: Path) -> list[str]:
    """List the targets of a page's links and pictures."""
    return _LINK.findall(prose(page))


def anchors(page: Path) -> set[str]:
    """List the anchors of a page's headings, as common renderers of Markdown make them."""
    headings = re.findall(r"^#{1,6} +(.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def steps(block: Block) -> list[tuple[str, list[str]]]:
    """Cut a console block into (command, lines of output that are promised)."""
    out: list[tuple[str, list[str]]] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            out.append((line[2:], []))
        elif line.strip():
            out[-1][1].append(line)
    return out


def shell_lines(page: Path) -> Iterator[tuple[str, str]]:
    """Yield (where, command line) for every line of a page that a reader may type."""
    for block in blocks(page):
        if block.info in ("console", "console run"):
            for command, _ in steps(block):
                yield str(block), command


def calls(line: str, program: str) -> list[list[str]]:
    """Find the calls of a program in a command line, as lists of arguments.

    What a command substitution would give is written as ``ID``.
    """
    found: list[list[str]] = []
    while inner := _INNER.search(line):
        found += calls(inner[1], program)
        line = line[: inner.start()] + "ID" + line[inner.end() :]
    lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    current: list[str] | None = None
    first = True
    for token in lexer:
        if token in _ENDS:
            current, first = None, token in ("|", "&&", "||", ";")
        elif first and "=" in token.split("/")[0] and not token.startswith("-"):
            continue
        elif first and Path(token).name == program:
            current, first = [], False
            found.append(current)
        else:
            first = False
            if current is not None:
                current.append(token)
    return found
