"""Reading a callback: every odd form of the field dictionary, the secret, what is refused, and what is
decoded.
"""

import os
import pickle
import random
import traceback
from decimal import Decimal

import pytest

from order_contract.callback import CallbackError, MalformedCallbackError, WrongGuidError, decoded, parse
from order_contract.errors import OrderContractError
from order_contract.wire import codec
from tests.callback.callback_bodies import GUID, SAMPLE, callback, generated, members

DEEP = os.environ.get("ORDER_CONTRACT_DEEP") == "1"


class TestNothingIsLost:
    def test_the_sample_comes_back_byte_by_byte(self):
        assert codec.dumps(parse(SAMPLE)) == SAMPLE

    def test_amounts_keep_their_digits(self):
        details = parse(SAMPLE).international_details
        assert str(details.transaction_total_price) == "29.9000"
        assert f"{details.total_duties_price:f}" == "0.000000000"
        assert type(details.total_vat_amount) is Decimal

    @pytest.mark.slow
    @pytest.mark.parametrize("seed", range(200 if DEEP else 4))
    def test_generated_callbacks_come_back_key_by_key(self, seed):
        rng = random.Random(seed)
        for _ in range(500):
            body = generated(rng)
            assert members(codec.dumps(parse(body))) == members(body)


class TestOddFormsAreRead:
    def test_a_number_in_quotes(self):
        assert parse(callback(DiscountedShippingPrice="7.1200")).discounted_shipping_price == Decimal("7.12")

    def test_an_empty_text_for_a_number(self):
        assert parse(callback(DiscountedShippingPrice="")).discounted_shipping_price is None

    @pytest.mark.parametrize(
        ("printed", "meant"), [("false ", False), ("True", True), ("", None), (0, False)]
    )
    def test_a_text_or_number_for_a_boolean(self, printed, meant):
        assert parse(callback(IsSplitOrder=printed)).is_split_order is meant

    def test_a_number_for_an_id(self):
        assert parse(callback(OrderId=2794623)).order_id == "2794623"

    def test_names_in_another_case(self):
        order = parse(b'{"orderID":"GE1","STATUSCODE":"canceled","MerchantOrderID":"7"}')
        assert (order.order_id, order.status_code, order.merchant_order_id) == ("GE1", "canceled", "7")

    def test_null_for_all_that_may_be_missing(self):
        body = callback(
            MerchantOrderId=None,
            InternationalDetails=None,
            GiftCards=None,
            Products=None,
            Customer=None,
            SecondaryBilling=None,
        )
        assert parse(body).international_details is None

    @pytest.mark.parametrize("date", ["2030-3-31", "2020-2-29", "2999-12-31", ""])
    def test_dates_without_zeros(self, date):
        assert (
            parse(
                callback(InternationalDetails={"ExpirationDate": date})
            ).international_details.expiration_date
            == date
        )

    def test_unknown_members_are_kept(self):
        assert parse(callback(Never={"Seen": [1]})).model_extra["Never"] == {"Seen": [1]}

    @pytest.mark.parametrize("status", ["CANCELLED", "canceled", "N/A", "CUSTOM.CANCELLED", "Ünknown", "0"])
    def test_any_status(self, status):
        assert parse(callback(StatusCode=status)).status_code == status

    @pytest.mark.parametrize(
        "number",
        [
            "GE123874638GB",
            "GE2253796US",
            "GE927127",
            "2794623",
            "00010000100000000020",
            "testID",
            " GE2794622GB",
        ],
    )
    def test_any_shape_of_id(self, number):
        assert parse(callback(OrderId=number)).order_id == number

    def test_blanks_before_a_currency(self):
        details = parse(
            callback(InternationalDetails={"TransactionCurrencyCode": " EUR"})
        ).international_details
        assert details.transaction_currency_code == " EUR"

    @pytest.mark.parametrize("parcels", [None, []])
    def test_no_parcels(self, parcels):
        assert (
            parse(
                callback(InternationalDetails={"ParcelsTracking": parcels})
            ).international_details.parcels_tracking
            == parcels
        )

    def test_a_byte_order_mark(self):
        assert parse(b"\xef\xbb\xbf" + callback()).order_id == "GE1GB"


