"""The register of outlets: who publishes where, who owns them, and whether they may raise N.

One file is reviewed and packaged (``data/outlets.toml``); a user's own is merged over it, field by field.
Somebody who stands in neither is a stranger: read, shown, never counted.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from corroborate import resources, urls
from corroborate.errors import ConfigError
from corroborate.types import Outlet, OutletKind, OutletStatus, OwnerSpell

_KEYS = ("id", "name", "domains", "owner", "kind", "status", "country", "language", "credits", "reliability")
_SPELL_KEYS = ("owner", "from", "to")
# METHOD 5: the reliability of an origin lies in [.5, .95]; outside it one outlet could outvote all others.
_RELIABILITY = (0.5, 0.95)
_E = TypeVar("_E", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared(Outlet):
    """An outlet as one file declares it; ``given`` names the fields that stand in the file."""

    given: frozenset[str] = frozenset()


def load_outlets(path_or_text: Path | str, *, origin: str) -> list[Outlet]:
    """Read an ``outlets.toml``.

    Args:
        path_or_text: a Path is read; a str is the TOML text itself.
        origin: what to call the file in errors.

    Returns:
        The outlets in the order of the file; each knows which of its fields were given, for :func:`merge`.

    Raises:
        ConfigError: naming file, outlet, key and reason.
    """
    try:
        text = path_or_text.read_text(encoding="utf-8") if isinstance(path_or_text, Path) else path_or_text
        table = tomllib.loads(text)
    except FileNotFoundError as error:
        raise ConfigError(f"{origin}: no such file") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{origin}: {error}") from error
    for key in table:
        if key != "outlet":
            raise ConfigError(f"{origin}: unknown key {key} (known here: outlet)")
    rows = table.get("outlet", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ConfigError(f"{origin}: outlet must be an array of tables: [[outlet]]")
    loaded: list[Outlet] = []
    seen: dict[str, str] = {}
    for number, row in enumerate(rows, 1):
        outlet = _outlet(row, origin, number)
        for what in (f"id {outlet.outlet_id}", *(f"domain {domain}" for domain in outlet.domains)):
            if what in seen:
                raise ConfigError(f"{origin}: outlet {outlet.outlet_id}: {what} is already used by {seen[what]}")
            seen[what] = outlet.outlet_id
        loaded.append(outlet)
    return loaded


def packaged() -> list[Outlet]:
    """Read the register that comes with the program.

    Raises:
        ConfigError: if it is missing or wrong.
    """
    return load_outlets(resources.data_path("outlets.toml"), origin="data/outlets.toml")


def merge(base: Sequence[Outlet], extra: Sequence[Outlet]) -> list[Outlet]:
    """Lay one register over another, field by field.

    An outlet is the same as another if it has its id or one of its domains: somebody already known must not
    become two, for two may count twice.  It takes the later id, the later fields where they were given, and the
    domains of both, save those that the later register gives to somebody else.

    Args:
        base: the earlier register.
        extra: the later one, which wins.

    Returns:
        Plain outlets, by id.
    """
    by_id = {outlet.outlet_id: outlet for outlet in base}
    by_domain = {domain: outlet.outlet_id for outlet in base for domain in outlet.domains}
    claimed = {domain for outlet in extra for domain in outlet.domains}
    merged: dict[str, Outlet] = {}
    absorbed: set[str] = set()
    for outlet in extra:
        known = [outlet.outlet_id] if outlet.outlet_id in by_id else []
        known += [by_domain[domain] for domain in outlet.domains if domain in by_domain]
        below = by_id[known[0]] if known else None
        inherited: tuple[str, ...] = ()
        for name in dict.fromkeys(known):
            if name not in absorbed:  # the first to name an outlet takes the domains nobody else claims
                inherited += tuple(domain for domain in by_id[name].domains if domain not in claimed)
                absorbed.add(name)
        merged[outlet.outlet_id] = _over(below, outlet, outlet.domains + inherited)
    for outlet in base:
        if outlet.outlet_id not in absorbed and outlet.outlet_id not in merged:
            merged[outlet.outlet_id] = _over(None, outlet, outlet.domains)
    return [merged[key] for key in sorted(merged)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """All outlets known to one run, found by id or by domain."""

    outlets: tuple[Outlet, ...]
    _ids: Mapping[str, Outlet] = field(init=False, repr=False, compare=False)
    _domains: Mapping[str, Outlet] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ids", {outlet.outlet_id: outlet for outlet in self.outlets})
        object.__setattr__(self, "_domains", {domain: outlet for outlet in self.outlets for domain in outlet.domains})

    def __iter__(self) -> Iterator[Outlet]:
        return iter(self.outlets)

    def by_id(self, outlet_id: str) -> Outlet | None:
        """Find an outlet by its id."""
        return self._ids.get(outlet_id)

    def by_domain(self, domain: str) -> Outlet | None:
        """Find an outlet by a domain or the nearest parent of it that is registered."""
        labels = clean_domain(domain).split(".")
        for start in range(len(labels)):
            found = self._domains.get(".".join(labels[start:]))
            if found is not None:
                return found
        return None

    def resolve(self, url: str, given: str | None = None) -> Outlet:
        """Name the outlet of an article.

        Args:
            url: the article's address.
            given: an outlet id or domain that came with it; it goes before the address.

        Returns:
            The registered outlet, or a stranger on probation named by its domain.
        """
        if given and given.strip():
            name = given.strip()
            found = self.by_id(name) or self.by_domain(name)
            return found or stranger(clean_domain(name))
        domain = urls.host(url)
        return self.by_domain(domain) or stranger(domain)


def stranger(domain: str) -> Outlet:
    """Make the outlet of somebody whom nobody registered: on probation, so never counted."""
    name = domain or "unknown"
    return Outlet(outlet_id=name, name=name, domains=(domain,) if domain else (), status=OutletStatus.PROBATION)


def clean_domain(text: str) -> str:
    """Write a domain, or an address given in place of one, in lower case without ``www.`` and final dot."""
    name = text.strip().lower()
    if "://" in name:
        return urls.host(name)
    return name.split("/", 1)[0].rstrip(".").removeprefix("www.")


def _over(below: Outlet | None, above: Outlet, domains: Iterable[str]) -> Outlet:
    given = above.given if isinstance(above, Declared) else {item.name for item in fields(Outlet)}
    values: dict[str, Any] = {}
    for item in fields(Outlet):
        taken = above if below is None or item.name in given or item.name == "outlet_id" else below
        values[item.name] = getattr(taken, item.name)
    values["domains"] = tuple(dict.fromkeys(domains))
    return Outlet(**values)


def _outlet(row: Mapping[str, Any], origin: str, number: int) -> Declared:
    where = f"{origin}: outlet {row.get('id', f'number {number}')}"
    for key in row:
        if key not in _KEYS:
            raise ConfigError(f"{where}: unknown key {key} (known here: {', '.join(_KEYS)})")
    for key in ("id", "domains"):
        if key not in row:
            raise ConfigError(f"{where}: {key} is missing")
    outlet_id = _text(row, "id", where)
    domains = tuple(dict.fromkeys(clean_domain(domain) for domain in _texts(row, "domains", where)))
    if not outlet_id or not all(domains):
        raise ConfigError(f"{where}: id and domains must not be empty strings")
    given = {_FIELD.get(key, key) for key in row}
    return Declared(
        outlet_id=outlet_id,
        name=_text(row, "name", where) if "name" in row else outlet_id,
        domains=domains,
        owners=_owners(row["owner"], where) if "owner" in row else (),
        kind=_enum(OutletKind, row, "kind", where) if "kind" in row else OutletKind.OUTLET,
        status=_enum(OutletStatus, row, "status", where) if "status" in row else OutletStatus.PROBATION,
        country=_text(row, "country", where) if "country" in row else None,
        language=_text(row, "language", where) if "language" in row else None,
        credits=_texts(row, "credits", where) if "credits" in row else (),
        reliability=_reliability(row["reliability"], where) if "reliability" in row else None,
        given=frozenset(given),
    )


_FIELD = {"id": "outlet_id", "owner": "owners"}


def _text(row: Mapping[str, Any], key: str, where: str) -> str:
    value = row[key]
    if not isinstance(value, str):
        raise ConfigError(f"{where}: {key} must be a string, not {type(value).__name__}")
    return value.strip()


def _texts(row: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = row[key]
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ConfigError(f"{where}: {key} must be a list of strings")
    return tuple(item.strip() for item in value)


def _enum(kind: type[_E], row: Mapping[str, Any], key: str, where: str) -> _E:
    try:
        return kind(_text(row, key, where))
    except ValueError as error:
        raise ConfigError(f"{where}: {key} must be one of {', '.join(kind)}, not {row[key]!r}") from error


def _reliability(value: Any, where: str) -> float:
    low, high = _RELIABILITY
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ConfigError(f"{where}: reliability must be a number from {low} to {high}, not {value!r}")
    return float(value)


def _owners(value: Any, where: str) -> tuple[OwnerSpell, ...]:
    rows = [{"owner": value}] if isinstance(value, str) else [value] if isinstance(value, dict) else value
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ConfigError(f"{where}: owner must be a name or a list of {{ owner, from, to }}")
    spells = []
    for row in rows:
        for key in row:
            if key not in _SPELL_KEYS:
                raise ConfigError(f"{where}: unknown key owner.{key} (known here: {', '.join(_SPELL_KEYS)})")
        if "owner" not in row:
            raise ConfigError(f"{where}: owner.owner is missing")
        start, end = _day(row.get("from"), "from", where), _day(row.get("to"), "to", where)
        if start and end and end <= start:
            raise ConfigError(f"{where}: owner {row['owner']!r} ends before it starts")
        spells.append(OwnerSpell(owner=_text(row, "owner", where), start=start, end=end))
    return tuple(sorted(spells, key=lambda spell: (spell.start or date.min, spell.end or date.max, spell.owner)))


def _day(value: Any, key: str, where: str) -> date | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ConfigError(f"{where}: owner.{key} must be a date (YYYY-MM-DD), not {value!r}") from error
