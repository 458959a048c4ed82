"""Names of media and agencies, and which origin each spelling stands for.

"IRNA", "the Islamic Republic News Agency" and "state news agency IRNA" are one origin; so are an agency and the
registered outlet that has one of its domains.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from corroborate import resources
from corroborate.types import Outlet, OutletKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """One publisher that texts name; ``key`` is ``outlet:ID`` where it is registered, else ``media:ID``.

    ``outlet_ids`` are the registered outlets that are this publisher: at home it cites nobody by its own name.
    """

    key: str
    name: str
    wire: bool
    outlet_ids: frozenset[str] = frozenset()

    @property
    def outlet_id(self) -> str | None:
        """The registered outlet the key names, if it names one."""
        return self.key.removeprefix("outlet:") if self.key.startswith("outlet:") else None


class Named(NamedTuple):
    """A medium's name in a text."""

    medium: Medium
    start: int
    end: int


# Credit lines and datelines stand where nothing else does, so that two letters may name an agency there;
# in running text they need to be listed in the lexicon on purpose ("AP", "PA").
_SHORT = 3
# Names of one common word that would be found everywhere in running text.
_COMMON = frozenset(
    "time people variety fortune wired the sun mirror independent times guardian telegraph express star mail post "
    "metro nature science which quartz slate salon vice mint week record standard globe".split()
)


class Media:
    """Every known spelling, compiled once for one register of outlets."""

    def __init__(self, outlets: Mapping[str, Outlet]) -> None:
        self._prose: dict[str, Medium] = {}
        self._credit: dict[str, Medium] = {}
        self._own: dict[str, Medium] = {}
        taken = self._from_lexicon(outlets)
        for outlet_id in sorted(outlets):
            self._from_register(outlets[outlet_id], taken.get(outlet_id))
        self._prose_pattern = _alternatives(self._prose)
        self._credit_pattern = _alternatives(self._credit)
        self._first = {re.findall(r"\w+", spelling)[0] for spelling in self._prose if re.search(r"\w", spelling)}

    def _from_lexicon(self, outlets: Mapping[str, Outlet]) -> dict[str, Medium]:
        by_domain: dict[str, list[str]] = {}
        for outlet_id in sorted(outlets):
            for domain in outlets[outlet_id].domains:
                labels = domain.lower().split(".")
                for cut in range(len(labels) - 1):
                    by_domain.setdefault(".".join(labels[cut:]), []).append(outlet_id)
        taken: dict[str, Medium] = {}
        for row in agencies():
            known = [outlet_id for domain in row.get("domains", ()) for outlet_id in by_domain.get(domain, ())]
            if row["id"] in outlets:
                known.insert(0, row["id"])
            # A name that the register gives to somebody else belongs to that one.
            known = [outlet_id for outlet_id in dict.fromkeys(known) if outlet_id not in taken]
            exact = [o for o in known if set(outlets[o].domains) & set(row.get("domains", ())) or o == row["id"]]
            first = next(iter(exact or known), None)
            medium = Medium(
                key=f"outlet:{first}" if first else f"media:{row['id']}",
                name=row["name"],
                wire=bool(row.get("wire", False)),
                outlet_ids=frozenset(known),
            )
            taken.update(dict.fromkeys(known, medium))
            for spelling in (*row["spellings"], row["name"]):
                self._add(self._prose, spelling, medium)
                if medium.wire:
                    self._add(self._credit, spelling, medium)
        return taken

    def _from_register(self, outlet: Outlet, known: Medium | None) -> None:
        wire = outlet.kind is OutletKind.WIRE
        medium = known or Medium(
            key=f"outlet:{outlet.outlet_id}", name=outlet.name, wire=wire, outlet_ids=frozenset((outlet.outlet_id,))
        )
        self._own[outlet.outlet_id] = medium
        if outlet.kind in (OutletKind.COMPANY, OutletKind.REGULATOR):
            return  # what they say is a document, not a report
        for domain in outlet.domains:
            self._add(self._prose, domain, medium)
        if outlet.name.removeprefix("The ").casefold() not in _COMMON:
            self._add(self._prose, outlet.name, medium)
        elif outlet.name.startswith("The "):
            self._prose.setdefault(outlet.name, medium)
        for credit in (outlet.name, *outlet.credits):
            spelling = credit.strip(" ()[]/")
            if wire or (known is not None and known.wire):
                self._add(self._credit, spelling, medium)
            if len(spelling) > _SHORT and spelling.casefold() not in _COMMON:
                self._add(self._prose, spelling, medium)

    @staticmethod
    def _add(table: dict[str, Medium], spelling: str, medium: Medium) -> None:
        spelling = spelling.strip()
        if spelling.startswith("The ") and " " in spelling[4:]:
            spelling = spelling[4:]
        if spelling:
            table.setdefault(_spaced(spelling), medium)

    def of_outlet(self, outlet_id: str) -> Medium | None:
        """Name the medium a registered outlet is."""
        return self._own.get(outlet_id)

    def find(self, text: str) -> list[Named]:
        """Find media named in running text, left to right, without overlaps."""
        if self._first.isdisjoint(re.findall(r"\w+", text)):
            return []
        return [
            Named(self._prose[_spaced(match[0])], match.start(), match.end())
            for match in self._prose_pattern.finditer(text)
        ]

    def find_credits(self, text: str) -> list[Named]:
        """Find wires named in a byline, credit line or dateline."""
        return [
            Named(self._credit[_spaced(match[0])], match.start(), match.end())
            for match in self._credit_pattern.finditer(text)
        ]


class _ById:
    """A register as a cache key: the same object is the same register."""

    __slots__ = ("outlets", "size")

    def __init__(self, outlets: Mapping[str, Outlet]) -> None:
        self.outlets = outlets
        self.size = len(outlets)

    def __hash__(self) -> int:
        return hash((id(self.outlets), self.size))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and other.outlets is self.outlets and other.size == self.size


@lru_cache(maxsize=4)
def _compiled(key: _ById) -> Media:
    return Media(key.outlets)


def media_of(outlets: Mapping[str, Outlet]) -> Media:
    """Compile the names of a register, once a register object (do not change it afterwards).

    Args:
        outlets: outlet id -> outlet.
    """
    return _compiled(_ById(outlets))


def agencies() -> tuple[Mapping[str, Any], ...]:
    """Read the packaged lexicon of agencies and media."""
    return tuple(resources.read_toml("lexicons", "agencies.toml")["agency"])


def _spaced(spelling: str) -> str:
    return " ".join(spelling.replace("’", "'").split())


def _alternatives(spellings: Iterable[str]) -> re.Pattern[str]:
    # Longest first; any white space between words; tokenised texts put spaces around full stops and hyphens.
    parts = []
    for spelling in sorted(spellings, key=lambda name: (-len(name), name)):
        part = re.escape(spelling).replace("\\ ", r"\s+").replace("'", "['’]")
        parts.append(part)
    return re.compile(rf"(?<![\w.@/-])(?:{'|'.join(parts) or '(?!)'})(?![\w@]|-\w|\.\w)")
