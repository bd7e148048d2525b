"""The warnings of generators that are known, each with what upstream says of it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tests.consumers.consumer import ConsumerError

_WARNING = re.compile(r"\b(warn|warning|error|deprecat)", re.IGNORECASE)

KNOWN: Mapping[str, str] = {
    "Unknown `format` decimal detected": "[openapi-generator#2534](https://github.com/OpenAPITools/openapi-generator/issues/2534)",
    "OpenAPI 3.1 support is still in beta": "[openapi-generator#9083](https://github.com/OpenAPITools/openapi-generator/issues/9083)",
    "Failed to get the schema name: null": "no upstream issue found; nothing is missing from the result",
    "Ignoring complex example on request body": (
        "no upstream issue found; only an example in a comment is left out"
    ),
}
"""Warnings by a part of their text."""


def known(message: str) -> list[str]:
    """The known warnings in what a generator printed; raises `ConsumerError` for one that is not known."""
    result = dict.fromkeys(text for text in KNOWN if text in message)
    odd = [
        line
        for line in message.splitlines()
        if _WARNING.search(line) and " INFO " not in line and not any(text in line for text in KNOWN)
    ]
    if odd:
        raise ConsumerError(f"warning: {odd[0].strip()[:300]}")
    return list(result)
