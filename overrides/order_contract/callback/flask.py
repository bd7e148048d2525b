"""Mounts a receiver in a Flask application.

Invariant: a body is read no further than the receiver's limit; Flask is loaded when a view is made, not
before.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from order_contract.callback.receiver import Receiver
from order_contract.callback.wsgi import NO_CHUNKS, is_without_length, read

if TYPE_CHECKING:
    from flask import Response


_NAME: Final = "order_status_callback"
_numbers: Final = count(1)


def view(receiver: Receiver, *, name: str | None = None) -> Callable[[], Response]:
    """A view of every method: `app.add_url_rule("/order-status", view_func=flask.view(receiver))`.

    A body above the application's `MAX_CONTENT_LENGTH` gets the documented 413 too.

    :param name: the endpoint that Flask calls the view by; without one, `order_status_callback`, with a
        number from the second view on.
    """
    from flask import Response, request
    from werkzeug.exceptions import RequestEntityTooLarge

    def order_status_callback() -> Response:
        content_type = request.headers.get("Content-Type")
        length = request.content_length
        response = receiver.refused_early(request.method, content_type, length)
        if response is None and is_without_length(request.environ):
            response = receiver.refuse(411, "length required", NO_CHUNKS)
        if response is None:
            try:
                whole = length is not None
                body = request.get_data() if whole else read(request.stream.read, receiver.max_body + 1)
            except RequestEntityTooLarge:
                response = receiver.refuse(413, "body too large", "The server reads no body of this size.")
            else:
                response = receiver.handle(request.method, content_type, body)
        return Response(response.body, response.status, list(response.headers))

    number = next(_numbers)
    view: Any = order_status_callback
    view.__name__ = name or (_NAME if number == 1 else f"{_NAME}_{number}")
    # so that the receiver responds to every method, in the documented form
    view.methods = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
    view.provide_automatic_options = False
    return order_status_callback
