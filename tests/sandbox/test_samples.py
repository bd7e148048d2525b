"""Every documented request succeeds as printed, over the bare wire and through the clients."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import httpx2
import pytest

from codegen.documents.contract_tables import client_method
from order_contract import sandbox, spec
from order_contract.globale import GlobalEClient
from order_contract.s2 import S2Client
from order_contract.wire import codec
from tests.sandbox.sandbox_calls import GUID, S2_HEADERS, S2_ORDER, Caller, Direct, examples

METHODS = [
    (item["post"]["operationId"], path.rpartition("/")[2], index)
    for path, item in spec.load("globale")["paths"].items()
    for index, _ in enumerate(examples("globale", item["post"]["operationId"]))
]


@pytest.mark.parametrize(("operation", "method", "index"), METHODS)
def test_documented_request_succeeds_over_the_bare_wire(
    box: Caller, operation: str, method: str, index: int
) -> None:
    query, body = list(examples("globale", operation))[index]
    response = box.ok(method, body, **query)
    if isinstance(response, dict):
        assert response.get("Success", response.get("IsSuccess", True)) is True
    else:
        assert [order["OrderId"] for order in response] == body["OrderIds"]


# an operation that is not here takes its body alone
CALLS: Mapping[str, Callable[[GlobalEClient, Mapping[str, Any], Any], Any]] = {
    "createOrderRefund": lambda client, query, body: client.create_order_refund(
        codec.loads(query["orderRefund"]), body
    ),
    "trackOrder": lambda client, query, _: client.track_order(query["orderId"], query["email"]),
    "updateOrderDispatch": lambda client, query, body: client.update_order_dispatch(
        body, codec.loads(query["orderStatus"]), [codec.loads(parcel) for parcel in query["parcelsList"]]
    ),
    "updateOrderStatus": lambda client, query, _: client.update_order_status(
        codec.loads(query["orderStatus"])
    ),
}


@pytest.mark.parametrize("in_header", [False, True], ids=["query", "header"])
@pytest.mark.parametrize(("operation", "method", "index"), METHODS)
def test_documented_request_succeeds_through_the_client(
    operation: str, method: str, index: int, in_header: bool
) -> None:
    query, body = list(examples("globale", operation))[index]
    with httpx2.Client(transport=Direct(sandbox.app("globale"))) as http_client:
        client = GlobalEClient("http://localhost", GUID, http_client=http_client, guid_in_header=in_header)
        if operation in CALLS:
            response = CALLS[operation](client, query, body)
        else:
            response = getattr(client, client_method(operation))(body)
        assert response is not None


def test_documented_callback_succeeds(box: Caller) -> None:
    [(_, body)] = examples("merchant", "updateOrderStatusCallback")
    response = box.callback(body)
    assert response.status_code == 200
    [sample] = [
        response["value"]
        for response in _responses("merchant", "/order-status-update-url", "post", "200").values()
    ]
    contract = {
        name: value for name, value in sample.items() if name not in ("action", "queryString", "locale")
    }
    assert codec.loads(response.content) == contract


def test_documented_s2_update_gives_the_documented_response(box: Caller) -> None:
    [(_, body)] = examples("s2", "updateOrder")
    response = box.s2(body)
    assert response.status_code == 200
    [sample] = [response["value"] for response in _responses("s2", "/order/{orderId}", "put", "200").values()]
    value = codec.loads(response.content)
    for name in ("id", "createdAt", "updatedAt"):
        # The attachment that the request adds is a new one each time.
        value["attachments"][-1][name] = sample["attachments"][-1][name]
    assert codec.dumps(value) == codec.dumps(sample)


def test_documented_s2_update_succeeds_through_the_client() -> None:
    [(_, body)] = examples("s2", "updateOrder")
    with httpx2.Client(transport=Direct(sandbox.app("s2"))) as http_client:
        token = S2_HEADERS["Authorization"].removeprefix("Bearer ")
        client = S2Client("http://localhost", token, S2_HEADERS["X-S2-Organization"], http_client=http_client)
        assert len(client.update_order(S2_ORDER, body).attachments) == 3


def _responses(api: spec.Api, path: str, method: str, status: str) -> dict[str, Any]:
    responses: dict[str, Any] = spec.load(api)["paths"][path][method]["responses"][status]["content"][
        "application/json"
    ]["examples"]
    return responses
