"""Which keywords and extensions of a document only people read, and which a program reads."""

from __future__ import annotations

from typing import Final

COSMETIC: Final = {
    "$comment": "comment",
    "description": "description",
    "example": "example",
    "examples": "examples",
    "externalDocs": "external documents",
    "summary": "summary",
    "title": "title",
    "x-accepts-repeats": "word on repeats",
    "x-acts-on": "list of members that are acted on",
    "x-complete-as-shown": "word on complete samples",
    "x-evidence": "evidence",
    "x-evidence-key": "key to the evidence",
    "x-left-open": "list of members that are left open",
    "x-method-evidence": "evidence of the method",
    "x-outcome-shown-by": "list of operations that show the outcome",
    "x-plain-request": "plain request",
    "x-repairs": "repairs of a sample",
    "x-request-rules": "rules on members together",
    "x-required-evidence": "evidence of required members",
    "x-secret-in-body": "place of a secret",
    "x-token-request": "request of a token",
}
"""Keywords that no machine acts on, in words."""

OWN_EXTENSIONS: Final = frozenset(
    {
        *("x-content-media-type", "x-content-schema", "x-enum-varnames", "x-error-codes", "x-error-envelope"),
        *("x-idempotent", "x-only-reads", "x-webhooks"),
    }
)
"""Extensions of this contract that a program reads. A test holds them against the table of `spec/README.md`;
any other extension belongs to another tool."""
