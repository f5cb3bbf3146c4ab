"""Brokers for the tests: the embedded one, and a real Apache Kafka where java and mvn are at hand."""

from __future__ import annotations

import os
import uuid
from typing import TYPE_CHECKING

import kafka_jars
import pytest
from kafka_cluster import KafkaCluster

from strikewatch.agents.broker import embedded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def kafka_libraries() -> Path:
    """The jars; the test is skipped, with the reason, where java or mvn is missing."""
    reason = kafka_jars.missing()
    if reason is not None:
        pytest.skip(reason)
    return kafka_jars.fetch()


@pytest.fixture(scope="session")
def kafka(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of an Apache Kafka shared by all tests: STRIKEWATCH_TEST_KAFKA, or one node of our own."""
    elsewhere = os.environ.get("STRIKEWATCH_TEST_KAFKA")
    if elsewhere:
        yield elsewhere
        return
    cluster = KafkaCluster(request.getfixturevalue("kafka_libraries"), tmp_path_factory.mktemp("kafka"))
    try:
        cluster.start()
        yield cluster.bootstrap
    finally:
        cluster.stop()


@pytest.fixture
def kafka_node(kafka_libraries: Path, tmp_path: Path) -> Iterator[KafkaCluster]:
    """One node for one test, which may kill it."""
    cluster = KafkaCluster(kafka_libraries, tmp_path / "kafka")
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture
def kafka_trio(kafka_libraries: Path, tmp_path: Path) -> Iterator[KafkaCluster]:
    """Three nodes, replication factor 3, for one test, which may kill some."""
    cluster = KafkaCluster(kafka_libraries, tmp_path / "kafka", nodes=3)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(scope="session")
def embedded_broker() -> Iterator[str]:
    """Address of an embedded broker shared by all tests."""
    with embedded() as broker:
        yield broker.bootstrap


@pytest.fixture(
    params=[
        pytest.param("embedded_broker", marks=[pytest.mark.broker], id="embedded"),
        pytest.param("kafka", marks=[pytest.mark.kafka, pytest.mark.xdist_group("kafka")], id="kafka"),
    ]
)
def bootstrap(request: pytest.FixtureRequest) -> str:
    """Address of each kind of broker in turn: what a test says must hold on both."""
    address: str = request.getfixturevalue(request.param)
    return address


@pytest.fixture
def topic() -> str:
    """A topic name no other test uses."""
    return f"test-{uuid.uuid4().hex[:12]}"
