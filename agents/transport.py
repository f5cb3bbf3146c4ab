"""Faust's Kafka transport, with a shorter wait for new messages.

Faust asks the broker to hold back an empty answer for 1.5 s, and has no setting for it. Apache Kafka answers as soon as
a message comes; the embedded broker answers late by a part of that wait, at every hop from topic to topic. aiokafka
itself can be told, so the consumer that Faust makes is told before it starts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from faust.transport.drivers import aiokafka as driver

if TYPE_CHECKING:
    from faust import App

FETCH_WAIT_MS = 50


class _Thread(driver.AIOKafkaConsumerThread):
    def _create_worker_consumer(self, transport: driver.Transport) -> Any:
        consumer: Any = super()._create_worker_consumer(transport)
        consumer._fetch_max_wait_ms = FETCH_WAIT_MS  # noqa: SLF001  # where aiokafka keeps it until it starts
        return consumer


class _Consumer(driver.Consumer):
    def _new_consumer_thread(self) -> driver.AIOKafkaConsumerThread:
        return _Thread(self, loop=self.loop, beacon=self.beacon)


class Transport(driver.Transport):
    """As Faust's, and its workers' consumers wait FETCH_WAIT_MS at the most."""

    Consumer: ClassVar[Any] = _Consumer


def use(app: App) -> None:
    """Let the app consume by this transport; before anything asks for its own."""
    app.transport = Transport(app.conf.broker_consumer, app)
