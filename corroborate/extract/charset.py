"""The characters of a page: byte order mark, header, declaration, then what the bytes themselves allow."""

from __future__ import annotations

import codecs
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)
_META = re.compile(rb"""<meta\b[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s{0,20}<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{2,40})["']""")
_LANG = re.compile(rb"""<html\b[^>]{0,500}?\blang\s*=\s*["']?([A-Za-z]{2,3})""", re.IGNORECASE)
# Bounded, so that a page of opening brackets costs no more than any other.
_TAGS = re.compile(rb"<[^<>]{0,2000}>")
# How far into a page a declaration is looked for; browsers read 1,024 bytes, many pages put it later.
_HEAD_BYTES = 8192
# What a declared name means on the web (WHATWG Encoding Standard): the superset that pages really use.
_MEANS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
_MEANS |= {"shift_jis": "cp932", "euc_kr": "cp949", "tis-620": "cp874", "iso8859-11": "cp874"}
# Which single-byte set undeclared pages of a language were written in, where it is not windows-1252.
_BY_LANGUAGE = dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr", "ro", "sq", "bs"), "cp1250")
_BY_LANGUAGE |= {"tr": "cp1254", "az": "cp1254", "et": "cp1257", "lv": "cp1257", "lt": "cp1257", "vi": "cp1258"}
_BY_LANGUAGE |= {"el": "cp1253", "he": "cp1255", "ar": "cp1256", "fa": "cp1256", "th": "cp874"}
# Scripts that show themselves: codec, first and last letter, and the share of the letters above ASCII they must have.
_BY_SCRIPT = (
    ("cp932", "\u3041", "\u3096", 0.2),
    ("euc_jp", "\u3041", "\u3096", 0.2),
    ("cp949", "\uac00", "\ud7a3", 0.8),
    ("gb18030", "\u4e00", "\u9fff", 0.8),
    ("cp1251", "\u0430", "\u044f", 0.7),
    ("koi8_r", "\u0430", "\u044f", 0.7),
    ("cp1253", "\u03ac", "\u03ce", 0.7),
)
# Share of bytes above ASCII from which a text cannot be in Latin letters (accented letters are under 10%).
_NOT_LATIN = 0.25


def decode(data: bytes, content_type: str = "") -> str:
    """Decode a page; always gives text, with U+FFFD where a place cannot be read.

    Args:
        data: the page.
        content_type: the header it came with, may be empty.
    """
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(name, "replace")
    utf8 = _strict(data, "utf-8")
    if utf8 is not None and not (data.isascii() and b"\x1b$" in data):
        return utf8  # valid UTF-8 with letters above ASCII is UTF-8, whatever is declared
    for codec in _declared(data, content_type):
        text = _strict(data, codec)
        if text is not None:
            return text
        if codec == "cp1252":
            return data.decode("latin-1")
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    if sum(1 for character in text if character > "\x7f") > 2 * wrong:
        return text  # UTF-8 with a few broken places, such as a page that was cut
    return _guess(data)


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return None


def _declared(data: bytes, content_type: str) -> list[str]:
    header = _HEADER.search(content_type)
    found = (pattern.search(data[:_HEAD_BYTES]) for pattern in (_META, _XML))
    names = [header.group(1)] if header else []
    names += [match.group(1).decode("ascii") for match in found if match]
    known = (_codec(name) for name in names)
    return [codec for codec in known if codec and codec != "utf-8"]


def _codec(name: str) -> str | None:
    try:
        found = codecs.lookup(name).name
        usable = isinstance(b"a".decode(found), str)
    except (LookupError, ValueError, TypeError):
        return None
    if not usable or found.replace("_", "-") in ("utf-7", "idna", "punycode", "unicode-escape", "raw-unicode-escape"):
        return None
    return None if found.startswith(("utf-16", "utf-32")) else _MEANS.get(found, found)


def _guess(data: bytes) -> str:
    """Decode undeclared bytes that are no UTF-8, by script and language."""
    sample = _TAGS.sub(b" ", data[:200_000]) or data
    high = sum(1 for byte in sample if byte > 0x7F)
    if high > _NOT_LATIN * len(sample.replace(b" ", b"")):
        for codec, first, last, share in _BY_SCRIPT:
            text = sample.decode(codec, "replace")
            letters = [character for character in text if character > "\x7f"]
            within = sum(1 for character in letters if first <= character <= last)
            if within >= share * len(letters) and letters.count("\ufffd") * 50 <= len(letters):
                return data.decode(codec, "replace")
    language = _LANG.search(data[:_HEAD_BYTES])
    codec = _BY_LANGUAGE.get(language.group(1).decode("ascii").lower(), "cp1252") if language else "cp1252"
    read = _strict(data, codec)
    return read if read is not None else data.decode("latin-1")
