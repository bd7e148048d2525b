"""Edits of what a server returns, and of the callback, each with what the gate must say of it."""

from __future__ import annotations

from tests.codegen.breaking.document_editing import (
    ADDITIVE,
    BREAKING,
    NULLABLE,
    TEXT,
    add,
    drop,
    edit,
    need,
    put,
    remove,
)

RESPONSES = [
    edit(
        "a member that clients read is gone",
        lambda d: remove(d.schemas("MerchantOrderTracking"), "ShipmentLocation"),
        (BREAKING, "MerchantOrderTracking.ShipmentLocation", "gone"),
    ),
    edit(
        "a member may be missing now",
        lambda d: need(d.schemas("ResponseInfo")),
        (BREAKING, "ResponseInfo.Success", "no longer required"),
    ),
    edit(
        "a member always comes now",
        lambda d: need(d.schemas("ResponseInfo"), "Success", "Reason"),
        (ADDITIVE, "ResponseInfo.Reason", "required now"),
    ),
    edit(
        "a member is new",
        lambda d: add(d.schemas("ResponseInfo"), "More", NULLABLE),
        (ADDITIVE, "ResponseInfo.More", "is new"),
    ),
    edit(
        "a member is new and always comes",
        lambda d: add(d.schemas("ResponseInfo"), "More", TEXT, required=True),
        (ADDITIVE, "ResponseInfo.More", "new and required"),
    ),
    edit(
        "null may come",
        lambda d: put(d.members("ErrorInfo.Error"), type=["string", "null"]),
        (BREAKING, "ErrorInfo.Error", "null is allowed now"),
    ),
    edit(
        "null comes no more",
        lambda d: put(d.members("ErrorInfo.Description"), type="string"),
        (ADDITIVE, "ErrorInfo.Description", "null is no longer allowed"),
    ),
    edit(
        "another type may come",
        lambda d: put(d.members("ErrorInfo.Error"), type=["string", "integer"]),
        (BREAKING, "ErrorInfo.Error", "type is string or integer"),
    ),
    edit(
        "any value comes after a list",
        lambda d: put(d.members("ErrorInfo.Error"), enum=["1001"]),
        (ADDITIVE, "ErrorInfo.Error", "only"),
    ),
    edit(
        "what a refusal is changes",
        lambda d: drop([node["x-error-envelope"] for node in d.schemas("ResponseInfo")], "message"),
        (BREAKING, "ResponseInfo", "x-error-envelope"),
    ),
    edit(
        "a refusal's description stands elsewhere",
        lambda d: put([node["x-error-envelope"] for node in d.schemas("ErrorInfo")], description="Text"),
        (BREAKING, "ErrorInfo", "x-error-envelope"),
    ),
    edit(
        "a documented response is gone",
        lambda d: drop(d.operation("trackOrder")["responses"], "200"),
        (BREAKING, "trackOrder, response 200", "gone"),
    ),
    edit(
        "one more redirection",
        lambda d: put(d.operation("trackOrder")["responses"], **{"300": {"description": "Elsewhere."}}),
        (BREAKING, "trackOrder, response 300", "new"),
    ),
    edit(
        "a refusal that its range describes already",
        lambda d: put(
            d.operation("trackOrder")["responses"], **{"404": d.operation("trackOrder")["responses"]["4XX"]}
        ),
    ),
    edit(
        "one more way to succeed",
        lambda d: put(d.operation("trackOrder")["responses"], **{"202": {"description": "Later."}}),
        (BREAKING, "trackOrder, response 202", "new"),
    ),
    edit(
        "a header of the response",
        lambda d: put(
            d.operation("trackOrder")["responses"]["200"], headers={"Age": {"schema": {"type": "integer"}}}
        ),
        (ADDITIVE, "trackOrder, response 200, header parameter Age", "new"),
    ),
]

