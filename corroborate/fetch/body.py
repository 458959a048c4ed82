"""Reads a body under a cap, of what comes over the wire and of what it unpacks to.

The client's own decoding hands on tens of megabytes of a gzip bomb before it can be stopped; this never holds
more than the cap and one piece.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

from corroborate.fetch.failures import Failed, Refused

_GZIP, _ZLIB, _RAW = 31, 15, -15
# A chain of encodings is legal and unheard of; a long one is an attack on the decoder.
_MAX_ENCODINGS = 2


class _Inflater:
    def __init__(self, gzip: bool) -> None:
        self._gzip = gzip
        self._object = zlib.decompressobj(_GZIP if gzip else _ZLIB)
        self._begun = False
        self._ended = False

    def feed(self, data: bytes, room: int) -> bytes:
        """Unpack a piece; returns at most ``room + 1`` bytes, so that the caller sees an overflow."""
        out = bytearray()
        while data and len(out) <= room:
            if self._ended:
                if not self._gzip or not data.startswith(b"\x1f"):
                    break  # padding after the last member is allowed
                self._object, self._ended = zlib.decompressobj(_GZIP), False
            try:
                out += self._object.decompress(data, room + 1 - len(out))
            except zlib.error:
                if self._begun or self._gzip:
                    raise
                self._object = zlib.decompressobj(_RAW)  # "deflate" without its zlib header is common
                self._begun = True
                continue
            self._begun = True
            data = self._object.unconsumed_tail
            if self._object.eof:
                data, self._ended = self._object.unused_data, True
        return bytes(out)

    @property
    def complete(self) -> bool:
        return self._ended or not self._begun


async def read(pieces: AsyncIterator[bytes], encoding: str, cap: int) -> bytes:
    """Read and decode a body.

    Args:
        pieces: the raw bytes as they arrive.
        encoding: the Content-Encoding header.
        cap: the most bytes allowed, of the raw and of the decoded body each.

    Raises:
        Refused: ``too large`` or ``bad encoding``.
        Failed: ``connection lost``, where a packed body ends in its middle.
    """
    names = [name for name in (part.strip().lower() for part in encoding.split(",")) if name not in ("", "identity")]
    if len(names) > _MAX_ENCODINGS or any(name not in ("gzip", "x-gzip", "deflate") for name in names):
        raise Refused("bad encoding", encoding[:80])
    inflaters = [_Inflater(name != "deflate") for name in reversed(names)]
    raw, out = 0, bytearray()
    async for piece in pieces:
        raw += len(piece)
        if raw > cap:
            raise Refused("too large", f"more than {cap} bytes")
        try:
            for inflater in inflaters:
                piece = inflater.feed(piece, cap)
                if len(piece) > cap:
                    raise Refused("too large", f"unpacks to more than {cap} bytes")
        except zlib.error as error:
            raise Refused("bad encoding", str(error)[:80]) from error
        out += piece
        if len(out) > cap:
            raise Refused("too large", f"unpacks to more than {cap} bytes")
    if not all(inflater.complete for inflater in inflaters):
        raise Failed("connection lost", "the packed body is cut short")
    return bytes(out)
