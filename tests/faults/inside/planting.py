"""How a fault is planted in the second server, and how a witness asks a server.

Invariants: a fault is a subclass with one rule overridden; a witness sends the same requests to the faulty
and to the correct server.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar, Final

import httpx2
import msgspec

from tests.faults.catalogue import CALLBACK_GUID, GUID, ORGANIZATION, TOKEN, Api, Family, Fault
from tests.faults.second import Config, Server, create, running
from tests.faults.second.document import SchemaValidator
from tests.faults.second.refusals import Answer, RefusalError

PLANTED: Final[list[Fault]] = []
HTTP: Final = httpx2.Client(trust_env=False, timeout=30)
IMPATIENT: Final = httpx2.Client(trust_env=False, timeout=2)
ORDER: Final = "GE123874638GB"
REASON: Final = {"OrderStatusReasonCode": "1009", "Name": "InventoryMissing"}


@contextmanager
def served(server: type[Server], config: Config) -> Iterator[str]:
    with running(create(config, server)) as url:
        yield url


Witness = Callable[["At"], Any]
Plant = Callable[[type[Server]], type[Server]]


def planting(family: Family, usual: Api) -> Callable[..., Plant]:
    """A decorator that puts faulty servers of one family into the catalogue."""

    def plant(
        name: str,
        sentence: str,
        witness: Witness,
        *,
        api: Api = usual,
        wfc: str = "",
        config: Config | None = None,
    ) -> Plant:
        """Put one faulty server into the catalogue.

        :param witness: asks a server; what it gives back differs between the faulty server and the correct
            one.
        """

        def planted(server: type[Server]) -> type[Server]:
            setting = config or Config()
            serve, correct = partial(served, server, setting), partial(served, Server, setting)
            PLANTED.append(
                Fault(name, family, api, sentence, serve, wfc, correct, lambda url: witness(At(url)))
            )
            return server

        return planted

    return plant


class Blind(Server):
    """A server that overlooks some problems of a request: those whose place and reason match `unseen`."""

    unseen: ClassVar[str] = ""

    def problems(self, shape: SchemaValidator, value: Any) -> Any:
        return [
            (path, why)
            for path, why in super().problems(shape, value)
            if not re.search(self.unseen, f"{'.'.join(map(str, path))}: {why}")
        ]


class Shrug(Server):
    """A server that does nothing and reports success where its refusal would match `shrugged`."""

    shrugged: ClassVar[str] = ""

    def refused(self, operation: Any, refused: RefusalError) -> Any:
        response = super().refused(operation, refused)
        if re.search(self.shrugged, f"{refused.code} {refused.description}"):
            return type(response)(200, {"Success": True})
        return response


class At:
    """Asks one server; every response is its status with its JSON, or with its bytes where they are none."""

    def __init__(self, url: str) -> None:
        self.url = url

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        http: httpx2.Client = HTTP,
        headers: dict[str, str] | None = None,
    ) -> tuple[int, Any]:
        response = self.raw(method, path, body, http=http, headers=headers)
        try:
            return response.status_code, json.loads(response.content, parse_float=Decimal)
        except ValueError:
            return response.status_code, response.content

    def raw(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        http: httpx2.Client = HTTP,
        headers: dict[str, str] | None = None,
    ) -> httpx2.Response:
        content = body if body is None or isinstance(body, bytes) else written(body)
        given = {"Content-Type": "application/json"} if body is not None else {}
        return http.request(
            method, f"{self.url}{path}", content=content, headers={**given, **(headers or {})}
        )

    def order(
        self,
        name: str,
        body: Any = None,
        *,
        guid: str | None = GUID,
        headers: dict[str, str] | None = None,
        http: httpx2.Client = HTTP,
        **query: Any,
    ) -> tuple[int, Any]:
        """One of Global-e's methods; values of the query that are not text go out as JSON, those of a list
        one by one.
        """
        return self.ask("POST", order_path(name, guid, query), body, headers=headers, http=http)

    def status(self, code: str = "SENT", **more: Any) -> tuple[int, Any]:
        status = {"OrderId": "testID", "OrderStatus": {"OrderStatusCode": code, "Name": code}, **more}
        return self.order("UpdateOrderStatus", orderStatus=status)

    def legacy(self, *parcels: Any, **more: Any) -> tuple[int, Any]:
        status = {"OrderId": "testID", "OrderStatus": {"OrderStatusCode": "SENT", "Name": "Sent"}}
        return self.order(
            "UpdateOrderDispatch",
            [{"ProductCode": "1020872", "DeliveryQuantity": 1, **more}],
            orderStatus=status,
            parcelsList=list(parcels),
        )

    def refund(self, *products: Any, order_id: str = ORDER, **header: Any) -> tuple[int, Any]:
        return self.order(
            "CreateOrderRefund", list(products) or None, orderRefund={"OrderId": order_id, **header}
        )

    def v2(self, *parcels: Any, method: str = "UpdateOrderDispatchV2", **more: Any) -> tuple[int, Any]:
        return self.order(method, {"OrderId": ORDER, "Parcels": list(parcels), **more})

    def shipping_documents(self, *parcels: Any, **more: Any) -> tuple[int, Any]:
        return self.v2(*parcels, method="GetShippingDocuments", **more)

    def products(self, *products: Any, **more: Any) -> tuple[int, Any]:
        return self.order(
            "UpdateOrderProducts",
            {"OrderId": ORDER, "MetaDataUpdateType": "Merge", "Products": list(products), **more},
        )

    def details(self, order_id: str = ORDER) -> Any:
        result = self.order("GetOrdersDetails", {"OrderIds": [order_id]})[1]
        return result[0] if isinstance(result, list) else result

    def shown(self, cart_item: str, name: str) -> Any:
        """A member of a product of the order's details."""
        return next(
            product[name] for product in self.details()["Products"] if product["CartItemId"] == cart_item
        )

    def tracking(self, order_id: str = "testID", email: str = "customer@example.com") -> tuple[int, Any]:
        return self.order("TrackOrder", orderId=order_id, email=email)

    def s2(
        self,
        headers: dict[str, str] | None = None,
        order_id: str = "ae52b0ab-8f0c-4b11-9c13-c5c221228ecd",
        **changes: Any,
    ) -> tuple[int, Any]:
        body = {name: value for name, value in {**S2_BODY, **changes}.items() if value is not LEFT_OUT}
        secrets = {"Authorization": f"Bearer {TOKEN}", "X-S2-Organization": ORGANIZATION}
        return self.ask("PUT", f"/order/{order_id}", body, headers=secrets if headers is None else headers)

    def callback(self, **changes: Any) -> tuple[int, Any]:
        body = {
            "OrderId": "GE10047946955SG",
            "StatusCode": "CANCELLED",
            "MerchantGUID": CALLBACK_GUID,
            **changes,
        }
        return self.ask(
            "POST",
            "/order-status-update-url",
            {name: value for name, value in body.items() if value is not LEFT_OUT},
        )


