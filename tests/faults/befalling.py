"""What each fault does, to whom, and that it is over when it is over."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import shutil
import signal
import subprocess
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from aiokafka.admin import AIOKafkaAdminClient
from fault_schedule import APART
from workers import WorkerProcess

from strikewatch.agents.admin import create_topics
from strikewatch.agents.connection import client_options
from strikewatch.agents.topics import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cut_line import Line
    from fault_schedule import Fault
    from kafka_cluster import KafkaCluster, Node

    from strikewatch.agents.settings import Settings

T = TypeVar("T")
GRACE = 60.0
"""Seconds that a worker has to end in good order."""
BALLAST = "ballast"
DISK = 192 << 20
"""Bytes of a disk that can be filled: some times what a run's topics take."""


@dataclass
class Befalling:
    """Lets faults happen to a crew and its cluster.

    `lines` are the proxies, by node and, within a node, by the worker that comes through it; none where nothing is
    to be cut. `done` counts what has happened: a fault whose target another has in hand does not.
    """

    settings: Settings
    folder: Path
    cluster: KafkaCluster
    crew: list[WorkerProcess]
    lines: Sequence[Sequence[Line]] = ()
    done: Counter[str] = field(default_factory=Counter)
    struck: set[int] = field(default_factory=set)
    """Workers that a fault has in hand."""
    ended: set[int] = field(default_factory=set)
    """Those of them that it ended and will start again: the supervisor leaves them alone."""
    one_broker: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Of three brokers two always stay, as many as a write needs."""
    guests: list[WorkerProcess] = field(default_factory=list)

    async def befall(self, fault: Fault) -> None:
        """Let it happen; returns when it is over."""
        if fault.kind == "join":
            await self._join(fault)
        elif fault.kind in {"broker", "disk", "cut"}:
            async with self.one_broker:
                await self._broker(fault)
        elif fault.kind == "remake":
            await self._remake(fault)
        else:
            await self._worker(fault)

    async def _worker(self, fault: Fault) -> None:
        """What befalls one worker; nothing, where another fault has it in hand."""
        number = fault.target % len(self.crew)
        worker = self.crew[number]
        if number in self.struck or worker.process is None:
            return
        self.struck.add(number)
        self.done[fault.kind] += 1
        try:
            if fault.kind == "freeze":
                await self._freeze(worker, fault.seconds)
            elif fault.kind == "strand":
                await self._apart([each[number] for each in self.lines], fault.seconds)
            else:
                if fault.kind == "clock":
                    worker.environment = set_apart(APART[fault.target % len(APART)])
                self.ended.add(number)
                await asyncio.to_thread(self._stop if fault.kind == "stop" else WorkerProcess.kill, worker)
                await asyncio.sleep(fault.seconds)
                worker.start()
        finally:
            self.struck.discard(number)
            self.ended.discard(number)

    async def _broker(self, fault: Fault) -> None:
        number = 1 + fault.target % len(self.cluster.nodes)
        self.done[fault.kind] += 1
        if fault.kind == "cut":
            await self._apart(self.lines[number - 1], fault.seconds)
            return
        if fault.kind == "disk":
            await asyncio.to_thread(fill, self.cluster.nodes[number - 1].home)
            await asyncio.sleep(fault.seconds)
            await asyncio.to_thread(self._survived, self.cluster.nodes[number - 1])
            (self.cluster.nodes[number - 1].home / BALLAST).unlink()
        else:
            self.cluster.kill(number)
            await asyncio.sleep(fault.seconds)
        await asyncio.to_thread(self.cluster.restart, number)

    def _survived(self, node: Node) -> None:
        """A broker without room goes by itself as soon as it has something to write; else it is ended here."""
        assert node.process is not None
        with suppress(subprocess.TimeoutExpired):
            node.process.wait(5)
        self.done["broker ended by its full disk"] += node.process.poll() is not None
        node.process.kill()
        node.process.wait()

    async def _apart(self, lines: Sequence[Line], seconds: float) -> None:
        for line in lines:
            line.cut()
        await asyncio.sleep(seconds)
        for line in lines:
            line.mend()

    async def _join(self, fault: Fault) -> None:
        """A worker that comes, and goes in good order: two rebalances."""
        guest = WorkerProcess(self.settings, self.folder / "guest.log").start()
        self.guests.append(guest)
        self.done["join"] += 1
        await asyncio.sleep(fault.seconds)
        await asyncio.to_thread(self._stop, guest)

    def _stop(self, worker: WorkerProcess) -> None:
        """SIGTERM, and SIGKILL where that is not enough, as a supervisor would."""
        try:
            worker.stop(GRACE)
        except subprocess.TimeoutExpired:
            self.done["SIGKILL after a SIGTERM"] += 1
            worker.kill()

    @staticmethod
    async def _freeze(worker: WorkerProcess, seconds: float) -> None:
        assert worker.process is not None
        frozen = worker.process
        with suppress(ProcessLookupError):
            os.kill(frozen.pid, signal.SIGSTOP)
        await asyncio.sleep(seconds)
        with suppress(ProcessLookupError):
            os.kill(frozen.pid, signal.SIGCONT)

    async def _remake(self, fault: Fault) -> None:
        topics = catalogue(self.settings)
        one = (topics.incidents, topics.region_windows, *topics.alerts.values())[fault.target % 6]
        admin = AIOKafkaAdminClient(**client_options(self.settings))
        try:
            await admin.start()
            await admin.delete_topics([one.name])
        finally:
            await admin.close()
        self.done["remake"] += 1
        await asyncio.sleep(fault.seconds)
        await create_topics(self.settings)


def set_apart(by: str) -> dict[str, str]:
    """The environment of a process whose clock is off; its monotonic one, which has no date, is right.

    Raises:
        FileNotFoundError: libfaketime is not installed.
    """
    return {"LD_PRELOAD": str(faketime()), "FAKETIME": by, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def faketime() -> Path:
    found = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
    if found is None:
        raise FileNotFoundError("libfaketime is not installed: apt-get install libfaketime")
    return found


@contextlib.contextmanager
def small_disks(homes: Sequence[Path], told: Callable[[str], None]) -> Iterator[None]:
    """A disk of DISK bytes at each of `homes`.

    Raises:
        PermissionError: only root may mount.
    """
    mounted: list[Path] = []
    try:
        for home in homes:
            home.mkdir(parents=True)
            command = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "strikewatch-faults", str(home)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise PermissionError(f"a full disk needs a disk of its own: {done.stderr.strip()}")
            mounted.append(home)
        yield
    finally:
        for home in mounted:
            if subprocess.run(["umount", "-l", str(home)], check=False).returncode:
                told(f"{home} is still mounted")


def fill(home: Path) -> None:
    """Leave no byte of the disk at `home`."""
    with (home / BALLAST).open("wb", buffering=0) as ballast:
        for size in (1 << 20, 1 << 12):
            with suppress(OSError):
                while ballast.write(bytes(size)) == size:
                    pass
    left = shutil.disk_usage(home).free
    if left >= 1 << 12:
        raise OSError(errno.EIO, f"{home} still has {left} bytes free")
