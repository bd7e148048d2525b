"""Runs the handler of one delivery within one attempt at it: blocking, or on an event loop.

Invariants: an attempt is committed only after its handler returned an acknowledgement, and rolled back in
every other case; a delivery is acknowledged only when its commit went through. No text of an exception
reaches a log.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Concatenate, Final

from attrs import field, frozen

from order_contract.callback.errors import origin
from order_contract.callback.responses import CallbackResponse, failure, success
from order_contract.callback.store import (
    AsyncTransactionalStore,
    DeliveryState,
    Key,
    Transaction,
    TransactionalStore,
)
from order_contract_generated.merchant.models import MerchantOrder

Handler = Callable[
    Concatenate[MerchantOrder, ...], CallbackResponse | Awaitable[CallbackResponse | None] | None
]
"""A function or a coroutine function of the order. Further parameters are given by their names; see
`Receiver.on_status`.
"""
Call = Callable[[Handler, MerchantOrder, Mapping[str, Any]], object]
"""Calls a handler and gives what it returns, awaited."""

_log: Final = logging.getLogger("order_contract.callback")


@frozen
class RegisteredHandler:
    """A handler, and what is known of it before any delivery."""

    call: Handler
    wanted: tuple[str, ...]
    """The names of what it asks for beside the order."""
    is_async: bool
    """Whether it is a coroutine function."""

    @classmethod
    def of(cls, handler: Handler, wanted: Iterable[str]) -> RegisteredHandler:
        """The handler with the resources that it asks for."""
        call = getattr(handler, "__call__", None)  # noqa: B004  # of an object that can be called
        is_async = inspect.iscoroutinefunction(handler) or inspect.iscoroutinefunction(call)
        return cls(handler, tuple(wanted), is_async)


@frozen
class Admitted:
    """A delivery that passed every check, and who handles it."""

    order: MerchantOrder = field(repr=False)
    key: Key
    merchant: str | None = field(repr=False)
    handler: RegisteredHandler | None

    @property
    def is_async(self) -> bool:
        """Whether the handler is a coroutine function."""
        return self.handler is not None and self.handler.is_async

    @property
    def uses_store(self) -> bool:
        """Whether the handler asks for something of the store's, such as its session."""
        return self.handler is not None and any(name != "merchant" for name in self.handler.wanted)

    def resources(self, resource: Callable[[str], Any]) -> dict[str, Any]:
        """What the handler asks for, from an attempt's `resource`."""
        wanted = () if self.handler is None else self.handler.wanted
        return {name: self.merchant if name == "merchant" else resource(name) for name in wanted}


def wanted_resources(handler: Handler, offered: frozenset[str]) -> tuple[str, ...]:
    """The names of the parameters of a handler, after the order, that are to be given.

    :raises TypeError: it requires one that is not offered.
    """
    try:
        parameters = list(inspect.signature(handler).parameters.values())
    except (TypeError, ValueError):  # some callables of C have no signature
        return ()
    variable = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    further = [parameter for parameter in parameters[1:] if parameter.kind not in variable]
    for parameter in further:
        if parameter.name not in offered and parameter.default is parameter.empty:
            known = ", ".join(sorted(offered))
            raise TypeError(
                f"got a handler with the parameter {parameter.name}; pass one that asks for {known} at most"
            )
    return tuple(parameter.name for parameter in further if parameter.name in offered)


def call_blocking(handler: Handler, order: MerchantOrder, resources: Mapping[str, Any]) -> object:
    """Call a handler in this thread; what is to be awaited gets an event loop of its own."""
    result = handler(order, **resources)
    if result is None or not inspect.isawaitable(result):
        return result
    return asyncio.run(_awaited(result))


