"""An Apache Kafka that asks who one is and allows what docs/operate.md says: SCRAM over TLS, with an authorizer."""

from __future__ import annotations

import re
import secrets
import shlex
from argparse import ArgumentParser
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import trustme
from aiokafka.client import AIOKafkaClient
from aiokafka.protocol.admin import CreateAclsRequest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from kafka_cluster import LOOPBACK, KafkaCluster

from strikewatch.agents.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

GUIDE = Path(__file__).parents[2] / "docs" / "operate.md"
PREFIX = GROUP = "strikewatch"
RESOURCES = {"topic": 2, "group": 3}
PATTERNS = {"literal": 3, "prefixed": 4}
OPERATIONS = {"Read": 3, "Write": 4, "Create": 5, "Describe": 8, "DescribeConfigs": 10}
"""Kafka's own numbers (AclOperation, ResourceType, PatternType); others than these the guide does not use."""
ALLOW = 3
STRANGER = "stranger"
"""May log in, and has no right to anything."""


@dataclass(frozen=True)
class Acl:
    """One right of one user, as `kafka-acls.sh --add` would give it."""

    user: str
    operation: str
    resource: str
    name: str
    pattern: str

    @property
    def request(self) -> CreateAclsRequest:
        return CreateAclsRequest(
            RESOURCES[self.resource], self.name, PATTERNS[self.pattern], f"User:{self.user}", "*",
            OPERATIONS[self.operation], ALLOW,
        )  # fmt: skip

    def covers(self, resource: str, name: str) -> bool:
        if resource != self.resource:
            return False
        return name.startswith(self.name) if self.pattern == "prefixed" else name == self.name


def documented() -> list[Acl]:
    """The rights that the guide gives, from its own commands; an option that kafka-acls.sh lacks is an error."""
    parser = ArgumentParser()
    parser.add_argument("--allow-principal", required=True)
    parser.add_argument("--operation", action="append", required=True, choices=OPERATIONS)
    parser.add_argument("--topic", action="append", default=[])
    parser.add_argument("--group", action="append", default=[])
    parser.add_argument("--resource-pattern-type", default="literal", choices=PATTERNS)
    found = []
    for line in re.findall(r"^acl (.+)$", GUIDE.read_text(), re.MULTILINE):
        given = parser.parse_args(shlex.split(line))
        user = given.allow_principal.removeprefix("User:")
        resources = [("topic", name) for name in given.topic] + [("group", name) for name in given.group]
        found += [
            Acl(user, operation, kind, name, given.resource_pattern_type)
            for kind, name in resources
            for operation in given.operation
        ]
    return found


def allowed(user: str, operation: str, resource: str, name: str) -> bool:
    """Whether the guide gives this right."""
    return any(
        one.user == user and one.operation == operation and one.covers(resource, name) for one in documented()
    )


@dataclass
class SecuredKafka:
    """A running one; `passwords` of every user of the guide, and of a stranger."""

    cluster: KafkaCluster
    authority: Path
    passwords: dict[str, str] = field(repr=False)

    def settings(self, user: str, home: Path, **given: Any) -> Settings:
        """What the process of `user` is given."""
        return Settings(
            **{
                "bootstrap_servers": self.cluster.bootstrap,
                "security_protocol": "SASL_SSL",
                "sasl_username": user,
                "sasl_password": self.passwords[user],
                "ssl_cafile": self.authority,
                "topic_prefix": f"{PREFIX}.",
                "group_id": GROUP,
                "partitions": 1,
                "session_timeout": 6.0,
                "state_dir": home / "state",
                "log_level": "debug",
                **given,
            }
        )

    async def grant(self, *rights: Acl) -> None:
        """Give rights, as the superuser that the brokers are to each other."""
        node = self.cluster.nodes[0]
        client = AIOKafkaClient(bootstrap_servers=f"{LOOPBACK}:{node.broker_port}")
        await client.bootstrap()
        try:
            for right in rights:
                answer = await client.send(node.id, right.request)
                assert [code for code, _ in answer.creation_responses] == [0], (right, answer)
        finally:
            await client.close()


def secured(jars: Path, home: Path) -> Iterator[SecuredKafka]:
    """One node, its users made and the guide's rights not yet given; stopped at the end."""
    home.mkdir(parents=True, exist_ok=True)
    users = sorted({one.user for one in documented()} | {STRANGER})
    passwords = {user: f"secret-{secrets.token_hex(12)}" for user in users}
    authority = trustme.CA()
    authority.cert_pem.write_to_path(home / "authority.pem")
    _write_keystore(authority, home / "broker.pem")
    cluster = KafkaCluster(
        jars,
        home / "kafka",
        properties=_properties(home / "broker.pem", passwords),
        format_options=[
            part
            for user, password in passwords.items()
            for part in ("--add-scram", f'SCRAM-SHA-512=[name="{user}",password="{password}"]')
        ],
    )
    try:
        cluster.start()
        yield SecuredKafka(cluster, home / "authority.pem", passwords)
    finally:
        cluster.stop()


def _properties(keystore: Path, passwords: dict[str, str]) -> dict[str, str]:
    logins = " ".join(f'user_{user}="{password}"' for user, password in passwords.items())
    plain = "org.apache.kafka.common.security.plain.PlainLoginModule"
    scram = "org.apache.kafka.common.security.scram.ScramLoginModule"
    return {
        "listener.security.protocol.map": "CLIENT:SASL_SSL,BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(keystore),
        "sasl.enabled.mechanisms": "SCRAM-SHA-512,PLAIN",
        "listener.name.client.scram-sha-512.sasl.jaas.config": f"{scram} required;",
        "listener.name.client.plain.sasl.jaas.config": f"{plain} required {logins};",
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS",  # who comes in by the brokers' own listeners
    }


def _write_keystore(authority: trustme.CA, path: Path) -> None:
    """The broker's key and certificates in one file, the key as PKCS#8: the one form that Kafka reads."""
    issued = authority.issue_cert(LOOPBACK)
    key = load_pem_private_key(issued.private_key_pem.bytes(), None)
    written = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(written + b"".join(one.bytes() for one in issued.cert_chain_pems))