class TestTheSecret:
    @pytest.mark.parametrize("written", [GUID, GUID.upper(), f" {GUID} "])
    def test_is_compared_without_regard_to_case(self, written):
        assert parse(callback(MerchantGUID=written), merchant_guid=GUID).order_id == "GE1GB"

    def test_is_found_under_a_name_in_another_case(self):
        assert (
            parse(
                f'{{"OrderId":"1","StatusCode":"X","merchantGuid":"{GUID}"}}', merchant_guid=GUID.upper()
            ).order_id
            == "1"
        )

    @pytest.mark.parametrize(
        "written", [None, "", "another", GUID[:-1], GUID + "0", 7, True, [GUID], {"a": GUID}, "ß", "\u212a"]
    )
    def test_another_one_is_an_error_of_its_own(self, written):
        with pytest.raises(WrongGuidError):
            parse(callback(MerchantGUID=written), merchant_guid=GUID)

    def test_a_missing_one_too(self):
        with pytest.raises(WrongGuidError):
            parse(b'{"OrderId":"1","StatusCode":"X"}', merchant_guid=GUID)

    def test_is_judged_before_the_rest(self):
        with pytest.raises(WrongGuidError):
            parse(b'{"OrderId":[]}', merchant_guid=GUID)

    def test_is_not_asked_for_without_one(self):
        assert parse(b'{"OrderId":"1","StatusCode":"X"}').merchant_guid is None


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b" ",
            b"{",
            b"<html>",
            b"\xff\xfe{\x00",
            b"[]",
            b"null",
            b'"x"',
            b"7",
            b"{}",
            b'{"OrderId":"1"}',
            b'{"StatusCode":"X"}',
            b'{"OrderId":null,"StatusCode":"X"}',
            b'{"OrderId":"1","StatusCode":null}',
            b'{"OrderId":"","StatusCode":"X"}',
            b'{"OrderId":"1","StatusCode":" "}',
            b'{"OrderId":{},"StatusCode":"X"}',
            b'{"OrderId":"1","StatusCode":"X","Products":7}',
            b'{"OrderId":"1","StatusCode":"X","PriceCoefficientRate":NaN}',
            b'{"OrderId":"1","StatusCode":"X","OrderId":"2"}',
            b'{"OrderId":"1","StatusCode":"CANCELLED","StatusCode":"COMPLETED"}',
            b'{"OrderId":"1","StatusCode":"X","PriceCoefficientRate":1e99999}',
            b"[" * 100_000,
            b'{"a":' * 100_000,
        ],
        ids=lambda body: repr(body[:60]),
    )
    def test_malformed_bodies(self, body):
        with pytest.raises(MalformedCallbackError) as caught:
            parse(body)
        assert caught.value.problems
        assert isinstance(caught.value, CallbackError)
        assert isinstance(caught.value, OrderContractError)

    def test_not_a_name_that_stands_in_two_objects(self):
        assert parse(callback(OriginalOrder={"OrderId": "GE2GB", "StatusCode": "X"})).order_id == "GE1GB"

    def test_problems_name_the_place(self):
        with pytest.raises(MalformedCallbackError) as caught:
            parse(callback(InternationalDetails={"TotalPrice": "much"}))
        assert caught.value.problems[0][0] == "InternationalDetails.TotalPrice"

    def test_nothing_of_the_body_hangs_on_the_exception(self):
        for body in (callback(Products="CANARY"), b'{"CANARY', callback(OrderId=["CANARY"])):
            with pytest.raises(MalformedCallbackError) as caught:
                parse(body)
            error = caught.value
            assert error.__context__ is None
            assert error.__cause__ is None
            assert "CANARY" not in "".join(traceback.format_exception(error)) + repr(error) + repr(
                error.__dict__
            )

    def test_exceptions_cross_processes(self):
        with pytest.raises(MalformedCallbackError) as caught:
            parse(b"{}")
        assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems  # noqa: S301  # our own
        assert isinstance(pickle.loads(pickle.dumps(WrongGuidError())), WrongGuidError)  # noqa: S301


