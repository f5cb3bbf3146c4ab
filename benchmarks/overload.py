"""One worker that is given three times the articles it can read: its lag, its memory, what is lost, and how it recovers.

    python benchmarks/overload.py [--times 3] [--seconds 30] [--short] [--broker kafka]

It first reads --warm articles as fast as it can, which gives its rate; then articles come at --times that rate for
--seconds; then none, until its lag is gone. Every two seconds its lag and its resident memory are printed. In the end
the reports on their topic are compared with those that the same articles come to without Kafka.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests" / "support")]

import extraction  # noqa: E402  # the articles
import pipeline  # noqa: E402  # publishing and workers
import workers  # noqa: E402  # tests/support

from strikewatch.agents import stages  # noqa: E402
from strikewatch.agents.replay import replay  # noqa: E402
from strikewatch.agents.settings import Settings  # noqa: E402
from strikewatch.schemas import Article  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

SAMPLE_SECONDS = 2.0


@dataclass
class Watch:
    """What the worker says of itself while it runs."""

    process: pipeline.Measured
    lag: list[float] = field(default_factory=list)
    resident: list[float] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def look(self, note: str) -> None:
        """Once: records not committed, MiB in memory."""
        pages = int(Path(f"/proc/{self.process.process.pid}/statm").read_text().split()[1])
        self.resident.append(pages * 4096 / (1 << 20))
        self.lag.append(self.process.sum_of("strikewatch_consumer_lag_records{"))
        at = time.monotonic() - self.began
        print(
            f"{at:6.0f} s  {note:<11} lag {self.lag[-1]:>8,.0f}  {self.resident[-1]:>6,.0f} MiB", flush=True
        )

    async def until_done(self, number: int, note: str) -> None:
        """Until it has taken so many articles and has no lag."""
        taken = 'strikewatch_records_processed_total{outcome="ok",stage="extract"}'
        end = time.monotonic() + pipeline.GIVE_UP
        while True:
            await asyncio.to_thread(self.look, note)
            if self.process.sum_of(taken) >= number and not self.lag[-1]:
                return
            if (code := self.process.process.poll()) is not None or time.monotonic() > end:
                raise SystemExit(f"it did not recover; exit code {code}")
            await asyncio.sleep(SAMPLE_SECONDS)


async def overload(
    settings: Settings, process: pipeline.Measured, articles: Sequence[tuple[bytes, bytes]], options: argparse.Namespace
) -> int:  # fmt: skip
    """How many articles were published."""
    watch, warm = Watch(process), list(articles[: options.warm])
    began = await pipeline.publish(settings, warm)
    await watch.until_done(len(warm), "to its rate")
    rate = len(warm) / (time.time() - began)
    flood = list(articles[options.warm : options.warm + int(options.times * rate * options.seconds)])
    before, told = watch.resident[-1], len(watch.lag)
    print(f"rate {rate:,.0f} articles/s; now {options.times * rate:,.0f} a second, {len(flood)} articles")
    publishing = asyncio.create_task(pipeline.publish(settings, flood, options.times * rate))
    while not publishing.done():
        await asyncio.to_thread(watch.look, "overloaded")
        await asyncio.sleep(SAMPLE_SECONDS)
    await publishing
    ended = time.monotonic()
    await watch.until_done(len(warm) + len(flood), "recovering")
    print(f"lag at most {max(watch.lag[told:]):,.0f}, gone {time.monotonic() - ended:.0f} s after the last article; "
          f"{before:,.0f} MiB before, {max(watch.resident):,.0f} at most, {watch.resident[-1]:,.0f} after")  # fmt: skip
    return len(warm) + len(flood)


def lost(settings: Settings, articles: Sequence[tuple[bytes, bytes]]) -> None:
    """Compare the reports on their topic with those of the pure flow."""
    told = [Article.decode(value) for _, value in articles]
    wanted = {one.report_id for one in replay(told, stages.load(Settings()), alerts_policy="none").reports}
    found = set(asyncio.run(workers.tables(settings)).reports)
    print(
        f"{len(articles)} articles, {len(wanted)} reports: {len(wanted - found)} lost, {len(found - wanted)} too many"
    )
    if wanted != found:
        raise SystemExit(1)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=float, default=3.0)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--warm", type=int, default=400)
    parser.add_argument(
        "--most", type=int, default=20_000, help="articles to make; too few end the flood early"
    )
    parser.add_argument("--short", action="store_true", help="articles of two sentences")
    parser.add_argument("--texts", type=Path, default=extraction.default_texts())
    parser.add_argument("--broker", choices=["embedded", "kafka"], default="kafka")
    options = parser.parse_args()
    made = pipeline.short_articles if options.short else partial(pipeline.long_articles, options.texts)
    articles = pipeline.encoded(made(options.most))
    with pipeline.broker(options.broker) as bootstrap, tempfile.TemporaryDirectory() as folder:
        settings = pipeline.installation(bootstrap, Path(folder)).model_copy(update={"session_timeout": 30.0})
        with pipeline.ours(settings, Path(folder), 1) as [process]:
            number = asyncio.run(overload(settings, process, articles, options))
        lost(settings, articles[:number])


if __name__ == "__main__":
    main()
