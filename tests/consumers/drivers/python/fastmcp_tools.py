"""Three calls by the tools that fastmcp makes of the lean edition. What is JSON in the query is checked first
against the schema that the tool shows a model; with an argument, a refund from that JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx2
import jsonschema
from fastmcp import Client, FastMCP

DOCUMENT = json.loads(Path(os.environ["DOCUMENT"]).read_bytes())
MOST = 106_000
"""What the list of tools may have, in bytes of compact JSON: a model may be shown all of it."""


class Tools:
    """The tools as a model sees them."""

    def __init__(self, client: Client, schemas: Mapping[str, Mapping[str, Any]]) -> None:
        self._client = client
        self._schemas = schemas

    def text(self, tool: str, parameter: str, value: object) -> str:
        schema = self._schemas[tool]["properties"][parameter]
        jsonschema.validate(value, schema.get("items", schema)["contentSchema"])
        return json.dumps(value, separators=(",", ":"))

    async def call(self, tool: str, **arguments: object) -> Any:
        jsonschema.validate(arguments, self._schemas[tool])
        return (await self._client.call_tool(tool, arguments)).structured_content

    async def details(self, order_id: str) -> Any:
        return (await self.call("getOrdersDetails", OrderIds=[order_id]))["result"][0]


async def main(arguments: Sequence[str]) -> None:
    settings = {
        "base_url": os.environ.get("CONSUMER_URL", "http://127.0.0.1"),
        "headers": {"merchantGUID": os.environ.get("CONSUMER_GUID", "")},
    }
    async with httpx2.AsyncClient(**settings) as http:
        # A refusal under 200 has other members than an acceptance, which a validation of outputs would hide.
        server = FastMCP.from_openapi(DOCUMENT, client=http, name="Global-e", validate_output=False)
        async with Client(server) as client:
            listed = await client.list_tools()
            size = sum(len(tool.model_dump_json(by_alias=True, exclude_none=True)) for tool in listed)
            if size > MOST:
                sys.exit(f"the list of tools has {size} bytes, more than {MOST}")
            tools = Tools(client, {tool.name: tool.input_schema for tool in listed})
            if arguments:
                tools.text("createOrderRefund", "orderRefund", json.loads(arguments[0]))
                return
            await calls(tools)


async def calls(tools: Tools) -> None:
    status = {"OrderId": "testID", "OrderStatus": {"OrderStatusCode": "DEL_12", "Name": "Delayed"}}
    taken = await tools.call(
        "updateOrderDispatch",
        orderStatus=tools.text("updateOrderDispatch", "orderStatus", status),
        parcelsList=[
            tools.text("updateOrderDispatch", "parcelsList", {"ParcelCode": code})
            for code in ("12345-1", "12345-2")
        ],
        body=[{"ProductCode": "1020872", "DeliveryQuantity": "1"}],
    )
    print("UpdateOrderDispatch", str(taken["Success"]).lower())
    print("GetOrdersDetails", (await tools.details("GE123874638GB"))["OrderId"])

    refund = {
        "OrderId": "GE123874638GB",
        "TotalRefundAmount": 100,
        "RefundReason": {"OrderRefundReasonCode": "RETURN", "Name": "RETURN"},
    }
    pieces = [
        {"CartItemId": item, "RefundQuantity": "1", "RefundAmount": amount}
        for item, amount in (("134643", "42"), ("134644", "58"))
    ]
    text = tools.text("createOrderRefund", "orderRefund", refund)
    paid = await tools.call("createOrderRefund", orderRefund=text, body=pieces)
    print("CreateOrderRefund", str(paid["Success"]).lower())

    total = (await tools.details("EXACT1GB"))["InternationalDetails"]["TotalPrice"]
    print("Money", type(total).__name__, format(total, "f"))


asyncio.run(main(sys.argv[1:]))
