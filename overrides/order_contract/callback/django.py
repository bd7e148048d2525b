"""Mounts a receiver in a Django project.

Invariant: a body is read no further than the receiver's limit; Django is loaded when a view is made, not before.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from order_contract.callback.receiver import Receiver
from order_contract.callback.responses import CallbackResponse
from order_contract.callback.wsgi import content_length, read


def view(receiver: Receiver) -> Callable[..., Any]:
    """A view of every method, exempt from the check against forged forms: `path("order-status", django.view(receiver))`."""
    from django.views.decorators.csrf import csrf_exempt

    def order_status_callback(request: Any) -> Any:
        response = _early(receiver, request) or receiver.handle(
            request.method, _content_type(request), _body(receiver, request)
        )
        return _response(response)

    exempt: Callable[..., Any] = csrf_exempt(order_status_callback)
    return exempt


def async_view(receiver: Receiver) -> Callable[..., Awaitable[Any]]:
    """The same for a project that is served over ASGI; coroutine functions as handlers run on its event loop."""
    from django.views.decorators.csrf import csrf_exempt

    async def order_status_callback(request: Any) -> Any:
        response = _early(receiver, request)
        if response is None:
            response = await receiver.handle_async(
                request.method, _content_type(request), _body(receiver, request)
            )
        return _response(response)

    exempt: Callable[..., Awaitable[Any]] = csrf_exempt(order_status_callback)
    return exempt


def _early(receiver: Receiver, request: Any) -> CallbackResponse | None:
    return receiver.refused_early(
        request.method, _content_type(request), content_length(request.META.get("CONTENT_LENGTH"))
    )


def _content_type(request: Any) -> str | None:
    given: str | None = request.META.get("CONTENT_TYPE")
    return given


def _body(receiver: Receiver, request: Any) -> bytes:
    """Read as a stream, because Django's own limit would answer with a page."""
    return read(request.read, receiver.max_body + 1)


def _response(response: CallbackResponse) -> Any:
    from django.http import HttpResponse

    return HttpResponse(response.body, status=response.status, headers=dict(response.headers))
