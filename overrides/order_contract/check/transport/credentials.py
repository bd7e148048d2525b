"""Which credentials the check sends, right and wrong.

Invariants: credentials reach a request in one place, here; where they stand is read from the spec.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final
from urllib.parse import quote

from order_contract.check.errors import CannotRunError
from order_contract.check.transport.extras import NO_EXTRAS, Extras, sent_by_the_check, with_query
from order_contract.check.transport.masking import MASKED, MASKED_APART, MASKED_BEGINNING, Mask
from order_contract.check.transport.messages import Sent
from order_contract.check.transport.parsed_json import parse
from order_contract.spec import Api
from order_contract.wire import codec
from order_contract_generated.globale import contract as globale
from order_contract_generated.merchant import contract as merchant
from order_contract_generated.s2 import contract as s2

_GUID: Final[str] = globale.SECURITY["merchantGUID"]["name"]
_GUID_IN_BODY: Final[str] = merchant.SECURITY["body"]["name"]
_GUID_IN_TEXT: Final = re.compile(rb'(?<="%s":)"[^"\\]*"' % re.escape(_GUID_IN_BODY.encode()))
_TOKEN: Final[str] = s2.SECURITY["bearerAuth"]["name"].lower()
_TOKEN_PREFIX: Final[str] = s2.SECURITY["bearerAuth"]["prefix"]
_ORGANIZATION: Final[str] = s2.SECURITY["organization"]["name"].lower()


@dataclass(frozen=True)
class WrongCredentials:
    """Credentials that a server must refuse."""

    words: str
    """What is wrong with them, such as `without a token`."""
    added: Callable[[Sent], Sent]
    """Makes a request go out with them."""
    must: bool = False
    """Whether the documents themselves ask for what is lacking."""


@dataclass(frozen=True)
class ServerCredentials:
    """What the server asks for: Global-e the merchant's GUID in the query, S2 a bearer token and an
    organisation, a merchant its GUID in the body, where it knows one.
    """

    guid: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    organization: str | None = field(default=None, repr=False)
    merchant_guid: str | None = field(default=None, repr=False)
    extras: Extras = NO_EXTRAS
    """What every request carries besides, with these credentials or without."""

    @classmethod
    def of_environment(cls, extras: Extras = NO_EXTRAS) -> ServerCredentials:
        """What ORDER_CONTRACT_GUID, ORDER_CONTRACT_TOKEN, ORDER_CONTRACT_ORGANIZATION and
        ORDER_CONTRACT_MERCHANT_GUID hold.

        :param extras: what every request carries besides.
        """
        guid, token, organization, merchant_guid = (
            os.environ.get(f"ORDER_CONTRACT_{name}")
            for name in ("GUID", "TOKEN", "ORGANIZATION", "MERCHANT_GUID")
        )
        return cls(guid, token, organization, merchant_guid, extras)

    @property
    def mask(self) -> Mask:
        """Hides the secrets in all that is shown."""
        return Mask.of(
            (self.guid, self.token, self.organization, self.merchant_guid, *self.extras.secrets),
            {
                **{_begun(secret): MASKED_BEGINNING for secret in (self.guid, self.token, self.organization)},
                _apart(self.guid): MASKED_APART,
            },
        )

    def secret(self, api: Api) -> str | None:
        """What the server asks for and no response shows."""
        return {"globale": self.guid, "merchant": self.merchant_guid, "s2": self.token}[api]

    def require(self, api: Api) -> None:
        """Raise `CannotRunError` when the API needs a credential that is not here, or the user's own headers
        would stand beside it.
        """
        for name, _ in self.extras.headers if api == "s2" else ():
            if name.casefold() in (_TOKEN, _ORGANIZATION, "cookie"):
                raise sent_by_the_check(name)
        if api == "globale" and not self.guid:
            raise CannotRunError("The merchant's GUID is missing: give --guid or set ORDER_CONTRACT_GUID.")
        if api == "s2" and not (self.token and self.organization):
            raise CannotRunError(
                "S2 needs a token and an organisation: give --token and --organization, or set "
                "ORDER_CONTRACT_TOKEN and ORDER_CONTRACT_ORGANIZATION."
            )

    def url(self, api: Api, url: str) -> str:
        """The URL with what belongs into the query."""
        if api != "globale" or not self.guid:
            return url
        return with_query(url, f"{_GUID}={quote(self.guid, safe='')}")

    def body(self, api: Api, body: bytes) -> bytes:
        """The body with the GUID that a merchant's server asks for, where the body is an object, or a text
        that is not JSON, and nothing odd stands in its place.
        """
        if api != "merchant" or not self.merchant_guid:
            return body
        parsed = parse(body)
        value = parsed.value
        if not parsed.is_json and len(_GUID_IN_TEXT.findall(body)) == 1:
            return _GUID_IN_TEXT.sub(lambda _: codec.dumps(self.merchant_guid), body)
        if (
            parsed.repeats_member
            or not isinstance(value, dict)
            or not isinstance(value.get(_GUID_IN_BODY, ""), str)
        ):
            return body
        return codec.dumps({**value, _GUID_IN_BODY: self.merchant_guid})

    def added(self, api: Api, sent: Sent) -> Sent:
        """The request with these credentials."""
        return Sent(
            sent.method,
            self.url(api, sent.url),
            {**sent.headers, **self.headers(api)},
            self.body(api, sent.body),
        )

    def put_back(self, api: Api, sent: Sent) -> Sent:
        """A masked request, sent with credentials of its own, with ours in place of the masks."""
        if api == "s2":
            secrets = {_TOKEN: self.token, _ORGANIZATION: self.organization, "cookie": self.token}
            own = {name: _unmasked(sent.headers.get(name, ""), secret) for name, secret in secrets.items()}
            headers = {**sent.headers, **{name: value for name, value in own.items() if name in sent.headers}}
            return replace(sent, url=_unmasked(sent.url, self.token), headers=headers)
        guid = self.guid if api == "globale" else self.merchant_guid
        body = _unmasked(sent.body.decode("utf-8", "surrogateescape"), guid)
        return replace(sent, url=_unmasked(sent.url, guid), body=body.encode("utf-8", "surrogateescape"))

    def others(self, api: Api) -> tuple[WrongCredentials, ...]:
        """What a server must refuse. A merchant's server that asks for no GUID need refuse nothing."""
        if api == "merchant":
            wrong = WrongCredentials(
                "with another GUID", partial(replace(self, merchant_guid=_OTHER).added, api)
            )
            return (replace(wrong, must=True),) if self.merchant_guid else ()
        if api == "globale":
            return (
                WrongCredentials("without credentials", _bare, must=True),
                WrongCredentials(
                    "with another GUID", partial(replace(self, guid=_OTHER).added, api), must=True
                ),
                WrongCredentials(
                    "with a GUID of zeros", partial(replace(self, guid=_UNKNOWN_GUID).added, api)
                ),
                WrongCredentials(
                    "with a GUID cut short", partial(replace(self, guid=_begun(self.guid)).added, api)
                ),
                WrongCredentials("with * as its GUID", partial(replace(self, guid="*").added, api)),
                WrongCredentials(
                    "with a blank in its GUID", partial(replace(self, guid=_apart(self.guid)).added, api)
                ),
                WrongCredentials("with its GUID in the body alone", partial(_in_body, str(self.guid))),
                WrongCredentials("with an empty GUID", _empty_guid, must=True),
                WrongCredentials("with a GUID that is a condition of SQL", _no_guid),
            )
        other, cut = replace(self, token=_OTHER), replace(self, token=_begun(self.token))
        other_organization = replace(self, organization=_OTHER)
        longer = replace(self, token=f"{self.token}0")
        swapped = replace(self, token=str(self.token).swapcase())
        begun = replace(self, organization=_begun(self.organization))
        return (
            WrongCredentials("without credentials", _bare, must=True),
            WrongCredentials("with another token", partial(other.added, api), must=True),
            WrongCredentials("with a token cut short", partial(cut.added, api)),
            WrongCredentials("with more behind the token", partial(longer.added, api)),
            WrongCredentials("with a token in another case", partial(swapped.added, api)),
            WrongCredentials("for another organisation", partial(other_organization.added, api)),
            WrongCredentials("for an organisation cut short", partial(begun.added, api)),
            WrongCredentials("without a token", partial(_half, self, _TOKEN), must=True),
            WrongCredentials("without an organisation", partial(_half, self, _ORGANIZATION), must=True),
            WrongCredentials("with its token in the query", partial(_in_query, self)),
            WrongCredentials("with its token in a cookie", partial(_in_cookie, self)),
            WrongCredentials("with its scheme glued to the token", partial(_written, self, "Bearer{}")),
            WrongCredentials("with a token without its scheme", partial(_written, self, "{}"), must=True),
            WrongCredentials(
                "with a token of another scheme", partial(_written, self, "Basic {}"), must=True
            ),
            WrongCredentials(
                "with an empty token", partial(_written, replace(self, token=""), "Bearer {}"), must=True
            ),
        )

    def headers(self, api: Api) -> dict[str, str]:
        """What belongs into the headers, names in lower case."""
        if api != "s2":
            return {}
        return {_TOKEN: f"{_TOKEN_PREFIX}{self.token}", _ORGANIZATION: str(self.organization)}


