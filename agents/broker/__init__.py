"""Brokers: the embedded one for a machine without Kafka, an external one, and how a partition is read back."""

from strikewatch.agents.broker.choice import choose
from strikewatch.agents.broker.interface import Broker, BrokerError, ExternalBroker
from strikewatch.agents.broker.log import LogReader, read_log
from strikewatch.agents.broker.reach import reachable
from strikewatch.agents.broker.tansu import EmbeddedBroker, embedded

__all__ = [
    "Broker",
    "BrokerError",
    "EmbeddedBroker",
    "ExternalBroker",
    "LogReader",
    "choose",
    "embedded",
    "reachable",
    "read_log",
]
