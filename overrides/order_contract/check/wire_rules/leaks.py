"""Secrets and addresses of customers that a refusal shows."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote_to_bytes

from order_contract.check import rulebook
from order_contract.check.transport.masking import Mask
from order_contract.check.transport.messages import Received, Sent
from order_contract.check.wire_rules.violation import Violation

_ADDRESS: Final = re.compile(rb"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_READ: Final = 200_000
"""Bytes of a refusal that are searched."""


def leaked(sent: Sent, received: Received, mask: Mask) -> Violation | None:
    """What a refusal shows of the credentials, or of a customer whose address the request did not hold.

    :param mask: knows the credentials.
    """
    body = received.body[:_READ]
    if mask.bytes(body) != body:
        message = f"The refusal under status {received.status} shows the caller's credentials."
        return Violation(rulebook.LEAK, "", message, kind="credentials")
    asked = unquote_to_bytes(sent.url) + sent.body
    if any(address not in asked for address in _ADDRESS.findall(body)):
        message = (
            f"The refusal under status {received.status} shows an address that the request did not hold."
        )
        return Violation(rulebook.LEAK, "", message, kind="address")
    return None
