"""Who the check says it is, and where it may send.

Invariants: credentials reach a request in one place, here; without leave, nothing is sent to a host that is
neither loopback nor private.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import Final
from urllib.parse import quote, urlsplit

from order_contract import spec
from order_contract.check.findings import CannotRunError
from order_contract.check.transport.messages import Mask, Sent
from order_contract.spec import Api
from order_contract.wire import codec


@dataclass(frozen=True)
class ServerCredentials:
    """What the server asks for: Global-e the merchant's GUID in the query, S2 a bearer token and an
    organisation, a merchant its GUID in the body, where it knows one.
    """

    guid: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    organization: str | None = field(default=None, repr=False)
    merchant_guid: str | None = field(default=None, repr=False)

    @property
    def mask(self) -> Mask:
        """Hides the secrets in all that is shown."""
        return Mask.of(
            (
                self.guid,
                self.token,
                self.organization,
                self.merchant_guid,
                _begun(self.guid),
                _begun(self.token),
            )
        )

    def require(self, api: Api) -> None:
        """Raise `CannotRunError` when the API needs a credential that is not here."""
        if api == "globale" and not self.guid:
            raise CannotRunError("The merchant's GUID is missing: give --guid or set ORDER_CONTRACT_GUID.")
        if api == "s2" and not (self.token and self.organization):
            raise CannotRunError(
                "S2 needs a token and an organisation: give --token and --organization, or set ORDER_CONTRACT_TOKEN and ORDER_CONTRACT_ORGANIZATION."
            )

    def url(self, api: Api, url: str) -> str:
        """The URL with what belongs into the query."""
        if api != "globale" or not self.guid:
            return url
        return f"{url}{'&' if '?' in url else '?'}merchantGUID={quote(self.guid, safe='')}"

    def body(self, api: Api, body: bytes) -> bytes:
        """The body with the GUID that a merchant's server asks for, where the body is an object and nothing
        odd stands in its place.
        """
        if api != "merchant" or not self.merchant_guid:
            return body
        try:
            value = codec.loads(body, unique=True)
        except codec.CodecError:
            return body
        if not isinstance(value, dict) or not isinstance(value.get("MerchantGUID", ""), str):
            return body
        return codec.dumps({**value, "MerchantGUID": self.merchant_guid})

    def added(self, api: Api, sent: Sent) -> Sent:
        """The request with these credentials."""
        return Sent(
            sent.method,
            self.url(api, sent.url),
            {**sent.headers, **self.headers(api)},
            self.body(api, sent.body),
        )

    def others(self, api: Api) -> tuple[Callable[[Sent], Sent], ...]:
        """What a server must refuse: each makes a request go out without credentials, or with some that
        nobody has. A merchant's server that asks for none need refuse nothing.
        """
        if api == "merchant":
            return (partial(replace(self, merchant_guid=_NOBODY).added, api),) if self.merchant_guid else ()
        if api == "globale":
            wrong = [replace(self, guid=_NOBODY), replace(self, guid=_begun(self.guid))]
        else:
            wrong = [
                replace(self, token=_NOBODY),
                replace(self, token=_begun(self.token)),
                replace(self, organization=_NOBODY),
            ]
        return (
            _bare,
            *(partial(each.added, api) for each in wrong),
            *(partial(_half, self, gone) for gone in self.headers(api)),
            *_FAULTY[api],
        )

    def headers(self, api: Api) -> dict[str, str]:
        """What belongs into the headers, names in lower case."""
        if api != "s2":
            return {}
        return {"authorization": f"Bearer {self.token}", "x-s2-organization": str(self.organization)}


_NOBODY: Final = "00000000-0000-0000-0000-000000000000"


def _begun(secret: str | None) -> str | None:
    """A secret without its end, which opens nothing, and is not shown either."""
    return secret[:-4] if secret and len(secret) > 8 else None


def _bare(sent: Sent) -> Sent:
    return sent


def _half(credentials: ServerCredentials, gone: str, sent: Sent) -> Sent:
    headers = {name: value for name, value in credentials.headers("s2").items() if name != gone}
    return replace(sent, headers={**sent.headers, **headers})


def _empty_guid(sent: Sent) -> Sent:
    return replace(sent, url=f"{sent.url}{'&' if '?' in sent.url else '?'}merchantGUID=")


def _no_guid(sent: Sent) -> Sent:
    return replace(
        sent, url=f"{sent.url}{'&' if '?' in sent.url else '?'}merchantGUID=%27%20or%20%271%27%3D%271"
    )


def _empty_token(sent: Sent) -> Sent:
    return replace(sent, headers={**sent.headers, "authorization": "Bearer ", "x-s2-organization": _NOBODY})


_FAULTY: Final[Mapping[Api, tuple[Callable[[Sent], Sent], ...]]] = {
    "globale": (_empty_guid, _no_guid),
    "merchant": (),
    "s2": (_empty_token,),
}


def is_near(host: str) -> bool:
    """Whether every address of a host is loopback, private or link-local.

    A name that does not resolve is not.
    """
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)}
    except (OSError, UnicodeError):
        return False
    addresses = [ipaddress.ip_address(str(address).partition("%")[0]) for address in found]
    return bool(addresses) and all(
        address.is_loopback or address.is_private or address.is_link_local for address in addresses
    )


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
    parts = urlsplit(url)
    try:
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if parts.scheme not in {"http", "https"} or not host:
        raise CannotRunError(f"{url!r} is no URL of a server: write it like http://127.0.0.1:8080.")
    if parts.query or parts.fragment:
        raise CannotRunError(
            "The URL has a query or a fragment: give the server's address alone; credentials have options of their own."
        )
    if not allow_production and ".".join(host.casefold().rstrip(".").split(".")[-2:]) in _live_domains():
        raise CannotRunError(
            f"{host} is a host of the vendor, and the check changes orders: add --allow-production if they have agreed to that."
        )
    if not allow_host and not is_near(host):
        raise CannotRunError(
            f"{host} is no loopback or private address, and the check changes orders: add --allow-host if it is a server for tests."
        )
    return url
