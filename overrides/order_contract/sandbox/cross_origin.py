"""What lets a web page of an allowed origin call the sandbox and read its responses (the CORS protocol).

Invariant: only requests that `web_guard` has let pass come here, so every origin here is allowed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from order_contract.sandbox.request import Headers
from order_contract.sandbox.service import ServiceResponse

_METHODS: Final = "GET, HEAD, POST, PUT"
_ASKED_METHOD: Final = b"access-control-request-method"
_ASKED_HEADERS: Final = b"access-control-request-headers"
_ASKED_NETWORK: Final = b"access-control-request-private-network"


def is_preflight(method: str, headers: Headers) -> bool:
    """Whether a browser asks what the page may send."""
    return method == "OPTIONS" and _ASKED_METHOD in headers


def preflight(headers: Headers) -> ServiceResponse:
    """The response to such a question: these methods, and whatever headers the page wants to send."""
    allowed = {
        **readable_by(headers),
        "Access-Control-Allow-Methods": _METHODS,
        "Access-Control-Max-Age": "600",
    }
    if _ASKED_HEADERS in headers:
        allowed["Access-Control-Allow-Headers"] = headers[_ASKED_HEADERS][0].decode("latin-1")
    if headers.get(_ASKED_NETWORK, (b"",))[0] == b"true":
        allowed["Access-Control-Allow-Private-Network"] = "true"
    return ServiceResponse(200, b"", allowed, "text/plain")


def readable_by(headers: Headers) -> Mapping[str, str]:
    """Headers of a response that the page may read."""
    origin = headers[b"origin"][0].decode("latin-1")
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Expose-Headers": "*",
        "Vary": "Origin",
    }
