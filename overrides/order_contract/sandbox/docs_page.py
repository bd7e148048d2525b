"""The reference page under `/docs`: the site, as the package carries it.

Invariants: what is given out is a file of its folder, whatever the path says; a file is read only when it is
requested.
"""

from __future__ import annotations

import re
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import Final
from urllib.parse import quote

from order_contract.sandbox.service import ServiceResponse

PREFIX: Final = "/docs"

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""What a page may do: run and show its own files."""

_PRINTED: Final = b"http://127.0.0.1:8080"
"""The address that the samples of the pages were written with."""
_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9._:\[\]-]+(/[A-Za-z0-9._~/-]*)?")

_TYPES: Final = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}


def reply(method: str, path: str, address: str = "") -> ServiceResponse | None:
    """The response for a path of the reference; None when there is no such file.

    :param path: decoded, without the query.
    :param address: the base URL under which the client reached the sandbox; the samples of a page call it.
    """
    if method not in ("GET", "HEAD"):
        return ServiceResponse(HTTPStatus.METHOD_NOT_ALLOWED, b"", {"Allow": "GET, HEAD"}, _TYPES["txt"])
    if path in ("/", PREFIX):
        # Relative, so that it holds under a mount too; without the last stroke the page's own links would
        # lead astray.
        status = HTTPStatus.TEMPORARY_REDIRECT if path == "/" else HTTPStatus.PERMANENT_REDIRECT
        return ServiceResponse(status, b"", {"Location": "docs/"}, _TYPES["txt"])
    name = path.removeprefix(PREFIX + "/") or "index.html"
    if name.startswith("openapi/"):
        # The pages link to the documents beside them, where a site of files has them.
        return ServiceResponse(
            HTTPStatus.PERMANENT_REDIRECT, b"", {"Location": f"../../{quote(name)}"}, _TYPES["txt"]
        )
    if name not in _names():
        return None
    content = (files("order_contract_generated") / "docs" / name).read_bytes()
    kind = name.rpartition(".")[2]
    headers = {"Cache-Control": "no-cache"}
    if kind == "html":
        headers["Content-Security-Policy"] = POLICY
        content = _calling(content, address)
    return ServiceResponse(HTTPStatus.OK, content, headers, _TYPES[kind])


def _calling(page: bytes, address: str) -> bytes:
    """A page whose samples call this address; as it is when that is not a plain address."""
    if not _ADDRESS.fullmatch(address):
        return page
    host = address.partition("://")[2].partition("/")[0]
    page = page.replace(_PRINTED, address.encode())
    return page.replace(b"Host: 127.0.0.1:8080", b"Host: " + host.encode())


@cache
def _names() -> frozenset[str]:
    return frozenset(file.name for file in (files("order_contract_generated") / "docs").iterdir())
