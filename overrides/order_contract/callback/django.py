"""Mounts a receiver in a Django project.

Invariants: a body is read no further than the receiver's limit, and can be read again as `request.body`; what
a handler writes under `ATOMIC_REQUESTS` is committed before its delivery is acknowledged, and rolled back
unless it is; no connection outlives the request that opened it longer than `CONN_MAX_AGE` says. Django is
loaded when a view is made, not before.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack
from typing import Any

from order_contract.callback.handling import Handler
from order_contract.callback.receiver import Receiver
from order_contract.callback.responses import CallbackResponse
from order_contract.callback.wsgi import NO_CHUNKS, content_length, is_without_length, read
from order_contract_generated.merchant.models import MerchantOrder


def view(receiver: Receiver) -> Callable[..., Any]:
    """A view of every method, exempt from the check against forged forms: `path("order-status",
    django.view(receiver))`.

    Handlers are called in the request's thread; coroutine functions by `async_to_sync`. Under
    `ATOMIC_REQUESTS` a handler, not the view, is the atomic block, and one that raises or refuses is rolled
    back.
    """

    def order_status_callback(request: Any) -> Any:
        return _response(_early(receiver, request) or _handle(receiver, request, _body(receiver, request)))

    return _exempt(order_status_callback)


def async_view(receiver: Receiver) -> Callable[..., Awaitable[Any]]:
    """A view of every method, like `view`, for a project that is served over ASGI.

    Handlers and the store run in the request's own thread, where Django's ORM belongs (`sync_to_async`); a
    coroutine function runs on the event loop, and what it awaits of the ORM in that thread, in the same
    transaction. With an async store, everything runs on the event loop.
    """

    async def order_status_callback(request: Any) -> Any:
        from asgiref.sync import sync_to_async

        response = _early(receiver, request)
        if response is None:
            body = _body(receiver, request)
            if receiver.is_async:
                response = await receiver.handle_async(request.method, _content_type(request), body)
            else:
                response = await sync_to_async(_handle_and_close)(receiver, request, body)
        return _response(response)

    return _exempt(order_status_callback)


def _exempt(view: Callable[..., Any]) -> Callable[..., Any]:
    from django.db import connections, transaction
    from django.views.decorators.csrf import csrf_exempt

    for alias in connections:
        view = transaction.non_atomic_requests(using=alias)(view)
    exempt: Callable[..., Any] = csrf_exempt(view)
    return exempt


def _handle(receiver: Receiver, request: Any, body: bytes) -> CallbackResponse:
    return receiver.handle(request.method, _content_type(request), body, call=_call)


def _handle_and_close(receiver: Receiver, request: Any, body: bytes) -> CallbackResponse:
    """As above; a caller that hangs up keeps Django from closing connections itself."""
    from django.db import close_old_connections

    try:
        return _handle(receiver, request, body)
    finally:
        close_old_connections()


def _call(handler: Handler, order: MerchantOrder, resources: Mapping[str, Any]) -> object:
    """Call a handler in what Django would make atomic for the whole request."""
    from django.db import connections, transaction

    with ExitStack() as stack:
        aliases = [
            connection.alias
            for connection in connections.all()
            if connection.settings_dict.get("ATOMIC_REQUESTS") and not connection.in_atomic_block
        ]
        for alias in aliases:
            stack.enter_context(transaction.atomic(using=alias))
        result = _called(handler, order, resources)
        if result is not None and not (isinstance(result, CallbackResponse) and result.acknowledges):
            for alias in aliases:
                transaction.set_rollback(True, using=alias)
        return result


def _called(handler: Handler, order: MerchantOrder, resources: Mapping[str, Any]) -> object:
    import inspect

    from asgiref.sync import async_to_sync

    async def awaited(result: Awaitable[Any]) -> Any:
        return await result

    result = handler(order, **resources)
    return async_to_sync(awaited)(result) if inspect.isawaitable(result) else result


def _early(receiver: Receiver, request: Any) -> CallbackResponse | None:
    length = content_length(request.META.get("CONTENT_LENGTH"))
    early = receiver.refused_early(request.method, _content_type(request), length)
    if early is None and "wsgi.input" in request.META and is_without_length(request.META):
        return receiver.refuse(411, "length required", NO_CHUNKS)
    return early


def _content_type(request: Any) -> str | None:
    given: str | None = request.META.get("CONTENT_TYPE")
    return given


def _body(receiver: Receiver, request: Any) -> bytes:
    """Read as a stream, because Django's own limit would respond with a page; and kept, because middleware
    may read `request.body` afterwards.
    """
    if hasattr(request, "_body"):
        read_before: bytes = request.body
        return read_before
    chunked = not request.META.get("CONTENT_LENGTH") and request.META.get("wsgi.input_terminated")
    source = request.META["wsgi.input"].read if chunked else request.read
    body = read(source, receiver.max_body + 1)
    if len(body) <= receiver.max_body:
        request._body = body  # as `HttpRequest.body` does
    return body


def _response(response: CallbackResponse) -> Any:
    from django.http import HttpResponse

    return HttpResponse(response.body, status=response.status, headers=dict(response.headers))
