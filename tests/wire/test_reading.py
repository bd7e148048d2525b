"""Lenient on read: each odd form that the documents and real traffic show is read without an error and
written back as it came.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from order_contract.globale import models as globale
from order_contract.s2 import models as s2
from order_contract.wire import codec
from order_contract.wire.model import WireModel
from tests.samples import recorded


def read(kind: type[WireModel], raw: str) -> Any:
    """The model of a JSON text, after proof that it is written back byte for byte."""
    model = kind.model_validate(codec.loads(raw))
    assert codec.dumps(model) == raw.encode()
    return model


def product(member: str) -> Any:
    return read(globale.Product, "{" + member + "}")


class TestNumberInQuotes:
    @pytest.mark.parametrize(
        "name", ["Weight", "ListPrice", "OriginalListPrice", "SalePrice", "OriginalSalePrice", "Volume"]
    )
    def test_the_numbers_of_a_product(self, name: str) -> None:
        model = product(f'"{name}":"1.0000"')
        (value,) = model.model_dump(exclude_unset=True).values()
        assert value == Decimal(1)
        assert str(value) == "1.0000"

    def test_a_rate(self) -> None:
        assert read(
            globale.VATRateType, '{"VATRateTypeCode":1,"Name":"Low","Rate":"18.0000"}'
        ).rate == Decimal(18)

    def test_a_refund(self) -> None:
        model = read(globale.RefundProduct, '{"CartItemId":"1","RefundQuantity":"1","RefundAmount":"42"}')
        assert (model.refund_quantity, model.refund_amount) == (Decimal(1), Decimal(42))

    @pytest.mark.parametrize("text", ["42", "42.00", "-0.5", " 42 ", "00042"])
    def test_where_the_documents_print_a_bare_number(self, text: str) -> None:
        model = read(globale.OrderRefundDetails, f'{{"OrderId":"1","TotalRefundAmount":"{text}"}}')
        assert model.total_refund_amount == Decimal(text.strip())

    def test_an_integer(self) -> None:
        assert read(globale.InternationalDetails, '{"DeliveryDaysFrom":"2"}').delivery_days_from == 2

    @pytest.mark.parametrize(
        "text", ["abc", "1,5", "1_000", "1e5", "NaN", "Infinity", "0x10", "١٢", "1.", ".5", "--1"]
    )
    def test_a_text_that_is_no_number_is_an_error(self, text: str) -> None:
        with pytest.raises(ValidationError):
            globale.OrderRefundDetails.model_validate({"OrderId": "1", "TotalRefundAmount": text})


class TestEmptyStringForANumber:
    @pytest.mark.parametrize("name", ["ImageHeight", "ImageWidth", "DeliveryQuantity"])
    def test_it_is_none(self, name: str) -> None:
        (value,) = product(f'"{name}":""').model_dump(exclude_unset=True).values()
        assert value is None

    def test_for_an_integer(self) -> None:
        assert read(globale.InternationalDetails, '{"DeliveryDaysTo":""}').delivery_days_to is None


class TestBooleanInAText:
    def test_the_failure_of_the_callback_with_its_trailing_blank(self) -> None:
        assert (
            read(globale.MerchantResponseInfo, recorded("orderStatusCallback.failure").body.decode()).success
            is False
        )

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ('"True"', True),
            ('"False"', False),
            ('"true"', True),
            ('" FALSE "', False),
            ("1", True),
            ("0", False),
        ],
    )
    def test_other_forms(self, text: str, value: bool) -> None:
        assert product(f'"IsBundle":{text}').is_bundle is value

    def test_an_empty_string_is_none(self) -> None:
        assert product('"IsBlockedForGlobalE":""').is_blocked_for_global_e is None

    @pytest.mark.parametrize("value", ["yes", "wahr", 2, Decimal("0.5"), [], {}])
    def test_anything_else_is_an_error(self, value: Any) -> None:
        with pytest.raises(ValidationError):
            globale.Product.model_validate({"IsBundle": value})


class TestNumberForACode:
    def test_the_code_of_a_rate(self) -> None:
        assert read(globale.VATRateType, '{"VATRateTypeCode":1,"Rate":18}').vat_rate_type_code == "1"

    @pytest.mark.parametrize(
        ("text", "value"), [("12365", "12365"), ("0", "0"), ("1.50", "1.50"), ("true", "true")]
    )
    def test_an_id(self, text: str, value: str) -> None:
        assert product(f'"CartItemId":{text}').cart_item_id == value

    def test_an_error_code(self) -> None:
        assert read(globale.ErrorInfo, '{"Code":1006,"Error":"e","Description":null}').code == "1006"

    def test_in_a_list_of_ids(self) -> None:
        assert read(globale.OrderDetailsFilter, '{"OrderIds":["GE1",2794623,"GE3"]}').order_ids == [
            "GE1",
            "2794623",
            "GE3",
        ]


class TestDecimalsAndIntegersStandForEachOther:
    def test_an_integer_for_a_decimal(self) -> None:
        assert read(
            globale.OrderRefundDetails, '{"OrderId":"1","TotalRefundAmount":100}'
        ).total_refund_amount == Decimal(100)

    def test_a_decimal_for_an_integer(self) -> None:
        assert read(globale.InternationalDetails, '{"DeliveryDaysFrom":2.00}').delivery_days_from == 2

    def test_a_decimal_for_a_number_of_an_enumeration(self) -> None:
        model = read(globale.UpdateOrderDispatchException, '{"CartItemId":"1","ExceptionType":2.0}')
        assert model.exception_type is globale.ExceptionType(2)

    @pytest.mark.parametrize("text", ["1", "1.0", '"1"'])
    def test_the_kind_of_a_discount(self, text: str) -> None:
        assert read(globale.MerchantDiscount, f'{{"DiscountType":{text}}}').discount_type == 1

    def test_half_a_day_is_an_error(self) -> None:
        with pytest.raises(ValidationError):
            globale.InternationalDetails.model_validate({"DeliveryDaysFrom": Decimal("2.5")})


class TestBlanksAroundAnId:
    def test_they_stay(self) -> None:
        model = read(globale.GetOrdersManifestRequest, '{"OrderIds":["2794623"," 2794622"," 2794621 "]}')
        assert model.order_ids == ["2794623", " 2794622", " 2794621 "]

    def test_around_a_currency(self) -> None:
        assert (
            read(globale.InternationalDetails, '{"TransactionCurrencyCode":" EUR"}').transaction_currency_code
            == " EUR"
        )


class TestKeyInAnotherCase:
    @pytest.mark.parametrize(
        "key", ["MerchantOrderID", "merchantorderid", "MERCHANTORDERID", "MerchantOrderId"]
    )
    def test_the_attribute_has_it(self, key: str) -> None:
        model = read(globale.UpdateOrderDispatchRequest, f'{{"OrderId":"1","{key}":"2"}}')
        assert model.merchant_order_id == "2"
        assert not model.model_extra

    def test_orderid(self) -> None:
        assert read(globale.MerchantOrder, '{"orderid":"1","statusCode":"N/A"}').order_id == "1"

    def test_two_spellings_beside_each_other_are_both_kept(self) -> None:
        model = read(
            globale.UpdateOrderDispatchRequest,
            '{"merchantorderid":"1","MerchantOrderId":"2","MERCHANTORDERID":"3"}',
        )
        assert model.merchant_order_id == "2"
        assert model.model_extra == {"merchantorderid": "1", "MERCHANTORDERID": "3"}

    def test_together_with_another_form_of_the_value(self) -> None:
        assert read(
            globale.OrderRefundDetails, '{"orderID":7,"totalRefundAmount":" 1.50 "}'
        ).total_refund_amount == Decimal("1.50")


class TestUnknownMembers:
    def test_they_are_kept_in_their_place(self) -> None:
        model = read(
            globale.ResponseInfo, '{"RefundId":5,"Success":true,"RMANumber":17.00,"听":{"a":[1.10,null]}}'
        )
        assert model.model_extra == {
            "RefundId": 5,
            "RMANumber": Decimal("17.00"),
            "听": {"a": [Decimal("1.10"), None]},
        }

    def test_the_additions_of_a_storefront(self) -> None:
        model = read(globale.MerchantResponseInfo, recorded("orderStatusCallback.success").body.decode())
        assert model.model_extra == {
            "action": "Globale-OrderUpdateStatus",
            "queryString": "",
            "locale": "en_SG",
        }

    def test_one_with_the_name_of_an_attribute_sets_no_attribute(self) -> None:
        model = read(globale.OrderDocument, '{"document_type_code":"4"}')
        assert model.document_type_code is None
        assert model.model_extra == {"document_type_code": "4"}


class TestUnknownValuesOfAnEnumeration:
    @pytest.mark.parametrize("status", ["N/A", "Undefined", "SOMETHING_NEW", ""])
    def test_codes_of_responds_to_are_open(self, status: str) -> None:
        assert read(globale.MerchantOrder, f'{{"OrderId":"1","StatusCode":"{status}"}}').status_code == status

    def test_of_s2(self) -> None:
        order = read(
            s2.S2Order, '{"id":"1","items":[],"attachments":[],"status":"NEW_STATUS","assignStatus":"?"}'
        )
        assert order.status == "NEW_STATUS"


class TestPercentEncodedText:
    @pytest.mark.parametrize(
        "text",
        [
            "https%3a%2f%2fx%3fOrderId%3dGE1SG%",
            "Petah+Tiqwa",
            "alextest%40test.com",
            "Breast%20Feeding",
            "100%",
            "%zz",
        ],
    )
    def test_it_is_not_touched(self, text: str) -> None:
        assert (
            read(globale.InternationalDetails, f'{{"OrderTrackingUrl":"{text}"}}').order_tracking_url == text
        )


class TestDates:
    @pytest.mark.parametrize("text", ["2030-3-31", "2020-2-29", "2999-12-31", "", "03/2030"])
    def test_without_zeros(self, text: str) -> None:
        assert read(globale.InternationalDetails, f'{{"ExpirationDate":"{text}"}}').expiration_date == text

    def test_in_the_style_of_mail(self) -> None:
        text = "Fri, 8 Aug 2014 17:13:07 +0000"
        assert (
            read(
                globale.MerchantOrderTracking, f'{{"ShipmentStatusUpdateTime":"{text}"}}'
            ).shipment_status_update_time
            == text
        )

    @pytest.mark.parametrize(
        "text",
        [
            "2024-06-04T05:32:34.20791Z",
            "2024-06-04T05:34:55.224567Z",
            "2024-04-24T06:00:33.889+02:00",
            "soon",
        ],
    )
    def test_with_any_number_of_digits(self, text: str) -> None:
        assert read(s2.S2Organization, f'{{"id":"1","createdAt":"{text}"}}').created_at == text


class TestNull:
    @pytest.mark.parametrize(
        "kind",
        [
            globale.MerchantOrder,
            globale.InternationalDetails,
            globale.OrderDocumentsResponse,
            s2.S2Order,
            s2.S2Product,
        ],
    )
    def test_stands_for_any_member_that_is_not_required(self, kind: type[WireModel]) -> None:
        required: dict[str, Any] = {
            name: [] if name in ("items", "attachments") else "1"
            for name, field in _aliases(kind)
            if field.is_required()
        }
        required |= {"IsSuccess": True} if "IsSuccess" in required else {}
        document = required | {name: None for name, field in _aliases(kind) if not field.is_required()}
        assert len(document) > 6
        read(kind, codec.dumps(document).decode())

    def test_height_and_length(self) -> None:
        model = product('"Height":null,"Length":null')
        assert (model.height, model.length) == (None, None)


def _aliases(kind: type[WireModel]) -> list[tuple[str, Any]]:
    return [(field.alias or name, field) for name, field in kind.model_fields.items()]


class TestShapesOfIds:
    @pytest.mark.parametrize(
        "text",
        [
            "GE123874638GB",
            "GE10047946955SG",
            "GE927127",
            "2794623",
            "00010000100000000020",
            "testID",
            "#1234",
            "",
        ],
    )
    def test_any_is_read(self, text: str) -> None:
        assert read(globale.MerchantOrder, f'{{"OrderId":"{text}","StatusCode":"1"}}').order_id == text


class TestAttackersFindBounds:
    def test_a_deep_unknown_member_is_kept_or_refused_by_name(self) -> None:
        raw = b'{"Success":true,"x":' + b"[" * 50 + b"]" * 50 + b"}"
        assert codec.dumps(globale.ResponseInfo.model_validate_json(raw)) == raw
        with pytest.raises(codec.CodecError, match="nested too deeply"):
            globale.ResponseInfo.model_validate_json(
                b'{"Success":true,"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
            )

    def test_a_number_in_quotes_has_a_longest_length(self) -> None:
        assert globale.Product.model_validate({"Weight": "1" * 1_000}).weight == Decimal("1" * 1_000)
        with pytest.raises(ValidationError):
            globale.Product.model_validate({"Weight": "1" * 1_001})

    def test_a_huge_number_is_refused_before_it_is_built(self) -> None:
        with pytest.raises(codec.CodecError, match="exponent is out of range"):
            globale.Product.model_validate_json(b'{"NetWeight":1e1000000000}')
