"""POST /Order/DispatchConsolidatedShipment"""

from typing import Any

import httpx2
from order_contract.wire import codec

from ... import errors
from ...client import Client
from ...models.error_info import ErrorInfo
from ...models.get_orders_manifest_request import GetOrdersManifestRequest
from ...models.order_documents_response import OrderDocumentsResponse
from ...types import Response


def get_kwargs(
    *,
    body: GetOrdersManifestRequest,
) -> dict[str, Any]:
    """The request as arguments of `httpx2.Client.request`; a body is JSON with exact decimals."""
    headers: dict[str, Any] = {}

    kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/Order/DispatchConsolidatedShipment",
    }
    kwargs["content"] = codec.dumps(body)
    headers["Content-Type"] = "application/json"
    kwargs["headers"] = headers
    return kwargs


def parse_content(status_code: int, content: bytes) -> ErrorInfo | OrderDocumentsResponse | None:
    """The documented response for a status, read leniently and exactly; None for a status that the contract does not name:
    under any other (`default`), a proxy's page is as likely as a refusal.

    Raises order_contract.wire.codec.CodecError when the bytes are not JSON, pydantic.ValidationError when they are another structure.
    """
    if status_code == 200:
        response_200 = OrderDocumentsResponse.model_validate(codec.loads(content))

        return response_200
    if status_code == 401:
        response_401 = ErrorInfo.model_validate(codec.loads(content))

        return response_401
    if 400 <= status_code <= 499:
        response_4xx = ErrorInfo.model_validate(codec.loads(content))

        return response_4xx
    return None


def _response(client: Client, response: httpx2.Response) -> Response[ErrorInfo | OrderDocumentsResponse]:
    parsed = parse_content(response.status_code, response.content)
    if parsed is None and client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return Response(status_code=response.status_code, content=response.content, headers=response.headers, parsed=parsed)


def sync_detailed(
    *,
    body: GetOrdersManifestRequest,
    client: Client,
) -> Response[ErrorInfo | OrderDocumentsResponse]:
    """Dispatch orders as one shipment. Raises httpx2.HTTPError, and what `parse_content` raises."""
    response = client.get_httpx_client().request(
        **get_kwargs(
            body=body,
        )
    )
    return _response(client, response)


async def asyncio_detailed(
    *,
    body: GetOrdersManifestRequest,
    client: Client,
) -> Response[ErrorInfo | OrderDocumentsResponse]:
    """Dispatch orders as one shipment. Raises httpx2.HTTPError, and what `parse_content` raises."""
    response = await client.get_async_httpx_client().request(
        **get_kwargs(
            body=body,
        )
    )
    return _response(client, response)