def written(value: Any) -> bytes:
    return ENCODER.encode(value)


def order_path(name: str, guid: str | None, query: dict[str, Any]) -> str:
    pairs = [("merchantGUID", guid)] if guid is not None else []
    for key, value in query.items():
        pairs += [
            (key, entry if isinstance(entry, str) else written(entry).decode())
            for entry in (value if isinstance(value, list) else [value])
        ]
    return f"/Order/{name}?{httpx2.QueryParams(tuple(pairs))}"


def item(cart_item: str = "134643", quantity: Any = 1, **more: Any) -> dict[str, Any]:
    """A product of a refund."""
    return {"CartItemId": cart_item, "RefundQuantity": quantity, **more}


def parcel(code: str, cart_item: str = "12365", quantity: Any = 1, **more: Any) -> dict[str, Any]:
    """A parcel of a dispatch."""
    return {"ParcelCode": code, "Products": [{"CartItemId": cart_item, "DeliveryQuantity": quantity}], **more}


def attributes(cart_item: str = "12365", **pairs: Any) -> dict[str, Any]:
    """A product of an update with attributes."""
    return {
        "CartItemId": cart_item,
        "MetaData": {
            "Attributes": [{"AttributeKey": key, "AttributeValue": value} for key, value in pairs.items()]
        },
    }


ENCODER: Final = msgspec.json.Encoder(decimal_format="number")
LEFT_OUT: Final = object()
ADDRESS: Final = dict.fromkeys(
    ("name", "company", "address1", "address2", "city", "state", "postalCode", "countryId", "phone", "email"),
    "x",
)
S2_BODY: Final = {
    "channelShippingMethod": "Standard",
    "meta": {"a": 1},
    "channelOrderDate": "2024-04-24T06:00:33.889Z",
    "currencyId": "AED",
    "items": [
        {
            "channelOrderItemId": "0",
            "productId": "3775cc37-30e7-4579-a58e-c9adda6fac86",
            "quantity": 2,
            "unitPrice": Decimal("9.99"),
            "meta": {},
        }
    ],
    "attachments": [{"fileName": "a.pdf", "path": "b/a.pdf"}],
}


DETAILS = f"/Order/GetOrdersDetails?merchantGUID={GUID}"


def filtered(at: At, body: Any, **headers: str) -> Any:
    """The status that GetOrdersDetails gives to a body."""
    return at.ask("POST", DETAILS, body, headers=headers)[0]


TOTAL = Decimal("304.6832")
"""What the order of the sample costs."""


def cancelled(at: At) -> Any:
    return at.order(
        "UpdateOrderStatus",
        orderStatus={
            "OrderId": ORDER,
            "OrderStatus": {"OrderStatusCode": "CANCELLED", "Name": "a"},
            "OrderStatusReason": REASON,
        },
    )


def codes(*responses: tuple[int, Any]) -> list[Any]:
    """Success, or the code of the refusal, of each response."""
    return [
        value.get("Code", value.get("Success")) if isinstance(value, dict) else value
        for _, value in responses
    ]


class OtherCode(Server):
    """A server that refuses for the right reason with the wrong code."""

    codes: tuple[str, str] = ("", "")

    def refused(self, operation: Any, refused: RefusalError) -> Answer:
        was, becomes = self.codes
        return super().refused(
            operation,
            RefusalError(becomes, refused.error, refused.description) if refused.code == was else refused,
        )


class OtherText(Server):
    """A server that refuses with the right code and another text."""

    codes: tuple[str, ...] = ()

    def refused(self, operation: Any, refused: RefusalError) -> Answer:
        return super().refused(
            operation,
            RefusalError(refused.code, "Error", refused.description)
            if refused.code in self.codes
            else refused,
        )
