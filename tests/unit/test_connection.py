"""How we connect to Kafka."""

import pytest

from strikewatch.agents.broker import BrokerError
from strikewatch.agents.connection import client_options
from strikewatch.agents.settings import Settings


@pytest.mark.parametrize(
    "address", ["127.0.0.1:9092", "localhost:9092", "[::1]:9092", "127.0.0.1:1,127.0.0.2:2"]
)
def test_plaintext_stays_on_this_host(address: str) -> None:
    assert client_options(Settings(bootstrap_servers=address))["bootstrap_servers"] == address


@pytest.mark.parametrize("address", ["kafka:9092", "10.0.0.7:9092", "127.0.0.1:9092,kafka.example.org:9092"])
@pytest.mark.parametrize("protocol", ["PLAINTEXT", "SASL_PLAINTEXT"])
def test_plaintext_to_another_host_is_refused_unless_allowed(address: str, protocol: str) -> None:
    given = {"bootstrap_servers": address, "security_protocol": protocol}
    with pytest.raises(BrokerError, match="STRIKEWATCH_ALLOW_PLAINTEXT"):
        client_options(Settings(**given))
    assert client_options(Settings(**given, allow_plaintext=True))["security_protocol"] == protocol


def test_sasl_over_tls_carries_its_credentials_and_never_shows_them() -> None:
    settings = Settings(
        bootstrap_servers="kafka:9093",
        security_protocol="SASL_SSL",
        sasl_username="worker",
        sasl_password="s3cret",  # noqa: S106  # made up
    )
    options = client_options(settings)
    assert options["sasl_plain_password"] == "s3cret"  # noqa: S105  # the same
    assert options["ssl_context"].check_hostname
    assert "s3cret" not in repr(settings)


def test_the_environment_of_a_worker_process_gives_it_the_same_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = Settings(
        bootstrap_servers="127.0.0.1:5",
        partitions=7,
        languages=("en", "uk"),
        allow_plaintext=True,
        batch_seconds=0.2,
    )
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    assert Settings() == settings
