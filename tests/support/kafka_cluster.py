"""A real Apache Kafka (KRaft, combined mode) on loopback: one node or several, to be killed and restarted."""

from __future__ import annotations

import base64
import random
import shutil
import socket
import subprocess
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from strikewatch.agents.broker.leash import leashed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

LOOPBACK = "127.0.0.1"
READY = b"Kafka Server started"
START_TIMEOUT = 60.0
STOP_TIMEOUT = 30.0
# Below the ports the system hands out, so no client's own port can take a stopped node's place.
PORTS = range(20_000, 32_768)
JVM = (
    "-Xms128m",
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",  # starts sooner, and leaves the cores to the worker under test
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info",  # says when it is ready
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
)


class Detour(NamedTuple):
    """A further listener: the broker is on `port`, and tells its clients to come to `advertised`, a proxy's."""

    port: int
    advertised: int


@dataclass
class Node:
    """One process that is broker and controller, and the directory that outlives it."""

    id: int
    client_port: int
    broker_port: int
    controller_port: int
    home: Path
    detours: tuple[Detour, ...] = ()
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def config(self) -> Path:
        return self.home / "server.properties"

    @property
    def log(self) -> Path:
        return self.home / "server.log"


class KafkaCluster:
    """`nodes` brokers, every topic of Kafka's own replicated to up to three of them.

    Clients use the listener CLIENT; brokers among themselves BROKER and CONTROLLER, always plaintext on loopback.
    `properties` override any property of every node; `format_options` go to `kafka-storage format`; `detours` is
    how many listeners every node has that are reached through a proxy (`detour`); `jvm` goes to every JVM.
    """

    def __init__(
        self,
        jars: Path,
        home: Path,
        *,
        nodes: int = 1,
        properties: Mapping[str, str] | None = None,
        format_options: Sequence[str] = (),
        detours: int = 0,
        jvm: Sequence[str] = (),
    ) -> None:
        self._java = [_java(), *JVM, *jvm, "-cp", f"{jars}/*"]
        self._id = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        self._format_options = list(format_options)
        ports = iter(_free_ports((3 + 2 * detours) * nodes))
        self.nodes = [
            Node(
                number,
                next(ports),
                next(ports),
                next(ports),
                home / f"node-{number}",
                tuple(Detour(next(ports), next(ports)) for _ in range(detours)),
            )
            for number in range(1, nodes + 1)
        ]
        for node in self.nodes:
            self._format(node, properties or {})

    @property
    def bootstrap(self) -> str:
        return ",".join(f"{LOOPBACK}:{node.client_port}" for node in self.nodes)

    def detour(self, number: int) -> str:
        """The bootstrap address of the listeners `number` of all nodes, from 0: where their proxies are."""
        return ",".join(f"{LOOPBACK}:{node.detours[number].advertised}" for node in self.nodes)

    def start(self) -> None:
        """Start every node that is not running and wait until all of them serve."""
        started = [(node, self._spawn(node)) for node in self.nodes if node.process is None]
        for node, position in started:
            _wait_until_ready(node, position)

    def restart(self, number: int = 1) -> None:
        """Start one node again on the data it left."""
        node = self.nodes[number - 1]
        _wait_until_ready(node, self._spawn(node))

    def stop(self) -> None:
        """Stop every node in good order."""
        running = [node for node in self.nodes if node.process is not None]
        for node in running:
            assert node.process is not None
            node.process.terminate()
        for node in running:
            assert node.process is not None
            try:
                node.process.wait(STOP_TIMEOUT)
            except (
                subprocess.TimeoutExpired
            ):  # two of three controllers gone: the last has no quorum to leave
                node.process.kill()
                node.process.wait()
            node.process = None

    def kill(self, number: int = 1) -> None:
        """SIGKILL one node."""
        node = self.nodes[number - 1]
        assert node.process is not None, f"node {number} is not running"
        node.process.kill()
        node.process.wait()
        node.process = None

    def _format(self, node: Node, properties: Mapping[str, str]) -> None:
        node.home.mkdir(parents=True, exist_ok=True)  # a disk of its own may be mounted there
        wanted = {**self._properties(node), **properties}
        node.config.write_text("".join(f"{name}={value}\n" for name, value in wanted.items()))
        command = [
            *self._java,
            "kafka.tools.StorageTool",
            "format",
            f"--cluster-id={self._id}",
            *("--config", str(node.config)),
            *self._format_options,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(
                f"storage of Kafka node {node.id} was not formatted:\n{done.stdout}{done.stderr}"
            )

    def _properties(self, node: Node) -> dict[str, str]:
        replicas = str(min(3, len(self.nodes)))
        in_sync = str(min(2, len(self.nodes)))
        clients = f"CLIENT://{LOOPBACK}:{node.client_port},BROKER://{LOOPBACK}:{node.broker_port}"
        detours = [(f"DETOUR{number}", *detour) for number, detour in enumerate(node.detours)]
        return {
            "process.roles": "broker,controller",
            "node.id": str(node.id),
            "controller.quorum.voters": ",".join(
                f"{each.id}@{LOOPBACK}:{each.controller_port}" for each in self.nodes
            ),
            "listeners": ",".join(
                [
                    f"{clients},CONTROLLER://{LOOPBACK}:{node.controller_port}",
                    *(f"{name}://{LOOPBACK}:{port}" for name, port, _ in detours),
                ]
            ),
            "advertised.listeners": ",".join(
                [clients, *(f"{name}://{LOOPBACK}:{port}" for name, _, port in detours)]
            ),
            "listener.security.protocol.map": ",".join(
                f"{name}:PLAINTEXT"
                for name in ("CLIENT", "BROKER", "CONTROLLER", *(name for name, *_ in detours))
            ),
            "inter.broker.listener.name": "BROKER",
            "controller.listener.names": "CONTROLLER",
            "log.dirs": str(node.home / "data"),
            "default.replication.factor": replicas,
            "min.insync.replicas": in_sync,
            "offsets.topic.replication.factor": replicas,
            "offsets.topic.num.partitions": "4",  # 50 take seconds to create and to load after a restart
            "transaction.state.log.replication.factor": replicas,
            "transaction.state.log.min.isr": in_sync,
            "transaction.state.log.num.partitions": "4",
            "group.initial.rebalance.delay.ms": "0",  # do not wait 3 s for further members
            "broker.heartbeat.interval.ms": "500",
            "broker.session.timeout.ms": "3000",  # a killed node is noticed, and may come back, sooner
            "auto.create.topics.enable": "false",  # a misspelt topic is an error, not a topic
            "log.cleaner.backoff.ms": "200",  # compaction within a test's time
            "num.network.threads": "2",
            "num.io.threads": "2",
        }

    def _spawn(self, node: Node) -> int:
        """Start a node; the length of its log before, since logs go on across restarts."""
        position = node.log.stat().st_size if node.log.exists() else 0
        with node.log.open("ab") as output:
            node.process = subprocess.Popen(
                leashed(*self._java, "kafka.Kafka", str(node.config)),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return position


def _java() -> str:
    found = shutil.which("java")
    assert found is not None, "ask kafka_jars.missing() first"
    return found


def _wait_until_ready(node: Node, position: int) -> None:
    assert node.process is not None
    deadline = time.monotonic() + START_TIMEOUT
    while READY not in (said := node.log.read_bytes()[position:]):
        if node.process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(
                f"Kafka node {node.id} did not start:\n{said.decode(errors='replace')[-4000:]}"
            )
        time.sleep(0.02)


def _free_ports(count: int) -> list[int]:
    """Ports that were free a moment ago, all different."""
    free: list[int] = []
    for port in random.sample(PORTS, len(PORTS)):
        with socket.socket() as probe:
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
        free.append(port)
        if len(free) == count:
            return free
    raise RuntimeError(f"fewer than {count} free ports between {PORTS[0]} and {PORTS[-1]}")
