"""The published documents, as they are shipped in the wheel."""

from __future__ import annotations

from importlib.resources import files
from typing import Any, Literal

from order_contract.wire import codec

Api = Literal["globale", "merchant", "s2"]
APIS: tuple[Api, ...] = ("globale", "merchant", "s2")


def load(api: Api) -> dict[str, Any]:
    """The OpenAPI 3.1 document of an API, self-contained, numbers as `Decimal` with their digits. A new copy each time."""
    document: dict[str, Any] = codec.loads((files("order_contract_generated") / "openapi" / f"{api}.json").read_bytes())
    return document
