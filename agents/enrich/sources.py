"""How well an outlet is placed to know: the tiers of seeds/sources.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Self
from urllib.parse import urlsplit

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Sources:
    """Tier by the outlet's name and by its host, both casefolded."""

    names: dict[str, str]
    hosts: dict[str, str]

    @classmethod
    def from_seeds(cls) -> Self:
        content = tomllib.loads(files("strikewatch.seeds").joinpath("sources.toml").read_text("utf-8"))
        tiers = content["tier"]
        return cls(
            {name.casefold(): tier for tier, listed in tiers.items() for name in listed["names"]},
            {host.casefold(): tier for tier, listed in tiers.items() for host in listed["hosts"]},
        )

    def tier(self, source: str | None, url: str | None) -> str:
        """The tier of a publisher, else of the article's host; `unknown` where neither is listed."""
        for name in (source or "", (source or "").partition("/")[0], (source or "").rpartition("/")[2]):
            found = self.names.get(name.strip().casefold())
            if found is not None:
                return found
        return self._of_host(_host(source)) or self._of_host(_host(url)) or UNKNOWN

    def _of_host(self, host: str) -> str | None:
        while host:
            if host in self.hosts:
                return self.hosts[host]
            host = host.partition(".")[2]
        return None


def _host(address: str | None) -> str:
    if not address or " " in address:
        return ""
    try:
        return (urlsplit(address if "//" in address else f"//{address}").hostname or "").casefold()
    except ValueError:
        return ""
