"""The documented responses, byte by byte."""

import pytest

from order_contract.callback import failure, parse, success
from tests.callback.callback_bodies import SAMPLE


class TestSuccess:
    def test_is_the_documented_response_without_what_a_framework_added(self):
        response = success(parse(SAMPLE))
        assert response.status == 200
        assert dict(response.headers) == {"Content-Type": "application/json"}
        assert response.body == (
            b'{"InternalOrderId":"00024345","OrderId":"00024345","Success":true,"ErrorCode":null,"Message":null,"Description":null}'
        )

    def test_takes_the_merchants_own_ids(self):
        response = success(parse(SAMPLE), internal_order_id="i", order_id="o", status_code="CLOSED")
        assert b'"InternalOrderId":"i","OrderId":"o","Success":true' in response.body
        assert b'"StatusCode":"CLOSED"' in response.body

    def test_carries_ids_that_came_as_numbers_as_texts(self):
        assert (
            b'"OrderId":"7"' in success(parse(b'{"OrderId":"1","StatusCode":"X","MerchantOrderId":7}')).body
        )


class TestFailure:
    def test_is_the_documented_response_with_a_real_boolean(self):
        response = failure(None, "error message", "error description")
        assert response.status == 400
        assert response.body == (
            b'{"Success":false,"ErrorCode":null,"Message":"error message","Description":"error description"}'
        )

    def test_names_the_order_when_asked(self):
        assert failure("301", "m", order=parse(SAMPLE), status=500).body.startswith(
            b'{"InternalOrderId":"00024345","OrderId":"00024345","Success":false'
        )

    @pytest.mark.parametrize("status", [200, 204, 302, 600])
    def test_is_never_under_a_status_that_acknowledges(self, status):
        with pytest.raises(ValueError, match="400 to 599"):
            failure("1", "m", status=status)
