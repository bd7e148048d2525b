"""The published documents under `/openapi`, for tools that read a document from a URL.

Invariants: what is given out is a published file, and in an OpenAPI document this sandbox stands as the only
server; documents of APIs that this sandbox does not serve are not given out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
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
    file = _files().get(path.removeprefix(PREFIX + "/"))
    if file is None or file.api not in apis:
        raise _no_document(apis)
    if method not in ("GET", "HEAD"):
        raise not_allowed(("GET", "HEAD"))
    content, tag = _document(file, server)
    # A client asks again each time, because another release of the sandbox has another document.
    caching = {"Cache-Control": "no-cache", "ETag": tag}
    if tag in (
        value.strip().removeprefix("W/") for value in ",".join(header(headers, b"if-none-match")).split(",")
    ):
        return ServiceResponse(HTTPStatus.NOT_MODIFIED, b"", caching, file.media_type)
    return ServiceResponse(HTTPStatus.OK, content, caching, file.media_type)


@dataclass(frozen=True)
class _File:
    """A published file; `read` gets the base URL of the sandbox."""

    api: spec.Api
    media_type: str
    read: Callable[[str], bytes]


@cache
def _files() -> dict[str, _File]:
    """What is published, by the name of the file."""
    documents = {
        entry["file"]: _File(entry["api"], _TYPES[entry["format"]], partial(_edition, entry))
        for entry in spec.index()
    }
    schemas = {
        f"{api}.schema.json": _File(api, "application/schema+json", partial(_schema, api))
        for api in spec.APIS
    }
    # It names `globale.yaml`, which its reader finds here too.
    workflows = _File("globale", _TYPES["yaml"], lambda _: spec.workflows())
    return {**documents, **schemas, "globale.arazzo.yaml": workflows}


def _edition(entry: dict[str, Any], server: str) -> bytes:
    return spec.read(
        entry["api"],
        openapi=entry["openapi"][:3],
        format=entry["format"],
        dereferenced=entry["dereferenced"],
        edition=entry["edition"],
        server=server,
    )


def _schema(api: spec.Api, _: str) -> bytes:
    return spec.json_schema(api)


@lru_cache(_KEPT)
def _document(file: _File, server: str) -> tuple[bytes, str]:
    """A document and its entity tag."""
    content = file.read(server)
    return content, f'"{sha256(content).hexdigest()[:32]}"'


def _no_document(apis: Sequence[spec.Api]) -> RefusalError:
    names = ", ".join(f"{PREFIX}/{api}.json" for api in apis)
    text = f"There is no such document here; there are {names}, and .yaml and .schema.json."
    return by_status(HTTPStatus.NOT_FOUND, text)
