"""The parts of a NITF document, which stands alone or inside NewsML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corroborate.feeds._plain import blocks, clean, local_name, paragraphs, strings, text_of


def find(root: Any, *path: str) -> Any:
    """Follow element names (local, lower case) downwards, each at any depth below the one before; None if absent."""
    node = root
    for name in path:
        if node is None:
            return None
        node = next((part for part in node.iter() if part is not node and local_name(part) == name), None)
    return node


def every(root: Any, name: str) -> Iterator[Any]:
    """Yield each element of one name below a root, in document order."""
    return (part for part in root.iter() if local_name(part) == name)


def headline(root: Any) -> str | None:
    """Read ``body.head/hedline/hl1``; the title of the head where there is none."""
    return text_of(find(root, "body.head", "hedline", "hl1")) or text_of(find(root, "head", "title"))


def byline(root: Any) -> str | None:
    """Read ``body.head/byline`` without the title of the person."""
    node = find(root, "body.head", "byline")
    return _without(node, "byttl")


def dateline(root: Any) -> str | None:
    """Read ``body.head/dateline`` without its date."""
    node = find(root, "body.head", "dateline")
    return _without(node, "story.date")


def body(root: Any) -> str:
    """Read the paragraphs of ``body.content``, one a line; its bare text where it has no paragraph."""
    node = next((part for part in every(root, "body.content") if not _in_note(part)), None)
    return "" if node is None else "\n".join(paragraphs(node) or blocks(node))


def _in_note(node: Any) -> bool:
    return any(local_name(parent) == "note" for parent in node.iterancestors())


def _without(node: Any, name: str) -> str | None:
    if node is None:
        return None
    parts = [node.text or ""]
    for child in node:
        if local_name(child) != name:
            parts += [" ", *strings(child)]
        parts += [" " if local_name(child) else "", child.tail or ""]
    return clean("".join(parts)) or None
