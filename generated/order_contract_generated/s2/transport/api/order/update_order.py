"""PUT /order/{order_id}"""

from typing import Any
from urllib.parse import quote

import httpx2
from order_contract.wire import codec

from ... import errors
from ...client import Client
from ...models.s2_error import S2Error
from ...models.s2_order import S2Order
from ...models.s2_order_update import S2OrderUpdate
from ...types import Response


def get_kwargs(
    order_id: str,
    *,
    body: S2OrderUpdate,
) -> dict[str, Any]:
    """The request as arguments of `httpx2.Client.request`; a body is JSON with exact decimals."""
    headers: dict[str, Any] = {}

    kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/order/{order_id}".format(
            order_id=quote(str(order_id), safe=""),
        ),
    }
    kwargs["content"] = codec.dumps(body)
    headers["Content-Type"] = "application/json"
    kwargs["headers"] = headers
    return kwargs


def parse_content(status_code: int, content: bytes) -> S2Error | S2Order | None:
    """The documented response for a status, read leniently and exactly; None for a status that the contract does not name:
    under any other (`default`), a proxy's page is as likely as a refusal.

    Raises order_contract.wire.codec.CodecError when the bytes are not JSON, pydantic.ValidationError when they are another structure.
    """
    if status_code == 200:
        response_200 = S2Order.model_validate(codec.loads(content))

        return response_200
    if 400 <= status_code <= 499:
        response_4xx = S2Error.model_validate(codec.loads(content))

        return response_4xx
    return None


def _response(client: Client, response: httpx2.Response) -> Response[S2Error | S2Order]:
    parsed = parse_content(response.status_code, response.content)
    if parsed is None and client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    return Response(status_code=response.status_code, content=response.content, headers=response.headers, parsed=parsed)


def sync_detailed(
    order_id: str,
    *,
    body: S2OrderUpdate,
    client: Client,
) -> Response[S2Error | S2Order]:
    """Change an order. Raises httpx2.HTTPError, and what `parse_content` raises."""
    response = client.get_httpx_client().request(
        **get_kwargs(
            order_id=order_id,
            body=body,
        )
    )
    return _response(client, response)


async def asyncio_detailed(
    order_id: str,
    *,
    body: S2OrderUpdate,
    client: Client,
) -> Response[S2Error | S2Order]:
    """Change an order. Raises httpx2.HTTPError, and what `parse_content` raises."""
    response = await client.get_async_httpx_client().request(
        **get_kwargs(
            order_id=order_id,
            body=body,
        )
    )
    return _response(client, response)
