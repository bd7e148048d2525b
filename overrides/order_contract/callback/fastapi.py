"""Receives callbacks by path operations of FastAPI: the order as a typed parameter, the documented response
as the response model.

Invariants: what `Receiver` promises; a path operation runs only for a delivery that is new, and its
transaction is committed before its response leaves.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.routing import APIRoute

from order_contract.callback.asgi import read_body
from order_contract.callback.delivery import DOCUMENTED
from order_contract.callback.receiver import Receiver
from order_contract.callback.responses import WIRE_NAMES, CallbackResponse, failure, success
from order_contract.callback.wsgi import content_length
from order_contract.wire import codec
from order_contract_generated.merchant.models import MerchantOrder, MerchantResponseInfo

if TYPE_CHECKING:
    from starlette.types import Message

_RECEIVED: Final = "order_contract.received"
_REQUEST_BODY: Final = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "title": MerchantOrder.__name__,
                "description": "The order, as UpdateOrderStatus sends it.",
                "type": "object",
                "required": DOCUMENTED["body_requires"],
                "properties": {name: {"type": "string"} for name in DOCUMENTED["body_requires"]},
            }
        }
    },
}
_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    400: {"model": MerchantResponseInfo, "description": "The callback is refused."},
    500: {"model": MerchantResponseInfo, "description": "It could not be handled; send it again."},
}


def received_order(request: Request) -> MerchantOrder:
    """A dependency: the order of the delivery."""
    order: MerchantOrder = request.scope[_RECEIVED]["order"]
    return order


def received_merchant(request: Request) -> str | None:
    """A dependency: the merchant that the delivery came for; see `Receiver.on_status`."""
    merchant: str | None = request.scope[_RECEIVED]["merchant"]
    return merchant


def received_session(request: Request) -> Any:
    """A dependency: the session of a `SQLAlchemyStore`, in the transaction that records the delivery."""
    return request.scope[_RECEIVED]["session"]


def received_connection(request: Request) -> Any:
    """A dependency: its connection."""
    return request.scope[_RECEIVED]["connection"]


Order = Annotated[MerchantOrder, Depends(received_order)]
Merchant = Annotated[str | None, Depends(received_merchant)]


def router(receiver: Receiver, **options: Any) -> APIRouter:
    """A router whose path operations receive callbacks::

        router = fastapi.router(receiver)


        @router.post("/order-status")
        async def order_status(
            order: fastapi.Order,
            session: Annotated[AsyncSession, Depends(fastapi.received_session)],
        ) -> None: ...

    A path operation returns None for the documented success, or a `MerchantResponseInfo`. Where it raises, or
    returns one whose `success` is not true, the delivery is not on record and its transaction is rolled back.
    The receiver's own handlers are not used.

    :param options: of `APIRouter`.
    """

    class CallbackRoute(APIRoute):
        def __init__(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:
            given["response_model"] = MerchantResponseInfo | None
            given["responses"] = {**_RESPONSES, **(given.get("responses") or {})}
            given["openapi_extra"] = {"requestBody": _REQUEST_BODY, **(given.get("openapi_extra") or {})}
            super().__init__(path, endpoint, **given)

        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            operation = super().get_route_handler()

            async def receive(request: Request) -> Response:
                response = await _received(receiver, request, operation)
                return Response(response.body, response.status, dict(response.headers))

            return receive

    return APIRouter(route_class=CallbackRoute, **options)


async def _received(
    receiver: Receiver, request: Request, operation: Callable[[Request], Awaitable[Response]]
) -> CallbackResponse:
    content_type = request.headers.get("content-type")
    length = content_length(request.headers.get("content-length"))
    early = receiver.refused_early(request.method, content_type, length)
    if early is not None:
        return early
    body = await read_body(request.receive, receiver.max_body)

    async def replay() -> Message:
        return {"type": "http.request", "body": body or b"", "more_body": False}

    async def operate(order: MerchantOrder, **resources: Any) -> CallbackResponse:
        request.scope[_RECEIVED] = {"order": order, **resources}
        try:
            response = await operation(Request(request.scope, replay))
        except HTTPException as error:
            return failure(str(error.status_code), str(error.detail), status=max(error.status_code, 400))
        return _documented(order, response)

    return await receiver.handle_async(request.method, content_type, body or b"", handler=operate)


def _documented(order: MerchantOrder, response: Response) -> CallbackResponse:
    """The response of a path operation: None is the documented success, and no failure is an
    acknowledgement.
    """
    body = bytes(response.body)
    info = codec.loads(body) if body else None
    if info is None and response.status_code < 300:
        return success(order)
    is_success = isinstance(info, dict) and info.get(WIRE_NAMES["success"]) is True
    status = response.status_code if is_success or response.status_code >= 400 else 400
    return CallbackResponse(status, (("Content-Type", "application/json"),), body)
