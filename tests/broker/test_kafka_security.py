"""SCRAM over TLS with an authorizer: what docs/operate.md gives each user is enough for its work, and no more."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import (
    GroupAuthorizationFailedError,
    GroupCoordinatorNotAvailableError,
    TopicAuthorizationFailedError,
)
from aiokafka.protocol.fetch import FetchRequest
from kafka_security import GROUP, PREFIX, STRANGER, SecuredKafka, allowed, documented, secured
from serving import serving
from typer.testing import CliRunner
from workers import running

from strikewatch.agents.admin import describe_topics
from strikewatch.agents.cli.main import app
from strikewatch.agents.connection import client_options
from strikewatch.agents.topics import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from typer.testing import Result

    As = Callable[..., Result]

pytestmark = [
    pytest.mark.kafka,
    pytest.mark.xdist_group("kafka"),
    pytest.mark.timeout(180),
    # aiokafka leaves transports of TLS to the garbage collector when a login fails
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
SAMPLES = str(Path(__file__).parents[2] / "seeds" / "articles")
USERS = sorted({one.user for one in documented()})
PATIENCE = 60.0
DENIED = (29, 31)
"""TOPIC_AUTHORIZATION_FAILED, CLUSTER_AUTHORIZATION_FAILED."""


@pytest.fixture(scope="module")
def guarded(kafka_libraries: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredKafka]:
    """With the rights of the guide, and the topics made by its admin."""
    home = tmp_path_factory.mktemp("secured")
    for kafka in secured(kafka_libraries, home):
        asyncio.run(kafka.grant(*documented()))
        made = cli(kafka, "admin", home, "topics", "create")
        assert made.exit_code == 0, made.output
        assert made.stdout.count("created") == len(tuple(catalogue(kafka.settings("admin", home))))
        yield kafka


def cli(kafka: SecuredKafka, user: str, home: Path, *arguments: str, **given: Any) -> Result:
    """A command, run by that user; no password in what it says."""
    environment = {"STRIKEWATCH_SASL_PASSWORD": kafka.passwords[user]}
    environment |= kafka.settings(user, home, **given).environment()
    result = CliRunner().invoke(app, list(arguments), env=environment)
    told_nothing(kafka, result.output)
    return result


@pytest.fixture(autouse=True)
def _logging() -> Iterator[None]:
    """As it was: commands that run for long set it up anew."""
    root = logging.getLogger()
    before = root.level, list(root.handlers)
    yield
    root.setLevel(before[0])
    root.handlers[:] = before[1]


@pytest.fixture
def run(guarded: SecuredKafka, tmp_path: Path) -> As:
    return lambda user, *arguments, **given: cli(guarded, user, tmp_path, *arguments, **given)


def told_nothing(kafka: SecuredKafka, said: str) -> None:
    assert said
    assert [user for user, password in kafka.passwords.items() if password in said] == []


def on_loopback_only(process: int) -> bool:
    """Whether every socket that a process listens on is on loopback (Linux)."""
    own = {str(entry.readlink()) for entry in Path(f"/proc/{process}/fd").iterdir()}
    listens = [
        fields[1].partition(":")[0]
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/{process}/net/{table}").read_text().splitlines()[1:]
        if (fields := line.split())[3] == "0A" and f"socket:[{fields[9]}]" in own
    ]
    return bool(listens) and set(listens) <= {"0100007F", "00000000000000000000000001000000"}


@contextmanager
def receiver() -> Iterator[tuple[str, list[bytes]]]:
    """Takes whatever is posted."""
    taken: list[bytes] = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Not a word."""

    with HTTPServer(("127.0.0.1", 0), Taking) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/", taken
        finally:
            server.shutdown()
            thread.join()