CALLBACK = [
    edit(
        "Global-e may send null",
        lambda d: put(d.members("MerchantOrder.StatusCode"), type=["string", "null"]),
        (BREAKING, "MerchantOrder.StatusCode", "null is allowed now"),
    ),
    edit(
        "Global-e may leave a member out",
        lambda d: need(d.schemas("MerchantOrder")),
        (BREAKING, "MerchantOrder.OrderId", "no longer required"),
    ),
    edit(
        "Global-e no longer sends a member",
        lambda d: remove(d.schemas("MerchantOrder"), "CartHash"),
        (BREAKING, "MerchantOrder.CartHash", "gone"),
    ),
    edit(
        "Global-e may send another type",
        lambda d: put(d.members("MerchantOrder.OrderId"), type=["string", "integer"]),
        (BREAKING, "MerchantOrder.OrderId", "type is"),
    ),
    edit(
        "Global-e may send no body",
        lambda d: put([node["requestBody"] for node in d.callbacks()], required=False),
        (BREAKING, "updateOrderStatusCallback, request body", "no longer required"),
    ),
    edit(
        "Global-e may send a form",
        lambda d: put([node["requestBody"]["content"] for node in d.callbacks()], **{"text/plain": {}}),
        (BREAKING, "updateOrderStatusCallback, request body", "text/plain is new"),
    ),
    edit(
        "Global-e may repeat no more",
        lambda d: put(d.callbacks(), x__idempotent=False),
        (ADDITIVE, "updateOrderStatusCallback", "no longer be repeated"),
    ),
    edit(
        "Global-e sends a credential",
        lambda d: put(d.callbacks(), security=[{"merchantGUIDHeader": []}]),
        (ADDITIVE, "updateOrderStatusCallback", "no credential is no longer enough"),
    ),
    edit(
        "Global-e always sends a member",
        lambda d: need(d.schemas("MerchantOrder"), "OrderId", "CartId"),
        (ADDITIVE, "MerchantOrder.CartId", "required now"),
    ),
    edit(
        "Global-e never sends null",
        lambda d: put(d.members("MerchantOrder.CartId"), type="string"),
        (ADDITIVE, "MerchantOrder.CartId", "null is no longer allowed"),
    ),
    edit(
        "Global-e sends one more member",
        lambda d: add(d.schemas("MerchantOrder"), "Extra", NULLABLE),
        (ADDITIVE, "MerchantOrder.Extra", "new"),
    ),
    edit(
        "the response needs a member",
        lambda d: add(d.schemas("MerchantResponseInfo"), "Receipt", TEXT, required=True),
        (BREAKING, "MerchantResponseInfo.Receipt", "new and required"),
    ),
    edit(
        "the response's member may not be null",
        lambda d: put(d.members("MerchantResponseInfo.Message"), type="string"),
        (BREAKING, "MerchantResponseInfo.Message", "null is no longer allowed"),
    ),
    edit(
        "the response's member may be anything",
        lambda d: need(d.schemas("MerchantResponseInfo")),
        (ADDITIVE, "MerchantResponseInfo.Success", "no longer required"),
    ),
    edit(
        "a way to answer is gone",
        lambda d: drop([node["responses"] for node in d.callbacks()], "200"),
        (BREAKING, "updateOrderStatusCallback, response 200", "gone"),
    ),
    edit(
        "a way to answer is new",
        lambda d: put([node["responses"] for node in d.callbacks()], **{"202": {"description": "Later."}}),
        (ADDITIVE, "updateOrderStatusCallback, response 202", "new"),
    ),
    edit(
        "the callback is gone",
        lambda d: drop(d.globale["webhooks"], "updateOrderStatusCallback"),
        (BREAKING, "updateOrderStatusCallback", "gone"),
    ),
    edit(
        "one more callback",
        lambda d: put(d.globale["webhooks"], later={"post": {"operationId": "later", "responses": {}}}),
        (ADDITIVE, "later", "is new"),
    ),
]
