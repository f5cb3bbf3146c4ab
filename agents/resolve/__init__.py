"""Many reports, one strike: a pure function of a set of reports. docs/resolution.md says how it decides."""

from strikewatch.agents.resolve.policy import Policy
from strikewatch.agents.resolve.resolver import Resolver, resolve

__all__ = ["Policy", "Resolver", "resolve"]
