"""Mounts a receiver in a Flask application.

Invariant: a body is read no further than the receiver's limit; Flask is loaded when a view is made, not
before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from order_contract.callback.receiver import Receiver
from order_contract.callback.wsgi import read

if TYPE_CHECKING:
    from flask import Response


def view(receiver: Receiver) -> Callable[[], Response]:
    """A view of every method: `app.add_url_rule("/order-status", view_func=flask.view(receiver))`."""
    from flask import Response, request

    def order_status_callback() -> Response:
        content_type = request.headers.get("Content-Type")
        length = request.content_length
        response = receiver.refused_early(request.method, content_type, length)
        if response is None:
            body = (
                request.get_data() if length is not None else read(request.stream.read, receiver.max_body + 1)
            )
            response = receiver.handle(request.method, content_type, body)
        return Response(response.body, response.status, list(response.headers))

    told: Any = order_status_callback
    told.methods = [
        "DELETE",
        "GET",
        "HEAD",
        "OPTIONS",
        "PATCH",
        "POST",
        "PUT",
    ]  # so that the receiver answers them, in the documented form
    told.provide_automatic_options = False
    return order_status_callback
