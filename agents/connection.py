"""How every aiokafka client of ours connects."""

from __future__ import annotations

import ipaddress
import ssl
from typing import TYPE_CHECKING, Any

from aiokafka.conn import collect_hosts

from strikewatch.agents.broker.interface import BrokerError

if TYPE_CHECKING:
    from strikewatch.agents.settings import Settings


def client_options(settings: Settings) -> dict[str, Any]:
    """The options that an aiokafka consumer, producer and admin client share.

    Raises:
        BrokerError: the connection would be readable on the way to another host, and that was not allowed.
    """
    _refuse_plaintext(settings)
    options: dict[str, Any] = {
        "bootstrap_servers": settings.bootstrap_servers,
        "security_protocol": settings.security_protocol,
    }
    if settings.security_protocol.endswith("SSL"):
        options["ssl_context"] = ssl.create_default_context(
            cafile=settings.ssl_cafile and str(settings.ssl_cafile)
        )
    if settings.security_protocol.startswith("SASL"):
        options |= {
            "sasl_mechanism": settings.sasl_mechanism,
            "sasl_plain_username": settings.sasl_username,
            "sasl_plain_password": settings.sasl_password and settings.sasl_password.get_secret_value(),
        }
    return options


def _refuse_plaintext(settings: Settings) -> None:
    if settings.allow_plaintext or "PLAINTEXT" not in settings.security_protocol:
        return
    for host, port, _ in collect_hosts(settings.bootstrap_servers or "", randomize=False):
        if not _on_this_host(host):
            raise BrokerError(
                f"{host}:{port} is another host, and {settings.security_protocol} can be read on the way there. "
                "Set STRIKEWATCH_SECURITY_PROTOCOL to SSL or SASL_SSL, or STRIKEWATCH_ALLOW_PLAINTEXT=true."
            )


def _on_this_host(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
