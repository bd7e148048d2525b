"""The published documents under `/openapi`, for tools that read a document from a URL.

Invariants: what is given out is a published file in which this sandbox stands as the only server; documents
of APIs that this sandbox does not serve are not given out.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from hashlib import sha256
from http import HTTPStatus
from typing import Any, Final

from order_contract import spec
from order_contract.sandbox.errors import RefusalError, by_status, not_allowed
from order_contract.sandbox.request import Headers, header
from order_contract.sandbox.service import ServiceResponse

PREFIX: Final = "/openapi"
_TYPES: Final = {"json": "application/json", "yaml": "application/yaml"}
_KEPT: Final = 8
"""Documents that are remembered with an address in them; the largest has a megabyte."""


def reply(method: str, path: str, headers: Headers, server: str, apis: Sequence[spec.Api]) -> ServiceResponse:
    """The response for a path below the prefix.

    :param path: decoded, without the query.
    :param server: the base URL under which the client reached the sandbox.
    :param apis: those that this sandbox serves.
    :raises RefusalError: 404, there is no such document here; 405, another method than GET and HEAD.
    """
    entry = _entries().get(path.removeprefix(PREFIX + "/"))
    if entry is None or entry["api"] not in apis:
        raise _no_document(apis)
    if method not in ("GET", "HEAD"):
        raise not_allowed(("GET", "HEAD"))
    content, tag = _document(entry["file"], server)
    # A client asks again each time, because another release of the sandbox has another document.
    caching = {"Cache-Control": "no-cache", "ETag": tag}
    if tag in (
        value.strip().removeprefix("W/") for value in ",".join(header(headers, b"if-none-match")).split(",")
    ):
        return ServiceResponse(HTTPStatus.NOT_MODIFIED, b"", caching, _TYPES[entry["format"]])
    return ServiceResponse(HTTPStatus.OK, content, caching, _TYPES[entry["format"]])


@cache
def _entries() -> dict[str, dict[str, Any]]:
    """What is published, by the name of the file."""
    return {entry["file"]: entry for entry in spec.index()}


@lru_cache(_KEPT)
def _document(file: str, server: str) -> tuple[bytes, str]:
    """A document and its entity tag."""
    entry = _entries()[file]
    content = spec.read(
        entry["api"],
        openapi=entry["openapi"][:3],
        format=entry["format"],
        dereferenced=entry["dereferenced"],
        edition=entry["edition"],
        server=server,
    )
    return content, f'"{sha256(content).hexdigest()[:32]}"'


def _no_document(apis: Sequence[spec.Api]) -> RefusalError:
    names = ", ".join(f"{PREFIX}/{api}.json" for api in apis)
    return by_status(HTTPStatus.NOT_FOUND, f"There is no such document here; there are {names}, and .yaml.")
