"""Faults in how JSON inside the query string is read (F102 where a broken request is accepted).

Invariants: each fault is one reading rule overridden; the rest of the server is as documented.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, unquote

from tests.faults.catalogue import Family
from tests.faults.inside.planting import At, Blind, Shrug, item, planting
from tests.faults.second import Server
from tests.faults.second.reading import Pairs
from tests.faults.second.refusals import RefusalError, malformed

plant = planting(Family.JSON_IN_QUERY, "globale")


def text(
    at: At, value: Any, method: str = "UpdateOrderStatus", name: str = "orderStatus", body: Any = None
) -> Any:
    """What a text in the parameter is answered."""
    return at.order(method, body, **{name: value})[0]


STATUS = '{"OrderId":"testID","OrderStatus":{"OrderStatusCode":"SENT","Name":"Sent"}}'


def parcels(at: At, *values: Any) -> Any:
    """The response to repeated parcels, and the parcels that the order has then."""
    status, _ = at.legacy(*values)
    return status, [
        entry["ParcelCode"] for entry in at.details("testID")["InternationalDetails"]["ParcelsTracking"]
    ]


def status_after(at: At, code: str) -> Any:
    at.status(code)
    return at.details("testID")["StatusCode"]


@plant(
    "query-json-ignored",
    "orderStatus is never looked at: any text is a success.",
    lambda at: text(at, "?"),
    wfc="F102",
)
class Ignored(Server):
    def content(self, stated: Any, text: str) -> Any:
        return None if stated.name == "orderStatus" else super().content(stated, text)

    def update_order_status(self, orderStatus: Any) -> Any:
        return {"Success": True}

    def update_order_dispatch(self, orderStatus: Any, parcelsList: Any, body: Any) -> Any:
        return {"Success": True}


@plant(
    "query-json-first-value-only",
    "Of a repeated parcelsList only the first parcel is taken.",
    lambda at: parcels(at, {"ParcelCode": "a"}, {"ParcelCode": "b"}),
)
class FirstValueOnly(Server):
    def repeated(self, stated: Any, values: list[str]) -> Any:
        return super().repeated(stated, values[:1])


@plant(
    "query-json-last-value-only",
    "Of a repeated parcelsList only the last parcel is taken.",
    lambda at: parcels(at, {"ParcelCode": "a"}, {"ParcelCode": "b"}),
)
class LastValueOnly(Server):
    def repeated(self, stated: Any, values: list[str]) -> Any:
        return super().repeated(stated, values[-1:])


@plant(
    "query-json-plus-kept",
    "A plus in the query stays a plus instead of a blank.",
    lambda at: status_after(at, "ON THE WAY"),
)
class PlusKept(Server):
    def pairs(self, query: str) -> Pairs:
        return super().pairs(query.replace("+", "%2B"))


@plant(
    "query-json-decoded-twice",
    "The text is percent-decoded once more than it was encoded.",
    lambda at: status_after(at, "50%25"),
)
class DecodedTwice(Server):
    def content(self, stated: Any, text: str) -> Any:
        return super().content(stated, unquote(text))


@plant(
    "query-json-latin-1", "Percent-encoded UTF-8 is read as Latin-1.", lambda at: status_after(at, "expédié")
)
class Latin1(Server):
    def pairs(self, query: str) -> Pairs:
        return parse_qsl(query, keep_blank_values=True, encoding="latin-1")


@plant(
    "query-json-garbage-accepted",
    "An orderStatus that is not JSON is acknowledged.",
    lambda at: text(at, "{bad"),
    wfc="F102",
)
class GarbageAccepted(Shrug):
    shrugged = "orderStatus: not JSON"


@plant(
    "query-json-garbage-refund",
    "An orderRefund that is not JSON is acknowledged.",
    lambda at: text(at, "{bad", "CreateOrderRefund", "orderRefund"),
    wfc="F102",
)
class GarbageRefund(Shrug):
    shrugged = "orderRefund: not JSON"


@plant(
    "query-json-garbage-parcel-skipped",
    "A parcelsList value that is not JSON is passed over.",
    lambda at: parcels(at, "{bad", {"ParcelCode": "b"}),
    wfc="F102",
)
class GarbageParcelSkipped(Server):
    def repeated(self, stated: Any, values: list[str]) -> Any:
        return super().repeated(stated, [value for value in values if value.endswith("}")])


@plant(
    "query-json-non-object-accepted",
    "JSON that is not an object, such as 1 or null, is acknowledged.",
    lambda at: text(at, "1"),
    wfc="F102",
)
class NonObjectAccepted(Shrug):
    shrugged = r'orderStatus: .+ is not of type "object"'


@plant(
    "query-json-array-for-object",
    "An array around the object is accepted, its first element taken.",
    lambda at: text(at, f"[{STATUS}]"),
    wfc="F102",
)
class ArrayForObject(Server):
    def inner(self, text: str, where: str) -> Any:
        value = super().inner(text, where)
        return value[0] if isinstance(value, list) and value and where != "parcelsList" else value


@plant(
    "query-json-empty-accepted",
    "An empty orderStatus is acknowledged.",
    lambda at: text(at, ""),
    wfc="F102",
)
class EmptyAccepted(Server):
    def content(self, stated: Any, text: str) -> Any:
        if stated.content and not text:
            raise RefusalError("empty", "", "")
        return super().content(stated, text)

    def refused(self, operation: Any, refused: RefusalError) -> Any:
        response = super().refused(operation, refused)
        return type(response)(200, {"Success": True}) if refused.code == "empty" else response


@plant(
    "query-json-absent-accepted",
    "UpdateOrderStatus without orderStatus is acknowledged.",
    lambda at: at.order("UpdateOrderStatus")[0],
    wfc="F102",
)
class AbsentAccepted(Shrug):
    shrugged = "orderStatus: the parameter is missing"


@plant(
    "query-json-absent-refund-accepted",
    "CreateOrderRefund without orderRefund is acknowledged.",
    lambda at: at.order("CreateOrderRefund", [item()])[0],
    wfc="F102",
)
class AbsentRefundAccepted(Shrug):
    shrugged = "orderRefund: the parameter is missing"


@plant(
    "query-json-required-unchecked",
    "orderStatus may lack OrderStatus.",
    lambda at: text(at, '{"OrderId":"testID"}'),
    wfc="F102",
)
class RequiredUnchecked(Server):
    def respelled(self, shape: Any, value: Any) -> Any:
        value = super().respelled(shape, value)
        if "orderstatus" in shape.members and isinstance(value, dict):
            value.setdefault("OrderStatus", {"OrderStatusCode": "UNKNOWN", "Name": ""})
        return value


@plant(
    "query-json-inner-required-unchecked",
    "OrderStatus may lack its Name.",
    lambda at: text(at, '{"OrderId":"testID","OrderStatus":{"OrderStatusCode":"a"}}'),
    wfc="F102",
)
class InnerRequiredUnchecked(Blind):
    unseen = '^OrderStatus: "Name" is a required'


@plant(
    "query-json-type-unchecked",
    "A number is taken for the text ConfirmationNumber.",
    lambda at: at.status(ConfirmationNumber=7)[0],
    wfc="F102",
)
class TypeUnchecked(Blind):
    unseen = "^ConfirmationNumber: .* not of type"


@plant(
    "query-json-refund-number-unchecked",
    "TotalRefundAmount is taken as a text.",
    lambda at: at.refund(item(), TotalRefundAmount="100")[0],
    wfc="F102",
)
class RefundNumberUnchecked(Blind):
    unseen = "^TotalRefundAmount: "


@plant(
    "query-json-length-unchecked",
    "ExternalReference may be longer than 255.",
    lambda at: at.refund(item(), ExternalReference="x" * 256)[0],
    wfc="F102",
)
class LengthUnchecked(Blind):
    unseen = "^ExternalReference: "


@plant(
    "query-json-condition-unchecked",
    "ProductsDutiesRefund goes together with DutiesAmount.",
    lambda at: at.refund(item(), ProductsDutiesRefund=True, DutiesAmount=1)[0],
    wfc="F102",
)
class ConditionUnchecked(Blind):
    unseen = "^DutiesAmount: .* not of type .null"


@plant(
    "query-json-reason-unchecked",
    "RefundReason may be a plain text.",
    lambda at: at.refund(item(), RefundReason="RETURN")[0],
    wfc="F102",
)
class ReasonUnchecked(Blind):
    unseen = "^RefundReason: "


@plant(
    "query-json-parcel-code-unchecked",
    "A parcel in parcelsList may lack its ParcelCode.",
    lambda at: at.legacy({})[0],
    wfc="F102",
)
class ParcelCodeUnchecked(Server):
    def respelled(self, shape: Any, value: Any) -> Any:
        value = super().respelled(shape, value)
        return (
            {"ParcelCode": "1", **value}
            if "parcelcode" in shape.members and isinstance(value, dict)
            else value
        )


@plant(
    "query-json-later-parcels-unchecked",
    "Only the first value of parcelsList is checked; broken later ones are dropped.",
    lambda at: at.legacy({"ParcelCode": "a"}, {"ParcelCode": 7})[0],
    wfc="F102",
)
class LaterParcelsUnchecked(Server):
    def repeated(self, stated: Any, values: list[str]) -> Any:
        result = super().repeated(stated, values[:1])
        for value in values[1:]:
            try:
                result += super().repeated(stated, [value])
            except RefusalError:
                continue
        return result


@plant(
    "query-json-array-of-parcels-first-only",
    "Of the parcels in one array only the first is taken.",
    lambda at: parcels(at, '[{"ParcelCode":"a"},{"ParcelCode":"b"}]'),
)
class ArrayOfParcelsFirstOnly(Server):
    def spread(self, value: Any) -> list[Any]:
        return super().spread(value)[:1]


@plant(
    "query-json-trailing-garbage",
    "What follows the JSON is not looked at.",
    lambda at: text(at, STATUS + "}]"),
    wfc="F102",
)
class TrailingGarbage(Server):
    def inner(self, text: str, where: str) -> Any:
        try:
            value, _ = self.decoder.raw_decode(text)
        except ValueError:
            raise malformed(where, "not JSON") from None
        return value


@plant(
    "query-json-single-quotes",
    "JSON in single quotes is accepted.",
    lambda at: text(at, STATUS.replace('"', "'")),
    wfc="F102",
)
class SingleQuotes(Server):
    def inner(self, text: str, where: str) -> Any:
        return super().inner(text.replace("'", '"'), where)


@plant(
    "query-json-in-a-json-string",
    "JSON inside a JSON string is unpacked.",
    lambda at: text(at, json.dumps(STATUS)),
    wfc="F102",
)
class InAJsonString(Server):
    def inner(self, text: str, where: str) -> Any:
        value = super().inner(text, where)
        return super().inner(value, where) if isinstance(value, str) else value


@plant(
    "query-json-encoded-twice-accepted",
    "Text that is still percent-encoded after decoding is decoded again.",
    lambda at: text(at, STATUS.replace('"', "%22")),
    wfc="F102",
)
class EncodedTwiceAccepted(Server):
    def inner(self, text: str, where: str) -> Any:
        return super().inner(unquote(text) if "%22" in text else text, where)


@plant(
    "query-json-blanks-refused",
    "JSON with blanks between its tokens is refused.",
    lambda at: text(at, STATUS.replace(":", ": ")),
)
class BlanksRefused(Server):
    def inner(self, text: str, where: str) -> Any:
        if '": ' in text:
            raise malformed(where, "not compact")
        return super().inner(text, where)


@plant(
    "query-json-escapes-refused",
    "JSON escapes such as \\u00e9 are refused.",
    lambda at: text(at, STATUS.replace("Sent", "\\u00e9")),
)
class EscapesRefused(Server):
    def inner(self, text: str, where: str) -> Any:
        if "\\" in text:
            raise malformed(where, "backslash")
        return super().inner(text, where)
