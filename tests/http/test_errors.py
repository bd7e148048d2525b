"""What the clients make of refusals and of responses that no document names: judged by the body first, then
by the status.
"""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from order_contract import errors
from order_contract.errors import (
    ApiError,
    OrderContractError,
    RefusedError,
    UndocumentedStatusError,
    UnexpectedResponseError,
    UnreadableResponseError,
)
from order_contract.globale.calls import CONTRACT
from order_contract.wire import codec
from tests.samples import Server, compact, example, recorded

STATUS = {"OrderId": "GE1", "OrderStatus": {"OrderStatusCode": "1", "Name": "n"}}
PAGE = b"<!DOCTYPE html><html><body>502 Bad Gateway canary</body></html>"
UPDATE = example("updateOrder.request")


def failure(
    content: bytes,
    status: int = 200,
    method: str = "update_order_status",
    arguments: tuple[Any, ...] = (STATUS,),
) -> ApiError:
    """What both clients raise on a response: the same."""
    raised = []
    for mode in ("sync", "async"):
        with pytest.raises(ApiError) as caught:
            Server(content, status).call(method, *arguments, mode=mode)
        raised.append(caught.value)
    assert type(raised[0]) is type(raised[1])
    assert str(raised[0]) == str(raised[1])
    assert (raised[0].status_code, raised[0].content) == (status, content)
    return raised[0]


@pytest.mark.parametrize("status", [200, 202, 400, 401, 403, 500, 502, 520])
class TestBothEnvelopesUnderAnyStatus:
    def test_error_info(self, status: int) -> None:
        error = failure(
            recorded("createOrderRefund.error1006").body, status, "create_order_refund", ({"OrderId": "1"},)
        )
        assert type(error) is errors.QuantityExceededError
        assert error.code == "1006"
        assert error.error == "Cartitemid 1 exceeded the available products quantity to refund"
        assert (
            error.description
            == "After Method ValidateProducts. refund amount: 67.8700 , available loyalty points: 0.0000"
        )
        assert str(error).startswith(f"createOrderRefund was refused 1006 (HTTP {status}): More pieces")

    def test_response_info(self, status: int) -> None:
        error = failure(
            compact(example("responseInfo.refused")).encode(),
            status,
            "create_order_refund",
            ({"OrderId": "1"},),
        )
        assert isinstance(error, RefusedError)
        assert (error.code, error.error, error.description) == (
            None,
            example("responseInfo.refused")["Reason"],
            None,
        )

    @pytest.mark.parametrize("text", ['"false "', '"False"', '" FALSE"', "false"])
    def test_response_info_with_its_boolean_in_a_text(self, text: str, status: int) -> None:
        assert isinstance(failure(f'{{"Success":{text}}}'.encode(), status), RefusedError)

    def test_documents(self, status: int) -> None:
        error = failure(
            compact(example("orderDocumentsResponse.refused")).encode(),
            status,
            "get_shipping_documents",
            ({"OrderId": "1", "Parcels": []},),
        )
        assert isinstance(error, RefusedError)
        assert error.error == example("orderDocumentsResponse.refused")["ErrorText"]

    def test_error_info_where_a_list_is_expected(self, status: int) -> None:
        error = failure(
            compact(example("errorInfo.badRequest")).encode(),
            status,
            "get_orders_details",
            ({"OrderIds": ["1"]},),
        )
        assert type(error) is errors.BadRequestError

    def test_keys_in_another_case_and_a_code_without_quotes(self, status: int) -> None:
        error = failure(b'{"code":1002,"ERROR":"e","description":null}', status)
        assert type(error) is errors.RefundExceedsRemainderError
        assert (error.code, error.error, error.description) == ("1002", "e", None)


# by code: the class whose documented meaning fits
CLASSES = {
    "1001": errors.AlreadyRefundedError,
    "1002": errors.RefundExceedsRemainderError,
    "1003": errors.InvalidQuantityError,
    "1004": errors.NoRefundComponentError,
    "1005": errors.CartItemUnknownError,
    "1006": errors.QuantityExceededError,
    "D001": errors.OrderUnknownError,
    "D002": errors.CartItemUnknownError,
    "D003": errors.ProductUnknownError,
    "D004": errors.InvalidCountryError,
    "D005": errors.EmptyMetaDataValueError,
    "A100": errors.BadRequestError,
    "A300": errors.ProductUnknownError,
    "B001": errors.OrderUnknownError,
    "400": errors.BadRequestError,
    "401": errors.UnauthorizedError,
    "500": errors.ServerFailedError,
    "EmptyString": errors.BadRequestError,
}


class TestAClassForEachMeaning:
    @pytest.mark.parametrize("code", CONTRACT.error_codes)
    def test_of_every_code_of_the_contract(self, code: str) -> None:
        error = failure(codec.dumps({"Code": code, "Error": "e", "Description": "d"}))
        assert type(error) is CLASSES.get(code, RefusedError)
        assert (
            str(error)
            == f"updateOrderStatus was refused {code} (HTTP 200): {CONTRACT.error_codes[code]['meaning']}"
        )

    def test_no_class_names_a_meaning_that_no_code_has(self) -> None:
        known = {entry["name"] for entry in CONTRACT.error_codes.values()}
        named = {
            meaning
            for kind in vars(errors).values()
            if isinstance(kind, type) and issubclass(kind, ApiError)
            for meaning in kind.meanings
        }
        assert named <= known

    def test_documented_samples_of_d_codes(self) -> None:
        for code in ("D001", "D002", "D003", "D004", "D005"):
            assert (
                type(failure(compact(example(f"updateOrderProducts.error{code}")).encode(), 400))
                is CLASSES[code]
            )

    def test_an_unknown_code_is_a_plain_refusal(self) -> None:
        error = failure(b'{"Code":"Z999","Error":"e","Description":"d"}', 400)
        assert type(error) is RefusedError
        assert (error.code, str(error)) == ("Z999", "updateOrderStatus was refused Z999 (HTTP 400)")

    def test_blanks_around_a_code_do_not_count(self) -> None:
        error = failure(b'{"Code":" 1002 ","Error":"e"}')
        assert type(error) is errors.RefundExceedsRemainderError
        assert error.code == " 1002 "


