"""docker-compose.yml configures a Kafka that starts, and that clients inside and on the host can use."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from kafka_cluster import KafkaCluster

from strikewatch.agents.admin import create_topics
from strikewatch.agents.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.kafka, pytest.mark.xdist_group("kafka")]

COMPOSE = Path(__file__).parents[2] / "docker-compose.yml"
PORTS = ("9092", "9093", "29092")


def free_ports() -> dict[str, str]:
    """A port of this machine in place of each of compose's."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in PORTS]
    found = {port: str(one.getsockname()[1]) for port, one in zip(PORTS, sockets, strict=True)}
    for one in sockets:
        one.close()
    return found


def as_properties(environment: dict[str, object]) -> dict[str, str]:
    """What the image makes of its variables: `KAFKA_NODE_ID=1` is `node.id=1`."""
    return {
        name.removeprefix("KAFKA_").lower().replace("_", "."): str(value)
        for name, value in environment.items()
    }


@pytest.fixture
def listeners(kafka_libraries: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Compose's Kafka on this machine: the address that each of its listeners tells its clients."""
    properties = as_properties(yaml.safe_load(COMPOSE.read_text())["services"]["kafka"]["environment"])
    ports = free_ports()
    for name, value in properties.items():
        if name in {"listeners", "advertised.listeners", "controller.quorum.voters"}:
            here = value.replace("kafka:", "127.0.0.1:").replace("://:", "://127.0.0.1:")
            for theirs, ours in ports.items():
                here = here.replace(f"127.0.0.1:{theirs}", f"127.0.0.1:{ours}")
            properties[name] = here
    properties["log.dirs"] = str(tmp_path / "data")
    cluster = KafkaCluster(kafka_libraries, tmp_path / "kafka", properties=properties)
    try:
        cluster.start()
        yield dict(one.split("://") for one in properties["advertised.listeners"].split(","))
    finally:
        cluster.stop()


def test_topics_are_created_through_each_of_its_listeners(listeners: dict[str, str]) -> None:
    assert sorted(listeners) == ["HOST", "INSIDE"]
    for name, address in listeners.items():
        settings = Settings(bootstrap_servers=address, topic_prefix=f"{name}-")
        done = asyncio.run(create_topics(settings))
        assert {one.outcome for one in done} == {"created"}
