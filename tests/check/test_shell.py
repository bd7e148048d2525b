"""The curl line of a request."""

from __future__ import annotations

import os
import shlex
import subprocess

import pytest

from order_contract.check.transport.credentials import ServerCredentials
from order_contract.check.transport.messages import Sent
from order_contract.check.transport.shell import as_curl
from order_contract.spec import Api


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sends_a_body_as_it_stands_by_the_method_of_the_request(method: str) -> None:
    """`--data-binary @name` would send a file of the reader; a body without `-X` makes a GET a POST."""
    words = shlex.split(as_curl(Sent(method, "http://127.0.0.1/a", {"x": "'"}, b"@/etc/hostname '\n")))
    assert words == [
        *("curl", "-sS", "-i", "-X", method, "http://127.0.0.1/a"),
        *("-H", "x: '", "--data-raw", "@/etc/hostname '\n"),
    ]


def test_names_no_method_for_a_plain_get() -> None:
    assert as_curl(Sent("GET", "http://127.0.0.1/a")) == "curl -sS -i http://127.0.0.1/a"


def test_takes_a_masked_secret_from_the_environment() -> None:
    line = as_curl(Sent("GET", "http://a/?merchantGUID=***", {"authorization": "Bearer ***", "host": "a"}))
    assert line == (
        "curl -sS -i 'http://a/?merchantGUID='\"$ORDER_CONTRACT_GUID\" "
        "-H 'authorization: Bearer '\"$ORDER_CONTRACT_TOKEN\""
    )


def test_says_that_a_long_line_is_cut() -> None:
    line = as_curl(Sent("POST", "http://a/", {}, b"x" * 3_000))
    assert line.endswith("x… (cut: --replay sends it again)")
    assert len(line) < 2_100


CREDENTIALS: dict[Api, ServerCredentials] = {
    "globale": ServerCredentials("1f0e2d3c-aaaa-bbbb-cccc-0123456789ab"),
    "merchant": ServerCredentials(merchant_guid="1f0e2d3c-aaaa-bbbb-cccc-0123456789ab"),
    "s2": ServerCredentials(token="TokenToken.12345", organization="8bd7b2c1-51c8-4d9c"),
}
WRONG = [
    pytest.param(api, place, id=f"{api} {wrong.words}")
    for api, credentials in CREDENTIALS.items()
    for place, wrong in enumerate(credentials.others(api))
]


@pytest.mark.parametrize(("api", "place"), WRONG)
def test_of_wrong_credentials_shows_none_of_ours_and_puts_them_back(api: Api, place: int) -> None:
    credentials = CREDENTIALS[api]
    sent = Sent("POST", "http://a/b", {"accept": "*/*"}, b'{"OrderId":"1","MerchantGUID":"odd"}')
    wire = credentials.others(api)[place].added(sent)
    masked = credentials.mask.sent(wire)
    for secret in (credentials.guid, credentials.token, credentials.organization, credentials.merchant_guid):
        assert secret is None or secret[:-4].lower() not in repr(masked).lower()
        assert secret is None or secret[9:].lower() not in repr(masked).lower()
    again = credentials.put_back(api, masked)
    given = {"GUID": credentials.guid, "TOKEN": credentials.token, "ORGANIZATION": credentials.organization}
    environment = {f"ORDER_CONTRACT_{name}": value for name, value in given.items() if value}
    if "apart" in masked.url or "another case" in credentials.others(api)[place].words:
        return  # no shell writes these
    assert again == wire
    line = as_curl(masked, api).replace("curl", "printf '%s\\n'", 1)
    environment["ORDER_CONTRACT_MERCHANT_GUID"] = credentials.merchant_guid or ""
    done = subprocess.run(
        ["sh", "-c", line],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    words = done.stdout.splitlines()
    assert wire.url in words
    assert wire.body.decode() in words
    shown = {name: value for name, value in wire.headers.items() if name != "accept"}
    assert {f"{name}: {value}" for name, value in shown.items()} <= set(words)
