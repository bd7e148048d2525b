"""A documented request, or an edit of one, as bytes.

Invariant: numbers go out with the digits that the documents print.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from order_contract.check.document.operations import CheckedOperation, Sample
from order_contract.check.transport.messages import Sent
from order_contract.wire import codec

JSON_HEADERS: Final = {"content-type": "application/json", "accept": "application/json"}


def build(operation: CheckedOperation, base: str, sample: Sample) -> Sent:
    """The bytes of a sample."""
    path = operation.path
    for name, value in sample.path.items():
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in sample.query)
    body = sample.body if isinstance(sample.body, bytes) else codec.dumps(sample.body)
    return Sent(
        operation.method,
        f"{base}{path}" + (f"?{query}" if query else ""),
        JSON_HEADERS if sample.has_body else {"accept": "application/json"},
        body if sample.has_body else b"",
    )
