"""Keeps web pages of other sites out of a sandbox that runs on a developer's machine.

A page in the developer's browser can send requests to loopback, and by DNS rebinding it can read the
responses too. Invariants: a request is taken only when its `Host` and its `Origin`, where it has them, are of
this machine or allowed by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urlsplit

from order_contract.sandbox.errors import RefusalError, by_status, clipped
from order_contract.sandbox.request import Headers
from order_contract.sandbox.settings import Settings

_KEPT = 256
"""Verdicts on values of `Host` and `Origin` that are remembered; a client sends the same ones always."""


def is_origin(text: str) -> bool:
    """Whether a text can be allowed: an origin, or `null`, which is that of a file."""
    return text == "null" or _name(text.encode()) is not None


class WebGuard:
    """Judges by the headers who may call.

    :param settings: `host` and `allow_origins` are the names that pass beside the loopback ones.
    """

    def __init__(self, settings: Settings) -> None:
        self._origins = frozenset(origin.lower() for origin in settings.allow_origins)
        self._names: frozenset[str | None] = frozenset(
            ("localhost", "127.0.0.1", "::1", settings.host.lower())
        )
        # The page of an allowed origin may do everything anyway: its host as a name adds nothing to that.
        self._hosts = self._names | {_name(origin.encode()) for origin in self._origins}
        self._known_host = lru_cache(_KEPT)(self._is_known_host)
        self._known_origin = lru_cache(_KEPT)(self._is_known_origin)

    def refusal(self, headers: Headers) -> RefusalError | None:
        """Why the request is refused, as 403; None when it may pass."""
        for host in headers.get(b"host", ()):
            if not self._known_host(host):
                return _forbidden("Host", host, "http://")
        for origin in headers.get(b"origin", ()):
            if not self._known_origin(origin) and not _same(origin, headers.get(b"host", ())):
                return _forbidden("Origin", origin, "")
        return None

    def _is_known_host(self, host: bytes) -> bool:
        name = _name(b"http://" + host)
        return name is not None and (name in self._hosts or _is_address(name))

    def _is_known_origin(self, origin: bytes) -> bool:
        name = _name(origin)
        return origin.decode("latin-1").lower() in self._origins or (name is not None and name in self._names)


def _name(origin: bytes) -> str | None:
    """The host of an origin, without its port; None for what is not an origin."""
    try:
        parts = urlsplit(origin.decode("latin-1"))
        # The port is read for its faults alone.
        bare = parts.port is None or parts.port >= 0
    except ValueError:
        return None
    whole = bare and parts.scheme in ("http", "https") and not (parts.path or parts.query or parts.fragment)
    return parts.hostname if whole and "@" not in parts.netloc else None


def _is_address(name: str) -> bool:
    """Whether a name is an IP address: a page cannot be made to share an address by DNS."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _same(origin: bytes, hosts: Sequence[bytes]) -> bool:
    """Whether the page came from this server, under the host by which it is called."""
    return bool(hosts) and all(origin.lower() == b"http://" + host.lower() for host in hosts)


def _forbidden(field: str, value: bytes, scheme: str) -> RefusalError:
    got = clipped(value.decode("latin-1"))
    return by_status(
        HTTPStatus.FORBIDDEN,
        f"got {field} {got}, which is not a name of this machine; start the sandbox with "
        f"--allow-origin {scheme}{got} to allow it",
    )
