"""Faults of merchants' callback endpoints in what they answer.

Invariant: each is a few lines over the correct endpoint, and the sentence names the document that forbids it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from tests.faults.catalogue import Fault
from tests.faults.endpoint import CRASH, ONCE, Endpoint, RefusedError, plant
from tests.faults.middle import Answer, Request, json_response, page
from tests.faults.witness import in_time, notice, notified

FOUND: list[Fault] = []
fault = partial(plant, FOUND)


def _answering(edit: Callable[[dict[str, Any]], Any]) -> type[Endpoint]:
    class Answering(Endpoint):
        def success(self, order: Any) -> Answer:
            return json_response(edit(self.acknowledgement(order)))

    return Answering


fault("no-success", "The acknowledgement lacks Success (002:132).", ONCE, "F101")(
    _answering(lambda value: {name: item for name, item in value.items() if name != "Success"})
)
fault("success-as-text", "Success comes as a text; it is a boolean (002:132).", ONCE, "F101")(
    _answering(lambda value: {**value, "Success": "true"})
)
fault("success-as-number", "Success comes as 1; it is a boolean (002:132).", ONCE, "F101")(
    _answering(lambda value: {**value, "Success": 1})
)
fault(
    "success-lower-case", "Members come in lower case, so that Success is missing (002:132).", ONCE, "F101"
)(_answering(lambda value: {name.lower(): item for name, item in value.items()}))
fault("answer-wrapped", "The acknowledgement is wrapped in another object (002:126).", ONCE, "F101")(
    _answering(lambda value: {"result": value})
)
fault("answer-list", "The acknowledgement comes in a list (002:126).", ONCE, "F101")(
    _answering(lambda value: [value])
)
fault(
    "id-as-number", "OrderId of the acknowledgement comes as a number; it is a text (002:131).", ONCE, "F101"
)(_answering(lambda value: {**value, "OrderId": 24345}))
fault("says-failure", "What was taken note of is answered with Success false.", ONCE)(
    _answering(lambda value: {**value, "Success": False})
)


def _sending(response: Answer) -> type[Endpoint]:
    class Sending(Endpoint):
        def success(self, order: Any) -> Answer:
            return response

    return Sending


fault("ok-as-text", "The acknowledgement is the text `OK`; it is JSON (002:126).", ONCE, "F101")(
    _sending(Answer(200, {"content-type": "text/plain"}, b"OK"))
)
fault("html", "The acknowledgement is a page; it is JSON (002:126).", ONCE, "F101")(
    _sending(page(200, "Thank you"))
)
fault("empty", "The acknowledgement has no body (002:126).", ONCE, "F101")(
    _sending(Answer(200, {"content-type": "application/json"}))
)
fault("status-202", "The acknowledgement comes with 202; 200 is documented.", ONCE)(
    _sending(json_response({"Success": True}, 202))
)
fault("status-204", "The acknowledgement comes with 204 and without a body (002:126).", ONCE)(
    _sending(Answer(204))
)
fault(
    "no-type", "The acknowledgement comes without Content-Type (the document says application/json).", ONCE
)(_sending(Answer(200, {}, b'{"Success":true}')))


@fault(
    "redirects",
    "The path is answered by a redirection to the one with a slash, which no caller follows with POST.",
    ONCE,
)
class Redirects(Endpoint):
    def handle(self, request: Request) -> Answer:
        return (
            super().handle(request)
            if request.path.endswith("/")
            else Answer(307, {"location": f"{request.path}/"})
        )


@fault(
    "slow",
    "The acknowledgement takes 11 seconds; no caller waits so long, and the notice comes again.",
    in_time(ONCE),
)
class Slow(Endpoint):
    def success(self, order: Any) -> Answer:
        time.sleep(11)
        return super().success(order)


@fault(
    "failure-under-200",
    "A refusal comes with Success false under 200; when something goes wrong, the status must not be 200 "
    "(the published description).",
    notified(notice(OrderId=...)),
)
class FailureUnder200(Endpoint):
    def refusal(self, refused: RefusedError) -> Answer:
        return replace(super().refusal(refused), status=200)


@fault("failure-says-success", "A refusal with 400 says Success true.", notified(notice(OrderId=...)), "F101")
class FailureSaysSuccess(Endpoint):
    def refusal(self, refused: RefusedError) -> Answer:
        return json_response({"Success": True, "Message": refused.why}, refused.status)


@fault(
    "failure-in-html",
    "A refusal is a page; it is ResponseInfo (002:140).",
    notified(notice(OrderId=...)),
    "F101",
)
class FailureInHtml(Endpoint):
    def refusal(self, refused: RefusedError) -> Answer:
        return page(refused.status, "Bad Request")


@fault(
    "error-code-as-number",
    "ErrorCode of a refusal comes as a number; it is a text.",
    notified(notice(OrderId=...)),
    "F101",
)
class ErrorCodeNumber(Endpoint):
    def refusal(self, refused: RefusedError) -> Answer:
        return json_response({"Success": False, "ErrorCode": 100, "Message": refused.why}, refused.status)


@fault(
    "charset-refused",
    "`application/json; charset=utf-8` is refused (RFC 9110, 8.3).",
    notified(notice(), headers={"content-type": "application/json; charset=utf-8"}),
)
class CharsetRefused(Endpoint):
    def read(self, request: Request) -> Any:
        if ";" in request.headers.get("content-type", ""):
            raise RefusedError("unknown type", status=415)
        return super().read(request)


@fault(
    "every-fourth-fails",
    "Every fourth notice fails with 503 (one of four processes is broken).",
    notified(*[notice()] * 4),
    "F100",
)
class EveryFourth(Endpoint):
    count = 0

    def handle(self, request: Request) -> Answer:
        self.count += 1
        return replace(CRASH, status=503) if self.count % 4 == 0 else super().handle(request)


@fault(
    "trace-shown",
    "A refusal's description is the server's stack trace, with paths of the machine.",
    notified(b'{"OrderId":'),
)
class TraceShown(Endpoint):
    def refusal(self, refused: RefusedError) -> Answer:
        trace = """Traceback (most recent call last):
  File "/srv/shop/app.py", line 12, in receive
    order = json.loads(body)
json.decoder.JSONDecodeError: Expecting value"""
        return json_response(
            {"Success": False, "ErrorCode": "100", "Message": refused.why, "Description": trace},
            refused.status,
        )


FAULTS: tuple[Fault, ...] = tuple(FOUND)
