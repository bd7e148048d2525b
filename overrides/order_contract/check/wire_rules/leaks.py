"""Secrets and addresses of customers that a response shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from order_contract.check import rulebook
from order_contract.check.transport.masking import BY_CHANCE, Mask
from order_contract.check.transport.messages import Received, Sent
from order_contract.check.transport.parsed_json import parse
from order_contract.check.wire_rules.violation import Violation
from order_contract.spec import Api
from order_contract_generated.merchant.contract import SECURITY

_ADDRESS: Final = re.compile(rb"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_NAMED_GUID: Final = re.compile(rb"(?i)guid\W{1,4}([0-9a-f]{8}-[0-9a-f-]{4,27})")
"""What is called a GUID, as the merchant's is; other ids of that form name a log entry."""
_OWN_GUID: Final[str] = SECURITY["body"]["name"].casefold()
_READ: Final = 200_000
"""Bytes of a response that are searched."""
_DATABASE: Final = re.compile(
    rb"(?i)\b(?:password|pwd)\s*=\s*[^\s;\"]|\bselect\b.{1,80}\bfrom\b.{1,80}\bwhere\b|"
    rb"\b(?:insert into|delete from)\b|\bupdate\b.{1,80}\bset\b.{1,80}="
)
_ORDER: Final = frozenset({"items", "shippingAddress", "InternationalDetails", "Products", "Customer"})
"""Members of an order. Lists of what is wrong with a request are often keyed by them."""
_CARD: Final = re.compile(r"\d{13,19}\Z")
_PIECE: Final = 60
"""Characters of a request that no message repeats by chance."""
_PIECES: Final = 4
"""So many of them are more than the value that a message is about."""


def leaked(api: Api, sent: Sent, received: Received, mask: Mask) -> Violation | None:
    """What a refusal shows of the credentials, of a customer whose address the request did not hold, of a
    database, or of a body with a customer's data.

    :param mask: knows the credentials.
    """
    body = received.body[:_READ]
    refusal = f"The refusal under status {received.status}"
    asked = unquote_to_bytes(sent.url) + sent.body
    if mask.shows_secret(body):
        return Violation(rulebook.LEAK, "", f"{refusal} shows the caller's credentials.", kind="credentials")
    if any(address not in asked for address in _ADDRESS.findall(body)):
        message = f"{refusal} shows an address that the request did not hold."
        return Violation(rulebook.LEAK, "", message, kind="address")
    if any(guid not in asked for guid in _NAMED_GUID.findall(body)):
        message = f"{refusal} shows a GUID that the request did not hold."
        return Violation(rulebook.LEAK, "", message, kind="GUID")
    if _DATABASE.search(body):
        return Violation(rulebook.LEAK, "", f"{refusal} shows the inside of a database.", kind="database")
    value = parse(received.body).value
    if isinstance(value, dict) and sum(_holds_data(value[name]) for name in _ORDER & value.keys()) > 1:
        return Violation(rulebook.LEAK, "", f"{refusal} shows an order.", kind="order")
    holds_customer = api != "globale"  # the bodies of Global-e's methods name orders and products
    if holds_customer and _repeats(
        sent.body.decode("utf-8", "replace"), body.decode("utf-8", "replace"), value
    ):
        return Violation(rulebook.LEAK, "", f"{refusal} repeats the request.", kind="request")
    return None


def _holds_data(value: Any) -> bool:
    """Whether a member of an order holds its data, not what is wrong with them: sentences in lists, or one
    sentence.
    """
    if isinstance(value, list):
        return any(isinstance(item, (list, dict)) and _holds_data(item) for item in value)
    if not isinstance(value, dict):
        return False
    plain = [item for item in value.values() if not isinstance(item, (list, dict))]
    return len(plain) > 1 or any(map(_holds_data, value.values()))


def _repeats(asked: str, body: str, value: Any) -> bool:
    """Whether long pieces of a request stand in a text of a response, escaped as JSON or not."""
    texts = [body, *(text for text in texts_of(value) if len(text) >= _PIECE)]
    pieces = [asked[start : start + _PIECE] for start in range(0, len(asked) - _PIECE + 1, _PIECE)]
    return any(sum(piece in text for piece in pieces[:50]) >= _PIECES for text in texts)


def shown(received: Received, secret: str | None) -> Violation | None:
    """What a success shows that no caller needs: the caller's secret, or the whole number of a card.

    :param secret: the access token, or the merchant's GUID.
    """
    value = parse(received.body).value
    texts = list(texts_of(value)) if len(received.body) < _READ else []
    if secret and len(secret) >= BY_CHANCE and any(secret.lower() in text.lower() for text in texts):
        return Violation(rulebook.LEAK, "", "The response shows the caller's token or GUID.", kind="token")
    if any(_is_card(text) for text in texts):
        return Violation(rulebook.LEAK, "", "The response shows the whole number of a card.", kind="card")
    return None


def _is_card(text: str) -> bool:
    """Whether a text has the length and the check digit of a card's number, and the first digit of one."""
    digits = text.replace(" ", "").replace("-", "")
    if not _CARD.match(digits) or digits[0] not in "3456" or len(digits) not in (15, 16, 19):
        return False
    odd, even = digits[-1::-2], digits[-2::-2]
    return (sum(map(int, odd)) + sum(sum(divmod(2 * int(digit), 10)) for digit in even)) % 10 == 0


def texts_of(value: Any) -> Iterator[str]:
    """The texts in a value, but those of MerchantGUID: the documents give an order that member."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from texts_of(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name.casefold() != _OWN_GUID:
                yield from texts_of(item)
