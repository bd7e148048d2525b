"""Any model, from bytes and back: nothing is lost, whatever form it came in."""

from __future__ import annotations

import copy
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from order_contract.globale import models as globale
from order_contract.s2 import models as s2
from order_contract.wire import codec
from tests.wire.wire_texts import MODELS, objects


def test_all_models_are_tried() -> None:
    assert {"globale.MerchantOrder", "globale.Product", "s2.S2Order", "s2.S2Address"} < set(MODELS)
    assert len(MODELS) > 60


@pytest.mark.slow
@pytest.mark.parametrize("name", MODELS)
@settings(max_examples=settings().max_examples // 2)  # by more than sixty models
@given(data=st.data())
def test_a_model_survives_reading_and_writing_byte_for_byte(name: str, data: st.DataObject) -> None:
    kind = MODELS[name]
    raw = data.draw(objects(kind)).encode()

    model = kind.model_validate(codec.loads(raw))
    written = codec.dumps(model)
    again = kind.model_validate(codec.loads(written))

    assert written == raw
    assert codec.dumps(again) == raw
    assert again == model


@given(raw=objects(globale.MerchantOrder).map(str.encode))
def test_an_order_survives_copies_and_pydantics_own_json_methods(raw: bytes) -> None:
    model = globale.MerchantOrder.model_validate_json(raw)
    for other in (
        copy.copy(model),
        copy.deepcopy(model),
        model.model_copy(),
        model.model_copy(deep=True),
        pickle.loads(pickle.dumps(model)),  # noqa: S301
    ):
        assert other == model
        assert codec.dumps(other) == raw
    assert model.model_dump_json().encode() == raw
    assert globale.MerchantOrder.model_validate_json(bytearray(raw)) == model


@given(raw=objects(s2.S2OrderUpdate).map(str.encode))
def test_a_list_of_models_survives(raw: bytes) -> None:
    model = s2.S2OrderUpdate.model_validate(codec.loads(raw))
    assert codec.dumps([model, model]) == b"[" + raw + b"," + raw + b"]"
    assert codec.dumps({"order": model}) == b'{"order":' + raw + b"}"
