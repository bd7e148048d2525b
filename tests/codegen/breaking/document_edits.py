"""Edits of the published documents, each with what the gate must say of it: one line, its verdict, its place
and a part of its words.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from codegen.breaking.change import ChangeKind

Node = dict[str, Any]
BREAKING, ADDITIVE, COSMETIC = ChangeKind.breaking, ChangeKind.additive, ChangeKind.cosmetic


class Documents:
    """A copy of the three documents, with short ways to the places that are edited."""

    def __init__(self, by_api: dict[str, Node]) -> None:
        self.by_api = by_api
        self.globale, self.merchant, self.s2 = by_api["globale"], by_api["merchant"], by_api["s2"]

    def schemas(self, name: str) -> list[Node]:
        """The component in every document that has it, as an edit of spec/ would reach them all."""
        by_api = [
            node["components"]["schemas"][name]
            for node in self.by_api.values()
            if name in node["components"]["schemas"]
        ]
        assert by_api, f"no document has {name}"
        return by_api

    def members(self, path: str) -> list[Node]:
        name, member = path.split(".")
        return [schema["properties"][member] for schema in self.schemas(name)]

    def operation(self, name: str, api: str = "globale") -> Node:
        document = self.by_api[api]
        items = [*document["paths"].values(), *document.get("webhooks", {}).values()]
        return next(
            node
            for item in items
            for node in item.values()
            if isinstance(node, dict) and node.get("operationId") == name
        )

    def callbacks(self) -> list[Node]:
        return [self.operation("updateOrderStatusCallback", api) for api in ("globale", "merchant")]

    def parameter(self, name: str) -> Node:
        return self.globale["components"]["parameters"][name]


class Edit(NamedTuple):
    """`do` edits; `lines` are what the gate must say, each as verdict, place and a part of the words.

    No line: nothing at all is to be said.
    """

    name: str
    do: Callable[[Documents], object]
    lines: tuple[tuple[ChangeKind, str, str], ...]


def edit(name: str, do: Callable[[Documents], object], *lines: tuple[ChangeKind, str, str]) -> Edit:
    return Edit(name, do, lines)


def put(nodes: Node | list[Node], **values: Any) -> None:
    for node in nodes if isinstance(nodes, list) else [nodes]:
        node.update({key.replace("__", "-"): value for key, value in values.items()})


def drop(nodes: Node | list[Node], *keys: str) -> None:
    for node in nodes if isinstance(nodes, list) else [nodes]:
        for key in keys:
            del node[key]


def add(schemas: list[Node], name: str, schema: Node, *, required: bool = False) -> None:
    for node in schemas:
        node["properties"][name] = dict(schema)
        if required:
            node["required"] = [*node.get("required", []), name]


def need(schemas: list[Node], *names: str) -> None:
    for node in schemas:
        node["required"] = list(names)


def remove(schemas: list[Node], name: str) -> None:
    for node in schemas:
        del node["properties"][name]
        node["required"] = [name_ for name_ in node.get("required", []) if name_ != name]


def rename(documents: Documents, old: str, new: str) -> None:
    """Rename a component wherever it is named."""
    old_place, new_place = (f"#/components/schemas/{name}" for name in (old, new))

    def walk(node: Any) -> Any:
        if isinstance(node, dict):
            return {
                key: new_place if (key, value) == ("$ref", old_place) else walk(value)
                for key, value in node.items()
            }
        return [walk(item) for item in node] if isinstance(node, list) else node

    for document in documents.by_api.values():
        if old in document["components"]["schemas"]:
            document["components"]["schemas"][new] = document["components"]["schemas"].pop(old)
            changed = walk(document)
            document.clear()
            document.update(changed)


TEXT = {"type": "string"}
NULLABLE = {"type": ["string", "null"]}

REQUESTS = [
    edit(
        "a member that clients send is gone",
        lambda d: remove(d.schemas("RefundProduct"), "Sku"),
        (BREAKING, "RefundProduct.Sku", "gone"),
    ),
    edit(
        "a member becomes required",
        lambda d: need(d.schemas("RefundProduct"), "RefundQuantity", "ProductCode"),
        (BREAKING, "RefundProduct.ProductCode", "required now"),
    ),
    edit(
        "a member is new and required",
        lambda d: add(d.schemas("RefundProduct"), "Why", TEXT, required=True),
        (BREAKING, "RefundProduct.Why", "new and required"),
    ),
    edit(
        "a member is new and optional",
        lambda d: add(d.schemas("RefundProduct"), "Why", TEXT),
        (ADDITIVE, "RefundProduct.Why", "is new"),
    ),
    edit(
        "a member is no longer required",
        lambda d: need(d.schemas("UpdateOrderDispatchException")),
        (ADDITIVE, "UpdateOrderDispatchException.ExceptionType", "no longer required"),
    ),
    edit(
        "null is no longer taken",
        lambda d: put(d.members("RefundProduct.CartItemId"), type="string"),
        (BREAKING, "RefundProduct.CartItemId", "null is no longer allowed"),
    ),
    edit(
        "null is taken too",
        lambda d: put(d.members("S2OrderItemUpdate.productId"), type=["string", "null"]),
        (ADDITIVE, "S2OrderItemUpdate.productId", "null is allowed"),
    ),
    edit(
        "a reference may be null",
        lambda d: put(
            d.members("RefundProduct.RefundReason"),
            oneOf=[{"$ref": "#/components/schemas/OrderRefundReason"}],
        ),
        (BREAKING, "RefundProduct.RefundReason", "null is no longer allowed"),
    ),
    edit(
        "a type is narrowed",
        lambda d: put(
            d.schemas("PrintedAmount"), anyOf=[{"type": "number", "format": "decimal"}, {"type": "null"}]
        ),
        (BREAKING, "PrintedAmount", "type is number"),
        (ADDITIVE, "PrintedAmount", "pattern"),
    ),
    edit(
        "a type is widened",
        lambda d: put(d.members("RefundProduct.Sku"), type=["string", "integer", "null"]),
        (ADDITIVE, "RefundProduct.Sku", "type is string or integer"),
    ),
    edit(
        "a type is another",
        lambda d: put(d.members("RefundProduct.Sku"), type=["integer", "null"]),
        (BREAKING, "RefundProduct.Sku", "type is integer"),
    ),
    edit(
        "a number becomes a whole one",
        lambda d: put(d.s2["components"]["schemas"]["Amount"], type="integer"),
        (BREAKING, "Amount", "type is integer"),
    ),
    edit(
        "a component is written out",
        lambda d: (
            put(d.members("S2OrderItemUpdate.quantity"), type="number", format="decimal")
            or drop(d.members("S2OrderItemUpdate.quantity"), "$ref")
        ),
        (BREAKING, "S2OrderItemUpdate.quantity", "is written out now, was Amount"),
    ),
    edit(
        "a value is no longer taken",
        lambda d: put(d.schemas("ExceptionType"), enum=[1, 2], x__enum__varnames=["OutOfStock", "Backorder"]),
        (BREAKING, "ExceptionType", "3 is no longer allowed"),
    ),
    edit(
        "a value is taken too",
        lambda d: put(d.schemas("MetaDataUpdateType"), enum=["Merge", "Replace"]),
        (ADDITIVE, "MetaDataUpdateType", '"Replace" is allowed now'),
    ),
    edit(
        "any value is taken",
        lambda d: drop(d.schemas("MetaDataUpdateType"), "enum"),
        (ADDITIVE, "MetaDataUpdateType", "any value"),
    ),
    edit(
        "a value is called otherwise",
        lambda d: put(
            d.schemas("ExceptionType"), x__enum__varnames=["SoldOut", "Backorder", "CancellationByRequest"]
        ),
        (BREAKING, "ExceptionType", "x-enum-varnames"),
    ),
    edit(
        "a limit falls",
        lambda d: put(d.members("OrderRefundDetails.ExternalReference"), maxLength=100),
        (BREAKING, "OrderRefundDetails.ExternalReference", "maxLength is 100, was 255"),
    ),
    edit(
        "a limit rises",
        lambda d: put(d.members("OrderRefundDetails.ExternalReference"), maxLength=300),
        (ADDITIVE, "OrderRefundDetails.ExternalReference", "maxLength is 300"),
    ),
    edit(
        "a limit goes",
        lambda d: drop(d.members("OrderRefundDetails.ExternalReference"), "maxLength"),
        (ADDITIVE, "OrderRefundDetails.ExternalReference", "maxLength 255 is gone"),
    ),
    edit(
        "a pattern comes",
        lambda d: put(d.members("RefundProduct.Sku"), pattern="^S"),
        (BREAKING, "RefundProduct.Sku", "pattern is ^S now"),
    ),
    edit(
        "a pattern changes",
        lambda d: put([node["anyOf"][1] for node in d.schemas("PrintedAmount")], pattern="^[0-9]*$"),
        (BREAKING, "PrintedAmount", "pattern"),
    ),
    edit(
        "a format changes",
        lambda d: put(d.schemas("Amount"), format="double"),
        (BREAKING, "Amount", "format is double, was decimal"),
    ),
    edit(
        "a default changes",
        lambda d: put(d.members("RefundProduct.Sku"), default="x"),
        (ADDITIVE, "RefundProduct.Sku", "default"),
    ),
    edit(
        "unlisted members are refused",
        lambda d: put(d.schemas("RefundProduct"), additionalProperties=False),
        (BREAKING, "RefundProduct", "more restricted"),
    ),
    edit(
        "a condition is new",
        lambda d: put(
            d.schemas("RefundProduct"),
            allOf=[
                {"description": "Both.", "if": {"required": ["Sku"]}, "then": {"required": ["ProductCode"]}}
            ],
        ),
        (BREAKING, "RefundProduct", "a condition is new: Both."),
    ),
    edit(
        "a condition is gone",
        lambda d: drop(d.schemas("RefundProduct"), "if", "then"),
        (ADDITIVE, "RefundProduct", "a condition is gone: CartItemId or ProductCode is required."),
    ),
    edit(
        "a condition changes",
        lambda d: put(d.schemas("RefundProduct"), then={"required": ["Sku"]}),
        (BREAKING, "RefundProduct", "a condition changed"),
    ),
    edit(
        "a type is called otherwise",
        lambda d: rename(d, "RefundProduct", "RefundedProduct"),
        (BREAKING, "RefundProduct", "called RefundedProduct"),
    ),
    edit(
        "another type in its place",
        lambda d: put(
            d.members("Product.Brand"), oneOf=[{"$ref": "#/components/schemas/VATCategory"}, {"type": "null"}]
        ),
        (BREAKING, "Product.Brand", "type is VATCategory, was Brand"),
    ),
    edit(
        "a keyword that nobody knows",
        lambda d: put(d.members("RefundProduct.Sku"), newKeyword="y"),
        (BREAKING, "RefundProduct.Sku", "newKeyword"),
    ),
    edit(
        "an extension of somebody else",
        lambda d: put(d.members("RefundProduct.Sku"), x__new="y"),
        (COSMETIC, "RefundProduct.Sku", "x-new new"),
    ),
    edit(
        "a body becomes required",
        lambda d: put(d.operation("createOrderRefund")["requestBody"], required=True),
        (BREAKING, "createOrderRefund, request body", "required now"),
    ),
    edit(
        "a body is gone",
        lambda d: drop(d.operation("createOrderRefund"), "requestBody"),
        (BREAKING, "createOrderRefund, request body", "gone"),
    ),
    edit(
        "another media type",
        lambda d: put(
            d.operation("createOrderRefund")["requestBody"],
            content={
                "text/json": d.operation("createOrderRefund")["requestBody"]["content"]["application/json"]
            },
        ),
        (BREAKING, "createOrderRefund, request body", "application/json is gone"),
        (ADDITIVE, "createOrderRefund, request body", "text/json is new"),
    ),
]

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

JSON_IN_QUERY = [
    edit(
        "its member becomes required",
        lambda d: need(d.schemas("OrderRefundDetails"), "OrderId", "RefundReason"),
        (BREAKING, "OrderRefundDetails.RefundReason", "required now"),
    ),
    edit(
        "its member is gone",
        lambda d: remove(d.schemas("OrderStatusReason"), "Name"),
        (BREAKING, "OrderStatusReason.Name", "gone"),
    ),
    edit(
        "its member takes no null",
        lambda d: put(d.members("OrderStatusDetails.TrackingURL"), type="string"),
        (BREAKING, "OrderStatusDetails.TrackingURL", "null is no longer allowed"),
    ),
    edit(
        "its member is new",
        lambda d: add(d.schemas("OrderStatusDetails"), "Extra", NULLABLE),
        (ADDITIVE, "OrderStatusDetails.Extra", "new"),
    ),
    edit(
        "it is no longer JSON",
        lambda d: drop(d.parameter("orderRefund")["schema"], "contentMediaType", "contentSchema"),
        (ADDITIVE, "query parameter orderRefund", "contentMediaType"),
        (ADDITIVE, "query parameter orderRefund (the JSON in it)", "no longer described"),
    ),
    edit(
        "it is XML",
        lambda d: put(d.parameter("orderRefund")["schema"], contentMediaType="application/xml"),
        (BREAKING, "query parameter orderRefund", "contentMediaType"),
    ),
    edit(
        "it holds another type",
        lambda d: put(
            d.parameter("parcelsList")["schema"]["items"],
            contentSchema={"type": "array", "items": {"$ref": "#/components/schemas/Parcel"}},
        ),
        (BREAKING, "query parameter parcelsList[] (the JSON in it)", "type is array, was object"),
    ),
    edit(
        "it is written as content",
        lambda d: put(
            d.parameter("orderRefund"),
            content={
                "application/json": {"schema": d.parameter("orderRefund").pop("schema")["contentSchema"]}
            },
        ),
        (BREAKING, "query parameter orderRefund", "another way"),
    ),
]

WIRE = [
    edit(
        "explode is off",
        lambda d: put(d.parameter("parcelsList"), explode=False),
        (BREAKING, "query parameter parcelsList", "explode is false"),
    ),
    edit("explode is said no more", lambda d: drop(d.parameter("parcelsList"), "explode", "style")),
    edit(
        "style changes",
        lambda d: put(d.parameter("parcelsList"), style="pipeDelimited", explode=True),
        (BREAKING, "query parameter parcelsList", "style is pipeDelimited"),
    ),
    edit(
        "reserved characters stay",
        lambda d: put(d.parameter("orderRefund"), allowReserved=True),
        (BREAKING, "query parameter orderRefund", "allowReserved"),
    ),
    edit(
        "a parameter is gone",
        lambda d: put(
            d.operation("updateOrderDispatch"),
            parameters=d.operation("updateOrderDispatch")["parameters"][:1],
        ),
        (BREAKING, "query parameter parcelsList", "gone"),
    ),
    edit(
        "a parameter becomes required",
        lambda d: put(d.parameter("parcelsList"), required=True),
        (BREAKING, "query parameter parcelsList", "required now"),
    ),
    edit(
        "a parameter may be left out",
        lambda d: put(d.parameter("email"), required=False),
        (ADDITIVE, "query parameter email", "no longer required"),
    ),
    edit(
        "a parameter is new and required",
        lambda d: d.operation("trackOrder")["parameters"].append(
            {"name": "lang", "in": "query", "required": True, "schema": TEXT}
        ),
        (BREAKING, "trackOrder, query parameter lang", "new and required"),
    ),
    edit(
        "a parameter is new",
        lambda d: d.operation("trackOrder")["parameters"].append(
            {"name": "lang", "in": "query", "schema": TEXT}
        ),
        (ADDITIVE, "trackOrder, query parameter lang", "is new"),
    ),
    edit(
        "a parameter moves to a header",
        lambda d: put(d.parameter("email"), **{"in": "header"}),
        (BREAKING, "query parameter email", "header now"),
    ),
    edit(
        "a path parameter is called otherwise",
        lambda d: put(d.s2["paths"]["/order/{orderId}"]["parameters"][0], name="id"),
        (BREAKING, "updateOrder, path parameter orderId", "gone"),
        (BREAKING, "updateOrder, path parameter id", "new and required"),
    ),
    edit(
        "a text has a shortest length",
        lambda d: put(d.parameter("email")["schema"], minLength=3),
        (BREAKING, "query parameter email", "minLength is 3"),
    ),
]

OPERATIONS = [
    edit(
        "an operation is gone",
        lambda d: drop(d.globale["paths"], "/Order/TrackOrder"),
        (BREAKING, "trackOrder", "gone"),
    ),
    edit(
        "an operation is new",
        lambda d: put(
            d.globale["paths"], **{"/Order/New": {"post": {"operationId": "new", "responses": {}}}}
        ),
        (ADDITIVE, "new", "is new"),
    ),
    edit(
        "an operation moves",
        lambda d: put(d.globale["paths"], **{"/Order/Track": d.globale["paths"].pop("/Order/TrackOrder")}),
        (BREAKING, "trackOrder", "is at POST /Order/Track now"),
    ),
    edit(
        "another method",
        lambda d: put(
            d.globale["paths"]["/Order/TrackOrder"], get=d.globale["paths"]["/Order/TrackOrder"].pop("post")
        ),
        (BREAKING, "trackOrder", "is at GET"),
    ),
    edit(
        "an operation is called otherwise",
        lambda d: put(d.operation("trackOrder"), operationId="track"),
        (BREAKING, "trackOrder", "operationId is track"),
    ),
    edit(
        "an operation has another tag",
        lambda d: put(d.operation("trackOrder"), tags=["Updates"]),
        (BREAKING, "trackOrder", "tags"),
    ),
    edit(
        "an operation is deprecated",
        lambda d: put(d.operation("updateOrderStatus"), deprecated=True),
        (ADDITIVE, "updateOrderStatus", "deprecated"),
    ),
    edit(
        "a call may not be repeated",
        lambda d: put(d.operation("getOrdersDetails"), x__idempotent=False),
        (BREAKING, "getOrdersDetails", "no longer be repeated"),
    ),
    edit(
        "a call may be repeated",
        lambda d: put(d.operation("createOrderRefund"), x__idempotent=True),
        (ADDITIVE, "createOrderRefund", "may be repeated now"),
    ),
    edit(
        "a credential is no longer enough",
        lambda d: put(d.globale, security=d.globale["security"][1:2]),
        (BREAKING, "security of globale", "merchantGUID is no longer enough"),
        (BREAKING, "security of globale", "jwt with jwtUserName with merchantGUID is no longer enough"),
    ),
    edit(
        "another credential is enough",
        lambda d: put(d.globale, security=[*d.globale["security"], {"jwt": []}]),
        (ADDITIVE, "security of globale", "jwt is enough now"),
    ),
    edit(
        "one call needs no credential",
        lambda d: put(d.operation("trackOrder"), security=[]),
        (ADDITIVE, "trackOrder", "no credential is enough"),
    ),
    edit(
        "a credential travels elsewhere",
        lambda d: put(d.globale["components"]["securitySchemes"]["merchantGUID"], **{"in": "header"}),
        (BREAKING, "security scheme merchantGUID", "in is header"),
    ),
    edit(
        "a server is gone",
        lambda d: d.globale["servers"].pop(),
        (BREAKING, "globale as a whole", "server https://api.global-e.com is gone"),
    ),
    edit(
        "an error code is gone",
        lambda d: drop(d.globale["x-error-codes"], "1006"),
        (BREAKING, "x-error-codes 1006", "gone"),
    ),
    edit(
        "an error code is called otherwise",
        lambda d: put(d.globale["x-error-codes"]["1006"], name="other"),
        (BREAKING, "x-error-codes 1006", "name is other"),
    ),
    edit(
        "an error code is new",
        lambda d: put(d.globale["x-error-codes"], **{"1007": {"name": "new"}}),
        (ADDITIVE, "x-error-codes 1007", "new"),
    ),
    edit(
        "another OpenAPI",
        lambda d: put(d.s2, openapi="3.2.0"),
        (BREAKING, "s2 as a whole", "openapi is 3.2.0"),
    ),
]

WORDS = [
    edit(
        "a description of a member",
        lambda d: put(d.members("Product.ProductCode"), description="Other."),
        (COSMETIC, "Product.ProductCode", "description"),
    ),
    edit(
        "a description of an operation",
        lambda d: put(d.operation("trackOrder"), description="Other."),
        (COSMETIC, "trackOrder", "description"),
    ),
    edit(
        "a description of a shared answer",
        lambda d: put(d.globale["components"]["responses"]["Unauthorized"], description="Other."),
        (COSMETIC, "response Unauthorized", "description"),
    ),
    edit(
        "a description of a parameter",
        lambda d: put(d.parameter("email"), description="Other."),
        (COSMETIC, "query parameter email", "description"),
    ),
    edit(
        "a sentence of a condition",
        lambda d: put([node["then"] for node in d.schemas("RefundProduct")], description="Other."),
        (COSMETIC, "RefundProduct", "worded otherwise"),
    ),
    edit(
        "examples",
        lambda d: drop(
            d.operation("createOrderRefund")["requestBody"]["content"]["application/json"], "examples"
        ),
        (COSMETIC, "createOrderRefund, request body", "examples gone"),
    ),
    edit(
        "evidence",
        lambda d: put(d.members("Product.ProductCode"), x__evidence={"how": "inferred"}),
        (COSMETIC, "Product.ProductCode", "evidence"),
    ),
    edit(
        "the order of members",
        lambda d: [
            node.update(properties=dict(reversed(node["properties"].items())))
            for node in d.schemas("RefundProduct")
        ],
        (COSMETIC, "RefundProduct", "another order"),
    ),
    edit("the order of required members", lambda d: need(d.schemas("ErrorInfo"), "Error", "Code")),
    edit(
        "the order of operations", lambda d: put(d.globale, paths=dict(reversed(d.globale["paths"].items())))
    ),
    edit(
        "the order of values",
        lambda d: put(
            d.schemas("ExceptionType"),
            enum=[3, 2, 1],
            x__enum__varnames=["CancellationByRequest", "Backorder", "OutOfStock"],
        ),
    ),
    edit("the version", lambda d: [put(node["info"], version="9.9.9") for node in d.by_api.values()]),
    edit(
        "the summary of a document",
        lambda d: put(d.s2["info"], summary="Other."),
        (COSMETIC, "s2 as a whole", "summary"),
    ),
    edit(
        "what a code means",
        lambda d: put(d.globale["x-error-codes"]["1006"], meaning="Other."),
        (COSMETIC, "x-error-codes 1006", "described otherwise"),
    ),
    edit("nothing", lambda d: None),
]

EDITS = [*REQUESTS, *RESPONSES, *CALLBACK, *JSON_IN_QUERY, *WIRE, *OPERATIONS, *WORDS]
