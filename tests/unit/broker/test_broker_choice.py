from __future__ import annotations

import pytest

from strikewatch.agents.broker import BrokerError, EmbeddedBroker, choose


def test_a_named_address_is_used_when_nothing_is_asked_for() -> None:
    with choose(None, "kafka-1:9092,kafka-2:9092") as broker:
        assert broker.bootstrap == "kafka-1:9092,kafka-2:9092"
        assert "configuration" in broker.note


@pytest.mark.broker
@pytest.mark.parametrize("bootstrap", [None, "", "  "])
def test_without_an_address_the_broker_is_embedded(bootstrap: str | None) -> None:
    with choose(None, bootstrap) as broker:
        assert isinstance(broker, EmbeddedBroker)


@pytest.mark.broker
def test_embedded_wins_over_a_named_address() -> None:
    with choose("embedded", "kafka-1:9092") as broker:
        assert isinstance(broker, EmbeddedBroker)


def test_an_external_broker_without_an_address_is_refused_with_what_to_do() -> None:
    with pytest.raises(BrokerError, match="set KAFKA_BOOTSTRAP_SERVERS"):
        choose("external", None)
