"""What must hold whatever comes: hostile bytes are answered as documented and change nothing, and money is
never made.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import httpx2
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from order_contract import sandbox, spec
from order_contract.wire import codec
from tests.sandbox.sandbox_calls import GUID, S2_HEADERS, S2_ORDER, Caller, Direct, examples

ORDER = "GE123874638GB"
REFUND = codec.dumps({"OrderId": ORDER})
MANY_NUMBERS = b"[" + b"1," * 500_000 + b"1]"
MANY_IDS = b'{"OrderIds":[' + b",".join(b'"%d"' % number for number in range(120_000)) + b"]}"
MANY_PARCELS = (
    b'{"OrderId":"testID","Parcels":['
    + b",".join(b'{"ParcelCode":"%d"}' % number for number in range(40_000))
    + b"]}"
)
BOUND = 10.0
"""Seconds that one request may take, on a machine that does other things too."""


def _documented() -> list[tuple[str, str, dict[str, str], bytes]]:
    """The documented requests as bytes, with path and method."""
    result = []
    for api in spec.APIS:
        for path, item in spec.load(api)["paths"].items():
            for method in ("post", "put"):
                if method in item:
                    for query, body in examples(api, item[method]["operationId"]):
                        texts = {
                            name: value if isinstance(value, str) else value[0]
                            for name, value in query.items()
                        }
                        result.append(
                            (
                                path.replace("{orderId}", S2_ORDER),
                                method.upper(),
                                texts,
                                b"" if body is None else codec.dumps(body),
                            )
                        )
    return result


SEEDS = _documented()
NASTY = st.sampled_from(
    [
        *(
            b"",
            b"\x00",
            b"\xff\xfe",
            b"\xef\xbb\xbf",
            b"null",
            b"[]",
            b"{}",
            b'"',
            b"true",
            b"%",
            b"&",
            b"=",
            b"+",
            b" " * 5_000,
        ),
        *(b"NaN", b"-Infinity", b"1e1000000000", b"1e-999", b"-", b"1" * 20_000, b"0." + b"3" * 20_000),
        *(b"[" * 5_000, b'{"a":' * 5_000, b'{"OrderId":1,"OrderId":2}', b'"\\ud800"', b'"\\u0000"'),
    ]
)


@st.composite
def mutated(draw: st.DrawFn, seed: bytes) -> bytes:
    """A documented text with a piece cut out and something nasty put in, or something nasty alone."""
    if draw(st.integers(0, 9)) == 0 or not seed:
        return draw(st.one_of(NASTY, st.binary(max_size=200)))
    start = draw(st.integers(0, len(seed)))
    end = min(len(seed), start + draw(st.integers(0, 40)))
    return seed[:start] + draw(st.one_of(NASTY, st.binary(max_size=30), st.just(b""))) + seed[end:]


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str, str, bytes, str]:
    """Method, path, query, body and content type of a request that was documented once."""
    path, method, texts, body = draw(st.sampled_from(SEEDS))
    victim = draw(st.sampled_from(["body", *texts]))
    parts = [f"merchantGUID={GUID}"]
    for name, text in texts.items():
        raw = draw(mutated(text.encode())) if name == victim else text.encode()
        parts.append(f"{name}={quote(raw)}")
    if draw(st.integers(0, 9)) == 0:
        parts.append(quote(draw(st.binary(max_size=20)), safe="&=%"))
    kind = draw(st.sampled_from(["application/json"] * 8 + ["text/plain", ""]))
    return method, path, "&".join(parts), draw(mutated(body)) if victim == "body" else body, kind


class TestHostileBytes:
    box = Caller(sandbox.app())

    @given(requests())
    @settings(max_examples=250, derandomize=True)
    @example(
        (
            "POST",
            "/Order/CreateOrderRefund",
            f"merchantGUID={GUID}&orderRefund={quote(REFUND)}",
            b"[" + b"1," * 500_000 + b"1]",
            "application/json",
        )
    )
    @example(("POST", "/Order/GetOrdersDetails", f"merchantGUID={GUID}", MANY_IDS, "application/json"))
    @example(("POST", "/Order/DispatchOrders", f"merchantGUID={GUID}", MANY_IDS, "application/json"))
    @example(
        ("POST", "/Order/GetShippingDocuments", f"merchantGUID={GUID}", MANY_PARCELS, "application/json")
    )
    def test_get_a_response_as_documented_in_bounded_time(
        self, request_: tuple[str, str, str, bytes, str]
    ) -> None:
        method, path, query, body, kind = request_
        before = self.box.control("GET", "/state")
        started = time.perf_counter()
        headers = {**S2_HEADERS, **({"Content-Type": kind} if kind else {})}
        # Every response is held to the published document by the transport.
        response = self.box.client.request(method, f"{path}?{query}", content=body, headers=headers)
        assert time.perf_counter() - started < BOUND
        assert response.status_code != 500, response.text
        if response.status_code != 200:
            assert self.box.control("GET", "/state") == before
        else:
            self.box.control("POST", "/reset")

    @given(
        st.sampled_from(["GET", "POST", "PUT", "DELETE", "x"]),
        st.text(min_size=1, max_size=30),
        st.binary(max_size=30),
    )
    @settings(max_examples=200, derandomize=True)
    def test_unknown_paths_and_methods_get_a_response(self, method: str, path: str, body: bytes) -> None:
        with httpx2.Client(transport=Direct(self.box.application, judged=False)) as client:
            response = client.request(method, f"http://localhost/{quote(path, safe='/')}", content=body)
        assert response.status_code in (200, 400, 401, 404, 405)
        codec.loads(response.content)


AMOUNTS = st.decimals(min_value=0, max_value=120, places=4)
ITEMS = st.sampled_from(["134643", "134644", "12365", "12376", "12366", "12367"])
PRODUCTS = st.lists(
    st.fixed_dictionaries(
        {"CartItemId": ITEMS, "RefundQuantity": st.integers(1, 2)},
        optional={"RefundAmount": AMOUNTS, "OriginalRefundAmount": AMOUNTS.map(str)},
    ),
    max_size=3,
)
HEADERS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "DutiesAmount": AMOUNTS,
        "ShippingAmount": AMOUNTS,
        "ServiceGestureAmount": AMOUNTS,
        "ShippingRefund": st.booleans(),
        "FullRefund": st.booleans(),
        "TotalRefundAmount": AMOUNTS,
    },
)


class Money(RuleBasedStateMachine):
    """Any sequence of calls: refunds add up to at most what was paid, pieces to at most what was ordered,
    refusals change nothing.
    """

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[Decimal] = []
        self.closed = False

    @initialize(error_info=st.booleans())
    def start(self, error_info: bool) -> None:
        self.box = Caller(sandbox.app("globale", sandbox.Settings(error_info=error_info)))
        self.before = self.box.state(ORDER)

    def call(self, method: str, body: Any, query: Mapping[str, Any]) -> bool:
        before = self.box.state(ORDER)
        response = self.box.order(method, body, **query)
        value = codec.loads(response.content)
        if response.status_code == 200 and value.get("Success", value.get("IsSuccess")):
            return True
        assert self.box.state(ORDER) == before
        return False

    @rule(header=HEADERS, products=PRODUCTS)
    def refund(self, header: dict[str, Any], products: list[dict[str, Any]]) -> None:
        left = self.box.state(ORDER)["Remaining"]
        done = self.call("CreateOrderRefund", products, {"orderRefund": {"OrderId": ORDER, **header}})
        if done:
            assert not self.closed
            self.taken.append(self.box.state(ORDER)["Refunds"][-1]["TotalRefundAmount"])
            assert self.taken[-1] <= left

    @rule(code=st.sampled_from(["cancelled", "DEL_12"]), reason=st.booleans())
    def status(self, code: str, reason: bool) -> None:
        details: dict[str, Any] = {"OrderId": ORDER, "OrderStatus": {"OrderStatusCode": code, "Name": code}}
        if reason:
            details["OrderStatusReason"] = {"OrderStatusReasonCode": "1", "Name": "a"}
        if self.call("UpdateOrderStatus", None, {"orderStatus": details}):
            assert reason or code != "cancelled"
            self.closed = code == "cancelled"

    @rule(code=st.sampled_from(["a", "b"]), item=ITEMS, quantity=st.integers(-1, 3), documents=st.booleans())
    def dispatch(self, code: str, item: str, quantity: int, documents: bool) -> None:
        parcel = {"ParcelCode": code, "Products": [{"CartItemId": item, "DeliveryQuantity": quantity}]}
        self.call(
            "GetShippingDocuments" if documents else "UpdateOrderDispatchV2",
            {"OrderId": ORDER, "Parcels": [parcel]},
            {},
        )

    @rule()
    def leave(self) -> None:
        self.call("DispatchOrders", {"OrderIds": [ORDER]}, {})

    @invariant()
    def money_is_never_made(self) -> None:
        if not hasattr(self, "box"):
            return
        state = self.box.state(ORDER)
        assert (
            state["Refunded"]
            == sum(self.taken)
            == sum(refund["TotalRefundAmount"] for refund in state["Refunds"])
        )
        assert state["Paid"] == self.before["Paid"]
        assert state["Remaining"] == state["Paid"] - state["Refunded"] >= 0
        for product, line in zip(state["Order"]["Products"], state["Progress"]["lines"], strict=True):
            assert line.get("refunded", 0) <= product["Quantity"]
            assert line.get("delivered", 0) <= product["Quantity"]

    def teardown(self) -> None:
        if hasattr(self, "box"):
            self.box.application.service.store.close()


Money.TestCase.settings = settings(max_examples=30, stateful_step_count=12, derandomize=True, deadline=None)
TestMoney = Money.TestCase