def test_each_user_does_its_whole_work_and_nobody_tells_a_secret(
    guarded: SecuredKafka, run: As, tmp_path: Path
) -> None:
    published = run("publisher", "publish", SAMPLES)
    assert published.exit_code == 0, published.output
    logs = [tmp_path / "worker.log", tmp_path / "serve.log"]
    with (
        running(guarded.settings("worker", tmp_path), logs[0]) as worker,
        serving(guarded.settings("viewer", tmp_path), logs[1]) as service,
    ):
        heard = run("subscriber", "subscribe", "--from", "beginning", "--limit", "1", "--timeout", "60")
        assert heard.exit_code == 0, heard.output
        with receiver() as (url, taken):
            posted = run("webhook", "webhook", url, "--from", "beginning", "--timeout", "3")
        assert posted.exit_code == 0, posted.output
        assert taken
        end = time.monotonic() + PATIENCE
        while not service.get("/api/incidents")["items"] and time.monotonic() < end:
            time.sleep(0.2)
        assert service.get("/api/incidents")["items"]
        assert service.get("/api/alerts")["items"]
        assert worker.process
        assert on_loopback_only(worker.process.pid)
        assert on_loopback_only(service.process.pid)
        for process in (worker.process, service.process):
            told_nothing(guarded, Path(f"/proc/{process.pid}/cmdline").read_text())
        assert worker.stop() == 0
    assert "incident" in run("viewer", "incidents").output
    for log in logs:
        told_nothing(guarded, log.read_text())


def test_the_guide_names_no_topic_that_is_not_there(guarded: SecuredKafka, tmp_path: Path) -> None:
    topics = {topic.name for topic in catalogue(guarded.settings("admin", tmp_path))}
    rights = [one for one in documented() if one.resource == "topic"]
    assert [one for one in rights if not any(one.covers("topic", name) for name in topics)] == []


def test_the_worker_sees_how_its_topics_are_kept(guarded: SecuredKafka, tmp_path: Path) -> None:
    states = asyncio.run(describe_topics(guarded.settings("worker", tmp_path)))
    assert [state.spec.name for state in states if not (state.configs or {}).get("cleanup.policy")] == []


@pytest.mark.parametrize("user", [*USERS, STRANGER])
async def test_nobody_reads_or_writes_more_than_the_guide_says(
    guarded: SecuredKafka, tmp_path: Path, user: str
) -> None:
    settings = guarded.settings(user, tmp_path)
    topics = [topic.name for topic in catalogue(settings)]
    options = client_options(settings)
    async with AIOKafkaProducer(**options, metadata_max_age_ms=60_000) as producer:
        written = [name for name in topics if await may_write(producer, name)]
    codes = await fetched(options, topics)
    read = [name for name in topics if codes[name] == 0]
    assert set(codes.values()) <= {0, DENIED[0]}
    assert written == [name for name in topics if allowed(user, "Write", "topic", name)]
    assert read == [name for name in topics if allowed(user, "Read", "topic", name)]


async def may_write(producer: AIOKafkaProducer, topic: str) -> bool:
    try:
        await producer.send_and_wait(topic, b"not a record", key=b"x", partition=0)
    except TopicAuthorizationFailedError:
        return False
    return True


async def fetched(options: dict[str, Any], topics: list[str]) -> dict[str, int]:
    """Kafka's error code for a fetch of each topic: aiokafka's own consumer would ask for ever."""
    client = AIOKafkaClient(**options)
    await client.bootstrap()
    try:
        wanted = [(name, [(0, 0, 1 << 20)]) for name in topics]
        answer = await client.send(1, FetchRequest(100, 1, 1 << 20, 0, wanted))
    finally:
        await client.close()
    return {name: partitions[0][1] for name, partitions in answer.topics}


@pytest.mark.parametrize("user", [*USERS, STRANGER])
async def test_nobody_makes_alters_or_deletes_topics_beyond_the_admin_and_its_prefix(
    guarded: SecuredKafka, tmp_path: Path, user: str
) -> None:
    settings = guarded.settings(user, tmp_path)
    admin = AIOKafkaAdminClient(**client_options(settings))
    await admin.start()
    try:
        ours, others = f"{PREFIX}.made-by-{user}", f"made-by-{user}"
        answer = await admin.create_topics([NewTopic(name, 1, 1) for name in (ours, others)])
        codes = {name: code for name, code, *_ in answer.topic_errors}
        assert (codes[ours] == 0) == (user == "admin")
        assert codes[others] in DENIED
        deleted = await admin.delete_topics([f"{PREFIX}.articles"])
        assert [code for _, code in deleted.topic_error_codes] == [DENIED[0]]
    finally:
        await admin.close()


