"""The server: a Flask application that answers all three APIs from one state.

Invariants: every request is answered with JSON in the envelope of its API; one request at a time changes the
state.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

import msgspec
from flask import Flask, Response, request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from tests.faults.second.document import APIS, Operation, operations
from tests.faults.second.documents import Documents
from tests.faults.second.orders import State
from tests.faults.second.products import Products
from tests.faults.second.reading import Pairs, Reading
from tests.faults.second.refunds import Refunds
from tests.faults.second.refusals import Answer, RefusalError, refusal
from tests.faults.second.updates import S2, Callback

LONGEST_QUERY: Final = 64_000


@dataclass(frozen=True)
class Config:
    """How a server is set up; the secrets are those of the documents."""

    envelope_200: bool = False
    """Refusals of Global-e come under 200 instead of 4xx."""
    error_info: bool = True
    """Global-e's account setting ReturnResponseOfErrorInfoStruct."""
    guid: str = "abcdabcd-abcd-abcd-abcd-abcdabcdabcd"
    callback_guid: str = "0511db1d-cdc6"
    token: str = "change_to_your_access_token"
    organization: str = "95d73baf-76ba-4bea-86ac-1534c5e5d4aa"
    max_body: int = 1_000_000


class Server(Reading, Refunds, Documents, Products, S2, Callback):
    """Answers requests as documented.

    Each rule is a method of one of the bases, so that a fault is a few lines.
    """

    def __init__(self, config: Config | None = None) -> None:
        super().__init__()
        self.config = config or Config()
        self.error_info = self.config.error_info
        self.callback_guid = self.config.callback_guid
        self.lock = Lock()
        self.reset()

    def reset(self) -> None:
        self.state = State()

    def respond(
        self, operation: Operation, query: str, headers: Headers, raw: bytes, order_id: str = ""
    ) -> Answer:
        """The answer to one request."""
        try:
            if len(query) > LONGEST_QUERY:
                raise RefusalError("400", "Bad Request", "the query string is too long", 414)
            pairs = self.pairs(query)
            self.authorize(operation, pairs, headers)
            given: dict[str, Any] = {
                stated.name: self.parameter(stated, self.named(pairs, stated.name))
                for stated in operation.parameters
            }
            if operation.body is not None:
                given["body"] = self.body(operation, raw, headers)
            if order_id:
                given["order_id"] = order_id
            return Answer(200, self.operate(operation, given))
        except RefusalError as refused:
            return self.refused(operation, refused)

    def operate(self, operation: Operation, given: dict[str, Any]) -> Any:
        with self.lock:
            return getattr(self, python_name(operation.id))(**given)

    def authorize(self, operation: Operation, pairs: Pairs, headers: Headers) -> None:
        if operation.api == "globale":
            self.merchant(pairs, headers)
        elif operation.api == "s2":
            self.bearer(headers.get("authorization") or "")
            self.organization(headers.get("x-s2-organization") or "")

    def merchant(self, pairs: Pairs, headers: Headers) -> None:
        """The GUID stands in the query or in a header, in any case."""
        given = self.named(pairs, "merchantGUID") or [headers.get("merchantguid") or ""]
        if any(not self.right_guid(guid) for guid in given):
            raise refusal("401", description="The merchantGUID is missing or unknown.", status=401)

    def right_guid(self, given: str) -> bool:
        return given.strip().casefold() == self.config.guid.casefold()

    def bearer(self, given: str) -> None:
        scheme, _, token = given.partition(" ")
        if scheme.casefold() != "bearer" or token.strip() != self.config.token:
            raise refusal("401", description="token", status=401)

    def organization(self, given: str) -> None:
        if given.strip().casefold() != self.config.organization.casefold():
            raise refusal("401", description="organisation", status=401)

    def refused(self, operation: Operation, refused: RefusalError) -> Answer:
        """A refusal in the envelope of its API."""
        if operation.id == "createOrderRefund" and not self.error_info and refused.code not in ("400", "401"):
            return self.refund_refused(refused)
        if operation.id in PAPERS and refused.code not in ("400", "401"):
            return self.papers_refused(refused)
        return self.envelope(operation.api, refused)

    def papers_refused(self, refused: RefusalError) -> Answer:
        error = {
            "OrderID": None,
            "ErrorCode": refused.code,
            "ErrorText": refused.description or refused.error,
        }
        return Answer(200, {"IsSuccess": False, "ErrorText": refused.error, "Errors": [error]})

    def envelope(self, api: str, refused: RefusalError) -> Answer:
        if api == "merchant":
            code = "100" if refused.code == "400" else refused.code
            return Answer(
                refused.status,
                {
                    "Success": False,
                    "ErrorCode": code,
                    "Message": refused.error,
                    "Description": refused.description,
                },
            )
        if api == "s2":
            return Answer(
                refused.status,
                {"status": refused.status, "title": refused.error, "detail": refused.description},
            )
        return Answer(self.error_status(refused), self.error_body(refused))

    def error_status(self, refused: RefusalError) -> int:
        return 200 if self.config.envelope_200 else refused.status

    def error_body(self, refused: RefusalError) -> Any:
        return {"Code": refused.code, "Error": refused.error, "Description": refused.description}

    def written(self, operation: Operation | None, answer: Answer) -> Response:
        """The answer as it goes out."""
        return Response(self.encode(answer.value), answer.status, content_type=self.content_type(answer))

    def encode(self, value: Any) -> bytes:
        """JSON; decimals are numbers with the digits that they have."""
        return ENCODER.encode(value)

    def content_type(self, answer: Answer) -> str:
        return "application/json"