_UNKNOWN_GUID: Final = "00000000-0000-0000-0000-000000000000"
_OTHER: Final = "6f1c0f5e-9a3d-4b7e-8c21-5d0e7a94b362"


def _begun(secret: str | None) -> str | None:
    """A secret without its end, which opens nothing, and is not shown either."""
    return secret[:-4] if secret and len(secret) > 8 else None


def _unmasked(text: str, secret: str | None) -> str:
    if not secret:
        return text
    begun, apart = _begun(secret) or secret, quote(_apart(secret) or "", safe="")
    return text.replace(MASKED_BEGINNING, begun).replace(MASKED_APART, apart).replace(MASKED, secret)


def _apart(guid: str | None) -> str | None:
    return guid and f"{guid[:8]} {guid[8:]}"


def _bare(sent: Sent) -> Sent:
    return sent


def _in_body(guid: str, sent: Sent) -> Sent:
    value = parse(sent.body).value
    if not isinstance(value, dict):
        return sent
    return replace(sent, body=codec.dumps({**value, _GUID_IN_BODY: guid, _GUID: guid}))


def _in_query(credentials: ServerCredentials, sent: Sent) -> Sent:
    half = _half(credentials, _TOKEN, sent)
    token = quote(str(credentials.token), safe="")
    return replace(half, url=with_query(half.url, f"access_token={token}"))


def _in_cookie(credentials: ServerCredentials, sent: Sent) -> Sent:
    half = _half(credentials, _TOKEN, sent)
    return replace(half, headers={**half.headers, "cookie": f"access_token={credentials.token}"})


def _half(credentials: ServerCredentials, gone: str, sent: Sent) -> Sent:
    headers = {name: value for name, value in credentials.headers("s2").items() if name != gone}
    return replace(sent, headers={**sent.headers, **headers})


def _written(credentials: ServerCredentials, form: str, sent: Sent) -> Sent:
    headers = {**credentials.headers("s2"), _TOKEN: form.format(credentials.token)}
    return replace(sent, headers={**sent.headers, **headers})


def _empty_guid(sent: Sent) -> Sent:
    return replace(sent, url=with_query(sent.url, f"{_GUID}="))


def _no_guid(sent: Sent) -> Sent:
    return replace(sent, url=with_query(sent.url, f"{_GUID}=%27%20or%20%271%27%3D%271"))
