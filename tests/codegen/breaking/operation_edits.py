"""Edits of operations, their facts and their words, each with what the gate must say of it."""

from __future__ import annotations

from tests.codegen.breaking.document_editing import (
    ADDITIVE,
    BREAKING,
    COSMETIC,
    drop,
    edit,
    need,
    put,
)

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
