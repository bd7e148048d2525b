"""What the contract of `s2` says that models and transport do not carry. Generated from spec/ by `make generate`; do not edit."""

from collections.abc import Mapping
from typing import Any, Final

OPERATIONS: Final[Mapping[str, Any]] = {
    "updateOrder": {
        "method": "PUT",
        "path": "/order/{orderId}",
        "idempotent": False,
        "only_reads": False,
        "body_requires": [],
        "ask_next": [],
        "codes_given_before_work": [],
        "statuses": ["200", "4XX", "default"],
        "envelopes": [],
    }
}

ENVELOPES: Final[Mapping[str, Any]] = {}

SECURITY: Final[Mapping[str, Any]] = {
    "bearerAuth": {"in": "header", "name": "Authorization", "prefix": "Bearer "},
    "organization": {"in": "header", "name": "X-S2-Organization"},
}

ASSERTIONS: Final[Mapping[str, Any]] = {
    "S2Account": {
        "required": ["id"],
        "properties": {
            "id": {},
            "organization": {"$ref": "S2Organization"},
            "name": {},
            "type": {},
            "autoAssignOrdersToWarehouse": {},
            "createdAt": {"$ref": "OffsetDateTime"},
            "updatedAt": {"$ref": "OffsetDateTime"},
        },
    },
    "S2Address": {
        "required": [
            "name",
            "company",
            "address1",
            "address2",
            "city",
            "state",
            "postalCode",
            "countryId",
            "phone",
            "email",
        ],
        "properties": {
            "name": {},
            "company": {},
            "address1": {},
            "address2": {},
            "city": {},
            "state": {},
            "postalCode": {},
            "countryId": {},
            "phone": {},
            "email": {},
        },
    },
    "S2Attachment": {
        "required": ["id"],
        "properties": {
            "id": {},
            "fileName": {},
            "path": {},
            "createdAt": {"$ref": "OffsetDateTime"},
            "updatedAt": {"$ref": "OffsetDateTime"},
        },
    },
    "S2AttachmentUpdate": {"required": ["fileName", "path"], "properties": {"fileName": {}, "path": {}}},
    "S2Brand": {
        "required": ["id"],
        "properties": {"id": {}, "name": {}, "nameNormalized": {}, "createdAt": {"$ref": "OffsetDateTime"}},
    },
    "S2Order": {
        "required": ["id", "items", "attachments"],
        "properties": {
            "id": {},
            "organization": {"$ref": "S2Organization"},
            "account": {"$ref": "S2Account"},
            "accountSubChannel": {},
            "channelOrderId": {},
            "channelOrderIdAlt": {},
            "channelOrderIdAlt2": {},
            "channelShippingMethod": {},
            "shippingAddress": {"$ref": "S2Address"},
            "shippingOverrideAddress": {"$ref": "S2Address"},
            "billingAddress": {"$ref": "S2Address"},
            "meta": {},
            "channelOrderDate": {"$ref": "OffsetDateTime"},
            "status": {},
            "assignStatus": {},
            "archived": {},
            "currencyId": {},
            "items": {"items": {"$ref": "S2OrderItem"}},
            "attachments": {"items": {"$ref": "S2Attachment"}},
            "fulfillments": {"items": {"$ref": "S2Fulfillment"}},
            "createdAt": {"$ref": "OffsetDateTime"},
            "updatedAt": {"$ref": "OffsetDateTime"},
            "shipByDate": {"$ref": "OffsetDateTime"},
            "deliverByDate": {"$ref": "OffsetDateTime"},
            "customerNote": {},
        },
    },
    "S2OrderItem": {
        "required": ["channelOrderItemId"],
        "properties": {
            "channelOrderItemId": {},
            "product": {"$ref": "S2Product"},
            "quantity": {"$ref": "Amount"},
            "unitPrice": {"$ref": "Amount"},
            "meta": {},
        },
    },
    "S2OrderItemUpdate": {
        "required": ["channelOrderItemId", "productId", "quantity", "unitPrice", "meta"],
        "properties": {
            "channelOrderItemId": {},
            "productId": {},
            "quantity": {"$ref": "Amount"},
            "unitPrice": {"$ref": "Amount"},
            "meta": {},
        },
    },
    "S2OrderUpdate": {
        "required": ["channelShippingMethod", "meta", "channelOrderDate", "currencyId", "items", "attachments"],
        "properties": {
            "accountId": {},
            "channelOrderId": {},
            "channelOrderIdAlt": {},
            "channelOrderIdAlt2": {},
            "channelShippingMethod": {},
            "shippingAddress": {"$ref": "S2Address"},
            "billingAddress": {"$ref": "S2Address"},
            "meta": {},
            "channelOrderDate": {"$ref": "OffsetDateTime"},
            "currencyId": {},
            "shipByDate": {"$ref": "OffsetDateTime"},
            "deliveryByDate": {"$ref": "OffsetDateTime"},
            "customerNote": {},
            "items": {"items": {"$ref": "S2OrderItemUpdate"}},
            "attachments": {"items": {"$ref": "S2AttachmentUpdate"}},
        },
    },
    "S2Organization": {
        "required": ["id"],
        "properties": {
            "id": {},
            "name": {},
            "createdAt": {"$ref": "OffsetDateTime"},
            "updatedAt": {"$ref": "OffsetDateTime"},
        },
    },
    "S2Product": {
        "required": ["id"],
        "properties": {
            "id": {},
            "organization": {"$ref": "S2Organization"},
            "sku": {},
            "brand": {"$ref": "S2Brand"},
            "gtin": {},
            "name": {},
            "remarks": {},
            "imageMain": {},
            "packageLengthMm": {"$ref": "Amount"},
            "packageWidthMm": {"$ref": "Amount"},
            "packageHeightMm": {"$ref": "Amount"},
            "shippingWeightKg": {"$ref": "Amount"},
            "caseUnit": {},
            "casePack": {"$ref": "Amount"},
            "caseLengthMm": {"$ref": "Amount"},
            "caseWidthMm": {"$ref": "Amount"},
            "caseHeightMm": {"$ref": "Amount"},
            "caseWeightKg": {"$ref": "Amount"},
            "condition": {},
            "serialNumberRequired": {},
            "expiryDateRequired": {},
            "unknown": {},
            "createdAt": {"$ref": "OffsetDateTime"},
            "updatedAt": {"$ref": "OffsetDateTime"},
            "otherIds": {},
        },
    },
}

ERROR_CODES: Final[Mapping[str, Any]] = {}
