"""A text is parsed once for each exchange, however many rules look at it."""

from __future__ import annotations

from collections import Counter

import pytest

from order_contract.check.document import corpus_cases
from order_contract.check.document.operations import operations
from order_contract.check.session import Session
from order_contract.check.transport.credentials import ServerCredentials
from order_contract.check.transport.messages import Received, Sent
from order_contract.check.transport.parsed_json import parse
from order_contract.wire import codec


class OneResponse:
    timeout = 1.0

    def send(self, sent: Sent) -> Received:
        return Received(200, {"content-type": "application/json"}, b'{"Success": true, "Reason": "taken"}')

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("operation_id", "texts"),
    [("updateOrderProducts", 2), ("updateOrderDispatch", 5), ("createOrderRefund", 3)],
)
def test_every_text_of_an_exchange_is_parsed_once(
    operation_id: str, texts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: Counter[bytes | str] = Counter()
    loads = codec.loads

    def counted(raw: bytes | str, *, unique: bool = False) -> object:
        parsed[raw] += 1
        return loads(raw, unique=unique)

    monkeypatch.setattr(codec, "loads", counted)
    operated = {operation.id: operation for operation in operations("globale")}
    case = next(
        case for _, case in corpus_cases.documented("globale", operated) if case.operation == operation_id
    )
    # the samples of the document are read once for all exchanges, whichever test comes first
    for parameter in operated[operation_id].parameters.values():
        assert parameter.empty_places is not None
    parsed.clear()
    parse.cache_clear()
    credentials = ServerCredentials(guid="0f0e0d0c-1111-2222-3333-444455556666")
    with Session("globale", OneResponse(), "http://127.0.0.1", credentials, operated.values()) as session:
        session.send(operated[operation_id], case.sent(operated[operation_id], session.base))
    assert len(parsed) == texts
    assert set(parsed.values()) == {1}
