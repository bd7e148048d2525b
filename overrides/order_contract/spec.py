"""The published documents, as they are shipped in the wheel.

Invariant: what is given out is byte for byte what `generated/order_contract_generated/openapi` holds;
`index()` has the digest of each file.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any, Literal

Api = Literal["globale", "merchant", "s2"]
OpenApi = Literal["3.1", "3.0"]
Format = Literal["yaml", "json"]
APIS: tuple[Api, ...] = ("globale", "merchant", "s2")


def index() -> list[dict[str, Any]]:
    """Every file: `file`, `api`, `openapi`, `format`, `dereferenced`, `version`, `sha256`."""
    value: list[dict[str, Any]] = _loads(_file("index.json"))
    return value


def read(api: Api, *, openapi: OpenApi = "3.1", format: Format = "yaml", dereferenced: bool = False) -> bytes:  # noqa: A002  # the field's word
    """One document as it is published.

    :param dereferenced: with every reference replaced by what it points to; published as 3.1 JSON.
    :raises LookupError: there is no such edition.
    """
    for listed in index():
        edition = (listed["api"], listed["openapi"][:3], listed["format"], listed["dereferenced"])
        if edition == (api, openapi, format, dereferenced):
            return _file(listed["file"])
    kind = "dereferenced " if dereferenced else ""
    raise LookupError(
        f"{api} is not published as {kind}OpenAPI {openapi} in {format}; "
        "order_contract.spec.index() lists what is"
    )


def load(api: Api, *, openapi: OpenApi = "3.1", dereferenced: bool = False) -> dict[str, Any]:
    """One document for Python, numbers as `Decimal` with their digits. A new copy each time.

    :raises LookupError: there is no such edition.
    """
    document: dict[str, Any] = _loads(read(api, openapi=openapi, format="json", dereferenced=dereferenced))
    return document


def _loads(raw: bytes) -> Any:
    # Whoever only names the APIs, such as a plugin of pytest in each run, loads nothing more.
    from order_contract.wire import codec

    return codec.loads(raw)


def _file(name: str) -> bytes:
    return (files("order_contract_generated") / "openapi" / name).read_bytes()
