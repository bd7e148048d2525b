"""A mark in every text of a callback, the secret among them, reaches no log, no exception and no repr."""

import asyncio
import json
import traceback
from typing import Any

import httpx2
import pytest

from order_contract.callback import (
    AsyncNotifier,
    CallbackError,
    Key,
    MemoryStore,
    Notifier,
    Receiver,
    Retries,
    SQLiteStore,
    decoded,
    failure,
    parse,
    success,
)
from order_contract.wire.model import WireModel
from tests.callback.callback_bodies import callback
from tests.callback.callback_servers import MOUNTS, PATH

MARK = "CANARY"
SECRET = f"{MARK}-guid-0511db1d"
JSON = "application/json"


def marked():
    """A callback with a mark in every text that the contract knows, and in unknown ones."""
    from order_contract_generated.merchant.models import MerchantOrder

    return json.dumps(
        {**_marked(MerchantOrder, "order"), "MerchantGUID": SECRET, "StatusCode": "CANCELLED"}
    ).encode()


def _marked(model, path):
    from tests.callback.callback_bodies import _kinds

    members: dict[str, Any] = {f"Unknown{MARK}": f"{MARK}-{path}"}
    for name, field in model.model_fields.items():
        kinds = [
            inner
            for kind in _kinds(field.annotation)
            for inner in (_kinds(kind.__args__[0]) if hasattr(kind, "__args__") else [kind])
        ]
        models = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, WireModel)]
        many = "list" in str(field.annotation)
        if models:
            inner = _marked(models[0], f"{path}.{name}")
            members[field.alias] = [inner] if many else inner
        elif str in kinds:
            members[field.alias] = f"{MARK}-{path}.{name}%40test.com"
    return members


BODY = marked()


class Shop(MemoryStore):
    def done(self, key, owner):
        raise OSError(f"{key.order_id} {owner}")


def raising(order):
    raise ValueError(f"{order.secondary_billing.email} {order.payment_details.card_number}") from KeyError(
        order.merchant_guid
    )


async def raising_too(order):
    raising(order)


def receivers(tmp_path):
    for handler in (
        raising,
        raising_too,
        lambda order: order.customer_comments,
        lambda order: None,
        lambda order: failure(MARK, MARK, MARK),
    ):
        for store in (MemoryStore(), Shop(), SQLiteStore(tmp_path / "missing" / "file")):
            receiver = Receiver(SECRET, store=store, patience=0.0)
            receiver.on_cancelled(handler)
            yield receiver


@pytest.fixture
def everything(caplog, capfd):
    """All that was logged at any level by anybody, and printed."""
    caplog.set_level(1)
    for name in (
        "order_contract",
        "order_contract.callback",
        "httpx2",
        "httpcore2",
        "asyncio",
        "uvicorn",
        "django",
        "werkzeug",
    ):
        caplog.set_level(1, logger=name)

    def everything():
        printed = capfd.readouterr()
        records = [str(vars(record)) for record in caplog.records if "werkzeug" not in record.name]
        return caplog.text + printed.out + printed.err + "".join(records)

    return everything


def test_the_mark_is_in_every_place():
    assert BODY.count(MARK.encode()) > 150
    for place in (
        "payment_details.cvv_number",
        "payment_details.card_number",
        "secondary_billing.email",
        "primary_shipping.address1",
        "customer.email_address",
    ):
        assert f"{MARK}-order.{place}".encode() in BODY


