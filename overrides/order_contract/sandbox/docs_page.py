"""The reference page under `/docs`: the site and the published documents, as the package carries them.

Invariants: what is given out is a file of one of these two folders, whatever the path says; a file is
read only when it is requested.
"""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import Final

from order_contract.sandbox.service import Reply

PREFIX: Final = "/docs"

_TYPES: Final = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
    "yaml": "application/yaml",
}


def reply(method: str, path: str) -> Reply | None:
    """The response for a path of the page; None when there is no such file.

    :param path: decoded, without the query.
    """
    if method not in ("GET", "HEAD"):
        return Reply(HTTPStatus.METHOD_NOT_ALLOWED, b"", {"Allow": "GET, HEAD"}, _TYPES["txt"])
    if path == PREFIX:
        # Relative, so that it holds under a mount too; without the last stroke the page's own links would
        # lead astray.
        return Reply(HTTPStatus.PERMANENT_REDIRECT, b"", {"Location": "docs/"}, _TYPES["txt"])
    name = path.removeprefix(PREFIX + "/") or "index.html"
    folder, _, file = name.rpartition("/")
    if folder not in ("", "openapi") or file not in _names(folder or "docs"):
        return None
    content = (files("order_contract_generated") / (folder or "docs") / file).read_bytes()
    return Reply(HTTPStatus.OK, content, {"Cache-Control": "no-cache"}, _TYPES[file.rpartition(".")[2]])


@cache
def _names(folder: str) -> frozenset[str]:
    return frozenset(file.name for file in (files("order_contract_generated") / folder).iterdir())
