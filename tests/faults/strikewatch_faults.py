"""Publishes numbered articles with known strikes to real workers on a real Kafka, lets faults happen, and compares.

    python tests/faults/strikewatch_faults.py --seed 1 --messages 10000 --kill 5 --join 5
    python tests/faults/strikewatch_faults.py --seed 2 --nodes 3 --broker 3 --kill 2
    python tests/faults/strikewatch_faults.py --campaign --out outcomes.jsonl
    python tests/faults/strikewatch_faults.py --table outcomes.jsonl

Every table, incident, alert and dead letter must be as in a run without faults, to the last id. The seed decides
the articles, their order and the faults: the same seed is the same run. --campaign goes through campaign.toml,
without what --out already holds; a line of JSON is kept of each run. Exit code 0: nothing lost, nothing counted
twice. 1: something differs, and where. 2: something it needs is missing: java and mvn, libfaketime for `clock`, the
right to mount for `disk`.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import shutil
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "support")]

import kafka_jars
from befalling import faketime, small_disks
from campaign import PASSED, Outcome, Run, listed, outcomes, table
from fault_rig import Rig, StalledError
from fault_schedule import KINDS, delivery, schedule
from kafka_cluster import KafkaCluster
from known_strikes import messages
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from verdict import judge

from strikewatch.agents import stages
from strikewatch.agents.admin import create_topics
from strikewatch.agents.settings import Settings

SETTLED = re.compile(rb"Stabilized group faults generation")
SAY_SO = "-Dorg.slf4j.simpleLogger.log.org.apache.kafka.coordinator.group.GroupMetadataManager=info"


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--campaign", action="store_true", help="every run of campaign.toml")
    parser.add_argument("--out", type=Path, metavar="FILE", help="add a line of JSON for each run to FILE")
    parser.add_argument("--table", type=Path, metavar="FILE", help="only show what FILE holds")
    parser.add_argument("--seed", type=int, default=1, help="with --campaign: only the run of this seed")
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


async def run(given: Run, folder: Path, console: Console) -> Outcome:
    """One run, and what came of it; its seconds are without the comparison."""
    published = messages(given.messages, given.seed)
    order = delivery(given.seed, len(published))
    faults = schedule(given.seed, given.faults)
    kinds = {fault.kind for fault in faults}
    if "clock" in kinds:
        faketime()
    home = folder / "kafka"
    async with AsyncExitStack() as stack:
        if "disk" in kinds:
            homes = [home / f"node-{number + 1}" for number in range(given.nodes)]
            stack.enter_context(small_disks(homes, console.print))
        detours = given.workers if kinds & {"cut", "strand"} else 0
        cluster = KafkaCluster(kafka_jars.fetch(), home, nodes=given.nodes, detours=detours, jvm=[SAY_SO])
        stack.callback(cluster.stop)
        cluster.start()
        settings = settings_for(cluster, folder)
        await create_topics(settings)
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:3.0f}%"))
        bar = stack.enter_context(Progress(*columns, TimeElapsedColumn(), console=console))
        task = bar.add_task(f"seed {given.seed}", total=1.0)
        rig = Rig(
            settings,
            cluster,
            folder,
            given.workers,
            told=bar.console.print,
            progress=lambda share: bar.update(task, completed=share),
        )
        began = time.monotonic()
        stalled = ""
        try:
            await rig.run(published, order, faults)
        except StalledError as error:
            stalled = str(error)
        seconds = time.monotonic() - began
        bar.update(task, description=f"seed {given.seed}, compared")
        verdict = await judge(settings, published, stages.load(Settings()))
        said = b"".join(node.log.read_bytes() for node in cluster.nodes)
    return Outcome(
        seed=given.seed,
        messages=given.messages,
        published=len(order),
        nodes=given.nodes,
        workers=given.workers,
        faults=dict(rig.befalling.done),
        left=dict(rig.left),
        rebalances=len(SETTLED.findall(said)),
        seconds=round(seconds, 1),
        verdict=stalled or (PASSED if verdict.passed else "differs"),
        held=verdict.counts,
        differences=verdict.differences,
    )


def asked(given: argparse.Namespace) -> list[Run]:
    """The runs to do."""
    if not given.campaign:
        faults = {kind: getattr(given, kind) for kind in KINDS if getattr(given, kind)}
        return [Run(given.seed, given.messages, faults, given.nodes, given.workers)]
    done = {one.seed for one in outcomes(given.out)} if given.out and given.out.exists() else set()
    only = {given.seed} if "--seed" in sys.argv else None
    return [one for one in listed() if one.seed not in done and (only is None or one.seed in only)]


def perform(one: Run, console: Console) -> Outcome:
    """One run in a folder of its own, which is kept where something differs."""
    folder = Path(tempfile.mkdtemp(prefix=f"strikewatch-faults-{one.seed}-"))
    outcome = asyncio.run(run(one, folder, console))
    if outcome.passed:
        shutil.rmtree(folder)
    else:
        for what, names in outcome.differences.items():
            console.print(f"  {what}: {', '.join(names)}", style="red")
        console.print(f"  seed {one.seed}: {outcome.verdict}; logs: {folder}", style="red")
    return outcome


def main() -> int:
    given = options()
    console = Console(stderr=True)
    if given.table:
        Console().print(table(outcomes(given.table)))
        return 0
    reason = kafka_jars.missing()
    if reason is not None:
        console.print(reason, style="red")
        return 2
    done: list[Outcome] = []
    try:
        for one in asked(given):
            done.append(perform(one, console))
            if given.out:
                with given.out.open("a") as out:
                    out.write(done[-1].line + "\n")
    except (FileNotFoundError, PermissionError) as missing:
        console.print(str(missing), style="red")
        return 2
    Console().print(table(done))
    return 0 if all(one.passed for one in done) else 1


if __name__ == "__main__":
    raise SystemExit(main())
