"""The curl line of a request."""

from __future__ import annotations

import shlex

import pytest

from order_contract.check.transport.messages import Sent
from order_contract.check.transport.shell import as_curl


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
