"""The rules to which recorded traffic alone is held, beside those of the check."""

from __future__ import annotations

from typing import Final

from order_contract.check.rulebook import Rule

REQUEST: Final = Rule(
    "request-valid",
    "Whoever sends keeps to the documented method, parameters and body.",
    "the documented parameters and request bodies",
)
REFUSAL_STATUS: Final = Rule(
    "refusal-status",
    "A receiver that refuses a callback says so in the status too.",
    "what a sender that goes by the status takes for delivered",
    evidence="inferred",
    apis=("merchant",),
)
"""No document says which status a refusal has, so that breaking it is a warning."""
