"""`strikewatch schema export`: documents that others' tools accept, and that our own records satisfy."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from strikewatch.agents import reading, stages
from strikewatch.agents.replay import replay
from strikewatch.agents.settings import Settings
from strikewatch.agents.topics import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer.testing import Result

    Command = Callable[..., Result]

ASYNCAPI = orjson.loads((Path(__file__).parent / "data" / "asyncapi-3.0.0.json").read_bytes())
RECORDS = {"Article", "StrikeReport", "Incident", "RegionWindow", "Alert", "DeadLetter"}


@pytest.fixture
def exported(strikewatch: Command, tmp_path: Path) -> dict[str, Any]:
    result = strikewatch("schema", "export", "--out", tmp_path)
    assert result.exit_code == 0, result.output
    files = {path.name: orjson.loads(path.read_bytes()) for path in tmp_path.iterdir()}
    assert sorted(result.stdout.split()) == sorted(str(path) for path in tmp_path.iterdir())
    return files


def test_there_is_a_schema_for_every_record_and_a_document_for_the_topics(exported: dict[str, Any]) -> None:
    assert exported.keys() == {"asyncapi.json", *(f"{name}.schema.json" for name in RECORDS)}


@pytest.mark.parametrize("record", sorted(RECORDS))
def test_a_schema_is_json_schema_2020_12(exported: dict[str, Any], record: str) -> None:
    schema = exported[f"{record}.schema.json"]
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)


def test_what_the_flow_writes_satisfies_the_schemas(exported: dict[str, Any], samples: Path) -> None:
    readings = reading.read(reading.sources([str(samples)]), reading.Given())
    result = replay([each.article for each in readings if each.article], stages.load(Settings()))
    for records in (result.reports, result.incidents, result.region_windows, result.alerts):
        validator = Draft202012Validator(exported[f"{type(records[0]).__name__}.schema.json"])
        for record in records:
            validator.validate(orjson.loads(record.encode()))


def test_a_schema_refuses_what_the_code_refuses(exported: dict[str, Any]) -> None:
    article = Draft202012Validator(exported["Article.schema.json"])
    assert article.is_valid({"text": "x", "unknown": 1})
    assert not article.is_valid({"text": ""})
    assert not article.is_valid({"text": 5})
    assert not article.is_valid({})


def test_the_document_is_asyncapi_3(exported: dict[str, Any]) -> None:
    Draft7Validator(ASYNCAPI).validate(exported["asyncapi.json"])


def test_asyncapi_3_would_refuse_a_misspelt_key(exported: dict[str, Any]) -> None:
    wrong = copy.deepcopy(exported["asyncapi.json"])
    wrong["channels"]["articles"]["adress"] = "articles"
    assert not Draft7Validator(ASYNCAPI).is_valid(wrong)


def test_every_topic_is_a_channel_with_its_record_key_and_configuration(exported: dict[str, Any]) -> None:
    document = exported["asyncapi.json"]
    topics = list(catalogue(Settings()))
    assert list(document["channels"]) == [topic.name for topic in topics]
    for topic in topics:
        channel = document["channels"][topic.name]
        message = resolved(document, channel["messages"][topic.record])
        assert message["bindings"]["kafka"]["key"]["description"] == topic.key
        assert channel["bindings"]["kafka"]["topicConfiguration"]["cleanup.policy"] == [topic.cleanup]
        assert channel["bindings"]["kafka"]["partitions"] == topic.partitions
    actions = {each["channel"]["$ref"]: each["action"] for each in document["operations"].values()}
    assert [name for name, action in actions.items() if action == "receive"] == ["#/channels/articles"]
    assert len(actions) == len(topics)


def test_every_reference_leads_somewhere(exported: dict[str, Any]) -> None:
    def references(part: Any) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            return own + [found for each in part.values() for found in references(each)]
        return [found for each in part for found in references(each)] if isinstance(part, list) else []

    document = exported["asyncapi.json"]
    found = references(document)
    assert found
    for reference in found:
        assert resolved(document, {"$ref": reference})


@pytest.mark.parametrize("record", sorted(RECORDS))
def test_the_example_of_a_message_satisfies_its_schema(exported: dict[str, Any], record: str) -> None:
    (example,) = exported["asyncapi.json"]["components"]["messages"][record]["examples"]
    Draft202012Validator(exported[f"{record}.schema.json"]).validate(example["payload"])


def test_a_prefix_is_on_every_channel(strikewatch: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRIKEWATCH_TOPIC_PREFIX", "prod.")
    document = orjson.loads(strikewatch("schema", "export").stdout)
    assert all(name.startswith("prod.") for name in document["channels"])
    Draft7Validator(ASYNCAPI).validate(document)


def resolved(document: Any, reference: dict[str, str]) -> Any:
    found = document
    for part in reference["$ref"].removeprefix("#/").split("/"):
        found = found[part.replace("~1", "/").replace("~0", "~")]
    return found
