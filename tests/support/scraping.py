"""A real Prometheus with the rules of the repository, that scrapes one process."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import time
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import workers
import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
SECONDS = 60.0
needed = pytest.mark.skipif(shutil.which("prometheus") is None, reason="no prometheus: Debian has it")


@contextmanager
def prometheus(folder: Path, target: int) -> Iterator[str]:
    """Prometheus with the rules of the repository, and one process to scrape each second; its address."""
    config = yaml.safe_load((ROOT / "monitoring/prometheus.yml").read_text())
    config["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    config["rule_files"] = [str(ROOT / "monitoring/rules/*.yml")]
    del config["scrape_configs"][0]["dns_sd_configs"]
    config["scrape_configs"][0]["static_configs"] = [{"targets": [f"127.0.0.1:{target}"]}]
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
    address = f"127.0.0.1:{workers.free_port()}"
    with (folder / "prometheus.log").open("wb") as log:
        process = subprocess.Popen(
            [
                "prometheus",
                f"--config.file={folder / 'prometheus.yml'}",
                f"--storage.tsdb.path={folder / 'tsdb'}",
                f"--web.listen-address={address}",
            ],
            stdout=log,
            stderr=log,
        )
    try:
        yield f"http://{address}"
    finally:
        process.kill()
        process.wait()


def asked(address: str, path: str, **parameters: str) -> Any:
    with urllib.request.urlopen(  # noqa: S310  # our own Prometheus, on loopback
        f"{address}/api/v1/{path}?{urllib.parse.urlencode(parameters)}", timeout=5
    ) as answer:
        return json.load(answer)["data"]


async def until(address: str, query: str) -> list[dict[str, Any]]:
    """What a query gives, once it gives anything."""
    end = time.monotonic() + SECONDS
    while True:
        try:
            found = (await asyncio.to_thread(asked, address, "query", query=query))["result"]
        except OSError:
            found = []
        if found or time.monotonic() > end:
            return list(found)
        await asyncio.sleep(0.3)
