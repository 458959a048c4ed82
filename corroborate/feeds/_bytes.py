"""Bytes of a feed to text, and what can be told from the head of an XML document.

Every XML and JSON reader of this room gets text that was decoded here, so that the check for entity
declarations and the parser behind it see the same characters whatever encoding the bytes claim.
"""

from __future__ import annotations

import codecs
import html.entities
import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from corroborate.errors import FeedError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""^\s{0,64}<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_XML_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*\?>")
# Python codecs that are no character sets of documents, or (utf-7) let markup hide from a scanner.
_REFUSED_CODECS = frozenset(("utf-7", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs"))
_AMPERSAND = re.compile(r"&(?:([A-Za-z][A-Za-z0-9]{1,30});|(?!#\d{1,7};|#x[0-9A-Fa-f]{1,6};))")
_LATIN = frozenset(("iso8859-1", "ascii", "cp1252"))
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Decode a document as its newsroom meant it.

    A byte order mark wins; bytes that are valid UTF-8 are UTF-8 whatever they declare (a wrong declaration is
    commoner than a Latin-1 text that happens to be valid UTF-8); then the declaration; then windows-1252.

    Returns:
        The text without characters that XML forbids, and a warning for each thing that was not as declared.
    """
    warnings: list[str] = []
    text = _decode(data, warnings)
    clean = _ILLEGAL.sub("", text)
    if len(clean) != len(text):
        warnings.append(f"{len(text) - len(clean)} control or invalid characters removed")
    return clean, tuple(warnings)


def _decode(data: bytes, warnings: list[str]) -> str:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _lossy(data[len(bom) :], name, warnings)
    head = data[:4]
    if len(head) == 4 and head[1] == head[3] == 0 and head[0] and head[2]:
        return _lossy(data, "utf-16-le", warnings)
    if len(head) == 4 and head[0] == head[2] == 0 and head[1] and head[3]:
        return _lossy(data, "utf-16-be", warnings)
    match = _DECLARED.match(data[:400])
    declared = match.group(1).decode("ascii") if match else ""
    codec = _codec(declared)
    if declared and codec is None:
        warnings.append(f"unknown encoding declared: {declared}")
    if codec is not None and codec.startswith("iso2022"):
        return _lossy(data, codec, warnings)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if codec not in (None, "utf-8") and not data.isascii():
            warnings.append(f"declares {declared} but is UTF-8")
        return text
    if codec is None or codec == "utf-8":
        return _broken_utf8(data, bool(declared), warnings)
    if codec in _LATIN:
        return _windows(data)
    return _lossy(data, codec, warnings)


def _codec(declared: str) -> str | None:
    try:
        name = codecs.lookup(declared).name if declared else None
    except (LookupError, ValueError):
        return None
    # utf-16 declared in single-byte letters is a contradiction: the declaration itself could not be read.
    if name is None or name.replace("_", "-") in _REFUSED_CODECS or name.startswith(("utf-16", "utf-32")):
        return None
    try:
        return name if isinstance(b"a".decode(name), str) else None
    except (LookupError, ValueError, TypeError):
        return None


def _lossy(data: bytes, name: str, warnings: list[str]) -> str:
    text = data.decode(name, "replace")
    wrong = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    if wrong > 0:
        warnings.append(f"{wrong} places are not valid {name}")
    return text


def _broken_utf8(data: bytes, declared: bool, warnings: list[str]) -> str:
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    good = sum(1 for character in text if character > "\x7f" and character != "\ufffd")
    if good >= wrong:
        warnings.append(f"{wrong} places are not valid UTF-8")
        return text
    warnings.append(
        ("declares UTF-8" if declared else "declares no encoding") + " but is not UTF-8: read as windows-1252"
    )
    return _windows(data)


def _windows(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands before the content of an XML document; ``root`` is the local name, empty where there is none."""

    root: str
    tag: str
    entities: bool
    start: int


def head(text: str) -> Head:
    """Find the root tag without parsing, so that truncated and hostile documents can be named too."""
    at, entities = 0, False
    while True:
        at = text.find("<", at)
        if at < 0:
            return Head(root="", tag="", entities=entities, start=len(text))
        if text.startswith("<!--", at):
            end = text.find("-->", at + 4)
        elif text.startswith("<?", at):
            end = text.find("?>", at + 2)
        elif text.startswith("<!", at):
            end = _declaration_end(text, at)
            entities = entities or "<!ENTITY" in text[at : end + 1 if end >= 0 else len(text)].upper()
        else:
            match = re.compile(r"<([A-Za-z_][\w.\-]*:)?([A-Za-z_][\w.\-]*)").match(text, at)
            end = text.find(">", at)
            tag = text[at : end + 1 if 0 <= end < at + 8000 else at + 8000]
            return Head(root=match.group(2) if match else "", tag=tag, entities=entities, start=at)
        if end < 0:
            return Head(root="", tag="", entities=entities, start=len(text))
        at = end + 1


def _declaration_end(text: str, at: int) -> int:
    """Find the ``>`` that closes a declaration, over quoted strings and one internal subset."""
    quote, inside = "", False
    for index in range(at + 2, len(text)):
        character = text[index]
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == "[":
            inside = True
        elif character == "]":
            inside = False
        elif character == ">" and not inside:
            return index
    return -1


def without_declaration(text: str) -> str:
    """Cut the XML declaration and blanks before it: the text is no longer in the encoding it names."""
    return _XML_DECLARATION.sub("", text.lstrip("\ufeff \t\r\n"), count=1)


def refuse_entities(text: str, name: str) -> None:
    """Refuse a document that declares entities.

    Raises:
        FeedError: news needs none; bombs and file reading do.
    """
    if head(text).entities:
        raise FeedError(f"{name} declares XML entities of its own: refused as unsafe")


def repaired(text: str) -> tuple[str, str]:
    """Make a syndication feed well-formed, in time that grows with its length only.

    First loose ampersands and HTML's entities are written as XML has them; what is still broken is cut from the
    last whole entry before the fault on.

    Returns:
        The feed, and what was wrong with it (empty where nothing was; then the text is as given).
    """
    text = without_declaration(text)
    fault = _fault(text)
    if fault is None:
        return text, ""
    fixed = _AMPERSAND.sub(_as_xml, text)
    again = _fault(fixed)
    if again is None:
        return fixed, str(fault)
    data = fixed.encode("utf-8")
    row, column = again.position
    start = 0
    for _ in range(row - 1):
        start = data.find(b"\n", start) + 1
    whole = max(data.rfind(b"</item>", 0, start + column) + 7, data.rfind(b"</entry>", 0, start + column) + 8)
    if whole < 9:
        raise FeedError(f"the feed is broken before its first whole entry: {fault}")
    root = re.match(r"<([\w.:\-]+)", head(fixed).tag)
    name = root.group(1) if root else "rss"
    end = f"</channel></{name}>" if name.lower() == "rss" else f"</{name}>"
    return data[:whole].decode("utf-8", "replace") + end, str(fault)


def _as_xml(match: re.Match[str]) -> str:
    name = match.group(1)
    if not name or name in ("amp", "lt", "gt", "quot", "apos"):
        return f"&{name};" if name else "&amp;"
    return html.entities.html5.get(name + ";", f"&amp;{name};")


def _fault(text: str) -> etree.XMLSyntaxError | None:
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        return error
    return None


def tree(text: str, name: str) -> Any:
    """Parse XML with nothing that reaches outside or grows: no entities, no network, no DTD, no huge trees.

    Raises:
        FeedError: naming the line where it stops being XML.
    """
    refuse_entities(text, name)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(without_declaration(text).encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FeedError(f"{name} is not well-formed XML: {error}") from error
