"""The options of the clients for Global-e, and the credentials made from them.

Invariant: the options are the keyword arguments of the classes, which a test holds; a misspelt one is an
error in mypy and pyright.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

import httpx2

from order_contract.errors import InvalidRequestError
from order_contract.http.auth import AsyncTokens, Credentials, Tokens
from order_contract.http.events import OnEvent
from order_contract.http.request import Timeout
from order_contract.http.secrets import Secret, secret_problems
from order_contract.retries import Retries

if TYPE_CHECKING:
    from order_contract.globale.calls import Calls


class _SharedGlobalEOptions(TypedDict, total=False):
    base_url: str
    merchant_guid: str
    timeout: Timeout
    retries: Retries | None
    max_response_bytes: int | None
    on_event: OnEvent | None
    guid_in_header: bool
    allow_unknown: bool


class GlobalEOptions(_SharedGlobalEOptions, total=False):
    """The arguments of `GlobalEClient`."""

    http_client: httpx2.Client | None
    tokens: Tokens | None


class AsyncGlobalEOptions(_SharedGlobalEOptions, total=False):
    """The arguments of `AsyncGlobalEClient`."""

    http_client: httpx2.AsyncClient | None
    tokens: AsyncTokens | None


def guid_credentials(merchant_guid: Secret | str, in_header: bool) -> Credentials:
    """The merchant's secret, where the account has it.

    :raises InvalidRequestError: it cannot be sent.
    """
    secret = merchant_guid if isinstance(merchant_guid, Secret) else Secret(merchant_guid)
    if problems := secret_problems(merchant_guid=secret):
        raise InvalidRequestError("the client", problems)
    from order_contract_generated.globale.contract import SECURITY

    if in_header:
        return Credentials(headers={SECURITY["merchantGUIDHeader"]["name"]: secret.reveal()})
    return Credentials(query=((SECURITY["merchantGUID"]["name"], secret.reveal()),))


def make_calls(allow_unknown: bool) -> Calls:
    """What builds the calls; loads models and tables."""
    from order_contract.globale.calls import Calls

    return Calls(allow_unknown=allow_unknown)
