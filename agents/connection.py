"""How every aiokafka client of ours connects."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from strikewatch.agents.settings import Settings


def client_options(settings: Settings) -> dict[str, Any]:
    """The options that an aiokafka consumer, producer and admin client share."""
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