ENCODER: Final = msgspec.json.Encoder(decimal_format="number")
METHODS: Final = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
OPERATIONS: Final = {operation.path: operation for api in APIS for operation in operations(api)}
PAPERS: Final = frozenset({"getShippingDocuments", "dispatchOrders", "dispatchConsolidatedShipment"})


def python_name(operation_id: str) -> str:
    """`update_order_dispatch_v2` of `updateOrderDispatchV2`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", operation_id).lower()


def create(config: Config | None = None, server: type[Server] = Server) -> Flask:
    """The WSGI application of a server; `POST /reset` puts its orders back."""
    answering = server(config)
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = answering.config.max_body
    app.url_map.merge_slashes = False
    app.logger.disabled = True

    # One rule for all paths: a rule of its own for each costs more to set up than a thousand requests.
    @app.route("/<path:path>", methods=METHODS, provide_automatic_options=False)
    def view(path: str) -> Response:
        if path == "reset":
            answering.reset()
            return answering.written(None, Answer(200, {"Success": True}))
        order_id = path.removeprefix("order/") if path.startswith("order/") else ""
        operation = OPERATIONS.get("/order/{orderId}" if order_id else f"/{path}")
        if operation is None:
            raise NotFound
        if request.method != operation.method:
            raise MethodNotAllowed([operation.method])
        try:
            query = request.query_string.decode()
        except UnicodeDecodeError:
            query = "%FF"  # refused as any other bytes that are not UTF-8
        return answering.written(
            operation,
            answering.respond(operation, query, request.headers, request.get_data(cache=False), order_id),
        )

    @app.errorhandler(HTTPException)
    def of_http(error: HTTPException) -> Response:
        """Unknown paths and methods, and bodies that are too large."""
        api = (
            "s2"
            if request.path.startswith("/order/")
            else "merchant"
            if request.path.startswith("/order-")
            else "globale"
        )
        refused = RefusalError(str(error.code), error.name, error.description, error.code or 400)
        response = answering.written(None, Answer(refused.status, answering.envelope(api, refused).value))
        allowed = getattr(error, "valid_methods", None)
        if allowed:
            response.headers["Allow"] = ", ".join(allowed)
        return response

    return app