class TestReceiving:
    def test_whatever_happens(self, tmp_path, everything):
        bodies = [
            BODY,
            BODY[:-1],
            BODY + b" " * (1 << 20),
            BODY.replace(SECRET.encode(), f"{MARK}-another".encode()),
            BODY.replace(b'"Products": [', b'"Products": ["CANARY", '),
            b'"' + MARK.encode() + b'"',
            MARK.encode() + b"\xff",
            callback(MerchantGUID=SECRET, OrderId={MARK: MARK}),
            callback(MerchantGUID=SECRET, InternationalDetails={"TotalPrice": MARK}),
        ]
        shown = []
        for receiver in receivers(tmp_path):
            for body in bodies:
                for method, kind in (("POST", JSON), (MARK, JSON), ("POST", MARK)):
                    responses = [
                        receiver.handle(method, kind, body),
                        asyncio.run(receiver.handle_async(method, kind, body)),
                    ]
                    shown += map(repr, [*responses, receiver])
        assert len(shown) > 500
        assert MARK not in "".join(shown)
        logged = everything()
        assert "raising" in logged
        assert "ValueError" in logged
        assert MARK not in logged

    def test_exceptions_and_reprs(self):
        for body, secret in (
            (BODY[:-1], None),
            (BODY, "another"),
            (BODY.replace(b'"Products": [', b'"Products": ["CANARY", '), None),
            (callback(OrderId=[MARK]), None),
        ):
            with pytest.raises(CallbackError) as caught:
                parse(body, merchant_guid=secret)
            assert MARK not in "".join(traceback.format_exception(caught.value)) + repr(caught.value) + str(
                vars(caught.value)
            )
        order = parse(BODY, merchant_guid=SECRET)
        shown = [
            Key.of(order),
            success(decoded(order)),
            failure(MARK, MARK, MARK, order=order),
            MemoryStore(),
            Receiver(SECRET),
        ]
        assert MARK not in "".join(map(repr, shown))

    @pytest.mark.parametrize("name", MOUNTS)
    def test_through_servers(self, name, everything):
        receiver = Receiver(SECRET)
        receiver.on_cancelled(raising)
        slash = "/" if name == "starlette_mounted" else ""
        with MOUNTS[name](receiver) as url, httpx2.Client() as client:
            for body, status in (
                (BODY, 500),
                (BODY[:-1], 400),
                (BODY.replace(b"guid", b"quid"), 400),
                (BODY + b" " * (1 << 20), 413),
            ):
                assert (
                    client.post(url + PATH + slash, content=body, headers={"Content-Type": JSON}).status_code
                    == status
                )
        assert MARK not in everything()


class TestSending:
    def test_whatever_gets_a_response(self, everything):
        responses = [
            httpx2.Response(200, content=BODY),
            httpx2.Response(400, json={"Success": False, "ErrorCode": f"{MARK} {MARK}", "Message": MARK}),
            httpx2.ReadError(MARK),
        ]
        shown = []
        for message in responses:

            def response(_, message=message):
                if isinstance(message, Exception):
                    raise message
                return message

            plan = Retries(attempts=1)
            url = f"https://{MARK}:{MARK}@shop.example/cb?token={MARK}"
            with (
                httpx2.Client(transport=httpx2.MockTransport(response)) as client,
                Notifier(
                    url,
                    merchant_guid=SECRET,
                    authorization=f"Bearer {MARK}",
                    http_client=client,
                    retries=plan,
                ) as notifier,
            ):
                deliver = notifier.deliver(parse(BODY))
                shown += [repr(deliver), str(deliver), deliver.reason, repr(notifier)]
            other = AsyncNotifier(url, merchant_guid=SECRET)
            shown.append(repr(other))
            asyncio.run(other.aclose())
        assert MARK not in "".join(shown)
        assert MARK not in everything()

    def test_what_cannot_be_sent(self):
        from order_contract.errors import InvalidRequestError

        for order in (
            {"OrderId": MARK},
            {"OrderId": [MARK], "StatusCode": MARK},
            {"OrderId": MARK, "StatusCode": MARK, "Products": MARK},
        ):
            with Notifier("https://shop.example") as notifier, pytest.raises(InvalidRequestError) as caught:
                notifier.deliver(order)
            assert MARK not in "".join(traceback.format_exception(caught.value)) + repr(caught.value)
            assert caught.value.__context__ is None