class TestDecoding:
    def customer(self, primary, **texts):
        names = ("PrimaryBilling", "PrimaryShipping", "SecondaryBilling", "SecondaryShipping")
        return parse(
            callback(Customer={"IsEndCustomerPrimary": primary}, **{name: dict(texts) for name in names})
        )

    @pytest.mark.parametrize(
        ("raw", "meant"),
        [
            ("Petah+Tiqwa", "Petah Tiqwa"), ("alextest%40test.com", "alextest@test.com"),
            ("%d7%9e", "מ"), ("%2b49", "+49"), ("plain", "plain"),
            ("", ""), ("100%", "100%"), ("a%40b%", "a%40b%"), ("%zz", "%zz"), ("%ff", "%ff"),
            ("+4930123", "+4930123"), ("C++ and more", "C++ and more"),
            ("Zoë+x", "Zoë+x"),
        ],
    )  # fmt: skip
    def test_texts_of_the_end_customer(self, raw, meant):
        order = decoded(self.customer(False, City=raw))
        assert order.secondary_billing.city == order.secondary_shipping.city == meant

    @pytest.mark.parametrize(
        ("primary", "changed"),
        [(True, "primary"), (False, "secondary"), (None, "secondary"), ("true", "primary")],
    )
    def test_of_the_end_customer_only(self, primary, changed):
        order = decoded(self.customer(primary, FirstName="A+B"))
        for kind in ("primary", "secondary"):
            for use in ("billing", "shipping"):
                assert getattr(order, f"{kind}_{use}").first_name == ("A B" if kind == changed else "A+B")

    def test_without_a_customer_it_is_the_secondary_one(self):
        assert decoded(parse(callback(SecondaryShipping={"City": "A+B"}))).secondary_shipping.city == "A B"

    def test_unknown_texts_of_the_customer_too(self):
        assert (
            decoded(self.customer(False, Nickname="A+B")).secondary_billing.model_extra["Nickname"] == "A B"
        )

    def test_what_is_no_text_stays(self):
        order = decoded(self.customer(False, SaveAddress=True, Zip=None))
        assert order.secondary_billing.save_address is True
        assert order.secondary_billing.zip is None

    @pytest.mark.parametrize(
        ("raw", "meant"),
        [
            ("https%3a%2f%2ft.example%2f%3fa%3d1%252b2", "https://t.example/?a=1%2b2"),
            ("https://t.example/?q=a%26b+c", "https://t.example/?q=a%26b+c"),
            ("https%3a%2f%2ft.example%2f%", "https%3a%2f%2ft.example%2f%"),
        ],
    )
    def test_urls(self, raw, meant):
        details = {
            "OrderTrackingUrl": raw,
            "OrderWaybillUrl": raw,
            "ParcelsTracking": [{"ParcelTrackingUrl": raw, "ParcelCode": "A%20"}],
        }
        international_details = decoded(parse(callback(InternationalDetails=details))).international_details
        assert (
            international_details.order_tracking_url
            == international_details.order_waybill_url
            == international_details.parcels_tracking[0].parcel_tracking_url
            == meant
        )
        assert international_details.parcels_tracking[0].parcel_code == "A%20"

    def test_the_bare_percent_of_the_sample_leaves_it_raw(self):
        order = parse(SAMPLE)
        assert (
            decoded(order).international_details.order_tracking_url
            == order.international_details.order_tracking_url
        )

    def test_the_raw_order_stays(self):
        body = callback(
            SecondaryBilling={"City": "A+B"},
            InternationalDetails={
                "OrderTrackingUrl": "a%20",
                "ParcelsTracking": [{"ParcelTrackingUrl": "b%20"}],
            },
        )
        order = parse(body)
        copy = decoded(order)
        assert members(codec.dumps(order)) == members(body)
        assert copy.secondary_billing.city == "A B"
        assert copy.international_details.parcels_tracking[0].parcel_tracking_url == "b "

    def test_everything_else_stays_in_the_copy(self):
        assert codec.dumps(decoded(parse(SAMPLE))) == SAMPLE

    def test_any_order_can_be_decoded(self):
        rng = random.Random(7)
        for _ in range(300):
            decoded(parse(generated(rng)))
