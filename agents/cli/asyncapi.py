"""The records as JSON Schema 2020-12, and the topics as an AsyncAPI 3.0 document."""

from __future__ import annotations

from importlib.metadata import metadata
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import models_json_schema

from strikewatch.schemas import (
    Alert,
    Article,
    DeadLetter,
    Incident,
    RegionWindow,
    StrikeReport,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from strikewatch.agents.settings import Settings
    from strikewatch.agents.topics import Topics, TopicSpec
    from strikewatch.schemas import Record

DIALECT = "https://json-schema.org/draft/2020-12/schema"
RECORDS: tuple[type[Record], ...] = (
    Article,
    StrikeReport,
    Incident,
    RegionWindow,
    Alert,
    DeadLetter,
)
HEADERS = {
    "type": "object",
    "properties": {
        "ingested-at": {
            "type": "string",
            "pattern": "^[0-9]+$",
            "description": "Unix milliseconds at which the article behind the record reached its topic.",
        }
    },
}


def json_schema(record: type[Record]) -> dict[str, Any]:
    """One record's schema, standing for itself."""
    return {
        "$schema": DIALECT,
        "$id": f"urn:strikewatch:schema:1:{record.__name__}",
        **record.model_json_schema(),
    }


def asyncapi(topics: Topics, settings: Settings, examples: Mapping[str, Any]) -> dict[str, Any]:
    """The document. `examples`: record name -> one record as JSON has it."""
    about = metadata("strikewatch")
    return {
        "asyncapi": "3.0.0",
        "id": "urn:strikewatch",
        "info": {
            "title": "strikewatch",
            "version": about["Version"],
            "description": f"{about['Summary']} A record with the same key replaces the one before it.",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {"kafka": _server(settings)},
        "channels": {topic.name: _channel(topic, settings) for topic in topics},
        "operations": {_operation_id(topic): _operation(topic) for topic in topics},
        "components": {
            "messages": {
                record.__name__: _message(record, topics, examples.get(record.__name__)) for record in RECORDS
            },
            "schemas": _components(),
        },
    }


def _server(settings: Settings) -> dict[str, Any]:
    host = (settings.bootstrap_servers or "localhost:9092").split(",")[0]
    secure = {"PLAINTEXT": "kafka", "SASL_PLAINTEXT": "kafka"}.get(settings.security_protocol, "kafka-secure")
    return {"host": host, "protocol": secure, "description": "Apache Kafka."}


def _channel(topic: TopicSpec, settings: Settings) -> dict[str, Any]:
    return {
        "address": topic.name,
        "description": topic.about,
        "messages": {topic.record: {"$ref": f"#/components/messages/{topic.record}"}},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "partitions": topic.partitions,
                "replicas": settings.replication_factor,
                "topicConfiguration": {
                    "cleanup.policy": [topic.cleanup],
                    "retention.ms": topic.retention_ms,
                    "max.message.bytes": topic.max_message_bytes,
                },
                "bindingVersion": "0.5.0",
            }
        },
    }


def _operation_id(topic: TopicSpec) -> str:
    return f"{_action(topic)}-{topic.name}".replace(".", "-")


def _action(topic: TopicSpec) -> str:
    return "receive" if topic.record == Article.__name__ else "send"


def _operation(topic: TopicSpec) -> dict[str, Any]:
    channel = f"#/channels/{topic.name.replace('~', '~0').replace('/', '~1')}"
    return {
        "action": _action(topic),
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{topic.record}"}],
    }


def _message(record: type[Record], topics: Topics, example: Any) -> dict[str, Any]:
    name = record.__name__
    key = next(topic.key for topic in topics if topic.record == name)
    message: dict[str, Any] = {
        "name": name,
        "title": name,
        "summary": (record.__doc__ or name).strip().partition("\n")[0],
        "contentType": "application/json",
        "headers": HEADERS,
        "payload": {"$ref": f"#/components/schemas/{name}"},
        "bindings": {"kafka": {"key": {"type": "string", "description": key}, "bindingVersion": "0.5.0"}},
    }
    if example is not None:
        message["examples"] = [{"name": f"{name} of the sample articles", "payload": example}]
    return message


def _components() -> dict[str, Any]:
    """Every model once; AsyncAPI's own schema dialect is that of draft 7, so tuples are written its way."""
    _, document = models_json_schema(
        [(record, "validation") for record in RECORDS], ref_template="#/components/schemas/{model}"
    )
    return {name: _draft7(schema) for name, schema in sorted(document["$defs"].items())}


def _draft7(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_draft7(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    converted = {name: _draft7(value) for name, value in schema.items()}
    if "prefixItems" in converted:
        converted |= {"items": converted.pop("prefixItems"), "additionalItems": False}
    return converted