async def coordinator(admin: AIOKafkaAdminClient) -> int:
    """Which broker has the group; asked anew while the topic of the groups is being made."""
    async with asyncio.timeout(60):
        while True:
            try:
                return await admin.find_coordinator(GROUP)
            except GroupCoordinatorNotAvailableError:
                await asyncio.sleep(0.5)


async def test_only_the_worker_may_use_its_group(guarded: SecuredKafka, tmp_path: Path) -> None:
    for user in (*USERS, STRANGER):
        admin = AIOKafkaAdminClient(**client_options(guarded.settings(user, tmp_path)))
        await admin.start()
        try:
            if user == "worker":
                assert await coordinator(admin) == 1
            else:
                with pytest.raises(GroupAuthorizationFailedError):
                    await admin.find_coordinator(GROUP)
        finally:
            await admin.close()


@pytest.mark.parametrize(
    ("user", "arguments", "said"),
    [
        ("subscriber", ["publish", SAMPLES], f"has no topic {PREFIX}.articles; create with"),
        ("publisher", ["subscribe"], f"has no topic {PREFIX}.alerts.minor, "),
        ("publisher", ["incidents"], f"has no topic {PREFIX}.incidents"),
        ("publisher", ["serve", "--port", "0", "--metrics-port", "0"], "has no topic"),
        ("viewer", ["worker"], f"has no topic {PREFIX}.articles, {PREFIX}.dead-letters"),
        ("subscriber", ["webhook", "http://127.0.0.1:1/"], f"has no topic {PREFIX}.dead-letters"),
        (STRANGER, ["subscribe", "--topic", "incidents"], f"has no topic {PREFIX}.incidents; create with"),
    ],
)
def test_a_missing_right_is_said_with_the_user_and_where_to_read_on(
    run: As, user: str, arguments: list[str], said: str
) -> None:
    result = run(user, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert f"or give user {user} its rights: docs/operate.md lists the rights of each user" in result.stderr


def test_who_may_not_create_topics_is_told_who_may(run: As) -> None:
    result = run("publisher", "topics", "create")
    assert result.exit_code == 2
    assert "as a user who may create topics: docs/operate.md lists" in result.stderr


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"sasl_password": "wrong"}, "does not let user worker in"),
        ({"sasl_username": "nobody"}, "does not let user nobody in"),
        ({"sasl_mechanism": "SCRAM-SHA-256"}, "STRIKEWATCH_SASL_MECHANISM"),
        ({"ssl_cafile": None}, "Set STRIKEWATCH_SSL_CAFILE"),
        ({"security_protocol": "SSL"}, "over SSL"),
        ({"security_protocol": "SASL_PLAINTEXT"}, "over SASL_PLAINTEXT"),
        ({"security_protocol": "PLAINTEXT"}, "over PLAINTEXT"),
    ],
)
def test_a_login_or_protocol_that_does_not_do_is_named_with_its_setting(
    run: As, given: dict[str, Any], said: str
) -> None:
    result = run("worker", "publish", SAMPLES, **given)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "STRIKEWATCH_" in result.stderr


def test_a_password_sent_as_plain_is_in_no_log(run: As) -> None:
    """Of this mechanism Kafka's client logs the request itself, password and all, once it logs for debugging."""
    result = run("subscriber", "webhook", "http://127.0.0.1:1/", sasl_mechanism="PLAIN")
    assert f"has no topic {PREFIX}.dead-letters" in result.stderr


def test_doctor_finds_all_well_for_the_worker_and_shows_no_secret(run: As) -> None:
    result = run("worker", "doctor", serve_token="a token of sixteen", webhook_authorization="Bearer hidden")  # noqa: S106  # made up
    assert result.exit_code == 0, result.output
    assert "a token of sixteen" not in result.output
    assert "hidden" not in result.output
