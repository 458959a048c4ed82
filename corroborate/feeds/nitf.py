"""NITF 3.x, the news industry text format (IPTC nitf-3-6; field rules the program is scored by)."""

from __future__ import annotations

from typing import Any

from corroborate.feeds import _bytes, _times
from corroborate.feeds._nitf_parts import body, byline, dateline, every, find, headline
from corroborate.feeds._plain import line, text_of
from corroborate.types import Entry

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def parse(text: str, *, source: str, warnings: tuple[str, ...]) -> list[Entry]:  # noqa: ARG001 - one shape for all readers
    """Read the one document of a NITF file.

    Raises:
        FeedError: where it is no well-formed XML.
    """
    root = _bytes.tree(text, "the NITF document")
    notes = list(warnings)
    published = _times.read(_norm(root, "date.issue"))
    if published.warning:
        notes.append(published.warning)
    status = _attribute(find(root, "docdata"), "management-status")
    if status == "embargoed" and (release := _norm(root, "date.release")):
        notes.append(f"embargoed until {release}")
    subjects = (_attribute(node, "tobject.subject.refnum") for node in every(root, "tobject.subject"))
    holder = _attribute(find(root, "doc.copyright"), "holder")
    return [
        Entry(
            format="nitf",
            id=_attribute(find(root, "docdata", "doc-id"), "id-string"),
            version=_attribute(find(root, "docdata", "du-key"), "version"),
            status=status,
            published_local=published.local,
            headline=headline(root),
            byline=byline(root),
            dateline=dateline(root),
            language=line(root.get("baselang")) or line(root.get(_XML_LANG)),
            published_utc=published.utc,
            provider=_provider(root) or holder,
            credit=holder,
            urgency=_urgency(root),
            subjects=tuple(dict.fromkeys(code for code in subjects if code)),
            summary=text_of(find(root, "body.head", "abstract")),
            body_text=body(root) or None,
            correction=_correction(root, status),
            warnings=tuple(dict.fromkeys(notes)),
        )
    ]


def _attribute(node: Any, name: str) -> str | None:
    return line(node.get(name)) if node is not None else None


def _norm(root: Any, name: str) -> str | None:
    return _attribute(find(root, name), "norm")


def _provider(root: Any) -> str | None:
    metas = {node.get("name"): line(node.get("content")) for node in every(root, "meta")}
    return (
        text_of(find(root, "body.head", "distributor"))
        or _attribute(find(root, "del-list", "from-src"), "src-name")
        or metas.get("aap-source")
        or metas.get("NTBKilde")
        or _attribute(find(root, "doc.copyright"), "holder")
        or _attribute(find(root, "docdata", "doc-id"), "regsrc")
    )


def _urgency(root: Any) -> int | None:
    text = next((value for node in every(root, "urgency") if (value := _attribute(node, "ed-urg"))), "")
    return int(text) if text.isdecimal() and len(text) < 3 else None


def _correction(root: Any, status: str | None) -> str | None:
    """Name the explicit mark: a cancelled document, ``<correction>`` or the series' word for an update."""
    if status in ("canceled", "cancelled"):
        return "kill"
    if find(root, "docdata", "correction") is not None:
        return "correction"
    return None
