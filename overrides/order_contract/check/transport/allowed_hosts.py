"""Where the check may send requests.

Invariant: without leave, nothing is sent to a host that is neither loopback nor private.
"""

from __future__ import annotations

import ipaddress
import socket
from functools import lru_cache
from urllib.parse import urlsplit

from order_contract import spec
from order_contract.check.errors import CannotRunError
from order_contract.wire.url import without_user


def is_near(host: str) -> bool:
    """Whether every address of a host is loopback or private.

    A name that does not resolve is not; nor is link-local, where clouds keep the metadata of a machine.
    """
    try:
        resolved = {entry[4][0] for entry in socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)}
    except (OSError, UnicodeError):
        return False
    addresses = [ipaddress.ip_address(str(address).partition("%")[0]) for address in resolved]
    return bool(addresses) and all(map(_is_near, addresses))


def _is_near(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    inner = getattr(address, "ipv4_mapped", None) or address
    return (inner.is_loopback or inner.is_private) and not inner.is_link_local


@lru_cache(maxsize=1)
def _live_domains() -> frozenset[str]:
    """The domains of the servers that the documents name."""
    hosts = {
        urlsplit(server["url"]).hostname or ""
        for api in spec.APIS
        for server in spec.load(api).get("servers", ())
    }
    return frozenset(".".join(host.split(".")[-2:]) for host in hosts if "{" not in host)


def permit(url: str, allow_host: bool = False, allow_production: bool = False) -> str:
    """The URL, once it is sure that it may be sent to.

    :raises CannotRunError: no http or https URL, a host that is far away without `allow_host`, or one of the
        vendors' without `allow_production`.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.username is not None or parts.password is not None:
        raise CannotRunError(
            "The URL has a user or a password, which the check never sends: give the server's address alone."
        )
    if parts.scheme not in {"http", "https"} or not host:
        raise CannotRunError(
            f"URL: got {without_user(url)}; pass the URL of a server, such as http://127.0.0.1:8080."
        )
    if parts.query or parts.fragment:
        raise CannotRunError(
            "The URL has a query or a fragment: give the server's address alone; credentials have options of "
            "their own, and --query adds a parameter to every request."
        )
    if not allow_production and ".".join(host.casefold().rstrip(".").split(".")[-2:]) in _live_domains():
        raise CannotRunError(
            f"{host} is a host of the vendor, and the check changes orders: add --allow-production if they "
            "have agreed to that."
        )
    if not allow_host and not is_near(host):
        raise CannotRunError(
            f"{host} is not a loopback or private address, and the check changes orders: add --allow-host if "
            "it is a server for tests."
        )
    return url
