"""Many reports, one strike: a pure function of a set of reports. docs/resolution.md says how it decides."""

from strikewatch.agents.resolve.account import Because, history, why
from strikewatch.agents.resolve.policy import Policy
from strikewatch.agents.resolve.reconciliation import Line, reconcile
from strikewatch.agents.resolve.resolver import Resolver, resolve

__all__ = ["Because", "Line", "Policy", "Resolver", "history", "reconcile", "resolve", "why"]
