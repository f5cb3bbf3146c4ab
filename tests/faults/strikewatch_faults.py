"""Publishes numbered articles with known strikes to real workers on a real Kafka, lets faults happen, and compares.

    python tests/faults/strikewatch_faults.py --seed 1 --messages 10000 --kill 5 --join 5
    python tests/faults/strikewatch_faults.py --seed 2 --nodes 3 --broker 3 --kill 2

Every table, incident, alert and dead letter must be as in a run without faults, to the last id. The seed decides
the articles, their order and the faults: the same seed is the same run. Exit code 0: nothing lost, nothing
counted twice. 1: something differs, and where. Needs java and mvn.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "support")]

import kafka_jars
from fault_rig import Rig
from fault_schedule import KINDS, delivery, schedule
from kafka_cluster import KafkaCluster
from known_strikes import messages
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from verdict import Verdict, judge

from strikewatch.agents import stages
from strikewatch.agents.admin import create_topics
from strikewatch.agents.settings import Settings


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--messages", type=int, default=2_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--nodes", type=int, default=1, choices=(1, 3), help="brokers")
    for kind in KINDS:
        parser.add_argument(f"--{kind}", type=int, default=0, metavar="N")
    return parser.parse_args()


def settings_for(cluster: KafkaCluster, folder: Path) -> Settings:
    return Settings(
        bootstrap_servers=cluster.bootstrap,
        group_id="faults",
        partitions=4,
        replication_factor=min(3, len(cluster.nodes)),
        session_timeout=6,
        state_dir=folder / "state",
        log_level="warning",
    )


async def run(given: argparse.Namespace, folder: Path, console: Console) -> tuple[Verdict, float, int]:
    """One run; the verdict, its seconds without the comparison, and how many workers left by themselves."""
    published = messages(given.messages, given.seed)
    faults = schedule(given.seed, {kind: getattr(given, kind) for kind in KINDS})
    cluster = KafkaCluster(kafka_jars.fetch(), folder / "kafka", nodes=given.nodes)
    try:
        cluster.start()
        settings = settings_for(cluster, folder)
        await create_topics(settings)
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:3.0f}%"))
        with Progress(*columns, TimeElapsedColumn(), console=console) as bar:
            task = bar.add_task("committed", total=1.0)
            rig = Rig(
                settings,
                cluster,
                folder,
                given.workers,
                told=bar.console.print,
                progress=lambda share: bar.update(task, completed=share),
            )
            began = time.monotonic()
            await rig.run(published, delivery(given.seed, len(published)), faults)
            spent = time.monotonic() - began
        return await judge(settings, published, stages.load(Settings())), spent, rig.restarts
    finally:
        cluster.stop()


def main() -> int:
    given = options()
    console = Console(stderr=True)
    reason = kafka_jars.missing()
    if reason is not None:
        console.print(reason, style="red")
        return 2
    folder = Path(tempfile.mkdtemp(prefix="strikewatch-faults-"))
    verdict, spent, restarts = asyncio.run(run(given, folder, console))
    told = " ".join(f"{kind}={getattr(given, kind)}" for kind in KINDS if getattr(given, kind))
    held = ", ".join(f"{count} {what}" for what, count in verdict.counts.items())
    outcome = "nothing lost, nothing counted twice" if verdict.passed else "DIFFERS"
    print(
        f"seed {given.seed}: {given.messages} messages, {given.nodes} brokers, {told or 'no faults'}, "
        f"{restarts} restarts by the supervisor, {spent:.0f} s: {outcome} ({held})"
    )
    for what, names in verdict.differences.items():
        print(f"  {what}: {', '.join(names)}")
    if not verdict.passed:
        print(f"  logs: {folder}")
    return 0 if verdict.passed else 1


if __name__ == "__main__":
    raise SystemExit(main())
