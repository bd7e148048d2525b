"""Edits of parameters, statuses and security, each with what the gate must say of it."""

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
