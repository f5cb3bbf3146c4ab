"""Creates the topics that agents/topics.py declares, and says where a broker's differ from them."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    KafkaError,
    TopicAlreadyExistsError,
    TopicAuthorizationFailedError,
    for_code,
)

from strikewatch.agents.broker import BrokerError, reachable
from strikewatch.agents.connection import client_options
from strikewatch.agents.topics import catalogue

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from strikewatch.agents.settings import Settings
    from strikewatch.agents.topics import TopicSpec

CREATE = "strikewatch topics create"
RIGHTS = "docs/operate.md lists the rights of each user"
SETTLE_SECONDS = 15.0
"""How long a cluster may take to tell all its nodes of a new topic."""
SETTLE_POLL_SECONDS = 0.05

Outcome = Literal["created", "exists", "differs"]


@dataclass(frozen=True, slots=True)
class TopicState:
    """A declared topic as the broker has it; `partitions` is None where it has none of that name."""

    spec: TopicSpec
    partitions: int | None = None
    replicas: int | None = None
    configs: Mapping[str, str] | None = None

    @property
    def missing(self) -> bool:
        return self.partitions is None

    @property
    def differences(self) -> tuple[str, ...]:
        """What is not as declared, a phrase each; a setting the broker does not tell is taken as right."""
        if self.partitions is None:
            return ()
        found = []
        if self.partitions != self.spec.partitions:
            found.append(f"{self.partitions} partitions, not {self.spec.partitions}")
        for name, wanted in self.spec.configs.items():
            actual = (self.configs or {}).get(name, wanted)
            if sorted(actual.split(",")) != sorted(wanted.split(",")):
                found.append(f"{name}={actual}, not {wanted}")
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Done:
    """What `create_topics` did about one topic."""

    state: TopicState
    outcome: Outcome


@asynccontextmanager
async def administering(settings: Settings) -> AsyncIterator[AIOKafkaAdminClient]:
    """A connected admin client.

    Raises:
        BrokerError: no broker is named, none answers, or it refuses what is asked of it.
    """
    if not settings.bootstrap_servers:
        raise BrokerError(
            "no Kafka broker is named; set KAFKA_BOOTSTRAP_SERVERS or give --bootstrap HOST:PORT"
        )
    options = client_options(settings)
    await reachable(
        settings.bootstrap_servers, **{k: v for k, v in options.items() if k != "bootstrap_servers"}
    )
    admin = AIOKafkaAdminClient(**options)
    try:
        await admin.start()
        yield admin
    except (KafkaError, TimeoutError) as error:
        raise BrokerError(
            f"the broker at {settings.bootstrap_servers} refused: {error!r}; see its log and the rights of this user"
        ) from error
    finally:
        await admin.close()


async def describe_topics(settings: Settings) -> list[TopicState]:
    """Every declared topic as the broker has it, in the order of the flow.

    Raises:
        BrokerError: no broker answers.
    """
    async with administering(settings) as admin:
        return await _states(admin, tuple(catalogue(settings)))


async def create_topics(settings: Settings) -> list[Done]:
    """Create the topics that are missing; those that are there are compared and left as they are.

    Raises:
        BrokerError: no broker answers, or it refuses to create a topic.
    """
    async with administering(settings) as admin:
        before = await _states(admin, tuple(catalogue(settings)))
        absent = [state.spec for state in before if state.missing]
        if absent:
            await _create(admin, absent, settings.replication_factor)
        after = await _settled(admin, tuple(catalogue(settings)))
    created = {spec.name for spec in absent}
    return [Done(state, _outcome(state, created)) for state in after]


def lacking(settings: Settings, names: Sequence[str]) -> BrokerError:
    """What to say of topics that do not show: Kafka hides those that a user has no right to."""
    said = f"{settings.bootstrap_servers} has no topic {', '.join(names)}; create with: {CREATE}"
    if settings.sasl_username is None:
        return BrokerError(said)
    return BrokerError(f"{said}, or give user {settings.sasl_username} its rights: {RIGHTS}")


async def check_topics(settings: Settings, needed: Sequence[TopicSpec] = ()) -> None:
    """Return if every topic, or every one that is `needed`, is there and as declared.

    Raises:
        BrokerError: naming the topics that are not, and what to do about them.
    """
    names = {topic.name for topic in needed or catalogue(settings)}
    states = [state for state in await describe_topics(settings) if state.spec.name in names]
    if missing := [state.spec.name for state in states if state.missing]:
        raise lacking(settings, missing)
    wrong = [f"{state.spec.name} ({'; '.join(state.differences)})" for state in states if state.differences]
    if wrong:
        raise BrokerError(
            f"topics are not as declared: {', '.join(wrong)}; alter them, delete them and run {CREATE}, or set "
            "STRIKEWATCH_PARTITIONS, STRIKEWATCH_RETENTION_DAYS or STRIKEWATCH_MAX_MESSAGE_BYTES to what they have"
        )


def _outcome(state: TopicState, created: set[str]) -> Outcome:
    if state.differences:
        return "differs"
    return "created" if state.spec.name in created else "exists"


async def _create(admin: AIOKafkaAdminClient, specs: Sequence[TopicSpec], replicas: int) -> None:
    answer = await admin.create_topics(
        [NewTopic(spec.name, spec.partitions, replicas, topic_configs=spec.configs) for spec in specs]
    )
    for name, code, message, *_ in answer.topic_errors:
        error = for_code(code)
        if code and error is not TopicAlreadyExistsError:  # another process was faster
            raise BrokerError(_refusal(name, error, message))


def _refusal(name: str, error: type[KafkaError], message: str | None) -> str:
    said = f"topic {name} could not be created: {message or error.__name__}"
    if issubclass(error, TopicAuthorizationFailedError | ClusterAuthorizationFailedError):
        return f"{said.rstrip('.')}; run {CREATE} as a user who may create topics: {RIGHTS}"
    return said


async def _settled(admin: AIOKafkaAdminClient, specs: Sequence[TopicSpec]) -> list[TopicState]:
    """The states once all topics show."""
    async with asyncio.timeout(SETTLE_SECONDS):
        while True:
            states = await _states(admin, specs)
            if not any(state.missing for state in states):
                return states
            await asyncio.sleep(SETTLE_POLL_SECONDS)


async def _states(admin: AIOKafkaAdminClient, specs: Sequence[TopicSpec]) -> list[TopicState]:
    # Only topics that are there are asked about by name: to name one in a metadata request may create it.
    there = set(await admin.list_topics())
    named = [spec.name for spec in specs if spec.name in there]
    if not named:
        return [TopicState(spec) for spec in specs]
    described = {topic["topic"]: topic["partitions"] for topic in await admin.describe_topics(named)}
    configs = await _configs(admin, named)
    return [_state(spec, described.get(spec.name), configs.get(spec.name)) for spec in specs]


def _state(
    spec: TopicSpec, partitions: Sequence[Mapping[str, Any]] | None, configs: Mapping[str, str] | None
) -> TopicState:
    if not partitions:
        return TopicState(spec)
    return TopicState(spec, len(partitions), min(len(each["replicas"]) for each in partitions), configs)


async def _configs(admin: AIOKafkaAdminClient, names: Sequence[str]) -> dict[str, dict[str, str]]:
    answers = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name) for name in names])
    return {
        name: {entry[0]: entry[1] or "" for entry in entries}
        for answer in answers
        for code, _, _, name, entries in answer.resources
        if not code
    }