def attempt(store: TransactionalStore, admitted: Admitted, call: Call) -> CallbackResponse | None:
    """One attempt at a delivery in this thread; None while another attempt holds it."""
    try:
        transaction = store.begin(admitted.key)
    except Exception as error:  # noqa: BLE001  # a store can be anybody's
        return store_failed(admitted, error)
    if transaction.state is not DeliveryState.CLAIMED:
        return success(admitted.order) if transaction.state is DeliveryState.DONE else None
    try:
        result = (
            None
            if admitted.handler is None
            else call(admitted.handler.call, admitted.order, admitted.resources(transaction.resource))
        )
        response = _response(admitted, result)
    except BaseException as error:
        transaction.rollback()
        if not isinstance(error, Exception):
            raise
        return _handler_failed(admitted, error)
    if not response.acknowledges:
        transaction.rollback()
        return response
    try:
        transaction.commit()
    except Exception as error:  # noqa: BLE001  # as above
        return store_failed(admitted, error)
    return response


async def attempt_async(
    store: AsyncTransactionalStore, admitted: Admitted, *, in_thread: bool
) -> CallbackResponse | None:
    """One attempt at a delivery on the running event loop; None while another attempt holds it.

    :param in_thread: whether a handler that is not a coroutine function is called in a thread.
    """
    try:
        transaction = await store.abegin(admitted.key)
    except Exception as error:  # noqa: BLE001  # as above
        return store_failed(admitted, error)
    if transaction.state is not DeliveryState.CLAIMED:
        return success(admitted.order) if transaction.state is DeliveryState.DONE else None
    try:
        result: object = None
        if admitted.handler is not None:
            resources = admitted.resources(transaction.resource)
            if in_thread and not admitted.is_async:
                result = await asyncio.to_thread(
                    call_blocking, admitted.handler.call, admitted.order, resources
                )
            else:
                result = admitted.handler.call(admitted.order, **resources)
            if inspect.isawaitable(result):
                result = await result
        response = _response(admitted, result)
    except BaseException as error:
        await transaction.rollback()
        if not isinstance(error, Exception):
            raise
        return _handler_failed(admitted, error)
    if not response.acknowledges:
        await transaction.rollback()
        return response
    try:
        await transaction.commit()
    except Exception as error:  # noqa: BLE001  # as above
        return store_failed(admitted, error)
    return response


class Threads:
    """An `AsyncTransactionalStore` on a blocking one, whose steps run in threads."""

    def __init__(self, store: TransactionalStore) -> None:
        self._store: Final = store
        self.resources: Final = store.resources

    async def abegin(self, key: Key) -> ThreadedTransaction:
        """See `AsyncTransactionalStore`. An attempt that began while its task was cancelled is ended."""
        begun = asyncio.ensure_future(asyncio.to_thread(self._store.begin, key))
        try:
            return ThreadedTransaction(await asyncio.shield(begun))
        except asyncio.CancelledError:
            transaction = ThreadedTransaction(await begun)
            if transaction.state is DeliveryState.CLAIMED:
                await transaction.rollback()
            raise


class ThreadedTransaction:
    """See `AsyncTransaction`."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction: Final = transaction
        self.state = transaction.state

    def resource(self, name: str) -> Any:
        """See `AsyncTransaction`."""
        return self._transaction.resource(name)

    async def commit(self) -> None:
        """See `AsyncTransaction`."""
        await asyncio.to_thread(self._transaction.commit)

    async def rollback(self) -> None:
        """See `AsyncTransaction`."""
        await asyncio.to_thread(self._transaction.rollback)


def failed(description: str) -> CallbackResponse:
    """The response to a delivery that this server failed to handle."""
    return failure("500", "internal error", description, status=500)


def store_failed(admitted: Admitted, error: Exception) -> CallbackResponse:
    """The response where it is not certain that the delivery is on record."""
    _log.error("callback %s: the store failed: %s", admitted.key.digest[:12], origin(error))
    return failed("The store failed.")


def _handler_failed(admitted: Admitted, error: Exception) -> CallbackResponse:
    _log.error("callback %s: the handler failed: %s", admitted.key.digest[:12], origin(error))
    return failed("The handler failed.")


def _response(admitted: Admitted, result: object) -> CallbackResponse:
    if result is None:
        return success(admitted.order)
    if isinstance(result, CallbackResponse):
        return result
    _log.error(
        "callback %s: the handler returned a %s, not None or a CallbackResponse",
        admitted.key.digest[:12],
        type(result).__name__,
    )
    return failed("The handler failed.")


async def _awaited(result: Awaitable[Any]) -> Any:
    return await result
