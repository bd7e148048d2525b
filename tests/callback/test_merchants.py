"""Several merchants behind one endpoint: each by its own GUID, and the handler learns which it was."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging

import pytest

from order_contract.callback import Receiver
from order_contract.callback import merchants as module
from order_contract.errors import InvalidRequestError
from tests.callback.callback_bodies import callback

UK, US = "0511db1d-cdc6-4d5e-9a3b-7f1f0c2a9e55", "7c9e6679-7425-40de-944b-e07fc1f90ae7"
JSON = "application/json"


def by_site(order):
    return {"GE": UK, "US": US}.get(order.order_id[:2])


def send(receiver, guid, **members):
    response = receiver.handle("POST", JSON, callback(MerchantGUID=guid, **members))
    return response.status, json.loads(response.body)["Success"]


@pytest.mark.parametrize(
    ("given", "learned"),
    [
        (UK, [UK]),
        ([UK, US], [UK, US]),
        ((UK, US), [UK, US]),
        ({"uk": UK, "us": US}, ["uk", "us"]),
        (by_site, [UK, US]),
        (None, [None, None]),
    ],
    ids=["one", "a list", "a tuple", "names", "a function", "anybody"],
)
def test_the_handler_learns_which_merchant_it_was(given, learned):
    receiver, seen = Receiver(given), []

    @receiver.on_cancelled
    def cancel(order, merchant):
        seen.append(merchant)

    for guid, order_id in (
        (UK.upper(), "GE1"),
        (f" {US} ", "US1"),
        ("another", "GE2"),
        ("", "GE3"),
        (None, "GE4"),
    ):
        status, success = send(receiver, guid, OrderId=order_id)
        accepted = given is None or (len(seen) <= 2 and guid not in ("another", "", None) and success)
        assert (status == 200) == bool(accepted)
    assert seen[: len(learned)] == learned
    assert len(seen) == (5 if given is None else len(learned))


def test_a_guid_of_another_merchant_does_not_pass_a_function():
    receiver = Receiver(by_site)
    assert send(receiver, US, OrderId="GE1") == (400, False)
    assert send(receiver, UK, OrderId="GE1") == (200, True)
    assert send(receiver, UK, OrderId="XX1") == (400, False)


def test_a_function_that_fails_is_no_acceptance(caplog):
    receiver = Receiver(lambda order: {}[order.order_id])
    with caplog.at_level(logging.ERROR):
        assert send(receiver, UK, OrderId="CANARY") == (500, False)
    assert "CANARY" not in caplog.text
    assert "KeyError" in caplog.text


def test_no_merchants_delivery_passes_for_anothers():
    seen = []
    receiver = Receiver({"uk": UK, "us": US})
    receiver.on_cancelled(lambda order, merchant: seen.append(merchant))
    for guid in (UK, US, UK, US):
        assert send(receiver, guid) == (200, True)
    assert seen == ["uk", "us"]


def test_a_coroutine_function_learns_it_too():
    seen = []
    receiver = Receiver({"uk": UK})

    @receiver.on_cancelled
    async def cancel(order, *, merchant):
        seen.append(merchant)

    asyncio.run(receiver.handle_async("POST", JSON, callback(MerchantGUID=UK)))
    assert seen == ["uk"]


@pytest.mark.parametrize("given", [[], {}, [UK, ""], {"uk": UK, "again": UK.upper()}, "", {"uk": "\n"}])
def test_what_makes_no_merchants_is_refused(given):
    with pytest.raises(InvalidRequestError, match="merchant_guid") as caught:
        Receiver(given)
    assert UK not in str(caught.value)


@pytest.mark.parametrize("guid", ["", "x", UK[:-1], UK, UK * 9, US])
def test_every_guid_is_compared_in_constant_time_with_every_one_that_is_known(monkeypatch, guid):
    compared = []

    def compare(item, other):
        compared.append((len(item), len(other)))
        return hmac.compare_digest(item, other)

    class Hmac:
        digest = hmac.digest
        compare_digest = staticmethod(compare)

    receiver = Receiver([UK, US])
    monkeypatch.setattr(module, "hmac", Hmac)
    send(receiver, guid)
    assert compared == [(32, 32), (32, 32)]


def test_profiles_give_the_guids_by_name(monkeypatch, tmp_path):
    import keyring
    from keyring.backend import KeyringBackend

    from order_contract.settings import SettingsError, merchant_guids

    class Keys(KeyringBackend):
        priority = 1

        def set_password(self, service, username, password):
            raise NotImplementedError

        def get_password(self, service, username):
            return {"order-contract us/merchant_guid": US}.get(f"{service} {username}")

    config = tmp_path / "config.toml"
    config.write_text("[profile.us]\nkeyring = true\n[profile.de]\nkeyring = true\n")
    monkeypatch.setenv("ORDER_CONTRACT_CONFIG", str(config))
    monkeypatch.setenv("ORDER_CONTRACT_MERCHANT_GUID_UK_SHOP", UK)
    before = keyring.get_keyring()
    keyring.set_keyring(Keys())
    try:
        assert merchant_guids("uk-shop", "us") == {"uk-shop": UK, "us": US}
        with pytest.raises(SettingsError, match="ORDER_CONTRACT_MERCHANT_GUID_DE is not set"):
            merchant_guids("uk-shop", "de")
    finally:
        keyring.set_keyring(before)
