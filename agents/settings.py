"""Everything that can be set from outside, with its default and what it is for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AliasChoices, Field, NonNegativeInt, PositiveFloat, PositiveInt, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

MEBIBYTE = 1 << 20
SECRETS = ("sasl_password", "serve_token", "webhook_authorization")
"""Never shown: not in logs, not in errors, not in what `doctor` finds."""


class Settings(BaseSettings):
    """Read from the environment (`STRIKEWATCH_*`); secrets may also stand in files, see `secrets_dir`.

    docs/settings.md lists every field; a test holds the two together.
    """

    model_config = SettingsConfigDict(
        env_prefix="STRIKEWATCH_",
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,  # it may be a secret
        populate_by_name=True,
        secrets_dir="/run/secrets" if Path("/run/secrets").is_dir() else None,
    )

    bootstrap_servers: Annotated[
        str | None,
        Field(
            validation_alias=AliasChoices("STRIKEWATCH_BOOTSTRAP_SERVERS", "KAFKA_BOOTSTRAP_SERVERS"),
            description="Kafka's host:port[,host:port]; unset means the embedded broker.",
        ),
    ] = None
    security_protocol: Annotated[
        Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"],
        Field(description="How to talk to Kafka; plaintext only on loopback unless allowed."),
    ] = "PLAINTEXT"
    allow_plaintext: Annotated[
        bool, Field(description="Allow unencrypted connections to a broker that is not on this host.")
    ] = False
    sasl_mechanism: Annotated[
        Literal["SCRAM-SHA-256", "SCRAM-SHA-512", "PLAIN"], Field(description="SASL mechanism, with SASL_*.")
    ] = "SCRAM-SHA-512"
    sasl_username: Annotated[str | None, Field(description="SASL user.")] = None
    sasl_password: Annotated[SecretStr | None, Field(description="SASL password.")] = None
    ssl_cafile: Annotated[Path | None, Field(description="PEM file of the authority to trust.")] = None
    group_id: Annotated[
        str, Field(min_length=1, description="Consumer group; workers with the same one share the work.")
    ] = "strikewatch"
    topic_prefix: Annotated[
        str, Field(pattern=r"^[A-Za-z0-9._-]*$", description="Put before every topic's name.")
    ] = ""
    partitions: Annotated[
        PositiveInt, Field(le=256, description="Partitions of every topic; fixed once the topics exist.")
    ] = 4
    replication_factor: Annotated[
        PositiveInt, Field(le=9, description="Copies that Kafka keeps of every topic.")
    ] = 1
    max_article_bytes: Annotated[
        PositiveInt, Field(description="Articles larger than this become dead letters.")
    ] = 2 * MEBIBYTE
    max_message_bytes: Annotated[
        PositiveInt, Field(description="The largest message any of our topics takes.")
    ] = 32 * MEBIBYTE
    batch_records: Annotated[
        PositiveInt, Field(le=10_000, description="The most messages a stage takes at once.")
    ] = 100
    batch_seconds: Annotated[
        PositiveFloat, Field(le=60, description="How long a stage waits for a batch to fill.")
    ] = 0.05
    session_timeout: Annotated[
        PositiveFloat, Field(description="Seconds until Kafka gives a silent worker's partitions away.")
    ] = 20.0
    stall_seconds: Annotated[
        PositiveFloat,
        Field(
            description="A worker that gets nowhere for so long, though there is work, leaves with code 75."
        ),
    ] = 60.0
    window_clock: Annotated[
        Literal["event", "wall"],
        Field(description="Where windows end: at a region's latest news (event) or now (wall)."),
    ] = "event"
    alerts: Annotated[
        Literal["live", "all", "none"],
        Field(description="live: only fresh news raises alerts; all: old news too; none: no alerts."),
    ] = "all"
    languages: Annotated[
        tuple[str, ...],
        Field(description="Languages to read, as a JSON list; each is a folder in seeds/lang."),
    ] = ("en",)
    alert_rules: Annotated[
        Path | None, Field(description="A file of alert rules in place of the built-in ones.")
    ] = None
    webhook_authorization: Annotated[
        SecretStr | None, Field(description="Authorization header of `strikewatch webhook`.")
    ] = None
    retention_days: Annotated[
        PositiveInt, Field(description="Days of event time that reports and incidents are held.")
    ] = 400
    web_host: Annotated[str, Field(description="Address of /metrics, /healthz and /readyz.")] = "127.0.0.1"
    web_port: Annotated[
        NonNegativeInt, Field(le=65535, description="Port of the same; 0 takes any free one.")
    ] = 9187
    serve_host: Annotated[str, Field(description="Address of the dashboard and the HTTP API.")] = "127.0.0.1"
    serve_port: Annotated[
        NonNegativeInt, Field(le=65535, description="Port of the same; 0 takes any free one.")
    ] = 8090
    serve_metrics_port: Annotated[
        NonNegativeInt, Field(le=65535, description="Port of the view service's /metrics, on web_host.")
    ] = 9188
    serve_token: Annotated[
        SecretStr | None, Field(min_length=16, description="Who gives it may hand in articles over HTTP.")
    ] = None
    serve_articles_per_minute: Annotated[
        PositiveInt, Field(description="The most articles taken over HTTP, by one process.")
    ] = 600
    serve_stream_clients: Annotated[
        PositiveInt, Field(description="The most clients that may listen to one process at once.")
    ] = 1000
    state_dir: Annotated[
        Path, Field(description="Where Faust keeps its own files; no state of ours, safe to delete.")
    ] = Path("/tmp/strikewatch")  # noqa: S108  # holds nothing that matters; see description
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], Field(description="Least severe message logged.")
    ] = "info"

    def environment(self) -> dict[str, str]:
        """The environment that gives another process these settings."""
        given = self.model_dump(mode="json", exclude_defaults=True)
        for name in SECRETS:
            secret: SecretStr | None = getattr(self, name)
            if secret:
                given[name] = secret.get_secret_value()
        return {f"STRIKEWATCH_{name.upper()}": _written(value) for name, value in given.items()}


def _written(value: object) -> str:
    if isinstance(value, list):
        return "[" + ",".join(f'"{item}"' for item in value) + "]"
    return str(value)