class TestWhatIsNoJson:
    @pytest.mark.parametrize("status", [200, 400, 500, 502, 520])
    @pytest.mark.parametrize(
        "content",
        [
            PAGE,
            b"",
            b" ",
            b'{"Success":true',
            b"\xff\xfe",
            b"[" * 100_000,
            b'{"Success":true,"x":1e1000000000}',
        ],
    )
    def test_is_unreadable_under_any_status(self, content: bytes, status: int) -> None:
        error = failure(content, status)
        assert type(error) is UnreadableResponseError
        assert str(error) == f"updateOrderStatus got a response that is not JSON (HTTP {status})"


class TestUnauthorized:
    @pytest.mark.parametrize(
        "content",
        [b"", PAGE, b"{}", b"null", b'{"Message":"x"}', compact(example("errorInfo.unauthorized")).encode()],
    )
    def test_with_and_without_a_body(self, content: bytes) -> None:
        assert type(failure(content, 401)) is errors.UnauthorizedError
        assert type(failure(content, 401, "update_order", ("1", UPDATE))) is errors.UnauthorizedError

    def test_an_envelope_without_a_code(self) -> None:
        assert type(failure(b'{"Success":false,"Reason":"no"}', 401)) is errors.UnauthorizedError

    def test_an_envelope_with_another_code_says_more_than_the_status(self) -> None:
        assert type(failure(b'{"Code":"1002","Error":"e"}', 401)) is errors.RefundExceedsRemainderError


class TestStatusesThatNobodyDocumented:
    @pytest.mark.parametrize("status", [304, 500, 503, 520, 599])
    def test_with_json_that_is_no_refusal(self, status: int) -> None:
        assert type(failure(b'{"Message":"x"}', status)) is UndocumentedStatusError

    @pytest.mark.parametrize("status", [400, 404, 418, 429])
    def test_a_documented_one_with_json_that_is_no_refusal(self, status: int) -> None:
        error = failure(b'{"Message":"x"}', status)
        assert type(error) is UnexpectedResponseError
        assert error.problems == [("the body", "is not a documented refusal")]

    def test_success_under_a_failing_status_is_no_success(self) -> None:
        assert type(failure(b'{"Success":true}', 409)) is UnexpectedResponseError
        assert type(failure(b'{"Success":true}', 503)) is UndocumentedStatusError

    @pytest.mark.parametrize("status", [201, 202])
    def test_success_under_another_status_of_success_is_one(self, status: int) -> None:
        assert Server(b'{"Success":true}', status).call("update_order_status", STATUS).success is True


class TestAnotherStructure:
    @pytest.mark.parametrize("content", [b"[]", b"[{}]", b"null", b'"x"', b"1", b"true"])
    def test_instead_of_an_object(self, content: bytes) -> None:
        assert type(failure(content)) is UnexpectedResponseError

    @pytest.mark.parametrize(
        "content", [b"{}", b'""', b"null", b'"x"', b"1", b"true", b"[1]", b'["x"]', b"[null]", b"[[]]"]
    )
    def test_instead_of_a_list_of_objects(self, content: bytes) -> None:
        assert (
            type(failure(content, 200, "get_orders_details", ({"OrderIds": ["1"]},)))
            is UnexpectedResponseError
        )

    @pytest.mark.parametrize(
        "content",
        [
            b"{}",
            b'{"Success":null}',
            b'{"Success":"canary"}',
            b'{"Success":{"canary":1}}',
            b'{"canary":true}',
        ],
    )
    def test_the_place_is_named_and_nothing_quoted(self, content: bytes) -> None:
        error = failure(content)
        assert isinstance(error, UnexpectedResponseError)
        assert [place for place, _ in error.problems] == ["Success"]
        assert "canary" not in f"{error}{error!r}{error.problems}"


class TestErrorsTravel:
    @pytest.mark.parametrize(
        "error",
        [
            errors.InvalidRequestError("op", [("Parcels[0].ParcelCode", "is required")]),
            errors.NoResponseError("op", sent=False, reason="ConnectError"),
            errors.QuantityExceededError(
                "op", 400, b"body", code="1006", error="e", description="d", meaning="m"
            ),
            UnexpectedResponseError("op", 200, b"body", [("Success", "is required")]),
        ],
    )
    def test_between_processes(self, error: OrderContractError) -> None:
        other = pickle.loads(pickle.dumps(error))  # noqa: S301
        assert type(other) is type(error)
        assert (str(other), vars(other)) == (str(error), vars(error))

    def test_one_base_class(self) -> None:
        kinds = [
            kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)
        ]
        assert len(kinds) > 15
        assert all(issubclass(kind, OrderContractError) for kind in kinds)
        assert issubclass(errors.InvalidRequestError, ValueError)
