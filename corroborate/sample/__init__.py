"""The bundled sample: two weeks of invented news, its truth, and a server that replays it."""

from __future__ import annotations

from corroborate.sample.load import load_world
from corroborate.sample.server import SampleServer
from corroborate.sample.world import Piece, Plant, Poll, Revision, Shown, Truth, World

__all__ = ["Piece", "Plant", "Poll", "Revision", "SampleServer", "Shown", "Truth", "World", "load_world"]
