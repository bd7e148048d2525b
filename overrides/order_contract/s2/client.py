"""The clients for Ventmere S2's Update Order, blocking and not.

The rules are those of `order_contract.globale.client`. Repeating an update is not harmless: attachments are
appended each time. No document lists a response that says that nothing was done, so the outcome of an update
that got any other response than the documented one is unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypedDict, Unpack

import httpx2

from order_contract.errors import InvalidRequestError
from order_contract.http.auth import Credentials
from order_contract.http.client import UNSET, AsyncClient, SyncClient, Unset
from order_contract.http.events import OnEvent
from order_contract.http.raw_methods import to_async_raw, to_raw
from order_contract.http.request import Timeout, sender
from order_contract.http.secrets import Secret, secret_problems
from order_contract.retries import DEFAULT_TIMEOUT, Retries

if TYPE_CHECKING:
    from order_contract.http.call import Call
    from order_contract_generated.s2.mappings import S2OrderUpdateDict
    from order_contract_generated.s2.models import S2Order, S2OrderUpdate


class _SharedS2Options(TypedDict, total=False):
    base_url: str
    token: str
    organization: str
    timeout: Timeout
    retries: Retries | None
    max_response_bytes: int | None
    on_event: OnEvent | None
    allow_unknown: bool


class S2Options(_SharedS2Options, total=False):
    """The arguments of `S2Client`."""

    http_client: httpx2.Client | None


class AsyncS2Options(_SharedS2Options, total=False):
    """The arguments of `AsyncS2Client`."""

    http_client: httpx2.AsyncClient | None


def _credentials(token: Secret, organization: Secret) -> Credentials:
    if problems := secret_problems(token=token, organization=organization):
        raise InvalidRequestError("the client", problems)
    from order_contract_generated.s2.contract import SECURITY

    bearer, named = SECURITY["bearerAuth"], SECURITY["organization"]
    return Credentials(
        headers={
            bearer["name"]: f"{bearer['prefix']}{token.reveal()}",
            named["name"]: organization.reveal(),
        }
    )


def _update_order(
    order_id: str, order: S2OrderUpdate | S2OrderUpdateDict, allow_unknown: bool
) -> Call[S2Order]:
    from order_contract.s2 import calls

    return calls.update_order(order_id, order, allow_unknown)


class S2RawMethods:
    """The method of `S2Client`, giving the response in full."""

    def __init__(self, client: S2Client) -> None:
        self.update_order = to_raw(client.update_order)


class AsyncS2RawMethods:
    """The method of `AsyncS2Client`, giving the response in full."""

    def __init__(self, client: AsyncS2Client) -> None:
        self.update_order = to_async_raw(client.update_order)


class S2Client(SyncClient):
    """Ventmere S2's Update Order. One client may be shared by threads.

    :param base_url: the server, with the path that stands before `/order`, if any.
    :param token: the bearer token, without `Bearer`.
    :param organization: the organisation's id, sent as `X-S2-Organization`.
    :param http_client: an `httpx2.Client` of yours; it stays open when this client is closed, and is refused
        in a forked child process.
    :param timeout: seconds that each phase of an attempt may take, or an `httpx2.Timeout`; None leaves it to
        the deadline of `retries`.
    :param retries: how often and how long a call is tried where that is safe; its deadline, 90 seconds,
        bounds every call.
    :param max_response_bytes: decompressed bytes of a response that are taken in, 32 MiB if not given; more
        is `ResponseTooLargeError`.
    :param on_event: called with an `Event` for each request, response, failure and pause, for metrics; what
        it raises is logged and ignored.
    :param allow_unknown: send members that the contract does not name; otherwise they raise
        `InvalidRequestError`.
    :raises InvalidRequestError: an argument is wrong; no value is quoted.
    :raises SettingsError: the environment names a proxy or certificates that cannot be used.
    """

    _role = "s2"
    _hidden = ("token=***",)

    def __init__(
        self,
        base_url: str,
        token: str,
        organization: str,
        *,
        http_client: httpx2.Client | None = None,
        timeout: Timeout = DEFAULT_TIMEOUT,
        retries: Retries | None = None,
        max_response_bytes: int | None = None,
        on_event: OnEvent | None = None,
        allow_unknown: bool = False,
    ) -> None:
        token, organization = Secret(token), Secret(organization)  # type: ignore[assignment]  # so that no traceback shows them
        options = {"retries": retries, "max_response_bytes": max_response_bytes, "on_event": on_event}
        credentials = _credentials(token, organization)  # type: ignore[arg-type]  # see above
        super().__init__(sender(base_url, credentials, timeout, **options), http_client)
        self._allow_unknown = allow_unknown

    @classmethod
    def from_env(cls, **options: Unpack[S2Options]) -> Self:
        """A client by the variables `ORDER_CONTRACT_S2_URL`, `ORDER_CONTRACT_TOKEN`,
        `ORDER_CONTRACT_ORGANIZATION` and the others that `order_contract.settings` names.

        :param options: arguments of the class; they go before the environment.
        :raises SettingsError: something is missing or wrong.
        """
        return cls._from_settings(None, options)

    @classmethod
    def from_profile(cls, name: str | None, **options: Unpack[S2Options]) -> Self:
        """A client by a table `[profile.NAME]` of `order-contract/config.toml`; secrets come from the
        environment or the keyring.

        :param name: the profile; None takes what `ORDER_CONTRACT_PROFILE` names, if anything.
        :param options: arguments of the class; they go before the profile.
        :raises SettingsError: something is missing, unknown or wrong.
        """
        return cls._from_settings(name, options)

    @property
    def with_raw_response(self) -> S2RawMethods:
        """`update_order`, giving a `RawResponse`: status, headers, bytes, seconds, attempts, and `parse()`,
        which raises what the method would.
        """
        return S2RawMethods(self)

    def update_order(
        self,
        order_id: str,
        order: S2OrderUpdate | S2OrderUpdateDict,
        *,
        timeout: Timeout | Unset = UNSET,
    ) -> S2Order:
        """Update an order (`PUT /order/{orderId}`). Attachments are appended, not replaced.

        :param order_id: the order's id in S2.
        :param order: the whole order; an address is given whole or as None, texts without a value are empty
            strings.
        :param timeout: seconds that each phase of an attempt may take, or an `httpx2.Timeout`, instead of the
            client's own.
        :returns: the order with its account and products; `deliver_by_date` is what was sent as
            `delivery_by_date`.
        :raises InvalidRequestError: an argument is wrong. Nothing was sent.
        :raises NoResponseError: no response came.
        :raises ApiError: another response than the documented success. Here and above, `outcome_unknown` says
            whether the update may have been made; its attachments are then there.
        """
        call = _update_order(order_id, order, self._allow_unknown)
        return self._finish(self._send(call, timeout))


class AsyncS2Client(AsyncClient):
    """Ventmere S2's Update Order without blocking. One client may be shared by tasks, and used in
    several event loops.

    :param base_url: the server, with the path that stands before `/order`, if any.
    :param token: the bearer token, without `Bearer`.
    :param organization: the organisation's id, sent as `X-S2-Organization`.
    :param http_client: an `httpx2.AsyncClient` of yours; it stays open when this client is closed, and is
        refused in a forked child process.
    :param timeout: seconds that each phase of an attempt may take, or an `httpx2.Timeout`; None leaves it to
        the deadline of `retries`.
    :param retries: how often and how long a call is tried where that is safe; its deadline, 90 seconds,
        bounds every call.
    :param max_response_bytes: decompressed bytes of a response that are taken in, 32 MiB if not given; more
        is `ResponseTooLargeError`.
    :param on_event: called with an `Event` for each request, response, failure and pause, for metrics; what
        it raises is logged and ignored.
    :param allow_unknown: send members that the contract does not name; otherwise they raise
        `InvalidRequestError`.
    :raises InvalidRequestError: an argument is wrong; no value is quoted.
    :raises SettingsError: the environment names a proxy or certificates that cannot be used.
    """

    _role = "s2"
    _hidden = ("token=***",)

    def __init__(
        self,
        base_url: str,
        token: str,
        organization: str,
        *,
        http_client: httpx2.AsyncClient | None = None,
        timeout: Timeout = DEFAULT_TIMEOUT,
        retries: Retries | None = None,
        max_response_bytes: int | None = None,
        on_event: OnEvent | None = None,
        allow_unknown: bool = False,
    ) -> None:
        token, organization = Secret(token), Secret(organization)  # type: ignore[assignment]  # so that no traceback shows them
        options = {"retries": retries, "max_response_bytes": max_response_bytes, "on_event": on_event}
        credentials = _credentials(token, organization)  # type: ignore[arg-type]  # see above
        super().__init__(sender(base_url, credentials, timeout, **options), http_client)
        self._allow_unknown = allow_unknown

    @classmethod
    def from_env(cls, **options: Unpack[AsyncS2Options]) -> Self:
        """A client by the variables `ORDER_CONTRACT_S2_URL`, `ORDER_CONTRACT_TOKEN`,
        `ORDER_CONTRACT_ORGANIZATION` and the others that `order_contract.settings` names.

        :param options: arguments of the class; they go before the environment.
        :raises SettingsError: something is missing or wrong.
        """
        return cls._from_settings(None, options)

    @classmethod
    def from_profile(cls, name: str | None, **options: Unpack[AsyncS2Options]) -> Self:
        """A client by a table `[profile.NAME]` of `order-contract/config.toml`; secrets come from the
        environment or the keyring.

        :param name: the profile; None takes what `ORDER_CONTRACT_PROFILE` names, if anything.
        :param options: arguments of the class; they go before the profile.
        :raises SettingsError: something is missing, unknown or wrong.
        """
        return cls._from_settings(name, options)

    @property
    def with_raw_response(self) -> AsyncS2RawMethods:
        """`update_order`, giving a `RawResponse`: status, headers, bytes, seconds, attempts, and `parse()`,
        which raises what the method would.
        """
        return AsyncS2RawMethods(self)

    async def update_order(
        self,
        order_id: str,
        order: S2OrderUpdate | S2OrderUpdateDict,
        *,
        timeout: Timeout | Unset = UNSET,
    ) -> S2Order:
        """Update an order (`PUT /order/{orderId}`). Attachments are appended, not replaced.

        :param order_id: the order's id in S2.
        :param order: the whole order; an address is given whole or as None, texts without a value are empty
            strings.
        :param timeout: seconds that each phase of an attempt may take, or an `httpx2.Timeout`, instead of the
            client's own.
        :returns: the order with its account and products; `deliver_by_date` is what was sent as
            `delivery_by_date`.
        :raises InvalidRequestError: an argument is wrong. Nothing was sent.
        :raises NoResponseError: no response came.
        :raises ApiError: another response than the documented success. Here and above, `outcome_unknown` says
            whether the update may have been made; its attachments are then there.
        """
        call = _update_order(order_id, order, self._allow_unknown)
        return self._finish(await self._send(call, timeout))
