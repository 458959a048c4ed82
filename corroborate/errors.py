"""The one tree of errors.

Broken machinery raises one of these; ordinary mess in the outside world is returned as
:class:`corroborate.types.Dropped` instead, counted, and kept where it can be retried.
"""

from __future__ import annotations


class CorroborateError(Exception):
    """Root of every error this program raises on purpose; its text is one line a user can act on."""


class Transient(CorroborateError):
    """Something that may succeed if tried again unchanged (a time-out, a busy server)."""


class ConfigError(CorroborateError):
    """A configuration, outlet or feed file that cannot be read, or holds an unknown key or a wrong value."""


class UsageError(CorroborateError):
    """A command that was called with something that does not exist (an unknown id, a bad query)."""


class FeedError(CorroborateError):
    """Bytes that are no feed of any known format."""


class FetchError(CorroborateError):
    """An address that must not, or cannot, be fetched (forbidden address, too large, refused, gone)."""


class FetchTransient(FetchError, Transient):
    """A fetch that failed in a way that may pass (time-out, 429, 5xx, connection lost)."""


class ParseError(CorroborateError):
    """A file or line that is not what it claims to be."""


class StoreError(CorroborateError):
    """The store cannot be opened, read or written."""


class StoreLocked(StoreError, Transient):
    """Another process holds the writer's lock."""


class SchemaVersionError(StoreError):
    """The store was written by a newer version of the program."""


class ModelError(CorroborateError):
    """A model that is absent, or whose weights are not the ones its hash promises."""
