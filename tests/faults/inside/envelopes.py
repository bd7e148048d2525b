"""Faults in the envelopes of refusals and in statuses.

Invariants: the server decides as documented; only how it says so is wrong.
"""

from __future__ import annotations

from typing import Any

from tests.faults.catalogue import Family
from tests.faults.inside.planting import At, item, planting
from tests.faults.second import Config, Server
from tests.faults.second.refusals import Answer, RefusalError

plant = planting(Family.ENVELOPES, "globale")


def refused(at: At) -> Any:
    """The response to a country that does not exist."""
    return at.products({"CartItemId": "12365", "OriginCountryCode": "XX"})


def bad(at: At) -> Any:
    """The response to a filter without its list."""
    return at.order("GetOrdersDetails", {})


def kind(at: At, body: Any) -> Any:
    return at.raw(
        "POST", "/Order/GetOrdersDetails?merchantGUID=abcdabcd-abcd-abcd-abcd-abcdabcdabcd", body
    ).headers.get("content-type")


@plant(
    "refusal-told-as-success",
    "A refund that was refused (1002) is answered with Success true.",
    lambda at: at.refund(ServiceGestureAmount=9999),
)
class RefusalToldAsSuccess(Server):
    def refused(self, operation: Any, refused: RefusalError) -> Answer:
        return (
            Answer(200, {"Success": True}) if refused.code == "1002" else super().refused(operation, refused)
        )


class OtherEnvelope(Server):
    """A server whose ErrorInfo is not as documented."""

    def error_body(self, refused: RefusalError) -> Any:
        return self.other(super().error_body(refused))

    def other(self, body: Any) -> Any:
        return body


@plant("error-without-error", "ErrorInfo lacks Error.", refused, wfc="F101")
class WithoutError(OtherEnvelope):
    def other(self, body: Any) -> Any:
        return {"Code": body["Code"], "Description": body["Description"]}


@plant("error-without-code", "ErrorInfo lacks Code.", refused, wfc="F101")
class WithoutCode(OtherEnvelope):
    def other(self, body: Any) -> Any:
        return {"Error": body["Error"], "Description": body["Description"]}


@plant("error-text-null", "ErrorInfo's Error is null.", refused, wfc="F101")
class ErrorNull(OtherEnvelope):
    def other(self, body: Any) -> Any:
        return {**body, "Error": None}


@plant("error-description-an-object", "ErrorInfo's Description is an object.", refused, wfc="F101")
class DescriptionAnObject(OtherEnvelope):
    def other(self, body: Any) -> Any:
        return {**body, "Description": {"text": body["Description"]}}


@plant("error-in-camel-case", "ErrorInfo's members are in camel case.", refused, wfc="F101")
class CamelCase(OtherEnvelope):
    def other(self, body: Any) -> Any:
        return {name.lower(): value for name, value in body.items()}


@plant("error-wrapped", "ErrorInfo stands inside another object.", refused, wfc="F101")
class Wrapped(OtherEnvelope):
    def other(self, body: Any) -> Any:
        return {"error": body}


@plant("error-in-a-list", "ErrorInfo stands in an array.", refused, wfc="F101")
class InAList(OtherEnvelope):
    def other(self, body: Any) -> Any:
        return [body]


@plant(
    "error-200-without-error-text",
    "Under 200 a refusal is a bare Code.",
    refused,
    wfc="F101",
    config=Config(envelope_200=True),
)
class Bare200(OtherEnvelope):
    def other(self, body: Any) -> Any:
        return {"Code": body["Code"]}


@plant(
    "unauthorised-redirected",
    "A wrong GUID is answered with 302.",
    lambda at: at.order("TrackOrder", guid="no", orderId="a", email="a")[0],
)
class Redirected(Server):
    def error_status(self, refused: RefusalError) -> int:
        return 302 if refused.code == "401" else super().error_status(refused)


@plant(
    "callback-failure-under-200",
    "A callback that failed is answered with 200; the status must be another.",
    lambda at: at.callback(StatusCode=7)[0],
    api="merchant",
)
class FailureUnder200(Server):
    def envelope(self, api: str, refused: RefusalError) -> Answer:
        response = super().envelope(api, refused)
        return Answer(200, response.value) if api == "merchant" else response


@plant("html-for-refusals", "Refusals are HTML pages under 400.", refused, wfc="F101")
class HtmlForRefusals(Server):
    def encode(self, value: Any) -> bytes:
        return (
            b"<html><body>Bad Request</body></html>"
            if isinstance(value, dict) and "Code" in value
            else super().encode(value)
        )


@plant("refusals-empty", "Refusals have no body.", refused, wfc="F101")
class RefusalsEmpty(Server):
    def encode(self, value: Any) -> bytes:
        return b"" if isinstance(value, dict) and "Code" in value else super().encode(value)


@plant("plain-text-type", "JSON is sent as text/plain.", lambda at: kind(at, {"OrderIds": []}), wfc="F101")
class PlainText(Server):
    def content_type(self, response: Answer) -> str:
        return "text/plain"


@plant("refusals-as-html-type", "Refusals say that they are text/html.", lambda at: kind(at, {}), wfc="F101")
class RefusalsAsHtmlType(Server):
    def content_type(self, response: Answer) -> str:
        return super().content_type(response) if response.status == 200 else "text/html"


@plant(
    "success-under-201",
    "Refunds are answered with 201, which is not documented.",
    lambda at: at.refund(item())[0],
)
class Under201(Server):
    def respond(self, operation: Any, *given: Any) -> Answer:
        response = super().respond(operation, *given)
        return (
            Answer(201, response.value)
            if operation.id == "createOrderRefund" and response.value == {"Success": True}
            else response
        )


@plant("success-under-204", "Dispatches are answered with 204 and nothing else.", lambda at: at.v2())
class Under204(Server):
    def respond(self, operation: Any, *given: Any) -> Answer:
        response = super().respond(operation, *given)
        return (
            Answer(204, None)
            if operation.id == "updateOrderDispatchV2" and response.value == {"Success": True}
            else response
        )

    def encode(self, value: Any) -> bytes:
        return b"" if value is None else super().encode(value)


@plant(
    "error-info-although-switched-off",
    "With ReturnResponseOfErrorInfoStruct off, a refused refund is an ErrorInfo all the same.",
    lambda at: at.refund(ServiceGestureAmount=9999),
    config=Config(error_info=False),
)
class ErrorInfoAlthough(Server):
    def refund_refused(self, refused: RefusalError) -> Answer:
        return Answer(400, self.error_body(refused))


@plant(
    "response-info-without-success",
    "With ReturnResponseOfErrorInfoStruct off, a refused refund lacks Success.",
    lambda at: at.refund(ServiceGestureAmount=9999),
    wfc="F101",
    config=Config(error_info=False),
)
class ResponseInfoWithoutSuccess(Server):
    def refund_refused(self, refused: RefusalError) -> Answer:
        return Answer(200, {"Reason": refused.error})
