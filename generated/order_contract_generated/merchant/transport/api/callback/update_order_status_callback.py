"""POST /order-status-update-url"""

from typing import Any

import httpx2
from order_contract.wire import codec

from ... import errors
from ...client import Client
from ...models.merchant_order import MerchantOrder
from ...models.merchant_response_info import MerchantResponseInfo
from ...types import Response


def get_kwargs(
    *,
    body: MerchantOrder,
) -> dict[str, Any]:
    """The request as arguments of `httpx2.Client.request`; a body is JSON with exact decimals."""
    headers: dict[str, Any] = {}

    kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/order-status-update-url",
    }
    kwargs["content"] = codec.dumps(body)
    headers["Content-Type"] = "application/json"
    kwargs["headers"] = headers
    return kwargs


def parse_content(status_code: int, content: bytes) -> MerchantResponseInfo | None:
    """The documented response for a status, read leniently and exactly; None for a status that the contract does not name:
    under any other (`default`), a proxy's page is as likely as a refusal.

    Raises order_contract.wire.codec.CodecError when the bytes are not JSON, pydantic.ValidationError when they are another structure.
    """
    if status_code == 200:
        response_200 = MerchantResponseInfo.model_validate(codec.loads(content))

        return response_200
    if 400 <= status_code <= 499:
        response_4xx = MerchantResponseInfo.model_validate(codec.loads(content))

        return response_4xx
    return None


def _response(client: Client, response: httpx2.Response) -> Response[MerchantResponseInfo]:
    parsed = parse_content(response.status_code, response.content)
    if parsed is None and client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return Response(status_code=response.status_code, content=response.content, headers=response.headers, parsed=parsed)


def sync_detailed(
    *,
    body: MerchantOrder,
    client: Client,
) -> Response[MerchantResponseInfo]:
    """Take note of a change of an order's status. Raises httpx2.HTTPError, and what `parse_content` raises."""
    response = client.get_httpx_client().request(
        **get_kwargs(
            body=body,
        )
    )
    return _response(client, response)


async def asyncio_detailed(
    *,
    body: MerchantOrder,
    client: Client,
) -> Response[MerchantResponseInfo]:
    """Take note of a change of an order's status. Raises httpx2.HTTPError, and what `parse_content` raises."""
    response = await client.get_async_httpx_client().request(
        **get_kwargs(
            body=body,
        )
    )
    return _response(client, response)
