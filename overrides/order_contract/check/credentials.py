"""Who the check says it is, and where it may send.

Invariants: credentials reach a request in one place, here; without leave, nothing is sent to a host that is neither loopback nor private.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urlsplit

from order_contract.check.exchange import Mask
from order_contract.check.model import CannotRun
from order_contract.spec import Api
from order_contract.wire import codec


@dataclass(frozen=True)
class Credentials:
    """What the server asks for: Global-e the merchant's GUID in the query, S2 a bearer token and an organisation, a merchant its GUID in the
    body, where it knows one."""

    guid: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    organization: str | None = field(default=None, repr=False)
    merchant_guid: str | None = field(default=None, repr=False)

    @property
    def mask(self) -> Mask:
        """Hides the secrets in all that is shown."""
        return Mask.of((self.guid, self.token, self.organization, self.merchant_guid))

    def require(self, api: Api) -> None:
        """Raise `CannotRun` when the API needs a credential that is not here."""
        if api == "globale" and not self.guid:
            raise CannotRun("The merchant's GUID is missing: give --guid or set ORDER_CONTRACT_GUID.")
        if api == "s2" and not (self.token and self.organization):
            raise CannotRun(
                "S2 needs a token and an organisation: give --token and --organization, or set ORDER_CONTRACT_TOKEN and ORDER_CONTRACT_ORGANIZATION."
            )

    def url(self, api: Api, url: str) -> str:
        """The URL with what belongs into the query."""
        if api != "globale" or not self.guid:
            return url
        return f"{url}{'&' if '?' in url else '?'}merchantGUID={quote(self.guid, safe='')}"

    def body(self, api: Api, body: bytes) -> bytes:
        """The body with the GUID that a merchant's server asks for, where the body is an object and nothing odd stands in its place."""
        if api != "merchant" or not self.merchant_guid:
            return body
        try:
            value = codec.loads(body, unique=True)
        except codec.CodecError:
            return body
        if not isinstance(value, dict) or not isinstance(value.get("MerchantGUID", ""), str):
            return body
        return codec.dumps({**value, "MerchantGUID": self.merchant_guid})

    def wrong(self) -> Credentials:
        """Credentials of the same kind that no server knows."""
        return replace(self, merchant_guid="00000000-0000-0000-0000-000000000000")

    def headers(self, api: Api) -> dict[str, str]:
        """What belongs into the headers, names in lower case."""
        if api != "s2":
            return {}
        return {"authorization": f"Bearer {self.token}", "x-s2-organization": str(self.organization)}


def is_near(host: str) -> bool:
    """Whether every address of a host is loopback, private or link-local. A name that does not resolve is not."""
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)}
    except (OSError, UnicodeError):
        return False
    addresses = [ipaddress.ip_address(str(address).partition("%")[0]) for address in found]
    return bool(addresses) and all(address.is_loopback or address.is_private or address.is_link_local for address in addresses)


def permit(url: str, allow_host: bool = False) -> str:
    """The URL, once it is sure that it may be sent to.

    :raises CannotRun: no http or https URL, or a host that is far away without `allow_host`.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise CannotRun(f"{url!r} is no URL of a server: write it like http://127.0.0.1:8080.")
    if parts.query or parts.fragment:
        raise CannotRun("The URL has a query or a fragment: give the server's address alone; credentials have options of their own.")
    if not allow_host and not is_near(parts.hostname):
        raise CannotRun(
            f"{parts.hostname} is no loopback or private address, and the check changes orders: add --allow-host if that server is meant for tests."
        )
    return url
