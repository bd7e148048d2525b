"""Delivers a status callback to a merchant's server as Global-e does: `Notifier`, and `AsyncNotifier` without
blocking.

Invariants: the body is what `wire.codec` writes of the order, odd forms included; an attempt is repeated only
where that is safe (the contract declares the callback idempotent; without that, only what never left);
attempts, pauses, total time and bytes are bounded; redirections are not followed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Self, TypedDict, Unpack

import httpx2
from pydantic import ValidationError

from order_contract.callback.delivery import DOCUMENTED, OPERATION, Delivery, verdict
from order_contract.errors import InvalidRequestError, NoResponseError
from order_contract.http.attempt import CallAttempts
from order_contract.http.auth import Credentials
from order_contract.http.call import Call, Contract
from order_contract.http.client import AsyncClient, SyncClient
from order_contract.http.request import Sender, Timeout, option_problems, server_address
from order_contract.http.response import RawResponse
from order_contract.http.retry import Timing
from order_contract.http.secrets import Secret, secret_problems
from order_contract.retries import DEFAULT_TIMEOUT, Retries
from order_contract.wire import codec
from order_contract.wire.problems import in_its_place, problems
from order_contract.wire.url import UNREADABLE, address_problem
from order_contract_generated.merchant import contract as tables
from order_contract_generated.merchant.models import MerchantOrder

MAX_RESPONSE: Final = 1 << 20
"""Unpacked bytes of a response that are taken in."""
_AUTHORIZATION: Final = "Authorization"
_CONTRACT: Final = Contract(tables.OPERATIONS, tables.ENVELOPES, {}, {})


class _SharedNotifierOptions(TypedDict, total=False):
    url: str
    merchant_guid: str | None
    authorization: str | None
    timeout: Timeout
    retries: Retries | None


class NotifierOptions(_SharedNotifierOptions, total=False):
    """The arguments of `Notifier`."""

    http_client: httpx2.Client | None


class AsyncNotifierOptions(_SharedNotifierOptions, total=False):
    """The arguments of `AsyncNotifier`."""

    http_client: httpx2.AsyncClient | None


def _sender(
    url: str, merchant_guid: Secret, authorization: Secret, timeout: Timeout, retries: Retries | None
) -> Sender:
    secrets = {"merchant_guid": merchant_guid, "authorization": authorization}
    given = {name: secret for name, secret in secrets.items() if secret.reveal() is not None}
    wrong = secret_problems(**given) + option_problems(timeout=timeout, retries=retries)
    address = server_address(url)
    if address is None:
        wrong.append(("url", address_problem(url) or UNREADABLE))
    if wrong:
        raise InvalidRequestError("the notifier", wrong)
    headers = {_AUTHORIZATION: authorization.reveal()} if authorization.reveal() else {}
    return Sender(str(address), Credentials(headers=headers), timeout, retries or Retries(), MAX_RESPONSE)


class Notifier(SyncClient):
    """Sends callbacks to one address of a merchant's server.

    :param url: the whole address, as the merchant agreed it with Global-e.
    :param merchant_guid: the shared secret; stands in the body as `MerchantGUID` instead of the order's own.
        None sends the order as it is.
    :param authorization: the value of an `Authorization` header, where one was agreed.
    :param http_client: an `httpx2.Client` of yours; it stays open when this notifier is closed.
    :param timeout: seconds that one attempt may wait for the server.
    :param retries: how often and how long to try.
    :raises InvalidRequestError: the address is not an http or https URL, or a secret cannot be sent.
    """

    _role = "callback"

    def __init__(
        self,
        url: str,
        *,
        merchant_guid: str | None = None,
        authorization: str | None = None,
        http_client: httpx2.Client | None = None,
        timeout: Timeout = DEFAULT_TIMEOUT,
        retries: Retries | None = None,
    ) -> None:
        # so that no traceback shows them
        guid = merchant_guid = Secret(merchant_guid)  # type: ignore[assignment]
        value = authorization = Secret(authorization)  # type: ignore[assignment]
        super().__init__(_sender(url, guid, value, timeout, retries), http_client)
        self._guid = guid

    @classmethod
    def from_env(cls, **options: Unpack[NotifierOptions]) -> Self:
        """A notifier by the variables `ORDER_CONTRACT_CALLBACK_URL`, `ORDER_CONTRACT_MERCHANT_GUID` and the
        others that `order_contract.settings` names.

        :param options: arguments of the class; they go before the environment.
        :raises SettingsError: something is missing or wrong.
        """
        return cls._from_settings(None, options)

    @classmethod
    def from_profile(cls, name: str | None, **options: Unpack[NotifierOptions]) -> Self:
        """A notifier by a table `[profile.NAME]` of `order-contract/config.toml`; secrets come from the
        environment or the keyring.

        :param name: the profile; None takes what `ORDER_CONTRACT_PROFILE` names, if anything.
        :param options: arguments of the class; they go before the profile.
        :raises SettingsError: something is missing, unknown or wrong.
        """
        return cls._from_settings(name, options)

    def deliver(self, order: MerchantOrder | Mapping[str, Any]) -> Delivery:
        """Deliver one callback (`UpdateOrderStatus` from Global-e to the merchant).

        :param order: a model, or a mapping in wire names with `OrderId` and `StatusCode`. Odd forms that real
            bodies have are sent as they are.
        :returns: its outcome; a server that refuses or cannot be reached is a result, not an exception.
        :raises InvalidRequestError: the order has no `OrderId` or `StatusCode`, or a member of the wrong
            kind. Nothing was sent.
        """
        attempts = _attempts(self._sender, self._timing, order, self._guid)
        return _delivery(attempts, self._end(attempts))


class AsyncNotifier(AsyncClient):
    """Sends callbacks without blocking; the parameters are those of `Notifier`, with an
    `httpx2.AsyncClient`.
    """

    _role = "callback"

    def __init__(
        self,
        url: str,
        *,
        merchant_guid: str | None = None,
        authorization: str | None = None,
        http_client: httpx2.AsyncClient | None = None,
        timeout: Timeout = DEFAULT_TIMEOUT,
        retries: Retries | None = None,
    ) -> None:
        # so that no traceback shows them
        guid = merchant_guid = Secret(merchant_guid)  # type: ignore[assignment]
        value = authorization = Secret(authorization)  # type: ignore[assignment]
        super().__init__(_sender(url, guid, value, timeout, retries), http_client)
        self._guid = guid

    @classmethod
    def from_env(cls, **options: Unpack[AsyncNotifierOptions]) -> Self:
        """A notifier by the variables `ORDER_CONTRACT_CALLBACK_URL`, `ORDER_CONTRACT_MERCHANT_GUID` and the
        others that `order_contract.settings` names.

        :param options: arguments of the class; they go before the environment.
        :raises SettingsError: something is missing or wrong.
        """
        return cls._from_settings(None, options)

    @classmethod
    def from_profile(cls, name: str | None, **options: Unpack[AsyncNotifierOptions]) -> Self:
        """A notifier by a table `[profile.NAME]` of `order-contract/config.toml`; secrets come from the
        environment or the keyring.

        :param name: the profile; None takes what `ORDER_CONTRACT_PROFILE` names, if anything.
        :param options: arguments of the class; they go before the profile.
        :raises SettingsError: something is missing, unknown or wrong.
        """
        return cls._from_settings(name, options)

    async def deliver(self, order: MerchantOrder | Mapping[str, Any]) -> Delivery:
        """Deliver one callback (`UpdateOrderStatus` from Global-e to the merchant).

        :param order: a model, or a mapping in wire names with `OrderId` and `StatusCode`. Odd forms that real
            bodies have are sent as they are.
        :returns: its outcome; a server that refuses or cannot be reached is a result, not an exception.
        :raises InvalidRequestError: the order has no `OrderId` or `StatusCode`, or a member of the wrong
            kind. Nothing was sent.
        """
        attempts = _attempts(self._sender, self._timing, order, self._guid)
        return _delivery(attempts, await self._end(attempts))


def _attempts(
    sender: Sender, timing: Timing | None, order: MerchantOrder | Mapping[str, Any], guid: Secret
) -> CallAttempts[None]:
    call = _call(order, guid.reveal())
    return CallAttempts(sender, call, timing, may_repeat=lambda end: verdict(end).repeatable)


def _delivery(attempts: CallAttempts[None], end: RawResponse[None] | NoResponseError) -> Delivery:
    """The outcome of a callback."""
    judged = verdict(end)
    return Delivery(
        judged.outcome,
        judged.reason,
        attempts.attempts,
        attempts.loop.elapsed,
        judged.status_code,
        judged.response,
        judged.content,
    )


def _call(order: MerchantOrder | Mapping[str, Any], guid: str | None) -> Call[None]:
    headers = {"Content-Type": "application/json"}
    request = {"method": DOCUMENTED["method"], "url": "", "content": _body(order, guid), "headers": headers}
    return Call(_CONTRACT, OPERATION, request, lambda body, proceed: None)


def _body(order: MerchantOrder | Mapping[str, Any], guid: str | None) -> bytes:
    body = _written(order, guid)
    if isinstance(body, InvalidRequestError):
        raise body
    return body


def _written(order: MerchantOrder | Mapping[str, Any], guid: str | None) -> bytes | InvalidRequestError:
    """The body, or what is wrong: returned, so that no exception drags the order along as its context."""
    try:
        model = order if isinstance(order, MerchantOrder) else MerchantOrder.model_validate(order)
    except ValidationError as error:
        return InvalidRequestError(OPERATION, problems(error))
    wire = model.model_dump(by_alias=True, exclude_unset=True, warnings=False)
    folded = {name.casefold(): name for name in wire}
    missing = [
        name
        for name in DOCUMENTED["body_requires"]
        if not str(wire.get(folded.get(name.casefold(), name)) or "").strip()
    ]
    if missing:
        return InvalidRequestError(
            OPERATION, [(name, "is required" + in_its_place(name, wire)) for name in missing]
        )
    if guid is not None:
        secret = tables.SECURITY["body"]["name"]
        wire[folded.get(secret.casefold(), secret)] = guid
    try:
        return codec.dumps(wire)
    except codec.CodecError as error:
        return InvalidRequestError(OPERATION, [("the order", f"is {error}")])
