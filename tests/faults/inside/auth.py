"""Faults in how secrets are asked for.

Invariants: what is let in is handled as documented.
"""

from __future__ import annotations

from typing import Any

from tests.faults.catalogue import GUID, ORGANIZATION, TOKEN, Family
from tests.faults.inside.planting import ORDER, planting
from tests.faults.second import Server
from tests.faults.second.refusals import Answer, RefusalError

plant = planting(Family.AUTH, "globale")


@plant(
    "guid-not-checked",
    "Any GUID is let in.",
    lambda at: at.order("GetOrdersDetails", {"OrderIds": []}, guid="00000000-0000-0000-0000-000000000000")[0],
)
class AnyGuid(Server):
    def right_guid(self, given: str) -> bool:
        return bool(given)


@plant(
    "guid-not-required",
    "Requests without a GUID are let in.",
    lambda at: at.order("GetOrdersDetails", {"OrderIds": []}, guid=None)[0],
)
class NoGuid(Server):
    def right_guid(self, given: str) -> bool:
        return not given or super().right_guid(given)


@plant(
    "guid-prefix-enough",
    "The beginning of the GUID is enough.",
    lambda at: at.order("GetOrdersDetails", {"OrderIds": []}, guid=GUID[:4])[0],
)
class GuidPrefix(Server):
    def right_guid(self, given: str) -> bool:
        return bool(given) and self.config.guid.startswith(given)


class OneOpen(Server):
    """A server of which one operation asks for no secret."""

    opened = ""

    def authorize(self, operation: Any, pairs: Any, headers: Any) -> None:
        if operation.id != self.opened:
            super().authorize(operation, pairs, headers)


@plant(
    "track-order-open",
    "TrackOrder asks for no GUID.",
    lambda at: at.order("TrackOrder", guid=None, orderId="testID", email="customer@example.com")[0],
)
class TrackOpen(OneOpen):
    opened = "trackOrder"


@plant(
    "refund-open",
    "CreateOrderRefund asks for no GUID.",
    lambda at: at.order("CreateOrderRefund", guid=None, orderRefund={"OrderId": ORDER, "DutiesAmount": 1})[0],
)
class RefundOpen(OneOpen):
    opened = "createOrderRefund"


@plant(
    "guid-checked-afterwards",
    "A wrong GUID is refused with 401, after the status was changed.",
    lambda at: (
        at.order(
            "UpdateOrderStatus",
            guid="no",
            orderStatus={"OrderId": "testID", "OrderStatus": {"OrderStatusCode": "LOST", "Name": "a"}},
        )[0],
        at.details("testID")["StatusCode"],
    ),
    wfc="F104",
)
class GuidAfterwards(Server):
    def respond(self, operation: Any, query: str, headers: Any, raw: bytes, order_id: str = "") -> Answer:
        if operation.id == "updateOrderStatus":
            try:
                pairs = self.pairs(query)
                self.operate(
                    operation,
                    {
                        parameter.name: self.parameter(parameter, self.named(pairs, parameter.name))
                        for parameter in operation.parameters
                    },
                )
            except RefusalError:
                pass
        return super().respond(operation, query, headers, raw, order_id)


@plant(
    "guid-case-counts",
    "The GUID in capitals is refused; case does not count.",
    lambda at: at.order("GetOrdersDetails", {"OrderIds": []}, guid=GUID.upper())[0],
)
class GuidCase(Server):
    def right_guid(self, given: str) -> bool:
        return given == self.config.guid


@plant(
    "s2-token-not-checked",
    "Any bearer token is let in.",
    lambda at: at.s2({"Authorization": "Bearer other", "X-S2-Organization": ORGANIZATION})[0],
    api="s2",
)
class AnyToken(Server):
    def bearer(self, given: str) -> None:
        if not given.casefold().startswith("bearer "):
            super().bearer(given)


@plant(
    "s2-token-not-required",
    "No Authorization header is needed.",
    lambda at: at.s2({"X-S2-Organization": ORGANIZATION})[0],
    api="s2",
)
class NoToken(Server):
    def bearer(self, given: str) -> None:
        if given:
            super().bearer(given)


@plant(
    "s2-scheme-not-checked",
    "The token is taken under any scheme.",
    lambda at: at.s2({"Authorization": f"Basic {TOKEN}", "X-S2-Organization": ORGANIZATION})[0],
    api="s2",
)
class AnyScheme(Server):
    def bearer(self, given: str) -> None:
        super().bearer(f"Bearer {given.partition(' ')[2]}")


@plant(
    "s2-organisation-not-checked",
    "Any organisation is let in.",
    lambda at: at.s2(
        {"Authorization": f"Bearer {TOKEN}", "X-S2-Organization": "00000000-0000-0000-0000-000000000000"}
    )[0],
    api="s2",
)
class AnyOrganisation(Server):
    def organization(self, given: str) -> None:
        if not given:
            super().organization(given)


@plant(
    "s2-organisation-not-required",
    "No X-S2-Organization header is needed.",
    lambda at: at.s2({"Authorization": f"Bearer {TOKEN}"})[0],
    api="s2",
)
class NoOrganisation(Server):
    def organization(self, given: str) -> None:
        if given:
            super().organization(given)


@plant(
    "callback-guid-not-checked",
    "A callback with a wrong MerchantGUID is acknowledged.",
    lambda at: at.callback(MerchantGUID="0511db1d-cdc7")[0],
    api="merchant",
)
class CallbackGuid(Server):
    def caller(self, body: Any) -> None: ...


@plant(
    "callback-guid-case-counts",
    "A callback's MerchantGUID in capitals is refused; case does not count.",
    lambda at: at.callback(MerchantGUID="0511DB1D-CDC6")[0],
    api="merchant",
)
class CallbackGuidCase(Server):
    def caller(self, body: Any) -> None:
        if body.get("MerchantGUID") != self.callback_guid:
            raise RefusalError("100", "Unauthorized", "MerchantGUID")
