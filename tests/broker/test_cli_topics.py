"""`strikewatch topics`: created once, compared ever after."""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from strikewatch.agents.admin import check_topics, create_topics, describe_topics
from strikewatch.agents.broker import BrokerError
from strikewatch.agents.cli.main import app
from strikewatch.agents.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer.testing import Result


@pytest.fixture
def settings(bootstrap: str) -> Settings:
    return Settings(bootstrap_servers=bootstrap, topic_prefix=f"t{uuid.uuid4().hex[:8]}.", partitions=2)


@pytest.fixture
def topics(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Callable[..., Result]:
    def run(*arguments: str, **changed: object) -> Result:
        for name, value in {**settings.environment(), **Settings(**changed).environment()}.items():  # type: ignore[arg-type]
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(app, ["topics", *arguments])

    return run


def rows(result: Result) -> dict[str, list[str]]:
    lines = [line.split("\t") for line in result.stdout.splitlines()]
    return {name: rest for name, *rest in lines[1:]}


def test_what_is_missing_is_created_and_stays(topics: Callable[..., Result], settings: Settings) -> None:
    before = topics("list")
    assert before.exit_code == 1
    assert {row[-1] for row in rows(before).values()} == {"missing"}
    assert "strikewatch topics create" in before.stderr

    first, second, after = topics("create"), topics("create"), topics("list")
    assert [first.exit_code, second.exit_code, after.exit_code] == [0, 0, 0], first.output
    assert {row[0] for row in rows(first).values()} == {"created"}
    assert {row[0] for row in rows(second).values()} == {"exists"}
    assert {row[-1] for row in rows(after).values()} == {"as declared"}
    assert f"{settings.topic_prefix}alerts.extreme" in rows(after)


def test_a_topic_with_other_partitions_or_retention_is_reported_and_left_alone(
    topics: Callable[..., Result], settings: Settings
) -> None:
    topics("create")
    result = topics("create", partitions=3, retention_days=5)
    assert result.exit_code == 1
    outcome, partitions, differs = rows(result)[f"{settings.topic_prefix}articles"]
    assert (outcome, partitions) == ("differs", "2")
    assert differs == f"2 partitions, not 3; retention.ms={400 * 86_400_000}, not {5 * 86_400_000}"
    assert "9 not as declared" in result.stderr


async def test_asking_about_a_topic_does_not_create_it(settings: Settings) -> None:
    for _ in range(2):
        assert all(state.missing for state in await describe_topics(settings))


async def test_a_worker_is_told_which_topics_are_missing_and_what_to_do(settings: Settings) -> None:
    with pytest.raises(
        BrokerError, match=r"has no topic .*articles, .*incidents, .*strikewatch topics create$"
    ):
        await check_topics(settings)


async def test_a_worker_is_told_which_topics_are_not_as_declared(settings: Settings) -> None:
    await create_topics(settings)
    await check_topics(settings)
    wider = settings.model_copy(update={"partitions": 4})
    with pytest.raises(BrokerError, match=r"articles \(2 partitions, not 4\).*STRIKEWATCH_PARTITIONS"):
        await check_topics(wider)


async def test_two_that_create_at_once_do_not_disturb_each_other(settings: Settings) -> None:
    results = await asyncio.gather(*(create_topics(settings) for _ in range(3)))
    for done in results:
        assert all(not each.state.missing and not each.state.differences for each in done)


@pytest.mark.kafka
@pytest.mark.xdist_group("kafka")
async def test_more_copies_than_brokers_are_refused_with_the_brokers_reason(kafka: str) -> None:
    settings = Settings(
        bootstrap_servers=kafka, topic_prefix=f"t{uuid.uuid4().hex[:8]}.", replication_factor=5
    )
    with pytest.raises(BrokerError, match=r"topic .*articles could not be created: .*[Rr]eplication factor"):
        await create_topics(settings)
