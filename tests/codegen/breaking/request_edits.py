"""Edits of what is sent, each with what the gate must say of it."""

from __future__ import annotations

from tests.codegen.breaking.document_editing import (
    ADDITIVE,
    BREAKING,
    COSMETIC,
    TEXT,
    add,
    drop,
    edit,
    need,
    put,
    remove,
    rename,
)

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
