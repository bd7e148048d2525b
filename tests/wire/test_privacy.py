"""What a model holds may be personal: no repr and no validation error quotes it."""

import pytest
from pydantic import ValidationError

from order_contract.globale.models import MerchantOrder

CANARY = "canary@example.com"


def test_a_repr_names_members_and_shows_no_value():
    order = MerchantOrder.model_validate(
        {
            "OrderId": CANARY,
            "StatusCode": "X",
            "PrimaryBilling": {"Email": CANARY, "Odd": CANARY},
            CANARY: CANARY,
            "Products": [{"Name": CANARY}],
        }
    )
    assert repr(order) == str(order) == "MerchantOrder(order_id, status_code, primary_billing, products)"
    assert repr(order.primary_billing) == "MerchantCustomerDetails(email)"
    assert repr(order.products) == "[MerchantProduct(name)]"


def test_a_validation_error_does_not_quote_the_value():
    with pytest.raises(ValidationError) as refused:
        MerchantOrder.model_validate({"OrderId": [CANARY], "StatusCode": {"a": CANARY}, "CartId": [CANARY]})
    assert "OrderId" in str(refused.value)
    assert "canary" not in str(refused.value) + repr(refused.value)
