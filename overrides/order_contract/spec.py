"""The published documents, as they are shipped in the wheel.

Invariant: what is given out is byte for byte what `generated/order_contract_generated/openapi` holds, but for
the servers where the caller names one; `index()` has the digest of each file.
"""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any, Literal
from urllib.parse import urlsplit

from order_contract.wire.url import without_user

Api = Literal["globale", "merchant", "s2"]
"""An API: Global-e's Order methods, its callback to the merchant, or Ventmere S2."""
OpenApi = Literal["3.1", "3.0"]
"""A version of OpenAPI."""
Format = Literal["yaml", "json"]
"""How a document is written."""
Edition = Literal["default", "full", "lean"]
"""How much a document says: see `read`."""
APIS: tuple[Api, ...] = ("globale", "merchant", "s2")
"""All three APIs."""


def index() -> list[dict[str, Any]]:
    """Every edition: `file`, `api`, `edition`, `openapi`, `format`, `dereferenced`, `version`, `bytes` and
    `sha256`.
    """
    value: list[dict[str, Any]] = _loads(_file("index.json"))
    return value


def read(
    api: Api,
    *,
    openapi: OpenApi = "3.1",
    format: Format = "yaml",  # noqa: A002  # the field's word
    dereferenced: bool = False,
    edition: Edition = "default",
    server: str | None = None,
) -> bytes:
    """One document as it is published.

    :param api: whose contract.
    :param openapi: the version of OpenAPI; 3.0 is for tools that do not know 3.1.
    :param format: YAML or JSON.
    :param dereferenced: with every reference replaced by what it points to; published as 3.1 JSON.
    :param edition: `default` is for tools; `full` says of everything how it is known (`x-evidence`) and what
        `order-contract check` goes by; `lean` has no extension at all and is published as 3.1 JSON.
    :param server: an http or https URL that stands in place of the published servers.
    :returns: the bytes of the file, in UTF-8.
    :raises LookupError: there is no such edition.
    :raises ValueError: the server is not such a URL.
    """
    wanted = (api, edition, openapi, format, dereferenced)
    for entry in index():
        if wanted == (
            entry["api"],
            entry["edition"],
            entry["openapi"][:3],
            entry["format"],
            entry["dereferenced"],
        ):
            document = _file(entry["file"])
            return document if server is None else with_server(document, server)
    kind = f"{'' if edition == 'default' else f'{edition} '}{'dereferenced ' if dereferenced else ''}"
    raise LookupError(
        f"{api} is not published as {kind}OpenAPI {openapi} in {format}; "
        "order_contract.spec.index() lists what is"
    )


def with_server(document: bytes, url: str) -> bytes:
    """A published file, JSON or YAML, with one server in place of its own.

    :param url: an http or https URL; a stroke at its end is dropped.
    :raises ValueError: it is not such a URL, or has a user or a password, which would be published.
    """
    wanted = "an http or https URL such as http://127.0.0.1:8080"
    try:
        parts = urlsplit(url)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    if not whole or parts.query or parts.fragment:
        raise ValueError(f"server: got {without_user(url)}; pass {wanted}")
    if parts.username is not None or parts.password is not None:
        raise ValueError(f"server: got a URL with a user or a password; pass {wanted}")
    servers = [{"url": url.rstrip("/")}]
    if document[:1] == b"{":
        return _pretty({**_loads(document), "servers": servers})
    # JSON is YAML, and the list ends where the next key stands at the beginning of a line.
    written = f"servers: {json.dumps(servers)}\n".encode()
    return re.sub(rb"(?m)^servers:\n(?:[ -].*\n)+", lambda _: written, document, count=1)


def json_schema(api: Api) -> bytes:
    """The objects of one API as a JSON Schema (2020-12), each under `$defs` by the name of its class."""
    return _file(f"{api}.schema.json")


def workflows() -> bytes:
    """The workflows of Global-e's API, as an Arazzo 1.0.1 document in YAML that names `globale.yaml`."""
    return _file("globale.arazzo.yaml")


def load(
    api: Api, *, openapi: OpenApi = "3.1", dereferenced: bool = False, edition: Edition = "default"
) -> dict[str, Any]:
    """One document for Python, numbers as `Decimal` with their digits. A new copy each time.

    :raises LookupError: there is no such edition.
    """
    document: dict[str, Any] = _loads(
        read(api, openapi=openapi, format="json", dereferenced=dereferenced, edition=edition)
    )
    return document


def _loads(raw: bytes) -> Any:
    # Whoever only names the APIs, such as a plugin of pytest in each run, loads nothing more.
    from order_contract.wire import codec

    return codec.loads(raw)


def _pretty(document: dict[str, Any]) -> bytes:
    from order_contract.wire import codec  # as above

    return codec.pretty(document)


def _file(name: str) -> bytes:
    return (files("order_contract_generated") / "openapi" / name).read_bytes()
