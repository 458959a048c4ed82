"""What a page says of itself in JSON-LD (schema.org)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

# How many nodes of one page are looked at: real pages have tens, hostile ones have millions.
_MAX_NODES = 2000
_WRAPPERS = re.compile(
    r"^\s*(?:<!--|/\*\s*<!\[CDATA\[\s*\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|\]\]>|//\s*\]\]>)\s*;?\s*$"
)
_RAW_CONTROL = re.compile(r"[\x00-\x1f]+")


def articles(tree: Any) -> list[Mapping[str, Any]]:
    """List the nodes that are an article or live blog, in document order.

    Those inside lists of other pages (``itemListElement``, ``hasPart``, ``liveBlogUpdate``) are not the page's own.
    """
    return [node for node in nodes(tree) if is_article(node)]


def nodes(tree: Any) -> list[Mapping[str, Any]]:
    """List the top nodes of every JSON-LD block of a page."""
    found: list[Mapping[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            found += _top(_load(script.text or ""))
            if len(found) > _MAX_NODES:
                break
    return found[:_MAX_NODES]


def is_article(node: Mapping[str, Any]) -> bool:
    """Say whether a node is an article of any kind."""
    return any(kind.endswith(("Article", "BlogPosting")) or kind in ("Report",) for kind in types(node))


def types(node: Mapping[str, Any]) -> list[str]:
    """List the schema.org types of a node."""
    value = node.get("@type")
    kinds = value if isinstance(value, list) else [value]
    return [kind.rpartition("/")[2] for kind in kinds if isinstance(kind, str)]


def texts(value: Any, *keys: str) -> list[str]:
    """List the strings of a value that may be text, a node with one of ``keys``, or a list of either."""
    out: list[str] = []
    for part in value if isinstance(value, list) else [value]:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, Mapping):
            named = next((part[key] for key in keys if isinstance(part.get(key), str)), None)
            if named:
                out.append(named)
    return out


def closed(node: Mapping[str, Any]) -> bool:
    """Say whether a node, or a part of it, says that it is not free to read."""
    parts = node.get("hasPart")
    own = [node, *(part for part in (parts if isinstance(parts, list) else [parts]) if isinstance(part, Mapping))]
    return any(str(part.get("isAccessibleForFree", "")).rpartition("/")[2].lower() == "false" for part in own)


def _load(text: str) -> Any:
    text = _WRAPPERS.sub("", _WRAPPERS.sub("", text)).strip().removesuffix(";")
    for attempt in (text, _RAW_CONTROL.sub(" ", text)):  # raw line ends inside strings are a common fault
        try:
            return orjson.loads(attempt)
        except orjson.JSONDecodeError:
            continue
    return None


def _top(value: Any) -> Iterator[Mapping[str, Any]]:
    waiting, seen = [value], 0
    while waiting and seen < _MAX_NODES:
        part = waiting.pop(0)
        seen += 1
        if isinstance(part, list):
            waiting = part[:_MAX_NODES] + waiting
        elif isinstance(part, Mapping):
            yield part
            inner = [part[key] for key in ("@graph", "mainEntity") if isinstance(part.get(key), list | Mapping)]
            waiting = inner + waiting
